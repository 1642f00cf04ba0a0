import type { Report, ReportedExposure } from "../model/report.ts";
import { dataMounts } from "./markdown-survival.ts";
import { stackLabels } from "./stack-labels.ts";

/** Of a volume that the configuration calls disposable it says so in a note. */
const STAYS_BEHIND = "local-volume-unpinned";

/** A service that this deploy may start without its data, and why. */
export interface Accident {
  readonly service: string;
  /** A sentence without its full stop. */
  readonly why: string;
}

/**
 * Mounts that this deploy may leave without their data, whether or not somebody said that the finding is known: it is of
 * this change. Not those whose loss is only worth a note.
 */
export function mayStartEmpty(report: Report): ReportedExposure[] {
  const notes = report.findings.filter(({ severity, ruleId }) => severity === "note" && ruleId === STAYS_BEHIND);
  return dataMounts(report).filter(
    ({ deployed, path, service, source }) =>
      deployed === "may-be-empty" &&
      !notes.some((note) => note.path === path && note.service === service && note.volume === source),
  );
}

/** Each service once, in the order of the stacks. */
export function accidentsOf(report: Report): Accident[] {
  const labels = stackLabels(report);
  const found = new Map<string, Accident>();
  for (const one of mayStartEmpty(report)) {
    const { service, path, deployedWhy: why = "" } = one;
    found.set(JSON.stringify([path, service, labels.get(one)]), { service, why });
  }
  return [...found.values()];
}

/** The services of each reason. */
export function byReason(accidents: readonly Accident[]): [why: string, services: string[]][] {
  const reasons = new Map<string, string[]>();
  for (const { service, why } of accidents) reasons.set(why, [...(reasons.get(why) ?? []), service]);
  return [...reasons];
}

/** The services that do not start on their data after this deploy, each once: whose data it is, and what comes upon it. */
export function mismatchesOf(report: Report): Accident[] {
  const labels = stackLabels(report);
  const found = new Map<string, Accident>();
  for (const one of dataMounts(report)) {
    const { service, path, deployedMismatch: why } = one;
    const key = JSON.stringify([path, service, labels.get(one)]);
    if (why !== undefined && !found.has(key)) found.set(key, { service, why });
  }
  return [...found.values()];
}
