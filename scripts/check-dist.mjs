// Builds again into a temporary folder and fails when dist/ differs, or when a bundle holds code that every start would
// pay for: the command line's what only the Action needs, the first file of the Action what can wait until it has asked.
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const at = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const FOREIGN = [/@actions\//, /octokit/i, /undici/i];
/** A word of the rules, and one of the YAML reader. */
const LATER = [/local-volume-unpinned/, /flow-map-start/];

const dist = at("dist");
const fresh = mkdtempSync(join(tmpdir(), "dist-"));
const problems = [];
try {
  execFileSync(process.execPath, [at("scripts/build.mjs"), fresh], { stdio: "inherit" });
  const listed = (folder) => (existsSync(folder) ? readdirSync(folder) : []);
  for (const name of [...new Set([...listed(dist), ...listed(fresh)])].sort()) {
    const [committed, built] = [join(dist, name), join(fresh, name)];
    if (!existsSync(committed)) problems.push(`dist/${name} is missing`);
    else if (!existsSync(built)) problems.push(`dist/${name} is not a part of the build`);
    else if (!readFileSync(committed).equals(readFileSync(built)))
      problems.push(`dist/${name} is not what src/ builds to`);
    else if (executable(committed) !== executable(built)) problems.push(`dist/${name} has the wrong executable bit`);
  }
  const cli = readFileSync(join(fresh, "cli.js"), "utf8");
  if (!cli.startsWith("#!/usr/bin/env node\n"))
    problems.push("dist/cli.js lacks its first line, `#!/usr/bin/env node`");
  for (const pattern of FOREIGN) {
    const found = pattern.exec(cli);
    if (found)
      problems.push(`dist/cli.js holds \`${found[0]}\`: the command line must not import what the Action needs`);
  }
  const first = readFileSync(join(fresh, "index.js"), "utf8");
  const later = listed(fresh)
    .filter((name) => name.endsWith(".index.js"))
    .map((name) => readFileSync(join(fresh, name), "utf8"));
  for (const pattern of LATER) {
    if (!later.some((text) => pattern.test(text))) problems.push(`no later file holds \`${pattern.source}\` any more`);
    if (pattern.test(first))
      problems.push(`dist/index.js holds \`${pattern.source}\`: src/action/run.ts must not import what comes later`);
  }
} finally {
  rmSync(fresh, { recursive: true, force: true });
}

if (problems.length > 0) {
  for (const problem of problems) console.error(problem);
  console.error("Run `npm run build` and commit dist/.");
  process.exitCode = 1;
}

function executable(path) {
  return process.platform !== "win32" && (statSync(path).mode & 0o111) !== 0;
}
