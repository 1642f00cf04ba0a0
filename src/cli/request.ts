import type { Request } from "../session/request.ts";
import { UsageError } from "../session/usage.ts";
import { slashed } from "../source/checkout.ts";
import type { Arguments } from "./arguments.ts";
import type { Io } from "./io.ts";
import { COMMANDS } from "./options.ts";
import { coversRoot, dayOf, priceDay, type Setup } from "./setup.ts";

const MOST_COMMENTS = 30;
const STDIN = "<stdin>";

/** What the options say, whatever the command looks at. */
export function commonRequest(args: Arguments, io: Io): Omit<Request, "what"> {
  const { unsetVariables, failOn, onlyNew, inlineIgnores, checkFiles, maxInlineComments = MOST_COMMENTS } = args;
  const environment = args.useEnvironment ? Object.entries(io.env) : [];
  return {
    ...{ unsetVariables, failOn, onlyNew, inlineIgnores, checkFiles },
    target: args.target,
    stackName: args.stackName,
    environment: new Map(environment.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]))),
    inherited: io.env,
    variableFiles: args.envFiles,
    facts: { nodes: args.nodes, sharedPaths: args.sharedPaths },
    pricing: {
      provider: args.provider,
      region: args.region,
      needed: args.command === "cost" || args.region !== undefined || args.prices !== undefined,
    },
    today: dayOf(io.now()),
    priceDay: priceDay(io),
    review: { when: "never", event: "comment", maxInlineComments },
    about: args.command === "cost" ? "cost" : "everything",
    fixes: false,
  };
}

/** The files that a call names. */
export function namedFiles(args: Arguments, { policy, root }: Setup, io: Io): Request["what"] & { kind: "named" } {
  const paths = args.operands.length > 0 || args.stack.length > 0 ? args.operands : ["."];
  return {
    kind: "named",
    paths: paths.map((path) => displayOf(path, args)),
    together: args.stack.map((path) => displayOf(path, args)),
    stdin: stdinName([...args.stack, ...args.operands], args),
    policy,
    complete: coversRoot(args, root, io),
    maxBytes: args.maxBytes,
    allowEmpty: args.allowEmpty,
    words: args.command === "check" ? COMMANDS : [],
  };
}

/** A path as the report has it. */
export function displayOf(given: string, { stdinFilename }: Pick<Arguments, "stdinFilename">): string {
  if (given === "") throw new UsageError("a path is empty", "is a variable of the shell not set?");
  const name = given === "-" ? (stdinFilename ?? STDIN) : given;
  return slashed(name).replace(/^(?:\.\/+)+(?=.)/, "");
}

/** What standard input is called, where a call reads it; it ends once. */
export function stdinName(given: readonly string[], args: Pick<Arguments, "stdinFilename">): string | undefined {
  const count = given.filter((path) => path === "-").length;
  if (count > 1) throw new UsageError("standard input can be read only once", "write `-` once");
  return count === 0 ? undefined : displayOf("-", args);
}
