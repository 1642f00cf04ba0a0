import { withoutCommands } from "../model/printable.ts";
import { pages } from "../report/pages.generated.js";
import { type Paint, painter, textWidth, wrapped } from "../report/text/terminal.ts";
import { didYouMean, UsageError } from "../session/usage.ts";
import type { Arguments } from "./arguments.ts";
import { type Io, usesColor } from "./io.ts";

/** Prints the page of a rule. */
export function explain(args: Arguments, io: Io): number {
  const [rule, extra] = args.operands;
  const list = "`swarm-volume-check rules` lists the rules";
  if (rule === undefined) throw new UsageError("`explain` needs the name of a rule", list);
  if (extra !== undefined) throw new UsageError("`explain` takes one rule", `omit \`${extra}\``);
  const page = Object.hasOwn(pages, rule) ? pages[rule] : undefined;
  if (page === undefined)
    throw new UsageError(`there is no rule \`${rule}\``, didYouMean(rule, Object.keys(pages), list));
  io.stdout(withoutCommands(terminalText(page, io.columns, painter(usesColor(args, io.env, io.stdoutIsTerminal)))));
  return 0;
}

/** Markdown as the rules' pages use it: headings, paragraphs, lists, tables, code. */
function terminalText(markdown: string, columns: number | undefined, paint: Paint): string {
  const lines: string[] = [];
  let code = false;
  let paragraph = "";
  const flush = () => {
    if (paragraph !== "") lines.push(...paragraphLines(paragraph, columns));
    paragraph = "";
  };
  for (const line of withoutComments(markdown).split("\n")) {
    if (/^\s*```/.test(line)) {
      flush();
      code = !code;
    } else if (code) lines.push(line === "" ? "" : `    ${paint("cyan", line)}`);
    else if (/^#+ /.test(line)) {
      flush();
      lines.push(paint("bold", line.replace(/^#+ /, "")));
    } else if (line.trim() === "" || line.startsWith("|")) {
      flush();
      lines.push(line);
    } else if (/^\s*(?:[-*]|\d+\.) /.test(line)) {
      flush();
      paragraph = line;
    } else paragraph = paragraph === "" ? line : `${paragraph} ${line.trim()}`;
  }
  flush();
  return `${lines
    .join("\n")
    .replace(/\n{3,}/g, "\n\n")
    .trim()}\n`;
}

/** A paragraph or list item, wrapped; the lines after an item's first stand below its text. */
function paragraphLines(text: string, columns: number | undefined): string[] {
  const head = /^\s*(?:[-*]|\d+\.) /.exec(text)?.[0] ?? "";
  const room = columns === undefined ? undefined : Math.max(20, columns - textWidth(head));
  return wrapped(text.slice(head.length), room).map(
    (line, index) => (index === 0 ? head : " ".repeat(head.length)) + line,
  );
}

function withoutComments(markdown: string): string {
  return markdown.replace(/<!--[\s\S]*?-->\n?/g, "");
}
