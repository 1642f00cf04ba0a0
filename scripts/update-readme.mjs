// Writes the real output of each example into the README, below its `<!-- output of: ... -->` line.
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const readme = `${root}README.md`;
const text = readFileSync(readme, "utf8");
const updated = text.replace(/(<!-- output of: (.+) -->\n```text\n)[\s\S]*?(```)/g, (_, head, args, tail) => {
  const { stdout } = spawnSync(process.execPath, ["dist/cli.js", ...args.split(" ")], { cwd: root, encoding: "utf8" });
  return head + stdout + tail;
});
writeFileSync(readme, updated);
