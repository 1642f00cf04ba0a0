/**
 * Keys that `docker compose` knows and `docker stack deploy` refuses, and what to write in a stack instead.
 * By place (`*` for free names and list positions), then by key. Each was run with the CLI, 28.2.2.
 */
const LIMITS = "Set limits under `deploy.resources.limits`.";
const NODE = "Swarm has no such option. Remove it, or run the container outside Swarm on one node.";
const NODE_DEFAULT = "Remove it; what can be set in the engine's `daemon.json` has to be set there, on every node.";
const FROM_FILE = "Swarm reads the value from `file`, or finds it in the cluster with `external: true`.";
const ADDRESS = "Remove it: Swarm assigns addresses itself.";
const GPUS =
  "Advertise the devices in the nodes' `daemon.json` (`node-generic-resources`) and reserve them under `deploy.resources.reservations.generic_resources`.";

const SERVICE: Record<string, string> = {
  annotations: "Use `labels`, or `deploy.labels`.",
  attach: "Remove it: deploy never attaches to the output.",
  blkio_config: NODE,
  cgroup: NODE,
  cpu_count: LIMITS,
  cpu_percent: LIMITS,
  cpu_period: LIMITS,
  cpu_quota: LIMITS,
  cpu_rt_period: NODE,
  cpu_rt_runtime: NODE,
  cpu_shares: LIMITS,
  cpus: 'Write `deploy.resources.limits.cpus`, as text: `"0.5"`.',
  cpuset: LIMITS,
  develop: "Remove it: it serves `docker compose watch` only.",
  device_cgroup_rules: NODE,
  dns_opt: NODE_DEFAULT,
  extends: "Copy what is inherited into the service, or share it with a YAML anchor.",
  external_networks: "Declare the network under the top-level `networks` with `external: true`.",
  gpus: GPUS,
  group_add: 'Use `user: "uid:gid"`; Swarm adds no further groups.',
  label_file: "Write the labels under `labels`.",
  mem_limit: "Write `deploy.resources.limits.memory`.",
  mem_reservation: "Write `deploy.resources.reservations.memory`.",
  mem_swappiness: NODE,
  memswap_limit: LIMITS,
  models: "Remove it: Swarm runs no models.",
  name: "Remove it: a service is called by its key.",
  oom_kill_disable: NODE,
  pids_limit: "Write `deploy.resources.limits.pids`.",
  platform: "Use a constraint: `deploy.placement.constraints: [node.platform.arch == x86_64]`.",
  post_start: "Do this in the image's entrypoint: Swarm has no hooks.",
  pre_start: "Do this in the image's entrypoint: Swarm has no hooks.",
  pre_stop: "Do this in the image's entrypoint, on the stop signal: Swarm has no hooks.",
  profiles: "Swarm has no profiles: it deploys every service. Move this one to a stack file of its own.",
  provider: "Remove the service: Swarm asks no providers.",
  pull_policy: "Remove it: `docker stack deploy --resolve-image always|changed|never` decides for all services.",
  runtime: NODE_DEFAULT,
  scale: "Write `deploy.replicas`.",
  storage_opt: NODE_DEFAULT,
  use_api_socket: "Mount the socket under `volumes`.",
  uts: NODE,
  volume_driver: "Set `driver` on the volume under the top-level `volumes`.",
  volumes_from: "Declare a volume under the top-level `volumes` and mount it in both services.",
};

const PLACES: Record<string, Record<string, string>> = {
  "": {
    extends: "Give deploy several files: `-c base.yml -c more.yml`.",
    include: "Give deploy several files: `-c base.yml -c more.yml`.",
    models: "Remove it: Swarm runs no models.",
    name: "Remove it: the stack's name is the last argument of `docker stack deploy`.",
  },
  "services.*": SERVICE,
  "services.*.deploy": {
    scale: "Write `replicas`.",
    constraints: "Put it under `placement`.",
    limits: "Put it under `resources`.",
    reservations: "Put it under `resources`.",
    devices: GPUS,
    restart: "Write `restart_policy`.",
  },
  "services.*.deploy.resources": { devices: GPUS },
  "services.*.deploy.resources.limits": { devices: GPUS },
  "services.*.deploy.resources.reservations": { devices: GPUS, pids: "Only `limits` has `pids`." },
  "services.*.networks.*": {
    gw_priority: "Remove it: Swarm has no order of networks.",
    interface_name: "Remove it: Swarm names interfaces itself.",
    link_local_ips: ADDRESS,
    mac_address: ADDRESS,
    priority: "Remove it: Swarm has no order of networks.",
  },
  "services.*.ports.*": {
    app_protocol: "Remove it.",
    host_ip: "Remove it: Swarm publishes on all addresses of a node. Restrict access with a firewall.",
    name: "Remove it: Swarm ports have no names.",
  },
  "services.*.volumes.*": {
    cluster: "Remove it: `type: cluster`, `source` and `target` say everything.",
    image: "Remove it: Swarm mounts no images.",
  },
  "networks.*": {
    enable_ipv4: "Remove it.",
    enable_ipv6: "Remove it, or make the network by hand and declare it `external`.",
  },
  "networks.*.ipam": { options: "Remove it, or make the network by hand and declare it `external`." },
  "networks.*.ipam.config.*": {
    aux_addresses: "Only `subnet` is read. Make the network by hand and declare it `external`.",
    gateway: "Only `subnet` is read. Make the network by hand and declare it `external`.",
    ip_range: "Only `subnet` is read. Make the network by hand and declare it `external`.",
  },
  "secrets.*": { content: FROM_FILE, environment: FROM_FILE },
  "configs.*": { content: FROM_FILE, driver: FROM_FILE, environment: FROM_FILE },
};

/** What to write in a stack instead of a key of Compose; undefined for keys that Compose has not either. */
export function insteadOf(place: string, key: string): string | undefined {
  const keys = Object.hasOwn(PLACES, place) ? PLACES[place] : undefined;
  return keys && Object.hasOwn(keys, key) ? keys[key] : undefined;
}

/** The keys of a service that Compose knows and deploy refuses. */
export const COMPOSE_KEYS: readonly string[] = Object.keys(SERVICE);

const DURATION = "Write a number with a unit, such as `10s`.";
const SIZE = "Write a number with a unit, such as `512M`.";
const CHECKS = ["interval", "timeout", "start_period", "start_interval"].map((key) => `healthcheck.${key}`);
const DEPLOYS = ["update_config.delay", "update_config.monitor", "rollback_config.delay", "rollback_config.monitor"];
const RESTARTS = ["restart_policy.delay", "restart_policy.window"];

/** What a service says with durations (Go's, such as `1m30s`). */
export const DURATIONS = ["stop_grace_period", ...CHECKS, ...[...DEPLOYS, ...RESTARTS].map((key) => `deploy.${key}`)];

/** What a service says with sizes in bytes. */
export const SIZES = ["deploy.resources.limits.memory", "deploy.resources.reservations.memory"];

/** What to do about a value of the wrong type, where that takes more than quotes. By place. */
const SHAPES: Record<string, string> = {
  ...Object.fromEntries(DURATIONS.map((key) => [`services.*.${key}`, DURATION])),
  ...Object.fromEntries(SIZES.map((key) => [`services.*.${key}`, SIZE])),
  "services.*.depends_on":
    "Write a plain list of services, or remove it: Swarm starts services in any order and ignores the conditions.",
  "services.*.env_file.*": "Write only the path: deploy knows neither `required` nor `format`.",
  "services.*.volumes.*.tmpfs.size": "Write the number of bytes: deploy reads no units here.",
  "services.*.secrets.*.mode": "Write a number without quotes, such as `0440`.",
  "services.*.configs.*.mode": "Write a number without quotes, such as `0440`.",
  "services.*.ports.*.published": 'Write one number without quotes. For a range use the short form: `"8000-8010:80"`.',
};

/** What to do about a value of the wrong type at this place. */
export function shapeHelp(place: string): string | undefined {
  return Object.hasOwn(SHAPES, place) ? SHAPES[place] : undefined;
}
