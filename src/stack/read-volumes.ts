import type { Problem } from "../model/problem.ts";
import { placeOf } from "../model/text.ts";
import { child, type Entry, entriesOf, printScalar, type Tree, toPlain } from "../yaml/tree.ts";
import { hasUnknown } from "../yaml/unknown.ts";
import type { DriverOption, ReplacedVolume, Volume } from "./model.ts";
import { located, pairsOf, textOf } from "./values-of.ts";

/** The top-level `volumes` section. */
export function readVolumes(section: Tree | undefined, problems: Problem[]): Map<string, Volume> {
  const volumes = new Map<string, Volume>();
  for (const entry of entriesOf(section)) volumes.set(entry.key.name, readVolume(entry, problems));
  return volumes;
}

function readVolume(entry: Entry, problems: Problem[]): Volume {
  const volume = readDeclaration(entry, problems);
  const replaced = replacedBy(entry, volume);
  return replaced ? { ...volume, replaced } : volume;
}

/** An earlier file's whole declaration, or the same one with the options that a merge key would have brought. */
function replacedBy({ value, replaced }: Entry, volume: Volume): ReplacedVolume | undefined {
  if (replaced) return { by: "later file", volume: readVolume(replaced, []) };
  const merged = value.kind === "mapping" ? value.entries.get("driver_opts")?.replaced : undefined;
  return merged && { by: "own options", volume: { ...volume, driverOpts: optionsOf(merged.value) } };
}

function readDeclaration({ key, value }: Entry, problems: Problem[]): Volume {
  const external = child(value, "external");
  const externalName = textOf(child(external, "name"));
  const ownName = textOf(child(value, "name"));
  const isExternal = external?.kind === "mapping" || (external?.kind === "scalar" && external.value === true);
  const flag = textOf(external);
  if (isExternal) {
    const conflict = conflictOf(value, isGiven(externalName), isGiven(ownName));
    if (conflict) {
      problems.push({
        rule: "external-conflict",
        place: placeOf(conflict.tree),
        message: `The volume \`${key.name}\` is external and also sets \`${conflict.key}\`; deploy refuses the file.`,
        help: conflict.help,
        volume: key.name,
        subject: `volumes.${key.name}.${conflict.key}`,
      });
    }
  }
  const opts = child(value, "driver_opts");
  const labels = new Map<string, string>();
  for (const [name, text] of pairsOf(child(value, "labels"), false)) labels.set(name, text?.value ?? "");
  const extensions = new Map<string, unknown>();
  for (const entry of entriesOf(value)) {
    if (entry.key.name.startsWith("x-")) extensions.set(entry.key.name, toPlain(entry.value));
  }
  return {
    key: key.name,
    place: placeOf(key),
    name: emptyToAbsent(externalName) ?? emptyToAbsent(ownName),
    external: isExternal,
    externalWaits: flag && hasUnknown(flag.value) ? flag : undefined,
    driver: emptyToAbsent(textOf(child(value, "driver"))),
    driverOpts: opts?.kind === "mapping" ? optionsOf(opts) : undefined,
    labels,
    extensions,
    replaced: undefined,
  };
}

function optionsOf(tree: Tree): Map<string, DriverOption> {
  const options = new Map<string, DriverOption>();
  for (const { key, value } of entriesOf(tree)) {
    if (value.kind === "scalar") options.set(key.name, { ...located(value, printScalar(value)), key: placeOf(key) });
  }
  return options;
}

function emptyToAbsent<T extends { value: string }>(text: T | undefined): T | undefined {
  return text?.value === "" ? undefined : text;
}

interface Conflict {
  readonly key: string;
  readonly tree: Tree;
  readonly help: string;
}

/** A text that is there whatever the variables are. */
function isGiven(text: { value: string } | undefined): boolean {
  return text !== undefined && text.value !== "" && !hasUnknown(text.value);
}

function conflictOf(volume: Tree, hasExternalName: boolean, hasName: boolean): Conflict | undefined {
  const drop = "An external volume is made outside the stack: remove the key, or remove `external`.";
  const driver = child(volume, "driver");
  if (driver && isGiven(textOf(driver))) return { key: "driver", tree: driver, help: drop };
  for (const key of ["driver_opts", "labels"]) {
    const tree = child(volume, key);
    const filled =
      tree?.kind === "mapping" ? tree.entries.size > 0 : tree?.kind === "sequence" && tree.items.length > 0;
    if (tree && filled) return { key, tree, help: drop };
  }
  const own = child(volume, "name");
  if (hasExternalName && hasName && own)
    return { key: "name", tree: own, help: "Keep `name` and write `external: true`." };
  return undefined;
}
