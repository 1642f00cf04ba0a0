import { assessCost } from "./assess.ts";
import { compareEstimates } from "./compare.ts";
import { type CostSettings, estimateStack } from "./estimate.ts";

/** The room's work. Whoever asks for prices hands it on with the settings, so that a run without prices loads none of it. */
export const costEngine = { assessCost, compareEstimates, estimateStack };
export type CostEngine = typeof costEngine;

export interface Pricing {
  readonly engine: CostEngine;
  readonly settings: CostSettings;
}
