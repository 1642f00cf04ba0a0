import { broken, files } from "../stack/generate.ts";
import { pick } from "../stack/reading.ts";

type Random = () => number;

/** Longer texts are cut: a run is worth more with many inputs than with long ones. */
const LONGEST = 6_000;

const below = (random: Random, limit: number): number => Math.floor(random() * limit);

// ---- Made from a grammar: YAML of any shape, with words that stacks have ----

const KEYS = [
  ..."services volumes networks configs secrets version a db image deploy placement constraints replicas mode".split(
    " ",
  ),
  ..."labels driver driver_opts type device o source target nfs volume tmpfs external name environment command".split(
    " ",
  ),
  ..."stop_grace_period update_config order max_replicas_per_node endpoint_mode resources x-a <<".split(" "),
  ..."cluster nodes storage files include exclude ignore rules budget schemaVersion findings fingerprint".split(" "),
];
const SCALARS = [
  ..."1 0440 yes ~ null .inf 2001-01-01 1e400 x postgres:16 redis data:/data /srv:/data ./a:/b: nfs addr=,rw local".split(
    " ",
  ),
  ...'$A ${A} ${A:-b} ${ $$ ${A:?} \uFEFF é 😀 \u0085 \u2028 \ud800 \'a\' "b" "\\x41" "\\\'" \'\' "" @ ` % *x &x !x'.split(
    " ",
  ),
  "node.hostname == a",
  "swarm-volume-check-ignore local-volume-unpinned -- why",
  "a: b",
  "a # b",
  "# swarm-volume-check-ignore",
];
const PROPERTIES = ["", "", "", "", "", "&x ", "&y ", "!a ", "!!str ", "!!int ", "!reset ", "&x !b ", "!<x> ", "!! "];
const ODD = ["\t", "\r\n", "\r", "\0", "\u0085", "\u2028", "\uFEFF", "---\n", "...\n", "%YAML 1.1\n", "? ", "- ", ": "];

function flow(random: Random, depth: number): string {
  const properties = pick(random, PROPERTIES);
  const choice = depth > 5 ? 0 : random();
  if (choice < 0.5) return properties + pick(random, SCALARS);
  const inner = () => flow(random, depth + 1);
  const pair = () =>
    `${pick(random, ["", "", "? "])}${pick(random, KEYS)}${pick(random, [": ", ":", ": ", ""])}${inner()}`;
  const items = Array.from({ length: below(random, 4) }, choice < 0.75 ? inner : pair).join(
    pick(random, [", ", ",", ",\n "]),
  );
  const [open, close] = choice < 0.75 ? ["[", "]"] : ["{", "}"];
  return `${properties}${open}${items}${random() < 0.97 ? close : ""}`;
}

function block(random: Random, indent: string, depth: number): string {
  const step = indent + pick(random, ["  ", "  ", "  ", " ", "    ", "\t", ""]);
  const value = (): string => {
    const choice = depth > 6 ? 0 : random();
    if (choice < 0.35) return ` ${flow(random, depth)}\n`;
    if (choice < 0.45) return ` ${pick(random, ["|", ">", "|-", ">+2", "|9"])}\n${step}text\n\n${step}  more\n`;
    return `${pick(random, ["", "", " ", " &x", " !a", " # why"])}\n${block(random, step, depth + 1)}`;
  };
  const entry = () => {
    if (random() < 0.02) return indent + pick(random, ODD);
    const key = random() < 0.95 ? pick(random, KEYS) : flow(random, depth);
    return `${indent}${pick(random, ["", "", "", "", "? "])}${key}:${value()}`;
  };
  const item = () => `${indent}-${value()}`;
  return Array.from({ length: 1 + below(random, 4) }, random() < 0.65 ? entry : item).join("");
}

// ---- The same few characters, again and again ----

const PIECES = [
  ..."[ ] { } ? - : , & * ! | > # % @ ' \" \\ $ ${ } a <<: *x &x !a".split(" "),
  ...[
    "? ",
    "- ",
    ": ",
    "a: ",
    "[a: ",
    "{a: ",
    "{? ",
    "&x ",
    "!a ",
    "\n",
    "\n ",
    "\t",
    " ",
    ", ",
    "${A:-",
    "$$",
    "a,b=",
    "# ",
  ],
];

function repeated(random: Random): string {
  const part = Array.from({ length: 1 + below(random, 4) }, () => pick(random, PIECES)).join("");
  const text = part.repeat(1 + below(random, 10 ** (1 + below(random, 4))));
  return pick(random, ["", "a: ", "services:\n  a:\n    image: x\n    command: ", "services: "]) + text;
}

// ---- Changed a little ----

function changed(random: Random, seeds: readonly string[]): string {
  let text = pick(random, seeds);
  for (let left = 1 + below(random, 5); left > 0; left--) text = changedOnce(random, text, seeds);
  return text;
}

function changedOnce(random: Random, text: string, seeds: readonly string[]): string {
  const start = below(random, text.length + 1);
  const end = Math.min(text.length, start + below(random, pick(random, [3, 30, 300])));
  const [before, part, after] = [text.slice(0, start), text.slice(start, end), text.slice(end)];
  switch (below(random, 9)) {
    case 0:
      return before + after;
    case 1:
      return before + part.repeat(2 + below(random, pick(random, [2, 50]))) + after;
    case 2:
      return before + pick(random, [...PIECES, ...ODD]) + part + after;
    case 3:
      return before + pick(random, SCALARS) + after;
    case 4:
      return before + flow(random, 2) + after;
    case 5: {
      const other = pick(random, seeds);
      return before + other.slice(below(random, other.length + 1));
    }
    case 6: {
      const lines = text.split("\n");
      const [from, to] = [below(random, lines.length), below(random, lines.length)];
      [lines[from], lines[to]] = [lines[to] ?? "", lines[from] ?? ""];
      return lines.join("\n");
    }
    case 7:
      return before + part.replace(/^/gm, pick(random, [" ", "  ", "\t", "- ", "# "])) + after;
    default:
      // One value in the place of another.
      return text.replace(/: .*/g, (value) => (random() < 0.05 ? `: ${pick(random, SCALARS)}` : value));
  }
}

/** One input; the same random numbers and the same seeds give the same one. */
export function madeInput(random: Random, seeds: readonly string[]): string {
  const choice = random();
  const text =
    choice < 0.3
      ? block(random, "", 0)
      : choice < 0.4
        ? pick(random, files(random))
        : choice < 0.45
          ? broken(random)
          : choice < 0.55
            ? repeated(random)
            : changed(random, seeds);
  return text.slice(0, LONGEST);
}
