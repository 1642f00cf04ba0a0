import { remove, set, type Value } from "../../edit/change.ts";
import type { SourceFile } from "../../model/text.ts";
import { joined } from "../../rules/words.ts";
import { child } from "../../yaml/tree.ts";
import { pairOf } from "../deploy-effects.ts";
import type { Fix, FixContext, Fixer } from "../model.ts";
import { underNewName } from "../volumes.ts";
import { nodeAtPath, nodeAtPlace, volumeDeclaration, writtenString } from "../yaml-nodes.ts";

/** The declaration alone goes: no deploy deletes a volume. */
export const removeUnusedVolume: Fixer = function* ({ place, volume }, context) {
  const node = nodeAtPlace(context, place);
  if (node === undefined || node.path.length !== 2) return;
  yield { title: `Remove the declaration of \`${volume}\``, safe: false, changes: [remove(node)] };
};

const NODE_NETWORKS = /^(host|bridge|none)$/;

/** How many names a title has. */
const MOST_NAMES = 3;

/** A network is made by the stack; secrets and configs come from outside, as their contents do. All are declared at once. */
export const declareReference: Fixer = function* ({ place, subject }, context) {
  const { section, name } = parsed(subject);
  if (!isPlain(name)) return;
  const made = DECLARED.get(context.stack) ?? new Map<string, readonly Fix[]>();
  DECLARED.set(context.stack, made);
  const key = `${section} ${NODE_NETWORKS.test(name)} ${place.file.path}`;
  const fixes =
    made.get(key) ?? declarations(section, namesLike(name, section, place.file, context), place.file, context);
  made.set(key, fixes);
  yield* fixes;
};

const DECLARED = new WeakMap<FixContext["stack"], Map<string, readonly Fix[]>>();

function parsed(subject: string): { readonly section: string; readonly name: string } {
  const [section = "", ...rest] = subject.split(".");
  return { section, name: rest.join(".") };
}

const isPlain = (name: string): boolean => /^[a-zA-Z0-9][\w.-]*$/.test(name);

/** What one file uses and no file declares, of one section. */
function namesLike(name: string, section: string, file: SourceFile, { stack }: FixContext): string[] {
  const missing = stack.problems
    .filter(({ rule, place }) => rule === "undefined-reference" && place.file === file)
    .map(({ subject }) => parsed(subject))
    .filter((one) => one.section === section && isPlain(one.name))
    .map((one) => one.name);
  const ofNode = NODE_NETWORKS.test(name);
  return [...new Set([name, ...missing])].filter((one) => NODE_NETWORKS.test(one) === ofNode);
}

function declarations(section: string, names: readonly string[], file: SourceFile, context: FixContext): Fix[] {
  const at = { file, path: [section] };
  const shown = names.slice(0, names.length > MOST_NAMES + 1 ? MOST_NAMES : names.length).map((one) => `\`${one}\``);
  const others = names.length - shown.length;
  const all = joined(others === 0 ? shown : [...shown, `${others} others`]);
  const what = names.length === 1 ? section.replace(/s$/, "") : section;
  const exist = names.length === 1 ? "exists" : "exist";
  const isThere = nodeAtPath(context, file, [section])?.tree.kind === "mapping";
  const changes = (value: Value) =>
    isThere
      ? names.map((one) => set(at, [one], value))
      : [set(at, [], Object.fromEntries(names.map((one) => [one, value])))];
  const own = { title: `Declare the ${what} ${all}`, safe: false, changes: changes(null) };
  const outside = {
    title: `Declare the ${what} ${all}, which ${exist} outside the stack`,
    safe: false,
    changes: changes({ external: true }),
  };
  return section === "networks" && !NODE_NETWORKS.test(names[0] ?? "") ? [own, outside] : [outside];
}

/** What an external volume cannot say, or that it is external. */
export const resolveExternalConflict: Fixer = function* ({ volume = "", subject, place }, context) {
  const node = nodeAtPath(context, place.file, ["volumes", volume]);
  if (node === undefined) return;
  const name = subject.endsWith(".name");
  const keys = (name ? ["name"] : ["driver", "driver_opts", "labels"]).filter((key) => child(node.tree, key));
  const changes = keys.map((key) => remove(node, [key]));
  const listed = joined(keys.map((key) => `\`${key}\``));
  yield { title: `Remove ${listed}: the volume is made outside the stack`, safe: false, changes };
  if (name) return;
  // Without its name the stack would make another volume, beside the one that holds the data.
  const known = child(node.tree, "name") !== undefined || child(child(node.tree, "external"), "name") !== undefined;
  if (known) return;
  yield {
    title: `Remove \`external\`: the stack makes the volume \`${volume}\`, or takes the one that is there`,
    safe: false,
    changes: [remove(node, ["external"]), set(node, ["name"], volume)],
  };
};

/** The slot is the same for the next task of a replica. */
export const nameAfterSlot: Fixer = function* ({ place }, context) {
  const node = nodeAtPlace(context, place);
  const written = writtenString(node?.tree);
  const text = written?.replace(/(\{\{[^}]*)\.Task\.(ID|Name)\b/g, "$1.Task.Slot");
  if (node === undefined || text === undefined || text === written) return;
  yield { title: "Name it after the slot, which the next task has too", safe: false, changes: [set(node, [], text)] };
};

/** The new key names the old volume. */
export const keepOldVolumeName: Fixer = function* (problem, context) {
  const pair = pairOf(problem, context);
  const [old, next] = [pair?.base.volume, pair?.head.volume];
  if (!pair || !old || !next || next.external || old.external) return;
  // It was there before the change, with files of its own.
  if (next.key !== old.key && context.base?.stack.volumes.has(next.key)) return;
  const declared = volumeDeclaration(context, next);
  const name = pair.baseLocation?.volume;
  if (declared === undefined || name === undefined || /[{}$\uFDD0]|^_/.test(name)) return;
  yield {
    title: `Keep the volume \`${name}\` behind the new key`,
    safe: false,
    changes: [set(declared, ["name"], name)],
  };
};

/** Docker never changes a volume that exists: what is new gets a new name. */
export const declareUnderNewName: Fixer = function* ({ volume: key = "" }, context) {
  const volume = context.stack.volumes.get(key);
  const moved = volume && underNewName(volume, context);
  if (!moved) return;
  yield {
    title: `Declare it under the new volume name \`${moved.key}\`; copy the data there before the deploy`,
    safe: false,
    changes: moved.changes,
    accepts: ["volume-renamed"],
  };
};
