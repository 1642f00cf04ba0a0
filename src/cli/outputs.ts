import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { plainProblem } from "../source/disk.ts";
import type { Io } from "./io.ts";
import { UsageError } from "./usage.ts";

export type Format = "text" | "json";

export interface RequestedReport {
  readonly format: Format;
  /** undefined: standard output. */
  readonly path: string | undefined;
}

type Given = { readonly kind: "format"; readonly format: Format } | { readonly kind: "output"; readonly path: string };

/**
 * Pairs formats and outputs. As many of one as of the other are paired in order; with fewer outputs,
 * each belongs to the format that stands before it and the other formats go to standard output.
 */
export function requestedReports(given: readonly Given[]): RequestedReport[] {
  const outputs = given.flatMap((one) => (one.kind === "output" ? [one.path] : []));
  const formats = given.flatMap((one) => (one.kind === "format" ? [one.format] : []));
  if (formats.length === 0) formats.push("text");
  if (outputs.length > formats.length) {
    throw new UsageError("there are more `--output` than `--format`", "write a `--format` before each `--output`");
  }
  const paired = outputs.length === formats.length;
  const reports = paired ? formats.map((format, index) => ({ format, path: outputs[index] })) : adjacent(given, formats);
  const resolved = reports.map(({ format, path }) => ({ format, path: path === "-" ? undefined : path }));
  const taken = new Set<string | undefined>();
  for (const { path } of resolved) {
    const place = path === undefined ? undefined : resolve(path);
    if (!taken.has(place)) taken.add(place);
    else if (path === undefined) {
      throw new UsageError("two reports would go to standard output", "write `--output FILE` behind all but one `--format`");
    } else throw new UsageError(`two reports would go to \`${path}\``, "give each its own file");
  }
  return resolved;
}
