import { resolve } from "node:path";
import type { Repaired } from "../session/repairs.ts";
import { checkoutAround } from "../source/links.ts";
import { OUT_OF_CHECKOUT, replaceText } from "../source/write.ts";
import type { Arguments } from "./arguments.ts";
import type { Io } from "./io.ts";
import type { Complaints } from "./messages.ts";

/** Whether standard output is for a diff or a repaired text, and so not for reports. */
export function takesStdout({ files }: Repaired, stdin: string | undefined, { fix, dryRun }: Arguments): boolean {
  return fix !== undefined && (dryRun || files.some(({ path }) => path === stdin));
}

/** Writes repaired files, or prints a diff; and says what was done. */
export function writeRepairs(
  repaired: Repaired,
  stdin: string | undefined,
  { fix, dryRun, maxBytes }: Arguments,
  io: Io,
  complaints: Complaints,
): void {
  if (fix === undefined) return;
  for (const { path, before, after, diff } of repaired.files) {
    if (dryRun) io.stdout(diff);
    else if (path === stdin) io.stdout(after);
    else if (after !== before) {
      const options = { checkout: checkoutAround(io.cwd), maxBytes };
      const problem = replaceText(resolve(io.cwd, path), before, after, options);
      if (problem) complaints.add(`${path}: ${problem.message}`, problem.help);
    }
  }
  for (const path of repaired.refused) complaints.add(`${path}: ${OUT_OF_CHECKOUT.message}`, OUT_OF_CHECKOUT.help);
  for (const line of repaired.summary(dryRun ? "would fix" : "fixed")) io.stderr(`${line}\n`);
}
