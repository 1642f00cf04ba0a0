import * as core from "@actions/core";
import { printable } from "../model/printable.ts";

/**
 * Everything that the Action prints. The runner takes commands from every line, and `core` lets some texts through as
 * they are: here no untrusted text is ever a command.
 */

/** A message that the runner shows beside a line of a file, or at the top of the run. */
interface Message {
  readonly kind: "error" | "warning" | "notice";
  readonly title?: string;
  readonly path?: string;
  readonly startLine?: number;
  readonly endLine?: number;
  readonly columns?: { readonly start: number; readonly end: number } | undefined;
  readonly text: string;
}

/** Prints lines of text. */
export function print(text: string): void {
  core.info(text.replace(/\n$/, "").split("\n").map(printable).join("\n"));
}

const ANNOTATE = { error: core.error, warning: core.warning, notice: core.notice };

export function show({ kind, title, path, startLine, endLine, columns, text }: Message): void {
  const place = {
    ...(title === undefined ? {} : { title: printable(title) }),
    ...(path === undefined ? {} : { file: printable(path) }),
    ...(startLine === undefined ? {} : { startLine }),
    ...(endLine === undefined ? {} : { endLine }),
    ...(columns === undefined ? {} : { startColumn: columns.start, endColumn: columns.end }),
  };
  ANNOTATE[kind](printable(text), place);
}

/** Prints a line that the log has only where somebody asked for it, with `RUNNER_DEBUG=1` or "Enable debug logging". */
export function debug(line: string): void {
  if (core.isDebug()) core.debug(printable(line));
}

/** Folds in the log what is printed meanwhile. */
export function folded(title: string, work: () => void): void {
  core.startGroup(printable(title));
  try {
    work();
  } finally {
    core.endGroup();
  }
}
