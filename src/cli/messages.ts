import { printable } from "../model/printable.ts";
import type { Io } from "./io.ts";
import { PROGRAM } from "./program.ts";

/** What stands in the way of a complete answer, told on standard error. */
export class Complaints {
  readonly #io: Io;
  #count = 0;

  constructor(io: Io) {
    this.#io = io;
  }

  /** Says what is wrong and what to do. */
  add(message: string, help: string): void {
    this.#count++;
    this.#io.stderr(`${PROGRAM}: ${printable(message)}\n  = help: ${printable(help)}\n`);
  }

  get any(): boolean {
    return this.#count > 0;
  }
}

/** A failure of the program itself, with what a report of the bug needs. */
export function reportBug(error: unknown, during: string, io: Io): void {
  const stack = error instanceof Error ? (error.stack ?? String(error)) : String(error);
  const lines = stack.split("\n").map(printable).join("\n");
  io.stderr(
    `${PROGRAM}: internal error while ${printable(during)}; please report this bug with the lines below and, if you can, the file\n${lines}\n`,
  );
}
