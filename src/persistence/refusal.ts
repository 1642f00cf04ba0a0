import type { Mount, Volume } from "../stack/model.ts";
import { hasUnknown } from "../yaml/unknown.ts";
import { VOLUME_NAME } from "./facts/engine-checks.ts";
import { isOpen } from "./local-options.ts";
import { faultOf, isAddress, type NfsMount, nfsMount, splitDevice } from "./nfs.ts";

/** Who refuses something, so that no task that needs it starts, whatever node it is sent to. */
export interface MountRefusal {
  readonly by: "Docker" | "the kernel";
  /** `volume`: what it is made of is refused; one that exists already is mounted as it is. */
  readonly what: "mount" | "volume";
}

/** undefined where nothing in the file says so. `refusalsOf` has the options of the local driver. */
export function refusalOf(mount: Mount, volume: Volume | undefined): MountRefusal | undefined {
  if (isTakenForDrive(mount) || hasWrongTarget(mount)) return { by: "Docker", what: "mount" };
  if (!volume || mount.type !== "volume") return undefined;
  if (hasShortName(volume) || hasWrongName(volume)) return { by: "Docker", what: "volume" };
  const nfs = nfsMount(volume);
  return nfs && isRefusedNfs(nfs) ? { by: "the kernel", what: "volume" } : undefined;
}

/** The local driver wants two characters; what others want, and what an external volume is made by, is not known. */
export function hasShortName({ name, driver, external, externalWaits }: Volume): boolean {
  if (external || externalWaits || (driver && driver.value !== "local")) return false;
  return name !== undefined && /^.$/u.test(name.value);
}

/** A sign that the local driver does not take; two are its least, which `hasShortName` tells. */
export function hasWrongName({ name, driver, external, externalWaits }: Volume): boolean {
  if (external || externalWaits || (driver && driver.value !== "local")) return false;
  return name !== undefined && name.value.length > 1 && !isOpen(name.value) && !VOLUME_NAME.test(name.value);
}

/** `a:/data` is one path to Docker, and `a:/data:ro` a folder of the node with the target `ro`. */
export function isTakenForDrive({ form, source, target }: Mount): boolean {
  if (form !== "short") return false;
  if (source === undefined) return ONE_LETTER.test(target.value);
  return ONE_LETTER.test(source.value) && !/^([A-Za-z]:)?[\\/]/.test(target.value);
}

const ONE_LETTER = /^\p{L}:\/[^\\]*$/u;

/** Whether the target is no absolute path below the root. */
export function hasWrongTarget(mount: Mount): boolean {
  const { value } = mount.target;
  if (mount.type === "npipe" || hasUnknown(value) || isTakenForDrive(mount)) return false;
  if (/^[A-Za-z]:[\\/]/.test(value) || value.startsWith("\\\\")) return false; // a Windows container
  return !value.startsWith("/") || /^\/+\.?$/.test(value);
}

function isRefusedNfs(nfs: NfsMount): boolean {
  return (
    lacksAddress(nfs) ||
    hasEmptyAddress(nfs) ||
    hasNameForAddress(nfs) ||
    lacksColon(nfs) ||
    asksEfsForOldVersion(nfs) ||
    nfs.options.words.some((word) => (faultOf(word, nfs)?.kind ?? "unknown") !== "unknown")
  );
}

/** Docker asks the kernel itself, which wants the server in `addr=`, not in `device` alone. */
export function lacksAddress({ address, options: { open, device } }: NfsMount): boolean {
  return !address && !open && device !== undefined && !isOpen(device.value);
}

export function hasEmptyAddress({ address, options: { open } }: NfsMount): boolean {
  return address?.value === "" && !open;
}

/** Docker looks a name up for `type: nfs` only. `faultOf` speaks of quotes. */
export function hasNameForAddress({ type, address }: NfsMount): boolean {
  const host = address?.value ?? "";
  return type === "nfs4" && host !== "" && !isOpen(host) && !isAddress(host) && !/["']/.test(host);
}

export function lacksColon({ options: { device } }: NfsMount): boolean {
  return (
    device !== undefined && device.value !== "" && !isOpen(device.value) && splitDevice(device.value) === undefined
  );
}

/** EFS offers NFS 4 only. */
export function asksEfsForOldVersion({ efs, version }: NfsMount): boolean {
  return efs && (version === "default" || version === 2 || version === 3);
}
