import { printable } from "../model/printable.ts";
import { PROGRAM } from "../session/program.ts";
import type { Observer } from "../session/request.ts";
import type { Bug } from "../session/run.ts";
import type { Io } from "./io.ts";
import { Progress } from "./progress.ts";

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

/** Tells a waiting person what a session does. */
export function observerOn(complaints: Complaints, io: Io): Observer {
  const progress = new Progress(io);
  return {
    complain: (message, help) => {
      progress.end();
      complaints.add(message, help);
    },
    step: (done, all, name) => progress.step(done, all, name),
    end: () => progress.end(),
  };
}

/** The stacks that this program failed on. */
export function reportBugs(bugs: readonly Bug[], io: Io): void {
  for (const { paths, error } of bugs) reportBug(error, `checking ${paths.join(" + ")}`, io);
}

/** A failure of the program itself, with what a report of the bug needs. */
export function reportBug(error: unknown, during: string, io: Io): void {
  const stack = error instanceof Error ? (error.stack ?? String(error)) : String(error);
  const lines = stack.split("\n").map(printable).join("\n");
  io.stderr(
    `${PROGRAM}: internal error while ${printable(during)}; please report this bug with the lines below and, if you can, the file\n${lines}\n`,
  );
}
