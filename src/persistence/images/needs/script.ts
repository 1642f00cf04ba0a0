import type { Service } from "../../../stack/model.ts";

/**
 * The simple commands of a shell script, each as its words, as far as they can be told without running it.
 * A word keeps `$` where the shell would put a value, so that nobody takes it for a path.
 */
export function commandsOf(script: string): string[][] {
  const reader = new ScriptReader(script);
  reader.read();
  return reader.commands.map(withoutKeywords).filter((words) => words.length > 0);
}

const KEYWORDS = new Set(["if", "then", "elif", "else", "fi", "while", "until", "do", "done", "esac", "!", "{", "}"]);
const LISTS = new Set(["for", "case", "select", "function"]);

/** Without reserved words and assignments; empty for the head of a loop over words. */
function withoutKeywords(words: readonly string[]): string[] {
  let start = 0;
  while (start < words.length && (KEYWORDS.has(words[start] as string) || isAssignment(words[start] as string)))
    start++;
  return LISTS.has(words[start] ?? "") ? [] : words.slice(start);
}

/** `NAME=value` before a command. */
export function isAssignment(word: string): boolean {
  return /^[A-Za-z_]\w*=/.test(word);
}

class ScriptReader {
  readonly commands: string[][] = [];
  private words: string[] = [];
  private word: string | undefined;
  /** The next word is where a redirection goes, or ends a text that follows. */
  private redirected: "no" | "file" | "text" = "no";
  /** The line that ends the text after this line. */
  private textEnd: string | undefined;
  private at = 0;
  private readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  read(): void {
    while (this.at < this.text.length) this.step();
    this.endCommand();
  }

  private step(): void {
    const char = this.text[this.at] as string;
    if (char === "\\") this.escape();
    else if (char === "'" || char === '"') this.quoted(char);
    else if (char === "`") this.substitution("`");
    else if (char === "$" && this.text[this.at + 1] === "(") this.substitution(")");
    else if (char === "#" && this.word === undefined) this.comment();
    else if (char === ">" || char === "<") this.redirection();
    else this.plain(char);
  }

  private plain(char: string): void {
    this.at++;
    if ("\n;|&()".includes(char)) {
      this.endCommand();
      if (char === "\n") this.skipText();
    } else if (/\s/.test(char)) this.endWord();
    else this.word = (this.word ?? "") + char;
  }

  /** What stands between `<<END` and `END` is not for the shell. */
  private skipText(): void {
    const end = this.textEnd;
    this.textEnd = undefined;
    while (end !== undefined && this.at < this.text.length) {
      const stop = this.text.indexOf("\n", this.at);
      const line = this.text.slice(this.at, stop === -1 ? undefined : stop);
      this.at = stop === -1 ? this.text.length : stop + 1;
      if (line.trim() === end) return;
    }
  }

  private escape(): void {
    const next = this.text[this.at + 1];
    this.at += 2;
    if (next !== undefined && next !== "\n") this.word = (this.word ?? "") + next;
  }

  private quoted(quote: string): void {
    let value = "";
    for (this.at++; this.at < this.text.length && this.text[this.at] !== quote; this.at++) {
      const escaped = quote === '"' && this.text[this.at] === "\\" && '"\\$`'.includes(this.text[this.at + 1] ?? " ");
      if (escaped) this.at++;
      value += this.text[this.at];
    }
    this.at++;
    this.word = (this.word ?? "") + value;
  }

  /** What a command prints: unknown here, and the command itself only feeds the other one. */
  private substitution(close: string): void {
    let depth = 1;
    this.at += close === ")" ? 2 : 1;
    for (; this.at < this.text.length && depth > 0; this.at++) {
      const char = this.text[this.at];
      if (char === close) depth--;
      else if (char === "(" && close === ")") depth++;
    }
    this.word = `${this.word ?? ""}$`;
  }

  private comment(): void {
    while (this.at < this.text.length && this.text[this.at] !== "\n") this.at++;
  }

  private redirection(): void {
    if (/^\d+$/.test(this.word ?? "")) this.word = undefined;
    this.endWord();
    const start = this.at;
    while (/[<>&|-]/.test(this.text[this.at] ?? "")) this.at++;
    this.redirected = /^<<-?$/.test(this.text.slice(start, this.at)) ? "text" : "file";
  }

  private endWord(): void {
    if (this.word === undefined) return;
    if (this.redirected === "no") this.words.push(this.word);
    else if (this.redirected === "text") this.textEnd = this.word;
    this.redirected = "no";
    this.word = undefined;
  }

  private endCommand(): void {
    this.endWord();
    this.redirected = "no";
    if (this.words.length > 0) this.commands.push(this.words);
    this.words = [];
  }
}

/** A redirection, or `tee`. */
const REDIRECTED = /(?:>|\btee(?:\s+-a)?\s)\s*["']?$/;
/** An option that names a file or folder to write; a program that dumps stands before it. */
const DUMPED =
  /(?:dump|backup)[^;|&\n]*(?:\s-[foD]\s*|\s--(?:file|out|output|result-file|archive|dir|target-dir)[=\s]\s*)["']?$/;

/** Whether the command of a service says itself that it writes below a directory: a dump every night, for example. */
export function writesBelow({ entrypoint, command }: Service, directory: string): boolean {
  const path = directory.replace(/\/+$/, "");
  if (path === "") return false;
  const text = [...entrypoint, ...command].map(({ value }) => value).join(" ");
  for (let at = text.indexOf(path); at !== -1; at = text.indexOf(path, at + 1)) {
    const next = text.charAt(at + path.length);
    const before = text.slice(Math.max(0, at - 300), at);
    if ((next === "" || /[/\s"';)]/.test(next)) && (REDIRECTED.test(before) || DUMPED.test(before))) return true;
  }
  return false;
}
