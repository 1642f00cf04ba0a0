import type { Outcome } from "../report.ts";
import type { Exposure } from "./exposure.ts";
import type { StackView } from "./home.ts";
import { type Pair, pairUp } from "./pairs.ts";
import { type Relocation, relocationOf } from "./relocation.ts";
import type { Storage } from "./storage.ts";
import { volumeChanges } from "./volume-changes.ts";

/**
 * What each service finds when head is deployed over base, for the places of data that base had already. `unchanged` are
 * the services that are written alike in both: deploy leaves their tasks alone.
 */
export function deployedOutcomes(
  base: StackView,
  head: StackView,
  unchanged: ReadonlySet<string>,
): Map<Exposure, Outcome> {
  const outcomes = new Map<Exposure, Outcome>();
  const changes = new Map(volumeChanges(base, head).map((change) => [change.head, change]));
  const { pairs } = pairUp(base, head);
  const refused = refusedAnew(head, pairs);
  for (const pair of pairs) {
    if (isScratch(pair.base) && isScratch(pair.head)) continue;
    const change = pair.head.volume && changes.get(pair.head.volume);
    if (!pair.baseHome && unchanged.has(pair.head.view.service.name)) outcomes.set(pair.head, "kept");
    else if (refused.has(pair.head.view.service.name)) outcomes.set(pair.head, "rejected");
    else if (pair.source !== "same" || change === undefined) outcomes.set(pair.head, outcomeOf(pair));
    else if (change.driver) outcomes.set(pair.head, withOtherDriver(pair));
    else outcomes.set(pair.head, change.place ? withOldOptions(pair) : placed(pair));
  }
  return outcomes;
}

/** The services whose new tasks are refused: a volume that exists is mounted as it was made, and a mount as it is written. */
function refusedAnew(head: StackView, pairs: readonly Pair[]): ReadonlySet<string> {
  const made = new Set(
    pairs.filter(({ base, source }) => source === "same" && !base.storage.refused).map((pair) => pair.head.volume),
  );
  const refused = head.exposures.filter(({ storage, volume }) =>
    storage.refused === "volume" ? !made.has(volume) : storage.refused === "mount",
  );
  return new Set(refused.map(({ view }) => view.service.name));
}

function outcomeOf(pair: Pair): Outcome {
  const { base, head, baseHome, headHome, source, data } = pair;
  // What was in memory is gone; whether anybody would miss it, the file does not tell.
  if (isScratch(base)) return "unknown";
  if (!baseHome) return leftInContainer(base);
  if (!headHome) return head.storage.kind === "unknown" ? "unknown" : "empty";
  const move = leavesData(pair);
  if (move && startsEmpty(move, head)) return "empty";
  if (isOtherMajor(pair)) return "unknown";
  if (data === "same") return placed(pair);
  // Somebody may have copied the data to a place that exists before the deploy; a new volume of Docker's own is empty.
  return data === "different" && (source === "same" || headHome.kind === "plain") ? "empty" : "unknown";
}

/** Whoever asks for memory, where no data of a known engine is, most likely means it. */
export function isScratch({ role, storage }: Exposure): boolean {
  return role !== "data" && storage.kind === "tmpfs";
}

function leftInContainer({ storage }: Exposure): Outcome {
  if (storage.reach !== "container") return "unknown";
  return storage.kind === "per-task-volume" ? "empty" : "lost";
}

/** Whether the engine will read what another major version of it has written is not for the volume to say. */
export function isOtherMajor({ base, head }: Pick<Pair, "base" | "head">): boolean {
  const [before, after] = [base.view.image?.major, head.view.image?.major];
  return head.role !== "idle" && before !== undefined && after !== undefined && before !== after;
}

/** A node that has the volume refuses the task; one that cannot have it makes a new one. */
function withOtherDriver({ base, head }: Pair): Outcome {
  const { nodes, sure } = relocationOf(base.view, head.view);
  return base.storage.reach === "node" && nodes === "different" && sure ? "unknown" : "rejected";
}

/** A node that has the volume keeps it as it is, and its data; another one makes it with the new options. */
function withOldOptions(pair: Pair): Outcome {
  return isPlacedAlike(pair) ? "kept" : "unknown";
}

function isPlacedAlike({ base, head }: Pair): boolean {
  const [before, after] = [base, head].map(({ view }) => view.service.constraints.map(({ value }) => value).sort());
  return String(before) === String(after);
}

/** The same bytes, seen from where the task starts. */
function placed(pair: Pair): Outcome {
  const { base, head } = pair;
  if (head.storage.reach === "cluster" || isPlacedAlike(pair)) return "kept";
  if (head.view.placement.nodes?.length === 0) return "rejected";
  return relocationOf(base.view, head.view).nodes === "same" ? "kept" : "unknown";
}

/**
 * The move by which a task leaves its data: the deploy starts it on another node, and the storage belongs to its node, or
 * how far it reaches is not known. undefined when it does not move, or when the file does not tell.
 */
export function leavesData({ base, head, source }: Pair): Relocation | undefined {
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
