import { nearest } from "../model/names.ts";
import { lineText, type Place, positionAt, type SourceFile } from "../model/text.ts";
import { type Comment, commentsOf } from "../yaml/parse.ts";
import type { CommentProblem, Directive, FileDirectives } from "./model.ts";

const MARK = "swarm-volume-check-ignore";
const FORM = new RegExp(`^#+[ \\t]*${MARK}(-[\\w-]*)?(?![\\w-])(.*)$`);
const EXAMPLE = `\`# ${MARK} RULE -- reason\``;

interface Parsed {
  readonly comment: Comment;
  readonly form: string;
  readonly rules: readonly string[];
  /** undefined: there is none. */
  readonly reason: string | undefined;
  readonly line: number;
}

/** The ignore comments of a file, and what is wrong with others. */
export function directivesOf(file: SourceFile, known: readonly string[]): FileDirectives {
  if (!file.text.includes(MARK)) return { path: file.path, directives: [], problems: [] };
  const reader = new DirectiveReader(file, known);
  for (const comment of commentsOf(file)) reader.take(comment);
  return reader.finish();
}

class DirectiveReader {
  private readonly file: SourceFile;
  private readonly known: readonly string[];
  private readonly directives: Directive[] = [];
  private readonly problems: CommentProblem[] = [];
  private readonly open: Parsed[] = [];

  constructor(file: SourceFile, known: readonly string[]) {
    this.file = file;
    this.known = known;
  }

  take(comment: Comment): void {
    const [, form = "", rest = ""] = FORM.exec(comment.text) ?? [];
    if (!comment.text.includes(MARK) || (form === "" && !FORM.test(comment.text))) return;
    const { line } = positionAt(this.file, comment.place.start);
    const [names = "", ...reasons] = rest.split(/(?:^|\s)--(?=\s|$)/);
    const reason = reasons.join("--").trim();
    const rules = names.split(/[\s,:]+/).filter((name) => name !== "");
    const parsed = { comment, form, rules, reason: reason === "" ? undefined : reason, line };
    if (form === "-end") this.close(parsed);
    else if (!["", "-start", "-file"].includes(form)) this.unknownForm(parsed);
    else if (this.isUsable(parsed)) this.use(parsed);
  }

  finish(): FileDirectives {
    for (const { comment } of this.open) {
      this.malformed(
        comment.place,
        "This block is never closed, so it ignores nothing.",
        `Write \`# ${MARK}-end\` behind its last line.`,
      );
    }
    return { path: this.file.path, directives: this.directives, problems: this.problems };
  }

  private malformed(place: Place, message: string, help: string): void {
    this.problems.push({ rule: "ignore-malformed", place, message, help, subject: "comment" });
  }

  private unknownForm({ comment, form }: Parsed): void {
    const near = nearest(form, ["-start", "-end", "-file"]);
    const help = near === undefined ? `Write ${EXAMPLE}.` : `Did you mean \`${MARK}${near}\`?`;
    this.malformed(comment.place, `There is no \`${MARK}${form}\`, so this comment ignores nothing.`, help);
  }

  /** Names of rules that do not exist are told; the others count. */
  private isUsable({ comment: { place }, rules, reason }: Parsed): boolean {
    if (rules.length === 0) {
      this.malformed(place, "This comment names no rule, so it ignores nothing.", `Write ${EXAMPLE}.`);
      return false;
    }
    if (reason === undefined) {
      const named = rules.filter((rule) => this.known.includes(rule)).join(", ") || "RULE";
      const message = "This comment does not say why, so it ignores nothing.";
      const help = `Write the reason behind two dashes: \`# ${MARK} ${named} -- reason\`.`;
      this.problems.push({ rule: "ignore-without-reason", place, message, help, subject: `comment ${named}` });
      return false;
    }
    for (const rule of rules) {
      if (this.known.includes(rule)) continue;
      const near = nearest(rule, this.known);
      const help = near === undefined ? "`swarm-volume-check rules` lists the rules." : `Did you mean \`${near}\`?`;
      this.malformed(place, `There is no rule \`${rule}\` that this comment could ignore.`, help);
    }
    return rules.some((rule) => this.known.includes(rule));
  }

  private use(parsed: Parsed): void {
    const { comment, form, line } = parsed;
    if (form === "-start") this.open.push(parsed);
    else if (form === "") {
      const target = comment.alone ? this.nextLine(line) : line;
      this.add(parsed, "line", target, target);
    } else if (this.nextLine(0) > line) this.add(parsed, "file", 1, Number.POSITIVE_INFINITY);
    else {
      const help = `Move it above the first line, or use \`# ${MARK}-start\` and \`-end\`.`;
      this.malformed(comment.place, "This comment stands below the top of the file, so it ignores nothing.", help);
    }
  }

  private close(end: Parsed): void {
    const start = this.open.pop();
    if (start === undefined) {
      const help = `Write \`# ${MARK}-start RULE -- reason\` above the block, or remove the comment.`;
      this.malformed(end.comment.place, "This comment closes no block, so it does nothing.", help);
      return;
    }
    this.add(start, "block", start.line, end.line);
  }

  private add({ comment, rules, reason = "" }: Parsed, form: Directive["form"], first: number, last: number): void {
    const real = [...new Set(rules)].filter((rule) => this.known.includes(rule));
    this.directives.push({ form, rules: real, reason, place: comment.place, first, last });
  }

  /** The next line below one that holds more than a comment; the first one behind the end when there is none. */
  private nextLine(line: number): number {
    const { line: last } = positionAt(this.file, this.file.text.length);
    let next = line + 1;
    while (next <= last && /^\s*(#|---\s*(#|$)|%|$)/.test(lineText(this.file, next))) next++;
    return next;
  }
}
