import type { Problem } from "../model/problem.ts";
import { placeOf } from "../model/text.ts";
import { child, type Entry, entriesOf, itemsOf, type Mapping, type Tree } from "../yaml/tree.ts";

/** Service keys that make deploy refuse the whole file, and what to write instead. CLI 28.2.2, run. */
export const FORBIDDEN_KEYS = new Map<string, string>([
  ["extends", "Copy what is inherited into the service, or share it with a YAML anchor."],
  ["volume_driver", "Set `driver` on the volume in the top-level `volumes` section."],
  ["volumes_from", "Declare a volume in the top-level `volumes` section and mount it in both services."],
  ...["cpu_quota", "cpu_shares", "cpuset", "mem_limit", "memswap_limit"].map(
    (key) => [key, "Set limits under `deploy.resources`."] as const,
  ),
]);

interface IgnoredKey {
  readonly effect: string;
  readonly help: string;
  readonly severity: "warning" | "note";
}

const note = (effect: string, help: string): IgnoredKey => ({ effect, help, severity: "note" });
const warn = (effect: string, help: string): IgnoredKey => ({ effect, help, severity: "warning" });
const REMOVE = "Remove the key, or accept that it does nothing.";

/** Service keys that deploy accepts and does not carry out. The first sixteen and the next two with a warning, the rest in silence. */
const IGNORED_KEYS = new Map<string, IgnoredKey>([
  [
    "build",
    warn("no image is built; the nodes pull `image` from a registry", "Build and push the image before the deploy."),
  ],
  ["cgroupns_mode", note("the engine's default is used", REMOVE)],
  ["cgroup_parent", note("the engine's default is used", REMOVE)],
  [
    "devices",
    warn(
      "the container does not get the device",
      "Use a bind mount of the device with care, or run the service outside Swarm.",
    ),
  ],
  ["domainname", note("the container has no domain name", "Put the full name in `hostname`.")],
  ["external_links", note("no link is made", "Put the services on one network.")],
  ["ipc", note("the container has its own IPC namespace", REMOVE)],
  ["links", note("no link is made", "Services on one network reach each other by name.")],
  ["mac_address", note("the address is chosen by the engine", REMOVE)],
  [
    "network_mode",
    note("the service joins its `networks` instead", "Use `networks`, with `host` as an external network if need be."),
  ],
  ["pid", note("the container has its own PID namespace", REMOVE)],
  ["privileged", warn("the container runs without privileges", "Use `cap_add`, or run the service outside Swarm.")],
  ["security_opt", note("the engine's defaults are used", REMOVE)],
  ["shm_size", warn("`/dev/shm` keeps its 64 MB", "Mount a tmpfs at `/dev/shm` with the size that is needed.")],
  ["userns_mode", note("the engine's default is used", REMOVE)],
  ["container_name", note("the task's container gets a name of its own", "Reach the service by its service name.")],
  ["expose", note("services on one network reach all ports anyway", REMOVE)],
  ["depends_on", note("Swarm starts services in any order", "Let the service wait for, or retry, what it needs.")],
  [
    "tmpfs",
    warn(
      "nothing is mounted there, without any message, and the files go to the container's layer on disk",
      "Write a mount: `volumes: [{type: tmpfs, target: /path}]`.",
    ),
  ],
]);

/** What deploy reads inside the option maps of a long mount; everything else there is dropped in silence. */
const MOUNT_OPTIONS = new Map<string, ReadonlySet<string>>([
  ["bind", new Set(["propagation"])],
  ["volume", new Set(["nocopy", "subpath"])],
  ["tmpfs", new Set(["size"])],
]);

/** Service keys that deploy refuses outright or ignores. */
export const IDLE_KEYS: readonly string[] = [...FORBIDDEN_KEYS.keys(), ...IGNORED_KEYS.keys()];

/** Forbidden and ignored keys of every service, each on its own line. */
export function findKeyProblems(root: Mapping, problems: Problem[]): void {
  for (const service of entriesOf(child(root, "services"))) {
    const name = service.key.name;
    for (const entry of entriesOf(service.value)) {
      const key = entry.key.name;
      const instead = FORBIDDEN_KEYS.get(key);
      if (instead !== undefined) problems.push(forbidden(entry, name, instead));
      const ignored = IGNORED_KEYS.get(key);
      if (ignored !== undefined) problems.push(ignoredKey(entry, name, ignored));
      if (key === "restart" && !restartsAsWritten(service.value)) problems.push(restartKey(entry, name));
    }
    findMountOptions(service, problems);
  }
}

function forbidden({ key }: Entry, service: string, help: string): Problem {
  const message = `\`${key.name}\` is forbidden in a stack; deploy refuses the file.`;
  return { rule: "forbidden-key", place: placeOf(key), message, help, service, subject: key.name };
}

function ignoredKey({ key }: Entry, service: string, { effect, help, severity }: IgnoredKey): Problem {
  const message = `Swarm ignores \`${key.name}\`: ${effect}.`;
  return { rule: "ignored-key", place: placeOf(key), message, help, service, subject: key.name, severity };
}

const RESTARTS_ALWAYS = new Set<unknown>(["always", "unless-stopped"]);

/** Whether the tasks restart always, as `restart` says: from it, or from the policy that counts in its place. */
function restartsAsWritten(service: Tree | undefined): boolean {
  const policy = child(child(service, "deploy"), "restart_policy");
  const condition = child(policy, "condition");
  const counts = policy === undefined || condition === undefined || scalarOf(condition) === "any";
  return counts && RESTARTS_ALWAYS.has(scalarOf(child(service, "restart")));
}

const scalarOf = (tree: Tree | undefined): unknown => (tree?.kind === "scalar" ? tree.value : undefined);

function restartKey({ key }: Entry, service: string): Problem {
  const message =
    "Swarm reads `restart` only where there is no `deploy.restart_policy`: then `on-failure` is kept, and everything else, `no` too, restarts always.";
  const help = "Write `deploy.restart_policy`.";
  return { rule: "ignored-key", place: placeOf(key), message, help, service, subject: key.name, severity: "note" };
}

function findMountOptions(service: Entry, problems: Problem[]): void {
  for (const mount of itemsOf(child(service.value, "volumes"))) {
    for (const [map, read] of MOUNT_OPTIONS) {
      for (const { key } of entriesOf(child(mount, map))) {
        if (read.has(key.name)) continue;
        const effect =
          key.name === "create_host_path" ? "a missing host path makes the task fail" : "it changes nothing";
        const message = `Swarm ignores \`${map}.${key.name}\` of a mount: ${effect}.`;
        const subject = `volumes.${map}.${key.name}`;
        const place = placeOf(key);
        problems.push({
          rule: "ignored-key",
          place,
          message,
          help: REMOVE,
          service: service.key.name,
          subject,
          severity: "note",
        });
      }
    }
  }
}
