import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

/** The tool as it is shipped. */
export const TOOL = fileURLToPath(new URL("../dist/cli.js", import.meta.url));

/**
 * The tool's own report on stack files.
 * @param {string} tool
 * @param {readonly string[]} words options and paths
 */
export function reportOn(tool, words) {
  const options = ["--format", "json", "--target", "swarm", "--fail-on", "never"];
  return JSON.parse(
    execFileSync(process.execPath, [tool, ...options, ...words], { encoding: "utf8", maxBuffer: 1 << 28 }),
  );
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
  for (const flags of new Set(cells.map(({ flags }) => flags.join(" ")))) {
    const alike = cells.filter((cell) => cell.flags.join(" ") === flags);
    const report = reportOn(tool, [...alike[0].flags, ...alike.map(({ file }) => file)]);
    for (const { file, target } of alike) found.set(file, exposureIn(report, file, target));
  }
  return found;
}
