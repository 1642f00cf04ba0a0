import type { Stack } from "../stack/model.ts";
import { locationOfExposure } from "./data-location.ts";
import type { Exposure, ServiceView } from "./exposure.ts";
import { isBackup, isSameImage } from "./images/images.ts";
import { relocationOf } from "./relocation.ts";

/**
 * Why services that mount one volume of a node may not share it. `pinned`: their constraints leave no node for both;
 * `free`: nothing keeps one of them near the other, and Swarm starts a task where the fewest tasks are; `everywhere`: one
 * of them has a task, and with it a volume, on every node.
 */
type Parting = "pinned" | "free" | "everywhere";

/** A volume of which every node has its own, and the mounts of it that can be on different nodes from the start. */
export interface Split {
  /** In the order of the stack. */
  readonly members: readonly Exposure[];
  readonly parting: Parting;
  /** False where it hangs on something that the file does not tell: how many nodes carry a label, have a role, or have two names. */
  readonly certain: boolean;
  /** Whether nobody can mean it: two programs that keep what they are given, or one that only reads what another writes. */
  readonly plain: boolean;
}

/** Every volume of the stack that services seem to share and do not. */
export function splitsOf({ stack, exposures }: { stack: Stack; exposures: readonly Exposure[] }): Split[] {
  const volumes = new Map<string, Exposure[]>();
  for (const exposure of exposures) {
    const volume = takesPart(exposure) ? locationOfExposure(exposure, { stack, exposures })?.volume : undefined;
    if (volume === undefined) continue;
    const sharing = volumes.get(volume);
    if (sharing) sharing.push(exposure);
    else volumes.set(volume, [exposure]);
  }
  return [...volumes.values()].flatMap((sharing) => (sharing.length < 2 ? [] : (splitAmong(sharing) ?? [])));
}

/** A name made of the node's is meant to be each node's own; what is disposable, nobody misses. */
function takesPart({ view, mount, storage, role }: Exposure): boolean {
  const local = storage.kind === "local-volume" || storage.kind === "external-volume";
  if (mount?.source === undefined || !local || storage.reach !== "node" || storage.each !== undefined) return false;
  if (storage.refused !== undefined || view.placement.nodes?.length === 0) return false;
  return role === "data" || role === "state" || role === "idle" || role === "read-only";
}

/** Mounts of one volume that are alike in all that decides: a stack may have thousands. */
interface Kind {
  readonly sample: Exposure;
  readonly members: Exposure[];
  /** Where it may run. */
  readonly place: string;
  /** Members of one cluster, one a node: `app-1` and `app-2`. */
  readonly program: string;
}

/** So many are compared with all others: enough for every stack that people write, and no file takes long. */
const MOST_LEADING = 10;

function splitAmong(sharing: readonly Exposure[]): Split | undefined {
  const kinds = kindsOf(sharing);
  const companions = companionsOf(kinds);
  const misses = (one: Kind, other: Kind) => !companions.get(nodeOf(one.sample.view))?.has(other.program);
  const parted = new Set<Exposure>();
  let worst: Omit<Split, "members"> | undefined;
  for (const [index, one] of kinds.slice(0, MOST_LEADING).entries()) {
    for (let at = index + 1; at < kinds.length; at++) {
      const other = kinds[at] as Kind;
      if (one.program === other.program || !meantToShare(one.sample, other.sample)) continue;
      if (worst && weight(worst) === HEAVIEST && parted.has(one.sample) && parted.has(other.sample)) continue;
      const how = misses(one, other) && misses(other, one) && partingOf(one.sample.view, other.sample.view);
      if (!how || (how.parting === "pinned" && isDeliberate(one.sample, other.sample))) continue;
      const found = { ...how, plain: how.parting !== "everywhere" && isPlain(one.sample, other.sample) };
      if (worst === undefined || weight(found) > weight(worst)) worst = found;
      for (const member of [...one.members, ...other.members]) parted.add(member);
    }
  }
  return worst && { ...worst, members: sharing.filter((member) => parted.has(member)) };
}

/** What is said of a volume is the worst of it: that it is certain, that nobody can mean it, that nothing keeps them together. */
const weight = ({ certain, plain, parting }: Omit<Split, "members">): number =>
  Number(certain) * 4 + Number(plain) * 2 + Number(parting !== "everywhere");

const HEAVIEST = weight({ certain: true, plain: true, parting: "free" });

function kindsOf(sharing: readonly Exposure[]): Kind[] {
  const kinds = new Map<string, Kind>();
  for (const sample of sharing) {
    const { view, role, mount } = sample;
    const place = placeOf(view);
    const program = `${view.service.name.replace(/\d+/g, "")}\n${view.service.image?.value.replace(/[:@].*$/, "")}`;
    const key = [place, program, view.service.image?.value, role, mount?.subpath?.value, isJob(sample)].join("\n");
    const kind = kinds.get(key);
    if (kind) kind.members.push(sample);
    else kinds.set(key, { sample, members: [sample], place, program });
  }
  return [...kinds.values()];
}

/** Where a service may run, in a text that is the same for all who may run there and nowhere else. */
export function placeOf(view: ServiceView): string {
  const { service, placement } = view;
  const { roam, pin, everywhere, nodes } = placement;
  const constraints = service.constraints.map(({ value }) => value).sort();
  return JSON.stringify([roam, pin, everywhere, nodes?.map(({ hostname }) => hostname), constraints]);
}

/** The programs that write on each node: who has one of its own beside it misses no other. */
function companionsOf(kinds: readonly Kind[]): ReadonlyMap<string | undefined, ReadonlySet<string>> {
  const companions = new Map<string | undefined, Set<string>>();
  for (const { sample, program } of kinds) {
    const node = isWriter(sample) ? nodeOf(sample.view) : undefined;
    if (node !== undefined) companions.set(node, (companions.get(node) ?? new Set()).add(program));
  }
  return companions;
}

/** The one node that a service is pinned to, in a text that is the same for all who are. */
function nodeOf({ placement: { pin, everywhere, nodes, constraint } }: ServiceView): string | undefined {
  if (pin !== "node" || everywhere) return undefined;
  return (nodes?.[0]?.hostname ?? constraint?.value.replace(/\s+/g, "") ?? "").toLowerCase();
}

const isEngine = ({ role }: Exposure): boolean => role === "data";
const isWriter = (exposure: Exposure): boolean => isEngine(exposure) || exposure.role === "state";
const isJob = ({ view }: Exposure): boolean => view.service.mode.value.endsWith("-job");

/** Whether one of them writes what the other has a use for. */
function meantToShare(one: Exposure, other: Exposure): boolean {
  if (one.view === other.view || !(isWriter(one) || isWriter(other))) return false;
  const [a, b] = [one, other].map(({ mount }) => mount?.subpath?.value);
  if (a !== undefined && b !== undefined && a !== b) return false;
  if (!isEngine(one) || !isEngine(other)) return true;
  // Two engines have a directory each; of one that allows several writers, all use the same files.
  const [family, second] = [one.view.image?.family, other.view.image?.family];
  return family === second && family?.singleWriter === false;
}

function isPlain(one: Exposure, other: Exposure): boolean {
  if (isJob(one) || isJob(other)) return false;
  if (reads(one) || reads(other)) return true;
  return one.role === "state" && other.role === "state" && !isSameImage(one.view.service, other.view.service);
}

/**
 * A job that is sent to another node looks at what is there, and one image that labels keep apart is one on each node.
 */
function isDeliberate(one: Exposure, other: Exposure): boolean {
  const [a, b] = [one.view, other.view];
  const byName = a.placement.pin === "node" && b.placement.pin === "node";
  return isJob(one) || isJob(other) || (!byName && isSameImage(a.service, b.service));
}

/** What saves other services' data mounts it for nothing else. */
const reads = ({ role, view }: Exposure): boolean => role === "read-only" || isBackup(view.service.image?.value ?? "");

/** undefined where they stay together, or where a variable decides. */
function partingOf(one: ServiceView, other: ServiceView): Pick<Split, "parting" | "certain"> | undefined {
  const [a, b] = [one.placement, other.placement];
  if (a.everywhere && b.everywhere) return undefined;
  const { nodes } = relocationOf(one, other);
  if (nodes === "same") return undefined;
  if (nodes === "different") return { parting: "pinned", certain: true };
  const free = isFree(one) || isFree(other);
  const global = a.everywhere ? one : b.everywhere ? other : undefined;
  if (global) return { parting: "everywhere", certain: free || isOnSeveral(global) };
  if (free) return { parting: "free", certain: true };
  if (a.pin === "variable" || b.pin === "variable") return undefined;
  return { parting: a.pin === "node" && b.pin === "node" ? "pinned" : "free", certain: false };
}

const isOnSeveral = ({ service, placement }: ServiceView): boolean =>
  placement.nodes !== undefined || service.constraints.length === 0;

/** More than one node is left, as far as anybody can know. */
function isFree({ placement: { roam, everywhere, nodes } }: ServiceView): boolean {
  return !everywhere && (roam === "cluster" || (roam === "zone" && nodes !== undefined));
}
