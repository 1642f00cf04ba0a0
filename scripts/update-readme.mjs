// Writes the real output of each example into the README, below its `<!-- output of: ... -->` line, and the inputs and
// outputs of action.yml into docs/action.md.
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";

const root = fileURLToPath(new URL("..", import.meta.url));
const readme = `${root}README.md`;
const text = readFileSync(readme, "utf8");
/** The day on which the age of prices is judged, 2026-11-24: an output must not change by itself. */
const env = { ...process.env, SOURCE_DATE_EPOCH: "1795478400" };
const OUTPUT = /(<!-- output of: (.+?)(?: \(exit \d\))? -->\n```(?:text|diff)\n)[\s\S]*?(```)/g;
const updated = text.replace(OUTPUT, (_, head, args, tail) => {
  const options = { cwd: root, env, encoding: "utf8" };
  const { stdout } = spawnSync(process.execPath, ["dist/cli.js", ...args.split(" ")], options);
  return head + stdout + tail;
});
writeFileSync(readme, updated);

const page = `${root}docs/action.md`;
const action = parse(readFileSync(`${root}action.yml`, "utf8"));
const line = (...cells) => `| ${cells.join(" | ")} |`;
const inputs = Object.entries(action.inputs).map(([name, { description, default: value }]) =>
  line(`\`${name}\``, description, value === "" ? "" : `\`${value}\``),
);
const outputs = Object.entries(action.outputs).map(([name, { description }]) => line(`\`${name}\``, description));
const tables = {
  inputs: [line("input", "what it says", "default"), "|---|---|---|", ...inputs],
  outputs: [line("output", "what it says"), "|---|---|", ...outputs],
};
const MARKED = /(<!-- (inputs|outputs) -->\n)[\s\S]*?(<!-- \/\2 -->)/g;
const filled = readFileSync(page, "utf8").replace(
  MARKED,
  (_, head, name, tail) => `${head}${tables[name].join("\n")}\n${tail}`,
);
writeFileSync(page, filled);
