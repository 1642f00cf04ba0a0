import type { Place } from "../model/text.ts";
import type { DriverOption, Text, Volume } from "../stack/model.ts";
import { hasUnknown, showUnknown } from "../yaml/unknown.ts";

/** One entry of the option `o`, between its commas. */
export interface MountWord {
  /** Before the first `=`, without blanks around it. */
  readonly name: string;
  /** Behind the first `=`; undefined without one. */
  readonly value: string | undefined;
  /** Blanks at its ends or inside: the kernel takes them for a part of the word. */
  readonly spaced: boolean;
  /** The entry itself where the text on the page is the value, else the whole value of `o`. */
  readonly place: Place;
  readonly via: Text["via"];
}

/** `driver_opts` of the local driver, as Docker Engine reads them (moby volume/local, read 2026-08). */
export interface LocalOptions {
  readonly all: ReadonlyMap<string, DriverOption>;
  readonly type: DriverOption | undefined;
  readonly device: DriverOption | undefined;
  readonly o: DriverOption | undefined;
  /** The entries of `o` in their order; empty ones, which count for nothing, are left out. */
  readonly words: readonly MountWord[];
  /** A variable that is not set, or a template, may bring more entries: what is missing here may be there. */
  readonly open: boolean;
}

/** By the volume as it was read, which never changes. Thousands of mounts may ask about one volume with a long `o`. */
const KNOWN = new WeakMap<Volume, LocalOptions>();

/** The options of a volume that the local driver makes; undefined for every other volume, and for one without options. */
export function localOptions(volume: Volume): LocalOptions | undefined {
  const { driver, driverOpts, external, externalWaits, extensions } = volume;
  if (!driverOpts || external || externalWaits || (driver && driver.value !== "local")) return undefined;
  if (extensions.has("x-cluster-spec")) return undefined;
  const known = KNOWN.get(volume);
  if (known) return known;
  const o = driverOpts.get("o");
  const words = o ? wordsOf(o) : [];
  const options: LocalOptions = {
    all: driverOpts,
    type: driverOpts.get("type"),
    device: driverOpts.get("device"),
    o,
    words,
    open: words.some(({ name }) => isOpen(name)),
  };
  KNOWN.set(volume, options);
  return options;
}

/** Whether a text holds a variable that is not set, or a template that Swarm fills in later. */
export function isOpen(text: string): boolean {
  return hasUnknown(text) || text.includes("{{");
}

/** The last entry of one of these names: it wins. */
export function lastWord({ words }: LocalOptions, ...names: readonly string[]): MountWord | undefined {
  return words.findLast(({ name }) => names.includes(name));
}

/** The entries of an option like `o`, with their places. */
export function wordsOf(o: DriverOption): MountWord[] {
  const { value, via } = o;
  const start = startOnPage(o);
  const words: MountWord[] = [];
  let at = 0;
  for (const part of entriesOf(value)) {
    const trimmed = part.trim();
    const shown = showUnknown(part);
    const equals = trimmed.indexOf("=");
    const from = at + shown.length - shown.trimStart().length;
    at += shown.length + 1;
    if (trimmed === "") continue;
    words.push({
      name: equals === -1 ? trimmed : trimmed.slice(0, equals).trimEnd(),
      value: equals === -1 ? undefined : trimmed.slice(equals + 1),
      spaced: /\s/.test(part),
      place:
        start === undefined
          ? o.place
          : { file: o.place.file, start: start + from, end: start + from + showUnknown(trimmed).length },
      via,
    });
  }
  return words;
}

/** What stands between the commas, but for those inside `${...}` and `{{...}}`: they are text of a default or a template. */
export function entriesOf(text: string): string[] {
  const entries: string[] = [];
  let open = false;
  for (const part of text.split(",")) {
    if (open) entries.push(`${entries.pop()},${part}`);
    else entries.push(part);
    const opened = Math.max(part.lastIndexOf("${"), part.lastIndexOf("{{"));
    const closed = part.lastIndexOf("}");
    open = opened > closed || (open && closed === -1);
  }
  return entries;
}

/** Where the value's text begins in the file, when it is written there letter by letter. */
function startOnPage({ value, place: { file, start, end }, via }: DriverOption): number | undefined {
  if (via) return undefined;
  const shown = showUnknown(value);
  const written = file.text.slice(start, end);
  if (written === shown) return start;
  return written === `"${shown}"` || written === `'${shown}'` ? start + 1 : undefined;
}

/** Why Docker Engine does not make or mount the volume; no task that needs it can start. */
export type Refusal =
  | { readonly kind: "unknown option"; readonly name: string; readonly at: DriverOption }
  | { readonly kind: "missing option"; readonly names: readonly string[]; readonly at: DriverOption }
  | { readonly kind: "no device"; readonly at: DriverOption }
  | { readonly kind: "no file system"; readonly at: DriverOption };

const OPTIONS = new Set(["type", "o", "device", "size"]);
/** What an option cannot be without; an empty text is enough. */
const NEEDS: readonly (readonly [string, readonly string[]])[] = [
  ["type", ["device"]],
  ["device", ["type"]],
  ["o", ["type", "device"]],
];
/** Values of `type` that are no file system: they only go with `bind` in `o`. */
const NO_FILE_SYSTEM = new Set(["", "none", "bind", "rbind", "local", "volume"]);

/**
 * What Docker Engine refuses (run on 20.10.24, 2026-08: `invalid option`, `missing required option`, `no such
 * device`). A value that waits for a variable is never the reason.
 */
export function refusalsOf(options: LocalOptions): Refusal[] {
  const { all, type, device } = options;
  const refusals: Refusal[] = [];
  for (const [name, at] of all) if (!OPTIONS.has(name)) refusals.push({ kind: "unknown option", name, at });
  const lacking = NEEDS.flatMap(([name, others]) => (all.has(name) ? others.filter((other) => !all.has(other)) : []));
  const [by] = all.values();
  if (lacking.length > 0 && by) refusals.push({ kind: "missing option", names: [...new Set(lacking)], at: by });
  if (!type || !device || isOpen(type.value) || isOpen(device.value)) return refusals;
  if (device.value === "" && type.value !== "") refusals.push({ kind: "no device", at: device });
  const bound = options.open || options.words.some(({ name }) => name === "bind" || name === "rbind");
  if (device.value !== "" && !bound && NO_FILE_SYSTEM.has(type.value))
    refusals.push({ kind: "no file system", at: type });
  return refusals;
}

/**
 * Why Docker Engine refuses the device of a CIFS volume, which it reads as a URL from 25.0 on (moby baca6cb417,
 * volume/local; 24.0.9 does not, 25.0.0 to 29.7.2 do; run on 28.5.2 and 29.7.2, 2026-08). An older one hands it to the kernel.
 */
export function cifsFault({ type, device }: LocalOptions): "port" | "percent sign" | undefined {
  if (type?.value !== "cifs" || !device || isOpen(device.value)) return undefined;
  if (/%(?![0-9A-Fa-f]{2})/.test(device.value)) return "percent sign";
  const [, authority = ""] = /^(?:[A-Za-z][A-Za-z0-9+.-]*:)?\/\/([^/?#]*)/.exec(device.value) ?? [];
  const host = authority.slice(authority.lastIndexOf("@") + 1);
  return /:[^:\]]+$/.test(host) ? "port" : undefined;
}
