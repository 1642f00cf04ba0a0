import { leavesData, startsEmpty } from "../persistence/change/deployed.ts";
import { type MountDiff, matchMounts } from "../persistence/change/match-mounts.ts";
import { parseConstraint } from "../persistence/constraint.ts";
import { about, type Exposure } from "../persistence/exposure.ts";
import { type Relocation, relocationOf } from "../persistence/relocation.ts";
import type { Text } from "../stack/model.ts";
import { showUnknown } from "../yaml/unknown.ts";
import type { Rule, RuleProblem } from "./rule.ts";
import { capital, named, used } from "./words.ts";
import { isJob } from "./writers.ts";

export const placementLeavesData: Rule = {
  id: "placement-leaves-data",
  category: "change",
  severity: "error",
  summary: "After this change a service starts on another node than its data.",
  *check({ base, ...head }) {
    if (!base) return;
    for (const pair of matchMounts(base, head).pairs) {
      if (![pair.base, pair.head].every(({ role }) => role === "data" || role === "state")) continue;
      const move = leavesData(pair);
      if (move === undefined && isPinnedAtLast(pair)) yield pinnedAtLast(pair);
      if (move === undefined) continue;
      const { service } = pair.head.view;
      const empty = startsEmpty(move, pair.head);
      yield {
        ...about(pair.head),
        ...placeOf(move, pair),
        severity: empty && !isJob(service) ? "error" : "warning",
        message: `When this change is deployed, \`${service.name}\` starts on another node${move.sure ? "" : ", unless roles or labels of nodes change too"}: ${why(move, pair)}. ${capital(named(pair.head))} ${what(pair.head)}`,
        help: `To keep the data, ${back(move)}. To move it, scale the service to 0, copy the data to the new node, and deploy then.`,
      };
    }
  },
};

/** It had several nodes to run on and now has one, which may be the one that it runs on. */
function isPinnedAtLast({ base, head, source }: MountDiff): boolean {
  if (source !== "same" || ![base, head].every(({ storage }) => storage.reach === "node")) return false;
  const [before, after] = [base.view.placement, head.view.placement];
  if (before.roam === "node" || after.roam !== "node" || after.everywhere || after.nodes?.length === 0) return false;
  return relocationOf(base.view, head.view).nodes === "unknown";
}

function pinnedAtLast(pair: MountDiff): RuleProblem {
  const { service, placement } = pair.head.view;
  const node =
    placement.nodes?.[0]?.hostname ?? (placement.constraint && parseConstraint(placement.constraint.value)?.value);
  const where = node === undefined ? "on the node that is left" : `on \`${showUnknown(node)}\``;
  return {
    ...about(pair.head),
    ...placeOf({ nodes: "unknown", sure: false }, pair),
    severity: "note",
    message: `\`${service.name}\` keeps its data only if its task runs ${where} now: from another node this deploy moves it, and ${named(pair.head)} stays there.`,
    help: `Before the deploy, look where the task runs: \`docker service ps STACK_${service.name}\`.`,
  };
}

/** What becomes of the data, and what the service finds. */
function what({ storage: { kind, reach }, view }: Exposure): string {
  const name = `\`${view.service.name}\``;
  if (reach === "unknown")
    return `may be one that the old node alone has: then its data stays there, and ${name} starts without it.`;
  if (kind === "local-volume")
    return `stays on the old node with its data, and ${name} starts on an empty volume, as if it were new.`;
  if (kind === "host-path")
    return `stays on the old node with its data: where it is missing the task does not start, and elsewhere ${name} finds other files, unless somebody copied the data there before.`;
  return `holds data of its own for each node, so ${name} starts without its data, unless somebody copied it there before.`;
}

function why({ constraints }: Relocation, { base, head }: MountDiff): string {
  if (constraints) return constraints.map(({ value }) => `\`${showUnknown(value)}\``).join(" has become ");
  return `it could run on ${nodesOf(base)}, and now only on ${nodesOf(head)}`;
}

function nodesOf({ view: { placement } }: Exposure): string {
  const names = (placement.nodes ?? []).map(({ hostname }) => `\`${hostname}\``);
  return names.length <= 3 ? names.join(", ") : `${names.slice(0, 3).join(", ")} and ${names.length - 3} more`;
}

function back({ constraints }: Relocation): string {
  return constraints ? `go back to \`${showUnknown(constraints[0].value)}\`` : "go back to the old constraints";
}

/** The constraint that is new, else the service. */
function placeOf({ constraints }: Relocation, { base, head }: MountDiff): Pick<Text, "place" | "via"> {
  const [old, now] = [base, head].map(({ view }) => view.service.constraints);
  const fresh = now?.find(({ value }) => !old?.some((one) => one.value === value));
  const written = constraints?.[1] ?? fresh;
  return written ? used(written) : { place: head.view.service.place, via: undefined };
}
