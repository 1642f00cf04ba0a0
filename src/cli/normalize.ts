import { printableJson } from "../model/printable.ts";
import { textReport } from "../report/text/report.ts";
import { normalizedStack } from "../session/normalize.ts";
import { UsageError } from "../session/usage.ts";
import { openCheckout } from "../source/checkout.ts";
import type { Arguments } from "./arguments.ts";
import { type Io, usesColor } from "./io.ts";
import { Complaints, observerOn } from "./messages.ts";
import { commonRequest, displayOf, stdinName } from "./request.ts";

/** Prints the volumes of one stack in long form, or why Docker refuses it. Returns the exit code. */
export async function normalize(args: Arguments, io: Io): Promise<number> {
  const paths = args.operands.map((path) => displayOf(path, args));
  if (paths.length === 0)
    throw new UsageError("`normalize` needs a file", "write `swarm-volume-check normalize stack.yml`");
  const stdin = stdinName(args.operands, args);
  const checkout = openCheckout({
    folder: io.cwd,
    root: io.cwd,
    stdin: stdin === undefined ? undefined : { name: stdin, read: io.readStdin },
  });
  const asked = { ...commonRequest(args, io), paths, maxBytes: args.maxBytes, home: io.env.HOME };
  const result = await normalizedStack(asked, checkout, observerOn(new Complaints(io), io));
  if (result === undefined) return 2;
  if ("json" in result) {
    io.stdout(`${printableJson(JSON.stringify(result.json, null, 2))}\n`);
    return 0;
  }
  const color = usesColor(args, io.env, io.stderrIsTerminal);
  io.stderr(textReport(result, { color, quiet: false, columns: io.stderrColumns }));
  return 1;
}
