import type { FilePatch } from "../edit/unified.ts";
import { withoutCommands } from "../model/printable.ts";
import type { ReportWithSources } from "../model/report.ts";
import { codeClimateReport } from "./code-climate.ts";
import { annotationCommands } from "./github.ts";
import { htmlPage, markdownHtml } from "./html.ts";
import { jsonReport } from "./json.ts";
import { junitReport } from "./junit.ts";
import { markdownReport } from "./markdown/report.ts";
import { sarifReport } from "./sarif.ts";
import { costTextReport, type TextOptions, textReport } from "./text/report.ts";

/** What a format may depend on besides the report. */
interface RenderOptions extends TextOptions {
  readonly failOn: "error" | "warning" | "never";
  /** Whether the check fails. */
  readonly failing: boolean;
  /** What the first fixes of all findings change together. */
  readonly patches: readonly FilePatch[];
  /** The command: amounts come first in a text of `cost`. */
  readonly about: string;
}

interface ReportFormat {
  /** Whether it shows fixes: each is checked again before it is shown, which takes its time. */
  readonly needsFixes: boolean;
  /** Whether it shows all fixes together as a patch. */
  readonly needsPatches: boolean;
  readonly render: (result: ReportWithSources, options: RenderOptions) => string;
}

const PLAIN = { needsFixes: false, needsPatches: false } as const;
const WITH_FIXES = { needsFixes: true, needsPatches: false } as const;
const WITH_PATCHES = { needsFixes: true, needsPatches: true } as const;

/** Every format that a report can have, in the order of the help; the first is the default. */
export const FORMATS = {
  text: {
    ...PLAIN,
    render: (result, options) =>
      options.about === "cost" ? costTextReport(result, options) : textReport(result, options),
  },
  json: { ...WITH_FIXES, render: ({ report }: ReportWithSources) => jsonReport(report) },
  markdown: {
    ...WITH_PATCHES,
    render: ({ report }, options) => withoutCommands(markdownReport(report, options)),
  },
  html: {
    ...WITH_PATCHES,
    render: ({ report }, options) => htmlPage("swarm-volume-check", markdownHtml(markdownReport(report, options))),
  },
  sarif: { ...WITH_FIXES, render: (result: ReportWithSources) => sarifReport(result) },
  junit: { ...PLAIN, render: ({ report }, { failOn }) => junitReport(report, failOn) },
  codeclimate: { ...PLAIN, render: ({ report }) => codeClimateReport(report) },
  github: { ...PLAIN, render: ({ report }) => annotationCommands(report) },
} satisfies Readonly<Record<string, ReportFormat>>;

export type Format = keyof typeof FORMATS;

export const FORMAT_NAMES = Object.keys(FORMATS) as readonly Format[];

/** A report in the form that was asked for. */
export function render(format: Format, result: ReportWithSources, options: RenderOptions): string {
  const { render: write }: ReportFormat = FORMATS[format];
  return write(result, options);
}
