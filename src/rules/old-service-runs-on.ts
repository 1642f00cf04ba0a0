import { type MountDiff, matchMounts } from "../persistence/change/match-mounts.ts";
import type { Exposure } from "../persistence/exposure.ts";
import { relocationOf } from "../persistence/relocation.ts";
import type { Rule } from "./rule.ts";
import { named } from "./words.ts";
import { isJob } from "./writers.ts";

export const oldServiceRunsOn: Rule = {
  id: "old-service-runs-on",
  category: "change",
  severity: "warning",
  summary: "A service gets another name, and the old one runs on with the same data.",
  *check({ base, ...head }) {
    if (!base) return;
    const { stackName } = head;
    const otherStack = stackName !== undefined && base.stackName !== undefined && stackName !== base.stackName;
    const seen = new Set<string>();
    for (const pair of matchMounts(base, head).pairs) {
      const [old, now] = [pair.base.view.service, pair.head.view.service];
      if ((old.name === now.name && !otherStack) || seen.has(now.name) || !meet(pair)) continue;
      seen.add(now.name);
      const oldName = `${base.stackName ?? stackName ?? "STACK"}_${old.name}`;
      const why = otherStack
        ? "because a deploy under another stack name leaves the old stack alone"
        : "because `docker stack deploy` removes no service unless it gets `--prune`";
      yield {
        place: now.place,
        service: now.name,
        volume: pair.head.volume?.key,
        exposure: pair.head,
        subject: `${old.name}:${now.name}`,
        message: `When this change is deployed, the old service \`${oldName}\` runs on beside \`${now.name}\`, ${why}. ${together(pair)} write to ${named(pair.head)} at the same time, which can damage the data.`,
        help: `Scale the old service to 0 before the deploy (\`docker service scale ${oldName}=0\`), and remove it afterwards (\`docker service rm ${oldName}\`).`,
      };
    }
  },
};

/** Whether tasks of both can write to the same data. */
function meet({ base, head, source }: MountDiff): boolean {
  if (source !== "same" || ![base, head].every(writes)) return false;
  return head.storage.reach !== "node" || relocationOf(base.view, head.view).nodes !== "different";
}

function writes({ mount, role, view: { service } }: Exposure): boolean {
  return mount?.readOnly !== true && (role === "data" || role === "state") && !isJob(service);
}

/** On storage of a node the two may never meet. */
function together({ base, head }: MountDiff): string {
  const sure = head.storage.reach === "cluster" || relocationOf(base.view, head.view).nodes === "same";
  return sure ? "Both" : "Where the two run on one node, both";
}
