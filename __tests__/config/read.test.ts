import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Config, ConfigError } from "../../src/config/model.ts";
import { type ConfigContext, readConfig } from "../../src/config/read.ts";
import { rules } from "../../src/rules/index.ts";
import { PAIRS } from "./pairs.ts";

const ROOT: ConfigContext = { rules, folder: "" };
const file = (text: string) => ({ path: ".swarm-volume-check.yml", text });

function configOf(text: string, context = ROOT): Config {
  const result = readConfig(file(text), context);
  if ("errors" in result) throw new Error(JSON.stringify(result.errors));
  return result.config;
}

function errorsOf(text: string, context = ROOT): readonly ConfigError[] {
  const result = readConfig(file(text), context);
  return "errors" in result ? result.errors : [];
}

/** `line:column` of the mark, and the text without it. */
function marked(text: string): [place: string, clean: string] {
  const before = text.slice(0, text.indexOf("⟦")).split("\n");
  return [`${before.length}:${(before.at(-1) ?? "").length + 1}`, text.replace("⟦", "")];
}

interface Schema {
  readonly $ref?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly definitions?: Readonly<Record<string, Schema>>;
}

const schema: Schema = JSON.parse(readFileSync(new URL("../../schemas/config.schema.json", import.meta.url), "utf8"));

/** Every key that the schema names, with free names and positions as `*`, and every schema of a property. */
function keysOf(written: Schema, place: readonly string[] = []): [place: string, Schema][] {
  const node = written.$ref ? { ...schema.definitions?.[written.$ref.split("/").at(-1) ?? ""], ...written } : written;
  const free = [node.items, node.additionalProperties].filter((one) => typeof one === "object");
  const named = Object.entries(node.properties ?? {});
  return [
    ...named.map(([key, child]): [string, Schema] => [[...place, key].join("."), child]),
    ...named.flatMap(([key, child]) => keysOf(child, [...place, key])),
    ...free.flatMap((child) => keysOf(child, [...place, "*"])),
    ...(node.anyOf ?? []).flatMap((branch) => keysOf(branch, place)),
  ];
}

describe("every key of the schema", () => {
  const keys = keysOf(schema);

  it("has a right and a wrong value here, and no other key has", () => {
    expect(Object.keys(PAIRS).sort()).toEqual([...new Set(keys.map(([place]) => place))].sort());
  });

  it("has a description", () => {
    const described = ({ $ref, description }: Schema) => $ref !== undefined || (description ?? "").endsWith(".");
    expect(keys.filter(([, node]) => !described(node)).map(([place]) => place)).toEqual([]);
    expect(Object.values(schema.definitions ?? {}).filter((node) => !described(node))).toEqual([]);
  });

  for (const [key, { right, is, wrong, message }] of Object.entries(PAIRS)) {
    it(`${key}: the right value`, () => expect(is[0](configOf(right))).toEqual(is[1]));

    it(`${key}: the wrong value`, () => {
      const [place, text] = marked(wrong);
      const errors = errorsOf(text);
      expect(errors.map(({ line, column }) => `${line}:${column}`)).toEqual([place]);
      expect(errors[0]?.message).toContain(message);
      expect(errors[0]?.help).toMatch(/^[A-Z`].*[.?]$/);
    });
  }
});

describe("a configuration", () => {
  it("may be empty", () => {
    for (const text of ["", "# nothing yet\n", "---\n", "{}\n"]) {
      const config = configOf(text);
      expect(config.stacks).toEqual([]);
      expect(config.cluster.nodes).toBeUndefined();
      expect(config.failOn).toBeUndefined();
    }
  });

  it("is refused with everything that is wrong, in the order of the file", () => {
    const text = [
      "cluster:",
      "  nods: 3",
      "  zone-label: 7",
      "rules:",
      "  pin-by-lable: off",
      "ignore:",
      "  - path: /x",
      "7zip: 1",
    ].join("\n");
    expect(errorsOf(text).map(({ line, column, message, help }) => `${line}:${column} ${message} ${help}`)).toEqual([
      "2:3 `nods` is not a key of `cluster`. Did you mean `nodes`?",
      "3:15 `cluster.zone-label` must be the name of a node label, without `node.labels.`. Correct the value, or remove it.",
      "5:3 There is no rule `pin-by-lable`. Did you mean `pin-by-label`?",
      "7:5 Entry 1 of `ignore` lacks `rule`. Add `rule`: the id of a rule.",
      "7:5 Entry 1 of `ignore` lacks `reason`. Add `reason`: a sentence that says why this is fine.",
      "7:11 `path` of entry 1 of `ignore` must be a glob relative to the configuration file, such as `deploy/**/*.yml`. Correct the value, or remove it.",
      "8:1 `7zip` is not a key of the configuration. Known here: `files`, `stacks`, `target`, `cluster`, `storage`, `volumes`, `budget`, `rules`, `ignore`, `fail-on`.",
    ]);
  });

  const refused: readonly (readonly [name: string, text: string, message: string])[] = [
    ["no mapping", "⟦- a\n", "There is no mapping at the top of the file."],
    ["no YAML", 'a: "b\n⟦', "quote"],
    ["a key twice", "cluster: {}\n⟦cluster: {}\n", "The key `cluster` stands twice in one mapping."],
    ["a second document", "cluster: {}\n⟦---\nrules: {}\n", "A second YAML document"],
    ["a rejected rule switched off", "rules:\n  schema-invalid: ⟦off\n", "deploy refuses such a stack"],
    ["a rejected rule lowered", "rules:\n  schema-invalid: {severity: ⟦warning}\n", "cannot be `warning`"],
    ["an option that the rule lacks", "rules:\n  pin-by-label: {⟦limit: 3}\n", "`limit` is not a key"],
    ["two stacks of one name", "stacks:\n  - {name: a, files: [a]}\n  - {name: ⟦a, files: [b]}\n", "earlier stack"],
    ["a file twice", "stacks:\n  - files: [a.yml, ⟦a.yml]\n", "repeats an earlier file"],
    ["a node twice", "cluster:\n  nodes: [{hostname: a}, {hostname: ⟦A}]\n", "earlier node"],
    ["a pin to no node", "cluster: {nodes: [{hostname: one}]}\nstorage: {pin-to: ⟦oen}\n", "no node of"],
    ["a reach of the local driver", "cluster: {drivers: {⟦local: cluster}}\n", "cannot be stated for all volumes"],
    ["block storage without a driver", "storage: {prefer: ⟦block}\n", "nothing says which driver"],
    ["a wrong value through an alias", "files: {include: &x [1]}\n", "Entry 1 of `files.include`"],
  ];
  for (const [name, text, message] of refused) {
    it(`is refused: ${name}`, () => {
      const [place, clean] = marked(text.includes("⟦") ? text : text.replace("1]", "⟦1]"));
      const errors = errorsOf(clean);
      expect(errors[0]?.message).toContain(message);
      expect(`${errors[0]?.line}:${errors[0]?.column}`).toBe(place);
      expect(errors[0]?.message).not.toMatch(/deploy refuses (the file|it)/);
    });
  }

  it("checks the options of a rule", () => {
    const options = { names: { type: "texts", summary: "n." } } as const;
    const known = [{ id: "a", category: "persistence", options }] as const;
    const context = { rules: known, folder: "" };
    const right = configOf("rules: {a: {names: [x]}}\n", context).rules.get("a");
    expect(right).toEqual({ severity: undefined, options: new Map<string, unknown>([["names", ["x"]]]) });
    expect(errorsOf("rules: {a: {names: x}}\n", context)[0]?.message).toBe(
      "`rules.a.names` must be a list of strings.",
    );
    expect(errorsOf("rules: {a: {names: [1]}}\n", context)[0]?.message).toContain("must be a list of strings");
    expect(errorsOf("rules: {a: {name: [x]}}\n", context)[0]?.help).toBe("Did you mean `names`?");
  });

  it("takes paths from its own folder", () => {
    const text =
      "stacks: [{files: [a.yml, ../b.yml], env-files: [x.env]}]\nignore: [{rule: pin-by-label, reason: r, path: '*.yml'}]\n";
    const config = configOf(text, { rules, folder: "deploy/eu" });
    expect(config.stacks[0]).toMatchObject({
      files: ["deploy/eu/a.yml", "deploy/b.yml"],
      envFiles: ["deploy/eu/x.env"],
    });
    expect(config.ignore[0]?.path?.matches("deploy/eu/c.yml")).toBe(true);
    expect(config.ignore[0]?.path?.matches("c.yml")).toBe(false);
  });

  it("knows labels only where some node states them, and zones by their label", () => {
    const nodes = (text: string) => configOf(`cluster: {zone-label: az, nodes: ${text}}\n`).cluster.nodes;
    expect(nodes("[{hostname: a}]")?.[0]?.labels).toBeUndefined();
    expect(nodes("[{hostname: a, labels: {az: one}}, {hostname: b}]")).toEqual([
      { hostname: "a", role: undefined, labels: new Map([["az", "one"]]), zone: "one" },
      { hostname: "b", role: undefined, labels: new Map(), zone: undefined },
    ]);
  });

  it("says where a key stands", () => {
    const { position } = configOf("storage:\n  provider: aws\n  region: eu-west-1\n");
    expect(position("storage", "region")).toEqual({ line: 3, column: 11 });
    expect(position("storage", "pin-to")).toEqual({ line: 1, column: 1 });
  });
});
