import type { Problem } from "../model/problem.ts";
import { type Place, placeOf } from "../model/text.ts";
import { child, type Mapping, printScalar, type Scalar, type Tree, useOf } from "../yaml/tree.ts";
import { hasUnknown } from "../yaml/unknown.ts";
import type { Located, Mount, MountType, Text } from "./model.ts";
import { parseShortMount } from "./short-mount.ts";
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
