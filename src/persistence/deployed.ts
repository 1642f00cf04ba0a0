import type { Outcome } from "../report.ts";
import { compareTexts } from "../stack/unknown.ts";
import { parseConstraint } from "./constraint.ts";
import type { Exposure } from "./exposure.ts";
import type { StackView } from "./home.ts";
import { type Pair, pairUp } from "./pairs.ts";
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
  for (const pair of pairUp(base, head).pairs) {
    const change = pair.head.volume && changes.get(pair.head.volume);
    if (!pair.baseHome && unchanged.has(pair.head.view.service.name)) outcomes.set(pair.head, "kept");
    else if (pair.source !== "same" || change === undefined) outcomes.set(pair.head, outcomeOf(pair));
    else if (change.driver) outcomes.set(pair.head, "rejected");
    else outcomes.set(pair.head, change.place ? withOldOptions(pair) : placed(pair));
  }
  return outcomes;
}

function outcomeOf(pair: Pair): Outcome {
  const { base, head, baseHome, headHome, source, data } = pair;
  if (!baseHome) return leftInContainer(base);
  if (!headHome) return head.storage.kind === "unknown" ? "unknown" : "empty";
  if (isOtherMajor(pair)) return "unknown";
  if (data === "same") return placed(pair);
  // Somebody may have copied the data to a place that exists before the deploy; a new volume of Docker's own is empty.
  return data === "different" && (source === "same" || headHome.kind === "plain") ? "empty" : "unknown";
}

function leftInContainer({ storage }: Exposure): Outcome {
  if (storage.reach !== "container") return "unknown";
  return storage.kind === "per-task-volume" ? "empty" : "lost";
}

/** Whether the engine will read what another major version of it has written is not for the volume to say. */
export function isOtherMajor({ base, head }: Pair): boolean {
  const [before, after] = [base.view.image?.major, head.view.image?.major];
  return head.role !== "idle" && before !== undefined && after !== undefined && before !== after;
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
  const [from, to] = [nodeOf(base), nodeOf(head)];
  if (from === undefined || to === undefined || from.key !== to.key) return "unknown";
  const nodes = compareTexts(from.value, to.value);
  if (nodes === "same") return "kept";
  // Which nodes have a folder of the host, and what is in it, the file does not tell.
  if (nodes === "unknown" || head.storage.reach !== "node" || head.storage.kind === "host-path") return "unknown";
  return "empty";
}

/** The one node that is left: by the list of nodes, by a constraint, or because there is no other. */
function nodeOf({ view: { placement } }: Exposure): { key: string; value: string } | undefined {
  const { pin, constraint, nodes } = placement;
  if (nodes?.length === 1) return { key: "node.hostname", value: (nodes[0]?.hostname ?? "").toLowerCase() };
  if (pin !== "node" || nodes !== undefined) return undefined;
  if (constraint === undefined) return { key: "", value: "" };
  const parsed = parseConstraint(constraint.value);
  return parsed && { key: parsed.key.toLowerCase(), value: parsed.value.toLowerCase() };
}
