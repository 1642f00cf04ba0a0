import type { VolumeSettings } from "../config/model.ts";
import type { VolumeEstimate } from "../model/cost.ts";
import { type Decimal, whole, ZERO } from "../model/money.ts";
import { matchesName, nearest } from "../model/names.ts";
import type { Volume } from "../stack/model.ts";
import { byteSize } from "../stack/quantity.ts";
import { hasUnknown, showUnknown } from "../yaml/unknown.ts";
import type { Need } from "./offer.ts";
import { PROVIDERS } from "./providers.ts";
import { parseIops, parseShare, parseSize, parseThroughput, type Reading } from "./units.ts";

/** The label that states a size is `swarm-volume-check.size`, the extension `x-swarm-volume-check: {size: ...}`. */
const PREFIX = "swarm-volume-check";
const EXTENSION = `x-${PREFIX}`;

const NEED_KEYS = ["size", "infrequent-access", "archive", "throughput", "iops", "read", "write", "storage"] as const;
type NeedKey = (typeof NEED_KEYS)[number];

type From = NonNullable<VolumeEstimate["size"]>["from"];

interface Stated {
  readonly text: string;
  readonly from: From;
}

/** What is stated about one volume. */
export interface StatedNeed {
  /** undefined when no size is stated, a statement cannot be understood, or one waits for a variable. */
  readonly need: Need | undefined;
  /** The same with any size, for prices of a round size. */
  readonly withSize: (bytes: Decimal) => Need;
  readonly size: VolumeEstimate["size"];
  /** The id of the product that the volume is said to be on. */
  readonly storage: string | undefined;
  /** Statements that cannot be understood: which, and why. */
  readonly wrong: readonly { readonly key: string; readonly text: string; readonly why: string }[];
}

/** Reads what label, extension, driver option and configuration say, in this order; the first that states a thing wins. */
export function statedNeed(key: string, volume: Volume | undefined, settings: readonly VolumeSettings[]): StatedNeed {
  const setting = settings.find(({ pattern }) => matchesName(pattern, key));
  const wrong: { key: string; text: string; why: string }[] = volume === undefined ? [] : [...wrongStatements(volume)];
  const stated = (name: NeedKey) => inStack(name, volume) ?? inSetting(name, setting);
  let waits = false;
  const read = <T>(name: NeedKey, parse: (text: string) => Reading<T>): T | undefined => {
    const found = stated(name);
    if (found === undefined) return undefined;
    if (hasUnknown(found.text)) {
      waits = true;
      return undefined;
    }
    const reading = parse(found.text);
    if ("value" in reading) return reading.value;
    wrong.push({ key: name, text: showUnknown(found.text), why: reading.wrong });
    return undefined;
  };
  const storage = read("storage", (text) => ({ value: text.trim() }));
  const bytes = read("size", parseSize);
  const rest = {
    infrequent: read("infrequent-access", parseShare) ?? ZERO,
    archive: read("archive", parseShare) ?? ZERO,
    throughput: read("throughput", parseThroughput),
    iops: read("iops", parseIops),
    read: read("read", parseSize),
    write: read("write", parseSize),
  };
  if (rest.infrequent.plus(rest.archive).gt(whole(1)))
    wrong.push({
      key: "archive",
      text: stated("archive")?.text ?? "",
      why: "with `infrequent-access` it is more than all of the data",
    });
  const size = stated("size");
  return {
    need: bytes && wrong.length === 0 && !waits ? { bytes, ...rest } : undefined,
    withSize: (any) => ({ bytes: any, ...rest }),
    size: bytes && size && { bytes: bytes.round(0, 3).toFixed(0), text: size.text.trim(), from: size.from },
    storage,
    wrong,
  };
}

function inStack(name: NeedKey, volume: Volume | undefined): Stated | undefined {
  if (volume === undefined) return undefined;
  const label = volume.labels.get(`${PREFIX}.${name}`);
  if (label !== undefined) return { text: label, from: "label" };
  const extension = volume.extensions.get(EXTENSION);
  const value = isRecord(extension) ? extension[name] : undefined;
  // What is no plain value is told as wrong (`wrongStatements`).
  if (isPlain(value)) return { text: String(value), from: "extension" };
  if (name === "size") return sizeOfClusterVolume(volume) ?? sizeOption(volume);
  const option = name === "iops" ? optionNamed(volume, /^iops$/i) : undefined;
  return option === undefined ? undefined : { text: option, from: "driver-option" };
}

interface Wrong {
  readonly key: string;
  readonly text: string;
  readonly why: string;
}

/** Labels and extensions that say nothing: misspelt, or not of the shape that is read. */
function wrongStatements({ labels, extensions }: Volume): Wrong[] {
  const extension = extensions.get(EXTENSION);
  const stated = [
    ...Array.from(labels)
      .filter(([name]) => name.startsWith(`${PREFIX}.`))
      .map(([name, text]) => [name.slice(PREFIX.length + 1), text] as const),
    ...(isRecord(extension) ? Object.entries(extension) : []),
  ];
  return [
    ...stated.flatMap(([key, value]) => wrongIn(key, value)),
    ...(extension === undefined || extension === null || isRecord(extension)
      ? []
      : [{ key: EXTENSION, text: shown(extension), why: "it has to be a mapping, such as `size: 100GiB`" }]),
    ...Array.from(labels).flatMap(([name, text]) => misspelt(name, text, PREFIX)),
    ...Array.from(extensions).flatMap(([name, value]) => misspelt(name, value, EXTENSION)),
  ];
}

function wrongIn(key: string, value: unknown): Wrong[] {
  if (!(NEED_KEYS as readonly string[]).includes(key)) {
    const near = nearest(key, NEED_KEYS);
    const why = near === undefined ? `only ${NEED_KEYS.join(", ")} can be stated` : `\`${near}\` may be meant`;
    return [{ key, text: shown(value), why }];
  }
  if (value === undefined || value === null || isPlain(value)) return [];
  return [{ key, text: shown(value), why: "it has to be one text or number, such as `100GiB` for a size" }];
}

/** A name that is nearly ours, or ours without what it states. */
function misspelt(name: string, value: unknown, ours: typeof PREFIX | typeof EXTENSION): Wrong[] {
  const [first = "", ...rest] = name.split(".");
  const isOurs = ours === PREFIX ? first === ours && rest.length > 0 : name === ours;
  if (isOurs || nearest(first, [ours]) === undefined) return [];
  const meant = ours === PREFIX ? `${ours}.${rest.join(".") || "size"}` : ours;
  return [{ key: name, text: shown(value), why: `\`${meant}\` may be meant` }];
}

const LONGEST_SHOWN = 60;

/** A value as a person may have written it. */
function shown(value: unknown): string {
  const text = isPlain(value) ? String(value) : JSON.stringify(value);
  return showUnknown(text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text);
}

const isPlain = (value: unknown): value is string | number | boolean =>
  typeof value === "string" || typeof value === "number" || typeof value === "boolean";

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The capacity that a cluster volume asks of its CSI driver. */
function sizeOfClusterVolume({ extensions }: Volume): Stated | undefined {
  const spec = extensions.get("x-cluster-spec");
  const range = isRecord(spec) ? spec.capacity_range : undefined;
  const text = isRecord(range) ? range.required_bytes : undefined;
  const bytes = isPlain(text) ? byteSize(String(text)) : undefined;
  return bytes === undefined || bytes === 0 ? undefined : { text: `${bytes}B`, from: "extension" };
}

/** REX-Ray drives the disks of several providers. What the drivers of one mean is in its file of `data/`. */
const REXRAY = { drivers: "^rexray/", unit: "GiB" };

function sizeOption(volume: Volume): Stated | undefined {
  const option = optionNamed(volume, /^size$/i);
  if (option === undefined || hasUnknown(option)) return undefined;
  const driver = volume.driver?.value ?? "";
  const conventions = [REXRAY, ...PROVIDERS.flatMap(({ sizeOption: convention }) => convention ?? [])];
  const unit = conventions.find(({ drivers }) => new RegExp(drivers).test(driver))?.unit;
  if (/^[0-9]+$/.test(option)) return unit === undefined ? undefined : { text: option + unit, from: "driver-option" };
  // Drivers have units of their own; what is not plainly a size here says nothing.
  return "value" in parseSize(option) ? { text: option, from: "driver-option" } : undefined;
}

export function optionNamed(volume: Volume | undefined, name: RegExp): string | undefined {
  for (const [option, text] of volume?.driverOpts ?? []) if (name.test(option)) return text.value;
  return undefined;
}

function inSetting(name: NeedKey, setting: VolumeSettings | undefined): Stated | undefined {
  const text = setting && settingText(name, setting);
  return text === undefined ? undefined : { text, from: setting?.pattern === "*" ? "default" : "configuration" };
}

function settingText(name: NeedKey, setting: VolumeSettings): string | undefined {
  switch (name) {
    case "size":
    case "archive":
    case "throughput":
    case "read":
    case "write":
      return setting[name];
    case "infrequent-access":
      return setting.infrequentAccess;
    case "iops":
      return setting.iops === undefined ? undefined : String(setting.iops);
    default:
      return undefined;
  }
}
