import { describe, expect, it } from "vitest";
import { findDates } from "../../src/yaml/dates.ts";
import { parseFile } from "../../src/yaml/parse.ts";
import type { Mapping } from "../../src/yaml/tree.ts";
import { inShort, marked, sourceFile } from "../stack/reading.ts";

const MESSAGE = "Without quotes, YAML reads this value as a date, and Docker wants text; deploy refuses the file.";
const DATE = "2024-01-31";

/** Run through CLI 28.2.2: it refuses a date in these places. */
const REFUSED: readonly [text: string, subject: string][] = [
  [`services: {a: {image: ⟦${DATE}⟧}}`, "services.a.image date"],
  [`services: {a: {hostname: ⟦2024-01-31 10:00:00⟧}}`, "services.a.hostname date"],
  [`services: {a: {command: [b, ⟦${DATE}⟧, '${DATE}']}}`, "services.a.command date"],
  [`services: {a: {command: ⟦${DATE}⟧}}`, "services.a.command date"],
  [`services: {a: {volumes: [⟦${DATE}⟧]}}`, "services.a.volumes date"],
  [`services: {a: {volumes: [{type: volume, source: ⟦${DATE}⟧}]}}`, "services.a.volumes.source date"],
  [`services: {a: {environment: [⟦${DATE}⟧]}}`, "services.a.environment date"],
  [`services: {a: {labels: [⟦${DATE}⟧]}}`, "services.a.labels date"],
  [`services: {a: {deploy: {placement: {constraints: [⟦${DATE}⟧]}}}}`, "services.a.deploy.placement.constraints date"],
  [`services: {a: {logging: {driver: ⟦${DATE}⟧}}}`, "services.a.logging.driver date"],
  [`networks: {n: {driver: ⟦${DATE}⟧}}`, "networks.n.driver date"],
  [`volumes: {v: {name: ⟦${DATE}⟧}}`, "volumes.v.name date"],
  [`volumes: {v: {external: {name: ⟦${DATE}⟧}}}`, "volumes.v.external.name date"],
  [`volumes: {v: {x-cluster-spec: {group: ⟦${DATE}⟧}}}`, "volumes.v.x-cluster-spec.group date"],
  [`secrets: {s: {file: ⟦${DATE}⟧}}`, "secrets.s.file date"],
  [`configs: {c: {file: ⟦${DATE}⟧}}`, "configs.c.file date"],
];

/** And it accepts one in these. */
const ACCEPTED: readonly string[] = [
  `services: {a: {image: "${DATE}"}}`,
  `services: {a: {image: x:${DATE}}}`,
  `services: {a: {environment: {B: ${DATE}}}}`,
  `services: {a: {labels: {b: ${DATE}}}}`,
  `services: {a: {deploy: {labels: {b: ${DATE}}}}}`,
  `services: {a: {sysctls: {b: ${DATE}}}}`,
  `services: {a: {extra_hosts: {b: ${DATE}}}}`,
  `services: {a: {extra_hosts: [${DATE}]}}`,
  `services: {a: {expose: [${DATE}]}}`,
  `services: {a: {logging: {driver: b, options: {c: ${DATE}}}}}`,
  `services: {a: {build: {context: ., args: {b: ${DATE}}}}}`,
  `services: {a: {x-b: ${DATE}}}`,
  `x-a: ${DATE}`,
  `networks: {n: {driver_opts: {a: ${DATE}}}}`,
  `volumes: {v: {driver_opts: {a: ${DATE}}, labels: {b: ${DATE}}, x-c: [${DATE}]}}`,
  `secrets: {s: {external: true, labels: {a: ${DATE}}}}`,
];

const find = (text: string) => findDates(parseFile(sourceFile(text)).root as Mapping);

describe("findDates", () => {
  it.each(REFUSED)("finds the date in %s", (text, subject) => {
    const { text: clean, spans } = marked(`${text}\n`);
    const [problem, ...others] = find(clean);
    expect(others).toEqual([]);
    expect(problem && inShort(problem)).toEqual(["schema-invalid", spans[0], MESSAGE]);
    expect(problem).toMatchObject({ subject, help: "Put the value in quotes." });
    expect(problem?.service).toBe(text.startsWith("services") ? "a" : undefined);
    expect(problem?.volume).toBe(text.startsWith("volumes") ? "v" : undefined);
  });

  it.each(ACCEPTED)("finds nothing in %s", (text) => {
    expect(find(`${text}\n`)).toEqual([]);
  });

  it("is part of reading a file", () => {
    expect(parseFile(sourceFile(`services: {a: {image: ${DATE}}}\n`)).problems.map(({ message }) => message)).toEqual([
      MESSAGE,
    ]);
  });
});
