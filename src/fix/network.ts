import type { NetworkStorage } from "../config/model.ts";
import type { Change, Value } from "../edit/change.ts";
import type { RunbookStep } from "../model/finding.ts";
import type { Exposure } from "../persistence/exposure.ts";
import type { NfsClass } from "../persistence/images/images.ts";
import { hasUnknown } from "../yaml/unknown.ts";
import { isNewData } from "./first-deploy.ts";
import type { Fix, FixContext } from "./model.ts";
import { ACCEPTED_AFTER_MOVE, runbookFor } from "./moving.ts";
import { stackLine } from "./names.ts";
import { MOUNT_TARGETS, nodesStep } from "./nfs-nodes.ts";
import type { Destination } from "./runbook.ts";
import { type DataToMove, freeKey } from "./seat.ts";
import { requiredVariable, script, word } from "./shell.ts";

/** Docker takes a `-` in such a text for the start of a default, so there is none. */
const SERVER = "NFS_SERVER";
const NEED_SERVER = `\${${SERVER}:?set it to the name or address of the NFS server}`;
const NEED_STACK = "${STACK:?set it to the name of the stack}";

/** Options that a kernel takes from `mount(2)`: nothing of `mount.nfs` is understood. */
const OPTIONS = "nfsvers=4.1,rsize=1048576,wsize=1048576,hard,timeo=600,retrans=2";
/** Amazon's own list for EFS. */
const EFS_OPTIONS = `${OPTIONS},noresvport`;

/** A new volume on storage that every node reaches; the old one stays where it is. */
export function* networkRemedies(data: DataToMove, context: FixContext): Iterable<Fix> {
  const { storage } = context;
  if (storage?.sharedPath !== undefined && storage.network === undefined)
    yield* sharedFolder(data, context, storage.sharedPath);
  else yield* nfsVolume(data, context, storage?.network);
}

function* nfsVolume(data: DataToMove, context: FixContext, network: NetworkStorage | undefined): Iterable<Fix> {
  const key = freeKey(context, `${data.name}-${network?.kind ?? "nfs"}`);
  const server = network?.server ?? NEED_SERVER;
  const options = network?.options ?? (network?.kind === "efs" ? EFS_OPTIONS : OPTIONS);
  const directory = directoryFor(data, context, network?.directory);
  const declaration = {
    driver: "local",
    driver_opts: { type: "nfs", o: `addr=${server},${options}`, device: `:${directory.path}` },
  };
  const { standIns, variables } = waitingFor(directory);
  if (network === undefined) {
    standIns.set(SERVER, "10.0.0.5");
    variables.push(`export ${requiredVariable(SERVER, "the NFS server")}`);
  }
  const isEfs = network?.kind === "efs";
  const ready = [...(isEfs ? [MOUNT_TARGETS] : []), nodesStep(serverLine(network?.server))];
  const to = nfsFolder(network?.server, options, directory);
  yield* moves(data, context, { key, declaration, where: isEfs ? "EFS" : "NFS", standIns, ready, to, variables });
}

/** What the new declaration waits for when the directory has the stack's name. */
function waitingFor({ path }: Directory): { standIns: Map<string, string>; variables: string[] } {
  if (!path.includes(NEED_STACK)) return { standIns: new Map(), variables: [] };
  return { standIns: new Map([["STACK", "stack"]]), variables: ["export STACK"] };
}

/** `$NFS_SERVER`, for a shell. */
function serverLine(server: string | undefined): string {
  return server === undefined ? requiredVariable(SERVER, "the NFS server") : `${SERVER}=${word(server)}`;
}

/** Mounts the server as Docker does: by `mount(2)`, without a program for NFS on the node. */
function nfsFolder(server: string | undefined, options: string, { path, base }: Directory): NewVolume["to"] {
  const below = path.slice(base.length).replace(/^\/+/, "");
  return {
    kind: "folder",
    prepare: [
      serverLine(server),
      `ADDRESS="$(getent ahostsv4 "$${SERVER}" | awk 'NR == 1 { print $1 }')"`,
      'ROOT="$(mktemp -d)"',
      `mount -i -t nfs -o "addr=$ADDRESS,${options}" ${word(`:${base}`)} "$ROOT"`,
      `trap '${UNMOUNT}' EXIT`,
      "trap 'exit 1' HUP INT TERM",
      `TO="$ROOT"/${asWords(below)}`,
      'mkdir -p "$TO"',
    ],
    atExit: UNMOUNT,
  };
}

/** A path for a shell in which the stack's name is set. */
function asWords(path: string): string {
  const parts = path.split(NEED_STACK).map((part) => (part === "" ? "" : word(part)));
  return parts.join('"$STACK"');
}

const UNMOUNT = 'umount "$ROOT" && rmdir "$ROOT"';

function* sharedFolder(data: DataToMove, context: FixContext, folder: string): Iterable<Fix> {
  const key = freeKey(context, `${data.name}-shared`);
  const directory = directoryFor(data, context, undefined);
  const device = `${folder.replace(/\/+$/, "")}${directory.path}`;
  const declaration = { driver: "local", driver_opts: { type: "none", o: "bind", device } };
  const to: NewVolume["to"] = { kind: "folder", prepare: [`TO=${asWords(device)}`, 'mkdir -p "$TO"'] };
  const where = `\`${folder}\``;
  yield* moves(data, context, { key, declaration, where, ready: [], to, ...waitingFor(directory) });
}

interface NewVolume {
  /** The new volume. */
  readonly key: string;
  readonly declaration: Value;
  /** For people. */
  readonly where: string;
  readonly standIns: ReadonlyMap<string, string>;
  /** What every node that may run the task needs first. */
  readonly ready: readonly RunbookStep[];
  readonly to: Destination & { readonly kind: "folder" };
  readonly variables: readonly string[];
}

function* moves(data: DataToMove, context: FixContext, volume: NewVolume): Iterable<Fix> {
  const { key, declaration, where, standIns } = volume;
  const place = where + caveat(data.exposure, context.exposures);
  const at = data.at === undefined ? "" : `, mounted at \`${data.at}\``;
  const title = isNewData(data.exposure, context)
    ? `Keep the data on ${place}, in the volume \`${key}\`${at}`
    : `Move the data to ${place}, under the new volume name \`${key}\`${at}`;
  for (const changes of data.moveTo(key, declaration)) {
    if (changes === undefined) continue;
    yield {
      title,
      safe: false,
      remedy: "network",
      changes,
      standIns,
      runbook: stepsTo(volume, changes, data, context),
      accepts: ["engine-on-nfs", "no-fencing", "nfs-root-squash", "efs-plain-nfs-security", ...ACCEPTED_AFTER_MOVE],
    };
  }
}

/** Where there is nothing to move yet, the directory has to be there all the same: without it, every task is rejected. */
function stepsTo(
  { ready, to, variables }: NewVolume,
  changes: readonly Change[],
  data: DataToMove,
  context: FixContext,
): readonly RunbookStep[] | undefined {
  const moving = runbookFor(data, context, { to, variables, changes });
  if (moving !== undefined) return [...ready, ...moving];
  if (isNewData(data.exposure, context)) return [...ready, folderStep(to, context)];
  return ready.length === 0 ? undefined : ready;
}

function folderStep({ prepare }: NewVolume["to"], { stackName }: FixContext): RunbookStep {
  const needsStack = prepare.some((line) => line.includes('"$STACK"'));
  return {
    title: "Make the directory, before the first deploy: without it, every task is rejected",
    where: "any-node",
    commands: [script([...(needsStack ? [stackLine(stackName)] : []), ...prepare])],
  };
}

/** What the least tolerant engine that keeps its data there is told of NFS; undefined when none is known. */
export function nfsClass(exposure: Exposure, exposures: readonly Exposure[]): NfsClass | undefined {
  return leastTolerant(exposure, exposures)?.view.needs?.nfs;
}

const STRICTNESS: readonly NfsClass[] = ["ok", "unknown", "conditional", "discouraged", "unsupported"];

function leastTolerant(exposure: Exposure, exposures: readonly Exposure[]): Exposure | undefined {
  const { volume } = exposure;
  const sharing = volume === undefined ? [] : exposures.filter((one) => one.volume === volume);
  const keeping = [exposure, ...sharing].filter(({ directory, view }) => directory !== undefined && view.needs);
  const rank = ({ view }: Exposure) => STRICTNESS.indexOf(view.needs?.nfs ?? "unknown");
  return keeping.reduce<Exposure | undefined>((most, one) => (most && rank(most) >= rank(one) ? most : one), undefined);
}

/** Where that engine's vendor stands on network storage. */
function caveat(exposure: Exposure, exposures: readonly Exposure[]): string {
  const found = leastTolerant(exposure, exposures);
  const title = found?.view.image?.family.title;
  const nfs = found?.view.needs?.nfs;
  if (nfs === "unsupported") return ` (not supported for ${title})`;
  if (nfs === "discouraged") return ` (not advised for ${title})`;
  if (nfs === "conditional") return ` (for ${title} only as a \`hard\` mount, and never with two writers)`;
  return "";
}

interface Directory {
  /** From the top of what the server exports. */
  readonly path: string;
  /** The part above it that is there already. */
  readonly base: string;
}

/**
 * A directory of the volume's own: two volumes on one directory would share their files. What is written into a file of
 * several stacks holds for all of them, so that it needs their name, whatever the configuration says.
 */
function directoryFor(data: DataToMove, context: FixContext, pattern: string | undefined): Directory {
  const { stack } = context;
  const { mount, volume, view } = data.exposure;
  const edited = [volume ?? mount, mount ?? view.service];
  const isShared = edited.some((one) => one && context.isShared(one.place.file));
  const stackName = isShared ? undefined : context.stackName;
  const usual = isShared || stackName !== undefined ? "{stack}_{volume}" : "{volume}";
  const apart = isShared && pattern?.includes("{stack}") === false ? `${pattern}/{stack}` : pattern;
  const whole = `/${apart ?? usual}`.replace(/^\/+/, "/");
  const path = whole
    .replaceAll("{stack}", stackName ?? NEED_STACK)
    .replaceAll("{service}", view.service.name)
    .replaceAll("{volume}", data.name);
  const taken = Array.from(stack.volumes.values(), ({ driverOpts }) => driverOpts?.get("device")?.value ?? "");
  const isTaken = (one: string) => taken.some((device) => !hasUnknown(device) && device.endsWith(`:${one}`));
  let free = path;
  for (let count = 2; isTaken(free); count++) free = `${path}-${count}`;
  const fixed = whole.slice(0, whole.indexOf("{"));
  return { path: free, base: fixed.slice(0, fixed.lastIndexOf("/")) || "/" };
}
