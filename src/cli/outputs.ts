import { normalize, resolve } from "node:path";
import { FORMAT_NAMES, type Format } from "../report/formats.ts";
import { UsageError } from "../session/usage.ts";
import type { ReadProblem } from "../session/workspace.ts";
import { checkoutAround } from "../source/links.ts";
import { writeText } from "../source/write.ts";
import type { Io } from "./io.ts";
import type { Command } from "./options.ts";

type Formats = readonly [Format, ...Format[]];

const REPORTS = FORMAT_NAMES as Formats;
const PREVIEWS: Formats = ["markdown", "html"];
const LISTS: Formats = ["text", "json"];

/** What each command can print; the first is the default. */
export const FORMATS_OF: Readonly<Record<Command, Formats>> = {
  check: REPORTS,
  preview: PREVIEWS,
  init: LISTS,
  cost: LISTS,
  prices: LISTS,
  normalize: LISTS,
  explain: LISTS,
  rules: LISTS,
};

export interface RequestedReport {
  readonly format: Format;
  /** undefined: standard output. */
  readonly path: string | undefined;
}

/** One `--format` or `--output`, in the order of the call. */
export type GivenReport =
  | { readonly kind: "format"; readonly format: Format }
  | { readonly kind: "output"; readonly path: string };

/**
 * Pairs formats and outputs. As many of one as of the other are paired in order; with fewer outputs,
 * each belongs to the format that stands before it and the other formats go to standard output.
 */
export function requestedReports(given: readonly GivenReport[], byDefault: Format = "text"): RequestedReport[] {
  const outputs = given.flatMap((one) => (one.kind === "output" ? [one.path] : []));
  const formats = given.flatMap((one) => (one.kind === "format" ? [one.format] : []));
  if (formats.length === 0) formats.push(byDefault);
  if (outputs.length > formats.length) {
    throw new UsageError("there are more `--output` than `--format`", "write a `--format` before each `--output`");
  }
  const reports =
    outputs.length === formats.length
      ? formats.map((format, index) => ({ format, path: outputs[index] }))
      : given.length === 0
        ? [{ format: byDefault, path: undefined }]
        : adjacent(given);
  const resolved = reports.map(({ format, path }) => ({ format, path: path === "-" ? undefined : path }));
  const taken = new Set<string | undefined>();
  for (const { path } of resolved) {
    const place = path === undefined ? undefined : normalize(path);
    if (!taken.has(place)) taken.add(place);
    else if (path === undefined) {
      throw new UsageError(
        "two reports would go to standard output",
        "write `--output FILE` after all but one `--format`",
      );
    } else throw new UsageError(`two reports would go to \`${path}\``, "give each its own file");
  }
  return resolved;
}

function adjacent(given: readonly GivenReport[]): RequestedReport[] {
  const reports: { format: Format; path: string | undefined }[] = [];
  for (const one of given) {
    const last = reports.at(-1);
    if (one.kind === "format") reports.push({ format: one.format, path: undefined });
    else if (last && last.path === undefined) last.path = one.path;
    else throw new UsageError(`which report is \`--output ${one.path}\` for?`, "write it after its `--format`");
  }
  return reports;
}

/** Writes a file that a call names, or what went wrong. */
export function writeReport(path: string, text: string, io: Io): ReadProblem | undefined {
  return writeText(resolve(io.cwd, path), text, { checkout: checkoutAround(io.cwd) });
}
