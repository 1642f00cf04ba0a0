import type { StorageOption } from "../../src/model/cost.ts";
import type { Finding, IgnoredFinding, ReportedFix } from "../../src/model/finding.ts";
import type { Report } from "../../src/model/report.ts";
import { exposure, finding, report, stack } from "./samples.ts";

/** A report in which every text that a stack file, a configuration or a path can bring is the given one. */
export function hostileReport(text: string): Report {
  const fix: ReportedFix = {
    title: `Pin \`${text}\` to one node`,
    safe: false,
    remedy: "pin",
    edits: [{ path: text === "" ? "stack.yml" : text, start: 0, end: 0, text: `${text}\n` }],
    runbook: [{ title: `Move \`${text}\``, where: "manager", commands: [`docker volume inspect ${text}`, text] }],
    monthly: { amount: text, currency: text },
  };
  const { remedy, runbook, ...plain } = fix;
  const named = {
    ...plain,
    title: `Write \`${text}\` ${text}`,
    edits: fix.edits.map((edit) => ({ ...edit, text: "# x\n" })),
  };
  const one = (parts: Partial<Finding>): Finding =>
    finding({
      message: `The volume \`${text}\` of ${text} stays behind.`,
      help: `Mount \`${text}\` elsewhere. ${text}`,
      path: text === "" ? "stack.yml" : text,
      service: text,
      volume: text,
      anchor: text,
      fixes: [fix, named],
      ...parts,
    });
  const findings = (["error", "warning", "note"] as const).map((severity, index) =>
    one({ severity, startLine: index + 1, endLine: index + 1, fingerprint: `${index}${text}` }),
  );
  const ignored: IgnoredFinding[] = [
    { finding: one({}), by: "configuration", reason: text, path: text, line: 3, expires: text },
  ];
  const option: StorageOption = {
    way: "today",
    storage: text,
    monthly: { amount: text, currency: text },
    lines: [
      {
        what: "storage",
        label: text,
        quantity: text,
        unit: text,
        price: { amount: "0.3", currency: "USD" },
        monthly: { amount: "3", currency: "USD" },
        source: text,
        asOf: text,
        inferred: true,
      },
    ],
    assumptions: [text],
    notes: [text],
  };
  const cost = {
    volumes: [
      {
        volume: text,
        services: [text],
        size: { bytes: "1", text, from: "label" as const },
        today: option,
        alternatives: [],
      },
      { volume: text, services: [text], today: { ...option, way: "network" as const }, alternatives: [option] },
    ],
    monthly: [{ amount: text, currency: text }],
    atLeast: true,
    provider: text,
    region: text,
    warnings: [text],
  };
  const exposures = [
    exposure("kept empty lost lost split", {
      service: text,
      source: text,
      target: text,
      path: text === "" ? "stack.yml" : text,
      deployed: "empty",
    }),
    exposure("kept kept kept kept kept", {
      path: text === "" ? "stack.yml" : text,
      deployed: "kept",
      service: text,
      target: text,
      storage: text,
      reach: text,
      role: "cache",
    }),
  ];
  return report({
    findings,
    ignored,
    stacks: [
      stack(exposures, { name: text, files: [text], targetReason: text, cost }),
      stack(exposures, { files: [`${text} 2`], targetReason: text }),
    ],
    skipped: [
      {
        path: text,
        reason: `a Compose file: ${text}`,
        losses: [
          { service: text, source: text, target: text, event: "moved", outcome: "empty" },
          { service: text, target: text, event: "replaced", outcome: "lost" },
        ],
      },
    ],
    base: text,
    costDifference: [
      {
        before: { amount: text, currency: text },
        after: { amount: "1", currency: "USD" },
        change: { amount: "1", currency: text },
        percent: text,
        atLeast: true,
        volumes: [{ volume: text, change: "added" }],
      },
    ],
  });
}
