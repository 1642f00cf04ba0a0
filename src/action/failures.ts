/** Inputs that cannot be understood; each line says which one, and what to write instead. */
export class InputError extends Error {
  readonly lines: readonly string[];

  constructor(lines: readonly string[]) {
    super(lines.join("\n"));
    this.lines = lines;
  }
}

/** Nothing was decided in time; `doing` is how far it got. */
export class LateError extends Error {
  constructor(doing: string) {
    super(`Nothing was decided within ten minutes: it was still ${doing}. Run the job again.`);
  }
}

/** Waits for some work, but no longer than until `late` is settled. */
export function inTime<T>(late: Promise<void>, doing: string, work: Promise<T>): Promise<T> {
  return Promise.race([work, late.then(() => Promise.reject(new LateError(doing)))]);
}
