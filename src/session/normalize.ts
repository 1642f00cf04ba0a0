import { buildReport } from "../check/build-report.ts";
import { checkStack } from "../check/check.ts";
import type { ReportWithSources } from "../model/report.ts";
import { normalizeFiles } from "../stack/normalize.ts";
import { redactedJson, redactionFor } from "../stack/redaction.ts";
import { ChangedFiles, Contents } from "./contents.ts";
import { DEFAULT_MAX_BYTES } from "./decode.ts";
import { VERSION } from "./program.ts";
import type { Observer, Request } from "./request.ts";
import { variablesFor } from "./variables.ts";
import { type Checkout, WORK_TREE } from "./workspace.ts";

interface NormalizeRequest extends Pick<Request, "environment" | "inherited" | "variableFiles" | "unsetVariables"> {
  /** The files of one stack, in order. */
  readonly paths: readonly string[];
  readonly maxBytes: number;
  /** The user's home folder, absolute. */
  readonly home: string | undefined;
}

/** One stack as JSON with its volumes in long form, or why Docker refuses it; undefined after a complaint. */
export async function normalizedStack(
  { paths, maxBytes, home, unsetVariables, ...given }: NormalizeRequest,
  checkout: Checkout,
  observer: Observer,
): Promise<{ readonly json: unknown } | ReportWithSources | undefined> {
  const contents = new Contents(checkout);
  const changed = new ChangedFiles(WORK_TREE, undefined);
  await contents.load(
    given.variableFiles.map((path) => changed.now(path)),
    { maxBytes: DEFAULT_MAX_BYTES, namedBy: "user" },
  );
  const variables = variablesFor([], given, contents, changed).now();
  await contents.load(
    paths.map((path) => changed.now(path)),
    { maxBytes, namedBy: "user" },
  );
  const files = paths.flatMap((path) => {
    const source = contents.needed(changed.now(path), maxBytes);
    if ("file" in source) return [source.file];
    observer.complain(`${path}: ${source.problem.message}`, source.problem.help);
    return [];
  });
  if (files.length < paths.length) return undefined;
  const workingDirectory = checkout.folderOf(paths[0] ?? "");
  const { stack, normalized, refused } = normalizeFiles(files, {
    variables,
    unset: unsetVariables,
    workingDirectory,
    home,
  });
  if (normalized !== undefined) return { json: redactedJson(normalized, redactionFor([stack])) };
  const rules = new Set(refused.map(({ rule }) => rule));
  const facts = { nodes: undefined, sharedPaths: [] };
  const checked = checkStack(files, { target: "swarm", variables, unsetVariables, facts });
  const findings = checked.findings.filter(({ ruleId }) => rules.has(ruleId));
  const report = buildReport([{ ...checked, findings, stack: undefined }], VERSION);
  return { report, sources: new Map(files.map((file) => [file.path, file])) };
}
