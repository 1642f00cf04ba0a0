import { describe, expect, it } from "vitest";
import type { Problem } from "../../src/model/problem.ts";
import { interpolate } from "../../src/stack/interpolate.ts";
import { findUndefined } from "../../src/stack/references.ts";
import { unknownValue } from "../../src/yaml/unknown.ts";
import { environment, marked, rootOf } from "./reading.ts";

function problemsOf(...texts: readonly string[]): { problems: Problem[]; spans: [number, number][] } {
  const files = texts.map((text, index) => ({ ...marked(text), path: `${index}.yml` }));
  const problems: Problem[] = [];
  const roots = files.map(({ text, path }) => interpolate(rootOf(text, path), environment(), problems));
  findUndefined(roots, problems);
  return { problems, spans: files.flatMap(({ spans }) => spans) };
}

const nowhere = (what: string, name: string) =>
  `The ${what} \`${name}\` is declared nowhere in the stack; deploy refuses the stack, after it has created the networks.`;

describe("findUndefined accepts", () => {
  it.each([
    [
      "what is declared",
      "services: {a: {networks: [n], secrets: [s], configs: [c]}}\nnetworks: {n: }\nsecrets: {s: }\nconfigs: {c: }",
    ],
    ["the default network", "services: {a: {networks: [default]}, b: {networks: {default: }}}"],
    [
      "long forms",
      "services: {a: {networks: {n: {aliases: [x]}}, secrets: [{source: s, target: t}]}}\nnetworks: {n: }\nsecrets: {s: }",
    ],
    [
      "names that wait for a variable",
      "services: {a: {networks: ['${N}'], secrets: [{source: '${S}'}], configs: ['c-${C}']}}",
    ],
    ["what is no list, and items without a text", "services: {a: {secrets: {s: }, configs: [[c], ]}}"],
    [
      "credential specifications",
      "services: {a: {credential_spec: {config: c}}, b: {credential_spec: {config: ''}}, d: {credential_spec: {file: e}}}\nconfigs: {c: }",
    ],
    ["a credential specification that waits", "services: {a: {credential_spec: {config: '${C}'}}}"],
    ["a file without services", "volumes: {v: }"],
  ])("%s", (_, text) => {
    expect(problemsOf(text).problems).toEqual([]);
  });

  it("what another file declares, before or after", () => {
    const uses = "services: {a: {networks: [n], secrets: [s]}}\nnetworks: {o: }";
    expect(problemsOf(uses, "networks: {n: }\nsecrets: {s: }").problems).toEqual([]);
    expect(problemsOf("networks: {n: }\nsecrets: {s: }", uses).problems).toEqual([]);
  });
});

describe("findUndefined finds", () => {
  it.each([
    ["services: {web: {networks: [⟦n⟧]}}", "network", "networks", "n"],
    ["services: {web: {networks: {⟦n⟧: {aliases: [x]}}}}", "network", "networks", "n"],
    ["services: {web: {networks: {⟦n⟧: }}}\nsecrets: {n: }", "network", "networks", "n"],
    ["services: {web: {secrets: [⟦s⟧]}}\nconfigs: {s: }", "secret", "secrets", "s"],
    ["services: {web: {secrets: [{source: ⟦s⟧, target: t}]}}", "secret", "secrets", "s"],
    ["services: {web: {secrets: [⟦default⟧]}}", "secret", "secrets", "default"],
    ["services: {web: {configs: [⟦c⟧]}}\nnetworks: {c: }", "config", "configs", "c"],
    ["services: {web: {configs: [{source: ⟦toString⟧}]}}", "config", "configs", "toString"],
    ["services: {web: {configs: [⟦5⟧]}}", "config", "configs", "5"],
    ["services: {web: {configs: ⟦c⟧}}", "config", "configs", "c"],
    ["services: {web: {credential_spec: {config: ⟦c⟧}}}\nsecrets: {c: }", "config", "configs", "c"],
  ])("%s", (text, what, section, name) => {
    const { problems, spans } = problemsOf(text);
    expect(problems).toEqual([
      {
        rule: "undefined-reference",
        place: { file: expect.objectContaining({ path: "0.yml" }), start: spans[0]?.[0], end: spans[0]?.[1] },
        message: nowhere(what, name),
        help: `Declare \`${name}\` under the top-level \`${section}\`, or correct the name.`,
        service: "web",
        subject: `${section}.${name}`,
      },
    ]);
  });

  it.each(["host", "bridge", "none"])("the node's network `%s`", (name) => {
    expect(problemsOf(`services: {a: {networks: [${name}]}}`).problems).toMatchObject([
      {
        message: nowhere("network", name),
        help: `Declare \`${name}\` under the top-level \`networks\` with \`external: true\`, or correct the name.`,
      },
    ]);
    expect(problemsOf(`services: {a: {secrets: [${name}]}}`).problems).toMatchObject([
      { help: `Declare \`${name}\` under the top-level \`secrets\`, or correct the name.` },
    ]);
  });

  it("an entry without a name", () => {
    const { problems, spans } = problemsOf(
      "services: {a: {networks: [⟦''⟧], secrets: [⟦{target: t}⟧, {source: ⟦''⟧}], configs: [⟦{source: }⟧]}}",
    );
    const wanted = ["network", "secret", "secret", "config"].map((what, index) => ({
      place: { start: spans[index]?.[0], end: spans[index]?.[1] },
      message: `This entry names no ${what}; deploy refuses the stack, after it has created the networks.`,
      help: `Write which ${what} is meant.`,
      subject: `${what}s.`,
      service: "a",
    }));
    expect(problems).toMatchObject(wanted);
    expect(problems).toHaveLength(4);
  });

  it("each in its file: networks, then secrets, then configs", () => {
    const { problems } = problemsOf(
      "services: {a: {credential_spec: {config: d}, networks: [n]}, b: {configs: [c]}}",
      "services: {b: {secrets: [s], networks: [m, n]}}",
    );
    expect(problems.map(({ service, subject, place }) => [service, subject, place.file.path])).toEqual([
      ["a", "networks.n", "0.yml"],
      ["b", "networks.m", "1.yml"],
      ["b", "networks.n", "1.yml"],
      ["b", "secrets.s", "1.yml"],
      ["b", "configs.c", "0.yml"],
      ["a", "configs.d", "0.yml"],
    ]);
  });

  it("no marker in any text", () => {
    expect(JSON.stringify(problemsOf("services: {a: {networks: ['x${N}', n]}}").problems)).not.toContain(
      unknownValue("N"),
    );
  });
});
