import { child, entriesOf, itemsOf, type Mapping, type Tree } from "./tree.ts";
import { textOf } from "./values-of.ts";

export type Target = "swarm" | "compose";

export interface Decision {
  readonly target: Target;
  /** Why, for the report. */
  readonly reason: string;
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
const SECTIONS = ["services", "networks", "volumes", "secrets", "configs"];

/** Whether files are meant for Swarm or for `docker compose`. Evidence for Swarm beats everything else. */
export function decideTarget(paths: readonly string[], roots: readonly Mapping[]): Decision {
  for (const path of paths) {
    const name = path.slice(path.lastIndexOf("/") + 1);
    const word = /stack|swarm/i.exec(name)?.[0];
    if (word !== undefined) return { target: "swarm", reason: `the file name says "${word.toLowerCase()}"` };
  }
  const swarm = evidenceForSwarm(roots);
  if (swarm !== undefined) return { target: "swarm", reason: swarm };
  for (const root of roots) {
    const evidence = composeEvidence(root);
    if (evidence !== undefined) return { target: "compose", reason: evidence };
  }
  return { target: "swarm", reason: "nothing in it is refused by `docker stack deploy`'s format" };
}

/** What means something to Swarm alone; undefined when there is nothing of the kind. */
export function evidenceForSwarm(roots: readonly Mapping[]): string | undefined {
  for (const root of roots) {
    const evidence = swarmEvidence(root);
    if (evidence !== undefined) return evidence;
  }
  return undefined;
}

function swarmEvidence(root: Mapping): string | undefined {
  for (const { key, value } of entriesOf(child(root, "services"))) {
    const deploy = child(value, "deploy");
    const swarmKey = SWARM_DEPLOY_KEYS.find((name) => child(deploy, name) !== undefined);
    if (swarmKey !== undefined) return `service \`${key.name}\` sets \`deploy.${swarmKey}\``;
    const mode = textOf(child(deploy, "mode"))?.value;
    if (mode !== undefined && mode !== "replicated") return `service \`${key.name}\` sets \`deploy.mode\``;
  }
  for (const { key, value } of entriesOf(child(root, "networks"))) {
    if (textOf(child(value, "driver"))?.value === "overlay") return `network \`${key.name}\` uses the overlay driver`;
  }
  return undefined;
}

function composeEvidence(root: Mapping): string | undefined {
  const top = COMPOSE_TOP_KEYS.find((key) => root.entries.has(key));
  if (top !== undefined) return `the top-level key \`${top}\` exists only in Compose files`;
  const services = child(root, "services");
  for (const { key, value } of entriesOf(services)) {
    const found = COMPOSE_SERVICE_KEYS.find((name) => child(value, name) !== undefined);
    if (found !== undefined) return `service \`${key.name}\` sets \`${found}\`, which only Compose reads`;
    if (child(value, "depends_on")?.kind === "mapping") {
      return `service \`${key.name}\` writes \`depends_on\` as a mapping, which only Compose reads`;
    }
    if (buildsOnly(value)) return `service \`${key.name}\` is built and has no \`image\`, which only Compose can run`;
    if (itemsOf(child(value, "env_file")).some((item) => item.kind === "mapping")) {
      return `service \`${key.name}\` writes \`env_file\` with options, which only Compose reads`;
    }
  }
  if (!SECTIONS.some((section) => root.entries.has(section))) return "it has none of the sections of a stack file";
  return undefined;
}

function buildsOnly(service: Tree): boolean {
  return child(service, "build") !== undefined && child(service, "image") === undefined;
}
