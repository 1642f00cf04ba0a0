import type { ClusterFacts } from "../model/cluster.ts";
import type { StackEstimate } from "../model/cost.ts";
import type { Problem } from "../model/problem.ts";
import type { Exposure } from "../persistence/exposure.ts";
import type { Stack } from "../stack/model.ts";
import { budgetProblems } from "./budget.ts";
import { compareEstimates, type EstimatePair } from "./compare.ts";
import { type CostSettings, estimateStack } from "./estimate.ts";

/** The room's work. Whoever asks for prices hands it on with the settings, so that a run without prices loads none of it. */
export const costEngine = { assessCost, compareEstimates, estimateStack };
type CostEngine = typeof costEngine;

export interface Pricing {
  readonly engine: CostEngine;
  readonly settings: CostSettings;
}

/** What the storage of a stack costs, and everything that is to be said about it, by the rule that says it. */
interface Assessment {
  readonly estimate: StackEstimate;
  readonly problems: readonly Problem[];
}

/** Prices a stack and holds it against the budget. `compared` is what it cost before a change; a new stack cost nothing. */
function assessCost(
  stack: Stack,
  exposures: readonly Exposure[],
  facts: ClusterFacts,
  settings: CostSettings,
  compared: Pick<EstimatePair, "before"> | undefined,
): Assessment {
  const { estimate, problems, places } = estimateStack(exposures, facts, settings);
  if (settings.budget === undefined) return { estimate, problems };
  const [file] = stack.files;
  const spending = {
    estimate,
    difference: compared && compareEstimates([{ ...compared, after: estimate }]),
    placeOf: (volume: string | undefined) =>
      places.get(volume ?? "") ?? { file: file ?? { path: "", text: "" }, start: 0, end: 0 },
  };
  return { estimate, problems: [...problems, ...budgetProblems(spending, settings.budget)] };
}
