import { describe, expect, it } from "vitest";
import { LIMITS } from "../../src/yaml/parse.ts";
import { entriesOf, toPlain } from "../../src/yaml/tree.ts";
import { hasUnknown, unknownValue } from "../../src/yaml/unknown.ts";
import { at, inShort, marked, parse, rootOf, written } from "../stack/reading.ts";
import { cpuTime } from "../support/cpu-time.ts";

const values = (text: string): unknown => JSON.parse(JSON.stringify(toPlain(rootOf(text))));

const TYPES = (what: string) => `${what}, so the file is not valid YAML; deploy refuses it.`;
const NO_MAPPING = "There is no mapping at the top of the file; deploy refuses it.";
const NO_STRING = "This key is not a string (a number, a boolean, a date, a list or empty); deploy refuses the file.";
const SECOND = "A second YAML document starts here. Docker reads only the first and drops this one in silence.";
const NO_MERGE = "A merge key `<<` takes a mapping or a list of mappings; deploy refuses the file.";
const TAB = "A tab stands here where YAML takes only spaces; deploy refuses the file.";
const twice = (key: string) => `The key \`${key}\` stands twice in one mapping; deploy refuses the file.`;
const noAnchor = (name: string) => `There is no anchor \`&${name}\` before this alias; deploy refuses the file.`;

describe("what is read", () => {
  it.each<[name: string, text: string, value: unknown]>([
    [
      "block mappings and sequences",
      "a:\n  b: [1, x]\n  c:\n  - d\n  - e: f\n",
      { a: { b: [1, "x"], c: ["d", { e: "f" }] } },
    ],
    [
      "Docker's types",
      "a: 0440\nb: yes\nc: 2001-01-01\nd: ~\ne:\n",
      { a: 288, b: "yes", c: "2001-01-01", d: null, e: null },
    ],
    ["quotes keep text", "a: '0440'\nb: \"true\"\nc: ''\n", { a: "0440", b: "true", c: "" }],
    ["block scalars", "a: |\n  x\n  y\nb: >-\n  x\n  y\nc: |\n  5\n", { a: "x\ny\n", b: "x y", c: "5\n" }],
    ["tags", "a: !!str 5\nb: !!int '5'\nc: !x 5\nd: ! 5\ne: ! '5'\n", { a: "5", b: 5, c: "5", d: 5, e: "5" }],
    ["tags without a value", "a: !x\nb: !!str\nc: !!null ''\n", { a: "", b: "", c: null }],
    [
      "tags of collections",
      "a: !!str {b: c}\nd: !!set [e]\nf: !g {h: i}\nj: !!set {k: l}\n",
      { a: { b: "c" }, d: ["e"], f: { h: "i" }, j: { k: "l" } },
    ],
    ["a handle of the file's own", "%TAG !y! tag:yaml.org,2002:\n---\na: !y!int '5'\n", { a: 5 }],
    ["base64", "a: !!binary aGk=\n", { a: "hi" }],
    ["a key without a colon, in brackets", "a: {b, c: d}\n", { a: { b: null, c: "d" } }],
    ["a pair in a list", "a: [b: c]\n", { a: [{ b: "c" }] }],
    ["CRLF", "a: b\r\nc:\r\n- d\r\n", { a: "b", c: ["d"] }],
    ["a byte order mark", "\uFEFFa: b\n", { a: "b" }],
    ["a byte order mark within", "a: b\uFEFFc\n", { a: "b\uFEFFc" }],
    ["a %YAML 1.1 directive", "%YAML 1.1\n---\na: yes\n", { a: "yes" }],
    ["an end mark", "---\na: b\n...\n", { a: "b" }],
    ["empty documents behind", "a: b\n---\n---\n", { a: "b" }],
    ["other line ends", "a: b\u2028c: d\u0085e: f # g\u2029h: i", { a: "b", c: "d", e: "f", h: "i" }],
    ["other line ends in quotes", 'a: "b\u2028c"\n', { a: "b\u2028c" }],
    ["comments without a space", "a: 'b'#c\nd: [e]#f\n", { a: "b", d: ["e"] }],
    [
      "brackets that close at any column",
      "a:\n    b: [c,\n d\n  ]\n    e: {f: g\n}\n",
      { a: { b: ["c", "d"], e: { f: "g" } } },
    ],
    ["quotes that go on at any column", "a:\n    b: \"c\n  d\"\n    e: 'f\n\n g'\n", { a: { b: "c d", e: "f\ng" } }],
    [
      "indentation behind quotes and brackets",
      "a: 'b'\nc: d\ne:\n  f: [g]\n  h: i\nj: k\n",
      { a: "b", c: "d", e: { f: ["g"], h: "i" }, j: "k" },
    ],
    ["tabs between tokens", "a:\tb\t# c\nd: [\te\t]\n", { a: "b", d: ["e"] }],
    ["tabs deep below a plain value", "a:\n  b: c\n   \t\n  d: e\n", { a: { b: "c", d: "e" } }],
    ["a tab before a further comment", "a: b\n# c\n\t# d\n", { a: "b" }],
    ["tabs in block scalars and quotes", "a: |\n  \tb\nc: 'd\n\te'\n", { a: "\tb\n", c: "d e" }],
    [
      "a question mark outside brackets",
      "a: b?c=d\ne: '?'\nf: ['?', \"g?\"]\n",
      { a: "b?c=d", e: "?", f: ["?", "g?"] },
    ],
    [
      "keys in braces: explicit on two lines, with the value on the next, without a colon",
      "a: {? b\n  c : d, e:\n  f, g\n  h, ? i : j}\n",
      { a: { "b c": "d", e: "f", "g h": null, i: "j" } },
    ],
    [
      "keys that are words of JavaScript",
      "__proto__: {a: 1}\nconstructor: b\ntoString: c\n",
      JSON.parse('{"__proto__":{"a":1},"constructor":"b","toString":"c"}'),
    ],
    ["quoted keys that look like numbers", "\"1\": a\n'true': b\n!!str 2: c\n", { 1: "a", true: "b", 2: "c" }],
  ])("%s", (_, text, value) => {
    expect(values(text)).toEqual(value);
  });

  it("makes plain values without a prototype", () => {
    const plain = toPlain(rootOf("__proto__: {polluted: yes}\n")) as Record<string, unknown>;
    expect(Object.getPrototypeOf(plain)).toBeNull();
    expect(plain.polluted).toBeUndefined();
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it("keeps what Docker prints beside the value", () => {
    const root = rootOf("a: 1e6\nb: 18446744073709551615\nc: 2001-1-1\nd: 5\n");
    expect(["a", "b", "c", "d"].map((key) => (at(root, key) as { printed?: string }).printed)).toEqual([
      "1e+06",
      "18446744073709551615",
      "2001-01-01 00:00:00 +0000 UTC",
      undefined,
    ]);
  });

  it("cannot be given forged markers, not by escapes either", () => {
    expect(toPlain(rootOf('a: "\\uFDD0b\\uFDD1"\n"\\uFDD0": c\n'))).toEqual({ a: "\uFFFDb\uFFFD", "\uFFFD": "c" });
    const { root, file } = parse(`a: ${unknownValue("X")}\n`);
    expect(root && hasUnknown((at(root, "a") as { value: string }).value)).toBe(false);
    expect(file.text).toBe("a: \uFFFDX\uFFFD\n");
  });
});

describe("aliases and merge keys", () => {
  it.each<[name: string, text: string, value: unknown]>([
    ["an alias", "a: &x {b: c}\nd: *x\n", { a: { b: "c" }, d: { b: "c" } }],
    ["an anchor that is set again", "a: &x 1\nb: *x\nc: &x 2\nd: *x\n", { a: 1, b: 1, c: 2, d: 2 }],
    ["an anchor inside its own value", "a: &x {b: &x 1, c: *x}\nd: *x\n", { a: { b: 1, c: 1 }, d: { b: 1, c: 1 } }],
    ["an anchor without a value", "a: &x\nb: *x\n", { a: null, b: null }],
    ["an anchor on a key", "&x a: b\nc: *x\n", { a: "b", c: "a" }],
    ["an alias as a key", "a: &x b\n*x : c\n", { a: "b", b: "c" }],
    ["an alias and a text that name one key: the later", "a: &x b\n*x : c\nb: d\n", { a: "b", b: "d" }],
    ["a merge", "a: &x {b: 1, c: 2}\nd: {<<: *x, c: 3}\n", { a: { b: 1, c: 2 }, d: { b: 1, c: 3 } }],
    ["a merge is shallow", "a: &x {b: {c: 1}}\nd: {<<: *x, b: {e: 1}}\n", { a: { b: { c: 1 } }, d: { b: { e: 1 } } }],
    [
      "a list of merges: the earlier",
      "a: &x {b: 1}\nc: &y {b: 2, d: 3}\ne: {<<: [*x, *y]}\n",
      { a: { b: 1 }, c: { b: 2, d: 3 }, e: { b: 1, d: 3 } },
    ],
    [
      "a merge of a merge",
      "a: &x {b: 1}\nc: &y {<<: *x, d: 2}\ne: {<<: *y}\n",
      { a: { b: 1 }, c: { b: 1, d: 2 }, e: { b: 1, d: 2 } },
    ],
    ["a merge of what is written there", "a: {<<: {b: 1, <<: {c: 2}}}\n", { a: { b: 1, c: 2 } }],
    ["a null that wins", "a: &x {b: 1}\nc: {<<: *x, b: }\n", { a: { b: 1 }, c: { b: null } }],
    [
      "!!merge <<",
      "a: &x {b: 1}\nc: {!!merge <<: *x}\nd: {!!merge '<<': *x}\ne: {! <<: *x}\n",
      { a: { b: 1 }, c: { b: 1 }, d: { b: 1 }, e: { b: 1 } },
    ],
    [
      "a quoted << is a key",
      "a: &x {b: 1}\nc: {'<<': *x}\nd: {!!str <<: 5}\n",
      { a: { b: 1 }, c: { "<<": { b: 1 } }, d: { "<<": 5 } },
    ],
    ["an alias to << is a key", "a: &x <<\nb: {*x : 1}\n", { a: "<<", b: { "<<": 1 } }],
  ])("%s", (_, text, value) => {
    expect(values(text)).toEqual(value);
  });

  it("know the use and the definition", () => {
    const root = rootOf("x: &base {image: a}\nb: *base\nc: {<<: *base}\nd: {<<: {image: e}}\n");
    const alias = at(root, "b");
    expect(written(alias)).toBe("{image: a}");
    expect(alias.via).toMatchObject({ kind: "alias", anchor: "base" });
    expect(alias.via && written(alias.via.use)).toBe("*base");
    expect(alias.via?.use.start).toBe(23);
    const merged = at(root, "c", "image");
    expect(written(merged)).toBe("a");
    expect(merged.via).toMatchObject({ kind: "merge", anchor: "base" });
    expect(merged.via && written(merged.via.use)).toBe("*base");
    expect(merged.via?.use.start).toBe(37);
    expect(at(root, "c").via).toBeUndefined();
    expect(at(root, "d", "image").via).toBeUndefined();
    expect(at(root, "x").via).toBeUndefined();
  });

  it("of a list name the one that gave the value", () => {
    const root = rootOf("a: &x {b: 1}\nc: &y {d: 2}\ne: {<<: [*x, *y]}\n");
    expect([at(root, "e", "b"), at(root, "e", "d")].map(({ via }) => via?.anchor)).toEqual(["x", "y"]);
  });
});

describe("spans", () => {
  it.each<[text: string, path: (string | number)[], place: string]>([
    ["a: b\nc: d # e\n", ["c"], "d"],
    ["a: 'b c'\n", ["a"], "'b c'"],
    ["a: [b, c ]\n", ["a"], "[b, c ]"],
    ["a: [b, c ]\n", ["a", 1], "c"],
    ["a:\n  b: c\n\n# x\nd: e\n", ["a"], "b: c"],
    ["a:\n- b\n- c\n\nd: e\n", ["a"], "- b\n- c"],
    ["a: &x b\n", ["a"], "b"],
    ["a: !!str 5\n", ["a"], "5"],
    ["a: |\n  x\nb: c\n", ["a"], "|\n  x\n"],
    ["a:\nb: c\n", ["a"], ""],
    ["\uFEFFa: b\n", ["a"], "b"],
    ["a: b\r\nc: d\r\n", ["c"], "d"],
    ["a: {b: c}\n", ["a"], "{b: c}"],
    ["a: x\u2028b: y", ["b"], "y"],
  ])("%j at %j", (text, path, place) => {
    expect(written(at(rootOf(text), ...path))).toBe(place);
  });

  it("of keys, and of a value that is not there", () => {
    const root = rootOf("'a b': {c}\n");
    const [entry] = entriesOf(root);
    expect(entry && written(entry.key)).toBe("'a b'");
    const [inner] = entriesOf(at(root, "a b"));
    expect(inner && written(inner.key)).toBe("c");
    expect(at(root, "a b", "c")).toMatchObject({ kind: "scalar", value: null, start: 9, end: 9 });
  });
});

describe("what Docker refuses as YAML", () => {
  const cases: readonly [name: string, text: string, ...problems: string[]][] = [
    ["an empty file", "⟦⟧", NO_MAPPING],
    ["only comments", "⟦⟧# a\n# b\n", NO_MAPPING],
    ["a list", "⟦- a⟧\n", NO_MAPPING],
    ["a text", "⟦a⟧\n", NO_MAPPING],
    ["a duplicate key", "a: b\nc: d\n⟦a⟧: e\n", twice("a")],
    ["a key three times", "a: b\n⟦a⟧: c\n⟦'a'⟧: d\n", twice("a"), twice("a")],
    ["two merge keys", "a: &x {}\nb: {<<: *x, ⟦<<⟧: *x}\n", twice("<<")],
    ["an alias twice as a key", "a: &x b\n*x : c\n⟦*x⟧ : d\n", twice("b")],
    ['1 and "1"', '⟦1⟧: a\n"1": b\n', NO_STRING],
    ["a number as a key", "a: {⟦1⟧: b}\n", NO_STRING],
    ["a boolean as a key", "⟦true⟧: b\n", NO_STRING],
    ["null as a key", "⟦~⟧: b\n", NO_STRING],
    ["an empty key", "a: {⟦⟧: b}\n", NO_STRING],
    ["a date as a key", "⟦2001-01-01⟧: b\n", NO_STRING],
    ["a list as a key", "? ⟦[a]⟧\n: b\n", NO_STRING],
    ["a mapping as a key", "⟦{a: b}⟧: c\n", NO_STRING],
    ["a number behind a tag", "!!int ⟦'5'⟧: b\n", NO_STRING],
    ["a key with a tag of its own", "!x ⟦a⟧: b\n", NO_STRING],
    ["an alias to a number as a key", "a: &x 5\n⟦*x⟧ : b\n", NO_STRING],
    ["an unknown alias", "a: ⟦*x⟧\n", noAnchor("x")],
    ["an alias before its anchor", "a: ⟦*x⟧\nb: &x c\n", noAnchor("x")],
    [
      "an anchor that contains itself",
      "a: &x {b: ⟦*x⟧}\n",
      "The anchor `&x` contains itself; deploy refuses the file.",
    ],
    [
      "an anchor that contains itself in a merge",
      "a: &x\n  <<: ⟦*x⟧\n",
      "The anchor `&x` contains itself; deploy refuses the file.",
    ],
    ["an anchor with a dot", "a: &x.y ⟦b⟧\n", TYPES("The name of this anchor or alias is not valid")],
    ["an alias with a dot", "a: &x b\nc: ⟦*x.y⟧\n", TYPES("The name of this anchor or alias is not valid")],
    ["a merge of a text", "a: {<<: ⟦b⟧}\n", NO_MERGE],
    ["a merge of nothing", "a: {⟦<<⟧: }\n", NO_MERGE],
    ["a merge of an alias to a text", "a: &x b\nc: {<<: ⟦*x⟧}\n", NO_MERGE],
    ["a merge of an alias to a list", "a: &x [{b: c}]\nd: {<<: ⟦*x⟧}\n", NO_MERGE],
    ["a merge of a list with a text", "a: &x {b: c}\nd: {<<: [*x, ⟦e⟧]}\n", NO_MERGE],
    ["a merge of a list with an alias to a list", "a: &x [{b: c}]\nd: {<<: [⟦*x⟧]}\n", NO_MERGE],
    [
      "a value that its tag does not fit",
      "a: !!int ⟦b⟧\n",
      "The value is not of the type that its tag names; deploy refuses the file.",
    ],
    ["bad base64", "a: !!binary ⟦aGk⟧\n", "The value is not of the type that its tag names; deploy refuses the file."],
    [
      "infinity",
      "a: ⟦.inf⟧\nx-b: ⟦-.Inf⟧\n",
      ...Array<string>(2).fill("Docker cannot pass on a number that is infinite or none; deploy refuses the file."),
    ],
    [
      "no number",
      "a: {b: ⟦.nan⟧}\n",
      "Docker cannot pass on a number that is infinite or none; deploy refuses the file.",
    ],
    [
      "a %YAML 1.2 directive",
      "⟦%YAML 1.2⟧\n---\na: b\n",
      "The `%YAML` directive asks for a version that Docker does not read; deploy refuses the file.",
    ],
    [
      "a %YAML 2.0 directive",
      "# c\n⟦%YAML 2.0⟧ # d\n---\na: b\n",
      "The `%YAML` directive asks for a version that Docker does not read; deploy refuses the file.",
    ],
    [
      "an unknown directive",
      "⟦%FOO⟧\n---\na: b\n",
      "Docker does not know this `%` directive; deploy refuses the file.",
    ],
    [
      "a control character",
      "a: b⟦\u0007⟧\n",
      "The file holds the control character U+0007, which YAML does not allow; deploy refuses the file.",
    ],
    [
      "UTF-16",
      "a⟦\0⟧:\0",
      "The file holds the control character U+0000, which YAML does not allow; deploy refuses the file.",
    ],
    [
      "U+FFFF",
      "# ⟦\uFFFF⟧\na: b\n",
      "The file holds the control character U+FFFF, which YAML does not allow; deploy refuses the file.",
    ],
    [
      "a C1 control character",
      "a: '⟦\u0099⟧'\n",
      "The file holds the control character U+0099, which YAML does not allow; deploy refuses the file.",
    ],
    ["an indentation with a tab", "a:\n⟦\t⟧b: c\n", TYPES("The line is indented with a tab")],
    ["a tab on an empty line", "a:\n⟦\t⟧\n  b: c\n", TAB],
    ["a tab on an empty line behind quotes", "a:\n  b: 'c'\n   ⟦\t⟧\n  d: e\n", TAB],
    ["a tab left of what a plain value needs", "a:\n  b: c\n  ⟦\t⟧\n  d: e\n", TAB],
    ["a tab left of what a plain entry needs", "a:\n  - b\n  ⟦\t⟧\n  - c\n", TAB],
    ["a tab before a comment behind a value", "a:\n  b: c # d\n ⟦\t⟧# e\n", TAB],
    ["a tab on the first line", "⟦\t⟧\na: b\n", TAB],
    ["a tab on the last line", "a: [b]\n⟦\t⟧", TAB],
    ["a tab behind a dash", "a:\n-⟦\t⟧b\n", TAB],
    [
      "a question mark in brackets",
      "a: [b⟦?⟧c]\n",
      "Inside `[ ]` and `{ }`, Docker takes a `?` without quotes for the start of a key; deploy refuses the file.",
    ],
    [
      "a question mark in nested brackets",
      "a: {b: [c], d: e⟦?⟧f}\n",
      "Inside `[ ]` and `{ }`, Docker takes a `?` without quotes for the start of a key; deploy refuses the file.",
    ],
    ...[
      "a: {⟦b\n  c⟧: d}\n",
      'a: {⟦"b\n c"⟧: d}\n',
      "a: {b: c, ⟦d⟧\n  : e}\n",
      "a: {b: c, ⟦d⟧ # e\n  : f}\n",
      "a: {b: {⟦c\n d⟧: e}}\n",
    ].map(
      (text, index) =>
        [
          `a key on two lines in braces (${index})`,
          text,
          "Inside `{ }`, a key and its colon must stand on one line; deploy refuses the file.",
        ] as [string, string, string],
    ),
    ["a colon too many", "a: ⟦b⟧: c\n", TYPES("A key stands inside the value of another key")],
    ["quotes that do not end", 'a: "b\n⟦⟧', TYPES("A quote that is opened above is not closed")],
    ["a bracket that does not end", "a: [b\n⟦⟧", TYPES("A bracket that is opened above is not closed")],
    ["a brace that does not end", "a: {b: c\n⟦⟧", TYPES("A bracket that is opened above is not closed")],
    ["a missing comma", "a: [b ⟦[⟧c]]\n", TYPES("A character is missing here: a space, a comma, a quote or a bracket")],
    ["a bad escape", 'a: "b⟦\\⟧q"\n', TYPES("The backslash sequence in this double-quoted text is not valid")],
    ...['"b⟦\\/⟧c"', '"⟦\\u⟧D83D\\uDE00"', '"\\\\⟦\\U⟧0000dfff"'].map(
      (text, index) =>
        [
          `an escape of others (${index})`,
          `a: {b: [${text}]}\n`,
          "Docker does not know this backslash sequence; deploy refuses the file.",
        ] as [string, string, string],
    ),
    ["a reserved start", "a: ⟦@⟧b\n", TYPES("A plain value cannot start with this character")],
    ["text behind quotes", 'a: "b" ⟦c⟧\n', TYPES("Something here does not belong to the value before it")],
    ["an indentation too deep", "a: ⟦b⟧\n  c: d\n", TYPES("A key stands inside the value of another key")],
    ["an indentation of its own", "a:\n    b: c\n⟦ ⟧ d: e\n", TYPES("The indentation does not fit the lines above")],
  ];

  it.each(cases)("%s", (_, text, ...messages) => {
    const { text: clean, spans } = marked(text);
    const result = parse(clean);
    const list = result.problems.map(inShort);
    expect(list).toEqual(messages.map((message, index) => ["yaml-invalid", spans[index], message]));
    expect(result.gaveUp).toBe(false);
    for (const { help } of result.problems) expect(help).toMatch(/^[A-Z].*\.$/);
  });

  it("says both of an empty first document", () => {
    const { text, spans } = marked("---⟦⟧\n⟦---⟧\na: b\n");
    expect(parse(text).problems.map(inShort)).toEqual([
      ["yaml-extras-ignored", spans[1], SECOND],
      ["yaml-invalid", spans[0], NO_MAPPING],
    ]);
  });

  it("has a subject that does not change with the place", () => {
    const subjects = (text: string) => parse(text).problems.map(({ subject }) => subject);
    expect(subjects("a: *x\n")).toEqual(["yaml"]);
    expect(subjects("a: 1\na: 2\nb: 1\nb: 2\n")).toEqual(["duplicate a", "duplicate b"]);
    expect(subjects(`a:\n${"- ".repeat(LIMITS.depth)}x\n`)).toEqual(["limit"]);
    expect(subjects("a: !reset b\n---\nc: d\n")).toEqual(["tag !reset", "document"]);
  });

  it("tells a bad file from a file whose keys are bad", () => {
    expect(parse("a: *x\n").root).toBeUndefined();
    expect(parse("- a\n").root).toBeUndefined();
    expect(parse("a: b\na: c\n").root).toBeDefined();
  });
});

describe("what Docker drops in silence", () => {
  const tag = (name: string) =>
    `Docker drops the tag \`${name}\` in silence: the value is merged as if the tag were not there.`;

  it.each<[name: string, text: string, ...messages: string[]]>([
    ["a second document", "a: b\n⟦---⟧\nc: d\n", SECOND],
    ["a second document with a comment before", "a: b\n# c\n⟦---⟧\n# d\nc: d\n", SECOND],
    ["a second document that is no YAML", "a: b\n⟦---⟧\n[\n", SECOND],
    ["a second document behind an empty one", "a: b\n---\n⟦---⟧\nc: d\n", SECOND],
    ["a second document without a mark", "a: b\n...\n⟦⟧c: d\n", SECOND],
    ["a second document with directives", "a: b\n...\n%YAML 1.2\n⟦---⟧\nc: d\n", SECOND],
    ["a third document", "a: b\n⟦---⟧\nc: d\n---\ne: f\n", SECOND],
    ["!reset", "a: !reset ⟦[]⟧\n", tag("!reset")],
    ["!override", "a: !override ⟦{b: c}⟧\nd: !override ⟦e⟧\n", tag("!override"), tag("!override")],
  ])("%s", (_, text, ...messages) => {
    const { text: clean, spans } = marked(text);
    const { root, problems } = parse(clean);
    expect(problems.map(inShort)).toEqual(
      messages.map((message, index) => ["yaml-extras-ignored", spans[index], message]),
    );
    expect(root?.entries.has("a")).toBe(true);
    expect(root?.entries.has("c")).toBe(false);
  });

  it("takes a tag's scalar for text", () => {
    expect(toPlain(at(parse("a: !reset null\n").root as never, "a"))).toBe("null");
  });
});

/** A busy machine is no reason to fail, in milliseconds. */
const PATIENCE = 300_000;
/**
 * Milliseconds of processor time: much more than a test needs, much less than it would take if time grew with the
 * square of the length.
 */
const QUICK = 20_000;

describe("limits", () => {
  const deep = (levels: number) => `${"- ".repeat(levels)}x\n`;
  const tooDeep = `The file nests deeper than ${LIMITS.depth} levels and was not checked.`;

  it.each([
    ["lists in a key", `a:\n${"- ".repeat(100_000)}x\n`],
    ["brackets", `a: ${"[".repeat(100_000)}\n`],
    ["closed brackets", `a: ${"[".repeat(100_000)}${"]".repeat(100_000)}\n`],
    ["braces", `a: ${"{b: ".repeat(100_000)}\n`],
    ["keys", `${Array.from({ length: 3000 }, (_, level) => `${" ".repeat(level)}a:\n`).join("")}`],
    ["just one level too many", `a:\n${deep(LIMITS.depth - 1)}`],
  ])(
    "give up on %s that nest too deep, quickly",
    (_, text) => {
      const started = cpuTime();
      const { root, problems, gaveUp } = parse(text);
      expect(cpuTime() - started).toBeLessThan(QUICK);
      expect(problems.map(({ rule, message }) => [rule, message])).toEqual([["file-unreadable", tooDeep]]);
      expect([root, gaveUp]).toEqual([undefined, true]);
    },
    PATIENCE,
  );

  it(
    "take what nests as deep as allowed",
    () => {
      expect(parse(`a:\n${deep(LIMITS.depth - 2)}`)).toMatchObject({ problems: [], gaveUp: false });
    },
    PATIENCE,
  );

  const bomb = (levels: number, width: number) =>
    `a0: &a0 x\n${Array.from({ length: levels }, (_, level) => `a${level + 1}: &a${level + 1} [${Array(width).fill(`*a${level}`).join(", ")}]\n`).join("")}`;

  it.each([
    ["wide", bomb(9, 9)],
    ["deep", bomb(150, 2)],
    [
      "of merges",
      `a: &a {b: 1}\n${Array.from({ length: 60 }, (_, n) => `c${n}: &c${n} {x: *${n === 0 ? "a" : `c${n - 1}`}, y: *${n === 0 ? "a" : `c${n - 1}`}}\n`).join("")}`,
    ],
  ])(
    "refuse an alias bomb as Docker does (%s)",
    (_, text) => {
      const { root, problems, gaveUp } = parse(text);
      expect(problems.map(({ rule, message }) => [rule, message])).toEqual([
        ["yaml-invalid", "Aliases multiply the file to an excessive size here; deploy refuses the file."],
      ]);
      expect(written(problems[0]?.place as never)).toMatch(/^\*\w+$/);
      expect([root, gaveUp]).toEqual([undefined, false]);
    },
    PATIENCE,
  );

  it(
    "give up where aliases make a file too large that Docker still reads",
    () => {
      const text = `a: &a [${Array(60_000).fill("x").join(", ")}]\n${Array.from({ length: 9 }, (_, n) => `b${n}: *a\n`).join("")}`;
      const { problems, gaveUp } = parse(text);
      expect(problems.map(({ rule, message }) => [rule, message])).toEqual([
        ["file-unreadable", `Aliases make the file grow past ${LIMITS.expanded} values here; it was not checked.`],
      ]);
      expect(gaveUp).toBe(true);
    },
    PATIENCE,
  );

  it(
    "leave many small aliases alone",
    () => {
      const text = `a: &a {b: c}\n${Array.from({ length: 2000 }, (_, n) => `b${n}: *a\n`).join("")}`;
      expect(parse(text).problems).toEqual([]);
    },
    PATIENCE,
  );

  it(
    "allow a file of 2 MiB, quickly",
    () => {
      const service = (n: number) =>
        `  s${n}:\n    image: nginx:1.25\n    environment:\n      A: "${"x".repeat(60)}"\n      B: 5\n`;
      const parts = ["services:\n"];
      for (let size = 0, n = 0; size < 2 * 1024 * 1024; n++) {
        parts.push(service(n));
        size += service(n).length;
      }
      const started = cpuTime();
      const { root, problems } = parse(parts.join(""));
      expect(cpuTime() - started).toBeLessThan(QUICK);
      expect(problems).toEqual([]);
      expect(root && (at(root, "services") as typeof root).entries.size).toBe(parts.length - 1);
    },
    PATIENCE,
  );

  it(
    "allow one line of 2 MiB, quickly",
    () => {
      const started = cpuTime();
      expect(parse(`a: "${"x ".repeat(1024 * 1024)}"\n`).problems).toEqual([]);
      expect(parse(`a: [${"b, ".repeat(100_000)}]\n# ?\t\n`).problems).toEqual([]);
      expect(cpuTime() - started).toBeLessThan(QUICK);
    },
    PATIENCE,
  );
});
