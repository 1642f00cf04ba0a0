import { EVENTS, type Report } from "../report.ts";
import { printableJson } from "./printable.ts";

/** Every key of the report, in the order in which objects print theirs. */
const KEYS = [
  ...["schemaVersion", "tool", "name", "version", "summary", "findings"],
  ...["ruleId", "category", "severity", "message", "help", "path"],
  ...["startLine", "startColumn", "endLine", "endColumn", "service", "volume", "anchor", "fingerprint"],
  ...["fixes", "title", "safe", "edits", "start", "end", "text"],
  ...["filesChecked", "filesSkipped", "stacks", "services", "mounts", "errors", "warnings", "notes"],
  ...[
    "files",
    "source",
    "target",
    "targetReason",
    "verdict",
    "exposures",
    "role",
    "storage",
    "reach",
    "roam",
    "why",
    "survival",
  ],
  ...EVENTS,
  ...["skipped", "reason"],
];

/** The report as described by `schemas/report.schema.json`. */
export function jsonReport(report: Report): string {
  return `${printableJson(JSON.stringify(report, KEYS, 2))}\n`;
}
