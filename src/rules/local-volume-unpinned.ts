import type { Exposure } from "../persistence/exposure.ts";
import { about, type Rule, type RuleProblem } from "./rule.ts";
import { named, networkCaveat, WHEN_MOVED } from "./words.ts";

export const localVolumeUnpinned: Rule = {
  id: "local-volume-unpinned",
  category: "persistence",
  severity: "error",
  summary: "A volume stays on its node while Swarm may start the service's task on another one.",
  check: ({ exposures }) => exposures.filter(applies).map(describe),
};

const KEPT_ROLES = new Set(["data", "state", "idle"]);

function applies({ mount, storage, survival, role }: Exposure): boolean {
  const named = mount?.type === "volume" && mount.source !== undefined;
  const leftBehind = survival.moved === "empty" || survival.moved === "rejected";
  return named && storage.reach === "node" && leftBehind && KEPT_ROLES.has(role);
}

function describe(exposure: Exposure): RuleProblem {
  const { view, role, survival } = exposure;
  const { name } = view.service;
  const next = survival.moved === "rejected" ? "cannot start, or starts on another folder" : "starts on an empty one";
  const zone = view.placement.roam === "zone" ? ", even within its zone," : "";
  return {
    ...about(exposure),
    severity: role === "idle" ? "warning" : "error",
    message: `When Swarm moves \`${name}\` to another node${zone} ${named(exposure)} stays behind and the task ${next}. It happens ${WHEN_MOVED}; the task does not come back by itself.`,
    help: `Pin the service to one node (\`node.hostname == ...\`), or mount network storage under a new volume name.${networkCaveat(exposure)}`,
  };
}
