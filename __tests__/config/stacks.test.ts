import { describe, expect, it } from "vitest";
import type { Config } from "../../src/config/model.ts";
import { readConfig } from "../../src/config/read.ts";
import { isIncluded, stackFilesBelow, stacksOf } from "../../src/config/stacks.ts";

function configOf(text: string): Config {
  const result = readConfig({ path: "c.yml", text }, { rules: [], folder: "" });
  if ("errors" in result) throw new Error(JSON.stringify(result.errors));
  return result.config;
}

describe("stacksOf", () => {
  const config = configOf(
    "stacks:\n  - {name: one, files: [base.yml, one.yml], env-files: [one.env], target: swarm}\n  - {files: [base.yml, x/two.yml]}\n",
  );
  const filesOf = (paths: readonly string[], of: Config | undefined = config) =>
    stacksOf(of, paths).map(({ files }) => files);

  it("leaves files alone that no stack holds", () => {
    expect(filesOf(["a.yml", "b.yml"])).toEqual([["a.yml"], ["b.yml"]]);
    expect(stacksOf(undefined, ["base.yml"]).map(({ files }) => files)).toEqual([["base.yml"]]);
  });

  it("checks every stack that holds a file, once, and the file no more", () => {
    expect(filesOf(["a.yml", "base.yml", "one.yml"])).toEqual([
      ["a.yml"],
      ["base.yml", "one.yml"],
      ["base.yml", "x/two.yml"],
    ]);
    expect(filesOf(["one.yml"])).toEqual([["base.yml", "one.yml"]]);
  });

  it("keeps what is said about a stack", () => {
    expect(stacksOf(config, ["one.yml"])).toEqual([
      { name: "one", files: ["base.yml", "one.yml"], envFiles: ["one.env"], target: "swarm", named: true },
    ]);
  });

  it("says which files somebody wrote down, unless what they hold is to decide", () => {
    const namedOf = (text: string, path: string) => stacksOf(configOf(text), [path]).map(({ named }) => named);
    expect(namedOf("stacks: [{files: [a.yml]}]\n", "a.yml")).toEqual([true]);
    expect(namedOf("stacks: [{files: [a.yml], target: auto}]\n", "a.yml")).toEqual([false]);
    expect(namedOf("stacks: [{files: [a.yml]}]\n", "b.yml")).toEqual([false]);
    expect(namedOf("files: {include: [a.yml]}\n", "a.yml")).toEqual([true]);
    expect(namedOf("files: {include: ['*.yml', x]}\n", "a.yml")).toEqual([false]);
  });

  it("finds the files of stacks below a folder", () => {
    expect(stackFilesBelow(config, "x")).toEqual(["x/two.yml"]);
    expect(stackFilesBelow(config, "")).toEqual(["base.yml", "one.yml", "base.yml", "x/two.yml"]);
  });
});

describe("isIncluded", () => {
  it("is everything without globs, and what is included and not excluded with them", () => {
    const of = (text: string) =>
      ["a.yml", "deploy/a.yml", "deploy/test/a.yml"].filter((path) => isIncluded(configOf(text), path));
    expect(of("")).toEqual(["a.yml", "deploy/a.yml", "deploy/test/a.yml"]);
    expect(of("files: {include: [deploy/**]}\n")).toEqual(["deploy/a.yml", "deploy/test/a.yml"]);
    expect(of("files: {exclude: ['**/test/**']}\n")).toEqual(["a.yml", "deploy/a.yml"]);
    expect(of("files: {include: [deploy/**], exclude: ['**/test/**']}\n")).toEqual(["deploy/a.yml"]);
  });
});
