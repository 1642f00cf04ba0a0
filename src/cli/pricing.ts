import type { Config } from "../config/model.ts";
import type { Pricing } from "../cost/engine.ts";
import { type Asked, pricingFor, type Surroundings } from "./price-setup.ts";

/** What prices stacks; undefined when neither the call nor the configuration asks for prices: then none are read. */
export function pricing(args: Asked, config: Config | undefined, io: Surroundings): Pricing | undefined {
  const named = args.provider ?? args.region ?? args.prices ?? config?.storage.provider;
  if (named === undefined && args.command !== "cost") return undefined;
  return pricingFor(args, config, io);
}
