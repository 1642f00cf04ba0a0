// Compiles src/ into build/ and bundles each entry into dist/, or the folder given as argument. What an entry imports
// while it runs gets a file of its own, which is loaded then. All of it is CommonJS, which starts faster than ES modules,
// and minified for the same reason.
import { execFileSync } from "node:child_process";
import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import ncc from "@vercel/ncc";
import { minify } from "./minify.mjs";

const OPTIONS = { cache: false, esm: false, quiet: true };

/** A compiled entry, what it loads later, and the name of its bundle; people start the commands themselves. */
const BUNDLES = [
  { entry: "build/src/cli.js", later: [], name: "cli", command: true },
  { entry: "build/src/main.js", later: ["build/src/action/conclude.js", "build/src/cli/sarif.js"], name: "index" },
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

async function write({ entry, later, name, command = false }) {
  const { code, assets } = await ncc(at(entry), { ...OPTIONS, filename: `${name}.js` });
  const texts = [[`${name}.js`, code], ...Object.entries(assets).map(([file, { source }]) => [file, String(source)])];
  if (texts.length > 1 !== later.length > 0) throw new Error(`${entry}: what it loads later is not what BUNDLES says`);
  for (const [file, text] of texts) {
    if (!file.endsWith(`${name}.js`)) throw new Error(`${entry}: the bundle has a file that is no code: ${file}`);
    // What ncc cannot find it leaves for the run, where it is missing too.
    if (text.includes('eval("require")')) throw new Error(`${entry}: the bundle lacks a module that it imports`);
    writeFileSync(join(target, file), await minify(text));
  }
  if (command) chmodSync(join(target, `${name}.js`), 0o755);
  writeFileSync(join(target, `${name}.licenses.txt`), await licensesOf([entry, ...later]));
}

/** ncc finds the licenses of one file alone, so that there has to be one that holds everything. */
async function licensesOf(entries) {
  const whole = at("build/whole.js");
  writeFileSync(whole, entries.map((entry) => `import ${JSON.stringify(at(entry))};\n`).join(""));
  const { assets } = await ncc(whole, { ...OPTIONS, license: "licenses.txt" });
  const [[, { source }], ...others] = Object.entries(assets);
  if (others.length > 0) throw new Error(`${entries[0]}: it loads something later that BUNDLES does not name`);
  return source;
}
