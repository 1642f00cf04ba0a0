import { type Place, placeOf } from "../text.ts";
import { serviceValues } from "./merge.ts";
import type { Problem } from "./model.ts";
import { child, entriesOf, type Mapping } from "./tree.ts";
import { hasUnknown } from "./unknown.ts";
import { textOf, textsOf } from "./values-of.ts";

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
    const problem = { rule: "missing-file", place, subject };
    const isEnvFile = what === "env file";
    if (path === "") {
      const message = `This ${what} names no file, so deploy tries to read a folder; it refuses the stack.`;
      const help = isEnvFile
        ? "Write a path, or remove the entry."
        : "Set `file:`, or `external: true` if it exists in the cluster.";
      problems.push({ ...problem, message, help });
    } else if (!hasUnknown(path) && lookup(path) === false) {
      const which = isEnvFile ? "This env file" : `The file of this ${what}`;
      const message = `${which} cannot be read here; deploy refuses the stack.`;
      problems.push({
        ...problem,
        message,
        help: "Correct the path. It is relative to the folder of the first stack file.",
      });
    }
  }
}

/** Where Compose takes a secret or config from instead of a file; deploy knows neither. */
const COMPOSE_SOURCES = ["environment", "content"];

function* fileUses(root: Mapping): Generator<FileUse> {
  for (const [service, value] of serviceValues(root, "env_file")) {
    for (const { value: path, place } of textsOf(value))
      yield { path, place, what: "env file", subject: `${service}:env_file` };
  }
  for (const section of ["secrets", "configs"]) {
    for (const { key, value } of entriesOf(child(root, section))) {
      if (value.kind !== "mapping" || isExternal(value) || textOf(child(value, "driver"))?.value) continue;
      const file = textOf(child(value, "file"));
      if (file === undefined && COMPOSE_SOURCES.some((name) => value.entries.has(name))) continue; // reported as a wrong key
      const what = section === "secrets" ? "secret" : "config";
      yield { path: file?.value ?? "", place: file?.place ?? placeOf(key), what, subject: `${section}.${key.name}` };
    }
  }
}

/** True for a map as well, and for a variable that is not set: then nothing is known. */
function isExternal(value: Mapping): boolean {
  const external = child(value, "external");
  if (external?.kind === "mapping") return true;
  return external?.kind === "scalar" && (external.value === true || hasUnknown(external.value));
}
