import { type Place, type Position, positionAt } from "../model/text.ts";
import { type Mapping, type Tree, useOf } from "../yaml/tree.ts";
import type { Path } from "./messages.ts";

/** Where a key or its value stands, or what is nearest above it. A value of several lines is shown by its key. */
export function placeAt(root: Mapping, path: Path, at: "key" | "value" | "missing"): Place {
  let tree: Tree = root;
  let place: Place = { file: root.file, start: root.start, end: root.start };
  for (const [depth, step] of path.entries()) {
    if (tree.kind === "mapping") {
      const entry = tree.entries.get(String(step));
      if (entry === undefined) break;
      const last = depth === path.length - 1;
      const written = entry.value.kind === "scalar" && entry.value.start < entry.value.end;
      place = written && !(last && at === "key") ? useOf(entry.value) : (entry.value.via?.use ?? entry.key);
      tree = entry.value;
    } else if (tree.kind === "sequence") {
      const item: Tree | undefined = tree.items[Number(step)];
      if (item === undefined) break;
      place = useOf(item);
      tree = item;
    }
  }
  return place;
}

/** The beginning of a place, for people. */
export function positionOf(place: Place): Position {
  return positionAt(place.file, place.start);
}
