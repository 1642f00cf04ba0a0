// Writes the real output of each example into the README, below its `<!-- output of: ... -->` line.
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

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
