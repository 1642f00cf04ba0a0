import { type EvaluatedStack, judge } from "../../src/check/evaluate.ts";
import type { ClusterFacts } from "../../src/model/cluster.ts";
import type { StackEstimate, VolumeEstimate } from "../../src/model/cost.ts";
import type { Problem } from "../../src/model/problem.ts";
import { parseFile } from "../../src/yaml/parse.ts";
import { dedent } from "../rules/harness.ts";
import { type CostCase, pricing } from "./settings.ts";

/** What a stack's storage costs, through the real reader. */
export function estimateOf(yaml: string, cost: CostCase, facts: Partial<ClusterFacts> = {}): StackEstimate {
  const { after } = judgedOf(yaml, cost, facts).cost ?? {};
  if (after === undefined) throw new Error("no estimate");
  return after;
}

/** What is wrong with what a stack states about its storage. */
export function problemsOf(yaml: string, cost: CostCase): readonly Problem[] {
  return judgedOf(yaml, cost).context.costProblems ?? [];
}

function judgedOf(yaml: string, cost: CostCase, facts: Partial<ClusterFacts> = {}): EvaluatedStack {
  return judge([parseFile({ path: "stack.yml", text: dedent(yaml) })], {
    target: "swarm",
    variables: new Map(),
    unsetVariables: "unknown",
    facts: { nodes: undefined, sharedPaths: [], ...facts },
    cost: pricing(cost),
  });
}

export function onlyVolume(estimate: StackEstimate): VolumeEstimate {
  const [only, other] = estimate.volumes;
  if (only === undefined || other !== undefined) throw new Error(`${estimate.volumes.length} volumes`);
  return only;
}

export const AWS: CostCase = { provider: "aws", region: "eu-west-1" };
