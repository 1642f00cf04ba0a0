import { requiredVariable, word } from "./shell.ts";

/** `$STACK`, which the names of services and volumes start with. */
export function stackLine(stackName: string | undefined): string {
  return stackName === undefined ? requiredVariable("STACK", "the name of the stack") : `STACK=${word(stackName)}`;
}

/** The name of a service on the swarm, for a shell that knows `$STACK`. */
export function scopedName(name: string): string {
  return `"\${STACK}_${name}"`;
}

/** A file on the manager that remembers the node. */
export function nodeFile(name: string): string {
  return word(`${name.replace(/[^\w.-]/g, "_")}.node`);
}

/** Services that share a volume may run on several nodes, each with data of its own: whose counts, a person must say. */
export function requireOneNode(name: string): string {
  const file = nodeFile(name);
  return `[ "$(wc -l < ${file})" -le 1 ] || { echo "several nodes: see whose data counts, and leave only that one in ${file}" >&2; exit 1; }`;
}
