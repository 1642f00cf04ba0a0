import { nearest } from "../model/names.ts";
import type { Place } from "../model/text.ts";
import type { ParsedFile } from "../yaml/parse.ts";
import { child, entriesOf, itemsOf, type Mapping, type Tree } from "../yaml/tree.ts";
import { COMPOSE_KEYS } from "./compose-keys.ts";
import { IDLE_KEYS } from "./keys.ts";
import { textOf } from "./values-of.ts";

type Target = "swarm" | "compose";

/**
 * What files are for. `either`: all that speaks for Compose is a service that is built and has no image, which may get
 * its image on the way to a Swarm, or a network of one node. `none`: they are no stack file and no Compose file.
 */
type Kind = Target | "either" | "none";

export interface Decision {
  readonly kind: Kind;
  /** Why, for the report. */
  readonly reason: string;
  /** What speaks for Compose, if anything does, and nothing is said of it above. */
  readonly sign?: ComposeSign;
  /** Of what is `none`: whether it is only empty, as a file that waits for its content. */
  readonly empty?: true;
}

export interface ComposeSign {
  /** A clause: "service `web` sets `profiles`, which only Compose reads". */
  readonly why: string;
  readonly place: Place;
}

/** Keys under `deploy` that mean nothing outside Swarm. Compose reads the others (`replicas`, `resources`, ...). */
const SWARM_DEPLOY_KEYS = ["placement", "update_config", "rollback_config", "endpoint_mode"];
const COMPOSE_TOP_KEYS = ["name", "include", "models"];
const COMPOSE_SERVICE_KEYS = [
  "extends",
  "profiles",
  "develop",
  "provider",
  "pull_policy",
  "post_start",
  "pre_start",
  "pre_stop",
  "scale",
  "gpus",
  "volumes_from",
];
const LOCAL_DRIVERS = new Set(["bridge", "macvlan", "ipvlan"]);
const SECTIONS = ["services", "networks", "volumes", "secrets", "configs"];
/** Other programs have a `services:` too (Symfony's container, AppVeyor); their services have none of these. */
const SERVICE_KEYS = [
  ...["image", "build", "deploy", "command", "entrypoint", "ports", "volumes", "networks", "environment", "env_file"],
  ...["configs", "secrets", "labels", "healthcheck", "hostname", "user", "logging", "working_dir", "stop_grace_period"],
  ...["stop_signal", "extra_hosts", "dns", "dns_search", "cap_add", "cap_drop", "sysctls", "ulimits", "init"],
  ...["stdin_open", "tty", "read_only", "isolation", "credential_spec"],
  ...IDLE_KEYS,
  ...COMPOSE_KEYS,
];
/** What jobs of GitLab have beside their `image`. */
const JOB_KEYS = ["script", "stage", "trigger", "needs"];

/** What a fix that pins a service says beside the variable for the node's name. */
export const ASKS_FOR_NODE = "set it to the host name of";
const ASKED_PIN = new RegExp(`^node\\.hostname == \\$\\{\\w+:\\?${ASKS_FOR_NODE} [^}]*\\}$`);

/**
 * Whether files are meant for Swarm or for `docker compose`. Evidence for Swarm beats everything else. `pinTo` is the
 * node that fixes pin services to, where the configuration names one.
 */
export function decideTarget(files: readonly ParsedFile[], pinTo?: string): Decision {
  const foreign = files.map(foreignContent);
  const [first] = foreign;
  if (first !== undefined && foreign.every((one) => one !== undefined)) return { kind: "none", reason: first };
  for (const { file } of files) {
    const name = file.path.slice(file.path.lastIndexOf("/") + 1);
    const word = /stack|swarm/i.exec(name)?.[0];
    if (word !== undefined) return { kind: "swarm", reason: `the file name says "${word.toLowerCase()}"` };
  }
  const roots = files.flatMap(({ root }) => root ?? []);
  const swarm = evidenceForSwarm(roots, pinTo);
  if (swarm !== undefined) return { kind: "swarm", reason: swarm };
  for (const root of roots) {
    const sign = composeEvidence(root);
    if (sign !== undefined) return { kind: "compose", reason: sign.why, sign };
  }
  if (files.length > 0 && files.every(({ top }) => top === "empty"))
    return { kind: "none", reason: "it holds nothing", empty: true };
  const hasSection = ({ top, root }: ParsedFile) => top === undefined || SECTIONS.some((one) => root?.entries.has(one));
  if (roots.length > 0 && !files.some(hasSection) && !roots.some(meansSection))
    return { kind: "none", reason: "it has none of the sections of a stack file" };
  const sign = undecidedSign(roots);
  if (sign === undefined)
    return { kind: "swarm", reason: "nothing in it is refused by `docker stack deploy`'s format" };
  return { kind: "either", reason: `${sign.why}, which only Compose can run`, sign };
}

/**
 * What means something to Swarm alone; undefined when there is nothing of the kind. Where the files can be for both,
 * the pin of a fix is nothing of the kind: the fix was offered while nobody had said what the files are for, and whoever
 * presses it has not said so either.
 */
export function evidenceForSwarm(roots: readonly Mapping[], pinTo?: string): string | undefined {
  const isUndecided = undecidedSign(roots) !== undefined;
  const says = (key: string, value: Tree) => !(isUndecided && key === "placement" && isPinOfFix(value, pinTo));
  for (const root of roots) {
    const evidence = swarmEvidence(root, says);
    if (evidence !== undefined) return evidence;
  }
  return undefined;
}

/** What only Compose can run, and what may still be made ready for a Swarm. */
const undecidedSign = (roots: readonly Mapping[]): ComposeSign | undefined =>
  builtService(roots) ?? localNetwork(roots);

/** A `placement` with nothing in it but the pin that a fix writes. */
function isPinOfFix(placement: Tree, pinTo: string | undefined): boolean {
  const constraints = itemsOf(child(placement, "constraints")).map((item) => textOf(item)?.value);
  const keys = Array.from(entriesOf(placement)).length;
  const isPin = (text = "") => ASKED_PIN.test(text) || (pinTo !== undefined && text === `node.hostname == ${pinTo}`);
  return keys === 1 && constraints.length > 0 && constraints.every(isPin);
}

function swarmEvidence(root: Mapping, says: (key: string, value: Tree) => boolean): string | undefined {
  for (const { key, value } of entriesOf(child(root, "services"))) {
    const deploy = child(value, "deploy");
    const swarmKey = SWARM_DEPLOY_KEYS.find((name) => {
      const set = child(deploy, name);
      return set !== undefined && says(name, set);
    });
    if (swarmKey !== undefined) return `service \`${key.name}\` sets \`deploy.${swarmKey}\``;
    const mode = textOf(child(deploy, "mode"))?.value;
    if (mode !== undefined && mode !== "replicated") return `service \`${key.name}\` sets \`deploy.mode\``;
  }
  for (const { key, value } of entriesOf(child(root, "networks"))) {
    if (textOf(child(value, "driver"))?.value === "overlay") return `network \`${key.name}\` uses the overlay driver`;
  }
  return undefined;
}

function composeEvidence(root: Mapping): ComposeSign | undefined {
  const top = COMPOSE_TOP_KEYS.map((key) => root.entries.get(key)).find((entry) => entry !== undefined);
  if (top !== undefined)
    return { why: `the top-level key \`${top.key.name}\` exists only in Compose files`, place: top.key };
  const [first] = isFirstVersion(root) ? root.entries.values() : [];
  if (first !== undefined)
    return { why: "its services stand at the top, as in the first version of Compose files", place: first.key };
  const services = child(root, "services");
  for (const { key, value } of entriesOf(services)) {
    const what = whatOnlyComposeReads(value);
    if (what !== undefined) return { why: `service \`${key.name}\` ${what}, which only Compose reads`, place: key };
  }
  return undefined;
}

function whatOnlyComposeReads(service: Tree): string | undefined {
  const found = COMPOSE_SERVICE_KEYS.find((name) => child(service, name) !== undefined);
  if (found !== undefined) return `sets \`${found}\``;
  if (child(service, "depends_on")?.kind === "mapping") return "writes `depends_on` as a mapping";
  const options = itemsOf(child(service, "env_file")).some((item) => item.kind === "mapping");
  return options ? "writes `env_file` with options" : undefined;
}

/** A service that is built and gets an image from none of the files. */
function builtService(roots: readonly Mapping[]): ComposeSign | undefined {
  const all = roots.flatMap((root) => [...entriesOf(child(root, "services"))]);
  const withImage = new Set(all.flatMap(({ key, value }) => (child(value, "image") ? key.name : [])));
  const built = all.find(({ key, value }) => child(value, "build") !== undefined && !withImage.has(key.name));
  return built && { why: `service \`${built.key.name}\` is built and has no \`image\``, place: built.key };
}

/** A network of one node that a service names: the engine refuses that service. */
function localNetwork(roots: readonly Mapping[]): ComposeSign | undefined {
  const services = roots.flatMap((root) => [...entriesOf(child(root, "services"))]);
  const used = new Set(
    services.flatMap(({ value }) => {
      const networks = child(value, "networks");
      return [
        ...itemsOf(networks).map((item) => textOf(item)?.value),
        ...[...entriesOf(networks)].map(({ key }) => key.name),
      ];
    }),
  );
  for (const { key, value } of roots.flatMap((root) => [...entriesOf(child(root, "networks"))])) {
    const driver = textOf(child(value, "driver"))?.value ?? "";
    if (!LOCAL_DRIVERS.has(driver) || !used.has(key.name)) continue;
    return { why: `network \`${key.name}\` uses the ${driver} driver`, place: key };
  }
  return undefined;
}

/** Why a file is something else altogether: a workflow, a playbook, the services of another program. */
function foreignContent({ top, root }: ParsedFile): string | undefined {
  if (top === "sequence") return "it holds a list, and a stack file is a mapping";
  if (top === "scalar") return "it holds a text, and a stack file is a mapping";
  if (root === undefined || isFirstVersion(root)) return undefined;
  const foreign = [...root.entries.keys()].find(isForeign);
  const present = SECTIONS.filter((section) => root.entries.has(section));
  if (foreign === undefined) return isOtherServices(child(root, "services")) ? OTHER_SERVICES : undefined;
  if (present.length === 0 && meansSection(root)) return undefined;
  if (present.length === 0) return `it has \`${foreign}\` and none of the sections of a stack file`;
  const services = child(root, "services");
  if (services === undefined || hasService(services) || isEmpty(services)) return undefined;
  return `it has \`${foreign}\`, and nothing under \`services\` looks like a service`;
}

/** Whether services stand at the top, as in Compose files before there was a `version`. */
function isFirstVersion(root: Mapping): boolean {
  if (root.entries.has("version") || SECTIONS.some((section) => root.entries.has(section))) return false;
  return Array.from(root.entries.values()).some(
    ({ value }) => (child(value, "image") || child(value, "build")) && !JOB_KEYS.some((key) => child(value, key)),
  );
}

const OTHER_SERVICES = "nothing under `services` looks like a service";

/** Whether a section is there and misspelt. */
function meansSection({ entries }: Mapping): boolean {
  return [...entries.keys()].some((key) => !key.startsWith("x-") && nearest(key, SECTIONS) !== undefined);
}

/** Not a key of a stack or Compose file, and not one that is misspelt. */
function isForeign(key: string): boolean {
  const known = [...SECTIONS, ...COMPOSE_TOP_KEYS, "version"];
  return !known.includes(key) && !key.startsWith("x-") && nearest(key, known) === undefined;
}

const isEmpty = (tree: Tree): boolean =>
  tree.kind === "mapping" ? tree.entries.size === 0 : tree.kind === "scalar" && tree.value === null;

function hasService(services: Tree): boolean {
  return Array.from(entriesOf(services)).some(({ value }) => SERVICE_KEYS.some((key) => child(value, key)));
}

/** Services with keys of which none is, or could be meant for, one of ours. */
function isOtherServices(services: Tree | undefined): boolean {
  const keys = Array.from(entriesOf(services)).flatMap(({ value }) =>
    Array.from(entriesOf(value), ({ key }) => key.name),
  );
  return keys.length > 0 && keys.every((key) => !key.startsWith("x-") && nearest(key, SERVICE_KEYS) === undefined);
}
