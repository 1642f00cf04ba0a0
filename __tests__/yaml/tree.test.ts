import { describe, expect, it } from "vitest";
import { child, entriesOf, itemsOf, toPlain, useOf } from "../../src/yaml/tree.ts";
import { at, rootOf, written } from "../stack/reading.ts";

const root = rootOf("a: {b: c, d: [e, {f: g}]}\nh: &x {i: {j: [k]}}\nl: *x\nm: {<<: *x}\nn: 5\n");

describe("child", () => {
  it("is the value under a key", () => {
    expect(child(child(root, "a"), "b")).toMatchObject({ value: "c" });
    expect(child(root, "n")).toMatchObject({ value: 5 });
  });

  it.each([undefined, at(root, "n"), at(root, "a", "d"), root])("is undefined where there is none (%#)", (tree) => {
    expect(child(tree, "nothing")).toBeUndefined();
    expect(child(tree, "constructor")).toBeUndefined();
    expect(child(tree, "0")).toBeUndefined();
  });

  it("knows of the alias or merge key above it", () => {
    const list = child(child(child(root, "l"), "i"), "j");
    expect(list?.via).toMatchObject({ kind: "alias", anchor: "x" });
    expect(itemsOf(list)[0]?.via).toBe(list?.via);
    const merged = child(child(child(root, "m"), "i"), "j");
    expect(merged?.via).toMatchObject({ kind: "merge", anchor: "x" });
    expect(child(child(child(root, "h"), "i"), "j")?.via).toBeUndefined();
  });

  it("tells the outermost alias, where a person has to look", () => {
    const tree = rootOf("a: &a {b: 1}\nc: &c {d: *a}\ne: *c\n");
    expect(child(child(child(tree, "e"), "d"), "b")?.via?.anchor).toBe("c");
    expect(child(child(child(tree, "c"), "d"), "b")?.via?.anchor).toBe("a");
  });
});

describe("entriesOf and itemsOf", () => {
  it("are what a mapping and a sequence hold, in order", () => {
    expect(Array.from(entriesOf(root), ({ key }) => key.name)).toEqual(["a", "h", "l", "m", "n"]);
    expect(itemsOf(at(root, "a", "d")).map(({ kind }) => kind)).toEqual(["scalar", "mapping"]);
  });

  it("are empty for anything else", () => {
    for (const tree of [undefined, at(root, "n"), at(root, "a", "d")]) expect([...entriesOf(tree)]).toEqual([]);
    for (const tree of [undefined, at(root, "n"), root]) expect(itemsOf(tree)).toEqual([]);
  });

  it("hand down the alias", () => {
    const [entry] = entriesOf(at(root, "l"));
    expect(entry?.value.via?.anchor).toBe("x");
    expect(entry && written(entry.key)).toBe("i");
  });
});

describe("useOf", () => {
  it("is the alias when there is one, else the value", () => {
    expect(written(useOf(at(root, "l")))).toBe("*x");
    expect(written(useOf(at(root, "m", "i")))).toBe("*x");
    expect(useOf(at(root, "n"))).toBe(at(root, "n"));
  });
});

describe("toPlain", () => {
  it("is the same data in JavaScript values", () => {
    expect(JSON.stringify(toPlain(root))).toBe(
      '{"a":{"b":"c","d":["e",{"f":"g"}]},"h":{"i":{"j":["k"]}},"l":{"i":{"j":["k"]}},"m":{"i":{"j":["k"]}},"n":5}',
    );
  });

  it("has no prototype that a key could reach", () => {
    const plain = toPlain(rootOf("__proto__: {x: 1}\nhasOwnProperty: 2\n")) as Record<string, unknown>;
    expect(Object.keys(plain)).toEqual(["__proto__", "hasOwnProperty"]);
    expect(plain.x).toBeUndefined();
  });
});
