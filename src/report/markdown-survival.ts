import type { Outcome } from "../model/outcome.ts";
import type { Report, ReportedExposure } from "../model/report.ts";
import { type Block, folded } from "./blocks.ts";
import { NEW, OUTCOMES, WORST_FIRST } from "./markdown-words.ts";
import { stackLabels } from "./stack-labels.ts";
import { code } from "./untrusted.ts";

/** What a service would miss. */
const KEPT_ROLES = new Set(["data", "state"]);
/** More rows are folded: the worst come first. */
const ROWS = 10;

const REACH_WORDS: Readonly<Record<string, string>> = {
  container: "one container",
  node: "one node",
  zone: "one zone",
  cluster: "every node",
};

interface Row {
  /** The stack, where rows of several look the same. */
  readonly stack: string | undefined;
  readonly exposure: ReportedExposure;
  /** In the order of the columns; undefined: the mount comes with this change, so there is nothing to lose yet. */
  readonly outcomes: readonly (Outcome | undefined)[];
}

/** Mounts whose data a service would miss. */
export function dataMounts({ stacks }: Report): ReportedExposure[] {
  return stacks.flatMap(({ exposures }) => exposures.filter(({ role }) => KEPT_ROLES.has(role)));
}

/** What happens to the data of each mount. */
export interface SurvivalBlocks {
  /** A table of the worst rows; nothing where no mount holds data. */
  readonly worst: readonly Block[];
  /** The other rows, folded, and mounts without data. */
  readonly rest: readonly Block[];
}

export function survivalBlocks(report: Report): SurvivalBlocks {
  const all = report.stacks.flatMap(({ exposures }) => exposures);
  const compared = all.some(({ deployed }) => deployed !== undefined);
  const several = new Set(all.map(({ path }) => path)).size > 1;
  const labels = stackLabels(report);
  const rows = (exposures: readonly ReportedExposure[]): Row[] =>
    exposures
      .map((exposure) => ({ stack: labels.get(exposure), exposure, outcomes: outcomesOf(exposure, compared) }))
      .sort(byOutcome);
  const data = rows(dataMounts(report));
  const others = rows(all.filter(({ role }) => !KEPT_ROLES.has(role)));
  const worst = data.length > 0 ? [table("the survival table", data.slice(0, ROWS), compared, several)] : [];
  const rest: Block[] = [];
  const more = data.slice(ROWS);
  if (more.length > 0) {
    const title = `${more.length} more ${more.length === 1 ? "mount" : "mounts"} with data`;
    rest.push(folded(title, table("the rest of the survival table", more, compared, several)));
  }
  if (others.length > 0) {
    const title = `${others.length} ${others.length === 1 ? "mount" : "mounts"} without data that must last`;
    rest.push(folded(title, table("mounts without data that must last", others, compared, several)));
  }
  return { worst, rest };
}

function outcomesOf({ survival, deployed }: ReportedExposure, compared: boolean): (Outcome | undefined)[] {
  const always = [survival.moved, survival["node-lost"]];
  return compared ? [...always, deployed] : always;
}

/** In the order of the stacks where both are as bad. */
function byOutcome(a: Row, b: Row): number {
  const rank = (one: Outcome | undefined) => (one === undefined ? WORST_FIRST.length : WORST_FIRST.indexOf(one));
  const worst = ({ outcomes }: Row) => outcomes.map(rank).toSorted((x, y) => x - y);
  const left = worst(a);
  const right = worst(b);
  for (const [at, one] of left.entries()) if (one !== right[at]) return one - (right[at] as number);
  return 0;
}

function table(name: string, rows: readonly Row[], compared: boolean, several: boolean): Block {
  const labelled = rows.some(({ stack }) => stack !== undefined);
  const headings = [
    ...(labelled ? ["stack"] : []),
    ...(several ? ["stack file"] : []),
    "service",
    "volume",
    "stored",
    "task moves",
    "node lost",
    ...(compared ? ["on this deploy"] : []),
  ];
  const items = rows.map(({ stack, exposure, outcomes }) => {
    const { path, service, source, target } = exposure;
    const cells = [
      ...(labelled ? [stack === undefined ? "" : code(stack, "cell", 60)] : []),
      ...(several ? [code(path, "cell", 60)] : []),
      code(service, "cell", 40),
      code(source ?? target, "cell", 40),
      stored(exposure),
      ...outcomes.map((outcome) => (outcome === undefined ? NEW.cell : unbroken(OUTCOMES[outcome].cell))),
    ];
    return `| ${cells.join(" | ")} |`;
  });
  const open = `| ${headings.join(" | ")} |\n|${headings.map(() => " --- |").join("")}`;
  return { name, open, items, close: `\n\n${legend(rows)}` };
}

function unbroken(words: string): string {
  return words.replaceAll(" ", "\u00a0");
}

/** The kind of storage, which is a word of ours, and how far it reaches. */
function stored({ storage, reach }: ReportedExposure): string {
  const kind = storage.replace(/[^a-z]+/g, " ").trim();
  const far = REACH_WORDS[reach];
  return far === undefined ? kind : `${kind}, ${unbroken(far)}`;
}

function legend(rows: readonly Row[]): string {
  const used = new Set(rows.flatMap(({ outcomes }) => outcomes));
  const meanings = WORST_FIRST.filter((outcome) => used.has(outcome) && outcome !== "kept").map((outcome) => {
    const { cell, meaning } = OUTCOMES[outcome];
    return `${cell.replace(/^\S+ /, "")}: ${meaning}`;
  });
  if (used.has(undefined)) meanings.push(`${NEW.cell}: ${NEW.meaning}`);
  return meanings.length === 0 ? "" : `<sub>${meanings.join(". ")}.</sub>`;
}
