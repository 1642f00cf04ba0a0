// Builds again into a temporary folder and fails when dist/ differs, or when the bundle of the command line holds what
// only the Action needs, which every start would pay for.
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const at = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const FOREIGN = [/@actions\//, /octokit/i, /undici/i];

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
