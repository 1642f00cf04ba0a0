import type { Problem } from "../model/problem.ts";
import { type Place, placeOf } from "../model/text.ts";
import { child, type Mapping, printScalar, type Scalar, type Tree, useOf } from "../yaml/tree.ts";
import { hasUnknown } from "../yaml/unknown.ts";
import type { Located, Mount, MountType, Service, Text, Volume } from "./model.ts";
import { located, textOf } from "./values-of.ts";

const TYPES = new Set<MountType>(["volume", "bind", "tmpfs", "npipe", "cluster", "image"]);
const OPTION_MAPS = ["bind", "volume", "tmpfs", "cluster"] as const;

/**
 * One entry of `services.*.volumes`; undefined when deploy refuses it, which `problems` then says.
 */
export function readMount(tree: Tree, service: string, problems: Problem[]): Mount | undefined {
  if (tree.kind === "sequence") return undefined;
  const mount = tree.kind === "scalar" ? readShort(tree, service, problems) : readLong(tree, service, problems);
  return mount && { ...mount, place: placeOf(useOf(tree)), via: tree.via };
}

/** The target of an entry that may be refused for other reasons; "" when it has none. */
export function targetOf(tree: Tree): string {
  if (tree.kind !== "scalar") return textOf(child(tree, "target"))?.value ?? "";
  const short = parseShortMount(printScalar(tree));
  return "error" in short ? "" : short.target;
}

type Read = Omit<Mount, "place" | "via">;

function readShort(tree: Scalar, service: string, problems: Problem[]): Read | undefined {
  if (typeof tree.value !== "string") return undefined;
  const short = parseShortMount(tree.value);
  if ("error" in short) {
    problems.push({
      rule: "volume-spec-invalid",
      place: placeOf(tree),
      message: `This volume entry cannot be read (${short.error}); deploy refuses the file.`,
      help: "Write `name:/path/in/container`, `/host/path:/path/in/container` or the long form with `type:`. A variable that is not set leaves an empty part behind.",
      service,
      subject: "volumes",
    });
    return undefined;
  }
  const text = (value: string): Text => located(tree, value);
  const options = new Set<string>();
  if (short.propagation !== undefined) options.add("bind");
  if (short.nocopy) options.add("volume");
  return {
    form: "short",
    type: short.type,
    source: short.source === undefined ? undefined : text(short.source),
    target: text(short.target),
    readOnly: short.readOnly,
    options,
    droppedModes: short.dropped,
    ...(short.propagation === undefined ? {} : { propagation: short.propagation }),
    ...(short.nocopy ? { nocopy: true } : {}),
  };
}

function readLong(tree: Mapping, service: string, problems: Problem[]): Read | undefined {
  const type = textOf(child(tree, "type"));
  if (type === undefined) return undefined;
  const known = mountType(type);
  if (known === undefined) {
    problems.push({
      rule: "mount-invalid",
      place: type.place,
      message: "Docker does not know this mount type; deploy refuses the stack.",
      help: "Use `volume`, `bind`, `tmpfs`, `npipe` or `cluster`, in lower case.",
      service,
      subject: "volumes type",
    });
    return undefined;
  }
  const source = textOf(child(tree, "source"));
  refuseEarly(tree, known, source, service, problems);
  const propagation = textOf(child(child(tree, "bind"), "propagation"));
  const nocopy = child(child(tree, "volume"), "nocopy");
  const size = child(child(tree, "tmpfs"), "size");
  const consistency = textOf(child(tree, "consistency"));
  const subpath = textOf(child(child(tree, "volume"), "subpath"));
  return {
    form: "long",
    type: known,
    ...(known === "unknown" ? { typeWaits: type } : {}),
    source: source?.value === "" ? undefined : source,
    target: textOf(child(tree, "target")) ?? located(tree, ""),
    readOnly: readBoolean(child(tree, "read_only")),
    options: new Set(OPTION_MAPS.filter((name) => child(tree, name)?.kind === "mapping")),
    droppedModes: [],
    ...(consistency ? { consistency: consistency.value } : {}),
    ...(propagation ? { propagation: propagation.value } : {}),
    ...(nocopy?.kind === "scalar" && nocopy.value === true ? { nocopy: true } : {}),
    ...(size?.kind === "scalar" && typeof size.value === "number" ? { tmpfsSize: size.value } : {}),
    ...(subpath ? { subpath } : {}),
  };
}

/** What already the reading of one file refuses, before files are merged and before deploy. */
function refuseEarly(
  tree: Mapping,
  type: MountType,
  source: Text | undefined,
  service: string,
  problems: Problem[],
): void {
  const refused = (place: Place, key: string, message: string, help: string) =>
    problems.push({ rule: "mount-invalid", place: placeOf(place), message, help, service, subject: `volumes ${key}` });
  if (type === "bind" && (source === undefined || source.value === "")) {
    const message = "A mount of type `bind` needs a `source`; deploy refuses the file.";
    refused(source?.place ?? tree, "source", message, "Add `source:`. A variable that is not set leaves it empty.");
  }
  const subpath = child(child(tree, "volume"), "subpath");
  if (subpath === undefined || (subpath.kind === "scalar" && ["string", "object"].includes(typeof subpath.value)))
    return;
  refused(subpath, "subpath", "`subpath` must be text; deploy refuses the file.", "Put the value in quotes.");
}

function mountType(type: Located<string>): MountType | undefined {
  if (type.value === "") return "volume";
  if (hasUnknown(type.value)) return "unknown";
  return TYPES.has(type.value as MountType) ? (type.value as MountType) : undefined;
}

/** Absent is false; undefined when a variable that is not set decides. */
function readBoolean(tree: Tree | undefined): boolean | undefined {
  if (tree?.kind !== "scalar") return false;
  return hasUnknown(printScalar(tree)) ? undefined : tree.value === true;
}

// ---- The short form ----

/** A short volume string, taken apart as Docker does. */
interface ShortMount {
  readonly type: MountType;
  readonly source: string | undefined;
  readonly target: string;
  /** undefined when a variable that is not set decides. */
  readonly readOnly: boolean | undefined;
  readonly nocopy: boolean;
  readonly propagation: string | undefined;
  /** Words of the third part that Docker drops in silence. */
  readonly dropped: readonly string[];
}

const PROPAGATIONS = new Set(["rprivate", "private", "rshared", "shared", "rslave", "slave"]);

/** `[SOURCE:]TARGET[:MODE]`; on failure the reason, without the text itself. */
export function parseShortMount(text: string): ShortMount | { readonly error: string } {
  const base = { readOnly: false, nocopy: false, propagation: undefined, dropped: [] };
  if (text === "") return { error: "the entry is empty" };
  if (isTiny(text)) return { ...base, type: "volume", source: undefined, target: text };
  const sections = splitSections(text);
  if (sections.includes("")) return { error: "there is nothing between two colons, or before or after one" };
  if (sections.length > 3) return { error: "there are too many colons" };
  const [first, second, modes] = sections as [string, string?, string?];
  if (second === undefined)
    return { ...base, type: hasUnknown(first) ? "unknown" : "volume", source: undefined, target: first };
  return { ...base, type: typeOf(first), source: first, target: second, ...readModes(modes) };
}

/** One or two bytes of UTF-8: Docker takes such a text as a target, colon or not. */
function isTiny(text: string): boolean {
  return text.length === 1 ? text <= "\u07FF" : /^[\0-\x7F]{2}$/.test(text);
}

function isLetter(text: string): boolean {
  return text.length <= 2 && (/^[A-Za-z]$/.test(text) || /^\p{L}$/u.test(text));
}

/** Splits at colons, except after a section of exactly one letter: that is a Windows drive. */
function splitSections(text: string): string[] {
  const sections: string[] = [];
  let section = "";
  for (const part of text.split(":")) {
    section += part;
    if (isLetter(section)) {
      section += ":";
      continue;
    }
    sections.push(section);
    section = "";
  }
  // A drive letter at the very end (`x:/a:r`) has kept its colon although none follows.
  if (section !== "") sections.push(section.slice(0, -1));
  return sections;
}

function typeOf(source: string): MountType {
  if (/^[./~]/.test(source)) return "bind";
  if (source.startsWith("\\\\") || (source.includes(":") && /^\p{L}:/u.test(source))) return "bind";
  return /^\uFDD0/.test(source) ? "unknown" : "volume";
}

function readModes(modes: string | undefined): Partial<ShortMount> {
  if (modes === undefined) return {};
  let readOnly: boolean | undefined = false;
  let nocopy = false;
  let propagation: string | undefined;
  const dropped: string[] = [];
  for (const word of modes.split(",")) {
    if (word === "ro") readOnly = true;
    else if (word === "rw") readOnly = false;
    else if (word === "nocopy") nocopy = true;
    else if (PROPAGATIONS.has(word)) propagation = word;
    else if (hasUnknown(word)) readOnly = undefined;
    else dropped.push(word);
  }
  return { readOnly, nocopy, propagation, dropped };
}

// ---- What deploy refuses ----

/** Which option maps Docker refuses beside a mount type; `image` and `unknown` are not looked at. */
const REFUSED_OPTIONS: Partial<Record<Mount["type"], readonly string[]>> = {
  volume: ["tmpfs", "bind", "cluster"],
  bind: ["volume", "tmpfs", "cluster"],
  tmpfs: ["bind", "volume", "cluster"],
  npipe: ["volume", "tmpfs"],
  cluster: ["tmpfs", "bind", "volume"],
};

/** What deploy refuses about mounts once all files are merged. */
export function checkMounts(services: readonly Service[], volumes: ReadonlyMap<string, Volume>): Problem[] {
  const problems: Problem[] = [];
  for (const service of services) {
    const targets = new Set<string>();
    const paths = new Set<string>();
    for (const mount of service.mounts) {
      problems.push(...checkMount(mount, service.name, volumes));
      const target = mount.target.value;
      const path = samePath(target);
      if (paths.has(path) && !hasUnknown(target)) problems.push(duplicate(mount, service.name, targets.has(target)));
      targets.add(target);
      paths.add(path);
    }
  }
  return problems;
}

function checkMount(mount: Mount, service: string, volumes: ReadonlyMap<string, Volume>): Problem[] {
  const problem = (rule: string, message: string, help: string): Problem[] => [
    { rule, place: mount.place, message, help, service, subject: `volumes[${mount.target.value}]` },
  ];
  if (mount.type === "image") {
    const message = "No engine takes a mount of type `image` in a service; it refuses the service.";
    return problem("mount-invalid", message, "Copy the files into the image, or use a config or a volume.");
  }
  const refused = REFUSED_OPTIONS[mount.type]?.find((option) => mount.options.has(option));
  if (refused !== undefined) {
    const message = `\`${refused}\` options do not go with a mount of type \`${mount.type}\`; deploy refuses the stack.`;
    return problem("mount-invalid", message, `Remove the \`${refused}\` options, or correct the type.`);
  }
  const needsSource = mount.type === "npipe" || mount.type === "cluster";
  if (needsSource && mount.source === undefined) {
    const message = `A mount of type \`${mount.type}\` needs a \`source\`; deploy refuses the stack.`;
    return problem("mount-invalid", message, "Add `source:`.");
  }
  if (mount.type === "tmpfs" && mount.source !== undefined) {
    return problem(
      "mount-invalid",
      "A mount of type `tmpfs` cannot have a `source`; deploy refuses the stack.",
      "Remove `source:`, or correct the type.",
    );
  }
  return undeclared(mount, volumes) ? problem("undeclared-volume", ...undeclaredText(mount)) : [];
}

function undeclared({ type, source }: Mount, volumes: ReadonlyMap<string, Volume>): boolean {
  if (source === undefined || hasUnknown(source.value)) return false;
  if (type !== "volume" && type !== "cluster") return false;
  return !(type === "cluster" && source.value.startsWith("group:")) && !volumes.has(source.value);
}

function undeclaredText({ source, form }: Mount): [message: string, help: string] {
  const name = source?.value ?? "";
  const message = `The volume \`${name}\` is declared nowhere in the stack; deploy refuses the stack, after it has created the networks.`;
  if (name.includes("{{")) return [message, "Declare a volume and put the template into its `name:`."];
  if (/[/\\]/.test(name) && form === "long") return [message, "If a folder is meant, write `type: bind`."];
  if (/[/\\]/.test(name)) return [message, `If a folder is meant, write \`./${name}\` or an absolute path.`];
  return [message, `Declare \`${name}\` under the top-level \`volumes\`.`];
}

/** One spelling for `/a`, `/a/` and `//a`. */
function samePath(target: string): string {
  return target.replace(/\/+(?:\.?\/+)*/g, "/").replace(/(?<=.)\/\.?$/, "");
}

/** The engine compares the texts; a node compares the paths, once the deploy is through. */
function duplicate(mount: Mount, service: string, exact: boolean): Problem {
  const problem = {
    rule: "duplicate-target",
    place: mount.place,
    help: "Remove one of the two, or give this one another path.",
    service,
    subject: `volumes[${mount.target.value}]`,
  };
  if (exact) {
    return {
      ...problem,
      message: "An earlier mount of this service has the same target; the engine refuses the service.",
    };
  }
  const message = `An earlier mount of this service has the same target, one path in two spellings: deploy accepts it, and then every node rejects the task, so \`${service}\` never runs.`;
  return { ...problem, message, category: "persistence" };
}
