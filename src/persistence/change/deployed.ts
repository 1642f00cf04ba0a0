import type { Outcome } from "../../model/outcome.ts";
import type { Exposure, StackView } from "../exposure.ts";
import { type Relocation, relocationOf } from "../relocation.ts";
import type { Storage } from "../storage.ts";
import { type MountDiff, matchMounts } from "./match-mounts.ts";
import { type Replacement, replacesTasks } from "./replacement.ts";
import { JOB_RUNS_AGAIN } from "./task-keys.ts";
import { hidesItsRelease, mismatchOf, startsEmptyElsewhere, type Upgrade, upgradeOf } from "./upgrade.ts";
import { type VolumeChange, volumeChanges } from "./volume-changes.ts";

/** What becomes of one place of data when a change is deployed. */
export interface Deployed {
  readonly outcome: Outcome;
  /** What the deploy does to the service's tasks. */
  readonly replacement: Replacement;
  /** Set when the service does not start on its data: whose that is, and what comes upon it. */
  readonly mismatch?: string | undefined;
}

/**
 * What each service finds when head is deployed over base, for the places of data that base had already.
 */
export function deployedOutcomes(base: StackView, head: StackView): Map<Exposure, Deployed> {
  const outcomes = new Map<Exposure, Deployed>();
  const replacements = new Map<string, Replacement>();
  const changes = new Map(volumeChanges(base, head).map((change) => [change.head, change]));
  const { pairs } = matchMounts(base, head);
  const refused = refusedAnew(head, pairs);
  const mismatched = mismatchesIn(pairs);
  for (const pair of pairs) {
    if (isScratch(pair.base) && isScratch(pair.head)) continue;
    const [{ name: oldName }, { name }] = [pair.base.view.service, pair.head.view.service];
    const key = JSON.stringify([oldName, name]);
    const replacement = replacements.get(key) ?? replacesTasks(base, head, name, oldName);
    replacements.set(key, replacement);
    const change = pair.head.volume && changes.get(pair.head.volume);
    // A service that the engine refuses to change runs on as it is.
    const isRefused = pair.head.view.never === "service" ? replacement.tasks !== "none" : refused.has(name);
    const mismatch = replacement.tasks === "none" ? undefined : mismatched.get(name);
    const found = isRefused ? "rejected" : afterDeploy(pair, change, replacement);
    const there = pair.head.view.unfit && found === "kept" ? "unknown" : found;
    const outcome = mismatch === undefined || isRefused ? there : withoutStart(pair);
    outcomes.set(pair.head, {
      outcome: sharedOutcome(pair, outcome),
      replacement,
      ...(mismatch === undefined ? {} : { mismatch: mismatchOf(mismatch) }),
    });
  }
  return outcomes;
}

/** The services that certainly do not start on the data that they have. */
function mismatchesIn(pairs: readonly MountDiff[]): ReadonlyMap<string, Upgrade> {
  const found = pairs.flatMap((pair): (readonly [string, Upgrade])[] => {
    const upgrade = upgradeOf(pair);
    return upgrade?.certain ? [[pair.head.view.service.name, upgrade]] : [];
  });
  return new Map(found);
}

/** On the node with its data the task stops again and again; in the end Swarm tries another one. */
function withoutStart(pair: MountDiff): Outcome {
  return startsEmptyElsewhere(pair) ? "may-be-empty" : "rejected";
}

/** A service that shares its volume with one on another node finds only what was written on its own, where it stays there. */
function sharedOutcome({ head: { survival } }: MountDiff, outcome: Outcome): Outcome {
  return outcome === "kept" && survival.replaced === "split" ? "split" : outcome;
}

function afterDeploy(pair: MountDiff, change: VolumeChange | undefined, { tasks }: Replacement): Outcome {
  if (tasks === "none") return "kept";
  if (tasks === "misplaced") return fitsAsBefore(pair) ? "kept" : afterMove(pair);
  if (pair.source !== "same" || change === undefined) return afterReplacement(pair, outcomeOf(pair));
  if (change.driver) return withOtherDriver(pair);
  return change.place ? withOldOptions(pair) : afterReplacement(pair, placed(pair));
}

/** The placement alone has changed: a task whose node is still allowed runs on. */
function afterMove(pair: MountDiff): Outcome {
  if (pair.baseLocation) return outcomeOf(pair);
  const { nodes } = relocationOf(pair.base.view, pair.head.view);
  return nodes === "same" ? "kept" : nodes === "different" ? outcomeOf(pair) : "unknown";
}

/** Every constraint of now was met before. */
function fitsAsBefore({ base, head }: MountDiff): boolean {
  const before = new Set(base.view.service.constraints.map(({ value }) => value));
  return head.view.service.constraints.every(({ value }) => before.has(value));
}

/**
 * The same bytes are there for a new task, on the old node. Swarm does not look for the old node when it places the task:
 * it takes the one with the fewest tasks. What the service finds on another is what it finds after a move.
 */
function afterReplacement(pair: MountDiff, onOldNode: Outcome): Outcome {
  if (pair.head.view.placement.nodes?.length === 0) return "rejected";
  const open = onOldNode === "kept" || (onOldNode === "unknown" && pair.source === "same" && pair.data === "same");
  if (!open || staysOnNodes(pair)) return onOldNode;
  switch (pair.head.survival.moved) {
    case "empty":
    case "lost":
    case "split":
      return "may-be-empty";
    case "kept":
    case "down":
      return onOldNode;
    default:
      return "unknown";
  }
}

/** There is one node, or one task for each; or as many tasks as the nodes may run, so that none is free for another. */
function staysOnNodes({ head: { view } }: MountDiff): boolean {
  return view.placement.roam === "node" || view.placement.full === true;
}

/** Why the task may start without its data; undefined where it does not. */
export function whyMayBeEmpty({ outcome, replacement: { because } }: Deployed): string | undefined {
  if (outcome !== "may-be-empty") return undefined;
  const [first = "", ...more] = because.map(({ words = "" }) => words);
  const what = more.length > 2 ? [first, `${more.length} other changes`] : [first, ...more];
  const several = what.length > 1 || /^changed /.test(first);
  const subject = what.length > 1 ? `${what.slice(0, -1).join(", ")} and ${what.at(-1)}` : first;
  return `${subject} ${several ? "replace" : "replaces"} the task, and Swarm may start it on another node`;
}

/** Whether the change itself replaces the tasks: a job runs anew at every deploy, whatever has changed. */
export function isReplacedByChange({ replacement: { tasks, because } }: Deployed): boolean {
  return tasks !== "none" && !because.includes(JOB_RUNS_AGAIN);
}

/** The services whose new tasks are refused: a volume that exists is mounted as it was made, and a mount as it is written. */
function refusedAnew(head: StackView, pairs: readonly MountDiff[]): ReadonlySet<string> {
  const made = new Set(
    pairs.filter(({ base, source }) => source === "same" && !base.storage.refused).map((pair) => pair.head.volume),
  );
  const refused = head.exposures.filter(({ storage, volume, view }) =>
    storage.refused === "volume" ? !made.has(volume) : storage.refused === "mount" || view.never === "tasks",
  );
  return new Set(refused.map(({ view }) => view.service.name));
}

function outcomeOf(pair: MountDiff): Outcome {
  const { base, head, baseLocation, headLocation, source, data } = pair;
  // What was in memory is gone; whether anybody would miss it, the file does not tell.
  if (isScratch(base)) return "unknown";
  if (!baseLocation) return leftInContainer(base);
  if (!headLocation) return head.storage.kind === "unknown" ? "unknown" : "empty";
  const move = leavesData(pair);
  if (move && startsEmpty(move, head)) return "empty";
  if (isUnsure(pair)) return "unknown";
  if (data === "same") return placed(pair);
  // Somebody may have copied the data to a place that exists before the deploy; a new volume of Docker's own is empty.
  return data === "different" && (source === "same" || headLocation.kind === "plain") ? "empty" : "unknown";
}

/** Whoever asks for memory, where no data of a known engine is, most likely means it. */
export function isScratch({ role, storage }: Exposure): boolean {
  return role !== "data" && storage.kind === "tmpfs";
}

function leftInContainer({ storage }: Exposure): Outcome {
  if (storage.reach !== "container") return "unknown";
  return storage.kind === "per-task-volume" ? "empty" : "lost";
}

/** Whether the service finds the data is for the engine to say: it is of another version, or of another program. */
function isUnsure(pair: MountDiff): boolean {
  const upgrade = upgradeOf(pair);
  if (upgrade === undefined) return isOtherMajor(pair) || hidesItsRelease(pair);
  return upgrade.kind !== "fine" && upgrade.kind !== "apart";
}

/** Whether the engine will read what another major version of it has written is not for the volume to say. */
export function isOtherMajor({ base, head }: Pick<MountDiff, "base" | "head">): boolean {
  const [before, after] = [base.view.image?.major, head.view.image?.major];
  return head.role !== "idle" && before !== undefined && after !== undefined && before !== after;
}

/** A node that has the volume refuses the task; one that cannot have it makes a new one. */
function withOtherDriver({ base, head }: MountDiff): Outcome {
  const { nodes, sure } = relocationOf(base.view, head.view);
  return base.storage.reach === "node" && nodes === "different" && sure ? "unknown" : "rejected";
}

/** A node that has the volume keeps it as it is, and its data; another one makes it with the new options. */
function withOldOptions(pair: MountDiff): Outcome {
  return isPlacedAlike(pair) && staysOnNodes(pair) ? "kept" : "unknown";
}

function isPlacedAlike({ base, head }: MountDiff): boolean {
  const [before, after] = [base, head].map(({ view }) => view.service.constraints.map(({ value }) => value).sort());
  return String(before) === String(after);
}

/** The same bytes, seen from where the task starts. */
function placed(pair: MountDiff): Outcome {
  const { base, head } = pair;
  if (head.storage.reach === "cluster" || isPlacedAlike(pair)) return "kept";
  if (head.view.placement.nodes?.length === 0) return "rejected";
  return relocationOf(base.view, head.view).nodes === "same" ? "kept" : "unknown";
}

/**
 * The move by which a task leaves its data: the deploy starts it on another node, and the storage belongs to its node, or
 * how far it reaches is not known. undefined when it does not move, or when the file does not tell.
 */
export function leavesData({ base, head, source }: MountDiff): Relocation | undefined {
  if (source === undefined || source === "different") return undefined;
  if (![base, head].every(({ storage }) => storage.reach === "node" || mayBeLocal(storage))) return undefined;
  const relocation = relocationOf(base.view, head.view);
  return relocation.nodes === "different" ? relocation : undefined;
}

function mayBeLocal({ kind, reach }: Storage): boolean {
  return reach === "unknown" && (kind === "external-volume" || kind === "plugin-volume");
}

/** A volume of Docker's own is made empty on the other node; what is in a folder or on a disk there, the file does not tell. */
export function startsEmpty({ sure }: Relocation, { storage }: Exposure): boolean {
  return sure && storage.kind === "local-volume";
}
