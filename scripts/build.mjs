// Compiles src/ into build/ and bundles each entry into one file of dist/, or of the folder given as argument.
// The bundles are CommonJS, which starts faster than an ES module. They are minified for the same reason; function names
// stay, so that a stack trace in a bug report can be read.
import { execFileSync } from "node:child_process";
import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import ncc from "@vercel/ncc";

const LICENSES = "licenses.txt";

/** A compiled entry and the name of its bundle; people start the commands themselves. */
const BUNDLES = [
  { entry: "build/src/cli.js", name: "cli", command: true },
  { entry: "build/src/main.js", name: "index", command: false },
];

const root = fileURLToPath(new URL("..", import.meta.url));
const at = (...parts) => join(root, ...parts);
const target = process.argv[2] === undefined ? at("dist") : resolve(process.argv[2]);

compile();
rmSync(target, { recursive: true, force: true });
mkdirSync(target, { recursive: true });
for (const bundle of BUNDLES) if (existsSync(at(bundle.entry))) await write(bundle);
writeFileSync(join(target, "package.json"), '{ "type": "commonjs" }\n');

function compile() {
  rmSync(at("build"), { recursive: true, force: true });
  const tsc = at("node_modules/typescript/bin/tsc");
  execFileSync(process.execPath, [tsc, "-p", at("tsconfig.build.json")], { cwd: root, stdio: "inherit" });
  // tsc copies no JavaScript.
  for (const file of readdirSync(at("src"), { recursive: true })) {
    if (file.endsWith(".generated.js")) cpSync(at("src", file), at("build/src", file));
  }
  useModulesOfYaml(at("build/src"));
}

/**
 * `yaml` comes as CommonJS for Node and as ES modules for everything else, of one source. Of ES modules only
 * what is used gets into the bundle, which then starts faster.
 */
function useModulesOfYaml(folder) {
  const modules = at("node_modules/yaml/browser/dist/index.js");
  for (const name of readdirSync(folder, { recursive: true })) {
    if (!name.endsWith(".js")) continue;
    const file = join(folder, name);
    const code = readFileSync(file, "utf8");
    const path = relative(dirname(file), modules).replaceAll("\\", "/");
    const changed = code.replace(/ from "yaml";$/gm, ` from "${path}";`);
    if (changed !== code) writeFileSync(file, changed);
  }
}

/** V8 reads a script of one-byte characters faster, and keeps it in half the memory. */
function asAscii(code) {
  return code.replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

async function write({ entry, name, command }) {
  const options = { cache: false, esm: false, license: LICENSES, minify: true, quiet: true };
  const { code, assets } = await ncc(at(entry), options);
  const extra = Object.keys(assets).filter((asset) => asset !== LICENSES);
  if (extra.length > 0) throw new Error(`${entry}: the bundle is more than one file: ${extra.join(", ")}`);
  // What ncc cannot find it leaves for the run, where it is missing too.
  if (code.includes('eval("require")')) throw new Error(`${entry}: the bundle lacks a module that it imports`);
  const file = join(target, `${name}.js`);
  writeFileSync(file, asAscii(code));
  if (command) chmodSync(file, 0o755);
  writeFileSync(join(target, `${name}.${LICENSES}`), assets[LICENSES].source);
}
