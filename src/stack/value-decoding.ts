import { list, mapping, valueAt } from "../yaml/plain.ts";
import { hasUnknown } from "../yaml/unknown.ts";
import { DURATIONS, SIZES } from "./compose-keys.ts";
import { durationProblem } from "./duration.ts";
import { portProblem } from "./port-spec.ts";
import { isByteSize } from "./quantity.ts";
import type { Violation } from "./schema.ts";
import { type Path, singular, subject } from "./schema-path.ts";
import { shellWords } from "./shell-words.ts";

const REFUSES = "deploy refuses the file";

/** What deploy refuses while it reads one file, before it merges several. */
export function validateDecoding(plain: unknown): Violation[] {
  const root = mapping(plain);
  return [
    ...Object.entries(mapping(root.services)).flatMap(([name, service]) => inService(["services", name], service)),
    ...Object.entries(mapping(root.volumes)).flatMap(([name, volume]) => inVolume(["volumes", name], volume)),
    ...["networks", "secrets", "configs"].flatMap((section) =>
      Object.entries(mapping(root[section])).flatMap(([name, value]) => conflicts([section, name], value)),
    ),
  ];
}

type Places = readonly (readonly string[])[];
const split = (places: readonly string[]): Places => places.map((place) => place.split("."));

const DURATION_PLACES = split(DURATIONS);
const SIZE_PLACES = split(SIZES);
const COMMAND_PLACES = split(["command", "entrypoint"]);
const RANGE_PLACES = split(["required_bytes", "limit_bytes"].map((key) => `x-cluster-spec.capacity_range.${key}`));

/** The texts at these places below `path`, each checked. */
function texts(path: Path, value: unknown, places: Places, check: (path: Path, text: string) => Violation[]) {
  const found: Violation[] = [];
  for (const place of places) {
    const text = valueAt(value, place);
    if (typeof text === "string") found.push(...check([...path, ...place], text));
  }
  return found;
}

function inService(path: Path, service: unknown): Violation[] {
  return [
    ...texts(path, service, DURATION_PLACES, duration),
    ...texts(path, service, SIZE_PLACES, size),
    ...texts(path, service, COMMAND_PLACES, command),
    ...list(mapping(service).ports).flatMap((entry, index) => port([...path, "ports", index], entry)),
  ];
}

function inVolume(path: Path, volume: unknown): Violation[] {
  return texts(path, volume, RANGE_PLACES, size);
}

function duration(path: Path, text: string): Violation[] {
  const problem = durationProblem(text);
  if (problem === undefined) return [];
  if (problem === "range") {
    const message = `${subject(path)} is longer than 292 years; ${REFUSES}.`;
    return [{ path, at: "value", message, help: "Write a shorter time." }];
  }
  const help = /^\d+$/.test(text)
    ? "Add a unit, such as `s`."
    : "Write numbers with units, such as `90s` or `1m30s`; the units are `ns`, `us`, `ms`, `s`, `m` and `h`.";
  return [{ path, at: "value", message: `${subject(path)} is not a duration; ${REFUSES}.`, help }];
}

function size(path: Path, text: string): Violation[] {
  if (isByteSize(text)) return [];
  const help = /\d[kmgtp]i$/i.test(text)
    ? "Write `M` or `MiB` for `Mi`, and so on: Docker does not know these units of Kubernetes."
    : "Write a number and a unit, such as `512M` or `1.5G`; the units are `b`, `k`, `m`, `g`, `t` and `p`.";
  return [{ path, at: "value", message: `${subject(path)} is not a size; ${REFUSES}.`, help }];
}

function command(path: Path, text: string): Violation[] {
  const words = shellWords(text);
  if (typeof words !== "string") return [];
  const wrong = words === "quote" ? "has a quote that is never closed" : "ends with a backslash";
  const help = `${words === "quote" ? "Close it" : "Remove it"}, or write the command as a list of words.`;
  return [{ path, at: "value", message: `${subject(path)} ${wrong}; ${REFUSES}.`, help }];
}

function port(path: Path, entry: unknown): Violation[] {
  const problem = typeof entry === "string" ? portProblem(entry) : undefined;
  if (problem === undefined) return [];
  const help = 'Write `"target"`, `"published:target"` or `"published:target/protocol"`.';
  return [{ path, at: "value", message: `${subject(path)} ${problem}; ${REFUSES}.`, help }];
}

/** Settings of a network, secret or config that exclude each other. */
function conflicts(path: Path, written: unknown): Violation[] {
  const value = mapping(written);
  const isExternal = value.external === true || mapping(value.external) === value.external;
  const found: Violation[] = [];
  if (isSet(value.name) && isSet(valueAt(value, ["external", "name"]))) {
    const message = `${subject(path)} has both \`name\` and \`external.name\`; ${REFUSES}.`;
    const help = "Keep `name`, and write `external: true`.";
    found.push({ path: [...path, "external", "name"], at: "value", message, help });
  }
  if (!isExternal && singular(path[0]) !== "network" && isSet(value.driver) && isSet(value.file)) {
    const message = `${subject(path)} has both \`driver\` and \`file\`; ${REFUSES}.`;
    found.push({ path: [...path, "file"], at: "value", message, help: "Keep one of the two." });
  }
  return found;
}

function isSet(value: unknown): boolean {
  return typeof value === "string" && value !== "" && !hasUnknown(value);
}
