import { list, mapping, type Plain, valueAt } from "../yaml/plain.ts";
import { hasUnknown } from "../yaml/unknown.ts";
import { imageProblem } from "./image-reference.ts";
import { cpusProblem } from "./quantity.ts";
import type { Violation } from "./schema.ts";
import { type Path, subject } from "./schema-path.ts";

const REFUSES = "deploy refuses the stack";
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
  return { path, at: "value", message: `${subject(path)} ${wrong}; ${REFUSES}.`, help };
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
