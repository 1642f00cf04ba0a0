import type { Problem } from "../model/problem.ts";
import { placeOf } from "../model/text.ts";
import { child, type Entry, entriesOf, itemsOf, type Tree } from "../yaml/tree.ts";
import { hasUnknown } from "../yaml/unknown.ts";
import type { Located, Service, ServiceMode, Text } from "./model.ts";
import { readMount } from "./mounts.ts";
import { countOf, located, pairsOf, textOf, textsOf, wordsOf } from "./values-of.ts";

/** The `services` section, in the file's order. */
export function readServices(section: Tree | undefined, problems: Problem[]): Service[] {
  const services: Service[] = [];
  for (const entry of entriesOf(section)) {
    if (entry.value.kind === "mapping") services.push(readService(entry, problems));
  }
  return services;
}

function readService({ key, value }: Entry, problems: Problem[]): Service {
  const name = key.name;
  const deploy = child(value, "deploy");
  const placement = child(deploy, "placement");
  const restart = child(deploy, "restart_policy");
  const volumes = child(value, "volumes");
  const writtenMode = textOf(child(deploy, "mode"));
  const mode = readMode(writtenMode, located(deploy ?? value, "replicated"), name, problems);
  const replicas = countOf(child(deploy, "replicas"));
  if (replicas && (mode.value === "global" || mode.value === "global-job")) {
    problems.push({
      rule: "deploy-mode-invalid",
      place: replicas.place,
      message: `A service with \`mode: ${mode.value}\` cannot have \`replicas\`; deploy refuses the stack.`,
      help: `Remove \`replicas\`, or set \`mode: ${mode.value === "global" ? "replicated" : "replicated-job"}\`.`,
      service: name,
      subject: "deploy.replicas",
    });
  }
  return {
    name,
    place: placeOf(key),
    image: textOf(child(value, "image")),
    command: wordsOf(child(value, "command")),
    entrypoint: wordsOf(child(value, "entrypoint")),
    environment: pairsOf(child(value, "environment"), true),
    envFiles: textsOf(child(value, "env_file")),
    fileTargets: [...targetsOf(child(value, "configs"), "/"), ...targetsOf(child(value, "secrets"), "/run/secrets/")],
    hostname: textOf(child(value, "hostname")),
    workingDir: textOf(child(value, "working_dir")),
    mode,
    modeWaits: writtenMode && hasUnknown(writtenMode.value) ? writtenMode : undefined,
    replicas,
    constraints: textsOf(child(placement, "constraints")),
    maxReplicasPerNode: countOf(child(placement, "max_replicas_per_node")),
    updateOrder: textOf(child(child(deploy, "update_config"), "order")),
    rollbackOrder: textOf(child(child(deploy, "rollback_config"), "order")),
    stopGracePeriod: textOf(child(value, "stop_grace_period")),
    holdsHostPort: itemsOf(child(value, "ports")).some(isHostPort),
    restartCondition: textOf(child(restart, "condition")),
    restartMaxAttempts: countOf(child(restart, "max_attempts")),
    mounts: itemsOf(volumes).flatMap((item) => readMount(item, name, problems) ?? []),
    tmpfs: textsOf(child(value, "tmpfs")),
  };
}

/** A config or secret without a target takes its own name; a relative target starts at `folder`. */
function targetsOf(list: Tree | undefined, folder: string): string[] {
  return itemsOf(list).flatMap((item) => {
    const target = textOf(child(item, "target")) ?? textOf(child(item, "source")) ?? textOf(item);
    if (target === undefined) return [];
    return [target.value.startsWith("/") ? target.value : folder + target.value];
  });
}

const MODES = new Set<ServiceMode>(["replicated", "global", "replicated-job", "global-job"]);

function readMode(
  mode: Text | undefined,
  standard: Located<ServiceMode>,
  name: string,
  problems: Problem[],
): Located<ServiceMode> {
  if (mode === undefined || mode.value === "") return standard;
  if (hasUnknown(mode.value)) return { ...mode, value: "unknown" };
  if (MODES.has(mode.value as ServiceMode)) return { ...mode, value: mode.value as ServiceMode };
  problems.push({
    rule: "deploy-mode-invalid",
    place: mode.place,
    message: "Docker does not know this deploy mode; deploy refuses the stack.",
    help: "Use `replicated`, `global`, `replicated-job` or `global-job`.",
    service: name,
    subject: "deploy.mode",
  });
  return { ...mode, value: "unknown" };
}

/** Only the long form has a mode; without a published port, the engine picks one that is free. */
function isHostPort(port: Tree): boolean {
  return textOf(child(port, "mode"))?.value === "host" && child(port, "published") !== undefined;
}
