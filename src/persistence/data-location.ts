import { cleanPath } from "../stack/container-path.ts";
import type { Mount, Stack, Text, Volume } from "../stack/model.ts";
import { compareTexts, hasUnknown, showUnknown, unknownValue } from "../yaml/unknown.ts";
import type { Exposure, StackView } from "./exposure.ts";

/** Where a service's bytes are, so that two versions of a stack can be compared. */
export interface DataLocation {
  /** The volume's name as Docker has it; undefined for a host path. */
  readonly volume: string | undefined;
  /** A path where there is no volume. */
  readonly holder: Holder;
  /** `external`: made elsewhere, can be anything; `plugin`: only its driver knows; `plain`: a local volume without options. */
  readonly kind: "plain" | "device" | "external" | "plugin";
  /** The directory within, `""` for the whole. */
  readonly inner: string;
}

/** What holds the bytes, whatever the volume is called. `mounted`: what a driver mounts, as its options say. */
type Holder =
  | { readonly kind: "path"; readonly path: string }
  | { readonly kind: "volume"; readonly name: string }
  | { readonly kind: "mounted"; readonly from: string };

export type Likeness = ReturnType<typeof compareTexts>;

/** The name of a volume as deploy makes it; with a marker when the stack's name, or a variable in it, is not known. */
export function volumeName(key: string, volume: Volume | undefined, stackName: string | undefined): string {
  if (volume?.name) return volume.name.value;
  if (volume?.externalWaits) return unknownValue("external");
  if (volume?.external) return key;
  return `${stackName ?? STACK}_${key}`;
}

const STACK = unknownValue("STACK");

const FOLDER = unknownValue("FOLDER");

/** A volume's name or a path for a message: what is not known of it is left out. */
export function shownLocation({ volume, holder }: DataLocation): string {
  if (volume !== undefined || holder.kind !== "path") return shownVolume(volume ?? "");
  return `\`${showUnknown(holder.path.replace(FOLDER, "."))}\``;
}

/** A volume by its name, for a message. */
export function shownVolume(name: string): string {
  return `the volume \`${showUnknown(name.replace(`${STACK}_`, ""))}\``;
}

/**
 * Two locations for one message. Where one of the two volumes is made outside of the stack, both say so, and with the stack's
 * name: without that, the two can look like one.
 */
export function shownApart(base: DataLocation, head: DataLocation): readonly [base: string, head: string] {
  const locations = [base, head];
  const external = locations.filter(({ kind }) => kind === "external").length === 1;
  if (!external || locations.some(({ volume }) => volume === undefined))
    return [shownLocation(base), shownLocation(head)];
  const [one = "", other = ""] = locations.map(({ kind, volume = "" }) => {
    const name = `\`${showUnknown(volume.replace(STACK, "STACK"))}\``;
    return kind === "external" ? `the external volume ${name}` : `the volume ${name}, which this stack makes,`;
  });
  return [one, other];
}

/** Whether a mount's bytes outlive the container, and can be told apart from others. */
export function locationOf(mount: Mount, point: string, view: StackView): DataLocation | undefined {
  if (mount.source === undefined) return undefined;
  const inner = innerPath(mount, point);
  if (mount.type === "bind") {
    return {
      volume: undefined,
      holder: { kind: "path", path: hostPathOf(mount.source, view.stack) },
      kind: "device",
      inner,
    };
  }
  if (mount.type !== "volume" && mount.type !== "cluster") return undefined;
  const key = mount.source.value;
  const volume = view.stack.volumes.get(key);
  const name = volumeName(key, volume, view.stackName);
  if (volume?.external || volume?.externalWaits) {
    return { volume: name, holder: { kind: "volume", name }, kind: "external", inner };
  }
  const driver = driverName(volume);
  if (driver !== "local") {
    const options = [...(volume?.driverOpts ?? [])].map(([option, { value }]) => `${option}=${value}`).sort();
    const holder: Holder =
      options.length === 0 ? { kind: "volume", name } : { kind: "mounted", from: `${driver} ${options.join(" ")}` };
    return { volume: name, holder, kind: "plugin", inner };
  }
  const device = deviceOf(volume);
  return device === undefined
    ? { volume: name, holder: { kind: "volume", name }, kind: "plain", inner }
    : { volume: name, holder: device, kind: "device", inner };
}

/** Where the data is in the container: the engine's directory, or the mount itself. */
export function pointOf({ directory, role, target }: Exposure): string {
  return cleanPath(role === "data" && directory ? directory.path : target);
}

/** undefined for what lives and dies with the container. */
export function locationOfExposure(exposure: Exposure, view: StackView): DataLocation | undefined {
  if (!exposure.mount || exposure.storage.reach === "container") return undefined;
  return locationOf(exposure.mount, pointOf(exposure), view);
}

/** The driver without what changes nothing: Docker adds `:latest` by itself. */
export function driverName(volume: Volume | undefined): string {
  return (volume?.driver?.value ?? "local").replace(/:latest$/, "");
}

/** An option of the local driver; an empty one is none. */
function option(volume: Volume | undefined, name: string): string {
  return volume?.driverOpts?.get(name)?.value ?? "";
}

/** What the local driver mounts; undefined for a plain folder of Docker's own. */
export function deviceOf(volume: Volume | undefined): Holder | undefined {
  const device = option(volume, "device");
  const type = option(volume, "type");
  if (device === "" && type === "") return undefined;
  const flags = mountFlags(option(volume, "o"));
  if (flags.some((flag) => /^r?bind$/.test(flag))) return { kind: "path", path: cleanPath(device) };
  const server = flags.find((flag) => flag.startsWith("addr="))?.slice("addr=".length) ?? "";
  return { kind: "mounted", from: `${type.replace(/^nfs4$/, "nfs")} ${server} ${device.replace(/(?<=.)\/+$/, "")}` };
}

/** The words of `o`, without order. */
export function mountFlags(text: string): string[] {
  return text
    .split(",")
    .map((flag) => flag.trim())
    .filter((flag) => flag !== "")
    .sort();
}

/** A relative path starts at the folder of the stack's first file, wherever that lies on the machine that deploys. */
export function hostPathOf({ value }: Text, { files }: Stack): string {
  if (/^(\/|~|[A-Za-z]:[\\/]|\\\\)/.test(value) || value.startsWith(unknownValue("").charAt(0)))
    return cleanPath(value);
  const first = files[0]?.path ?? "";
  const folder = first.slice(0, first.lastIndexOf("/") + 1);
  return `${FOLDER}/${cleanPath(folder + value)}`;
}

/** Where the point lies below the mount's own target, with the subpath before it. */
function innerPath({ target, subpath }: Mount, point: string): string {
  const top = cleanPath(target.value);
  const at = cleanPath(point);
  const below = at === top ? "" : top === "/" ? at.slice(1) : at.startsWith(`${top}/`) ? at.slice(top.length + 1) : "";
  const path = cleanPath(`${subpath?.value ?? ""}/${below}`).replace(/^\/+/, "");
  return path === "." ? "" : path;
}

/** Whether two locations hold the same bytes. A volume that exists keeps what it is, so an equal name decides. */
export function compareLocations(base: DataLocation, head: DataLocation): Likeness {
  if (base.volume !== undefined && head.volume !== undefined) {
    const names = compareTexts(base.volume, head.volume);
    if (names === "same") return compareTexts(base.inner, head.inner);
    if (names === "unknown") return "unknown";
  }
  const bytes = compareBytes(base, head);
  if (base.kind !== "plain" && head.kind !== "plain" && bytes === "different") {
    if (base.kind === "external" || head.kind === "external") return "unknown";
  }
  return bytes;
}

/** Two locations of one stack that hold the same bytes (`compareLocations`) have one of these texts in common. */
export function locationKeys(location: DataLocation): string[] {
  const named = location.volume === undefined ? [] : [`name ${location.volume}\n${location.inner}`];
  return location.kind === "plugin" ? named : [...named, within(location)];
}

/** Two names and the same options of a plugin: only the plugin knows. */
function compareBytes(base: DataLocation, head: DataLocation): Likeness {
  if (base.kind === "plugin" && head.kind === "plugin" && comparedText(base.holder) === comparedText(head.holder))
    return "unknown";
  return compareTexts(within(base), within(head));
}

/** A holder in one text, for comparing alone: two kinds never look alike. */
export function comparedText(holder: Holder | undefined): string {
  if (holder === undefined) return "";
  if (holder.kind === "mounted") return holder.from;
  return holder.kind === "path" ? `path ${holder.path}` : `volume ${holder.name}`;
}

function within({ holder, inner }: DataLocation): string {
  return inner === "" ? comparedText(holder) : `${comparedText(holder)}/${inner}`;
}

/** Whether a relative host path is written alike in a file that has moved: the folder may have moved along. */
export function movedAlong(base: Mount, head: Mount, baseStack: Stack, headStack: Stack): boolean {
  const [one, other] = [base.source, head.source];
  if (!one || !other || one.value !== other.value || base.type !== "bind" || head.type !== "bind") return false;
  return hasUnknown(hostPathOf(one, baseStack)) && hostPathOf(one, baseStack) !== hostPathOf(other, headStack);
}
