import { given, word } from "./shell.ts";

/** `$STACK`, which the names of services and volumes start with. */
export function stackLine(stackName: string | undefined): string {
  return stackName === undefined ? given("STACK", "the name of the stack") : `STACK=${word(stackName)}`;
}

/** The name of a service on the swarm, for a shell that knows `$STACK`. */
export function full(name: string): string {
  return `"\${STACK}_${name}"`;
}

/** A file on the manager that remembers the node. */
export function nodeFile(name: string): string {
  return word(`${name.replace(/[^\w.-]/g, "_")}.node`);
}
