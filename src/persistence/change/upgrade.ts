import { covers } from "../../stack/container-path.ts";
import type { Exposure } from "../exposure.ts";
import type { ImageMatch } from "../images/facts/family.ts";
import {
  type Judgement,
  judge,
  judgeNewest,
  type MovingTag,
  type Release,
  releaseOf,
  releasesOf,
  type Step,
  shownRelease,
} from "../images/releases.ts";
import { relocationOf } from "../relocation.ts";
import type { MountDiff } from "./match-mounts.ts";

/** What another release, or another program, means for the data that it comes upon. */
export interface Upgrade {
  /**
   * `fine`: it reads the data. `step`: what `step` says; `certain` where nothing else can come of it. `apart`: it looks
   * elsewhere, and the data stays behind. `stranger`: whether the one program reads what the other wrote is not known.
   * `floating`: any deploy may bring any version. `unsure`: what wrote the data is not known well enough.
   */
  readonly kind: "fine" | "step" | "apart" | "stranger" | "floating" | "unsure";
  readonly certain: boolean;
  readonly step?: Step | undefined;
  /** Programs and releases as people know them: `PostgreSQL` and `15`. */
  readonly before: Named;
  readonly after: Named;
  /** Which of the two tags names no exact version, and what it was when somebody looked. */
  readonly moving?: { readonly tag: "old" | "new"; readonly row: MovingTag } | undefined;
  /** What to do, unless the step says it. */
  readonly help: string;
}

interface Named {
  readonly title: string;
  /** Empty where it is not known. */
  readonly release: string;
}

/** undefined where the same release goes on, where it does not come upon the data, or where nothing is known. */
export function upgradeOf(pair: MountDiff): Upgrade | undefined {
  const { base, head, baseLocation, source } = pair;
  const [before, after] = [base.view.image, head.view.image];
  if (base.role !== "data" || baseLocation === undefined || source === undefined || source === "different")
    return undefined;
  if (before === undefined || after === undefined) return undefined;
  const other = before.family !== after.family && (releasesOf(before) ?? before) !== (releasesOf(after) ?? after);
  const [old, now] = [releaseIn(base), releaseIn(head)].map((release) => release ?? (other ? ANY : undefined));
  if (old === undefined || now === undefined) return undefined;
  const found =
    isRefusedByImage(pair) || head.role === "data" ? between(pair, before, old, after, now, other) : undefined;
  if (found === undefined || pair.data !== "different" || isRefusedByImage(pair)) return found;
  return found.kind === "fine" || other ? undefined : { ...found, kind: "apart", certain: false };
}

/** Of another program the name alone says something. */
const ANY: Release = { numbers: [], floats: false, moving: undefined };

/** Whether an engine's image changed and a tag does not say which release of the engine it has: it may be another one. */
export function hidesItsRelease({ base, head }: MountDiff): boolean {
  const images = [base, head].map(({ view }) => view.image);
  if (base.role !== "data" || images.some((image) => image === undefined || releasesOf(image) === undefined))
    return false;
  const [before, after] = [base, head].map(({ view }) => view.service.image?.value);
  return before !== after && [base, head].some((one) => releaseIn(one) === undefined);
}

function releaseIn({ view: { service, image } }: Exposure): Release | undefined {
  return image && service.image && releaseOf(service.image.value, image);
}

function between(
  pair: MountDiff,
  before: ImageMatch,
  old: Release,
  after: ImageMatch,
  now: Release,
  other: boolean,
): Upgrade | undefined {
  const { service } = pair.head.view;
  const [from, to] = [releasesOf(before), releasesOf(after)];
  const told = (kind: Upgrade["kind"], step?: Step, oldMoving?: MovingTag): Upgrade => {
    const patch = step?.way === "back";
    const newest = now.floats ? now.moving : undefined;
    const row = oldMoving ?? newest;
    const wrote = oldMoving === undefined ? old : { ...old, numbers: [] };
    const starts = shownRelease(now, to, patch);
    return {
      kind,
      certain: kind === "step" && step?.reading === "refuses" && isCertain(pair, step, before, after, now),
      step,
      before: { title: before.family.title, release: shownRelease(wrote, from, patch) },
      after: { title: after.family.title, release: newest ? `${starts} or later` : starts },
      moving: row && { tag: oldMoving ? "old" : "new", row },
      help: step?.help ?? (step?.way === "down" || patch ? to?.down : to?.up) ?? "",
    };
  };
  if (other && (from === undefined || to === undefined)) return told("stranger");
  if (to === undefined || from === undefined) return undefined;
  const found = judge([before, old], [after, now], service);
  if (found === undefined && other) return told("stranger");
  if (found?.sure) return byStep(found, told);
  if (old.floats && now.floats && !other) return undefined;
  const newest = judgeNewest([before, old], [after, now], service);
  const worst = newest?.sure ? newest.steps.find(isBad) : undefined;
  if (worst) return { ...told("step", worst, old.moving), certain: false };
  if (now.floats && old.numbers.length > 0) {
    const up = to.steps.find(({ way, old: limits }) => limits === undefined && (way === "up" || way === "other"));
    return up ? told("floating", up) : told("fine");
  }
  if (found?.steps.length === 0) return told("fine");
  const step = found?.steps.find(isBad) ?? found?.steps[0] ?? to.steps.find(isBad) ?? to.steps[0];
  return step ? told("unsure", step) : told("fine");
}

const isBad = ({ reading }: Step): boolean =>
  reading === "refuses" || reading === "may refuse" || reading === "starts empty";

/** Where every step that it may be refuses, so does the last one. */
function byStep({ steps }: Judgement, told: (kind: Upgrade["kind"], step?: Step) => Upgrade): Upgrade {
  const last = steps.at(-1);
  if (last === undefined) return told("fine");
  const alike = steps.every(({ reading }) => reading === last.reading);
  if (alike) return last.reading === "reads" ? told("fine") : told("step", last);
  const worst = steps.find(isBad) ?? last;
  return { ...told("step", worst), certain: false };
}

/** Nothing in it is assumed: neither the images, nor where the data is, nor the row. */
function isCertain(pair: MountDiff, step: Step, before: ImageMatch, after: ImageMatch, now: Release): boolean {
  const { base, head, source, data } = pair;
  if (step.evidence === "assumed" || (now.floats && now.moving?.evidence === "assumed")) return false;
  if (![before, after].every(({ exact, family }) => exact && family.evidence !== "assumed")) return false;
  if (source !== "same" || !(data === "same" || isRefusedByImage(pair))) return false;
  if (base.storage.reach !== "cluster" && relocationOf(base.view, head.view).nodes === "different") return false;
  const { keptIn } = step;
  return keptIn === undefined || [base, head].every(({ target }) => covers(target, keptIn));
}

/**
 * From 18 on, PostgreSQL's image looks for older data before it makes a database: in `/var/lib/postgresql`, in `data` and
 * in `<version>/docker` below it; and for a mount at `data`. With a `PGDATA` of its own it does not look
 * (docker-library/postgres docker-entrypoint.sh, docker_error_old_databases, read 2026-12-01).
 */
function isRefusedByImage({ head, baseLocation }: MountDiff): boolean {
  const own = head.view.needs?.directories.some(({ path }) => OWN_FOLDER.test(path)) ?? false;
  if (!own) return false;
  if (head.target === `${ABOVE}/data`) return true;
  return head.target === ABOVE && /^\/?(|data|\d+\/docker)$/.test(baseLocation?.inner ?? "");
}

const ABOVE = "/var/lib/postgresql";
const OWN_FOLDER = /^\/var\/lib\/postgresql\/\d+\/docker$/;

/** What a person reads of a service that does not start on its data. */
export function mismatchOf({ before, after }: Upgrade): string {
  const now = before.title === after.title ? `version ${after.release}` : `now ${after.title} ${after.release}`;
  return `data of ${before.title} ${before.release}, ${now}`;
}

/** Whether a task that cannot start where the data is may be given to a node without it, and start there on nothing. */
export function startsEmptyElsewhere({ head: { view, survival } }: MountDiff): boolean {
  const stays = view.placement.roam === "node" || view.placement.full === true;
  return !stays && ["empty", "lost", "split"].includes(survival.moved);
}
