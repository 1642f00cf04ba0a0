import { describe, expect, it } from "vitest";
import { parseShortMount } from "../../src/stack/mounts.ts";
import { unknownValue } from "../../src/yaml/unknown.ts";

const U = unknownValue("U");
const EMPTY = { error: "the entry is empty" };
const HOLE = { error: "there is nothing between two colons, or before or after one" };
const COLONS = { error: "there are too many colons" };

const mount = (type: string, source: string | undefined, target: string, more: object = {}) => ({
  readOnly: false,
  nocopy: false,
  propagation: undefined,
  dropped: [],
  type,
  source,
  target,
  ...more,
});

/** Run through CLI 28.2.2. */
const CASES: readonly [written: string, expected: object][] = [
  ["", EMPTY],
  ["/", mount("volume", undefined, "/")],
  [":", mount("volume", undefined, ":")],
  ["::", mount("volume", undefined, "::")],
  ["a:", mount("volume", undefined, "a:")],
  [":a", mount("volume", undefined, ":a")],
  ["\u00E9", mount("volume", undefined, "\u00E9")],
  ["\u65E5", mount("volume", undefined, "\u65E5")],
  ["/a", mount("volume", undefined, "/a")],
  ["data", mount("volume", undefined, "data")],
  ["data:/x", mount("volume", "data", "/x")],
  ["1:/x", mount("volume", "1", "/x")],
  ["x/y:/x", mount("volume", "x/y", "/x")],
  ["{{.Node.ID}}:/x", mount("volume", "{{.Node.ID}}", "/x")],
  ["./a:/x", mount("bind", "./a", "/x")],
  [".:/x", mount("bind", ".", "/x")],
  ["..:/x", mount("bind", "..", "/x")],
  [".a:/x", mount("bind", ".a", "/x")],
  ["/a:/x", mount("bind", "/a", "/x")],
  ["~:/x", mount("bind", "~", "/x")],
  ["~a:/x", mount("bind", "~a", "/x")],
  ["\\\\.\\pipe\\a:/x", mount("bind", "\\\\.\\pipe\\a", "/x")],
  ["\\a:/x", mount("volume", "\\a", "/x")],
  ["C:\\a:/x", mount("bind", "C:\\a", "/x")],
  ["C:/a:D:/x", mount("bind", "C:/a", "D:/x")],
  ["c:/x", mount("volume", undefined, "c:/x")],
  ["\u00E9:/x", mount("volume", undefined, "\u00E9:/x")],
  ["\u65E5:/x", mount("volume", undefined, "\u65E5:/x")],
  ["\u0345:/x", mount("volume", "\u0345", "/x")],
  ["data:C:", mount("volume", "data", "C:")],
  ["data:/x:r", mount("volume", "data", "/x", { dropped: ["r"] })],
  ["data:/x:ro", mount("volume", "data", "/x", { readOnly: true })],
  ["data:/x:rw", mount("volume", "data", "/x")],
  ["data:/x:ro,rw", mount("volume", "data", "/x")],
  ["data:/x:rw,ro", mount("volume", "data", "/x", { readOnly: true })],
  ["data:/x:nocopy", mount("volume", "data", "/x", { nocopy: true })],
  ["data:/x:ro,nocopy", mount("volume", "data", "/x", { readOnly: true, nocopy: true })],
  ["/a:/x:rslave", mount("bind", "/a", "/x", { propagation: "rslave" })],
  ["/a:/x:slave,private", mount("bind", "/a", "/x", { propagation: "private" })],
  ["data:/x:shared", mount("volume", "data", "/x", { propagation: "shared" })],
  ["data:/x:RO", mount("volume", "data", "/x", { dropped: ["RO"] })],
  ["data:/x:z,ro,cached", mount("volume", "data", "/x", { readOnly: true, dropped: ["z", "cached"] })],
  ["data:/x:,", mount("volume", "data", "/x", { dropped: ["", ""] })],
  ["data:/x:ro ", mount("volume", "data", "/x", { dropped: ["ro "] })],
  ["data:", HOLE],
  ["data::", HOLE],
  ["data::/x", HOLE],
  [":/x", HOLE],
  ["data:/x:", HOLE],
  ["data:/x:ro:", HOLE],
  ["data:/x:ro:z", COLONS],
  ["nas:/export:/x:ro", COLONS],
  [`${U}:/x`, mount("unknown", U, "/x")],
  [`${U}`, mount("unknown", undefined, U)],
  [`/a${U}`, mount("unknown", undefined, `/a${U}`)],
  [`data${U}:/x`, mount("volume", `data${U}`, "/x")],
  [`./${U}:/x`, mount("bind", `./${U}`, "/x")],
  [`data:${U}`, mount("volume", "data", U)],
  [`data:/x:${U}`, mount("volume", "data", "/x", { readOnly: undefined })],
  [`data:/x:${U},ro`, mount("volume", "data", "/x", { readOnly: true })],
];

describe("parseShortMount", () => {
  it.each(CASES)("%j", (text, expected) => {
    expect(parseShortMount(text)).toEqual(expected);
  });

  it("has no case twice", () => {
    expect(new Set(CASES.map(([text]) => text)).size).toBe(CASES.length);
  });

  it("never says what was written in an error", () => {
    for (const [text, expected] of CASES) {
      if ("error" in expected && text !== "") expect(expected.error).not.toContain(text);
    }
  });
});
