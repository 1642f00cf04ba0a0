import { describe, expect, it } from "vitest";
import { editDistance, nearest } from "../../src/model/names.ts";

describe("editDistance", () => {
  it.each([
    ["", "", 0],
    ["", "abc", 3],
    ["abc", "", 3],
    ["image", "image", 0],
    ["imag", "image", 1],
    ["images", "image", 1],
    ["imege", "image", 1],
    ["iamge", "image", 1],
    ["kitten", "sitting", 3],
    ["ca", "abc", 3],
    ["abcdef", "badcfe", 3],
  ])("%s to %s takes %i edits", (left, right, edits) => {
    expect(editDistance(left, right)).toBe(edits);
    expect(editDistance(right, left)).toBe(edits);
  });
});

describe("nearest", () => {
  const keys = ["container_name", "environment", "env_file", "image", "networks", "ports", "user"];

  it.each([
    ["conatiner_name", "container_name"],
    ["containerName", "container_name"],
    ["container-name", "container_name"],
    ["environent", "environment"],
    ["enviroments", "environment"],
    ["newtork", "networks"],
    ["Image", "image"],
    ["port", "ports"],
    ["usr", "user"],
    ["envfile", "env_file"],
  ])("takes %s for %s", (word, key) => {
    expect(nearest(word, keys)).toBe(key);
  });

  it.each(["", "x", "us", "gpus", "profiles", "imprts", "toString", "__proto__"])("makes no guess at %s", (word) => {
    expect(nearest(word, keys)).toBeUndefined();
  });

  it("does not compare words longer than any key", () => {
    expect(nearest("a".repeat(40), ["a".repeat(40)])).toBe("a".repeat(40));
    expect(nearest("a".repeat(41), ["a".repeat(41)])).toBeUndefined();
  });

  it("takes the first of equally near candidates", () => {
    expect(nearest("dry", ["day", "dra"])).toBe("day");
    expect(nearest("dry", ["dra", "day"])).toBe("dra");
  });
});
