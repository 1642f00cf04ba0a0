import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { withEdits } from "../../src/edit/edits.ts";
import type { Hunk } from "../../src/review/model.ts";
import { suggestionBlock, suggestionFor, withSuggestions } from "../../src/review/suggest.ts";
import { parsedMarkdown } from "../support/github-markdown.ts";

const ALL: Hunk[] = [{ start: 1, end: 1000 }];
const edit = (start: number, end: number, text: string) => ({ path: "stack.yml", start, end, text });
/** Replaces the one occurrence of `from`. */
const replace = (text: string, from: string, to: string) =>
  edit(text.indexOf(from), text.indexOf(from) + from.length, to);

const TEXT = "services:\n  a:\n    image: redis\n    volumes:\n      - x:/data\n    deploy:\n      replicas: 1\n";

describe("a suggestion", () => {
  it.each([
    [
      "a changed line",
      [replace(TEXT, "redis", "redis:7")],
      { startLine: 3, endLine: 3, lines: ["    image: redis:7"] },
    ],
    [
      "lines that come in stand on the line before them",
      [edit(TEXT.indexOf("    deploy"), TEXT.indexOf("    deploy"), "    hostname: a\n")],
      { startLine: 5, endLine: 5, lines: ["      - x:/data", "    hostname: a"] },
    ],
    [
      "lines at the end",
      [edit(TEXT.length, TEXT.length, "volumes: {}\n")],
      {
        startLine: 7,
        endLine: 7,
        lines: ["      replicas: 1", "volumes: {}"],
      },
    ],
    [
      "lines at the start stand on the first",
      [edit(0, 0, "version: '3'\n")],
      {
        startLine: 1,
        endLine: 1,
        lines: ["version: '3'", "services:"],
      },
    ],
    ["lines that go", [replace(TEXT, "    deploy:\n      replicas: 1\n", "")], { startLine: 6, endLine: 7, lines: [] }],
    [
      "two edits in one hunk",
      [replace(TEXT, "redis", "r"), replace(TEXT, "x:/data", "y:/data")],
      {
        startLine: 3,
        endLine: 5,
        lines: ["    image: r", "    volumes:", "      - y:/data"],
      },
    ],
  ])("%s", (_, edits, expected) => {
    const suggestion = suggestionFor(edits, TEXT, ALL);
    expect(suggestion).toEqual({ path: "stack.yml", ...expected });
    expect(withSuggestions(TEXT, suggestion ? [suggestion] : [])).toBe(
      withEdits({ path: "stack.yml", text: TEXT }, edits),
    );
  });

  it.each([
    ["outside every hunk", TEXT, [replace(TEXT, "redis", "r")], [{ start: 4, end: 7 }]],
    [
      "over two hunks",
      TEXT,
      [replace(TEXT, "redis", "r"), replace(TEXT, "x:/data", "y:/data")],
      [
        { start: 1, end: 3 },
        { start: 5, end: 7 },
      ],
    ],
    [
      "half in a hunk",
      TEXT,
      [replace(TEXT, "redis", "r"), replace(TEXT, "x:/data", "y:/data")],
      [{ start: 5, end: 7 }],
    ],
    ["without hunks", TEXT, [replace(TEXT, "redis", "r")], []],
    ["CR at line ends", TEXT.replaceAll("\n", "\r\n"), [edit(0, 1, "S")], ALL],
    ["a last line without an end", TEXT.trimEnd(), [replace(TEXT, "replicas: 1", "replicas: 2")], ALL],
    ["behind a last line without an end", TEXT.trimEnd(), [edit(TEXT.length - 1, TEXT.length - 1, "\n#x\n")], ALL],
    ["in two files", TEXT, [replace(TEXT, "redis", "r"), { ...edit(0, 0, "x"), path: "other.yml" }], ALL],
    ["no edit", TEXT, [], ALL],
    ["an edit that changes nothing", TEXT, [replace(TEXT, "redis", "redis")], ALL],
    ["hidden characters", TEXT.replace("redis", "re\u202edis"), [replace(TEXT, "image", "imago")], ALL],
    ["a secret in the lines", TEXT.replace("image: redis", "PASSWORD: hunter2"), [edit(19, 20, "X")], ALL],
    ["more lines than a person reads", TEXT, [edit(0, 0, "#\n".repeat(50))], ALL],
  ])("is not made: %s", (_, text, edits, hunks) => expect(suggestionFor(edits, text, hunks)).toBeUndefined());

  it("does the same as the edits, alone and in a batch", () => {
    const line = fc.constantFrom("a", "  b: c", "", "- ```", "~~~", "x `y`");
    const text = fc.array(line, { minLength: 1, maxLength: 12 }).map((lines) => `${lines.join("\n")}\n`);
    const made = text.chain((value) =>
      fc.record({
        value: fc.constant(value),
        edits: fc.array(
          fc.record({
            at: fc.nat(value.length),
            length: fc.nat(6),
            text: fc.constantFrom("", "z", "\n", "n: 1\n", "\n  m: 2", "a\nb\n"),
          }),
          { minLength: 1, maxLength: 3 },
        ),
        hunk: fc.tuple(fc.integer({ min: 1, max: 12 }), fc.nat(12)),
      }),
    );
    fc.assert(
      fc.property(made, ({ value, edits, hunk: [start, more] }) => {
        let free = 0;
        const apart = edits
          .map(({ at, length, text: inserted }) => edit(at, Math.min(value.length, at + length), inserted))
          .sort((a, b) => a.start - b.start)
          .filter((one) => {
            const fits = one.start >= free;
            if (fits) free = one.end + 1;
            return fits;
          });
        const hunk = { start, end: Math.min(start + more, value.split("\n").length - 1) };
        const suggestion = suggestionFor(apart, value, [hunk]);
        if (suggestion === undefined) return;
        expect(suggestion.startLine).toBeGreaterThanOrEqual(hunk.start);
        expect(suggestion.endLine).toBeLessThanOrEqual(hunk.end);
        expect(suggestion.startLine).toBeLessThanOrEqual(suggestion.endLine);
        expect(withSuggestions(value, [suggestion])).toBe(withEdits({ path: "stack.yml", text: value }, apart));
        const parsed = parsedMarkdown(`before\n\n${suggestionBlock(suggestion)}\n\nafter`).children ?? [];
        expect(parsed.map(({ type }) => type)).toEqual(["paragraph", "code", "paragraph"]);
        expect(parsed[1]?.value).toBe(suggestion.lines.join("\n"));
      }),
      { numRuns: 500 },
    );
  });

  it("removes lines with an empty block, and leaves one empty line with an empty line", () => {
    expect(suggestionBlock({ path: "a", startLine: 1, endLine: 1, lines: [] })).toBe("```suggestion\n```");
    expect(suggestionBlock({ path: "a", startLine: 1, endLine: 1, lines: [""] })).toBe("```suggestion\n\n```");
  });
});
