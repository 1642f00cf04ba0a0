import type { Exposure, ServiceView } from "../persistence/exposure.ts";
import { homeFor } from "../persistence/home.ts";
import { isSameImage } from "../persistence/pairs.ts";
import { relocationOf } from "../persistence/relocation.ts";
import { showUnknown } from "../stack/unknown.ts";
import { about, type Rule, type RuleContext, type RuleProblem } from "./rule.ts";
import { isJob } from "./writers.ts";

export const volumeSplitBetweenNodes: Rule = {
  id: "volume-split-between-nodes",
  category: "persistence",
  severity: "error",
  summary: "Services that share a local volume are pinned to different nodes, so each has data of its own.",
  *check(context) {
    if (context.facts.nodes === 1) return;
    for (const groups of sharedVolumes(context)) {
      const home = groups.find((group) => group.some(isEngine)) ?? groups.find((group) => group.some(isWriter));
      for (const group of groups) if (home && group !== home) yield* splitOff(group, home);
    }
  },
};

/** The mounts of one volume on one node. */
type Group = readonly Exposure[];

function sharedVolumes(context: RuleContext): Group[][] {
  const volumes = new Map<string, Map<string, Exposure[]>>();
  for (const exposure of context.exposures) {
    const volume = takesPart(exposure) ? homeFor(exposure, context)?.volume : undefined;
    if (volume === undefined) continue;
    const groups = volumes.get(volume) ?? new Map<string, Exposure[]>();
    const node = nodeOf(exposure).toLowerCase();
    volumes.set(volume, groups.set(node, [...(groups.get(node) ?? []), exposure]));
  }
  return Array.from(volumes.values(), (groups) => [...groups.values()]);
}

/** A job looks at what is there, and a name made of the node's is meant to be each node's own. */
function takesPart({ view, mount, storage, role }: Exposure): boolean {
  const { roam, everywhere, nodes } = view.placement;
  if (mount?.source === undefined || storage.kind !== "local-volume" || storage.each !== undefined) return false;
  if (roam !== "node" || everywhere || nodes?.length === 0 || isJob(view.service)) return false;
  return role === "data" || role === "state" || role === "idle" || role === "read-only";
}

const isEngine = ({ role }: Exposure): boolean => role === "data";
const isWriter = (exposure: Exposure): boolean => isEngine(exposure) || exposure.role === "state";

/** Those of a group that miss what a service on the other node writes. */
function* splitOff(group: Group, home: Group): Iterable<RuleProblem> {
  const [from, to] = [home, group].map(([first]) => (first as Exposure).view) as [ServiceView, ServiceView];
  const { nodes, sure } = relocationOf(from, to);
  if (nodes === "same" || (nodes === "different" && !sure)) return;
  const alone = !group.some(isWriter);
  for (const one of group) {
    if (home.some((writer) => isSameProgram(writer, one)) || (!isWriter(one) && !alone)) continue;
    const writer = home.find((candidate) => isWriter(candidate) && shares(candidate, one, group));
    if (writer) yield describe(one, writer, nodes === "different");
  }
}

/** Not an engine beside another, which both have a directory of their own, and not the copy of a pair on each node. */
function shares(writer: Exposure, exposure: Exposure, group: Group): boolean {
  if (isEngine(writer) && isEngine(exposure)) return false;
  const [one, other] = [writer, exposure].map(({ mount }) => mount?.subpath?.value);
  if (one !== undefined && other !== undefined && one !== other) return false;
  return !group.some((companion) => isSameProgram(companion, writer));
}

/** Members of one cluster, one a node: `app-1` and `app-2`. */
function isSameProgram(one: Exposure, other: Exposure): boolean {
  const stem = ({ view }: Exposure) => view.service.name.replace(/\d+/g, "");
  return stem(one) === stem(other) && isSameImage(one.view.service, other.view.service);
}

function describe(one: Exposure, writer: Exposure, certain: boolean): RuleProblem {
  const [own, other] = [one, writer].map(({ view }) => `\`${view.service.name}\``);
  const [here, there] = [one, writer].map((exposure) => `\`${nodeOf(exposure)}\``);
  const lost = isWriter(one)
    ? "what one of the two services writes, the other never sees"
    : `${own} sees nothing of what ${other} writes`;
  return {
    ...about(one),
    severity: certain && isPlain(one, writer) ? "error" : "warning",
    message: `${other} runs on ${there} and ${own} on ${here}${certain ? "" : ", unless these are one node"}: each node has a volume \`${one.volume?.key}\` of its own, and ${lost}.`,
    help: "Pin both to one node, or put the data on storage that every node reaches. If each is meant to have data of its own, say so with two volumes; a new one is empty at first.",
  };
}

/** Two programs that keep what they are given, or one that can only read: nobody means them to be apart. */
function isPlain({ role, view: { service } }: Exposure, writer: Exposure): boolean {
  const twoPrograms = role === "state" && writer.role === "state" && !isSameImage(service, writer.view.service);
  return role === "read-only" || twoPrograms;
}

/** The name, or what else a constraint says, of the one node. */
function nodeOf({ view: { placement } }: Exposure): string {
  const { nodes, constraint } = placement;
  return nodes?.[0]?.hostname ?? showUnknown(constraint?.value ?? "").replace(/^.*==\s*|\s*$/g, "");
}
