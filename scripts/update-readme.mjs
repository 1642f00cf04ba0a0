// Writes what the program prints into the README and the pages of docs/: the output of each example below its
// `<!-- output of: ... -->` line, the help of every command, the inputs and outputs of action.yml, the lab's figures,
// what is known of the providers.
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import { sections } from "./provider-tables.mjs";

const COMMANDS = ["check", "preview", "init", "cost", "prices", "normalize", "explain", "rules"];

const root = fileURLToPath(new URL("..", import.meta.url));
const read = (path) => readFileSync(`${root}${path}`, "utf8");
/** The day on which the age of prices is judged, 2026-11-24: an output must not change by itself. */
const env = { ...process.env, SOURCE_DATE_EPOCH: "1795478400" };

const OUTPUT = /(<!-- output of: (.+?)(?: \(exit \d\))? -->\n```(?:text|diff)\n)[\s\S]*?(```)/g;
const MARKED = /(<!-- ([a-z-]+) -->\n?)[\s\S]*?(<!-- \/\2 -->)/g;

function printed(args) {
  return spawnSync(process.execPath, ["dist/cli.js", ...args], { cwd: root, env, encoding: "utf8" }).stdout;
}

function help() {
  const pages = COMMANDS.map((command) => `## ${command}\n\n\`\`\`text\n${printed([command, "--help"])}\`\`\`\n`);
  return `\n${pages.join("\n")}\n`;
}

const action = parse(read("action.yml"));
const line = (...cells) => `| ${cells.join(" | ")} |`;

function inputs() {
  const rows = Object.entries(action.inputs).map(([name, { description, default: value }]) =>
    line(`\`${name}\``, description, value === "" ? "" : `\`${value}\``),
  );
  return `${[line("input", "what it says", "default"), "|---|---|---|", ...rows].join("\n")}\n`;
}

function outputs() {
  const rows = Object.entries(action.outputs).map(([name, { description }]) => line(`\`${name}\``, description));
  return `${[line("output", "what it says"), "|---|---|", ...rows].join("\n")}\n`;
}

function lab() {
  const runs = readdirSync(`${root}lab/results`)
    .map((name) => JSON.parse(read(`lab/results/${name}`)))
    .sort((a, b) => a.engine.localeCompare(b.engine, undefined, { numeric: true }));
  const sum = (key) => runs.reduce((total, { counts }) => total + counts[key], 0);
  const engines = runs.map(({ engine }) => engine.split("+")[0]).join(", ");
  const unknown = sum("confirmed") + sum("undecided");
  const figures = `${sum("cells")} cases, ${sum("agrees")} agree, ${sum("differs")} differ, ${unknown} the tool calls unknown`;
  return `Docker Engines ${engines}, command line ${runs.at(-1).commandLine}: ${figures}, ${sum("untold")} it does not speak of`;
}

const generated = { help, inputs, outputs, lab };
/** Undefined for marks that are somebody else's. */
const textFor = (name) => generated[name]?.() ?? sections[name];

const pages = [
  "README.md",
  ...readdirSync(`${root}docs`).flatMap((name) => (/\.md$/.test(name) ? `docs/${name}` : [])),
];
for (const page of pages) {
  const text = read(page);
  const updated = text
    .replace(OUTPUT, (_, head, args, tail) => head + printed(args.split(" ")) + tail)
    .replace(MARKED, (all, head, name, tail) => (textFor(name) === undefined ? all : head + textFor(name) + tail));
  if (updated !== text) writeFileSync(`${root}${page}`, updated);
}
