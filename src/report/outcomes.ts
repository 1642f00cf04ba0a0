import { listed } from "../model/english.ts";
import type { Outcome } from "../model/outcome.ts";
import type { Loss, Report, ReportedExposure, ReportedStack } from "../model/report.ts";

/** How an outcome is told: in a colour of the terminal, in a cell of the review's table, and in a sentence below both. */
interface OutcomeWords {
  readonly style: "green" | "yellow" | "red" | "magenta" | "dim";
  readonly cell: string;
  readonly meaning: string;
}

/** In the order in which a terminal explains them. */
export const OUTCOMES: Readonly<Record<Outcome, OutcomeWords>> = {
  kept: { style: "green", cell: "🟢 kept", meaning: "the same data is there" },
  "may-be-empty": {
    style: "yellow",
    cell: "🟠 may be empty",
    meaning: "the deploy replaces the task, and Swarm may start it on another node, without its data",
  },
  empty: {
    style: "red",
    cell: "🔴 empty",
    meaning: "the task starts on nothing while the old data stays where it was",
  },
  lost: { style: "red", cell: "🔴 lost", meaning: "the data is gone" },
  split: { style: "magenta", cell: "🟠 split", meaning: "each task has data of its own" },
  down: {
    style: "yellow",
    cell: "🟡 down",
    meaning: "no task runs until the node or zone is back; the data waits there",
  },
  rejected: { style: "red", cell: "🔴 no start", meaning: "Swarm cannot start the task" },
  stale: { style: "yellow", cell: "🟠 stale", meaning: "the task finds an older copy of the data" },
  unknown: { style: "dim", cell: "⚪ unknown", meaning: "the file does not say enough to know" },
};

/** A mount that comes with the change. */
export const NEW = { word: "new", meaning: "it comes with this change: nothing is there to compare with" } as const;

export const WORST_FIRST: readonly Outcome[] = [
  "lost",
  "empty",
  "rejected",
  "may-be-empty",
  "split",
  "stale",
  "down",
  "unknown",
  "kept",
];

/** What a service would miss. */
export const KEPT_ROLES = new Set(["data", "state"]);

/** Mounts whose data a service would miss. */
export function dataMounts({ stacks }: Report): ReportedExposure[] {
  return stacks.flatMap(({ exposures }) => exposures.filter(({ role }) => KEPT_ROLES.has(role)));
}

/**
 * What tells stacks apart that share a file, so that their mounts would look the same: the name, or the files that the
 * others do not have. By mount; nothing for mounts of all other stacks.
 */
export function stackLabels({ stacks }: Pick<Report, "stacks">): ReadonlyMap<ReportedExposure, string> {
  const alike = new Map<string, Set<ReportedStack>>();
  for (const stack of stacks) {
    for (const exposure of stack.exposures) {
      const look = lookOf(exposure);
      alike.set(look, (alike.get(look) ?? new Set()).add(stack));
    }
  }
  const labels = new Map<ReportedExposure, string>();
  for (const stack of stacks) {
    const others = new Set(stack.exposures.flatMap((exposure) => [...(alike.get(lookOf(exposure)) ?? [])]));
    if (others.size < 2) continue;
    const label = stack.name ?? ownFiles(stack, [...others]);
    for (const exposure of stack.exposures) labels.set(exposure, label);
  }
  return labels;
}

function lookOf({ path, service, source, target }: ReportedExposure): string {
  return JSON.stringify([path, service, source ?? target]);
}

function ownFiles({ files }: ReportedStack, all: readonly ReportedStack[]): string {
  const own = files.filter((file) => !all.every((other) => other.files.includes(file)));
  return (own.length > 0 ? own : files).join(" + ");
}

/** Of a volume that the configuration calls disposable it says so in a note. */
const STAYS_BEHIND = "local-volume-unpinned";

/** A service that this deploy may start without its data, and why. */
interface Accident {
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

/** Whether deploy refuses a stack, and the stack is meant for it. */
export function isRefused({ verdict, mayBeCompose }: ReportedStack): boolean {
  return verdict === "rejected" && mayBeCompose !== true;
}

/** More places of data than these are only counted. */
const MOST = 4;

/** What a file that was skipped would lose, as a sentence without its full stop. Names stand between backticks. */
export function lossesText(losses: readonly Loss[]): string {
  const parts = [
    ...partOf(losses, "moved", "stays behind when Swarm moves a task", "stay behind when Swarm moves a task"),
    ...partOf(losses, "replaced", "is gone when a task is replaced", "are gone when a task is replaced"),
  ];
  return `deployed to a Swarm as it is, ${parts.join(", and ")}`;
}

function partOf(losses: readonly Loss[], event: Loss["event"], one: string, several: string): string[] {
  const own = losses.filter((loss) => loss.event === event);
  const places = new Map<string, string[]>();
  for (const { source, target, service } of own) {
    const place = source ?? target;
    places.set(place, [...(places.get(place) ?? []), service]);
  }
  if (places.size === 0) return [];
  const names = Array.from(places, ([place, services]) => `\`${place}\` of ${namesOf(services.map(quoted))}`);
  const left = names.length - MOST;
  const shown = left > 0 ? [...names.slice(0, MOST), `${left} more`] : names;
  return [`${namesOf(shown)} ${places.size === 1 ? one : several}`];
}

const quoted = (name: string): string => `\`${name}\``;

const namesOf = (names: readonly string[]): string => listed([...new Set(names)]);

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
