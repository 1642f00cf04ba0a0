import type { Evidence } from "../images/facts/family.ts";

/** What a changed key of a service does to the tasks that run, at the next `docker stack deploy`. */
export interface TaskKey {
  /** Below the service, a dot between levels. */
  readonly keys: readonly string[];
  /**
   * `replaces`: every task. `misplaced`: only tasks whose node the new constraints leave out. `refused`: Swarm refuses the
   * update, so the tasks run on. `none`: no task.
   */
  readonly tasks: "replaces" | "misplaced" | "refused" | "none";
  /** How the value is read before two versions are compared: what means the same is the same. By default as a text. */
  readonly form?: TaskForm;
  /** What changed, for the start of "... replaces the task". */
  readonly words?: string;
  readonly evidence: Evidence;
  /** With the day it was read. */
  readonly source: string;
}

export type TaskForm =
  | "capabilities"
  | "command"
  | "configs"
  | "credentials"
  | "duration"
  | "endpoint"
  | "env-files"
  | "environment"
  | "flag"
  | "healthcheck"
  | "hosts"
  | "image"
  | "labels"
  | "logging"
  | "mode"
  | "mounts"
  | "networks"
  | "placement"
  | "ports"
  | "resources"
  | "restart"
  | "secrets"
  | "texts"
  | "ulimits";

const SPEC =
  "moby/swarmkit 3e72cb64d manager/orchestrator/task.go IsTaskDirty; docker/cli v29.7.2 cli/compose/convert/service.go; read 2026-08-05";
const OUTSIDE =
  "moby/swarmkit 3e72cb64d manager/orchestrator/task.go IsTaskDirty compares the task's spec and the endpoint's alone; read 2026-08-05";
const NEVER_SENT =
  "docker/cli v29.7.2 cli/compose/loader, cli/compose/convert: the key never reaches the service's spec; read 2026-08-05";
const PLAYED = "a three-node Swarm on Docker 20.10.24, 28.5.2 and 29.7.2, with every node active; 2026-08";

/** Every key that a service can have. SwarmKit compares the task's spec as a whole, as the CLI wrote it. */
export const TASK_KEYS: readonly TaskKey[] = [
  { keys: ["image"], tasks: "replaces", form: "image", words: "a new image", evidence: "verified", source: PLAYED },
  {
    keys: ["command", "entrypoint"],
    tasks: "replaces",
    form: "command",
    words: "a changed command",
    evidence: "cited",
    source: SPEC,
  },
  {
    keys: ["environment"],
    tasks: "replaces",
    form: "environment",
    words: "a changed environment",
    evidence: "cited",
    source: SPEC,
  },
  {
    keys: ["env_file"],
    tasks: "replaces",
    form: "env-files",
    words: "another env file",
    evidence: "cited",
    source: SPEC,
  },
  {
    keys: ["configs"],
    tasks: "replaces",
    form: "configs",
    words: "a changed config",
    evidence: "verified",
    source: PLAYED,
  },
  { keys: ["secrets"], tasks: "replaces", form: "secrets", words: "a changed secret", evidence: "cited", source: SPEC },
  {
    keys: ["credential_spec"],
    tasks: "replaces",
    form: "credentials",
    words: "a changed credential spec",
    evidence: "cited",
    source: SPEC,
  },
  {
    keys: ["labels"],
    tasks: "replaces",
    form: "labels",
    words: "a changed container label",
    evidence: "cited",
    source: SPEC,
  },
  { keys: ["volumes"], tasks: "replaces", form: "mounts", words: "a changed mount", evidence: "cited", source: SPEC },
  {
    keys: ["networks"],
    tasks: "replaces",
    form: "networks",
    words: "a changed network",
    evidence: "cited",
    source: SPEC,
  },
  { keys: ["ports"], tasks: "replaces", form: "ports", words: "a changed port", evidence: "cited", source: SPEC },
  {
    keys: ["deploy.endpoint_mode"],
    tasks: "replaces",
    form: "endpoint",
    words: "a changed endpoint mode",
    evidence: "cited",
    source: SPEC,
  },
  {
    keys: ["healthcheck"],
    tasks: "replaces",
    form: "healthcheck",
    words: "a changed health check",
    evidence: "cited",
    source: SPEC,
  },
  {
    keys: ["deploy.resources"],
    tasks: "replaces",
    form: "resources",
    words: "changed resources",
    evidence: "cited",
    source: SPEC,
  },
  {
    keys: ["deploy.restart_policy", "restart"],
    tasks: "replaces",
    form: "restart",
    words: "a changed restart policy",
    evidence: "cited",
    source: SPEC,
  },
  { keys: ["logging"], tasks: "replaces", form: "logging", words: "changed logging", evidence: "cited", source: SPEC },
  {
    keys: ["stop_grace_period"],
    tasks: "replaces",
    form: "duration",
    words: "a changed stop grace period",
    evidence: "cited",
    source: SPEC,
  },
  { keys: ["stop_signal"], tasks: "replaces", words: "a changed stop signal", evidence: "cited", source: SPEC },
  { keys: ["user"], tasks: "replaces", words: "a changed user", evidence: "cited", source: SPEC },
  { keys: ["working_dir"], tasks: "replaces", words: "a changed working directory", evidence: "cited", source: SPEC },
  { keys: ["hostname"], tasks: "replaces", words: "a changed hostname", evidence: "cited", source: SPEC },
  {
    keys: ["tty", "stdin_open"],
    tasks: "replaces",
    form: "flag",
    words: "a changed terminal",
    evidence: "cited",
    source: SPEC,
  },
  {
    keys: ["read_only"],
    tasks: "replaces",
    form: "flag",
    words: "a changed `read_only`",
    evidence: "cited",
    source: SPEC,
  },
  { keys: ["init"], tasks: "replaces", words: "a changed `init`", evidence: "cited", source: SPEC },
  { keys: ["isolation"], tasks: "replaces", words: "a changed isolation", evidence: "cited", source: SPEC },
  { keys: ["sysctls"], tasks: "replaces", form: "labels", words: "a changed sysctl", evidence: "cited", source: SPEC },
  {
    keys: ["cap_add", "cap_drop"],
    tasks: "replaces",
    form: "capabilities",
    words: "changed capabilities",
    evidence: "cited",
    source: SPEC,
  },
  { keys: ["ulimits"], tasks: "replaces", form: "ulimits", words: "a changed ulimit", evidence: "cited", source: SPEC },
  { keys: ["oom_score_adj"], tasks: "replaces", words: "a changed OOM score", evidence: "cited", source: SPEC },
  {
    keys: ["extra_hosts"],
    tasks: "replaces",
    form: "hosts",
    words: "a changed host entry",
    evidence: "cited",
    source: SPEC,
  },
  {
    keys: ["dns", "dns_search"],
    tasks: "replaces",
    form: "texts",
    words: "changed DNS settings",
    evidence: "cited",
    source: SPEC,
  },
  {
    keys: ["deploy.placement"],
    tasks: "misplaced",
    form: "placement",
    words: "a changed placement",
    evidence: "cited",
    source:
      "moby/swarmkit 3e72cb64d manager/orchestrator/task.go IsTaskDirtyPlacementConstraintsOnly, nodeMatches; read 2026-08-05",
  },
  {
    keys: ["deploy.mode"],
    tasks: "refused",
    form: "mode",
    evidence: "cited",
    source: "moby/swarmkit 3e72cb64d manager/controlapi/service.go UpdateService; read 2026-08-05",
  },
  { keys: ["deploy.replicas"], tasks: "none", evidence: "cited", source: OUTSIDE },
  { keys: ["deploy.labels"], tasks: "none", evidence: "cited", source: OUTSIDE },
  { keys: ["deploy.update_config", "deploy.rollback_config"], tasks: "none", evidence: "cited", source: OUTSIDE },
  {
    keys: [
      ...["build", "cgroup_parent", "cgroupns_mode", "container_name", "depends_on", "devices", "domainname", "expose"],
      ...["external_links", "ipc", "links", "mac_address", "network_mode", "pid", "privileged", "security_opt"],
      ...["shm_size", "tmpfs", "userns_mode"],
    ],
    tasks: "none",
    evidence: "cited",
    source: NEVER_SENT,
  },
];

/** What replaces tasks and is no key of the service. */
export const NEW_SERVICE = {
  keys: [],
  tasks: "replaces",
  words: "a new service name",
  evidence: "cited",
  source:
    "docker/cli v29.7.2 cli/command/stack/deploy_composefile.go deployServices: services are told apart by name; read 2026-08-05",
} as const satisfies TaskKey;

export const JOB_RUNS_AGAIN = {
  keys: [],
  tasks: "replaces",
  words: "a new run of the job",
  evidence: "cited",
  source:
    "moby/swarmkit 3e72cb64d manager/controlapi/service.go UpdateService raises JobIteration at every update; read 2026-08-05",
} as const satisfies TaskKey;
