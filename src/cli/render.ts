import type { FilePatch } from "../edit/unified.ts";
import type { ReportWithSources } from "../model/report.ts";
import { annotationCommands } from "../report/annotations.ts";
import { codeClimateReport } from "../report/code-climate.ts";
import { costTextReport } from "../report/cost-text.ts";
import { htmlPage, markdownHtml } from "../report/html.ts";
import { jsonReport } from "../report/json.ts";
import { junitReport } from "../report/junit.ts";
import { markdownReport } from "../report/markdown.ts";
import { withoutCommands } from "../report/printable.ts";
import { type TextOptions, textReport } from "../report/text.ts";
import type { Command } from "./options.ts";
import type { Format } from "./outputs.ts";
import { sarif } from "./sarif.ts";

export interface RenderOptions extends TextOptions {
  readonly failOn: "error" | "warning" | "never";
  /** Whether the check fails. */
  readonly failing: boolean;
  readonly patches: readonly FilePatch[];
  /** What the text report is about. */
  readonly about: Command;
}

/** A report in the form that was asked for. */
export function render(format: Format, result: ReportWithSources, options: RenderOptions): string {
  switch (format) {
    case "text":
      return options.about === "cost" ? costTextReport(result, options) : textReport(result, options);
    case "json":
      return jsonReport(result.report);
    case "sarif":
      return sarif(result);
    case "junit":
      return junitReport(result.report, options.failOn);
    case "markdown":
      return withoutCommands(markdownReport(result.report, options));
    case "html":
      return htmlPage("swarm-volume-check", markdownHtml(markdownReport(result.report, options)));
    case "github":
      return annotationCommands(result.report);
    case "codeclimate":
      return codeClimateReport(result.report);
  }
}
