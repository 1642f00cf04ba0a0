import type { Config } from "../config/model.ts";
import type { Pricing } from "../cost/engine.ts";
import type { Asked, Surroundings } from "./price-setup.ts";

/** What prices stacks; undefined when neither the call nor the configuration asks for prices: then none of it is started. */
export async function pricing(args: Asked, config: Config | undefined, io: Surroundings): Promise<Pricing | undefined> {
  const named = args.provider ?? args.region ?? args.prices ?? config?.storage.provider;
  if (named === undefined && args.command !== "cost") return undefined;
  const { pricingFor } = await import(/* webpackMode: "eager" */ "./price-setup.ts");
  return pricingFor(args, config, io);
}
