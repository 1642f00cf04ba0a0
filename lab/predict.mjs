import { execFileSync, spawnSync } from "node:child_process";
import { relative } from "node:path";
import { fileURLToPath } from "node:url";

/** The tool as it is shipped. */
export const TOOL = fileURLToPath(new URL("../dist/cli.js", import.meta.url));

/**
 * The tool's own report on stack files.
 * @param {string} tool
 * @param {readonly string[]} words options and paths
 */
export function reportOn(tool, words, cwd) {
  const options = ["--format", "json", "--target", "swarm", "--fail-on", "never"];
  return JSON.parse(
    execFileSync(process.execPath, [tool, ...options, ...words], { cwd, encoding: "utf8", maxBuffer: 1 << 28 }),
  );
}

/** Lets the tool repair files; what it prints to whoever waits for it. */
export function fixedBy(tool, words, cwd) {
  const { status, stderr } = spawnSync(process.execPath, [tool, "--fail-on", "never", ...words], {
    cwd,
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`exit code ${status}: ${stderr}`);
  return stderr;
}

/**
 * What the tool says of the data in one directory of the service `app`.
 * @param {object} report
 * @param {string} path of the stack file
 * @param {string} target
 */
export function exposureIn(report, path, target) {
  const stack = report.stacks.find(({ files }) => files.includes(path));
  if (!stack) throw new Error(`${path}: the tool reports no stack; ${JSON.stringify(report.skipped)}`);
  if (stack.verdict !== "accepted") throw new Error(`${path}: the tool calls the stack rejected`);
  const exposures = stack.exposures.filter((one) => one.service === "app" && one.target === target);
  if (exposures.length !== 1) throw new Error(`${path}: the tool reports ${exposures.length} exposures of ${target}`);
  return exposures[0];
}

/**
 * The predictions for stack files, by path.
 * @param {string} tool
 * @param {readonly { file: string, target: string, flags: readonly string[] }[]} cells
 * @returns {Map<string, object>} exposures
 */
export function predictions(tool, cells) {
  const found = new Map();
  for (const alike of byFlags(cells)) {
    const report = reportOn(tool, [...alike[0].flags, ...alike.map(({ file }) => file)]);
    for (const { file, target } of alike) found.set(file, exposureIn(report, file, target));
  }
  return found;
}

/**
 * What the tool says of a change, by path: the files as they are now are the base, and `change` writes the new ones. The
 * tool compares with a commit, so the folder becomes a repository.
 * @param {string} tool
 * @param {string} folder
 * @param {readonly { file: string, target: string, flags: readonly string[] }[]} cells their targets may change
 * @param {() => void} change
 * @returns {Map<string, string>} outcomes; `none` where the report speaks of none
 */
export function deployedOutcomes(tool, folder, cells, change) {
  const git = (...words) =>
    execFileSync("git", ["-C", folder, "-c", "user.name=lab", "-c", "user.email=lab@localhost", ...words]);
  git("init", "-q", "-b", "base");
  git("add", "--all");
  git("commit", "-q", "-m", "base");
  git("checkout", "-q", "-b", "head");
  change();
  git("commit", "-q", "-a", "--allow-empty", "-m", "head");
  const found = new Map();
  for (const alike of byFlags(cells)) {
    const words = ["--base", "base", ...alike[0].flags, ...alike.map(({ file }) => relative(folder, file))];
    const report = reportOn(tool, words, folder);
    for (const { file, target, kind } of alike) {
      const { deployed = "none" } = exposureIn(report, relative(folder, file), kind.reportedAt ?? target);
      found.set(file, deployed);
    }
  }
  return found;
}

/** Cells in groups of which the tool is told the same. */
function byFlags(cells) {
  const groups = new Map();
  for (const cell of cells) {
    const key = cell.flags.join(" ");
    groups.set(key, [...(groups.get(key) ?? []), cell]);
  }
  return [...groups.values()];
}
