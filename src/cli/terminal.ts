import type { Arguments } from "./arguments.ts";
import type { Io } from "./io.ts";

/** Whether a stream gets colours. */
export function usesColor({ color }: Arguments, env: Io["env"], isTerminal: boolean): boolean {
  return color ?? (isTerminal && !env.NO_COLOR && env.TERM !== "dumb");
}
