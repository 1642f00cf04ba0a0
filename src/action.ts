import { setOutputs } from "./action/publish.ts";
import { run } from "./action/run.ts";
import { Runner } from "./action/runner.ts";

/** A run that takes longer than this has met something that nobody foresaw, in milliseconds. */
const LONGEST_RUN = 10 * 60 * 1000;

/** The Action: inputs and the event from the runner, the exit code to the process. */
export async function runAction(): Promise<void> {
  const runner = new Runner({ env: process.env, write: (text) => void process.stdout.write(text) });
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((done) => {
    timer = setTimeout(() => done(undefined), LONGEST_RUN);
  });
  const code = await Promise.race([run(runner, () => new Date()), late]);
  clearTimeout(timer);
  if (code === undefined) {
    runner.show({
      kind: "error",
      text: "Nothing was decided within ten minutes: see the log for what was reached, and run the job again.",
    });
    setOutputs(runner, { verdict: "error", report: undefined, reviewUrl: undefined, files: {} });
    process.exit(3);
  }
  process.exitCode = code;
}
