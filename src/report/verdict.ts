import type { Finding, Severity } from "../model/finding.ts";
import type { Outcome } from "../model/outcome.ts";
import type { Report, ReportedExposure, ReportedStack } from "../model/report.ts";
import { mayStartEmpty, mismatchesOf } from "./accidents.ts";
import { dataMounts } from "./markdown-survival.ts";
import { counted, namesOf } from "./markdown-words.ts";
import { stackLabels } from "./stack-labels.ts";
import { prose } from "./untrusted.ts";

/** What the check decided, for the first line that a person reads. */
export interface Verdict {
  /** Whether the check fails. */
  readonly failing: boolean;
  /** Whether an earlier review spoke of findings and now there are none. */
  readonly fixed: boolean;
}

/** One line: a colour, the counts, and the worst that happens. */
export function verdictLine(report: Report, { failing, fixed }: Verdict): string {
  const counts = (["error", "warning"] as const).flatMap((severity) => countOf(report, severity));
  const worst = consequence(report);
  if (counts.length === 0)
    return worst === "" ? `🟢 ${allIsWell(report, fixed)}` : `🟡 ${knownAccident(report, worst)}`;
  return `${failing ? "🔴" : "🟡"} ${counts.join(", ")}${worst === "" ? "" : `: ${worst}`}`;
}

/** How many there are of one severity, and how many of these are old: nobody should seek in a change what it did not do. */
function countOf({ findings }: Report, severity: Severity): string[] {
  const all = findings.filter((finding) => finding.severity === severity);
  const old = all.filter(({ preexisting }) => preexisting === true).length;
  if (all.length === 0) return [];
  const which = all.length === 1 ? "" : old === all.length ? "all " : `${old} `;
  return [`${counted(all.length, severity)}${old === 0 ? "" : ` (${which}there before this change)`}`];
}

function allIsWell(report: Report, fixed: boolean): string {
  const data = dataMounts(report);
  const unknown = data.filter(({ survival }) => survival.moved === "unknown").length;
  const stacks = counted(report.summary.stacks, "stack");
  const { ignored } = report.summary;
  const settled = ignored === 0 ? "All findings are settled" : "No finding is left";
  const start = fixed ? `${settled}: ${stacks} checked` : `No problem in ${stacks}`;
  if (report.summary.stacks === 0) return fixed ? "All findings are settled" : "No stack to check";
  const known = ignored > 0 ? [`${counted(ignored, "finding")} ${ignored === 1 ? "is" : "are"} ignored`] : [];
  const open = unknown > 0 ? [`for ${counted(unknown, "mount")} the files alone cannot tell`] : [];
  return [start, ...known, ...open].join("; ");
}

/** Everything is known, and this deploy may bring it about. */
function knownAccident({ summary: { ignored } }: Report, worst: string): string {
  const known = ignored > 0 ? `; ${counted(ignored, "finding")} ${ignored === 1 ? "is" : "are"} ignored` : "";
  return `${worst.charAt(0).toUpperCase()}${worst.slice(1)}${known}`;
}

/** How it goes for a service, from the worst; other outcomes need no word here. */
const FATES: readonly (readonly [ReadonlySet<Outcome | undefined>, (several: boolean) => string])[] = [
  [
    new Set(["empty", "lost"] as const),
    (several) => (several ? "start without their data" : "starts without its data"),
  ],
  [
    new Set(["may-be-empty"] as const),
    (several) => (several ? "may start without their data" : "may start without its data"),
  ],
  [new Set(["split"] as const), (several) => (several ? "do not share their data" : "does not share its data")],
  [
    new Set(["stale"] as const),
    (several) => (several ? "start with older copies of their data" : "starts with an older copy of its data"),
  ],
  [new Set(["rejected"] as const), () => "cannot start"],
];

const THIS_DEPLOY = "after this deploy";

/** When it happens, from what is nearest. */
const TIMES: readonly (readonly [string, (exposure: ReportedExposure) => Outcome | undefined])[] = [
  [THIS_DEPLOY, ({ deployed }) => deployed],
  ["from the first deploy on", ({ survival }) => (survival.replaced === "split" ? "split" : undefined)],
  ["when Swarm moves a task", ({ survival }) => survival.moved],
  ["when a task is replaced", ({ survival }) => survival.replaced],
];

/** Whether deploy refuses a stack, and the stack is meant for it. */
export function isRefused({ verdict, mayBeCompose }: ReportedStack): boolean {
  return verdict === "rejected" && mayBeCompose !== true;
}

/** The worst that happens to data by an error, or by this very deploy, in a few words; empty where nothing does. */
function consequence(report: Report): string {
  const rejected = report.stacks.filter(isRefused).length;
  if (rejected > 0)
    return `\`docker stack deploy\` refuses ${report.stacks.length === 1 ? "the stack" : counted(rejected, "stack")}`;
  const mismatched = willNotStart(report);
  if (mismatched !== "") return mismatched;
  const errors = report.findings.filter(({ severity }) => severity === "error");
  const about = (told: readonly Finding[]) =>
    dataMounts(report).filter((exposure) => told.some((error) => isAbout(error, exposure)));
  const concerned = about(errors);
  const accidents = mayStartEmpty(report);
  // Who shared nothing before this deploy shares nothing after it: the deploy does not bring that about.
  const parted = about(errors.filter(({ preexisting }) => preexisting !== true));
  const labels = stackLabels(report);
  for (const [time, outcome] of TIMES) {
    for (const [outcomes, words] of FATES) {
      const ofThisDeploy = time === THIS_DEPLOY && outcomes.has("split") ? parted : concerned;
      const told = outcomes.has("may-be-empty") ? accidents : ofThisDeploy;
      const hit = told.filter((exposure) => outcomes.has(outcome(exposure)));
      if (hit.length === 0) continue;
      const never = hit.every(({ survival, deployed }) => survival.replaced === "rejected" && deployed === undefined);
      return `${never ? "" : `${time}, `}${sentence(hit, labels, words)}`;
    }
  }
  return "";
}

/** More of them are only counted. */
const MOST_MISMATCHES = 2;

/** That services do not start on the data of another version, whether or not somebody said that it is known. */
function willNotStart(report: Report): string {
  const all = mismatchesOf(report);
  const shown = all
    .slice(0, MOST_MISMATCHES)
    .map(({ service, why }) => `${namesOf([service], "service")} will not start: ${prose(why)}`);
  const left = all.length - shown.length;
  return [...shown, ...(left > 0 ? [`${left} more will not start`] : [])].join("; ");
}

/** An error about a volume alone is about those who cannot start with it, and one of a volume that is shared about all. */
function isAbout({ service, volume, path }: Finding, exposure: ReportedExposure): boolean {
  if (path !== exposure.path) return false;
  const shared = exposure.survival.replaced === "split" && volume !== undefined && volume === exposure.source;
  if (service !== undefined) return service === exposure.service || shared;
  return volume !== undefined && volume === exposure.source && exposure.survival.replaced === "rejected";
}

function sentence(
  exposures: readonly ReportedExposure[],
  labels: ReturnType<typeof stackLabels>,
  words: (several: boolean) => string,
): string {
  const services = new Map(
    exposures.map((one) => [JSON.stringify([one.path, one.service, labels.get(one)]), one.service]),
  );
  return `${namesOf([...services.values()], "service")} ${words(services.size > 1)}`;
}
