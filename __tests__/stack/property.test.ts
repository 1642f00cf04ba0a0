import { describe, expect, it } from "vitest";
import { parse as parseYaml, stringify } from "yaml";
import type { Problem } from "../../src/model/problem.ts";
import type { Place } from "../../src/model/text.ts";
import { findMisread, interpolate, substitute } from "../../src/stack/interpolate.ts";
import { loadStack } from "../../src/stack/load.ts";
import { parseShortMount } from "../../src/stack/mounts.ts";
import { normalize } from "../../src/stack/normalize.ts";
import { type ParsedFile, parseFile } from "../../src/yaml/parse.ts";
import { type Tree, toPlain } from "../../src/yaml/tree.ts";
import { cpuTime } from "../support/cpu-time.ts";
import { broken, files, longMount, reference, shortMount, volume } from "./generate.ts";
import { environment, pick, seeded, sourceFile } from "./reading.ts";

type Random = () => number;

/** A busy machine is no reason to fail, in milliseconds. */
const PATIENCE = 300_000;
/**
 * Milliseconds of processor time: much more than a test needs, much less than it would take if time grew with the
 * square of the length.
 */
const QUICK = 20_000;
const ENVIRONMENTS = [environment({ A: "x" }), environment({ A: "", B: "$A" }, "empty")];

/** Every place of a tree: values, keys and the uses of aliases. Shared branches are looked at once. */
function placesOf(tree: Tree, seen = new Set<unknown>()): Place[] {
  const inside = tree.kind === "mapping" ? tree.entries : tree.kind === "sequence" ? tree.items : undefined;
  const own = [tree, ...(tree.via ? [tree.via.use] : [])];
  if (inside && seen.has(inside)) return own;
  seen.add(inside);
  if (tree.kind === "sequence") return own.concat(tree.items.flatMap((item) => placesOf(item, seen)));
  if (tree.kind === "scalar") return own;
  return own.concat([...tree.entries.values()].flatMap(({ key, value }) => [key, ...placesOf(value, seen)]));
}

/** What is wrong with places: they belong to the file, lie inside of it, and do not end before they start. */
function badPlaces(places: readonly Place[], allowed: readonly ParsedFile[]): string[] {
  return places
    .filter(
      ({ file, start, end }) =>
        !allowed.some((one) => one.file === file) || !(0 <= start && start <= end && end <= file.text.length),
    )
    .map(({ file, start, end }) => `${start}-${end} in ${JSON.stringify(file.text)}`);
}

/** Reads texts as one stack in every way that there is; the places that are wrong. */
function readAll(texts: readonly string[]): string[] {
  const parsed = texts.map((text, index) => parseFile(sourceFile(text, `${index}.yml`)));
  const bad = parsed.flatMap(({ root, problems }, index) => {
    const places = [...(root ? placesOf(root) : []), ...problems.map(({ place }) => place)];
    expect(parsed[index]?.file.text).toHaveLength((texts[index] as string).length);
    return badPlaces(places, parsed);
  });
  for (const one of ENVIRONMENTS) {
    for (const { root } of parsed) {
      const problems: Problem[] = [];
      const filled = root && interpolate(root, one, problems);
      bad.push(...badPlaces([...(filled ? placesOf(filled) : []), ...problems.map(({ place }) => place)], parsed));
    }
    const stack = loadStack(parsed, one);
    bad.push(
      ...badPlaces(
        stack.problems.map(({ place }) => place),
        parsed,
      ),
    );
    const mounts = stack.services.flatMap((service) => service.mounts);
    bad.push(
      ...badPlaces(
        mounts.flatMap(({ place, via }) => [place, ...(via ? [via.use] : [])]),
        parsed,
      ),
    );
    JSON.stringify(normalize(stack, { ...one, workingDirectory: "/w", home: "/h" }));
  }
  return bad;
}

const WORDS = [
  ...[
    "a",
    "b:",
    " ",
    "  ",
    "\n",
    "\n",
    "- ",
    "- ",
    ": ",
    ":",
    "&x ",
    "*x",
    "<<: ",
    "!!int ",
    "!x ",
    "'",
    '"',
    "|",
    ">",
  ],
  ...["[", "]", "{", "}", ",", "#", " #c", "\t", "\r\n", "---\n", "...\n", "%YAML 1.1\n", "?", "? ", "~", "5", "0440"],
  ...[
    "2001-01-01",
    ".inf",
    "$A",
    "${B:-",
    "$",
    "}",
    "\uFEFF",
    "\u2028",
    "\u0085",
    "\uFDD0",
    "\uFDD1",
    "\uD83D",
    "é",
    "\0",
  ],
  ...[
    "services:",
    "volumes:",
    "image: x\n",
    "version: ",
    "__proto__: ",
    "constructor: ",
    "\n  ",
    "\n    ",
    "\\",
    "@",
    "`",
  ],
];
const noise = (random: Random): string =>
  Array.from({ length: 1 + Math.floor(random() * 25) }, () => pick(random, WORDS)).join("");

describe("whatever stands in the files", () => {
  it.each([1, 2, 3, 4])(
    "reading does not throw, and places lie inside of them (noise, seed %i)",
    (seed) => {
      const random = seeded(seed);
      for (let round = 0; round < 700; round++) expect(readAll([noise(random)])).toEqual([]);
    },
    PATIENCE,
  );

  it.each([5, 6])(
    "reading does not throw, and places lie inside of them (broken files, seed %i)",
    (seed) => {
      const random = seeded(seed);
      for (let round = 0; round < 150; round++) expect(readAll([broken(random)])).toEqual([]);
    },
    PATIENCE,
  );

  it(
    "reading does not throw, and places lie inside of them (several files)",
    () => {
      const random = seeded(7);
      for (let round = 0; round < 150; round++) expect(readAll(files(random))).toEqual([]);
      for (let round = 0; round < 150; round++)
        expect(readAll([noise(random), broken(random), noise(random)])).toEqual([]);
    },
    PATIENCE,
  );

  it(
    "reading does not throw, and places lie inside of them (mounts and volumes)",
    () => {
      const random = seeded(8);
      for (let round = 0; round < 300; round++) {
        const mounts = `[${longMount(random)}, ${JSON.stringify(shortMount(random))}]`;
        expect(readAll([`services: {a: {volumes: ${mounts}}}\nvolumes: {v: ${volume(random)}}\n`])).toEqual([]);
      }
    },
    PATIENCE,
  );

  it(
    "nothing reaches the prototypes of JavaScript",
    () => {
      readAll([
        "__proto__: {a: 1}\nservices: {__proto__: {volumes: ['a:/b']}, constructor: {image: x}}\nvolumes: {__proto__: {x-a: 1}}\n",
      ]);
      expect(Object.keys(Object.prototype)).toEqual([]);
      expect(({} as Record<string, unknown>).a).toBeUndefined();
    },
    PATIENCE,
  );
});

describe("whatever a text holds", () => {
  it(
    "substitution does not throw, and what it cannot read it refuses",
    () => {
      const random = seeded(9);
      for (let round = 0; round < 5000; round++) {
        const text = reference(random);
        for (const one of ENVIRONMENTS) {
          const { text: result, error } = substitute(text, one);
          expect(typeof result).toBe("string");
          if (!text.includes("$")) expect({ result, error }).toEqual({ result: text, error: undefined });
          if (error !== undefined) expect(error).not.toMatch(/undefined|NaN/);
        }
        findMisread(text);
      }
    },
    PATIENCE,
  );

  it(
    "substitution is quick in a long text",
    () => {
      const started = cpuTime();
      for (const part of ["$", "${", "${A", "${A:-", "$A-", "$$", "${A:-${"])
        substitute(part.repeat(100_000), environment());
      for (const part of ["$", "${A:-", "$A-", "${A:-${"]) findMisread(part.repeat(100_000));
      for (const part of ["$", "${", "${A:-"]) expect(readAll([`a: "${part.repeat(50_000)}"\n`])).toEqual([]);
      expect(cpuTime() - started).toBeLessThan(QUICK);
    },
    PATIENCE,
  );

  it(
    "a short volume is taken apart or refused",
    () => {
      const random = seeded(10);
      for (let round = 0; round < 5000; round++) {
        const short = parseShortMount(shortMount(random));
        if ("error" in short) continue;
        expect(short.target).not.toBe("");
        expect(short.source).not.toBe("");
      }
    },
    PATIENCE,
  );
});

describe("what YAML 1.2 and Docker's YAML have in common", () => {
  const TEXTS = [
    "",
    "a",
    "b c",
    "x: y",
    "# c",
    "- d",
    "'q'",
    '"r"',
    "é\u{1F40B}",
    "a\nb",
    "a\n\nb\n",
    " s ",
    "t\t",
    "$A",
    "[u]",
  ];
  const MORE = [
    "true",
    "null",
    "~",
    "5",
    "0440",
    "1e3",
    ".5",
    "-",
    "?",
    "!",
    "&a",
    "*a",
    "%",
    "@",
    "`",
    "{",
    "yes",
    "a#b",
  ];
  const KEYS = ["a", "b-c", "d.e", "f g", "1", "true", "__proto__", "constructor", "", "é", "x-h", "i: j", "# k"];

  function value(random: Random, depth: number): unknown {
    const kind = Math.floor(random() * (depth > 3 ? 5 : 8));
    if (kind === 0) return pick(random, [null, true, false]);
    if (kind === 1) return pick(random, [0, 1, -7, 80, 1024, 0.5, -1.25, 123456789]);
    if (kind < 5) return pick(random, random() < 0.5 ? TEXTS : MORE);
    const size = Math.floor(random() * 4);
    if (kind === 5) return Array.from({ length: size }, () => value(random, depth + 1));
    return mapping(random, depth, size);
  }

  function mapping(random: Random, depth: number, size: number): Record<string, unknown> {
    const result: Record<string, unknown> = Object.create(null);
    for (let index = 0; index < size; index++) result[pick(random, KEYS)] = value(random, depth + 1);
    return result;
  }

  const STYLES = [
    {},
    { collectionStyle: "flow" },
    { indent: 4, indentSeq: false },
    { defaultStringType: "QUOTE_DOUBLE", defaultKeyType: "PLAIN" },
    { defaultStringType: "QUOTE_SINGLE" },
    { defaultStringType: "BLOCK_LITERAL" },
    { lineWidth: 20 },
    { version: "1.1" },
  ] as const;

  it.each(STYLES.map((style, index) => [JSON.stringify(style), style, index] as const))(
    "is read alike: %s",
    (_, style, seed) => {
      const random = seeded(100 + seed);
      for (let round = 0; round < 150; round++) {
        const data = mapping(random, 0, 1 + Math.floor(random() * 4));
        const text = stringify(data, { aliasDuplicateObjects: false, ...style });
        const { root, problems } = parseFile(sourceFile(text));
        expect(problems, text).toEqual([]);
        const plain = JSON.stringify(root && toPlain(root));
        expect(plain, text).toBe(JSON.stringify(data));
        if (!("version" in style)) expect(plain, text).toBe(JSON.stringify(parseYaml(text, { mapAsMap: false })));
      }
    },
    PATIENCE,
  );

  it(
    "is read alike with anchors and merge keys",
    () => {
      const random = seeded(200);
      const block = () => mapping(random, 2, 1 + Math.floor(random() * 3));
      for (let round = 0; round < 150; round++) {
        const [one, two] = [block(), block()].map((data) => JSON.stringify(data));
        const merge = pick(random, ["<<: *x", "<<: [*x, *y]", "<<: [*y, *x]", "a: 1, <<: *y", "<<: *x, a: *y"]);
        const text = `one: &x ${one}\ntwo: &y ${two}\nthree: {${merge}}\nfour: [*x, *y]\n`;
        const { root, problems } = parseFile(sourceFile(text));
        expect(problems, text).toEqual([]);
        const sorted = (_: string, inner: unknown) =>
          inner !== null && typeof inner === "object" && !Array.isArray(inner)
            ? Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1))
            : inner;
        expect(JSON.stringify(root && toPlain(root), sorted), text).toBe(
          JSON.stringify(parseYaml(text, { merge: true }), sorted),
        );
      }
    },
    PATIENCE,
  );
});
