import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { JsonMembers } from "../../src/source/json-members.ts";

/** The members at these paths, read in pieces of a size. */
function taken(json: string, paths: readonly string[], piece: number): Record<string, unknown> {
  const found: Record<string, unknown> = {};
  const members = new JsonMembers({
    wants: (path) => paths.includes(path.join("/")),
    found: (path, text) => {
      found[path.join("/")] = JSON.parse(text);
    },
    leaves: () => {},
  });
  const bytes = Buffer.from(json);
  for (let at = 0; at < bytes.length; at += piece) members.push(bytes.subarray(at, at + piece));
  return found;
}

describe("members of a document", () => {
  const value = {
    a: { b: { c: ["x", { d: "}" }], e: 'q"\\{' }, f: 1 },
    "k,:": { b: "text" },
    list: [{ b: 1 }],
    g: "é€",
  };

  it.each([1, 2, 3, 7, 1000])("are found in pieces of %i bytes", (piece) => {
    for (const json of [JSON.stringify(value), JSON.stringify(value, null, 2)]) {
      expect(taken(json, ["a/b", "k,:/b", "g"], piece)).toEqual({ "a/b": value.a.b, "k,:/b": "text", g: "é€" });
    }
  });

  it("are not looked for in lists", () => expect(taken(JSON.stringify(value), ["list/b"], 5)).toEqual({}));

  it("are found in any document", () => {
    const member = fc.oneof(fc.string(), fc.dictionary(fc.string(), fc.jsonValue()));
    const document = fc.dictionary(fc.string({ minLength: 1 }), fc.jsonValue(), { maxKeys: 4 });
    fc.assert(
      fc.property(document, member, fc.integer({ min: 1, max: 9 }), (around, inside, piece) => {
        const json = JSON.stringify({ ...around, wanted: { "the one": inside } });
        const [key, found] = Object.entries(taken(json, ["wanted/the one"], piece))[0] ?? [];
        expect([key, JSON.stringify(found)]).toEqual(["wanted/the one", JSON.stringify(inside)]);
      }),
    );
  });

  it("tells what has ended", () => {
    const left: string[] = [];
    const members = new JsonMembers({
      wants: () => false,
      found: () => {},
      leaves: (path) => left.push(path.join("/")),
    });
    members.push(Buffer.from('{"a":{"b":[1,{"c":2}],"d":{}},"e":1}'));
    expect(left.filter((path) => ["", "a", "a/d"].includes(path))).toEqual(["a/d", "a", ""]);
  });
});
