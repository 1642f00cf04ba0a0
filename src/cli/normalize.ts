import { buildReport } from "../check/build-report.ts";
import { checkStack } from "../check/check.ts";
import { printableJson } from "../model/printable.ts";
import type { SourceFile } from "../model/text.ts";
import { textReport } from "../report/text/report.ts";
import { normalizeFiles } from "../stack/normalize.ts";
import { redactedJson, redactionFor } from "../stack/redaction.ts";
import type { Arguments } from "./arguments.ts";
import { inputFor, readInput, refuseSecondStdin, workingDirectory } from "./inputs.ts";
import type { Io } from "./io.ts";
import { Complaints } from "./messages.ts";
import { usesColor } from "./terminal.ts";
import { UsageError } from "./usage.ts";
import { variablesFor } from "./variables.ts";
import { VERSION } from "./version.ts";

/** Prints the volumes of one stack in long form, or why Docker refuses it. Returns the exit code. */
export async function normalize(args: Arguments, io: Io): Promise<number> {
  const inputs = args.operands.map((given) => inputFor(given, args, io));
  if (inputs.length === 0)
    throw new UsageError("`normalize` needs a file", "write `swarm-volume-check normalize stack.yml`");
  refuseSecondStdin(inputs);
  const complaints = new Complaints(io);
  const variables = variablesFor(args, io);
  const files: SourceFile[] = [];
  for (const input of inputs) {
    const result = await readInput(input, args, io);
    if ("file" in result) files.push(result.file);
    else complaints.add(`${input.display}: ${result.problem.message}`, result.problem.help);
  }
  if (complaints.any) return 2;
  const { unsetVariables } = args;
  const { stack, normalized, refused } = normalizeFiles(files, {
    variables,
    unset: unsetVariables,
    workingDirectory: workingDirectory(inputs, io),
    home: io.env.HOME,
  });
  if (normalized !== undefined) {
    const shown = redactedJson(normalized, redactionFor([stack]));
    io.stdout(`${printableJson(JSON.stringify(shown, null, 2))}\n`);
    return 0;
  }
  const rules = new Set(refused.map(({ rule }) => rule));
  const facts = { nodes: undefined, sharedPaths: [] };
  const checked = checkStack(files, { target: "swarm", variables, unsetVariables, facts });
  const findings = checked.findings.filter(({ ruleId }) => rules.has(ruleId));
  const report = buildReport([{ ...checked, findings, stack: undefined }], VERSION);
  const sources = new Map(files.map((file) => [file.path, file]));
  const color = usesColor(args, io.env, io.stderrIsTerminal);
  io.stderr(textReport({ report, sources }, { color, quiet: false, columns: io.stderrColumns }));
  return 1;
}
