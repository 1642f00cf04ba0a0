import { about, type Exposure } from "../persistence/exposure.ts";
import { type Split, splitsOf } from "../persistence/sharing.ts";
import { showUnknown } from "../yaml/unknown.ts";
import type { Rule, RuleProblem } from "./rule.ts";
import { joined } from "./words.ts";

export const volumeSplitBetweenNodes: Rule = {
  id: "volume-split-between-nodes",
  category: "persistence",
  severity: "error",
  summary: "Services that share a local volume can run on different nodes, so each has data of its own.",
  check: (context) => splitsOf(context).map(describe),
};

/** Said once for all, where the first of them mounts the volume. */
function describe(split: Split): RuleProblem {
  const members = [...split.members].sort(byPlace);
  const [first] = members as [Exposure];
  const volume = `a volume \`${first.volume?.key}\` of its own`;
  return {
    ...about(first),
    severity: split.certain && split.plain ? "error" : "warning",
    message: split.parting === "everywhere" ? beside(split, members, volume) : apart(split, members, volume),
    help: "Pin them to one node, or put the data on storage that every node reaches, under a new volume name. If each should have data of its own, declare two volumes.",
  };
}

function byPlace(one: Exposure, other: Exposure): number {
  const [a, b] = [about(one).place, about(other).place];
  if (a.file.path !== b.file.path) return a.file.path < b.file.path ? -1 : 1;
  return a.start - b.start;
}

function apart({ parting, certain }: Split, members: readonly Exposure[], volume: string): string {
  const missed = missedBy(members);
  const nodes = members.map(nodeOf);
  if (!nodes.includes(undefined)) {
    const where = members.map((one, index) => `${name(one)}${index === 0 ? " runs" : ""} on \`${nodes[index]}\``);
    const unless = certain ? "" : ", unless these are one node";
    return `${joined([...new Set(where)])}${unless}: each node has ${volume}, and ${missed}.`;
  }
  const services = joined(namesOf(members));
  if (parting === "pinned")
    return `The constraints keep ${services} on different nodes, each with ${volume}: ${missed}.`;
  const when = certain ? "From the first deploy on" : "Unless one node alone meets their constraints";
  return `${when}, Swarm may start ${services} on different nodes, each with ${volume}: ${missed}.`;
}

/** A service with a task on every node, and others that have theirs on one. */
function beside({ certain }: Split, members: readonly Exposure[], volume: string): string {
  const isGlobal = ({ view }: Exposure) => view.placement.everywhere;
  const global = joined(namesOf(members.filter(isGlobal)));
  const others = joined(namesOf(members.filter((one) => !isGlobal(one))));
  const nodes = certain ? "every node" : "every node that its constraints leave";
  return `${global} runs on ${nodes}, each with ${volume}: at most one of these is the volume of ${others}.`;
}

/** Who writes and who only reads, as far as the mounts tell. */
function missedBy(members: readonly Exposure[]): string {
  const readers = namesOf(members.filter(({ role }) => role === "read-only"));
  const writers = namesOf(members.filter(({ role }) => role !== "read-only"));
  if (writers.length > 1)
    return `what one writes, ${namesOf(members).length > 2 ? "others never see" : "the other never sees"}`;
  return `${joined(readers)} ${readers.length > 1 ? "see" : "sees"} nothing of what ${joined(writers)} writes`;
}

const name = ({ view }: Exposure): string => `\`${view.service.name}\``;
const namesOf = (members: readonly Exposure[]): string[] => [...new Set(members.map(name))];

/** The name, or what else a constraint says, of the one node; undefined for a service that may have several. */
function nodeOf({ view: { placement } }: Exposure): string | undefined {
  const { pin, everywhere, nodes, constraint } = placement;
  if (pin !== "node" || everywhere) return undefined;
  return nodes?.[0]?.hostname ?? showUnknown(constraint?.value ?? "").replace(/^.*==\s*|\s*$/g, "");
}
