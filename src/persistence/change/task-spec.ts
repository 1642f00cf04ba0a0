import { familiarImage } from "../../stack/image-reference.ts";
import type { Service, Volume } from "../../stack/model.ts";
import { portsOf } from "../../stack/port-spec.ts";
import { byteSize, durationSeconds } from "../../stack/quantity.ts";
import { pairsOf, textOf, textsOf, wordsOf } from "../../stack/values-of.ts";
import { child, entriesOf, itemsOf, type Mapping, printScalar, type Tree, toPlain } from "../../yaml/tree.ts";
import { unknownValue } from "../../yaml/unknown.ts";
import { driverName, hostPathOf, volumeName } from "../data-location.ts";
import type { StackView } from "../exposure.ts";
import type { TaskForm } from "./task-keys.ts";

/** A service as its files say, merged and with variables filled in. */
export interface WrittenService {
  readonly tree: Mapping;
  readonly service: Service;
  readonly view: StackView;
}

/** The service of that name; undefined when the stack has none. */
export function writtenService(view: StackView, name: string): WrittenService | undefined {
  const tree = child(child(view.stack.whole, "services"), name);
  const service = view.stack.services.find((one) => one.name === name);
  return tree?.kind === "mapping" && service ? { tree, service, view } : undefined;
}

/** A key's value as the CLI writes it into the spec: lists and texts, alike where Swarm sees no difference. */
export function specValue(written: WrittenService, key: string, form: TaskForm | undefined): unknown {
  const value = key.split(".").reduce<Tree | undefined>((tree, name) => child(tree, name), written.tree);
  return (form === undefined ? plainText : FORMS[form])(value, written);
}

type Form = (value: Tree | undefined, written: WrittenService) => unknown;

const plainText = (value: Tree | undefined): unknown => textOf(value)?.value || undefined;
const flag = (value: Tree | undefined): unknown => (plainText(value) === "false" ? undefined : plainText(value));
const words = (value: Tree | undefined): unknown => nothing(wordsOf(value).map((word) => word.value));
const texts = (value: Tree | undefined): unknown => nothing(textsOf(value).map((text) => text.value));

function nothing<T>(list: readonly T[]): readonly T[] | undefined {
  return list.length === 0 ? undefined : list;
}

function sorted(values: Iterable<unknown>): readonly unknown[] | undefined {
  const keyed = [...values].map((value) => [JSON.stringify(value), value] as const);
  return nothing(keyed.sort(([one], [other]) => (one < other ? -1 : 1)).map(([, value]) => value));
}

function pairs(value: Tree | undefined, bare: boolean): unknown {
  const found = [...pairsOf(value, bare)].map(([name, text]) => [name, text?.value ?? unknownValue(name)]);
  return sorted(found);
}

/** `1m` and `60s`. What waits for a variable stays as it is. */
function duration(value: Tree | undefined): unknown {
  const text = textOf(value)?.value;
  return text === undefined ? undefined : (durationSeconds(text) ?? text);
}

const span = (value: Tree | undefined): unknown => duration(value) || undefined;

function bytes(value: Tree | undefined): unknown {
  const text = textOf(value)?.value ?? "";
  return text === "" ? undefined : (byteSize(text) ?? text);
}

function number(value: Tree | undefined): unknown {
  const text = textOf(value)?.value ?? "";
  return Number.isFinite(Number(text)) ? Number(text) || undefined : text;
}

/** The name of a config, a secret or a network as Docker has it. */
function scoped(section: string, key: string, { view }: WrittenService): string {
  const declared = child(child(view.stack.whole, section), key);
  const external = child(declared, "external");
  const name = textOf(child(external, "name"))?.value || textOf(child(declared, "name"))?.value;
  if (name) return name;
  const outside = external?.kind === "mapping" || (external?.kind === "scalar" && external.value === true);
  return outside ? key : `${view.stackName ?? unknownValue("STACK")}_${key}`;
}

/** `[name]` and `{source: name}` mean the same. */
const references =
  (section: "configs" | "secrets"): Form =>
  (value, written) =>
    sorted(
      itemsOf(value).map((item) => {
        const source = textOf(child(item, "source"))?.value ?? textOf(item)?.value ?? "";
        const own = (key: string, standard: unknown) => plainText(child(item, key)) ?? standard;
        const target = own("target", source);
        return [scoped(section, source, written), target, own("uid", "0"), own("gid", "0"), own("mode", String(0o444))];
      }),
    );

function networks(value: Tree | undefined, written: WrittenService): unknown {
  const named = [...entriesOf(value)].map(({ key, value: options }) => [key.name, options] as const);
  const listed = textsOf(value).map((text) => [text.value, undefined] as const);
  const all = named.length + listed.length === 0 ? [["default", undefined] as const] : [...named, ...listed];
  return sorted(
    all.map(([key, options]) => [
      scoped("networks", key, written),
      texts(child(options, "aliases")),
      pairs(child(options, "driver_opts"), false),
    ]),
  );
}

/** In the order of the list. Only what the stack itself declares about a volume goes with its mounts. */
function mounts(_: Tree | undefined, { service, view }: WrittenService): unknown {
  return service.mounts.map((mount) => {
    const { type, source, target, readOnly, consistency, propagation, nocopy, subpath, tmpfsSize, options } = mount;
    const volume = source && type !== "bind" ? view.stack.volumes.get(source.value) : undefined;
    const from =
      source && (type === "bind" ? hostPathOf(source, view.stack) : volumeName(source.value, volume, view.stackName));
    const own = ["bind", "tmpfs"].filter((name) => options.has(name));
    return [
      ...[type, from, target.value, readOnly, consistency, propagation, nocopy, subpath?.value, tmpfsSize, own],
      ...(volume && !volume.external ? made(volume) : []),
    ];
  });
}

function made(volume: Volume): unknown[] {
  const opts = [...(volume.driverOpts ?? [])].map(([name, { value }]) => [name, value]);
  return [driverName(volume), sorted(opts), sorted(volume.labels)];
}

function healthcheck(value: Tree | undefined): unknown {
  if (value?.kind !== "mapping") return undefined;
  const disabled = child(value, "disable");
  if (disabled?.kind === "scalar" && disabled.value === true) return ["NONE"];
  const test = child(value, "test");
  const shell = test?.kind === "scalar" ? ["CMD-SHELL", printScalar(test)] : texts(test);
  const times = ["interval", "timeout", "start_period", "start_interval"].map((key) => span(child(value, key)));
  return [shell, ...times, number(child(value, "retries"))];
}

function resources(value: Tree | undefined): unknown {
  const kinds = ["limits", "reservations"].map((kind) => {
    const own = child(value, kind);
    const generic = child(own, "generic_resources");
    return [
      number(child(own, "cpus")),
      bytes(child(own, "memory")),
      plainText(child(own, "pids")),
      generic && toPlain(generic),
    ];
  });
  return kinds;
}

/** The old key counts where there is no `deploy.restart_policy`. */
function restart(_: Tree | undefined, { tree }: WrittenService): unknown {
  const policy = child(child(tree, "deploy"), "restart_policy");
  if (policy?.kind === "mapping") {
    const at = (key: string) => child(policy, key);
    return [
      plainText(at("condition")),
      duration(at("delay")),
      textOf(at("max_attempts"))?.value,
      duration(at("window")),
    ];
  }
  const [name = "", attempts] = (textOf(child(tree, "restart"))?.value ?? "").split(":");
  if (name === "" || name === "no") return undefined;
  return [/^(always|unless-stopped)$/.test(name) ? "any" : name, undefined, attempts, undefined];
}

function logging(value: Tree | undefined): unknown {
  return value?.kind === "mapping"
    ? [plainText(child(value, "driver")), pairs(child(value, "options"), false)]
    : undefined;
}

/** A mapping is sorted, a list is not. */
function hosts(value: Tree | undefined): unknown {
  const listed = textsOf(value).map(({ value: text }) => text.split(/[:=](.*)/s).slice(0, 2));
  const named = [...pairsOf(value?.kind === "mapping" ? value : undefined, false)];
  return nothing([...listed, ...named.map(([name, text]) => [name, text?.value ?? ""]).sort()]);
}

function ulimits(value: Tree | undefined): unknown {
  return sorted(
    [...entriesOf(value)].map(({ key, value: limit }) => {
      const one = plainText(limit);
      return [key.name, one ?? plainText(child(limit, "soft")), one ?? plainText(child(limit, "hard"))];
    }),
  );
}

function portsIn(item: Tree): readonly unknown[] {
  if (item.kind === "scalar") {
    const short = printScalar(item);
    const ports = portsOf(short).map(({ target, published, protocol }) => [target, published, protocol, "ingress"]);
    return ports.length > 0 ? ports : [short]; // a variable that is not set
  }
  const at = (key: string) => plainText(child(item, key));
  return [
    [
      number(child(item, "target")),
      number(child(item, "published")) ?? 0,
      at("protocol") ?? "tcp",
      at("mode") ?? "ingress",
    ],
  ];
}

const capability = (text: string): string => {
  const name = text.toUpperCase();
  return name === "ALL" || name.startsWith("CAP_") ? name : `CAP_${name}`;
};

const FORMS: Readonly<Record<TaskForm, Form>> = {
  capabilities: (value) => sorted(new Set(textsOf(value).map((text) => capability(text.value)))),
  command: words,
  configs: references("configs"),
  credentials: (value) => value && toPlain(value),
  duration,
  endpoint: (value) => (textOf(value)?.value ?? "").toLowerCase().replace(/^vip$/, ""),
  // What is in the files is not known here.
  "env-files": (value) => textsOf(value).map((text) => unknownValue(text.value)),
  environment: (value) => pairs(value, true),
  flag,
  healthcheck,
  hosts,
  image: (value) => familiarImage(textOf(value)?.value ?? ""),
  labels: (value) => pairs(value, false),
  logging,
  mode: (value) => plainText(value) ?? "replicated",
  mounts,
  networks,
  placement: (value) => [
    texts(child(value, "constraints")),
    itemsOf(child(value, "preferences")).map(toPlain),
    number(child(value, "max_replicas_per_node")),
  ],
  ports: (value) => sorted(itemsOf(value).flatMap(portsIn)),
  resources,
  restart,
  secrets: references("secrets"),
  texts,
  ulimits,
};
