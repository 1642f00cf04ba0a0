import { counted } from "../../model/english.ts";
import type { Outcome } from "../../model/outcome.ts";
import type { Report, ReportedExposure } from "../../model/report.ts";
import { dataMounts, KEPT_ROLES, NEW, OUTCOMES, stackLabels, WORST_FIRST } from "../outcomes.ts";
import { type Block, folded, whole } from "./blocks.ts";
import { code } from "./untrusted.ts";

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

/** What happens to the data of each mount. */
interface SurvivalBlocks {
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
    const title = `${counted(more.length, "more mount")} with data`;
    rest.push(folded(title, table("the rest of the survival table", more, compared, several)));
  }
  if (others.length > 0) {
    const title = `${counted(others.length, "mount")} without data that must last`;
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
      ...outcomes.map((outcome) => (outcome === undefined ? NEW.word : unbroken(OUTCOMES[outcome].cell))),
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
  if (used.has(undefined)) meanings.push(`${NEW.word}: ${NEW.meaning}`);
  return meanings.length === 0 ? "" : `<sub>${meanings.join(". ")}.</sub>`;
}

/** A larger picture is no picture. */
const MOST_MOUNTS = 24;

const REACHES = [
  ["container", "one container"],
  ["node", "one node"],
  ["zone", "one zone"],
  ["cluster", "every node"],
  ["unknown", "not known"],
] as const;

/** What stands at the arrow from a service to its storage; nothing where both stay together. */
const MOVED: Readonly<Record<Outcome, string>> = {
  kept: "",
  down: "",
  "may-be-empty": "can leave it",
  empty: "can leave it",
  lost: "can leave it",
  split: "can leave it",
  stale: "can leave it",
  rejected: "cannot start",
  unknown: "not known",
};

/** A storage in the picture: its generated id, what it is, and who mounts it. */
interface Drawn {
  readonly id: string;
  /** Markdown. */
  readonly name: string;
  readonly reach: string;
}

/**
 * Services, the storage behind their mounts and how far each reaches. The picture holds generated ids only: names are
 * untrusted, and stand in the table below it.
 */
export function pictureBlock(report: Report): Block[] {
  const mounts = dataMounts(report);
  if (mounts.length === 0 || mounts.length > MOST_MOUNTS) return [];
  const labels = stackLabels(report);
  const services = new Map<string, string>();
  const volumes = new Map<string, Drawn>();
  const arrows: string[] = [];
  for (const mount of mounts) {
    const stack = labels.get(mount);
    const service = idOf(services, JSON.stringify([nameOf(mount.service, stack), mount.path]), "S");
    // What is no local volume may be the same storage in all stacks.
    const volume = drawn(volumes, mount, mount.storage === "local-volume" ? stack : undefined);
    const words = MOVED[mount.survival.moved];
    arrows.push(`  ${service} ${words === "" ? "-->" : `-. ${words} .->`} ${volume.id}`);
  }
  const lines = ["flowchart LR", ...Array.from(services.values(), (id) => `  ${id}(["${id}"])`)];
  for (const [reach, words] of REACHES) {
    const inside = [...volumes.values()].filter((one) => one.reach === reach);
    if (inside.length === 0) continue;
    lines.push(`  subgraph reach_${reach}["${words}"]`, ...inside.map(({ id }) => `    ${id}[("${id}")]`), "  end");
  }
  const names = [
    ...Array.from(services, ([key, id]) => [id, (JSON.parse(key) as [string])[0]] as const),
    ...Array.from(volumes.values(), ({ id, name }) => [id, name] as const),
  ].map(([id, name]) => `${id} ${name}`);
  const text = `\`\`\`mermaid\n${[...lines, ...arrows].join("\n")}\n\`\`\`\n\n${names.join(", ")}`;
  return [folded("A picture: services, and how far their data reaches", whole("the picture", text))];
}

function idOf(ids: Map<string, string>, key: string, letter: string): string {
  const known = ids.get(key);
  if (known !== undefined) return known;
  const id = `${letter}${ids.size + 1}`;
  ids.set(key, id);
  return id;
}

/** A name below the picture; the stack, where several have one that looks the same. */
function nameOf(name: string, stack: string | undefined): string {
  return stack === undefined ? code(name, "text", 60) : `${code(name, "text", 60)} (${code(stack, "text", 60)})`;
}

function drawn(
  volumes: Map<string, Drawn>,
  { path, service, source, target, reach }: ReportedExposure,
  stack: string | undefined,
): Drawn {
  const key = JSON.stringify(source === undefined ? [path, stack, service, target] : [path, stack, source]);
  const known = volumes.get(key);
  if (known) return known;
  const one = {
    id: `V${volumes.size + 1}`,
    name: nameOf(source ?? target, stack),
    reach: REACHES.some(([name]) => name === reach) ? reach : "unknown",
  };
  volumes.set(key, one);
  return one;
}
