import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { htmlPage, htmlText, markdownHtml } from "../../src/report/html.ts";
import { markdownReport } from "../../src/report/markdown/report.ts";
import { code, fenced, prose } from "../../src/report/markdown/untrusted.ts";
import { type Element, parsedHtml, renderedTree } from "../support/github-markdown.ts";
import { HOSTILE, PIECES } from "../support/hostile.ts";
import { hostileReport } from "./hostile-report.ts";

/** Elements, texts and links of a tree; how blanks between blocks are written does not matter. */
function essence(node: Element): unknown {
  if (node.type === "text") return node.value;
  const children = (node.children ?? [])
    .map(essence)
    .filter((child) => typeof child !== "string" || child.trim() !== "");
  const { href, align } = node.properties ?? {};
  return [node.tagName ?? node.type, ...(href ? [href] : []), ...(align ? [align] : []), ...children];
}

const expected = (markdown: string) => essence(renderedTree(markdown));
const given = (markdown: string) => essence(parsedHtml(markdownHtml(markdown)));

const BLOCKS: readonly (readonly [string, string])[] = [
  ["a heading", "### 🔴 1 error: `db` starts"],
  ["paragraphs", "a `b` c\n\n**d:** e<br>f <sub>g `h`</sub>"],
  ["a table", "| a | b |\n| --- | ---: |\n| `x\\|y` | 1 |\n| `` ` `` | `\\\\\\|` |"],
  ["a list", "**Title**\n\n- a `b` ([c](https://github.com/x))<br>**d** e\n- f"],
  ["a fence", "```diff\n--- a\n+++ b\n| x |\n- y\n### z\n<b>\n```"],
  ["a longer fence", "````suggestion\n```\n````"],
  [
    "folds",
    "<details><summary>A</summary>\n\n<details><summary>B</summary>\n\n```sh\nx\n```\n\n</details>\n\n</details>\n\nend",
  ],
  ["nothing", ""],
];

describe("our Markdown as HTML", () => {
  it.each(BLOCKS)("is what GitHub makes of it: %s", (_, markdown) =>
    expect(given(markdown)).toEqual(expected(markdown)),
  );

  it.each(HOSTILE.map((text) => [JSON.stringify(text.slice(0, 50)), text]))(
    "is what GitHub makes of it, with %s in it",
    (_, text) => {
      const report = markdownReport(hostileReport(text), { failing: true, remarks: [text], head: text });
      expect(given(report)).toEqual(expected(report));
    },
  );

  it("is what GitHub makes of it, with generated texts in it", () => {
    const texts = fc.array(fc.constantFrom(...PIECES), { maxLength: 10 }).map((pieces) => pieces.join(""));
    fc.assert(
      fc.property(texts, (text) => {
        const cells = `| a | b |\n| --- | --- |\n| ${code(text, "cell")} | ${prose(`x \`${text}\` y`, "cell")} |`;
        const markdown = `x ${code(text)}\n\n${cells}\n\n- ${prose(`🔴 ${text}`)}\n\n${fenced(`x${text}`, "sh")}`;
        expect(given(markdown)).toEqual(expected(markdown));
      }),
      { numRuns: 300 },
    );
  });
});

describe("a page", () => {
  it("runs and loads nothing", () => {
    expect(htmlPage("a <b>", "x")).toMatch(/<title>a &lt;b&gt;<\/title>/);
    expect(htmlPage("a", "x")).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
  });

  it("shows what acts on the eye", () => expect(htmlText("<a>\t\u202e::")).toBe("&lt;a&gt;\t\\u202e::"));
});
