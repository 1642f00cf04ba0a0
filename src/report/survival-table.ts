import { EVENTS, type Event, type Outcome, type ReportedExposure, type ReportedStack } from "../report.ts";
import type { Paint, Style } from "./color.ts";
import { printable } from "./printable.ts";
import { cropped, padded, textWidth } from "./width.ts";

const HEADINGS: Readonly<Record<Event, string>> = {
  replaced: "restarted here",
  moved: "moved",
  "node-lost": "node lost",
  "zone-lost": "zone lost",
  "scaled-out": "scaled out",
};

const OUTCOMES: Readonly<Record<Outcome, { readonly style: Style; readonly meaning: string }>> = {
  kept: { style: "green", meaning: "the same data is there" },
  empty: { style: "red", meaning: "the task starts on nothing while the old data stays where it was" },
  lost: { style: "red", meaning: "the data is gone" },
  split: { style: "magenta", meaning: "each task has data of its own" },
  down: { style: "yellow", meaning: "no task runs until the node or zone is back; the data waits there" },
  rejected: { style: "red", meaning: "Swarm cannot start the task" },
  stale: { style: "yellow", meaning: "the task finds an older copy of the data" },
  unknown: { style: "dim", meaning: "the file does not say enough to know" },
};

/** What a mount is for when nothing depends on its data; it is said, and its outcomes are not coloured. */
const ASIDES: Readonly<Record<string, string>> = {
  idle: "keeps nothing",
  cache: "cache",
  config: "configuration",
  system: "system",
  "read-only": "read-only",
};

const GAP = "  ";
const NARROWEST = 12;

/** One row per mount and one column per event; empty when the stack mounts nothing. */
export function survivalTable(stack: ReportedStack, columns: number | undefined, paint: Paint): string[] {
  if (stack.exposures.length === 0) return [];
  const cells = stack.exposures.map((exposure) => EVENTS.map((event) => exposure.survival[event]));
  const services = stack.exposures.map((exposure) => printable(exposure.service));
  const mounts = stack.exposures.map(mountName);
  const names = widest(["service", ...services]) + widest(["mount", ...mounts]);
  const full = EVENTS.map((event) => HEADINGS[event]);
  const room = columns === undefined ? Number.POSITIVE_INFINITY : columns - 2 * GAP.length;
  const headings = names + tableWidth(full, cells) <= room ? [full] : foldedHeadings(full);
  const widths = EVENTS.map((_, column) =>
    widest([...headings.map((row) => row[column] as string), ...cells.map((row) => row[column] as string)]),
  );
  const left = Math.max(2 * NARROWEST, room - widths.reduce((sum, width) => sum + GAP.length + width, 0));
  const serviceWidth = Math.min(widest(["service", ...services]), Math.max(NARROWEST, Math.floor(left / 3)));
  const mountWidth = Math.min(widest(["mount", ...mounts]), left - serviceWidth);
  const row = (service: string, mount: string, rest: readonly string[]) =>
    `${GAP}${[padded(service, serviceWidth), padded(mount, mountWidth), ...rest].join(GAP)}`.trimEnd();
  const head = headings.map((texts, index) => {
    const last = index === headings.length - 1;
    const line = row(
      last ? "service" : "",
      last ? "mount" : "",
      texts.map((text, at) => padded(text, widths[at] ?? 0)),
    );
    return GAP + paint("dim", line.slice(GAP.length));
  });
  const body = cells.map((outcomes, index) => {
    const aside = ASIDES[stack.exposures[index]?.role ?? ""] !== undefined;
    const painted = outcomes.map((outcome, at) => {
      const blanks = at === outcomes.length - 1 ? "" : " ".repeat((widths[at] ?? 0) - outcome.length);
      return paint(aside ? "dim" : OUTCOMES[outcome].style, outcome) + blanks;
    });
    return row(cropped(services[index] ?? "", serviceWidth), cropped(mounts[index] ?? "", mountWidth), painted);
  });
  return [...head, ...body];
}

/** What the outcomes that occur in the tables mean, in the order of the type. */
export function legend(stacks: readonly ReportedStack[], paint: Paint): string[] {
  const used = new Set(
    stacks.flatMap((stack) => stack.exposures.flatMap((exposure) => Object.values(exposure.survival))),
  );
  const outcomes = (Object.keys(OUTCOMES) as Outcome[]).filter((outcome) => used.has(outcome));
  const width = widest(outcomes);
  return outcomes.map((outcome) => {
    const { style, meaning } = OUTCOMES[outcome];
    return `${GAP}${paint(style, outcome)}${" ".repeat(width - outcome.length)}${GAP}${paint("dim", meaning)}`;
  });
}

function mountName({ source, target, role }: ReportedExposure): string {
  const aside = ASIDES[role];
  return printable(source === undefined ? target : `${source}:${target}`) + (aside === undefined ? "" : ` (${aside})`);
}

function widest(texts: readonly string[]): number {
  return texts.reduce((width, text) => Math.max(width, textWidth(text)), 0);
}

/** The width of the events' columns with the gaps before them. */
function tableWidth(headings: readonly string[], cells: readonly (readonly Outcome[])[]): number {
  const widths = headings.map((heading, column) => widest([heading, ...cells.map((row) => row[column] as string)]));
  return widths.reduce((sum, width) => sum + GAP.length + width, 0);
}

/** `node lost` as two lines, so that a narrow terminal keeps room for the names. */
function foldedHeadings(headings: readonly string[]): string[][] {
  const words = headings.map((heading) => heading.split(" "));
  return [
    words.map((pair) => (pair.length > 1 ? (pair[0] as string) : "")),
    words.map((pair) => pair.at(-1) as string),
  ];
}
