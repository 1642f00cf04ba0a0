import type { Exposure } from "../persistence/exposure.ts";
import { isOneTask } from "../persistence/placement.ts";
import type { Located, Service } from "../stack/model.ts";
import { showUnknown } from "../yaml/unknown.ts";

/** What can make Swarm move a task of a roaming service: said the same way everywhere. */
export const WHAT_MOVES = "An update, a drain, a lost node or a failed health check can move it";

/** Where Swarm may move a task that is not pinned to one node. */
export function elsewhere({ view }: Exposure): string {
  return view.placement.roam === "zone" ? "another node of its zone" : "another node";
}

/** Whether a task may go to a node from which its data cannot be seen. */
export function staysBehind({ storage, view }: Pick<Exposure, "storage" | "view">): boolean {
  const { roam, nodes, full } = view.placement;
  return storage.reach === "node" && !full && (roam === "zone" || roam === "cluster") && nodes?.length !== 0;
}

/** `the volume "redis-data"`, or the host path, for the middle of a sentence. */
export function named({ mount, volume }: Exposure): string {
  if (volume) return `the volume \`${volume.key}\``;
  return mount?.source ? `\`${showUnknown(mount.source.value)}\`` : "the anonymous volume";
}

type Written = Pick<Located<unknown>, "place" | "via">;

/** The place of a value as people look for it: where an alias or a merge key brings it in, else where it is written. */
export function used({ place, via }: Written): Written {
  return { place: via?.use ?? place, via };
}

/** More names make no sentence any more. */
const MOST_NAMES = 8;

/** `a`, `a and b`, `a, b and c`; of very many the first. */
export function joined(names: readonly string[]): string {
  const shown =
    names.length > MOST_NAMES ? [...names.slice(0, MOST_NAMES - 1), `${names.length - MOST_NAMES + 1} more`] : names;
  const last = shown.at(-1) ?? "";
  return shown.length < 2 ? last : `${shown.slice(0, -1).join(", ")} and ${last}`;
}

/** For the start of a sentence. */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Where the data directory is, without saying more than is known. */
export function keepsData({ view, directory }: Exposure, path: string): string {
  const name = `\`${view.service.name}\``;
  return directory?.certain
    ? `${name} keeps its data in \`${path}\``
    : `${name} most likely keeps its data in \`${path}\``;
}

/** What to do about several tasks, which no pin helps. */
export const ONE_SERVICE_A_TASK = "make a service of each task, with a volume and a node of its own";

/** How the tasks of a service stay with their data; for the middle of a sentence. */
export function keepingPlace(service: Service): string {
  return isOneTask(service) ? "pin the service to one node (`node.hostname == ...`)" : ONE_SERVICE_A_TASK;
}

/** Where the engine's vendor stands on network storage, as one more sentence; empty when it is fine. */
export function networkCaveat({ view, directory }: Exposure): string {
  const title = view.image?.family.title;
  const nfs = directory === undefined ? undefined : view.needs?.nfs;
  const instead = isOneTask(view.service) ? ": prefer the pin, with backups." : ".";
  if (nfs === "unsupported") return ` ${title} does not support NFS${instead}`;
  if (nfs === "discouraged") return ` NFS is not advised for ${title}${instead}`;
  if (nfs === "conditional") return ` On NFS, ${title} needs care: a \`hard\` mount, and never two writers at once.`;
  return "";
}
