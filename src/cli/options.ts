import { providerNames } from "../cost/provider-names.generated.js";
import { listed } from "../model/english.ts";
import { FORMAT_NAMES } from "../report/formats.ts";

export const COMMANDS = ["check", "preview", "cost", "prices", "init", "normalize", "explain", "rules"] as const;
export type Command = (typeof COMMANDS)[number];

export interface Option {
  readonly name: string;
  readonly short?: string;
  /** What the option's value is called in the help; without it the option takes no value. */
  readonly value?: string;
  readonly repeatable?: true;
  readonly commands: readonly Command[];
  readonly help: string;
}

const CHECKING: readonly Command[] = ["check", "preview", "cost"];
const READING: readonly Command[] = [...CHECKING, "normalize"];
/** A preview is about a change, whatever files it touches. */
const NAMING: readonly Command[] = ["check", "cost"];
const PRICING: readonly Command[] = [...CHECKING, "prices"];

/** Every option, in the order of the help. */
export const OPTIONS: readonly Option[] = [
  {
    name: "config",
    value: "FILE",
    commands: CHECKING,
    help: "the configuration; by default the .swarm-volume-check.yml that is nearest the root of the repository",
  },
  { name: "no-config", commands: CHECKING, help: "use no configuration file" },
  {
    name: "no-inline-ignores",
    commands: CHECKING,
    help: "take no notice of `swarm-volume-check-ignore` comments, as a strict gate does",
  },
  {
    name: "baseline",
    value: "FILE",
    commands: CHECKING,
    help: "a list of findings that were there before; they are listed as ignored",
  },
  {
    name: "write-baseline",
    commands: ["check"],
    help: "write what is found to the file of --baseline; entries for files that are not checked stay",
  },
  {
    name: "stack",
    value: "FILE",
    repeatable: true,
    commands: NAMING,
    help: "a file of one stack; all of them, in order, are one stack, as with `docker stack deploy -c A -c B`",
  },
  {
    name: "stack-name",
    value: "NAME",
    commands: NAMING,
    help: "the name that `docker stack deploy` gets; it is a part of the names of volumes",
  },
  {
    name: "base",
    value: "REF",
    commands: CHECKING,
    help: "compare with the commit where this branch left REF, and report what the change does to data that is there",
  },
  { name: "only-new", commands: CHECKING, help: "with --base: what was there already fails nothing" },
  {
    name: "target",
    value: "auto|swarm|compose",
    commands: CHECKING,
    help: "what the files are for; auto (the default) checks files that are named, and skips those that are found and that only docker compose can run",
  },
  {
    name: "variables",
    value: "FILE",
    repeatable: true,
    commands: READING,
    help: "values for ${VARIABLES}, one NAME=value a line; a later file wins, and every file wins over --env",
  },
  { name: "env", commands: READING, help: "take values for ${VARIABLES} from the environment" },
  {
    name: "unset-variables",
    value: "unknown|empty",
    commands: READING,
    help: "what a variable without a value is: unknown (the default), or empty as Docker has it",
  },
  { name: "nodes", value: "N", commands: CHECKING, help: "how many nodes can run tasks; with 1, no task can move" },
  {
    name: "shared-path",
    value: "PATH",
    repeatable: true,
    commands: CHECKING,
    help: "an absolute host path that shows the same files on every node",
  },
  {
    name: "provider",
    value: "NAME",
    commands: PRICING,
    help: `whose prices: ${listed(providerNames, "or")}`,
  },
  { name: "region", value: "NAME", commands: PRICING, help: "the provider's region, such as eu-west-1" },
  {
    name: "prices",
    value: "FILE",
    commands: PRICING,
    help: "prices that `prices refresh` wrote; by default swarm-volume-check.prices.json where it lies in this folder",
  },
  { name: "from", value: "URL", commands: ["prices"], help: "where refresh finds AWS's price list; a mirror of it" },
  {
    name: "check-files",
    commands: NAMING,
    help: "report env, secret and config files that are not there, as on the machine that deploys",
  },
  {
    name: "fix",
    commands: ["check"],
    help: "repair what replaces no task that could start without its data, and report the rest",
  },
  {
    name: "fix-unsafe",
    commands: ["check"],
    help: "apply the other fixes too, the first of each finding: read the commands that move the data before you deploy",
  },
  {
    name: "fix-dry-run",
    commands: ["check"],
    help: "print what --fix, or --fix-unsafe beside it, would change as a diff for `git apply`, and write nothing",
  },
  {
    name: "format",
    value: "FORMAT",
    repeatable: true,
    commands: [...PRICING, "rules"],
    help: `how to print: ${listed(FORMAT_NAMES, "or")} (a preview: markdown or html; cost and prices: text or json); repeat it for several at once`,
  },
  {
    name: "output",
    value: "FILE",
    repeatable: true,
    commands: PRICING,
    help: "where the report of the --format before it goes; - and no --output are standard output",
  },
  {
    name: "fail-on",
    value: "error|warning|never",
    commands: CHECKING,
    help: "the least severity that makes the exit code 1; error is the default",
  },
  {
    name: "max-inline-comments",
    value: "N",
    commands: ["preview"],
    help: "how many comments on lines; 30 is the default, and the rest goes to the summary",
  },
  { name: "force", commands: ["init"], help: "replace the configuration that is there" },
  { name: "stdout", commands: ["init"], help: "print the configuration and write nothing" },
  {
    name: "max-size",
    value: "BYTES",
    commands: [...NAMING, "normalize", "init"],
    help: "leave larger files unread; 2097152 is the default",
  },
  { name: "allow-empty", commands: NAMING, help: "do not fail when there is nothing to check" },
  {
    name: "stdin-filename",
    value: "NAME",
    commands: [...NAMING, "normalize"],
    help: "what to call standard input in the report",
  },
  {
    name: "quiet",
    short: "q",
    commands: ["check", "cost"],
    help: "print errors and the count only; of cost, the table",
  },
  { name: "color", commands: COMMANDS, help: "use colours even when standard output is no terminal" },
  { name: "no-color", commands: COMMANDS, help: "use no colours; the environment variable NO_COLOR does the same" },
  { name: "version", short: "V", commands: COMMANDS, help: "print the version" },
  { name: "help", short: "h", commands: COMMANDS, help: "print this help" },
];
