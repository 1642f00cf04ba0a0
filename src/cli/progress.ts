import { printable } from "../model/printable.ts";
import { cropped } from "../report/text/terminal.ts";
import type { Io } from "./io.ts";

const PATIENCE = 1000;
const INTERVAL = 100;

/** Tells a waiting person how far a long run has come; nothing where nobody sits. */
export class Progress {
  readonly #io: Io;
  readonly #started: number;
  #written: number | undefined;

  constructor(io: Io) {
    this.#io = io;
    this.#started = io.now();
  }

  /** The `done`-th stack is about to be checked. */
  step(done: number, total: number, name: string): void {
    if (!this.#io.stderrIsTerminal) return;
    const now = this.#io.now();
    if (now - this.#started < PATIENCE || now - (this.#written ?? 0) < INTERVAL) return;
    this.#written = now;
    const line = cropped(`checking ${done} of ${total}  ${printable(name)}`, (this.#io.stderrColumns ?? 80) - 1);
    this.#io.stderr(`\r\u001b[2K${line}`);
  }

  /** Takes the line away again. */
  end(): void {
    if (this.#written !== undefined) this.#io.stderr("\r\u001b[2K");
    this.#written = undefined;
  }
}

const WIDTH = 24;
const MIB = 1024 * 1024;

/** Shows a waiting person how much of a document has arrived; nothing where nobody sits. */
export class DownloadBar {
  readonly #io: Io;
  #written: number | undefined;

  constructor(io: Io) {
    this.#io = io;
  }

  /** Bytes so far, and in all where that is known. */
  step(name: string, received: number, total: number | undefined): void {
    if (!this.#io.stderrIsTerminal) return;
    const now = this.#io.now();
    if (this.#written !== undefined && now - this.#written < INTERVAL) return;
    this.#written = now;
    const done = total === undefined || total === 0 ? undefined : Math.min(1, received / total);
    const filled = Math.round((done ?? 0) * WIDTH);
    const bar = done === undefined ? "" : `[${"#".repeat(filled)}${".".repeat(WIDTH - filled)}] `;
    this.#io.stderr(`\r\u001b[2K${bar}${(received / MIB).toFixed(1)} MiB  ${name}`);
  }

  /** Takes the line away again. */
  end(): void {
    if (this.#written !== undefined) this.#io.stderr("\r\u001b[2K");
    this.#written = undefined;
  }
}
