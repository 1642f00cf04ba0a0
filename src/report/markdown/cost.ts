import type { CostDifference, StackEstimate, StorageOption, VolumeEstimate } from "../../model/cost.ts";
import type { Remedy } from "../../model/finding.ts";
import { type Money, totals } from "../../model/money.ts";
import type { Report } from "../../model/report.ts";
import { type Block, folded } from "./blocks.ts";
import { code, namesOf, prose } from "./untrusted.ts";

export const REMEDIES: Readonly<Record<Remedy, string>> = {
  network: "network storage",
  pin: "pinned to one node",
  block: "block storage that follows the task",
};

/** What the storage costs a month and by how much this change alters it; undefined where nothing was priced. */
export function costLine({ costDifference, stacks }: Report): string | undefined {
  if (costDifference && costDifference.length > 0) return costDifference.map(differenceText).join("<br>");
  const estimates = stacks.flatMap(({ cost }) => cost ?? []);
  const totals = totalsOf(estimates);
  if (totals.length === 0) return undefined;
  return `**Storage:** ${totals.join(" and ")} a month`;
}

function differenceText({ before, after, change, percent, atLeast, volumes }: CostDifference): string {
  const least = atLeast ? "at least " : "";
  const moved = /[1-9]/.test(change.amount);
  const share = percent === undefined ? "" : `, ${figure(percent).replace(/^(?=\d)/, "+")} %`;
  const changed = volumes.map(({ volume }) => volume);
  const names = changed.length === 0 ? "" : ` for ${namesOf(changed, "volume", 3)}`;
  if (!moved) return `**Storage:** ${least}${money(after)} a month, as before`;
  return `**Storage:** ${least}${money(after)} a month, ${signed(change)}${share} (${money(before)} before)${names}`;
}

/** One total for each currency. */
function totalsOf(estimates: readonly StackEstimate[]): string[] {
  const least = estimates.some(({ atLeast }) => atLeast) ? "at least " : "";
  return totals(estimates.flatMap(({ monthly }) => monthly)).map((one) => `${least}${money(one)}`);
}

/** What each volume costs as it stands and with each remedy. */
export function alternativesBlock({ stacks }: Report): Block[] {
  const volumes = stacks.flatMap(({ cost }) => cost?.volumes ?? []);
  const rows = volumes.flatMap((volume) => [volume.today, ...volume.alternatives].map((way) => row(volume, way)));
  if (rows.length === 0) return [];
  const block: Block = {
    name: "the alternatives with prices",
    open: "| volume | size | way | storage | a month | 100 GiB |\n| --- | --- | --- | --- | ---: | ---: |",
    items: rows,
    close: `\n\n${unknownNote(volumes)}`.trimEnd(),
  };
  return [folded("What the alternatives cost", block)];
}

function row({ volume, size }: VolumeEstimate, option: StorageOption): string {
  const way = option.way === "today" ? "as it stands" : REMEDIES[option.way];
  const cells = [
    code(volume, "cell", 40),
    size === undefined ? "not known" : prose(size.text, "cell"),
    way,
    prose(option.storage, "cell"),
    option.monthly === undefined ? "not known" : money(option.monthly),
    option.per100GiB === undefined ? "" : money(option.per100GiB),
  ];
  return `| ${cells.join(" | ")} |`;
}

function unknownNote(volumes: readonly VolumeEstimate[]): string {
  const sizeless = [...new Set(volumes.filter(({ size }) => size === undefined).map(({ volume }) => volume))];
  if (sizeless.length === 0) return "";
  return `The size of ${namesOf(sizeless, "volume", 5)} is not known, so it is in no total.`;
}

/** What the prices rest on: sources, dates, and everything that was assumed. */
export function assumptionsBlock({ stacks }: Report): Block[] {
  const warnings = stacks.flatMap(({ cost }) => cost?.warnings ?? []);
  const options = stacks.flatMap(({ cost }) =>
    (cost?.volumes ?? []).flatMap(({ today, alternatives }) => [today, ...alternatives]),
  );
  const assumed = options.flatMap(({ assumptions, notes }) => [...assumptions, ...notes]);
  const sources = options.flatMap(({ lines }) =>
    lines.map(({ source, asOf, inferred }) => {
      const how = inferred === true ? " (taken over from another region or service)" : "";
      return `Price from ${code(source, "text", 240)}, read on ${code(asOf)}${how}.`;
    }),
  );
  const items = [...new Set([...[...warnings, ...assumed].map((text) => prose(text)), ...sources])].map(
    (text) => `- ${text}`,
  );
  if (items.length === 0) return [];
  const block: Block = { name: "what the prices assume", open: "", items, close: "" };
  return [folded("What the prices assume", block)];
}

/** `17.75 USD`; both parts are figures and letters by their type, and are shown as nothing else. */
export function money({ amount, currency }: Money): string {
  return `${figure(amount)} ${/^[A-Z]{3}$/.test(currency) ? currency : "?"}`;
}

/** A plain decimal. */
function figure(decimal: string): string {
  return /^-?\d+(?:\.\d+)?$/.test(decimal) ? decimal.replace(/^-/, "−") : "?";
}

/** With its sign: `+5.25 USD`. */
function signed({ amount, currency }: Money): string {
  return (/^[-0.]/.test(amount) && !/[1-9]/.test(amount)) || amount.startsWith("-")
    ? money({ amount, currency })
    : `+${money({ amount, currency })}`;
}
