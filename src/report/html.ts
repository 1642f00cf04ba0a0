import { printable } from "../model/printable.ts";

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** A line of untrusted text in a page. */
export function htmlText(text: string): string {
  return escaped(text.split("\t").map(visible).join("\t"));
}

function visible(text: string): string {
  return printable(`x${text}`).slice(1);
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => ENTITIES[character] as string);
}

/** The HTML that our own Markdown stands for: the forms that our summaries and comments are made of, and no others. */
export function markdownHtml(markdown: string): string {
  const lines = markdown.split("\n");
  let html = "";
  for (let at = 0; at < lines.length; ) {
    const { text, next } = blockAt(lines, at);
    html += text;
    at = next;
  }
  return html;
}

interface Rendered {
  readonly text: string;
  /** The line behind it. */
  readonly next: number;
}

function blockAt(lines: readonly string[], at: number): Rendered {
  const line = lines[at] as string;
  if (line === "") return { text: "", next: at + 1 };
  const fence = /^(`{3,})(\w*)$/.exec(line);
  if (fence) return codeBlock(lines, at, fence[1] as string, fence[2] as string);
  if (/^<\/?details>/.test(line)) return { text: `${line}\n`, next: at + 1 };
  if (line.startsWith("### ")) return { text: `<h3>${inlineHtml(line.slice(4))}</h3>\n`, next: at + 1 };
  if (line.startsWith("| ")) return table(lines, at);
  const next = lines.findIndex((other, index) => index > at && (other === "" || other.startsWith("<details>")));
  const end = next === -1 ? lines.length : next;
  const block = lines.slice(at, end);
  if (line.startsWith("- ")) {
    const items = block.map((item) => `<li>${inlineHtml(item.replace(/^- /, ""))}</li>\n`);
    return { text: `<ul>\n${items.join("")}</ul>\n`, next: end };
  }
  return { text: `<p>${block.map(inlineHtml).join("\n").trimEnd()}</p>\n`, next: end };
}

function codeBlock(lines: readonly string[], at: number, fence: string, language: string): Rendered {
  const end = lines.indexOf(fence, at + 1);
  const content = lines.slice(at + 1, end === -1 ? lines.length : end).map((line) => `${escaped(line)}\n`);
  const name = language === "" ? "" : ` class="language-${language}"`;
  return { text: `<pre><code${name}>${content.join("")}</code></pre>\n`, next: end === -1 ? lines.length : end + 1 };
}

function table(lines: readonly string[], at: number): Rendered {
  const alignments = cells(lines[at + 1] as string).map((cell) => (cell.endsWith(":") ? ' align="right"' : ""));
  const row = (line: string, tag: string) =>
    `<tr>\n${cells(line)
      .map((cell, index) => `<${tag}${alignments[index] ?? ""}>${inlineHtml(cell)}</${tag}>\n`)
      .join("")}</tr>\n`;
  let next = at + 2;
  let body = "";
  for (; lines[next]?.startsWith("| "); next++) body += row(lines[next] as string, "td");
  return {
    text: `<table>\n<thead>\n${row(lines[at] as string, "th")}</thead>\n<tbody>\n${body}</tbody>\n</table>\n`,
    next,
  };
}

/** The cells of a row; `\|` is a bar and no border. */
function cells(row: string): string[] {
  const inner = row.replace(/^\| ?/, "").replace(/ ?\|$/, "");
  return Array.from(inner.matchAll(/((?:\\[\s\S]|[^\\|])*)(?:\||$)/g), ([, cell = ""]) =>
    cell.trim().replaceAll("\\|", "|"),
  ).slice(0, -1);
}

const INLINE =
  /(?<code>(?<!`)(`+)(?!`)(.*?[^`])\2(?!`))|\*\*|\[(?<label>[^\]`]*)\]\((?<url>https:[^)\s]*)\)|<\/?sub>|<br>/g;

/** Code spans, bold words, links of ours, and the few tags that we write; everything else is text. */
export function inlineHtml(text: string): string {
  let html = "";
  let at = 0;
  let bold = false;
  for (const match of text.matchAll(INLINE)) {
    const { code, label, url } = match.groups ?? {};
    html += escaped(text.slice(at, match.index));
    at = match.index + match[0].length;
    if (code !== undefined) html += `<code>${escaped(withoutPad(match[3] as string))}</code>`;
    else if (url !== undefined) html += `<a href="${escaped(url)}">${escaped(label ?? "")}</a>`;
    else if (match[0] === "**") {
      bold = !bold;
      html += bold ? "<strong>" : "</strong>";
    } else html += match[0];
  }
  return html + escaped(text.slice(at));
}

function withoutPad(span: string): string {
  return /^ .*[^ ].* $/.test(span) ? span.slice(1, -1) : span;
}

const STYLE = `
body { max-width: 52rem; margin: 1.5rem auto; padding: 0 1rem; font: 14px/1.5 system-ui, sans-serif; color: #1f2328; background: #fff; }
.comment, .thread { border: 1px solid #d1d9e0; border-radius: 6px; padding: 0 1rem; margin: 1rem 0; }
.thread { margin-left: 1.5rem; padding: 0 0.5rem; }
.file { font: 12px monospace; margin: 0.5rem; }
.lines { font: 12px/1.6 monospace; white-space: pre; width: 100%; border-collapse: collapse; background: #dafbe1; margin: 0; }
.lines td { border: 0; padding: 0 0.5rem; overflow-wrap: anywhere; white-space: pre-wrap; }
.lines td:first-child { width: 2.5rem; text-align: right; color: #59636e; background: #aceebb; }
table { border-collapse: collapse; margin: 1rem 0; }
th, td { border: 1px solid #d1d9e0; padding: 0.3rem 0.7rem; text-align: left; }
code { font: 12px monospace; background: #eff1f3; border-radius: 6px; padding: 0.15em 0.4em; overflow-wrap: anywhere; }
pre { background: #f6f8fa; border-radius: 6px; padding: 0.8rem; overflow: auto; }
pre code { background: none; padding: 0; }
.language-suggestion { color: #1a7f37; }
details { margin: 0.7rem 0; }
summary { cursor: pointer; }
`;

/** A page that opens no connection and runs nothing. */
export function htmlPage(title: string, body: string): string {
  const policy = "default-src 'none'; style-src 'unsafe-inline'";
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>${escaped(title)}</title>
<style>${STYLE}</style>
<body>
${body}</body>
</html>
`;
}
