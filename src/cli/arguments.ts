import { parseArgs } from "node:util";
import { DEFAULT_MAX_BYTES } from "../session/decode.ts";
import { didYouMean, UsageError } from "../session/usage.ts";
import { COMMANDS, type Command, OPTIONS, type Option } from "./options.ts";
import { FORMATS_OF, type GivenReport, type RequestedReport, requestedReports } from "./outputs.ts";

/** A call, understood and checked; each command looks at what concerns it. */
export interface Arguments {
  readonly command: Command;
  readonly help: boolean;
  readonly version: boolean;
  /** What is left when options and the command are taken away. */
  readonly operands: readonly string[];
  readonly configPath: string | undefined;
  readonly noConfig: boolean;
  /** Whether comments in the files can say that findings are known. */
  readonly inlineIgnores: boolean;
  readonly baseline: string | undefined;
  readonly writeBaseline: boolean;
  readonly stack: readonly string[];
  readonly stackName: string | undefined;
  /** What to compare with, as git calls it. */
  readonly base: string | undefined;
  /** Findings that base has too fail nothing. */
  readonly onlyNew: boolean;
  /** undefined: not stated. */
  readonly target: "auto" | "swarm" | "compose" | undefined;
  readonly envFiles: readonly string[];
  readonly useEnvironment: boolean;
  readonly unsetVariables: "unknown" | "empty";
  readonly nodes: number | undefined;
  readonly sharedPaths: readonly string[];
  /** Whose prices, and where. */
  readonly provider: string | undefined;
  readonly region: string | undefined;
  /** A file of prices. */
  readonly prices: string | undefined;
  /** Where the price list is, ending with a slash. */
  readonly from: string | undefined;
  /** Whether files that a stack names must be there. */
  readonly checkFiles: boolean;
  /** Which fixes are applied. */
  readonly fix: "safe" | "unsafe" | undefined;
  /** Fixes are shown and not written. */
  readonly dryRun: boolean;
  readonly reports: readonly RequestedReport[];
  /** undefined: not stated. */
  readonly failOn: "error" | "warning" | "never" | undefined;
  /** How many comments a review gets. */
  readonly maxInlineComments: number | undefined;
  readonly maxBytes: number;
  /** Whether a file may be replaced. */
  readonly force: boolean;
  /** Print instead of writing a file. */
  readonly stdout: boolean;
  readonly allowEmpty: boolean;
  readonly stdinFilename: string | undefined;
  readonly quiet: boolean;
  /** undefined: whatever suits the output. */
  readonly color: boolean | undefined;
}

interface Given {
  readonly option: Option;
  readonly value: string;
}

/** Understands a call or throws a `UsageError`. */
export function parseArguments(argv: readonly string[]): Arguments {
  const { tokens } = parseArgs({
    args: [...argv],
    options: Object.fromEntries(
      OPTIONS.map(({ name, short, value }) => [
        name,
        { type: value ? ("string" as const) : ("boolean" as const), ...(short ? { short } : {}) },
      ]),
    ),
    strict: false,
    tokens: true,
  });
  const given: Given[] = [];
  const operands: string[] = [];
  let command: Command | undefined;
  let terminated = false;
  for (const token of tokens) {
    if (token.kind === "option-terminator") terminated = true;
    else if (token.kind === "option") given.push(understood(token.rawName, token.value, token.inlineValue === true));
    else if (command === undefined && operands.length === 0 && !terminated && isCommand(token.value))
      command = token.value;
    else operands.push(token.value);
  }
  const chosen = command ?? "check";
  for (const { option } of given) {
    if (option.commands.includes(chosen)) continue;
    throw new UsageError(`\`--${option.name}\` does not go with \`${chosen}\``, seeHelp(chosen));
  }
  return settings(chosen, operands, given);
}

function isCommand(word: string): word is Command {
  return (COMMANDS as readonly string[]).includes(word);
}

function seeHelp(command: Command): string {
  return `\`swarm-volume-check ${command === "check" ? "" : `${command} `}--help\` lists the options`;
}

function understood(rawName: string, value: string | undefined, inline: boolean): Given {
  const option = OPTIONS.find(({ name, short }) => rawName === `--${name}` || (short && rawName === `-${short}`));
  if (option === undefined) {
    if (/^--env-file(?:-if-exists)?$/.test(rawName)) {
      const message = `\`${rawName}\` belongs to Node, which reads the file itself and runs what \`NODE_OPTIONS\` in it names`;
      throw new UsageError(message, "write `--variables FILE`");
    }
    const names = OPTIONS.map(({ name }) => `--${name}`);
    throw new UsageError(`there is no option \`${rawName}\``, didYouMean(rawName, names, seeHelp("check")));
  }
  const name = `--${option.name}`;
  if (option.value === undefined) {
    if (value !== undefined) throw new UsageError(`\`${name}\` takes no value`, `write \`${name}\` alone`);
    return { option, value: "" };
  }
  if (value === undefined || value === "" || (!inline && /^-./.test(value))) {
    const help = `write \`${name} ${option.value}\`, or \`${name}=VALUE\` for a value that starts with a dash`;
    throw new UsageError(`\`${name}\` needs a value`, help);
  }
  return { option, value };
}

function settings(command: Command, operands: readonly string[], given: readonly Given[]): Arguments {
  const all = (name: string): string[] => given.filter(({ option }) => option.name === name).map(({ value }) => value);
  const last = (name: string) => all(name).at(-1);
  const has = (name: string) => all(name).length > 0;
  const choice = <T extends string>(name: string, values: readonly T[]): T | undefined => {
    const value = last(name);
    return value === undefined ? undefined : oneOf(name, value, values);
  };
  if (has("config") && has("no-config"))
    throw new UsageError("`--config` and `--no-config` do not go together", "omit one of the two");
  if (has("only-new") && !has("base") && command !== "preview")
    throw new UsageError("`--only-new` needs `--base`", "say what is old: `--base origin/main`");
  if (has("write-baseline") && !has("baseline"))
    throw new UsageError("`--write-baseline` needs to know the file", "add `--baseline FILE`");
  const outputs = given.flatMap(({ option, value }): GivenReport[] => {
    if (option.name === "format") return [{ kind: "format", format: oneOf("format", value, FORMATS_OF[command]) }];
    return option.name === "output" ? [{ kind: "output", path: value }] : [];
  });
  return {
    command,
    help: has("help"),
    version: has("version"),
    operands,
    configPath: last("config"),
    noConfig: has("no-config"),
    inlineIgnores: !has("no-inline-ignores"),
    baseline: last("baseline"),
    writeBaseline: has("write-baseline"),
    stack: all("stack"),
    stackName: last("stack-name"),
    base: last("base"),
    onlyNew: has("only-new"),
    target: choice("target", ["auto", "swarm", "compose"]),
    envFiles: all("variables"),
    useEnvironment: has("env"),
    unsetVariables: choice("unset-variables", ["unknown", "empty"]) ?? "unknown",
    nodes: count("nodes", last("nodes")),
    sharedPaths: all("shared-path").map(absolutePath),
    provider: last("provider"),
    region: last("region"),
    prices: last("prices"),
    from: last("from") === undefined ? undefined : address(last("from") as string),
    fix: has("fix-unsafe") ? "unsafe" : has("fix") || has("fix-dry-run") ? "safe" : undefined,
    dryRun: has("fix-dry-run"),
    reports: requestedReports(outputs, FORMATS_OF[command][0]),
    failOn: choice("fail-on", ["error", "warning", "never"]),
    maxInlineComments: count("max-inline-comments", last("max-inline-comments")),
    maxBytes: count("max-size", last("max-size")) ?? DEFAULT_MAX_BYTES,
    force: has("force"),
    stdout: has("stdout"),
    checkFiles: has("check-files"),
    allowEmpty: has("allow-empty"),
    stdinFilename: last("stdin-filename"),
    quiet: has("quiet"),
    color: colorOf(given),
  };
}

function oneOf<T extends string>(name: string, value: string, values: readonly T[]): T {
  const found = values.find((candidate) => candidate === value);
  if (found !== undefined) return found;
  const help = didYouMean(value, values, `write one of ${values.join(", ")}`);
  throw new UsageError(`\`--${name}\` does not know \`${value}\``, help);
}

function count(name: string, value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  const number = /^\d{1,15}$/.test(value) ? Number(value) : 0;
  if (number < 1)
    throw new UsageError(`\`--${name}\` needs a whole number from 1, not \`${value}\``, `write \`--${name} 3\``);
  return number;
}

/** A path on the nodes, which may run another system than this one. */
function absolutePath(path: string): string {
  if (path.startsWith("/") || /^[A-Za-z]:[\\/]/.test(path)) return path;
  throw new UsageError(
    `\`--shared-path\` needs an absolute path, not \`${path}\``,
    "write it as it is on the nodes, from `/`",
  );
}

function address(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === "https:" || url?.protocol === "http:") return url.href.replace(/\/*$/, "/");
  throw new UsageError(`\`--from\` needs an address, not \`${text}\``, "write `--from https://...`");
}

function colorOf(given: readonly Given[]): boolean | undefined {
  const last = given.findLast(({ option }) => option.name === "color" || option.name === "no-color");
  return last === undefined ? undefined : last.option.name === "color";
}
