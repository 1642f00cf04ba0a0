import type { Problem } from "../model/problem.ts";
import type { Place } from "../model/text.ts";
import { child, entriesOf, type Mapping, type Tree } from "../yaml/tree.ts";
import { hasUnknown } from "../yaml/unknown.ts";
import { serviceValues } from "./merge.ts";
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
