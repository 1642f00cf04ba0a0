import { type Dirent, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import type { FoundFiles, Look, ReadProblem } from "../session/workspace.ts";
import { plainProblem, readBytes } from "./disk.ts";
import { checkoutAround, LINK_OUT, leadsOut } from "./links.ts";

const YAML = /\.ya?ml$/i;

/**
 * The stack files below a folder. Links to folders are not followed, so there is no loop and no way out
 * of the folder, and no file is read outside the checkout; hidden folders and `node_modules` are left out.
 */
export function findStackFiles(folder: string, options: Look & { readonly maxBytes: number }): FoundFiles {
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
          if (options.lookOf(inner)) problems.push({ path: inner, problem: LINK_OUT });
          continue;
        }
        const look = options.lookOf(inner);
        if (look === "named") files.push(inner);
        else if (look === "content") {
          const read = readBytes(join(folder, inner), options);
          if ("bytes" in read) {
            if (options.isStack(read.bytes)) files.push(inner);
          } else if (!read.problem.tooLarge) problems.push({ path: inner, problem: read.problem });
        }
      }
    }
  }
  return { files: files.sort(), yamlFiles, problems };
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
