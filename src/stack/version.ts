import type { Problem } from "../model/problem.ts";
import { placeOf } from "../model/text.ts";
import { type Mapping, printScalar } from "../yaml/tree.ts";
import { isSupportedVersion } from "./schema.ts";

/** The version that a file without one, or with `"3"`, counts as (CLI 27 to 29). */
export const DEFAULT_VERSION = "3.13";

/** The file's version, normalised; undefined when deploy refuses it. */
export function readVersion(root: Mapping, problems: Problem[]): string | undefined {
  const entry = root.entries.get("version");
  if (!entry) return DEFAULT_VERSION;
  const { value } = entry;
  const refused = (rule: string, message: string, help: string): undefined => {
    problems.push({
      rule,
      place: placeOf(value.start < value.end ? value : entry.key),
      message,
      help,
      subject: "version",
    });
  };
  if (value.kind !== "scalar" || value.value === null || typeof value.value === "boolean") {
    return refused(
      "schema-invalid",
      "`version` is there without a number in quotes; deploy refuses the file.",
      "Remove the line: it is optional.",
    );
  }
  const text = printScalar(value);
  const normal = text === "" || text === "3" ? DEFAULT_VERSION : text;
  if (!isSupportedVersion(normal)) {
    const message = "`docker stack deploy` reads versions 3.0 to 3.13 only; it refuses the file.";
    const why = text.includes("$") ? " No variable is filled in here." : "";
    return refused("schema-invalid", message, `Remove the line: it is optional. Or write \`version: "3.8"\`.${why}`);
  }
  if (typeof value.value === "number") {
    const help = `Write \`version: "${text}"\`, or remove the line: it is optional.`;
    refused(
      "unquoted-version",
      "`version` is written as a number and must be a text in quotes; deploy refuses the file.",
      help,
    );
  }
  return normal;
}

/** Two files that cannot be deployed together. */
export function mismatch(root: Mapping, first: string, own: string): Problem {
  const entry = root.entries.get("version");
  const message = `This file counts as version ${own} and the first as ${first}; deploy refuses to combine them.`;
  const place = entry ? placeOf(entry.value) : { file: root.file, start: root.start, end: root.start };
  const help = "Give all files the same `version`, or none.";
  return { rule: "schema-invalid", place, message, help, subject: "version" };
}
