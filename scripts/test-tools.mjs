// Programs that some tests start and nobody has to install: each is fetched into a folder of its own, where no
// `node_modules/.bin` of this package sees it. A link `node` there would change the Node of every script of npm.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const cache = fileURLToPath(new URL("../node_modules/.cache/test-tools/", import.meta.url));
const system = process.platform === "win32" ? "win" : process.platform;

/** What is fetched, by exact version, and where the program is then. */
export const TOOLS = {
  node24: tool(`node-${system}-${process.arch}`, "24.22.3", system === "win" ? "bin/node.exe" : "bin/node"),
  sarif: tool(
    `@microsoft/sarif-multitool-${process.platform}`,
    "5.7.0",
    process.platform === "win32" ? "Sarif.Multitool.exe" : "Sarif.Multitool",
  ),
};

function tool(name, version, program) {
  const folder = join(cache, `${name.replace("/", "+")}@${version}`);
  return { spec: `${name}@${version}`, folder, program: join(folder, "node_modules", name, program) };
}

const found = ({ program }) => (existsSync(program) ? program : undefined);

export const runsOnNode24 = () => Number(process.versions.node.split(".")[0]) >= 24;

/** The Node that the Action runs under, 24, or the newer one that runs this; undefined when there is none here. */
export const findNode24 = () => (runsOnNode24() ? process.execPath : found(TOOLS.node24));

/** SARIF's own validator; undefined when it was not fetched. */
export const findSarifValidator = () => found(TOOLS.sarif);
