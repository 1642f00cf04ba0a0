import { textWidth, wrapped } from "../report/text/terminal.ts";
import { type Command, OPTIONS } from "./options.ts";

interface Page {
  readonly usage: readonly string[];
  readonly about: string;
  readonly examples: readonly (readonly [command: string, does: string])[];
}

const PAGES: Readonly<Record<Command, Page>> = {
  check: {
    usage: [
      "swarm-volume-check [check] [OPTIONS] [PATH...]",
      "swarm-volume-check preview [OPTIONS] [PATH...]",
      "swarm-volume-check init [OPTIONS]",
      "swarm-volume-check cost [OPTIONS] [PATH...]",
      "swarm-volume-check prices [list|refresh] [OPTIONS]",
      "swarm-volume-check normalize [OPTIONS] FILE...",
      "swarm-volume-check explain RULE",
      "swarm-volume-check rules [--format json]",
    ],
    about:
      "Says what happens to the data of every mount when Docker Swarm moves a task. Each PATH is a stack file, a folder to look for stack files in, or - for standard input; without any, the current folder is meant.",
    examples: [
      ["swarm-volume-check", "every stack file below this folder"],
      ["swarm-volume-check stack.yml", "one stack"],
      ["swarm-volume-check --stack base.yml --stack prod.yml", "one stack of two files"],
      ["swarm-volume-check --variables prod.env --nodes 3 deploy/", "with what you know of the cluster"],
      ["swarm-volume-check --format text --format json --output report.json", "a log and a file"],
      ["docker stack config -c stack.yml | swarm-volume-check -", "standard input"],
    ],
  },
  preview: {
    usage: ["swarm-volume-check preview [OPTIONS] [PATH...]"],
    about:
      "Shows the review that the Action would post on a pull request from this checkout: its summary, and each comment with the lines that it stands on. Without --base, the pull request is for the default branch of origin. Nothing is posted.",
    examples: [
      ["swarm-volume-check preview", "as Markdown"],
      ["swarm-volume-check preview --base origin/main --format html --output review.html", "to look at"],
    ],
  },
  init: {
    usage: ["swarm-volume-check init [OPTIONS]"],
    about:
      "Writes a first configuration, .swarm-volume-check.yml at the root of the repository, from the stack files that are there. What the files do not tell is there as a comment.",
    examples: [
      ["swarm-volume-check init", "write it, if there is none"],
      ["swarm-volume-check init --stdout", "only look at it"],
    ],
  },
  cost: {
    usage: ["swarm-volume-check cost [OPTIONS] [PATH...]"],
    about:
      "Says what the storage of every volume costs a month, as it is and with each remedy. Sizes come from labels, extensions, driver options or the configuration; without one, the price of 100 GiB is shown. Prices are those of the program or of a file: no network is touched.",
    examples: [
      ["swarm-volume-check cost --provider aws --region eu-west-1 stack.yml", "one stack"],
      ["swarm-volume-check cost --provider hetzner --format json deploy/", "for programs"],
      ["swarm-volume-check cost --provider aws --region eu-west-1 --base origin/main", "what a change costs"],
    ],
  },
  prices: {
    usage: [
      "swarm-volume-check prices [list] [OPTIONS]",
      "swarm-volume-check prices refresh --region REGION [OPTIONS]",
    ],
    about:
      "Lists the prices that estimates are made with. With refresh, reads the current prices of AWS for one region from the network into a file that later runs use; nothing else in this program touches the network.",
    examples: [
      ["swarm-volume-check prices", "what is in the book, and how old it is"],
      ["swarm-volume-check prices --provider aws --region eu-west-1", "the prices of one region"],
      ["swarm-volume-check prices refresh --region eu-west-1", "read current prices"],
    ],
  },
  normalize: {
    usage: ["swarm-volume-check normalize [OPTIONS] FILE..."],
    about:
      "Prints the volumes of one stack in long form as JSON, as docker stack deploy understands them. Several files are merged in order.",
    examples: [
      ["swarm-volume-check normalize stack.yml", "one file"],
      ["swarm-volume-check normalize --env base.yml prod.yml", "merged, with variables from the environment"],
    ],
  },
  explain: {
    usage: ["swarm-volume-check explain RULE"],
    about: "Prints the page of a rule: what it finds, why, what to do, and examples.",
    examples: [["swarm-volume-check explain local-volume-unpinned", "the page of this rule"]],
  },
  rules: {
    usage: ["swarm-volume-check rules [--format text|json]"],
    about: "Lists every rule with its severity, category and a summary.",
    examples: [
      ["swarm-volume-check rules", "as a table"],
      ["swarm-volume-check rules --format json", "for programs"],
    ],
  },
};

const EXIT_CODES = [
  ["0", "nothing at or above the threshold of --fail-on"],
  ["1", "findings at or above it"],
  ["2", "a wrong option, path, variables, configuration or baseline; nothing to check; a failed write"],
  ["3", "a bug in this program"],
] as const;

const DEFAULT_COLUMNS = 100;

/** The help of a command. */
export function helpText(command: Command, columns: number | undefined): string {
  const { usage, about, examples } = PAGES[command];
  const width = Math.max(40, columns ?? DEFAULT_COLUMNS);
  const options = OPTIONS.filter(({ commands }) => commands.includes(command)).map(({ name, short, value, help }) => {
    const head = `${short ? `-${short}, ` : ""}--${name}${value ? ` ${value}` : ""}`;
    return [head, help] as const;
  });
  return `${[
    ...usage.map((line, index) => `${index === 0 ? "Usage: " : "       "}${line}`),
    "",
    ...wrapped(about, width),
    "",
    "Options:",
    ...twoColumns(options, width),
    "",
    "Examples:",
    ...examples.flatMap(([line, does]) => [`  ${line}`, `      ${does}`]),
    ...(command === "check" ? ["", "Exit codes:", ...twoColumns(EXIT_CODES, width)] : []),
  ].join("\n")}\n`;
}

/** Heads on the left and texts on the right, or below a head that is too wide. */
export function twoColumns(rows: readonly (readonly [head: string, text: string])[], width: number): string[] {
  const left = Math.min(
    31,
    rows.reduce((widest, [head]) => Math.max(widest, textWidth(head)), 0),
  );
  return rows.flatMap(([head, text]) => {
    const lines = wrapped(text, width - left - 4).map((line) => `${" ".repeat(left + 4)}${line}`);
    if (textWidth(head) > left) return [`  ${head}`, ...lines];
    const [first = "", ...others] = lines;
    return [`  ${head}${first.slice(2 + head.length)}`, ...others];
  });
}
