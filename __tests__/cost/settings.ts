import type { VolumeSettings } from "../../src/config/model.ts";
import { costEngine, type Pricing } from "../../src/cost/engine.ts";
import type { PriceTable } from "../../src/cost/price-catalog.ts";
import { catalogWith } from "../../src/cost/providers.ts";

/** What a case says about prices; units as in the configuration file. */
export interface CostCase {
  readonly provider: string;
  readonly region?: string;
  readonly volumes?: Readonly<Record<string, Partial<VolumeSettings>>>;
  readonly budget?: { readonly monthly?: string; readonly increase?: string; readonly increasePercent?: string };
  readonly action?: "warn" | "fail";
  readonly efsServer?: string;
  readonly refreshed?: readonly PriceTable[];
  readonly day?: string;
}

/** A day on which the shipped prices of AWS's gp3 in eu-west-1 are not old, and those of 2024 are. */
export const TODAY = "2026-11-24";

export function pricing(one: CostCase): Pricing {
  const { provider, region, volumes = {}, budget, action = "fail", efsServer, refreshed, day = TODAY } = one;
  const limit = (text: string | undefined) => (text === undefined ? undefined : { limit: text, action, line: 1 });
  const settings = {
    book: catalogWith(refreshed),
    provider,
    region,
    volumes: Object.entries(volumes).map(([pattern, settings]) => ({ ...NOTHING_SAID, ...settings, pattern })),
    network:
      efsServer === undefined
        ? undefined
        : { kind: "efs" as const, server: efsServer, options: undefined, directory: "/{volume}" },
    budget: budget && {
      monthly: limit(budget.monthly),
      increase: limit(budget.increase),
      increasePercent: limit(budget.increasePercent),
    },
    day,
  };
  return { engine: costEngine, settings };
}

const NOTHING_SAID = {
  size: undefined,
  infrequentAccess: undefined,
  archive: undefined,
  throughput: undefined,
  iops: undefined,
  read: undefined,
  write: undefined,
  line: 1,
};

/** Words of a page's examples that ask for prices. */
export const COST_WORDS = ["provider", "region", "budget-monthly", "budget-increase", "budget-increase-percent"];

export function costOfWords(word: (name: string) => string | undefined): Pricing | undefined {
  const provider = word("provider");
  if (provider === undefined) return undefined;
  const [region, monthly, increase, increasePercent] = COST_WORDS.slice(1).map(word);
  return pricing({
    provider,
    ...(region === undefined ? {} : { region }),
    budget: {
      ...(monthly === undefined ? {} : { monthly }),
      ...(increase === undefined ? {} : { increase }),
      ...(increasePercent === undefined ? {} : { increasePercent }),
    },
  });
}
