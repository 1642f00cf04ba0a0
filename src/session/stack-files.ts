import { parseFile } from "../yaml/parse.ts";
import { DEFAULT_MAX_BYTES, decodeText } from "./decode.ts";

const YAML = /\.ya?ml$/i;
const NAMED = /compose|stack/i;

/** Whether a file of that path may be a stack's: `named` ones are stack files whatever they hold. */
export function lookOf(path: string): "named" | "content" | undefined {
  const folders = path.split("/");
  const name = folders.pop() ?? "";
  if (folders.some((folder) => folder.startsWith(".") || folder === "node_modules") || !YAML.test(name))
    return undefined;
  if (NAMED.test(name)) return "named";
  // Hidden files such as `.gitlab-ci.yml` have a `services:` of another kind.
  return name.startsWith(".") ? undefined : "content";
}

/** Whether a file that nobody named is a stack's, by its path and content. */
export function isStackFile(path: string, bytes: Uint8Array): boolean {
  const look = lookOf(path);
  return look === "named" || (look === "content" && hasServices(bytes));
}

/** The key `services` as nearly everybody writes it, which is cheaper to see than to parse. */
const PLAIN_KEY = /^(?:\xEF\xBB\xBF)?["']?services["']?[ \t]*:/m;
/** What may be the same key, written in one of YAML's other ways: further inside, escaped, behind `?`, or as an alias. */
const POSSIBLE_KEY = /services["']?\s*:|\\[xuU]|(?:^|[{,])[ \t]*[?*]/m;

/** Whether a mapping with the key `services` stands at the top, however it is written. What is past a limit may be one. */
export function hasServices(bytes: Uint8Array): boolean {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
  if (PLAIN_KEY.test(text)) return true;
  if (bytes.length > DEFAULT_MAX_BYTES) return false;
  const decoded = decodeText(bytes);
  if ("problem" in decoded || !POSSIBLE_KEY.test(decoded.text)) return false;
  const { root, gaveUp } = parseFile({ path: "", text: decoded.text });
  return gaveUp || root?.entries.has("services") === true;
}
