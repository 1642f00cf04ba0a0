// Compiles schemas/stack.schema.json into src/stack/schema-validator.generated.js (and .d.ts): a validator
// that needs neither the schema nor ajv at run time, the names that each mapping may have, and the version table.
import { readFileSync, writeFileSync } from "node:fs";
import { Ajv } from "ajv";
import standalone from "ajv/dist/standalone/index.js";

const schemaFile = new URL("../schemas/stack.schema.json", import.meta.url);
const target = new URL("../src/stack/schema-validator.generated.js", import.meta.url);
const schema = JSON.parse(readFileSync(schemaFile, "utf8"));

/**
 * The places of entries that equal an earlier one, as pairs [first, later]. Its text becomes part of the
 * generated module: ajv's own comparison fails on mappings without a prototype, and is quadratic.
 */
function findRepeats(items) {
  const canonical = (value) => {
    if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
    if (value === null || typeof value !== "object") return JSON.stringify(value);
    const keys = Object.keys(value).sort();
    return `{${keys.map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join()}}`;
  };
  const seen = new Map();
  const repeats = [];
  for (const [index, item] of items.entries()) {
    const key = canonical(item);
    const first = seen.get(key);
    if (first === undefined) seen.set(key, index);
    else repeats.push([first, index]);
  }
  return repeats;
}

function compile() {
  const ajv = new Ajv({
    allErrors: true,
    messages: false,
    inlineRefs: false,
    strictNumbers: false,
    strictTypes: false,
    code: { source: true, esm: true, lines: false },
  });
  ajv.addVocabulary(["x-since", "x-form-since", "x-distinct-until", "x-checked-since"]);
  // Patterns of texts are for editors: the values are read with more care, and better messages, in values.ts.
  ajv.removeKeyword("pattern");
  ajv.addVocabulary(["pattern"]);
  ajv.removeKeyword("uniqueItems");
  ajv.addKeyword({
    keyword: "uniqueItems",
    type: "array",
    schemaType: "boolean",
    error: { message: "", params: ({ params }) => params.found },
    code(cxt) {
      const find = cxt.gen.scopeValue("func", { ref: findRepeats, code: new cxt.gen.scope.constructor.Name });
    },
  });
  return standalone(ajv, ajv.compile(schema));
}
