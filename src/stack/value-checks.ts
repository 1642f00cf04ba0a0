import { hasUnknown } from "../yaml/unknown.ts";
import { DURATIONS, SIZES } from "./compose-keys.ts";
import { imageProblem } from "./image-reference.ts";
import { portProblem } from "./port-spec.ts";
import { cpusProblem, durationProblem, isByteSize } from "./quantity.ts";
import { shellWords } from "./shell-words.ts";
import { type Path, singular, subject, type Violation } from "./violation.ts";

// ---- While one file is read ----

const REFUSES_FILE = "deploy refuses the file";

/** What deploy refuses while it reads one file, before it merges several. */
export function validateDecoding(plain: unknown): Violation[] {
  const root = mapping(plain);
  return [
    ...Object.entries(mapping(root.services)).flatMap(([name, service]) => serviceTexts(["services", name], service)),
    ...Object.entries(mapping(root.volumes)).flatMap(([name, volume]) => volumeTexts(["volumes", name], volume)),
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

function serviceTexts(path: Path, service: unknown): Violation[] {
  return [
    ...texts(path, service, DURATION_PLACES, duration),
    ...texts(path, service, SIZE_PLACES, size),
    ...texts(path, service, COMMAND_PLACES, command),
    ...list(mapping(service).ports).flatMap((entry, index) => port([...path, "ports", index], entry)),
  ];
}

function volumeTexts(path: Path, volume: unknown): Violation[] {
  return texts(path, volume, RANGE_PLACES, size);
}

function duration(path: Path, text: string): Violation[] {
  const problem = durationProblem(text);
  if (problem === undefined) return [];
  if (problem === "range") {
    const message = `${subject(path)} is longer than 292 years; ${REFUSES_FILE}.`;
    return [{ path, at: "value", message, help: "Write a shorter time." }];
  }
  const help = /^\d+$/.test(text)
    ? "Add a unit, such as `s`."
    : "Write numbers with units, such as `90s` or `1m30s`; the units are `ns`, `us`, `ms`, `s`, `m` and `h`.";
  return [{ path, at: "value", message: `${subject(path)} is not a duration; ${REFUSES_FILE}.`, help }];
}

function size(path: Path, text: string): Violation[] {
  if (isByteSize(text)) return [];
  const help = /\d[kmgtp]i$/i.test(text)
    ? "Write `M` or `MiB` for `Mi`, and so on: Docker does not know these units of Kubernetes."
    : "Write a number and a unit, such as `512M` or `1.5G`; the units are `b`, `k`, `m`, `g`, `t` and `p`.";
  return [{ path, at: "value", message: `${subject(path)} is not a size; ${REFUSES_FILE}.`, help }];
}

function command(path: Path, text: string): Violation[] {
  const words = shellWords(text);
  if (typeof words !== "string") return [];
  const wrong = words === "quote" ? "has a quote that is never closed" : "ends with a backslash";
  const help = `${words === "quote" ? "Close it" : "Remove it"}, or write the command as a list of words.`;
  return [{ path, at: "value", message: `${subject(path)} ${wrong}; ${REFUSES_FILE}.`, help }];
}

function port(path: Path, entry: unknown): Violation[] {
  const problem = typeof entry === "string" ? portProblem(entry) : undefined;
  if (problem === undefined) return [];
  const help = 'Write `"target"`, `"published:target"` or `"published:target/protocol"`.';
  return [{ path, at: "value", message: `${subject(path)} ${problem}; ${REFUSES_FILE}.`, help }];
}

/** Settings of a network, secret or config that exclude each other. */
function conflicts(path: Path, written: unknown): Violation[] {
  const value = mapping(written);
  const isExternal = value.external === true || mapping(value.external) === value.external;
  const found: Violation[] = [];
  if (isSet(value.name) && isSet(valueAt(value, ["external", "name"]))) {
    const message = `${subject(path)} has both \`name\` and \`external.name\`; ${REFUSES_FILE}.`;
    const help = "Keep `name`, and write `external: true`.";
    found.push({ path: [...path, "external", "name"], at: "value", message, help });
  }
  if (!isExternal && singular(path[0]) !== "network" && isSet(value.driver) && isSet(value.file)) {
    const message = `${subject(path)} has both \`driver\` and \`file\`; ${REFUSES_FILE}.`;
    found.push({ path: [...path, "file"], at: "value", message, help: "Keep one of the two." });
  }
  return found;
}

// ---- While the whole stack becomes services ----

const REFUSES_STACK = "deploy refuses the stack";
const POLICIES = new Set(["", "no", "always", "on-failure", "unless-stopped"]);
const INT64_LIMIT = 1n << 63n;

/**
 * What deploy refuses when it turns the whole stack, all files together, into services, secrets and configs. A stack of
 * one file (`alone`) in which no service has an image is most likely a file that is deployed after others.
 */
export function validateConversion(plain: unknown, alone = false): Violation[] {
  const root = mapping(plain);
  const services = Object.entries(mapping(root.services)).map(([name, service]) => [name, mapping(service)] as const);
  const layer = alone && services.every(([, { image, build }]) => image === undefined && build === undefined);
  return [
    ...services.flatMap(([name, service]) => inService(["services", name], service, mapping(root.configs), layer)),
    ...["secrets", "configs"].flatMap((section) =>
      Object.entries(mapping(root[section])).flatMap(([name, value]) => withoutFile([section, name], mapping(value))),
    ),
  ];
}

function inService(path: Path, service: Plain, configs: Plain, layer: boolean): Violation[] {
  return [
    ...image(path, service, layer),
    ...["limits", "reservations"].flatMap((kind) => cpus(path, service, ["deploy", "resources", kind, "cpus"])),
    ...restart([...path, "restart"], service),
    ...healthcheck([...path, "healthcheck", "test"], mapping(service.healthcheck)),
    ...credentials([...path, "credential_spec"], mapping(service.credential_spec), configs),
    ...["secrets", "configs"].flatMap((key) => sameTargets([...path, key], list(service[key]))),
  ];
}

function violation(path: Path, wrong: string, help: string): Violation {
  return { path, at: "value", message: `${subject(path)} ${wrong}; ${REFUSES_STACK}.`, help };
}

const IMAGE_PROBLEMS = {
  uppercase: ["has capital letters in its name", "Use lower case; only the registry and the tag may have capitals."],
  form: ["is not an image reference", "Write `registry/name:tag` or `name@sha256:...`, without `https://` and spaces."],
  length: ["has a name of more than 255 characters", "Use a shorter name."],
  digest: ["has a digest that no registry would give", "Copy it again: `sha256:` and 64 digits in lower case."],
} as const;

function image(path: Path, service: Plain, layer: boolean): Violation[] {
  const name = service.image;
  if (name === undefined && layer) {
    const message = `${subject(path)} has no \`image\`, and no other service of this file has one. By itself, deploy refuses it; it looks like a file that is deployed after others.`;
    const help =
      "Name the files that are deployed together, in order: under `stacks` in the configuration, or with `--stack`.";
    return [{ path, at: "value", message, help, severity: "warning" }];
  }
  if (name === undefined) {
    const help = service.build
      ? "Swarm builds nothing: push the built image to a registry, and name it in `image`."
      : "Add `image`.";
    return [violation(path, "has no `image`", help)];
  }
  if (typeof name !== "string") return [];
  const inside = [...path, "image"];
  if (name === "") return [violation(inside, "is empty", "Name an image.")];
  const problem = imageProblem(name);
  if (problem === undefined) return [];
  const [wrong, help] = IMAGE_PROBLEMS[problem];
  return [violation(inside, wrong, help)];
}

function cpus(path: Path, service: Plain, keys: readonly string[]): Violation[] {
  const value = valueAt(service, keys);
  const problem = typeof value === "string" && value !== "" ? cpusProblem(value) : undefined;
  if (problem === undefined) return [];
  const inside = [...path, ...keys];
  return problem === "form"
    ? [violation(inside, "is not a number of CPUs", 'Write a decimal number in quotes, such as `"0.5"`.')]
    : [violation(inside, "is finer than a billionth of a CPU", "Write at most nine decimal places.")];
}

/** `restart` counts only where there is no `deploy.restart_policy`. */
function restart(path: Path, service: Plain): Violation[] {
  const policy = service.restart;
  if (typeof policy !== "string" || valueAt(service, ["deploy", "restart_policy"]) !== undefined) return [];
  const colon = policy.indexOf(":");
  const [name, count] = colon === -1 ? [policy, ""] : [policy.slice(0, colon), policy.slice(colon + 1)];
  if (POLICIES.has(name) && colon !== 0 && (count === "" || isInt64(count))) return [];
  const help = "Use `no`, `always`, `unless-stopped`, `on-failure` or `on-failure:3`; better, `deploy.restart_policy`.";
  return [violation(path, "is not a restart policy", help)];
}

function isInt64(text: string): boolean {
  if (!/^[-+]?[0-9]+$/.test(text)) return false;
  const digits = text.replace(/^[-+]?0*/, "");
  const magnitude = digits.length > 20 ? INT64_LIMIT + 1n : BigInt(digits || 0);
  return magnitude < INT64_LIMIT || (text.startsWith("-") && magnitude === INT64_LIMIT);
}

function healthcheck(path: Path, check: Plain): Violation[] {
  const hasTest = typeof check.test === "string" || list(check.test).length > 0;
  if (check.disable !== true || !hasTest) return [];
  return [violation(path, "and `disable: true` exclude each other", "Remove one of the two.")];
}

const isSet = (value: unknown): value is string => typeof value === "string" && value !== "" && !hasUnknown(value);

function credentials(path: Path, specification: Plain, configs: Plain): Violation[] {
  const given = ["config", "file", "registry"].filter((key) => isSet(specification[key]));
  if (given.length > 1) {
    const wrong = `excludes \`${given[0]}\``;
    return [violation([...path, given.at(-1) as string], wrong, "Keep one of `config`, `file` and `registry`.")];
  }
  const key = specification.config;
  if (!isSet(key) || !Object.hasOwn(configs, key)) return [];
  const config = mapping(configs[key]);
  const name = [config.name, valueAt(config, ["external", "name"])].find(isSet);
  // The stack's name is not known here: a name that ends like that of the config may be the one deploy looks for.
  if (name === undefined || name === key || name.endsWith(`_${key}`)) return [];
  const help = `Remove the name from the config \`${key}\`.`;
  return [violation([...path, "config"], "is a config with a name of its own, which deploy does not find", help)];
}

/** Secrets, or configs, of one service that would be files of one name. */
function sameTargets(path: Path, references: readonly unknown[]): Violation[] {
  const seen = new Map<string, number>();
  return references.flatMap((reference, index) => {
    const { source, target } = typeof reference === "string" ? { source: reference, target: "" } : mapping(reference);
    const file = target || source;
    if (!isSet(file)) return [];
    const first = seen.get(file);
    if (first === undefined) {
      seen.set(file, index);
      return [];
    }
    const help = "Give each a `target` of its own, or remove one.";
    return [violation([...path, index], `has the same target as entry ${first + 1}`, help)];
  });
}

function withoutFile(path: Path, value: Plain): Violation[] {
  const known = [value.file, value.driver].some((text) => text !== undefined && text !== "");
  if (known || (value.external !== undefined && value.external !== false)) return [];
  return [violation(path, "has no `file` and is not `external`", "Add `file`, or `external: true`.")];
}

// ---- Plain data ----

/** A mapping of plain data; `toPlain` makes them without a prototype. */
type Plain = Readonly<Record<string, unknown>>;

const EMPTY: Plain = Object.freeze(Object.create(null));

/** The value itself when it is a mapping, else an empty one. */
function mapping(value: unknown): Plain {
  return value !== null && typeof value === "object" && !Array.isArray(value) ? (value as Plain) : EMPTY;
}

/** The value itself when it is a list, else an empty one. */
function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** What stands under the first key, there under the second, and so on. */
function valueAt(value: unknown, keys: readonly string[]): unknown {
  let found = value;
  for (const key of keys) {
    const within = mapping(found);
    found = Object.hasOwn(within, key) ? within[key] : undefined;
  }
  return found;
}
