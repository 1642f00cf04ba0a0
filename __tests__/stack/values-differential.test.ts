import { describe, expect, it } from "vitest";
import { validateStack } from "../../src/stack/schema.ts";
import { shellWords } from "../../src/stack/shell-words.ts";
import { dockerAvailable, type Files, stackDeploy } from "../support/docker.ts";
import { validateValues } from "../support/values.ts";
import { inParallel, plain, stackWith } from "./stack-data.ts";
import { ACCEPTED, REFUSED } from "./value-texts.ts";

const missing = dockerAvailable();
const FILES: Files = { "file.txt": "x" };

/** How this tool and the CLI disagree on a stack; undefined when they do not. */
async function disagreement(stack: unknown): Promise<string | undefined> {
  const data = plain(stack);
  const refusals = [...validateStack(data, "3.13"), ...validateValues(data)];
  const text = JSON.stringify(stack);
  const { code, stderr } = await stackDeploy({ "stack.yml": text, ...FILES });
  if ((code === 0) === (refusals.length === 0)) return undefined;
  return `${text}: ${code === 0 ? "accepted" : stderr}, ${refusals[0]?.message}`;
}

const external = { c: { external: true }, d: { external: true }, named: { external: true, name: "other" } };
const withObjects = (path: string, value: unknown) => ({
  ...stackWith(path, value),
  secrets: external,
  configs: external,
});

const STACKS: unknown[] = [
  { services: { a: {} } },
  { services: { a: { build: "." } } },
  ...[
    { disable: true, test: "" },
    { disable: true, test: [] },
    { disable: true, interval: "1s" },
    { disable: false, test: "x" },
  ].map((value) => stackWith("services.a.healthcheck", value)),
  ...[
    { file: "x" },
    { file: "x", registry: "y" },
    { config: "c", file: "x" },
    { config: "c" },
    { config: "named" },
    { config: "" },
  ].map((value) => withObjects("services.a.credential_spec", value)),
  ...["secrets", "configs"].flatMap((key) => [
    ...[
      ["c", "d"],
      ["c", "c"],
      ["c", { source: "d", target: "c" }],
      ["c", { source: "c", target: "x" }],
    ].map((value) => withObjects(`services.a.${key}`, value)),
    ...[
      {},
      { file: "" },
      { file: "file.txt" },
      { external: false },
      { external: {} },
      { external: true, file: "x" },
    ].map((value) => stackWith(`${key}.z`, value)),
    ...[
      { name: "x" },
      { external: { name: "x" }, name: "y" },
      { external: { name: "x" }, name: "" },
      { template_driver: "x" },
    ].map((value) => stackWith(`${key}.z`, value)),
  ]),
  ...[
    { driver: "x" },
    { driver: "x", file: "file.txt" },
    { driver: "x", file: "file.txt", external: true },
    { driver: "", file: "" },
  ].map((value) => stackWith("secrets.z", value)),
  ...[
    { external: { name: "x" }, name: "y" },
    { external: true, name: "y", driver: "z" },
    { external: { name: "" }, name: "y" },
  ].map((value) => stackWith("networks.z", value)),
  stackWith("services.a", { image: "x", restart: "foo", deploy: { restart_policy: {} } }),
  stackWith("services.a", { image: "x", restart: "foo", deploy: {} }),
];

describe.skipIf(missing)(`validateValues and docker stack deploy${missing ? ` (skipped: ${missing})` : ""}`, () => {
  it.each(Object.keys(ACCEPTED))(
    "agree on %s",
    async (path) => {
      const found: string[] = [];
      await inParallel([...(ACCEPTED[path] ?? []), ...(REFUSED[path] ?? [])], async (text) => {
        found.push((await disagreement(stackWith(path, text))) ?? "");
      });
      expect(found.filter((text) => text !== "")).toEqual([]);
    },
    300_000,
  );

  it("agree on what excludes each other", async () => {
    const found: string[] = [];
    await inParallel(STACKS, async (stack) => {
      found.push((await disagreement(stack)) ?? "");
    });
    expect(found.filter((text) => text !== "")).toEqual([]);
  }, 300_000);

  it("split commands alike", async () => {
    const path = "services.a.command";
    await inParallel(ACCEPTED[path] ?? [], async (text) => {
      const { services } = await stackDeploy(JSON.stringify(stackWith(path, text)));
      expect(services[0]?.TaskTemplate.ContainerSpec.Args ?? [], text).toEqual(shellWords(text));
    });
  }, 300_000);
});

describe("dockerAvailable", () => {
  it("gives a reason or nothing, always the same", () => {
    expect(dockerAvailable()).toBe(missing);
    expect(missing === undefined || missing.length > 0).toBe(true);
  });
});
