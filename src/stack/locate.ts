import type { Problem } from "../model/problem.ts";
import { type Place, placeOf } from "../model/text.ts";
import type { Mapping, Tree } from "../yaml/tree.ts";
import { hasUnknown } from "../yaml/unknown.ts";
import { FORBIDDEN_KEYS } from "./keys.ts";
import type { Violation } from "./schema.ts";

/** Where a violation stands; undefined when it depends on a variable that is not set, or another rule reports it. */
export function locate(
  root: Mapping,
  { path, at }: Violation,
): Pick<Problem, "place" | "service" | "volume" | "subject"> | undefined {
  let tree: Tree = root;
  let place: Place = { file: root.file, start: root.start, end: root.start };
  for (const [depth, step] of path.entries()) {
    const last = depth === path.length - 1;
    if (tree.kind === "mapping") {
      const entry = tree.entries.get(String(step));
      if (!entry) break;
      place = last && at === "key" ? entry.key : shown(entry.value, entry.key);
      tree = entry.value;
    } else if (tree.kind === "sequence") {
      const item: Tree | undefined = tree.items[Number(step)];
      if (!item) break;
      place = item;
      tree = item;
    }
  }
  if (dependsOnUnknown(tree)) return undefined;
  const [section, name, key] = path;
  if (section === "version") return undefined;
  if (section === "services" && path.length === 3 && at === "key" && FORBIDDEN_KEYS.has(String(key))) return undefined;
  const subject = path.filter((step) => typeof step === "string").join(".");
  return {
    place: placeOf(place),
    subject,
    ...(section === "services" && name !== undefined ? { service: String(name) } : {}),
    ...(section === "volumes" && name !== undefined ? { volume: String(name) } : {}),
  };
}

/** A mapping that is wrong as a whole is shown by its key: its span would be many lines. */
function shown(value: Tree, key: Place): Place {
  return value.kind === "scalar" && value.start < value.end ? value : key;
}

function dependsOnUnknown(tree: Tree): boolean {
  return tree.kind === "scalar" && hasUnknown(tree.value);
}
