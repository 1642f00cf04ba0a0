import { run } from "./action/run.ts";

/** A run that takes longer than this has met something that nobody foresaw, in milliseconds. */
const LONGEST_RUN = 10 * 60 * 1000;

/** The Action: inputs and the event from the runner, the exit code to the process. */
export async function runAction(): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  let isLate = false;
  const late = new Promise<void>((done) => {
    timer = setTimeout(() => {
      isLate = true;
      done();
    }, LONGEST_RUN);
  });
  const code = await run(() => new Date(), late);
  clearTimeout(timer);
  process.exitCode = code;
  // A request that is under way would keep the process.
  if (isLate) process.exit(code);
}
