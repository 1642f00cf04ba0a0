import type { Change, Value } from "../../edit/change.ts";
import type { Remedy, RunbookStep } from "../../model/finding.ts";
import type { BlockStorage, NetworkStorage } from "../../model/storage-policy.ts";
import type { Exposure } from "../../persistence/exposure.ts";
import type { NfsClass } from "../../persistence/images/images.ts";
import { hasUnknown } from "../../yaml/unknown.ts";
import { isNewData } from "../deploy-effects.ts";
import type { Fix, FixContext } from "../model.ts";
import { freeKey } from "../volumes.ts";
import type { DataToMove, Destination } from "./data-to-move.ts";
import { ACCEPTED_AFTER_MOVE, moveRunbook } from "./runbook.ts";
import { requiredVariable, scopedName, script, stackLine, word } from "./shell.ts";

/** Docker takes a `-` in such a message for the start of a default, so there is none. */
const SERVER = "NFS_SERVER";
const NEED_SERVER = `\${${SERVER}:?set it to the name or address of the NFS server}`;
const NEED_STACK = "${STACK:?set it to the name of the stack}";

/** Options that a kernel takes from `mount(2)`: nothing of `mount.nfs` is understood. */
const OPTIONS = "nfsvers=4.1,rsize=1048576,wsize=1048576,hard,timeo=600,retrans=2";
/** Amazon's own list for EFS. */
const EFS_OPTIONS = `${OPTIONS},noresvport`;

type Folder = Destination & { readonly kind: "folder" };

/** Rules that may report network storage: the title says it already. */
const ACCEPTED_ON_NETWORK = ["engine-on-nfs", "no-fencing", "nfs-root-squash", "efs-plain-nfs-security"];

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
  const where = (isEfs ? "EFS" : "NFS") + caveat(data.exposure, context.exposures);
  const volume: NewVolume = {
    key,
    declaration,
    remedy: "network",
    where,
    standIns,
    ready,
    to,
    variables,
    accepts: ACCEPTED_ON_NETWORK,
  };
  yield* moveTo(volume, data, context);
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
function nfsFolder(server: string | undefined, options: string, { path, base }: Directory): Folder {
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
  const to: Folder = { kind: "folder", prepare: [`TO=${asWords(device)}`, 'mkdir -p "$TO"'] };
  const where = `\`${folder}\`${caveat(data.exposure, context.exposures)}`;
  const volume: NewVolume = {
    key,
    declaration,
    remedy: "network",
    where,
    to,
    accepts: ACCEPTED_ON_NETWORK,
    ...waitingFor(directory),
  };
  yield* moveTo(volume, data, context);
}

/** A new volume of the driver that the configuration declares: its volumes follow the task. */
export function* blockRemedies(data: DataToMove, context: FixContext): Iterable<Fix> {
  const block = context.storage?.block;
  if (block === undefined) return;
  const { driver, options } = block;
  const key = freeKey(context, `${data.name}-block`);
  const declaration = { driver, ...(options.size > 0 ? { driver_opts: Object.fromEntries(options) } : {}) };
  const where = `the driver \`${driver}\` (one node at a time)`;
  yield* moveTo({ key, declaration, remedy: "block", where, to: driverVolume(data, block, key) }, data, context);
}

function driverVolume(
  { exposure }: DataToMove,
  { driver, options }: BlockStorage,
  key: string,
): Destination | undefined {
  const image = exposure.view.service.image?.value;
  if (image === undefined || hasUnknown(image)) return undefined;
  const flags = Array.from(options, ([name, value]) => `-o ${word(`${name}=${value}`)} `).join("");
  return {
    kind: "driver-volume",
    make: `docker volume create -d ${word(driver)} ${flags}${scopedName(key)} > /dev/null`,
    name: scopedName(key),
    image: word(image),
  };
}

/** A new volume, and how the data comes there. */
interface NewVolume {
  readonly key: string;
  readonly declaration: Value;
  readonly remedy: Remedy;
  /** For people. */
  readonly where: string;
  readonly standIns?: ReadonlyMap<string, string>;
  /** What every node that may run the task needs first. */
  readonly ready?: readonly RunbookStep[];
  /** undefined when there is no way to copy to it. */
  readonly to: Destination | undefined;
  /** Lines before the deploy: variables that the new file waits for. */
  readonly variables?: readonly string[];
  /** Rules that may report it afterwards, because the title says what they say. */
  readonly accepts?: readonly string[];
}

function* moveTo(volume: NewVolume, data: DataToMove, context: FixContext): Iterable<Fix> {
  const { key, declaration, remedy, where, standIns, accepts = [] } = volume;
  const at = data.at === undefined ? "" : `, mounted at \`${data.at}\``;
  const title = isNewData(data.exposure, context)
    ? `Keep the data ${remedy === "block" ? "with" : "on"} ${where}, in the volume \`${key}\`${at}`
    : `Move the data to ${where}, under the new volume name \`${key}\`${at}`;
  for (const changes of data.moveTo(key, declaration)) {
    if (changes === undefined) continue;
    yield {
      title,
      safe: false,
      remedy,
      changes,
      standIns,
      runbook: stepsTo(volume, changes, data, context),
      accepts: [...accepts, ...ACCEPTED_AFTER_MOVE],
    };
  }
}

/** Where there is nothing to move yet, a directory has to be there all the same: without it, every task is rejected. */
function stepsTo(
  { ready = [], to, variables = [] }: NewVolume,
  changes: readonly Change[],
  data: DataToMove,
  context: FixContext,
): readonly RunbookStep[] | undefined {
  const moving = moveRunbook(data, context, { to, variables, changes });
  if (moving !== undefined) return [...ready, ...moving];
  if (to?.kind === "folder" && isNewData(data.exposure, context)) return [...ready, folderStep(to, context)];
  return ready.length === 0 ? undefined : ready;
}

function folderStep({ prepare }: Folder, { stackName }: FixContext): RunbookStep {
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

/**
 * What is looked at on each node, in the shell of a login there; the server's name comes by standard input, so that no
 * shell reads it. Docker calls `mount(2)` itself, and the kernel loads its client when it is asked for the first time.
 */
const LOOK = [
  "IFS= read -r SERVER",
  'PATH="$PATH:/usr/sbin:/sbin"',
  "grep -qw nfs4 /proc/filesystems || modprobe -nqa nfs nfsv4 || {",
  '  echo "the kernel has no NFS client: a task is rejected here (no such device)"; exit 1; }',
  'timeout 5 bash -c ": < \\"/dev/tcp/\\$0/2049\\"" "$SERVER" 2> /dev/null || {',
  '  echo "$SERVER does not answer on TCP 2049"; exit 1; }',
  'echo "can mount NFS"',
];

/** One command that looks at all nodes and changes none; `server` is the line that sets `$NFS_SERVER`. */
function nodesStep(server: string): RunbookStep {
  return {
    title:
      "See that every node can mount NFS: its kernel needs the client, and the server must let it in on TCP 2049. Docker mounts without the programs of `nfs-common` (Debian, Ubuntu) or `nfs-utils` (RHEL, Amazon Linux); install them to mount by hand, or for the locks of NFSv3",
    where: "manager",
    commands: [
      script([
        server,
        `LOOK='${LOOK.join("\n")}'`,
        "BAD=0",
        "for NODE in $(docker node ls -q); do",
        "  docker node inspect --format '{{.Description.Hostname}}' \"$NODE\"",
        '  ADDRESS="$(docker node inspect --format \'{{.Status.Addr}}\' "$NODE")"',
        '  printf \'%s\\n\' "$NFS_SERVER" | ssh -o ConnectTimeout=10 -- "$ADDRESS" "$LOOK" || BAD=1',
        "done",
        '[ "$BAD" -eq 0 ] || { echo "not every node can mount NFS yet" >&2; exit 1; }',
      ]),
    ],
  };
}

/** Amazon EFS User Guide, "Mounting on Amazon EC2 with a DNS name" (read 2026-11). */
const MOUNT_TARGETS: RunbookStep = {
  title:
    "Give EFS a mount target in the availability zone of every node, because its name is found only there, and a security group that lets the nodes in on TCP 2049",
  where: "workstation",
  commands: [],
};
