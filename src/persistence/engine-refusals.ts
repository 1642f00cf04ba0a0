import type { Place } from "../model/text.ts";
import { covers } from "../stack/container-path.ts";
import type { Mount, Service, Stack } from "../stack/model.ts";
import { textOf, textsOf } from "../stack/values-of.ts";
import { child, type Entry, entriesOf, itemsOf, type Mapping, type Tree } from "../yaml/tree.ts";
import { hasUnknown } from "../yaml/unknown.ts";
import { ENGINE_CHECKS, LOCAL_NETWORK_DRIVERS, NAMES, OWN_NETWORKS } from "./facts/engine-checks.ts";
import { hasWrongName } from "./refusal.ts";

/** Something that deploy passes on and an engine, or every node, refuses. */
export interface EngineRefusal {
  readonly id: string;
  /** `stack`: the deploy ends before any service is made. */
  readonly refused: "stack" | "service" | "tasks";
  /** The service that is refused; undefined for the stack. */
  readonly service: Service | undefined;
  /** Where it stands: a value, or the key of what has a wrong name. */
  readonly at: Place;
  readonly via: Tree["via"];
  /** What stands there, in words: "`driver` of the network `front`". */
  readonly what: string;
  readonly fault: string;
  readonly help: string;
  readonly engines?: string | undefined;
  /** The cause is outside of the services, and may concern several. */
  readonly ofSeveral?: boolean;
  /** Every engine refuses it, and somebody has seen or read that. */
  readonly certain: boolean;
}

/** By the stack as it was read, which never changes: each of its services asks whether it runs. */
const KNOWN = new WeakMap<Stack, readonly EngineRefusal[]>();

/** Everything of a stack that the engine refuses although deploy passes it on. */
export function engineRefusals(stack: Stack): readonly EngineRefusal[] {
  const known = KNOWN.get(stack);
  if (known) return known;
  const found = stack.whole ? [...ofStack(stack.whole), ...ofServices(stack, stack.whole)] : [];
  KNOWN.set(stack, found);
  return found;
}

/** Why no task of a service runs. `unsure`: on some engines, or so it seems. */
export type NeverRuns = "service" | "tasks" | "unsure";

export function neverRuns(stack: Stack, service: Service): NeverRuns | undefined {
  const own = engineRefusals(stack).filter((one) => one.service === undefined || one.service === service);
  const sure = own.filter(({ certain }) => certain);
  if (sure.length === 0) return own.length > 0 ? "unsure" : undefined;
  return sure.every(({ refused }) => refused === "tasks") ? "tasks" : "service";
}

function ofServices(stack: Stack, root: Mapping): EngineRefusal[] {
  const networks = localNetworks(root);
  const entries = new Map(Array.from(entriesOf(child(root, "services")), (entry) => [entry.key.name, entry]));
  return stack.services.flatMap((service) => {
    const entry = entries.get(service.name);
    if (entry === undefined) return [];
    const tree = entry.value;
    const runs = service.replicas?.value !== 0;
    const checks = ENGINE_CHECKS.filter(({ refused }) => runs || refused === "service").flatMap((check) =>
      [...check.find(tree)].map((at): EngineRefusal => {
        const { id, refused, fault, help, engines, derived } = check;
        const certain = engines === undefined && derived !== true;
        return { id, refused, service, at, via: at.via, what: pathTo(tree, at), fault, help, engines, certain };
      }),
    );
    return [
      ...wrongServiceName(entry, service),
      ...checks,
      ...onLocalNetwork(tree, service, networks),
      ...ofMounts(stack, service),
    ];
  });
}

/** The path from a service to a value in it, as people write it. */
function pathTo(service: Tree, at: Tree): string {
  const steps = stepsTo(service, at) ?? [];
  const position = steps.findLastIndex((step) => typeof step === "number");
  if (position === -1) return `\`${steps.join(".")}\``;
  const list = `entry ${Number(steps[position]) + 1} of \`${steps.slice(0, position).join(".")}\``;
  const rest = steps.slice(position + 1).join(".");
  return rest === "" ? list : `\`${rest}\` of ${list}`;
}

function stepsTo(tree: Tree, at: Tree): (string | number)[] | undefined {
  if (tree.start === at.start && tree.end === at.end && tree.file === at.file && tree.kind === at.kind) return [];
  const parts: (readonly [string | number, Tree])[] =
    tree.kind === "mapping"
      ? [...tree.entries.values()].map(({ key, value }) => [key.name, value] as const)
      : itemsOf(tree).map((item, index) => [index, item] as const);
  for (const [step, part] of parts) {
    const rest = stepsTo(part, at);
    if (rest) return [step, ...rest];
  }
  return undefined;
}

/** What is about the mounts of a service and other parts of the stack together. */
function ofMounts({ volumes }: Stack, service: Service): EngineRefusal[] {
  if (service.replicas?.value === 0) return [];
  return service.mounts.flatMap((mount): EngineRefusal[] => {
    const volume = mount.type === "volume" && mount.source ? volumes.get(mount.source.value) : undefined;
    const common = { refused: "tasks", service, via: mount.via, help: "" } as const;
    const found: EngineRefusal[] = [];
    if (volume?.name && hasWrongName(volume)) {
      const { place, via } = volume.name;
      const what = `the name of the volume \`${volume.key}\``;
      const help =
        "Use letters, numbers, `_`, `.` and `-`, and a letter or number at the start. For a folder, write its path in the mount.";
      const fault = "has a sign that is not allowed there";
      found.push({ ...common, id: "volume-name", at: place, via, what, fault, help, ofSeveral: true, certain: true });
    }
    const inside = mount.readOnly === true && mount.type === "volume" ? filesBelow(service, mount) : [];
    if (inside.length > 0) {
      const what = `the config or secret \`${inside[0]}\``;
      const fault = `lies in a read-only volume, where Docker cannot make its file`;
      const help = "Give the config or secret a target outside of the volume, or mount the volume without `read_only`.";
      found.push({ ...common, id: "file-in-read-only", at: mount.place, what, fault, help, certain: false });
    }
    return found;
  });
}

/** Where configs and secrets would be files in a mount, and in none within it. */
function filesBelow({ fileTargets, mounts }: Service, mount: Mount): string[] {
  const within = mounts.filter((one) => one !== mount && covers(mount.target.value, one.target.value));
  return fileTargets.filter(
    (file) =>
      !hasUnknown(file) &&
      file !== mount.target.value &&
      covers(mount.target.value, file) &&
      !within.some(({ target }) => covers(target.value, file)),
  );
}

// ---- Names and local networks ----

/** `<stack>_<key>` is the name; the stack's own part has at least one letter. */
function wrongServiceName({ key, value }: Entry, service: Service): EngineRefusal[] {
  const fault = nameFault(`x_${key.name}`, "component");
  if (fault === undefined) return [];
  const help =
    "Use letters, numbers, `-` and `_`, at most 63 with the stack's name, and a letter or number at the end.";
  const common = { refused: "service", service, at: key, via: value.via, certain: true } as const;
  return [{ ...common, id: "service-name", what: "its name", fault, help }];
}

function nameFault(name: string, kind: keyof typeof NAMES): string | undefined {
  const { form, most } = NAMES[kind];
  if (hasUnknown(name)) return undefined;
  if (name.length > most) return `is longer than ${most} characters`;
  return form.test(name) ? undefined : "has a sign that is not allowed there";
}

/** What ends the deploy before any service is made. */
function ofStack(root: Mapping): EngineRefusal[] {
  return [
    ...[...usedNetworks(root)].flatMap((entry) => networkName(entry)),
    ...(["secrets", "configs"] as const).flatMap((section) =>
      [...entriesOf(child(root, section))].flatMap((entry) =>
        fileName(entry, section === "secrets" ? "secret" : "config"),
      ),
    ),
  ];
}

const ofWholeStack = { refused: "stack", service: undefined, ofSeveral: true, certain: true } as const;

function networkName(entry: Entry): EngineRefusal[] {
  const name = textOf(child(entry.value, "name"));
  const what = `the name of the network \`${entry.key.name}\``;
  const at = name?.value ? (child(entry.value, "name") as Tree) : entry.key;
  const common = { ...ofWholeStack, at, via: entry.value.via, what };
  if (name && OWN_NETWORKS.has(name.value)) {
    const help = "Declare it with `external: true`, or give it another name.";
    return [{ ...common, id: "network-own", fault: "belongs to Docker itself", help }];
  }
  const fault = nameFault(name?.value || `x_${entry.key.name}`, "component");
  const help = "Use letters, numbers, `-` and `_`, at most 63, and a letter or number at both ends.";
  return fault === undefined ? [] : [{ ...common, id: "network-name", fault, help }];
}

function fileName(entry: Entry, kind: "secret" | "config"): EngineRefusal[] {
  if (entry.value.kind !== "mapping" || mayBeExternal(entry.value)) return [];
  const name = textOf(child(entry.value, "name"));
  const fault = nameFault(name?.value || `x_${entry.key.name}`, "file");
  if (fault === undefined) return [];
  const at = name?.value ? (child(entry.value, "name") as Tree) : entry.key;
  const what = `the name of the ${kind} \`${entry.key.name}\``;
  const help = "Use letters, numbers, `-`, `_` and `.`, at most 64, and a letter or number at both ends.";
  return [{ ...ofWholeStack, id: `${kind}-name`, at, via: entry.value.via, what, fault, help }];
}

/** True where a variable decides, too. */
function mayBeExternal(tree: Tree): boolean {
  const external = child(tree, "external");
  if (external === undefined) return false;
  return external.kind === "mapping" || (external.kind === "scalar" && external.value !== false);
}

/** Deploy makes those networks alone that a service uses. */
function usedNetworks(root: Mapping): Entry[] {
  const used = new Set([...entriesOf(child(root, "services"))].flatMap(({ value }) => networksOf(value)));
  return [...entriesOf(child(root, "networks"))].filter(
    ({ key, value }) => used.has(key.name) && !mayBeExternal(value),
  );
}

function networksOf(service: Tree): string[] {
  const networks = child(service, "networks");
  if (networks?.kind === "mapping" && networks.entries.size > 0) return [...networks.entries.keys()];
  const listed = itemsOf(networks).length > 0 ? textsOf(networks).map(({ value }) => value) : [];
  return listed.length > 0 ? listed : ["default"];
}

interface LocalNetwork {
  readonly key: string;
  readonly at: Tree;
  readonly fault: string;
  readonly help: string;
  readonly id: string;
}

/** Networks that no service may use, by their keys. */
function localNetworks(root: Mapping): LocalNetwork[] {
  return [...entriesOf(child(root, "networks"))].flatMap(({ key, value }): LocalNetwork[] => {
    const external = child(value, "external");
    const driver = child(value, "driver");
    const name = textOf(child(external, "name")) ?? textOf(child(value, "name"));
    const isExternal = external?.kind === "mapping" || (external?.kind === "scalar" && external.value === true);
    if (isExternal && (name?.value ?? key.name) === "ingress") {
      const help = "Remove it: `ports` alone makes Swarm attach a service to it.";
      return [{ key: key.name, at: external, id: "network-ingress", fault: "is Swarm's own ingress network", help }];
    }
    const text = textOf(driver);
    if (!driver || !text || mayBeExternal(value) || !LOCAL_NETWORK_DRIVERS.has(text.value)) return [];
    const help =
      "Write `driver: overlay`, or remove `driver`. A network that the stack has already keeps its own driver.";
    return [
      {
        key: key.name,
        at: driver,
        id: "network-local",
        fault: `belongs to one node (\`driver: ${text.value}\`)`,
        help,
      },
    ];
  });
}

function onLocalNetwork(tree: Tree, service: Service, networks: readonly LocalNetwork[]): EngineRefusal[] {
  const used = new Set(networksOf(tree));
  return networks
    .filter(({ key }) => used.has(key))
    .map(({ key, at, ...rest }) => {
      const what = `the network \`${key}\``;
      return { ...rest, refused: "service", service, at, via: at.via, what, ofSeveral: true, certain: true };
    });
}
