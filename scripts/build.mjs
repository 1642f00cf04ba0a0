// Compiles src/ into build/ and bundles each entry into one file of dist/, or of the folder given as argument.
import { execFileSync } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import ncc from "@vercel/ncc";

/** A compiled entry and the name of its bundle; people start the commands themselves. */
const BUNDLES = [
  { entry: "build/src/cli.js", name: "cli", command: true },
  { entry: "build/src/main.js", name: "index" },
];

const root = fileURLToPath(new URL("..", import.meta.url));
const at = (...parts) => join(root, ...parts);
const target = process.argv[2] === undefined ? at("dist") : resolve(process.argv[2]);

compile();
rmSync(target, { recursive: true, force: true });
mkdirSync(target, { recursive: true });
for (const bundle of BUNDLES) await write(bundle);
writeFileSync(join(target, "package.json"), '{ "type": "commonjs" }\n');

/** By tsc itself: the compiler in ncc knows no TypeScript of today. */
function compile() {
  rmSync(at("build"), { recursive: true, force: true });
  const tsc = at("node_modules/typescript/bin/tsc");
  execFileSync(process.execPath, [tsc, "-p", at("tsconfig.build.json")], { cwd: root, stdio: "inherit" });
  // tsc copies no JavaScript.
  for (const file of readdirSync(at("src"), { recursive: true })) {
    if (file.endsWith(".generated.js")) cpSync(at("src", file), at("build/src", file));
  }
}

async function write({ entry, name, command = false }) {
  const licenses = `${name}.licenses.txt`;
  const options = { cache: false, esm: false, license: licenses, minify: true, quiet: true };
  const { code, assets } = await ncc(at(entry), { ...options, filename: `${name}.js` });
  const { [licenses]: texts, ...others } = assets;
  if (Object.keys(others).length > 0)
    throw new Error(`${entry}: the bundle is more than one file: ${Object.keys(others)}`);
  // What ncc cannot find it leaves for the run, where it is missing too.
  if (code.includes('eval("require")')) throw new Error(`${entry}: the bundle lacks a module that it imports`);
  writeFileSync(join(target, `${name}.js`), code);
  if (command) chmodSync(join(target, `${name}.js`), 0o755);
  writeFileSync(join(target, licenses), texts.source);
}
