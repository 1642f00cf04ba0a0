import type { Place } from "../model/text.ts";
import { covers } from "../stack/container-path.ts";
import type { Mount, Service, Stack } from "../stack/model.ts";
import { child, entriesOf, itemsOf, type Mapping, type Tree } from "../yaml/tree.ts";
import { hasUnknown } from "../yaml/unknown.ts";
import { ENGINE_CHECKS } from "./facts/engine-checks.ts";
import { hasWrongName } from "./refusal.ts";
import { localNetworks, ofStack, onLocalNetwork, wrongServiceName } from "./refused-names.ts";

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
