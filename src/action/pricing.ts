import { knownProvider, knownRegion } from "../cli/price-setup.ts";
import { costEngine, type Pricing } from "../cost/engine.ts";
import { bookWith } from "../cost/providers.ts";
import { InputError } from "./failures.ts";
import type { ActionInputs } from "./inputs.ts";
import type { ActivePolicy } from "./policy.ts";

/** Whose prices count: those of the configured provider; undefined when none is configured. */
export function pricing({ config, prices }: ActivePolicy, { region }: ActionInputs, day: string): Pricing | undefined {
  const provider = config?.storage.provider;
  if (config === undefined || provider === undefined) {
    if (region === undefined) return undefined;
    throw new InputError(["input `region` needs a provider: write `storage.provider` in the configuration"]);
  }
  const book = bookWith(prices);
  const { volumes, budget } = config;
  const settings = {
    book,
    provider: knownProvider(provider, book),
    region: knownRegion(region ?? config.storage.region, provider, book),
    volumes,
    network: config.storage.network,
    budget,
    day,
  };
  return { engine: costEngine, settings };
}
