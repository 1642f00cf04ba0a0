import type { Problem } from "../model/problem.ts";
import { type Place, placeOf } from "../model/text.ts";
import { child, entriesOf, itemsOf, type Mapping, type Tree } from "../yaml/tree.ts";
import { hasUnknown } from "../yaml/unknown.ts";
import { serviceValues } from "./merge.ts";
import { textOf, textsOf } from "./values-of.ts";

// ---- Networks, secrets and configs ----

interface Reference {
  readonly name: string;
  readonly place: Place;
}

const SECTIONS = [
  { key: "networks", section: "networks", what: "network" },
  { key: "secrets", section: "secrets", what: "secret" },
  { key: "configs", section: "configs", what: "config" },
] as const;

/** Every node has them, and a stack declares them all the same. */
const NODE_NETWORKS = new Set(["host", "bridge", "none"]);

/** Networks, secrets and configs that a service uses and no file declares: deploy stops there, `stack config` does not. */
export function findUndefined(roots: readonly Mapping[], problems: Problem[]): void {
  for (const { key, section, what } of SECTIONS) {
    const declared = new Set(
      roots.flatMap((root) => Array.from(entriesOf(child(root, section)), (entry) => entry.key.name)),
    );
    if (what === "network") declared.add("default");
    for (const root of roots) {
      const uses = [...serviceValues(root, key), ...(what === "config" ? credentialSpecs(root) : [])];
      for (const [service, value] of uses) {
        for (const { name, place } of referencesIn(value, what)) {
          if (declared.has(name) || hasUnknown(name)) continue;
          const [message, help] = name === "" ? withoutName(what) : undeclared(what, name, section);
          problems.push({ rule: "undefined-reference", place, message, help, service, subject: `${section}.${name}` });
        }
      }
    }
  }
}

/** `credential_spec: {config: NAME}` uses a config too. */
function credentialSpecs(root: Mapping): [service: string, value: Tree][] {
  return serviceValues(root, "credential_spec").flatMap(([service, spec]) => {
    const config = child(spec, "config");
    return config && textOf(config)?.value ? [[service, config] as [string, Tree]] : [];
  });
}

type Words = readonly [message: string, help: string];

function withoutName(what: string): Words {
  return [
    `This entry names no ${what}; deploy refuses the stack, after it has created the networks.`,
    `Write which ${what} is meant.`,
  ];
}

function undeclared(what: string, name: string, section: string): Words {
  const external = what === "network" && NODE_NETWORKS.has(name) ? " with `external: true`" : "";
  return [
    `The ${what} \`${name}\` is declared nowhere in the stack; deploy refuses the stack, after it has created the networks.`,
    `Declare \`${name}\` under the top-level \`${section}\`${external}, or correct the name.`,
  ];
}

function referencesIn(value: Tree, what: string): Reference[] {
  if (what === "network" && value.kind === "mapping") {
    return Array.from(value.entries.values(), ({ key }) => ({ name: key.name, place: placeOf(key) }));
  }
  const items = value.kind === "scalar" ? [value] : itemsOf(value);
  return items.flatMap((item) => {
    const source =
      item.kind === "mapping" ? (textOf(child(item, "source")) ?? { value: "", place: placeOf(item) }) : textOf(item);
    return source ? [{ name: source.value, place: source.place }] : [];
  });
}

// ---- Files ----

/** Whether a file that the stack names can be read where the stack is deployed; undefined when that is not known. */
export type FileLookup = (path: string) => boolean | undefined;

interface FileUse {
  /** As written: relative to the folder of the first file. */
  readonly path: string;
  readonly place: Place;
  readonly what: string;
  readonly subject: string;
}

/** `env_file`, secret and config files that deploy reads on the machine where it runs, and would not find. */
export function findMissingFiles(root: Mapping, lookup: FileLookup, problems: Problem[]): void {
  for (const { path, place, what, subject } of fileUses(root)) {
    if (hasUnknown(path) || lookup(path) !== false) continue;
    const message = `${what} cannot be read here; deploy refuses the stack.`;
    const help = "Correct the path. It is relative to the folder of the first stack file.";
    problems.push({ rule: "missing-file", place, message, help, subject });
  }
}

function* fileUses(root: Mapping): Generator<FileUse> {
  for (const [service, value] of serviceValues(root, "env_file")) {
    for (const { value: path, place } of textsOf(value)) {
      yield { path, place, what: "This env file", subject: `${service}:env_file` };
    }
  }
  for (const section of ["secrets", "configs"]) {
    for (const { key, value } of entriesOf(child(root, section))) {
      const file = textOf(child(value, "file"));
      if (!file?.value || isExternal(value) || textOf(child(value, "driver"))?.value) continue;
      const what = `The file of this ${section === "secrets" ? "secret" : "config"}`;
      yield { path: file.value, place: file.place, what, subject: `${section}.${key.name}` };
    }
  }
}

/** True for a map as well, and for a variable that is not set: then nothing is known. */
function isExternal(value: Tree): boolean {
  const external = child(value, "external");
  if (external?.kind === "mapping") return true;
  return external?.kind === "scalar" && (external.value === true || hasUnknown(external.value));
}
