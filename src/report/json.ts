import { printableJson } from "../model/printable.ts";
import type { Report } from "../model/report.ts";

/** The report as described by `schemas/report.schema.json`. */
export function jsonReport(report: Report): string {
  return `${printableJson(JSON.stringify(report, undefined, 2))}\n`;
}
