import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { code, fenced, prose } from "../../src/report/markdown/untrusted.ts";
import { ACTIVE, elementCounts, nodesOf, renderedTree, speakingTexts } from "../support/github-markdown.ts";
import { HOSTILE, PIECES } from "../support/hostile.ts";

/** Words without any sign of Markdown, which GitHub could make links of. */
const PLAIN = [..."é1a()-/.,:…'!? ", "www.evil.example", "GH-12", "0123456789abcdef".repeat(3).slice(0, 40), "word"];

const hostile = fc.oneof(
  fc.array(fc.constantFrom(...PLAIN), { maxLength: 8 }).map((pieces) => pieces.join("")),
  fc.constantFrom(...HOSTILE),
  fc.array(fc.constantFrom(...PIECES), { maxLength: 14 }).map((pieces) => pieces.join("")),
  fc.string({ unit: "binary", maxLength: 60 }),
);

const INVISIBLE = /(?!\n|\t)[\p{Cc}\u200b\u202a-\u202e\u2066-\u2069\u2028\u2029\ufeff]/u;

/** Every way in which a text showed more than the elements it was put between. */
function escapes(markdown: string, allowed: Readonly<Record<string, number>>): string[] {
  const tree = renderedTree(markdown);
  const found: string[] = [];
  for (const [tag, count] of Object.entries(elementCounts(tree))) {
    if (tag !== "code" && count !== (allowed[tag] ?? 0)) found.push(`${count} <${tag}>`);
  }
  for (const text of speakingTexts(tree)) if (ACTIVE.test(text)) found.push(`active: ${JSON.stringify(text)}`);
  for (const node of nodesOf(tree)) if (node.type === "comment") found.push("a comment");
  if (INVISIBLE.test(markdown)) found.push("an invisible character");
  return found;
}

const PLACES: readonly (readonly [string, (text: string) => string, Readonly<Record<string, number>>])[] = [
  ["a code span in a paragraph", (text) => `See ${code(text)} here.`, { p: 1 }],
  ["a code span alone", (text) => code(text), { p: 1 }],
  ["a code span in a list", (text) => `- at ${code(text)}: x`, { ul: 1, li: 1 }],
  ["a sentence", (text) => prose(text), { p: 1 }],
  [
    "a sentence of ours around a quoted name",
    (text) => `🔴 ${prose(`The volume \`${text}\` stays behind.`)}`,
    { p: 1 },
  ],
  ["a heading", (text) => `### ${prose(`The volume \`${text}\` stays`)}`, { h3: 1 }],
  [
    "a fence in a fold",
    (text) => `<details><summary>x</summary>\n\n${fenced(text, "diff")}\n\n</details>\n\nend`,
    { details: 1, summary: 1, pre: 1, p: 1 },
  ],
  [
    "cells of a table",
    (text) => `| a | b |\n| --- | --- |\n| ${code(text, "cell")} | ${prose(`x \`${text}\` y`, "cell")} |\n| c | d |`,
    { table: 1, thead: 1, tbody: 1, tr: 3, th: 2, td: 4 },
  ],
];

describe.each(PLACES)("in %s", (_, place, allowed) => {
  it.each(HOSTILE.map((text) => [JSON.stringify(text.slice(0, 60)), text]))("%s stays a text", (_name, text) => {
    const empty = place(text) === "" ? {} : allowed;
    expect(escapes(place(text), empty)).toEqual([]);
  });

  it("generated texts stay texts", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const markdown = place(text);
        expect(escapes(markdown, markdown === "" ? {} : allowed)).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});

describe("a code span", () => {
  it.each([
    ["redis", "`redis`"],
    ["a`b", "``a`b``"],
    ["`a`", "`` `a` ``"],
    ["a|b", "`a|b`"],
    ["", "`(empty)`"],
    [" ", "` `"],
    [" a ", "`  a  `"],
    ["a\nb", "`a\\u000ab`"],
    ["\u202e", "`\\u202e`"],
  ])("%j is %s", (text, expected) => expect(code(text)).toBe(expected));

  it("escapes bars in a cell, so that readers agree on where it ends", () => {
    expect(code("a|b", "cell")).toBe("`a\\|b`");
    expect(code("a\\|b", "cell")).toBe("`a\\\\\\|b`");
  });

  it("is short", () => {
    expect(code("x".repeat(500))).toBe(`\`${"x".repeat(119)}…\``);
    expect(code("🙂".repeat(500))).toBe(`\`${"🙂".repeat(119)}…\``);
  });

  it("shows letters as they are, once rendered", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom("a", "`", "\\", "|", "*", "<", "&"), minLength: 1, maxLength: 20 }),
        (text) => {
          const texts = nodesOf(renderedTree(`x ${code(text)} y`)).filter(({ tagName }) => tagName === "code");
          expect(texts.map(({ children }) => children?.[0]?.value)).toEqual([text]);
        },
      ),
    );
  });
});

describe("a sentence", () => {
  it.each([
    ["The volume `redis-data` stays. Swarm moves it.", "The volume `redis-data` stays. Swarm moves it."],
    [
      "Pin it (`node.hostname == ...`), or not; it's 5% of `a`/`b`.",
      "Pin it (`node.hostname == ...`), or not; it's 5% of `a`/`b`.",
    ],
    ["NFS/EFS at 12:30 – no", "NFS/EFS at 12:30 – no"],
    ["see https://evil.example now", "see `https://evil.example` now"],
    ["a word)www.evil.example b", "a `word)www.evil.example` b"],
    ["a éwww.evil.example, x/GH-12 (b)abcdef1", "a `éwww.evil.example, x/GH-12 (b)abcdef1`"],
    ["EBS, eu-west-1 (x/KEY-1)", "EBS, eu-west-1 `(x/KEY-1)`"],
    ["a b:: :// c", "a `b:: ://` c"],
    ["ping @a and @b there", "ping `@a` and `@b` there"],
    ["ping @a @b", "ping `@a @b`"],
    ["1. one", "`1`. one"],
    ["from $8.80 to $17.60, and then $10.00.", "from `$8.80` to `$17.60`, and then `$10.00`."],
    ["by 100 %, from €8.80 (of $17.60): no", "by 100 %, from `€8.80` (of `$17.60`): no"],
    ["a $b, $c; d", "a `$b, $c`; d"],
    ["x @a?! :a: y", "x `@a?! :a`: y"],
    ["x *... y", "x `*`... y"],
    ["x _f(y). z", "x `_f(y)`. z"],
    ["x *). z", "x `*`). z"],
    ["2 volumes", "2 volumes"],
    ["`a``b` c", "```a``b``` c"],
    ["- x", "`-` x"],
    ["a `b` - c", "a `b` - c"],
  ])("%j becomes %j", (text, expected) => expect(prose(text)).toBe(expected));
});

describe("a fence", () => {
  it("is longer than any in the text", () =>
    expect(fenced("a\n````\nb\n", "diff")).toBe("`````diff\na\n````\nb\n`````"));
  it("keeps tabs and shows controls", () => expect(fenced("\ta\u001b", "sh")).toBe("```sh\n\ta\\u001b\n```"));
});
