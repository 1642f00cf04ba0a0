import { EVENTS, type Event, type Outcome } from "../../model/outcome.ts";
import { printable } from "../../model/printable.ts";
import type { ReportedExposure, ReportedStack } from "../../model/report.ts";
import { NEW, OUTCOMES } from "../outcomes.ts";
import { cropped, type Paint, padded, textWidth } from "./terminal.ts";

/** A comparison with base comes first: it is about this deploy, the others about some day. */
type Column = Event | "deployed";

const HEADINGS: Readonly<Record<Column, string>> = {
  deployed: "this change",
  replaced: "restarted here",
  moved: "moved",
  "node-lost": "node lost",
  "zone-lost": "zone lost",
  "scaled-out": "scaled out",
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

/** One mount of one service, ready to be shown. */
interface Row {
  readonly service: string;
  readonly mount: string;
  /** Stands behind the mount. */
  readonly aside: string;
  /** undefined for what base did not have. */
  readonly outcomes: readonly (Outcome | undefined)[];
}

/** As people read it. */
const wordOf = (outcome: Outcome | undefined): string => outcome?.replaceAll("-", " ") ?? NEW.word;

interface Layout {
  /** One line of headings, or two in a narrow terminal. */
  readonly headings: readonly (readonly string[])[];
  readonly serviceWidth: number;
  readonly mountWidth: number;
  readonly eventWidths: readonly number[];
}

/** One line per mount and one column per event; nothing when the stack mounts nothing. */
export function survivalTable(stack: ReportedStack, columns: number | undefined, paint: Paint): string[] {
  if (stack.exposures.length === 0) return [];
  const shown = columnsOf(stack);
  const rows = stack.exposures.map((exposure) => rowOf(exposure, shown));
  const layout = layOut(rows, shown, columns);
  const { headings, serviceWidth, mountWidth, eventWidths } = layout;
  const line = (service: string, mount: string, cells: readonly string[]) =>
    [padded(service, serviceWidth), padded(mount, mountWidth), ...cells].join(GAP).trimEnd();
  const head = headings.map((texts, index) => {
    const last = index === headings.length - 1;
    const cells = texts.map((text, at) => padded(text, eventWidths[at] as number));
    return GAP + paint("dim", line(last ? "service" : "", last ? "mount" : "", cells));
  });
  const body = rows.map(({ service, mount, aside, outcomes }) => {
    const cells = outcomes.map((outcome, at) => {
      const text = wordOf(outcome);
      const blanks = " ".repeat((eventWidths[at] as number) - text.length);
      return paint(aside === "" && outcome ? OUTCOMES[outcome].style : "dim", text) + blanks;
    });
    const name = cropped(mount, Math.max(NARROWEST / 2, mountWidth - aside.length)) + aside;
    return GAP + line(cropped(service, serviceWidth), name, cells);
  });
  return [...head, ...body];
}

function columnsOf({ exposures }: ReportedStack): readonly Column[] {
  return exposures.some(({ deployed }) => deployed !== undefined) ? ["deployed", ...EVENTS] : EVENTS;
}

function rowOf({ service, source, target, role, survival, deployed }: ReportedExposure, shown: readonly Column[]): Row {
  return {
    service: printable(service),
    mount: printable(source === undefined ? target : `${source}:${target}`),
    aside: ASIDES[role] === undefined ? "" : ` (${ASIDES[role]})`,
    outcomes: shown.map((column) => (column === "deployed" ? deployed : survival[column])),
  };
}

function layOut(rows: readonly Row[], shown: readonly Column[], columns = Number.POSITIVE_INFINITY): Layout {
  const services = widest(["service", ...rows.map(({ service }) => service)]);
  const mounts = widest(["mount", ...rows.map(({ mount, aside }) => mount + aside)]);
  const full = [shown.map((column) => HEADINGS[column])];
  const fits = 2 * GAP.length + services + mounts + eventsWidth(full, rows) <= columns;
  const headings = fits ? full : folded(full);
  const left = Math.max(2 * NARROWEST, columns - 2 * GAP.length - eventsWidth(headings, rows));
  const serviceWidth = Math.min(services, Math.max(NARROWEST, Math.floor(left / 3)));
  return {
    headings,
    serviceWidth,
    mountWidth: Math.min(mounts, left - serviceWidth),
    eventWidths: eventWidths(headings, rows),
  };
}

function eventWidths(headings: Layout["headings"], rows: readonly Row[]): number[] {
  return (headings[0] ?? []).map((_, at) => {
    const heading = widest(headings.map((texts) => texts[at] as string));
    return rows.reduce((width, { outcomes }) => Math.max(width, wordOf(outcomes[at]).length), heading);
  });
}

/** The width of the events' columns with the gaps before them. */
function eventsWidth(headings: Layout["headings"], rows: readonly Row[]): number {
  return eventWidths(headings, rows).reduce((sum, width) => sum + GAP.length + width, 0);
}

/** `node lost` as two lines, so that the names keep room. */
function folded([headings]: readonly (readonly string[])[]): string[][] {
  const words = (headings as readonly string[]).map((heading) => heading.split(" "));
  return [words.map((pair) => pair.slice(0, -1).join(" ")), words.map((pair) => pair.at(-1) as string)];
}

/** What the outcomes that occur in the tables mean, in the order of the type. */
export function legend(stacks: readonly ReportedStack[], paint: Paint): string[] {
  const used = new Set(
    stacks.flatMap((stack) => {
      const columns = columnsOf(stack);
      return stack.exposures.flatMap((exposure) => rowOf(exposure, columns).outcomes);
    }),
  );
  const words = (Object.keys(OUTCOMES) as Outcome[])
    .filter((outcome) => used.has(outcome))
    .map((outcome) => ({ word: wordOf(outcome), ...OUTCOMES[outcome] }));
  const all = used.has(undefined) ? [...words, { ...NEW, style: "dim" as const }] : words;
  const width = widest(all.map(({ word }) => word));
  return all.map(({ word, style, meaning }) => {
    return `${GAP}${paint(style, word)}${" ".repeat(width - word.length)}${GAP}${paint("dim", meaning)}`;
  });
}

function widest(texts: readonly string[]): number {
  return texts.reduce((width, text) => Math.max(width, textWidth(text)), 0);
}
