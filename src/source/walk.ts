import { type Dirent, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { parseFile } from "../yaml/parse.ts";
import { decodeText } from "./decode.ts";
import { DEFAULT_MAX_BYTES, plainProblem, type ReadProblem, readBytes } from "./disk.ts";
import { checkoutAround, LINK_OUT, leadsOut } from "./links.ts";

export interface FoundFiles {
  /** Relative to the folder, with `/` separators, sorted. */
  readonly files: readonly string[];
  /** YAML files that were looked at, stack files or not. */
  readonly yamlFiles: number;
  /** Folders and files that could not be looked at; the folder itself is `""`. */
  readonly problems: readonly { readonly path: string; readonly problem: ReadProblem }[];
}

export interface WalkOptions {
  /** Files above this many bytes are not looked into. */
  readonly maxBytes: number;
  /** Whether a file may be among those found, by its path relative to the folder. */
  readonly accepts?: (path: string) => boolean;
}

const YAML = /\.ya?ml$/i;
const NAMED = /compose|stack/i;

/**
 * The stack files below a folder. Links to folders are not followed, so there is no loop and no way out
 * of the folder, and no file is read outside the checkout; hidden folders and `node_modules` are left out.
 */
export function findStackFiles(folder: string, options: WalkOptions): FoundFiles {
  const files: string[] = [];
  const problems: { path: string; problem: ReadProblem }[] = [];
  let yamlFiles = 0;
  const checkout = checkoutAround(folder);
  const pending = [""];
  for (let path = pending.pop(); path !== undefined; path = pending.pop()) {
    let entries: Dirent[];
    try {
      entries = readdirSync(join(folder, path), { withFileTypes: true });
    } catch (error) {
      problems.push({ path, problem: plainProblem(error) });
      continue;
    }
    for (const entry of entries) {
      const inner = path === "" ? entry.name : `${path}/${entry.name}`;
      const hidden = entry.name.startsWith(".");
      if (entry.isDirectory()) {
        if (!hidden && entry.name !== "node_modules") pending.push(inner);
      } else if (YAML.test(entry.name) && isPlainFile(entry, join(folder, inner))) {
        yamlFiles++;
        if (options.accepts?.(inner) === false) continue;
        if (entry.isSymbolicLink() && leadsOut(checkout, join(folder, inner))) {
          if (lookOf(inner)) problems.push({ path: inner, problem: LINK_OUT });
          continue;
        }
        if (NAMED.test(entry.name)) files.push(inner);
        // Hidden files such as `.gitlab-ci.yml` have a `services:` of another kind.
        else if (!hidden) {
          const read = readBytes(join(folder, inner), options);
          if ("bytes" in read) {
            if (hasServices(read.bytes)) files.push(inner);
          } else if (!read.problem.tooLarge) problems.push({ path: inner, problem: read.problem });
        }
      }
    }
  }
  return { files: files.sort(), yamlFiles, problems };
}

/** Whether the walk would look at a file of that path: `named` ones are stack files whatever they hold. */
export function lookOf(path: string): "named" | "content" | undefined {
  const folders = path.split("/");
  const name = folders.pop() ?? "";
  if (folders.some((folder) => folder.startsWith(".") || folder === "node_modules") || !YAML.test(name))
    return undefined;
  if (NAMED.test(name)) return "named";
  return name.startsWith(".") ? undefined : "content";
}

/** Whether the walk would have found a file of that path and content. */
export function isStackFile(path: string, bytes: Uint8Array): boolean {
  const look = lookOf(path);
  return look === "named" || (look === "content" && hasServices(bytes));
}

function isPlainFile(entry: Dirent, path: string): boolean {
  if (!entry.isSymbolicLink()) return entry.isFile();
  try {
    return statSync(path).isFile();
  } catch {
    // A link that leads nowhere is no file.
    return false;
  }
}

/** The key `services` as nearly everybody writes it, which is cheaper to see than to parse. */
const PLAIN_KEY = /^(?:\xEF\xBB\xBF)?["']?services["']?[ \t]*:/m;
/** What may be the same key, written in one of YAML's other ways: further inside, escaped, behind `?`, or as an alias. */
const POSSIBLE_KEY = /services["']?\s*:|\\[xuU]|(?:^|[{,])[ \t]*[?*]/m;

/** Whether a mapping with the key `services` stands at the top, however it is written. What is past a limit may be one. */
function hasServices(bytes: Uint8Array): boolean {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
  if (PLAIN_KEY.test(text)) return true;
  if (bytes.length > DEFAULT_MAX_BYTES) return false;
  const decoded = decodeText(bytes);
  if ("problem" in decoded || !POSSIBLE_KEY.test(decoded.text)) return false;
  const { root, gaveUp } = parseFile({ path: "", text: decoded.text });
  return gaveUp || root?.entries.has("services") === true;
}
