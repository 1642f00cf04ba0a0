import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Composer, type CST, type Document, Parser } from "yaml";
import { type Node, nodesOf } from "../../src/yaml/nodes.ts";
import { readPlainDocument } from "../../src/yaml/plain-nodes.ts";

const OPTIONS = { schema: "failsafe", resolveKnownTags: false, uniqueKeys: false, prettyErrors: false } as const;

const tokensOf = (text: string): CST.Token[] => [...new Parser().parse(text)];

function plain(text: string): Node | undefined {
  const document = tokensOf(text).find((token) => token.type === "document");
  return document && readPlainDocument(document);
}

/** The library's way: its nodes, or what it finds wrong. */
function composed(text: string): Node | undefined | string {
  const composer = new Composer({ ...OPTIONS, logLevel: "silent" });
  for (const token of tokensOf(text)) for (const _ of composer.next(token));
  const [document] = composer.end(true, text.length) as Generator<Document.Parsed>;
  return document?.errors[0]?.message ?? (document && nodesOf(document));
}

const ORDINARY: readonly (readonly [string, string])[] = [
  ["mappings and sequences", "a:\n  b: 1\n  c:\n    - x\n    -   y\n  d:\n  - z\n"],
  ["a mapping in a sequence", "a:\n  - b: 1\n    c: 2\n  - - x\n    - y\n"],
  ["quotes", "a: 'it''s'\n\"b\": \"two words\"\n'c': \"tab\\tand \\u00e9\"\n"],
  ["scalars of several lines", "a: one\n  two\n\n  three\nb: 'x\n  y'\nc: \"x\\\n  y\"\n"],
  ["block scalars", "a: |\n  one\n   two\nb: >-\n  folded\n  text\nc: |2\n    x\nd: |+\n\n"],
  ["empty values", "a:\nb: # why\nc: \n\nd:\n  -\n  - # none\n  - x\ne:"],
  [
    "comments everywhere",
    "# top\n\na: # one\n  # two\n  b: 1 # three\n  # four\n# five\nc:\n  - x # six\n  # seven\n# eight\n",
  ],
  ["anchors and aliases", "x: &x\n  a: &one 1\n  b: *one\ny:\n  <<: *x\n  c: &l\n    - *one\nz: &e\n"],
  ["an anchor in a sequence", "- &a x\n- *a\n- &m\n  b: 1\n- &n # why\n  - y\n"],
  ["flow sequences", "a: [x, 'y z', [1, 2], ]\nb: []\nc: [\n  x, # one\n  y\n] # two\nd:\n  [z]\n"],
  [
    "flow mappings",
    "a: {b: 1, 'c': [x], \"d\":2, e: , }\nb: {}\nc: {\n  x: {y: z}, # one\n  w: v\n} # two\nd: [{e: f}]\n",
  ],
  ["a document marker", "--- # one\n# two\na: 1\n"],
  ["a sequence on top", "- a\n- b\n"],
  ["a scalar on top", "only text\n"],
  ["Windows line ends", "a:\r\n  b: 1\r\n  # two\r\nc: |\r\n  x\r\n"],
  ["colons and dashes in values", "a: http://x:80/#y\nb: -x\nc: a:b\n"],
];

const LEFT_TO_THE_LIBRARY: readonly (readonly [string, string])[] = [
  ["a tag", "a: !x 1\n"],
  ["a key without a value in a flow mapping", "a: {b}\n"],
  ["an open brace", "a: {b: 1\n"],
  ["the wrong bracket", "a: {b: 1]\n"],
  ["a block in a flow mapping", "a: {b: - c}\n"],
  ["a pair in a flow sequence", "a: [b: 1]\n"],
  ["an explicit key", "? a\n: 1\n"],
  ["an anchor on a key", "&a k: 1\n"],
  ["an alias as a key", "x: &a k\n*a : 1\n"],
  ["a key that is long", `${"k".repeat(1025)}: 1\n`],
  ["a tab", "a:\n\t b: 1\n"],
  ["a key without a colon", "a: 1\nb\n"],
  ["a mapping on the line of its key", "a: b: 1\n"],
  ["a list on the line of its key", "a: - b\n"],
  ["a mapping on the line of its anchor", "a: &x b: 1\n"],
  ["a list on the line of its anchor", "- &x - b\n"],
  ["a key at another column", "a:\n  b: 1\n c: 2\n"],
  ["a list at another column", "a:\n  - b\n - c\n"],
  ["an open quote", "a: 'b\n"],
  ["an open bracket", "a: [b\n"],
  ["a wrong escape", 'a: "\\q"\n'],
  ["an empty item", "a: [b,, c]\n"],
  ["a leading comma", "a: [, c]\n"],
  ["a comment that touches a quote", "a: 'b'#c\n"],
  ["two anchors", "a: &x &y b\n"],
  ["an alias with an anchor", "a: &x b\nc: &y *x\n"],
  ["an anchor that touches", "a: &x[b]\n"],
  ["an alias that ends with a colon", "a: &x b\nc: [*x:]\n"],
  ["a reserved character", "a: @b\n"],
  ["text behind a quote", "a: 'b' c\n"],
  ["a block on the line of the marker", "--- a: 1\n"],
  ["a header of a block scalar that is wrong", "a: |x\n  b\n"],
  ["nothing", "# only a comment\n"],
];

describe("readPlainDocument", () => {
  it.each(ORDINARY)("reads %s as the library does", (_, text) => {
    expect(plain(text)).toBeDefined();
    expect(plain(text)).toEqual(composed(text));
  });

  it.each(LEFT_TO_THE_LIBRARY)("leaves %s to the library", (_, text) => expect(plain(text)).toBeUndefined());

  it("agrees with the library on whatever it reads", () => {
    const line = fc.tuple(
      fc.constantFrom("", " ", "  ", "   ", "    ", "\t"),
      fc.constantFrom(
        "",
        "- ",
        "-",
        "a: ",
        "b:",
        "'k': ",
        "? ",
        "&x ",
        "&x",
        "*x",
        "!t ",
        "<<: ",
        "# c",
        "--- ",
        "...",
      ),
      fc.constantFrom(
        "",
        "- ",
        "c: ",
        "&y ",
        "*x",
        "|",
        ">-",
        "[",
        "]",
        "[a, b]",
        "[a,",
        "{a: b}",
        "{a: b, 'c':",
        "}",
        "'q'",
        '"d\\n"',
        "'q",
        "p q",
      ),
      fc.constantFrom("", "", "", " # c", "#c", ",", ":", " ", " ]"),
      fc.constantFrom("\n", "\n", "\n", "\r\n", "\n\n", ""),
    );
    let read = 0;
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 6 }), (lines) => {
        const text = lines.map((parts) => parts.join("")).join("");
        const tokens = tokensOf(text);
        if (tokens.some(({ type }) => !/^(?:document|comment|newline|space)$/.test(type))) return;
        if (tokens.filter(({ type }) => type === "document").length > 1) return;
        const nodes = plain(text);
        if (nodes === undefined) return;
        read += 1;
        expect(composed(text)).toEqual(nodes);
      }),
      { numRuns: 20_000, seed: 20260101 },
    );
    expect(read).toBeGreaterThan(1000);
  });
});
