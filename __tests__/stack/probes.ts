/** Places in a stack, and values for them of which the CLI accepts some, in some versions. */
export type Probe = readonly [path: string, ...values: readonly unknown[]];

const service = (keys: string, ...values: readonly unknown[]): Probe[] =>
  keys.split(" ").map((key) => [`services.a.${key}`, ...values]);

/** What came, or changed, with a version. */
export const VERSIONED: readonly Probe[] = [
  ["x-a", 1],
  ["secrets", {}],
  ["configs", {}],
  ...service("secrets configs", ["a"], [{ source: "a", other: 1 }], [{ source: "a", mode: "1" }], {}),
  ...service("cgroupns_mode isolation", "x", 5),
  ...service("init", true, "true"),
  ...service("oom_score_adj", 5, 1.5),
  ...service("x-a", 1),
  ...service("ports", [80], [{ target: 80 }], [{}], [{ target: "80" }], [{ other: 1 }]),
  ...service("volumes", ["a:/b"], ["a:/b", "a:/b"], [{ type: "volume", target: "/x" }], [{ target: "/x" }]),
  ...service("volumes", [{ type: "tmpfs", target: "/x", tmpfs: { size: 1 } }]),
  ...service("volumes", [{ type: "volume", volume: { subpath: "x" } }], [{ type: "volume", volume: { subpath: 5 } }]),
  ...service("build", { cache_from: [] }, { labels: {} }, { network: "x" }, { target: "x" }, { shm_size: 1 }),
  ...service("build", { extra_hosts: [] }, { other: 1 }, { args: [] }, { labels: 5 }),
  ...service("credential_spec", {}, { config: "a" }, { file: "a" }, { other: 1 }),
  ...service("healthcheck", { start_period: "1s" }, { start_interval: "1s" }, { interval: "1s" }, { other: 1 }),
  ...service("networks", { a: { driver_opts: { b: 1 } } }, { a: { driver_opts: { b: null } } }, { a: { other: 1 } }),
  ...service("deploy.endpoint_mode", "vip"),
  ...service("deploy.rollback_config", { order: "stop-first" }, { order: "x" }),
  ...service("deploy.update_config", { order: "stop-first" }, { order: "x" }, { delay: "1" }),
  ...service("deploy.resources.limits", { pids: 1 }, { generic_resources: [] }, { other: 1 }),
  ...service("deploy.resources.reservations", { pids: 1 }, { generic_resources: [] }, { devices: [] }),
  ...service("deploy.placement", { preferences: [] }, { max_replicas_per_node: 1 }, { other: 1 }),
  ["networks.d", null, { name: "x" }, { attachable: true }, { "x-a": 1 }, { other: 1 }],
  ["volumes.d", null, { name: "x" }, { "x-a": 1 }, { "x-cluster-spec": {} }, { other: 1 }],
  ["volumes.d.x-cluster-spec", { group: 1 }, { capacity_range: { limit_bytes: 5 } }, { secrets: { a: 1 } }, 5],
  ["secrets.d", null, { name: "x" }, { driver: "x" }, { driver_opts: {} }, { template_driver: "x" }, { "x-a": 1 }],
  ["configs.d", null, { name: "x" }, { driver: "x" }, { template_driver: "x" }, { "x-a": 1 }, { external: true }],
];

const TEXTS = "cgroup_parent container_name domainname hostname image ipc mac_address network_mode restart";
const MORE_TEXTS = "shm_size stop_signal user userns_mode working_dir";
const LISTS = "cap_add cap_drop depends_on devices external_links links security_opt";
const PAIRS = "environment labels extra_hosts sysctls deploy.labels build.args";
const REFUSED_KEYS = "annotations cpus develop gpus group_add models platform profiles pull_policy runtime scale uts";

/** What is the same in all versions. */
export const CONSTANT: readonly Probe[] = [
  ["services", null, {}, [], { "a b": {} }, { "": {} }, { é: {} }, { "x-a": {} }, { a: null }, { a: "x" }],
  ["networks", null, {}, [], { "a b": null }, { "a b": 5 }, { "": {} }],
  ["volumes", null, {}, { "a b": null }],
  ["", 1],
  ["name", "x"],
  ...service(TEXTS, "no", 5, null),
  ...service(MORE_TEXTS, "no", 5, true),
  ...service("pid", "host", null, 5),
  ...service("privileged read_only stdin_open tty", true, "true", null, 1),
  ...service(LISTS, ["a"], [], "a", [1], ["a", "a"], null, {}),
  ...service("dns dns_search tmpfs", ["a"], "a", ["a", "a"], null, [1]),
  ...service("command entrypoint healthcheck.test", "a", ["a", "a"], [], [1], null, 3),
  ...service(PAIRS, { A: "b", B: 1, C: 1.5, D: null }, { A: true }, { A: [] }, { "": "x" }, ["A=b", "C"], ["A", "A"]),
  ...service(PAIRS, [1], "a", null),
  ...service("expose", [1, "1", "x", 1.5], [1, 1], "1", [null], [true]),
  ...service("ports", [80, "80"], [80, 80], ["80", "80"], [80.5], [-1], [70_000], "80", null, [null], [true]),
  ...service("networks", ["a"], ["a", "a"], ["a b"], { a: null }, { a: 5 }, { "a b": null }, null, [], "a"),
  ...service("ulimits", {}, { a: 1 }, { a: 1.5 }, { a: { soft: 1 } }, { a: { soft: 1, hard: 1, x: 1 } }, { a: null }),
  ...service("ulimits", { A: 1 }, { A: { soft: 1, hard: 1, x: 1 } }, { A: "x" }, { A: [] }, { A: { soft: 1 } }),
  ...service(
    "logging",
    {},
    { driver: 1 },
    { options: { a: null } },
    { options: { a: true } },
    { options: { "": true } },
  ),
  ...service("healthcheck", { retries: 1.5 }, { retries: -0.5 }, { disable: "x" }, { interval: 1 }, null),
  ...service("deploy", null, { replicas: -1 }, { replicas: 1.5 }, { replicas: "1" }, { "x-a": 1 }, { other: 1 }),
  ...service("deploy.placement", { constraints: ["a", "a"] }, { constraints: "a" }, null),
  ...service("deploy.resources.limits", { cpus: 1 }, { memory: 1 }, null),
  ...service("deploy.restart_policy", { max_attempts: -1 }, { delay: "x" }, { condition: "x" }, null),
  ...service(REFUSED_KEYS, "x"),
  [
    "networks.d",
    { external: {} },
    { external: { x: 1 } },
    { external: "true" },
    { ipam: {} },
    { ipam: { config: [null] } },
  ],
  ["networks.d", { driver_opts: { a: 1 } }, { driver_opts: { a: null } }, { internal: "x" }, { enable_ipv6: true }],
  ["volumes.d", { driver_opts: { a: true } }, { driver_opts: ["a"] }, { labels: ["a=b"] }, { external: { x: 1 } }, []],
];
