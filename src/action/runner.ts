import { appendFileSync } from "node:fs";
import { printable } from "../report/printable.ts";

/** A message that the runner shows beside a line of a file, or at the top of the run. */
export interface Message {
  readonly kind: "error" | "warning" | "notice";
  readonly title?: string;
  readonly path?: string;
  readonly startLine?: number;
  readonly endLine?: number;
  readonly columns?: { readonly start: number; readonly end: number } | undefined;
  readonly text: string;
}

export interface RunnerOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  write(text: string): void;
}

/**
 * The machine that runs the workflow. It takes commands from everything that is printed, so that everything goes through
 * here: no untrusted text is ever a command.
 */
export class Runner {
  readonly env: RunnerOptions["env"];
  readonly #write: RunnerOptions["write"];
  readonly #unwritable = new Set<string>();

  constructor({ env, write }: RunnerOptions) {
    this.env = env;
    this.#write = write;
  }

  /** An input, without the blanks around it; empty when it is not given. */
  input(name: string): string {
    return (this.env[`INPUT_${name.replaceAll(" ", "_").toUpperCase()}`] ?? "").trim();
  }

  /** The lines of an input that are not empty. */
  lines(name: string): string[] {
    return this.input(name)
      .split("\n")
      .map((line) => line.trim())
      .filter((line) => line !== "");
  }

  /** Prints lines of text. */
  print(text: string): void {
    this.#write(`${text.replace(/\n$/, "").split("\n").map(printable).join("\n")}\n`);
  }

  show({ kind, title, path, startLine, endLine, columns, text }: Message): void {
    const properties = { file: path, line: startLine, endLine, col: columns?.start, endColumn: columns?.end, title };
    const given = Object.entries(properties).filter(([, value]) => value !== undefined);
    const list = given.map(([name, value]) => `${name}=${property(printable(String(value)))}`).join(",");
    this.#write(`::${kind}${list === "" ? "" : ` ${list}`}::${escaped(printable(text))}\n`);
  }

  /** Hides a secret in everything that is printed from here on. */
  mask(secret: string): void {
    for (const line of secret.split(/[\r\n]+/)) if (line !== "") this.#write(`::add-mask::${escaped(line)}\n`);
  }

  output(name: string, value: string): void {
    let end = "end";
    while (value.includes(end)) end += "-";
    this.#append("GITHUB_OUTPUT", `${name}<<${end}\n${value}\n${end}\n`);
  }

  /** Adds Markdown to the page of the run. */
  summary(markdown: string): void {
    this.#append("GITHUB_STEP_SUMMARY", markdown);
  }

  /** What cannot be written is said once, and changes nothing else. */
  #append(variable: string, text: string): void {
    const file = this.env[variable];
    if (!file || this.#unwritable.has(variable)) return;
    try {
      appendFileSync(file, text);
    } catch (error) {
      this.#unwritable.add(variable);
      const reason = (error as NodeJS.ErrnoException).code ?? String(error);
      this.show({ kind: "warning", text: `The file that ${variable} names cannot be written (${reason}).` });
    }
  }
}

function escaped(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function property(text: string): string {
  return escaped(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
