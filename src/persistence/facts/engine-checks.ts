import { portsOf } from "../../stack/port-spec.ts";
import { byteSize, durationSeconds } from "../../stack/quantity.ts";
import { child, entriesOf, itemsOf, printScalar, type Tree } from "../../yaml/tree.ts";
import { hasUnknown } from "../../yaml/unknown.ts";
import { templateProblem } from "../templates.ts";

/**
 * One check of a service that `docker stack deploy` leaves to the engine. `service`: the engine refuses to make or to
 * change it, and the deploy ends. `tasks`: the service is made, and none of its tasks ever runs.
 */
interface EngineCheck {
  readonly id: string;
  readonly refused: "service" | "tasks";
  /** The values that do not pass, in a service as it is written. What waits for a variable passes. */
  readonly find: (service: Tree) => Iterable<Tree>;
  /** What is wrong, after the path: "... is not a restart condition". */
  readonly fault: string;
  readonly help: string;
  /** Where that can be read, and when it was. */
  readonly source: string;
  /** Absent where Engines 20.10 to 29 agree; else which do, for the start of a sentence. */
  readonly engines?: string;
  /** Read in the source and never run: it backs no error. */
  readonly derived?: true;
}

const CONVERT = "moby docker-v29.7.2 and v20.10.24, daemon/cluster/convert/service.go, read 2026-08";
const MOUNTS = "moby docker-v29.7.2 and v20.10.24, daemon/cluster/convert/container.go, read 2026-08";
const CONTROL =
  "swarmkit 3e72cb64d, manager/controlapi/service.go; the same in Engines 20.10.24 to 29.7.2, read 2026-08";
const CREATE = "moby docker-v29.7.2 and v20.10.24, daemon/container.go, read 2026-08";

const TIME = "Write a duration that is not negative, such as `10s`.";
const MILLISECOND = "Write `1ms` or more, or remove it: `0s` means Docker's own value.";

/** What the engine's conversion and its manager refuse. */
const BY_MANAGER: readonly EngineCheck[] = [
  {
    id: "restart-condition",
    refused: "service",
    find: at("deploy.restart_policy.condition", notOneOf("none", "on-failure", "any")),
    fault: "is not a condition of Swarm",
    help: "Write `any`, which is what `always` and `unless-stopped` mean in Compose, or `on-failure` or `none`.",
    source: CONVERT,
  },
  ...["delay", "window"].map(
    (key): EngineCheck => ({
      id: `restart-${key}`,
      refused: "service",
      find: at(`deploy.restart_policy.${key}`, isNegativeTime),
      fault: "is negative",
      help: TIME,
      source: CONTROL,
    }),
  ),
  {
    id: "endpoint-mode",
    refused: "service",
    find: at("deploy.endpoint_mode", (value) => !["", "vip", "dnsrr"].includes(String(value).toLowerCase())),
    fault: "is not an endpoint mode",
    help: "Write `vip` (the default) or `dnsrr`.",
    source: CONVERT,
  },
  {
    id: "dnsrr-ingress",
    refused: "service",
    find: (service) => (ingressPorts(service).length === 0 ? [] : DNSRR(service)),
    fault: "is `dnsrr`, which does not go with a port of the ingress network",
    help: "Publish ports with `mode: host` in the long form, or remove `endpoint_mode`.",
    source: CONTROL,
  },
  ...["update_config", "rollback_config"].map(
    (key): EngineCheck => ({
      id: `${key}-failure-action`,
      refused: "service",
      find: at(`deploy.${key}.failure_action`, notOneOf("pause", "continue", "rollback")),
      fault: "is not an action of Swarm",
      help: "Write `pause` (the default), `continue` or `rollback`.",
      source: CONVERT,
    }),
  ),
  ...["delay", "monitor"].map(
    (key): EngineCheck => ({
      id: `update-${key}`,
      refused: "service",
      find: at(`deploy.update_config.${key}`, isNegativeTime),
      fault: "is negative",
      help: TIME,
      source: CONTROL,
    }),
  ),
  {
    id: "update-ratio",
    refused: "service",
    find: at(
      "deploy.update_config.max_failure_ratio",
      (value) => typeof value === "number" && !(value >= 0 && value <= 1),
    ),
    fault: "is not between 0 and 1",
    help: "Write the share of tasks that may fail: `0.2` for 20 percent.",
    source: CONTROL,
  },
  {
    id: "job-update-config",
    refused: "service",
    find: (service) =>
      /^(replicated|global)-job$/.test(wordAt(service, "deploy.mode"))
        ? mappingAt(service, "deploy.update_config")
        : [],
    fault: "does not go with a job",
    help: "Remove it: a job is never updated task by task.",
    source: CONTROL,
  },
  ...["limits", "reservations"].flatMap((key): EngineCheck[] => [
    {
      id: `cpus-${key}`,
      refused: "service",
      find: at(`deploy.resources.${key}.cpus`, (value) => isBelow(cpus(value), 0.001)),
      fault: "is less than a thousandth of a CPU",
      help: 'Write `"0.001"` or more.',
      source: CONTROL,
    },
    {
      id: `memory-${key}`,
      refused: "service",
      find: at(`deploy.resources.${key}.memory`, (value) => isBelow(byteSize(String(value)), 4 * MEBIBYTE)),
      fault: "is less than 4 MiB",
      help: "Write a unit, such as `512M`: a number alone counts bytes.",
      source: CONTROL,
    },
  ]),
  ...["interval", "timeout", "start_period"].map(
    (key): EngineCheck => ({
      id: `health-${key}`,
      refused: "service",
      find: healthTime(key),
      fault: "is shorter than a millisecond",
      help: MILLISECOND,
      source: CONTROL,
    }),
  ),
  {
    id: "health-start_interval",
    refused: "service",
    find: healthTime("start_interval"),
    fault: "is shorter than a millisecond",
    help: MILLISECOND,
    engines: "From Engine 25.0 on",
    source: CONTROL,
  },
  {
    id: "port-twice",
    refused: "service",
    find: publishedTwice,
    fault: "publishes a port that an earlier entry publishes too",
    help: "Remove one of the two, or publish another port.",
    source: CONTROL,
  },
  {
    id: "mount-propagation",
    refused: "service",
    find: at("volumes.*.bind.propagation", (value) => !PROPAGATIONS.has(String(value).toLowerCase())),
    fault: "is not a propagation",
    help: "Write `rprivate` (the default), `private`, `rshared`, `shared`, `rslave` or `slave`.",
    source: MOUNTS,
  },
  ...["hostname", "environment.*"].map(
    (path): EngineCheck => ({
      id: `template-${path.replace(".*", "")}`,
      refused: "service",
      find: at(path, (value) => typeof value === "string" && templateProblem(value)),
      fault: "holds a template that Swarm cannot fill in",
      help: 'Swarm reads `{{...}}` itself. Write `{{"{{"}}` for two braces that are meant for the program.',
      source: "swarmkit 3e72cb64d, template/{template,expand}.go, manager/controlapi/service.go, read 2026-08",
    }),
  ),
];

/** What every node refuses when it makes or starts a task's container. */
const BY_NODE: readonly EngineCheck[] = [
  {
    id: "memory-limit-small",
    refused: "tasks",
    find: at("deploy.resources.limits.memory", (value) => {
      const bytes = byteSize(String(value)) ?? 0;
      return bytes >= 4 * MEBIBYTE && bytes < 6 * MEBIBYTE;
    }),
    fault: "is less than the 6 MiB that a node wants",
    help: "Write `6M` or more.",
    source: "moby docker-v29.7.2 and v20.10.24, daemon/daemon_unix.go, read 2026-08",
  },
  ...["cap_add.*", "cap_drop.*"].map(
    (path): EngineCheck => ({
      id: path.replace(".*", ""),
      refused: "tasks",
      find: at(path, (value) => !CAPABILITIES.has(String(value).toUpperCase().replace(/^CAP_/, ""))),
      fault: "is not a capability of Linux",
      help: "Write a name of `man capabilities`, such as `NET_ADMIN`, or `ALL`.",
      source: CREATE,
      derived: true,
    }),
  ),
  {
    id: "stop-signal",
    refused: "tasks",
    find: at("stop_signal", (value) => !isSignal(String(value))),
    fault: "is not a signal of Linux",
    help: "Write a name such as `SIGTERM`, or its number.",
    source: "moby docker-v29.7.2 and v20.10.24, daemon/container.go and moby/sys/signal, read 2026-08",
    derived: true,
  },
  {
    id: "working-dir",
    refused: "tasks",
    find: at("working_dir", (value) => !/^([/\\]|[A-Za-z]:[/\\]|$)/.test(String(value))),
    fault: "is not an absolute path",
    help: "Write the whole path in the container, such as `/app`.",
    source: CREATE,
  },
  {
    id: "hostname-length",
    refused: "tasks",
    find: at(
      "hostname",
      (value) => !String(value).includes("{{") && new TextEncoder().encode(String(value)).length > 64,
    ),
    fault: "is longer than the 64 bytes that Linux allows",
    help: "Use a shorter name.",
    source:
      "Linux, kernel/sys.c (sethostname); Engine 29.7 refuses it before that, daemon/daemon_unix.go, read 2026-08",
    derived: true,
  },
  {
    id: "environment-name",
    refused: "tasks",
    find: at("environment.*", (value, isItem) => isItem && /^=/.test(String(value))),
    fault: "has no name before the `=`",
    help: "Write `NAME=value`. A variable that is not set leaves the name empty.",
    source: "moby docker-v29.7.2 and v20.10.24, opts/env.go, read 2026-08",
  },
  {
    id: "extra-hosts",
    refused: "tasks",
    find: at("extra_hosts.*", isHostWithoutAddress),
    fault: "gives no IP address",
    help: 'Write `"name:10.0.0.7"`, or `"name:host-gateway"`: a name is not looked up.',
    source: "moby docker-v29.7.2 and v20.10.24, opts/hosts.go, read 2026-08",
  },
  ...["secrets", "configs"].flatMap((list) =>
    ["uid", "gid"].map(
      (key): EngineCheck => ({
        id: `${list}-${key}`,
        refused: "tasks",
        find: at(`${list}.*.${key}`, (value) => !/^([-+]?\d+)?$/.test(String(value))),
        fault: "is not a number",
        help: "Write the number of the user or group: names are not looked up.",
        source: "moby docker-v29.7.2 and v20.10.24, daemon/container_operations_unix.go, read 2026-08",
      }),
    ),
  ),
  {
    id: "host-port-range",
    refused: "tasks",
    find: (service) => hostPorts(service).filter((port) => Number(scalarAt(port, "published")) > 65535),
    fault: "publishes a port above 65535",
    help: "Write a port from 1 to 65535.",
    source: CREATE,
  },
  {
    id: "anonymous-read-only",
    refused: "tasks",
    find: (service) => itemsOf(child(service, "volumes")).filter(isAnonymousReadOnly),
    fault: "is a read-only volume without a name",
    help: "Give the volume a name, or remove `read_only`: it would stay empty for ever.",
    engines: "Before Engine 29.2",
    source:
      "moby v29.1.5 and docker-v29.2.0 (beeacde4b2), volume/mounts/linux_parser.go; run on 20.10.24, 28.5.2 and 29.7.2, 2026-08",
  },
  {
    id: "subpath-outside",
    refused: "tasks",
    find: at("volumes.*.volume.subpath", (value) => leavesVolume(String(value))),
    fault: "does not lie within the volume",
    help: "Write a path relative to the volume's root, without `..`.",
    engines: "From Engine 26.1 on",
    source: "moby docker-v29.7.2, daemon/volume/mounts/linux_parser.go; d3c051318f, read 2026-08",
  },
  {
    id: "health-test",
    refused: "tasks",
    find: testWithoutKind,
    fault: "does not start with `CMD`, `CMD-SHELL` or `NONE`, and the task waits for a check that never runs",
    help: 'Write `["CMD", "curl", ...]`, or the command as one text.',
    derived: true,
    source: "moby docker-v29.7.2, daemon/health.go (getProbe) and executor/container/controller.go, read 2026-08",
  },
  {
    id: "ulimit-soft",
    refused: "tasks",
    find: (service) => [...entriesOf(child(service, "ulimits"))].map(({ value }) => value).filter(isSoftAboveHard),
    fault: "has a `soft` limit above its `hard` one",
    help: "Write a `soft` limit that is at most the `hard` one.",
    derived: true,
    source: "setrlimit(2); moby docker-v29.7.2, daemon/oci_linux.go, read 2026-08",
  },
  {
    id: "ulimit-name",
    refused: "tasks",
    find: (service) =>
      [...entriesOf(child(service, "ulimits"))]
        .filter(({ key }) => !ULIMITS.has(key.name.toLowerCase()))
        .map(({ value }) => value),
    fault: "is not a limit that Linux has",
    help: "Write a name of `man getrlimit` in lower case, such as `nofile`.",
    derived: true,
    source: "moby docker-v29.7.2, daemon/oci_linux.go, read 2026-08",
  },
];

export const ENGINE_CHECKS: readonly EngineCheck[] = [...BY_MANAGER, ...BY_NODE];

/** Values that look as if an engine checked them, and pass on every engine; read in the same sources. */
export const UNCHECKED: readonly string[] = [
  "deploy.rollback_config.delay",
  "deploy.rollback_config.monitor",
  "deploy.rollback_config.max_failure_ratio",
  "deploy.placement.preferences.*.spread",
  "deploy.resources.limits.pids",
  "volumes.*.consistency",
  "ports.*.mode",
  "ports.*.protocol",
  "secrets.*.mode",
  "configs.*.target",
  "stop_grace_period",
  "isolation",
];

/** Drivers of networks that belong to one node; services attach only to those of the swarm. moby docker-v29.7.2 and v20.10.24, daemon/cluster/networks.go (populateNetworkID), read 2026-08. */
export const LOCAL_NETWORK_DRIVERS: ReadonlySet<string> = new Set(["bridge", "macvlan", "ipvlan"]);
/** Names that the engine keeps for itself. moby docker-v29.7.2, daemon/cluster/networks.go, read 2026-08. */
export const OWN_NETWORKS: ReadonlySet<string> = new Set(["host", "bridge", "none", "ingress"]);

/** How the manager wants names: of services and networks, and of secrets and configs. swarmkit 3e72cb64d, manager/controlapi/common.go, read 2026-08. */
export const NAMES = {
  component: { form: /^[a-zA-Z0-9](?:[-_]*[A-Za-z0-9]+)*$/, most: 63 },
  file: { form: /^[a-zA-Z0-9]+(?:[a-zA-Z0-9-_.]*[a-zA-Z0-9])?$/, most: 64 },
} as const;
/** The local driver's own. moby docker-v29.7.2 and v20.10.24, volume/local/local.go, read 2026-08. */
export const VOLUME_NAME = /^[a-zA-Z0-9][a-zA-Z0-9_.-]+$/;

const DNSRR = at("deploy.endpoint_mode", (value) => String(value).toLowerCase() === "dnsrr");
const MEBIBYTE = 1024 ** 2;
const PROPAGATIONS = new Set(["", "private", "rprivate", "shared", "rshared", "slave", "rslave"]);

/** man 7 capabilities, and `ALL`. Read 2026-08. */
const CAPABILITIES = new Set(
  `ALL AUDIT_CONTROL AUDIT_READ AUDIT_WRITE BLOCK_SUSPEND BPF CHECKPOINT_RESTORE CHOWN DAC_OVERRIDE DAC_READ_SEARCH FOWNER
  FSETID IPC_LOCK IPC_OWNER KILL LEASE LINUX_IMMUTABLE MAC_ADMIN MAC_OVERRIDE MKNOD NET_ADMIN NET_BIND_SERVICE NET_BROADCAST
  NET_RAW PERFMON SETFCAP SETGID SETPCAP SETUID SYSLOG SYS_ADMIN SYS_BOOT SYS_CHROOT SYS_MODULE SYS_NICE SYS_PACCT
  SYS_PTRACE SYS_RAWIO SYS_RESOURCE SYS_TIME SYS_TTY_CONFIG WAKE_ALARM`.split(/\s+/),
);
const SIGNALS = new Set(
  `ABRT ALRM BUS CHLD CLD CONT FPE HUP ILL INT IO IOT KILL PIPE POLL PROF PWR QUIT SEGV STKFLT STOP SYS TERM TRAP TSTP TTIN
  TTOU UNUSED URG USR1 USR2 VTALRM WINCH XCPU XFSZ`.split(/\s+/),
);
const ULIMITS = new Set(
  `as core cpu data fsize locks memlock msgqueue nice nofile nproc rss rtprio rttime sigpending stack`.split(" "),
);

type Value = string | number | boolean;

/** The scalars at a path below a service (`*`: every entry) that `isWrong`; `isItem`: of a list, not of a mapping. */
function at(path: string, isWrong: (value: Value, isItem: boolean) => boolean): EngineCheck["find"] {
  const steps = path.split(".");
  return (service) => {
    let found: { readonly tree: Tree; readonly isItem: boolean }[] = [{ tree: service, isItem: false }];
    for (const step of steps) {
      found = found.flatMap(({ tree }) => {
        if (step !== "*") return [child(tree, step)].flatMap((one) => (one ? [{ tree: one, isItem: false }] : []));
        const items = itemsOf(tree).map((one) => ({ tree: one, isItem: true }));
        return [...items, ...[...entriesOf(tree)].map(({ value }) => ({ tree: value, isItem: false }))];
      });
    }
    return found
      .filter(({ tree, isItem }) => {
        const value = knownValue(tree);
        return value !== undefined && isWrong(value, isItem);
      })
      .map(({ tree }) => tree);
  };
}

/** undefined where there is none, or a variable that is not set decides. */
function knownValue(tree: Tree | undefined): Value | undefined {
  if (tree?.kind !== "scalar" || tree.value === null || hasUnknown(tree.value)) return undefined;
  return typeof tree.value === "string" ? tree.value : typeof tree.value === "number" ? tree.value : printScalar(tree);
}

function treeAt(tree: Tree, path: string): Tree | undefined {
  return path.split(".").reduce<Tree | undefined>((found, step) => child(found, step), tree);
}

const scalarAt = (tree: Tree, path: string): Value | undefined => knownValue(treeAt(tree, path));
const wordAt = (tree: Tree, path: string): string => String(scalarAt(tree, path) ?? "");

function mappingAt(tree: Tree, path: string): Tree[] {
  const found = treeAt(tree, path);
  return found?.kind === "mapping" ? [found] : [];
}

function notOneOf(...words: readonly string[]): (value: Value) => boolean {
  return (value) => value !== "" && !words.includes(String(value));
}

function isNegativeTime(value: Value): boolean {
  return (durationSeconds(String(value)) ?? 0) < 0;
}

function isBelow(value: number | undefined, least: number): boolean {
  return value !== undefined && value !== 0 && value < least;
}

/** A number of CPUs, as a decimal or a fraction; undefined for the other ways that Go knows to write one. */
function cpus(value: Value): number | undefined {
  const [, top = "", bottom = "1"] = /^([-+]?\d*\.?\d+)(?:\/(\d+))?$/.exec(String(value)) ?? [];
  return top === "" || Number(bottom) === 0 ? undefined : Number(top) / Number(bottom);
}

/** `disable: true` leaves nothing else of a check. */
function healthTime(key: string): EngineCheck["find"] {
  const find = at(`healthcheck.${key}`, (value) => isBelow(durationSeconds(String(value)), 0.001));
  return (service) => (isOff(service) ? [] : find(service));
}

function isOff(service: Tree): boolean {
  const off = treeAt(service, "healthcheck.disable");
  return off?.kind === "scalar" && (off.value === true || hasUnknown(off.value));
}

function testWithoutKind(service: Tree): Tree[] {
  const test = treeAt(service, "healthcheck.test");
  const [first] = itemsOf(test);
  const word = knownValue(first);
  if (isOff(service) || test === undefined || word === undefined || word === "") return [];
  return ["CMD", "CMD-SHELL", "NONE"].includes(String(word)) ? [] : [test];
}

const isLong = (port: Tree): boolean => port.kind === "mapping";

/** The engine takes every word but `host` for ingress. */
function ingressPorts(service: Tree): Tree[] {
  return itemsOf(child(service, "ports")).filter((port) => {
    const mode = child(port, "mode");
    if (!isLong(port)) return knownValue(port) !== undefined;
    return mode === undefined || (knownValue(mode) !== undefined && String(knownValue(mode)).toLowerCase() !== "host");
  });
}

function hostPorts(service: Tree): Tree[] {
  return itemsOf(child(service, "ports")).filter((port) => wordAt(port, "mode").toLowerCase() === "host");
}

/** By number and protocol, whatever their modes; every word but `udp` and `sctp` is TCP. */
function publishedTwice(service: Tree): Tree[] {
  const seen = new Set<string>();
  return itemsOf(child(service, "ports")).filter((port) => {
    const own = publishedBy(port).filter(({ published }) => published > 0);
    const keys = own.map(({ published, protocol }) => {
      const known = protocol.toLowerCase();
      return `${published}/${known === "udp" || known === "sctp" ? known : "tcp"}`;
    });
    const isTwice = keys.some((key) => seen.has(key));
    for (const key of keys) seen.add(key);
    return isTwice;
  });
}

function publishedBy(port: Tree): readonly { readonly published: number; readonly protocol: string }[] {
  const written = child(port, "protocol");
  if (!isLong(port)) {
    const text = knownValue(port);
    return text === undefined ? [] : portsOf(String(text));
  }
  if (written && knownValue(written) === undefined) return [];
  const published = Number(scalarAt(port, "published") ?? 0);
  return Number.isInteger(published) ? [{ published, protocol: wordAt(port, "protocol") }] : [];
}

function isSignal(text: string): boolean {
  if (/^[-+]?\d+$/.test(text)) return Number(text) !== 0;
  const name = text.toUpperCase().replace(/^SIG/, "");
  return text === "" || SIGNALS.has(name) || /^RT(MIN(\+([1-9]|1[0-5]))?|MAX(-([1-9]|1[0-4]))?)$/.test(name);
}

/** Only plain names and numbers with dots are judged; whatever has a colon or a bracket may be an address of IPv6. */
function isHostWithoutAddress(value: Value, isItem: boolean): boolean {
  const text = String(value);
  const [, inItem = ""] = /^[^:=\s]+[:=](.*)$/.exec(text) ?? [];
  const address = isItem ? inItem : text;
  if (address === "host-gateway" || !/^[A-Za-z0-9._-]+$/.test(address)) return false;
  const octets = address.split(".");
  return !(octets.length === 4 && octets.every((octet) => /^(0|[1-9]\d{0,2})$/.test(octet) && Number(octet) <= 255));
}

function isAnonymousReadOnly(mount: Tree): boolean {
  const readOnly = child(mount, "read_only");
  const source = child(mount, "source");
  const anonymous =
    source === undefined || knownValue(source) === "" || (source.kind === "scalar" && source.value === null);
  return wordAt(mount, "type") === "volume" && anonymous && readOnly?.kind === "scalar" && readOnly.value === true;
}

function leavesVolume(path: string): boolean {
  if (path.startsWith("/")) return true;
  let depth = 0;
  for (const step of path.split("/")) {
    if (step === "..") depth--;
    else if (step !== "" && step !== ".") depth++;
    if (depth < 0) return true;
  }
  return false;
}

/** -1 stands for no limit. */
function isSoftAboveHard(limit: Tree): boolean {
  const [soft, hard] = ["soft", "hard"].map((key) => scalarAt(limit, key));
  if (typeof soft !== "number" || typeof hard !== "number") return false;
  const amount = (value: number): number => (value < 0 ? Number.POSITIVE_INFINITY : value);
  return amount(soft) > amount(hard);
}
