import { about, type Exposure } from "../persistence/exposure.ts";
import type { Rule, RuleProblem } from "./rule.ts";

export const clusterVolumeNotCreated: Rule = {
  id: "cluster-volume-not-created",
  category: "persistence",
  severity: "warning",
  summary: "The stack uses a cluster (CSI) volume, and `docker stack deploy` does not make those.",
  *check({ exposures }) {
    const seen = new Set<string>();
    for (const exposure of exposures) {
      const problem = exposure.storage.kind === "cluster-volume" ? describe(exposure) : undefined;
      if (!problem || seen.has(problem.subject)) continue;
      seen.add(problem.subject);
      yield problem;
    }
  },
};

function describe(exposure: Exposure): RuleProblem | undefined {
  const { mount, volume } = exposure;
  const source = mount?.source?.value;
  if (source === undefined || volume?.external || volume?.externalWaits) return undefined;
  const group = source.startsWith("group:");
  if (!group && !volume) return undefined;
  const what = group ? "a cluster volume of this group" : `the cluster volume \`${source}\``;
  return {
    ...about(exposure),
    ...(volume ? { place: volume.place, via: undefined, service: undefined } : {}),
    subject: source,
    message: `\`docker stack deploy\` does not make ${what}: the task waits until somebody has made it. Engines before 23.0 refuse the service.`,
    help: "Make it before the deploy (`docker volume create --driver ... --type mount ...`, with the stack's name in front of the key), or declare it with `external: true` and its `name`.",
  };
}
