import type { Service } from "../stack/model.ts";
import { textOf, textsOf } from "../stack/values-of.ts";
import { child, type Entry, entriesOf, itemsOf, type Mapping, type Tree } from "../yaml/tree.ts";
import { hasUnknown } from "../yaml/unknown.ts";
import type { EngineRefusal } from "./engine-refusals.ts";
import { LOCAL_NETWORK_DRIVERS, NAMES, OWN_NETWORKS } from "./facts/engine-checks.ts";

/** `<stack>_<key>` is the name; the stack's own part has at least one letter. */
export function wrongServiceName({ key, value }: Entry, service: Service): EngineRefusal[] {
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
export function ofStack(root: Mapping): EngineRefusal[] {
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
export function localNetworks(root: Mapping): LocalNetwork[] {
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

export function onLocalNetwork(tree: Tree, service: Service, networks: readonly LocalNetwork[]): EngineRefusal[] {
  const used = new Set(networksOf(tree));
  return networks
    .filter(({ key }) => used.has(key))
    .map(({ key, at, ...rest }) => {
      const what = `the network \`${key}\``;
      return { ...rest, refused: "service", service, at, via: at.via, what, ofSeveral: true, certain: true };
    });
}
