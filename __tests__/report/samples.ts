import type { Finding } from "../../src/model/finding.ts";
import type { Outcome } from "../../src/model/outcome.ts";
import type { Report, ReportedExposure, ReportedStack, ReportWithSources } from "../../src/model/report.ts";
import type { SourceFile } from "../../src/model/text.ts";

/** A finding at the first place of `stack.yml`, with what a test cares about. */
export function finding(parts: Partial<Finding> = {}): Finding {
  return {
    ruleId: "local-volume-unpinned",
    category: "persistence",
    severity: "error",
    message: "The next task may start on an empty volume.",
    path: "stack.yml",
    startLine: 1,
    startColumn: 1,
    endLine: 1,
    endColumn: 2,
    fingerprint: "0123456789abcdef0123456789abcdef",
    fixes: [],
    ...parts,
  };
}

/** A mount whose five outcomes are given as one word each. */
export function exposure(outcomes: string, parts: Partial<ReportedExposure> = {}): ReportedExposure {
  const [replaced, moved, nodeLost, zoneLost, scaledOut] = outcomes.split(" ") as Outcome[];
  return {
    service: "db",
    source: "data",
    target: "/data",
    role: "data",
    storage: "local-volume",
    reach: "node",
    roam: "cluster",
    why: "nothing ties the service to a node",
    path: "stack.yml",
    startLine: 4,
    survival: {
      replaced: replaced as Outcome,
      moved: moved as Outcome,
      "node-lost": nodeLost as Outcome,
      "zone-lost": zoneLost as Outcome,
      "scaled-out": scaledOut as Outcome,
    },
    ...parts,
  };
}

export function stack(exposures: readonly ReportedExposure[], parts: Partial<ReportedStack> = {}): ReportedStack {
  return { files: ["stack.yml"], target: "swarm", targetReason: "asked for", verdict: "accepted", exposures, ...parts };
}

/** A report whose counts fit its parts. */
export function report(parts: Partial<Omit<Report, "summary" | "tool" | "schemaVersion">> = {}): Report {
  const findings = parts.findings ?? [];
  const stacks = parts.stacks ?? [];
  const skipped = parts.skipped ?? [];
  const ignored = parts.ignored ?? [];
  const count = (severity: string) => findings.filter((one) => one.severity === severity).length;
  return {
    schemaVersion: 1,
    tool: {
      name: "swarm-volume-check",
      version: "1.2.3",
      pages: "https://github.com/org/swarm-volume-check/blob/main/docs/rules",
    },
    summary: {
      filesChecked: stacks.flatMap(({ files }) => files).length,
      filesSkipped: skipped.length,
      stacks: stacks.length,
      services: stacks.length,
      mounts: stacks.flatMap(({ exposures }) => exposures).length,
      errors: count("error"),
      warnings: count("warning"),
      notes: count("note"),
      ignored: ignored.length,
      preexisting: findings.filter(({ preexisting }) => preexisting).length,
    },
    ...parts,
    findings,
    ignored,
    stacks,
    skipped,
  };
}

export function withSources(subject: Report, ...files: readonly SourceFile[]): ReportWithSources {
  return { report: subject, sources: new Map(files.map((file) => [file.path, file])) };
}
