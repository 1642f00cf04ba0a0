// Fetches what `npm run test:all` starts besides this package: Node 24 where another one runs, and in continuous
// integration SARIF's own validator. Without a network it says so; the tests that want them then skip and say why.
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runsOnNode24, TOOLS } from "./test-tools.mjs";

const wanted = [];
if (!runsOnNode24()) wanted.push(TOOLS.node24);
if (process.env.CI === "true") wanted.push(TOOLS.sarif);
for (const tool of wanted) if (!existsSync(tool.program)) fetch(tool);

function fetch({ spec, folder, program }) {
  const unfinished = `${folder}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { recursive: true });
  // Without a file of its own npm would take the nearest one above for the package.
  writeFileSync(join(unfinished, "package.json"), '{ "private": true }\n');
  const options = ["--no-save", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error", "--fetch-retries=1"];
  const { status, stderr } = spawnSync("npm", ["install", spec, "--prefix", unfinished, ...options], {
    encoding: "utf8",
    shell: process.platform === "win32",
  });
  if (status === 0) {
    rmSync(folder, { recursive: true, force: true });
    renameSync(unfinished, folder);
    // npm makes executable only what a package names as a command.
    chmodSync(program, 0o755);
  } else console.log(`skipped: ${spec} could not be fetched: ${(stderr ?? "").trim().split("\n")[0]}`);
}
