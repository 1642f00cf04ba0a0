import { describe, expect, it } from "vitest";
import { unknownValue } from "../../src/yaml/unknown.ts";
import { validateValues } from "../support/values.ts";
import { plain, stackWith } from "./stack-data.ts";

const FILE = "deploy refuses the file.";
const STACK = "deploy refuses the stack.";

function violationsOf(stack: unknown): unknown[] {
  return validateValues(plain(stack)).map(({ path, at, message, help }) => [path.join("/"), at, message, help]);
}

describe("validateValues knows what excludes each other:", () => {
  it("a test and a health check that is off", () => {
    const message = `\`healthcheck.test\` and \`disable: true\` exclude each other; ${STACK}`;
    const violation = ["services/a/healthcheck/test", "value", message, "Remove one of the two."];
    for (const test of ["", "x", ["NONE"]]) {
      expect(violationsOf(stackWith("services.a.healthcheck", { disable: true, test }))).toEqual([violation]);
    }
    expect(violationsOf(stackWith("services.a.healthcheck", { disable: true, test: [] }))).toEqual([]);
    expect(violationsOf(stackWith("services.a.healthcheck", { disable: false, test: "x" }))).toEqual([]);
    expect(violationsOf(stackWith("services.a.healthcheck", { disable: true, interval: "1s" }))).toEqual([]);
  });

  it("the kinds of credential specifications", () => {
    const both = (key: string, other: string) => [
      `services/a/credential_spec/${key}`,
      "value",
      `\`credential_spec.${key}\` excludes \`${other}\`; ${STACK}`,
      "Keep one of `config`, `file` and `registry`.",
    ];
    expect(violationsOf(stackWith("services.a.credential_spec", { file: "x", registry: "y" }))).toEqual([
      both("registry", "file"),
    ]);
    expect(violationsOf(stackWith("services.a.credential_spec", { config: "c", file: "x" }))).toEqual([
      both("file", "config"),
    ]);
    expect(violationsOf(stackWith("services.a.credential_spec", { file: "x", registry: "", config: "" }))).toEqual([]);
    expect(violationsOf(stackWith("services.a.credential_spec", { file: "x", registry: unknownValue("R") }))).toEqual(
      [],
    );
  });

  it("a credential specification and a config with another name", () => {
    const withConfig = (config: unknown) => ({
      ...stackWith("services.a.credential_spec", { config: "c" }),
      configs: { c: config },
    });
    const message = `\`credential_spec.config\` is a config with a name of its own, which deploy does not find; ${STACK}`;
    const violation = ["services/a/credential_spec/config", "value", message, "Remove the name from the config `c`."];
    expect(violationsOf(withConfig({ external: true, name: "other" }))).toEqual([violation]);
    expect(violationsOf(withConfig({ external: { name: "other" } }))).toEqual([violation]);
    expect(violationsOf(withConfig({ external: true }))).toEqual([]);
    expect(violationsOf(withConfig({ external: true, name: "c" }))).toEqual([]);
    expect(violationsOf(withConfig({ file: "x", name: "stack_c" }))).toEqual([]);
    expect(violationsOf(stackWith("services.a.credential_spec", { config: "constructor" }))).toEqual([]);
  });

  it.each(["networks", "secrets", "configs"])("two names in %s", (section) => {
    const kind = `${section.charAt(0).toUpperCase()}${section.slice(1, -1)}`;
    const message = `${kind} \`d\` has both \`name\` and \`external.name\`; ${FILE}`;
    const violation = [`${section}/d/external/name`, "value", message, "Keep `name`, and write `external: true`."];
    expect(violationsOf(stackWith(`${section}.d`, { external: { name: "x" }, name: "y" }))).toEqual([violation]);
    expect(violationsOf(stackWith(`${section}.d`, { external: { name: "" }, name: "y" }))).toEqual([]);
    expect(violationsOf(stackWith(`${section}.d`, { external: { name: "x" }, name: "" }))).toEqual([]);
    expect(violationsOf(stackWith(`${section}.d`, { external: { name: "x" }, name: unknownValue("N") }))).toEqual([]);
  });

  it("a driver and a file of a secret", () => {
    const violation = [
      "secrets/d/file",
      "value",
      `Secret \`d\` has both \`driver\` and \`file\`; ${FILE}`,
      "Keep one of the two.",
    ];
    expect(violationsOf(stackWith("secrets.d", { driver: "x", file: "y" }))).toEqual([violation]);
    expect(violationsOf(stackWith("secrets.d", { driver: "x", file: "y", external: true }))).toEqual([]);
    expect(violationsOf(stackWith("secrets.d", { driver: "x", file: "y", external: { name: "z" } }))).toEqual([]);
    expect(violationsOf(stackWith("secrets.d", { driver: "x" }))).toEqual([]);
    expect(violationsOf(stackWith("networks.d", { driver: "x", file: "y" }))).toEqual([]);
  });

  it.each(["secrets", "configs"])("%s that are files of one name", (key) => {
    const found = (index: number, first: number) => [
      `services/a/${key}/${index}`,
      "value",
      `Entry ${index + 1} of \`${key}\` has the same target as entry ${first}; ${STACK}`,
      "Give each a `target` of its own, or remove one.",
    ];
    const references = (...entries: unknown[]) => violationsOf(stackWith(`services.a.${key}`, entries));
    expect(references("d", "e", "d")).toEqual([found(2, 1)]);
    expect(references("d", { source: "e", target: "d" }, { source: "d", target: "" })).toEqual([
      found(1, 1),
      found(2, 1),
    ]);
    expect(references({ source: "d", target: "x" }, { source: "e", target: "/x" }, "d", {})).toEqual([]);
    expect(references({ source: "d", target: unknownValue("T") }, { source: "d", target: unknownValue("T") })).toEqual(
      [],
    );
  });

  it.each(["secrets", "configs"])("neither a file nor external, in %s", (section) => {
    const kind = section === "secrets" ? "Secret" : "Config";
    const message = `${kind} \`d\` has no \`file\` and is not \`external\`; ${STACK}`;
    const violation = [`${section}/d`, "value", message, "Add `file`, or `external: true`."];
    for (const value of [{}, { name: "x" }, { external: false }, { file: "" }]) {
      expect(violationsOf(stackWith(`${section}.d`, value))).toEqual([violation]);
    }
    for (const value of [{ file: "x" }, { external: true }, { external: {} }, { external: unknownValue("E") }]) {
      expect(violationsOf(stackWith(`${section}.d`, value))).toEqual([]);
    }
  });

  it("restart counts only without a restart policy", () => {
    expect(
      violationsOf(stackWith("services.a", { image: "x", restart: "foo", deploy: { restart_policy: {} } })),
    ).toEqual([]);
  });
});
