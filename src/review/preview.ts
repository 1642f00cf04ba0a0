import { htmlPage, htmlText, markdownHtml } from "../report/html.ts";
import { code } from "../report/markdown/untrusted.ts";
import type { PlannedComment, ReviewPlan } from "./model.ts";

const NOTHING = "Nothing would be posted.";
/** Lines of a file that are shown above a comment, as GitHub shows them. */
const CONTEXT = 3;

/** A review as text: its summary, then every comment below the lines that it stands on. */
export function previewMarkdown({ create }: ReviewPlan): string {
  if (create === undefined) return `${NOTHING}\n`;
  const comments = fromTheTop(create.comments).map((one) => `---\n\n${linesOf(one)}\n\n${withoutMarker(one.body)}`);
  return `${[withoutMarker(create.body), ...comments].join("\n\n")}\n`;
}

/** The same as a page to look at. */
export function previewHtml({ create }: ReviewPlan, texts: ReadonlyMap<string, string>): string {
  if (create === undefined) return htmlPage("Review", `<p>${NOTHING}</p>`);
  const comments = fromTheTop(create.comments).map(
    (one) =>
      `<section class="thread">\n<p class="file">${htmlText(one.path)}</p>\n${codeAbove(one, texts.get(one.path) ?? "")}\n<div class="comment">\n${markdownHtml(withoutMarker(one.body))}</div>\n</section>\n`,
  );
  return htmlPage(
    "Review",
    `<div class="comment">\n${markdownHtml(withoutMarker(create.body))}</div>\n${comments.join("")}`,
  );
}

function linesOf({ path, startLine, line }: PlannedComment): string {
  return `**${code(path)} ${startLine === undefined ? `line ${line}` : `lines ${startLine} to ${line}`}**`;
}

function codeAbove({ startLine, line }: PlannedComment, text: string): string {
  const first = Math.max(1, Math.min(startLine ?? line, line - CONTEXT));
  const rows = text
    .split("\n")
    .slice(first - 1, line)
    .map((content, index) => `<tr><td>${first + index}</td><td>${htmlText(content)}</td></tr>`);
  return `<table class="lines">${rows.join("")}</table>`;
}

function fromTheTop(comments: readonly PlannedComment[]): PlannedComment[] {
  return comments.toSorted((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : a.line - b.line));
}

function withoutMarker(body: string): string {
  return body.replace(/^<!-- [^\n]* -->\n+/, "");
}
