// Makes bundles small. Function names stay, so that a stack trace in a bug report can be read.
import { Script } from "node:vm";
import { minify as terser } from "terser";

const OPTIONS = { compress: false, mangle: { keep_classnames: true, keep_fnames: true } };

/** The same program in fewer characters, all of them ASCII. */
export async function minify(code) {
  const { code: small } = await terser(code, OPTIONS);
  const whole = asAscii(await withEagerModules(small));
  // Whether it is JavaScript at all: the parentheses were put in by place.
  new Script(whole);
  return whole;
}

/** V8 reads a script of one-byte characters faster, and keeps it in half the memory. */
function asAscii(code) {
  return code.replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/**
 * Puts the functions that hold modules in parentheses. V8 compiles such a function at once; others it only skims, and
 * reads them again when they are called, which for modules is right away.
 */
async function withEagerModules(code) {
  const { ast } = await terser(code, { compress: false, mangle: false, format: { ast: true, code: false } });
  const modules = ast.body.map(modulesIn).find((found) => found?.properties.length > 0);
  // A bundle of ES modules alone is one function, which is called at once.
  if (modules === undefined) return code;
  const { properties, end } = modules;
  let whole = "";
  let at = 0;
  for (const [index, { start }] of properties.entries()) {
    // The parser does not tell where a function starts: it is behind the colon, and ends before the next key.
    const from = code.indexOf(":", start.pos) + 1;
    const to = index + 1 < properties.length ? properties[index + 1].start.pos - 1 : end.pos;
    whole += `${code.slice(at, from)}(${code.slice(from, to)})`;
    at = to;
  }
  return whole + code.slice(at);
}

/** The modules by their numbers: `exports.modules = {...}` in a chunk, the first variable of the function of an entry. */
function modulesIn({ body: statement }) {
  if (statement?.left?.property === "modules") return statement.right;
  const first = statement?.expression?.body?.find?.(({ definitions }) => definitions)?.definitions[0].value;
  return first?.properties?.every(({ key }) => /^\d+$/.test(key)) ? first : undefined;
}
