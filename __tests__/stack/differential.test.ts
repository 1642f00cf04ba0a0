import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { readStack } from "../../src/stack/load.ts";
import { parseShortMount } from "../../src/stack/mounts.ts";
import { dockerAvailable } from "../support/docker.ts";
import { accepts, difference, differences, type Files } from "./compare.ts";
import * as generate from "./generate.ts";
import { environment, seeded } from "./reading.ts";
import { inParallel } from "./stack-data.ts";

const missing = dockerAvailable();
const SECONDS = 1000;

const times = <T>(count: number, seed: number, make: (random: () => number) => T): T[] => {
  const random = seeded(seed);
  return Array.from({ length: count }, () => make(random));
};
const different = (items: readonly string[]): string[] => [...new Set(items)];

const volumesOf = (sections: readonly string[]): Files => [
  `volumes:\n${sections.map((section, index) => `  v${index}: ${section}\n`).join("")}services: {}\n`,
];
const servicesOf = (mounts: readonly string[]): Files => [
  `volumes: {v: , w: }\nservices:\n${mounts.map((mount, index) => `  s${index}: {image: x, volumes: [${mount}]}\n`).join("")}`,
];

/** Each pair of files, or three, alone: what stands in one belongs to what stands in the other. */
async function differencesOfFiles(list: readonly Files[]): Promise<string[]> {
  const found: string[] = [];
  await inParallel(list, async (files) => {
    const differs = await difference(files);
    if (differs !== undefined) found.push(`${files.join("---\n")}\n${differs}`);
  });
  return found;
}

describe.skipIf(missing)(`The reader and docker stack config${missing ? ` (skipped: ${missing})` : ""}`, () => {
  it(
    "give plain scalars the same type and print",
    async () => {
      const items = different([...generate.SCALARS, ...times(400, 1, generate.scalar)]);
      expect(
        await differences({ items, wrap: (list) => volumesOf(list.map((one) => `{labels: {k: ${one}}}`)) }),
      ).toEqual([]);
      expect(
        await differences({
          items: generate.SCALARS,
          wrap: (list) => volumesOf(list.map((one) => `{driver_opts: {k: ${one}}}`)),
        }),
      ).toEqual([]);
    },
    60 * SECONDS,
  );

  it(
    "give tagged scalars the same value",
    async () => {
      const items = generate.TAGGED;
      expect(
        await differences({ items, wrap: (list) => volumesOf(list.map((one) => `{labels: {k: ${one} }}`)) }),
      ).toEqual([]);
    },
    60 * SECONDS,
  );

  it(
    "unescape double-quoted texts alike, and fill in the variables that come out",
    async () => {
      const items = different([...generate.ESCAPED, ...times(150, 8, generate.escaped)]);
      const wrap = (list: readonly string[]) => volumesOf(list.map((one) => `{labels: {k: "${one}"}}`));
      expect(await differences({ items, wrap, variables: { A: "alpha" } })).toEqual([]);
    },
    60 * SECONDS,
  );

  it(
    "fill in variables alike",
    async () => {
      const variables = { A: "alpha", B: "b-c", E: "", _x1: "us", a: "low", D: "$A", Q: "${A}" };
      const items = different([...generate.REFERENCES, ...times(200, 2, generate.reference)]);
      const wrap = (list: readonly string[]) => volumesOf(list.map((one) => `{labels: {k: ${JSON.stringify(one)}}}`));
      expect(await differences({ items, wrap, variables })).toEqual([]);
    },
    60 * SECONDS,
  );

  it(
    "cast filled in values alike",
    async () => {
      const found: string[] = [];
      await inParallel(generate.CASTS, async ([text, value]) => {
        const differs = await difference([`${text}\n`], { V: value });
        if (differs !== undefined) found.push(`${text} ${JSON.stringify(value)}: ${differs}`);
      });
      expect(found).toEqual([]);
    },
    60 * SECONDS,
  );

  it.each([undefined, "/home/u", "", "rel/../x", "C:\\x"])(
    "take short volumes apart alike (HOME is %j)",
    async (home) => {
      const items = different([...generate.SHORT_MOUNTS, ...times(120, 3 + (home ?? "").length, generate.shortMount)]);
      const variables: Record<string, string> = home === undefined ? {} : { HOME: home };
      const wrap = (list: readonly string[]) => servicesOf(list.map((one) => JSON.stringify(one)));
      // What is refused is refused wherever home is, and costs a run each.
      const chosen = home === undefined ? items : items.filter((one) => !("error" in parseShortMount(one)));
      expect(await differences({ items: chosen, wrap, variables })).toEqual([]);
    },
    60 * SECONDS,
  );

  it(
    "read long volumes alike",
    async () => {
      const variables = { S: "src", T: "true", Y: "y", E: "", N: "1", H: "/h", NO: "off", X: "xyz" };
      const items = different(times(300, 4, generate.longMount));
      expect(await differences({ items, wrap: servicesOf, variables })).toEqual([]);
    },
    60 * SECONDS,
  );

  it(
    "read top-level volumes alike",
    async () => {
      const variables = { S: "src", T: "true", Y: "y", E: "", N: "1", NO: "off", X: "xyz" };
      const items = different([...generate.VOLUMES, ...times(300, 5, generate.volume)]);
      expect(await differences({ items, wrap: volumesOf, variables })).toEqual([]);
    },
    60 * SECONDS,
  );

  it(
    "know the same versions",
    async () => {
      const files = generate.VERSIONS.map((version) => [
        `version: ${version}\nvolumes: {v: {name: n}}\nservices: {}\n`,
      ]);
      expect(await differencesOfFiles(files)).toEqual([]);
      const pairs = generate.VERSION_PAIRS.map((pair) =>
        pair.map((version) => `${version === undefined ? "" : `version: ${version}\n`}services: {a: {image: x}}\n`),
      );
      expect(await differencesOfFiles(pairs)).toEqual([]);
    },
    60 * SECONDS,
  );

  it(
    "merge files alike",
    async () => {
      const cases = times(150, 6, generate.files);
      expect(cases.filter(accepts).length, "files that prove something").toBeGreaterThan(100);
      const found: string[] = [];
      await inParallel(cases, async (files) => {
        const differs = await difference(files, {}, (printed) => serviceDifference(files, printed));
        if (differs !== undefined) found.push(`${files.join("---\n")}\n${differs}`);
      });
      expect(found).toEqual([]);
    },
    60 * SECONDS,
  );

  it(
    "read YAML alike",
    async () => {
      expect(await differencesOfFiles(generate.YAML.map((text) => [text]))).toEqual([]);
    },
    60 * SECONDS,
  );

  it(
    "refuse the same broken files",
    async () => {
      const files = different(times(250, 7, generate.broken)).map((text) => [text]);
      expect(files.filter(accepts).length, "files that survive").toBeGreaterThan(50);
      expect(await differencesOfFiles(files)).toEqual([]);
    },
    60 * SECONDS,
  );
});

/** How the merged services differ, mounts aside; undefined when they do not. */
function serviceDifference(files: Files, printed: string): string | undefined {
  const theirs: Record<string, unknown> = {};
  for (const [name, service] of Object.entries<Record<string, never>>(parse(printed).services ?? {})) {
    theirs[name] = compact(printedFields(service));
  }
  const ours: Record<string, unknown> = {};
  const stack = readStack(
    files.map((text, index) => ({ path: `${index}.yml`, text })),
    environment({}, "empty"),
  );
  for (const service of stack.services) {
    ours[service.name] = compact({
      image: service.image?.value,
      command: service.command.map(({ value }) => value),
      entrypoint: service.entrypoint.map(({ value }) => value),
      environment: Object.fromEntries(Array.from(service.environment, ([key, text]) => [key, text?.value ?? null])),
      hostname: service.hostname?.value,
      tmpfs: service.tmpfs.map(({ value }) => value),
      mode: service.mode.value,
      replicas: service.replicas?.value,
      constraints: service.constraints.map(({ value }) => value),
      most: service.maxReplicasPerNode?.value || undefined,
      update: service.updateOrder?.value,
      rollback: service.rollbackOrder?.value,
    });
  }
  const [left, right] = [JSON.stringify(sorted(theirs)), JSON.stringify(sorted(ours))];
  return left === right ? undefined : `Docker: ${left}\nthis tool: ${right}`;
}

// biome-ignore lint/suspicious/noExplicitAny: what the CLI prints has no type here
function printedFields({ image, command, entrypoint, environment: pairs, hostname, tmpfs, deploy = {} }: any) {
  return {
    image,
    command,
    entrypoint,
    environment: pairs,
    hostname,
    tmpfs,
    mode: deploy.mode || "replicated",
    replicas: deploy.replicas,
    constraints: deploy.placement?.constraints,
    most: deploy.placement?.max_replicas_per_node,
    update: deploy.update_config?.order,
    rollback: deploy.rollback_config?.order,
  };
}

/** Without what is empty: the CLI prints no empty texts and lists. */
function compact(fields: object): object {
  const isEmpty = (value: unknown) =>
    value === undefined ||
    value === "" ||
    (typeof value === "object" && value !== null && Object.keys(value).length === 0);
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => !isEmpty(value)));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}
