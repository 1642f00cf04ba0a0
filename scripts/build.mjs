// Compiles src/ into build/ and bundles each entry into one file of dist/ (or of the folder given as argument).
import { execFileSync } from "node:child_process";
import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import ncc from "@vercel/ncc";

const root = fileURLToPath(new URL("..", import.meta.url));
const at = (...parts) => join(root, ...parts);

/** A compiled entry, its bundle, and whether people start it themselves. */
const BUNDLES = [
  { entry: "build/src/cli.js", bundle: "cli.js", executable: true },
  { entry: "build/src/main.js", bundle: "index.js", executable: false },
];

const target = resolve(process.argv[2] ?? at("dist"));
compile();
rmSync(target, { recursive: true, force: true });
mkdirSync(target, { recursive: true });
const licenses = new Map();
for (const { entry, bundle, executable } of BUNDLES) {
  if (existsSync(at(entry))) await bundleInto(at(entry), join(target, bundle), executable);
}
writeFileSync(join(target, "package.json"), '{"type":"commonjs"}\n');

function compile() {
  rmSync(at("build"), { recursive: true, force: true });
  const tsc = at("node_modules/typescript/bin/tsc");
  execFileSync(process.execPath, [tsc, "-p", at("tsconfig.build.json")], { cwd: root, stdio: "inherit" });
  // tsc copies no JavaScript.
  for (const file of readdirSync(at("src"), { recursive: true })) {
    if (file.endsWith(".generated.js")) cpSync(at("src", file), at("build/src", file));
  }
}
