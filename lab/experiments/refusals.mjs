/**
 * Values that the engine or a node refuses, and values beside them that pass. Nothing happens to these services but
 * that they are deployed: what counts is whether a task ever runs.
 *
 * @typedef {object} Trial
 * @property {string} id that of the tool's own list of checks, where it is one of them
 * @property {string} title
 * @property {string} service the lines of the service `app`
 * @property {string} [volumes]
 * @property {string} [configs]
 * @property {string} [secrets]
 * @property {string} [network]
 * @property {string} [untold] why the report does not know yet what the Swarm shows
 * @property {"service" | "tasks"} [refused] what refuses it, by the tool's list of checks
 * @property {(cell: string) => import("./kinds.mjs").Preparation} [prepare]
 */

const volumes = "stuff:";
const DATA = "volumes: [stuff:/data]";
/** A service on a local volume, with these lines more. */
const app = (...lines) => ({ service: [DATA, ...lines].join("\n"), volumes });
/** A service whose only mount is this one. */
const mounting = (mount, ...lines) => ({ service: [`volumes: [ ${mount} ]`, ...lines].join("\n"), volumes });
/** A service on a volume of the local driver with these options. */
const driven = (options) => ({ service: DATA, volumes: `stuff: { driver_opts: ${options} }` });
const cifs = (device) => driven(`{ type: cifs, o: "username=guest,vers=3.0", device: '${device}' }`);
const FILES = { configs: "one: { name: CELL-one, file: ./refusals.txt }" };
const SECRETS = { secrets: "one: { name: CELL-one, file: ./refusals.txt }" };

const byManager = (id, title, trial) => ({ id, title, refused: "service", ...trial });
const byNode = (id, title, trial) => ({ id, title, refused: "tasks", ...trial });

/** One for every check that the tool knows, by its name there. */
export const CHECKED = [
  byManager(
    "restart-condition",
    "restart_policy.condition: always",
    app("deploy: { restart_policy: { condition: always } }"),
  ),
  byManager("restart-delay", "restart_policy.delay: negative", app("deploy: { restart_policy: { delay: -5s } }")),
  byManager("restart-window", "restart_policy.window: negative", app("deploy: { restart_policy: { window: -1ns } }")),
  byManager("endpoint-mode", "endpoint_mode: host", app("deploy: { endpoint_mode: host }")),
  byManager(
    "dnsrr-ingress",
    "endpoint_mode: dnsrr with a port of the ingress network",
    app("deploy: { endpoint_mode: dnsrr }", 'ports: [ "18100:80" ]'),
  ),
  ...["update_config", "rollback_config"].map((key) =>
    byManager(
      `${key}-failure-action`,
      `${key}.failure_action: restart`,
      app(`deploy: { ${key}: { failure_action: restart } }`),
    ),
  ),
  ...["delay", "monitor"].map((key) =>
    byManager(`update-${key}`, `update_config.${key}: negative`, app(`deploy: { update_config: { ${key}: -10s } }`)),
  ),
  byManager("update-ratio", "max_failure_ratio: 20", app("deploy: { update_config: { max_failure_ratio: 20 } }")),
  byManager(
    "job-update-config",
    "update_config of a job",
    app("deploy: { mode: replicated-job, update_config: { parallelism: 1 } }"),
  ),
  ...["limits", "reservations"].flatMap((key) => [
    byManager(`cpus-${key}`, `${key}.cpus: 0.0005`, app(`deploy: { resources: { ${key}: { cpus: "0.0005" } } }`)),
    byManager(`memory-${key}`, `${key}.memory: 512`, app(`deploy: { resources: { ${key}: { memory: "512" } } }`)),
  ]),
  ...["interval", "timeout", "start_period", "start_interval"].map((key) =>
    byManager(
      `health-${key}`,
      `healthcheck.${key}: 999us`,
      app(`healthcheck: { test: ["CMD", "true"], ${key}: 999us }`),
    ),
  ),
  byManager("port-twice", "one port published twice", app('ports: [ "18101:80", "18101:81" ]')),
  byManager("mount-propagation", "bind.propagation: cached", {
    service: "volumes: [ { type: bind, source: /srv, target: /data, bind: { propagation: cached } } ]",
  }),
  byManager("template-hostname", "hostname: a template that Swarm does not know", app("hostname: '{{.Node.Name}}'")),
  byManager(
    "template-environment",
    "environment: a template that Swarm does not know",
    app("environment: { TOPIC: 'gateway/{{ .GatewayID }}/event' }"),
  ),
  byNode("memory-limit-small", "limits.memory: 5M", app("deploy: { resources: { limits: { memory: 5M } } }")),
  byNode("cap_add", "cap_add: no capability", app("cap_add: [NET_ADMN]")),
  byNode("cap_drop", "cap_drop: no capability", app("cap_drop: [SETUUID]")),
  byNode("stop-signal", "stop_signal: no signal", app("stop_signal: SIGFOO")),
  byNode("working-dir", "working_dir: not absolute", app("working_dir: app")),
  // On the node's own network a task has the node's host name: this one has a network of its own.
  byNode("hostname-length", "hostname: 65 bytes", { ...app(`hostname: ${"a".repeat(65)}`), network: "bridge" }),
  byNode("environment-name", "environment: no name before the `=`", app('environment: ["=x"]')),
  byNode("extra-hosts", "extra_hosts: a name for an address", app('extra_hosts: ["db:other-host"]')),
  ...["uid", "gid"].flatMap((key) => [
    byNode(`secrets-${key}`, `${key} of a secret: a name`, {
      ...app(`secrets: [ { source: one, ${key}: www-data } ]`),
      ...SECRETS,
    }),
    byNode(`configs-${key}`, `${key} of a config: a name`, {
      ...app(`configs: [ { source: one, ${key}: www-data } ]`),
      ...FILES,
    }),
  ]),
  byNode(
    "host-port-range",
    "a port of the node above 65535",
    app("ports: [ { target: 80, published: 70000, mode: host } ]"),
  ),
  byNode("anonymous-read-only", "a read-only volume without a name", {
    service: "volumes: [ { type: volume, target: /data, read_only: true } ]",
  }),
  byNode(
    "subpath-outside",
    "volume.subpath: out of the volume",
    mounting("{ type: volume, source: stuff, target: /data, volume: { subpath: ../other } }"),
  ),
  byNode("health-test", "healthcheck.test: no kind first", app('healthcheck: { test: ["curl", "-f", "localhost"] }')),
  byNode("ulimit-soft", "ulimits: soft above hard", app("ulimits: { nofile: { soft: 3000, hard: 2000 } }")),
  byNode("ulimit-name", "ulimits: no limit of Linux", app("ulimits: { files: 1 }")),
];

/** What else keeps a task from its data, and what looks as if it did. */
const OTHERS = [
  { id: "cifs-port", title: "type: cifs, a port in the device", ...cifs("//10.0.0.9:445/share") },
  { id: "cifs-percent", title: "type: cifs, a percent sign in the device", ...cifs("//10.0.0.9/100%/share") },
  { id: "driver-type-alone", title: "local driver: type without a device", ...driven("{ type: none }") },
  { id: "driver-device-alone", title: "local driver: device without a type", ...driven("{ device: /srv }") },
  { id: "driver-options-alone", title: "local driver: o alone", ...driven("{ o: bind }") },
  { id: "driver-unknown", title: "local driver: an option that it does not know", ...driven("{ mountpoint: /srv }") },
  { id: "driver-size", title: "local driver: a size, without quotas", ...driven("{ size: 10M }") },
  {
    id: "driver-none",
    title: "local driver: type none without bind",
    ...driven("{ type: none, device: /srv }"),
  },
  {
    id: "driver-bind-missing",
    title: "local driver: bound to a folder that no node has",
    ...driven("{ type: none, o: bind, device: /srv/never }"),
  },
  {
    id: "driver-bind-as-type",
    title: "local driver: type bind",
    ...driven("{ type: bind, o: bind, device: /srv }"),
  },
  {
    id: "driver-tmpfs-size",
    title: "local driver: tmpfs with a size",
    ...driven('{ type: tmpfs, device: tmpfs, o: "size=10m" }'),
  },
  {
    id: "driver-empty",
    title: "local driver: type and device empty",
    ...driven('{ type: "", device: "" }'),
  },
  ...["sshfs", "fuse.sshfs", "s3fs", "volume", "local"].map((type) => ({
    id: `driver-${type.replace(".", "-")}`,
    title: `local driver: type ${type}`,
    ...driven(`{ type: ${type}, device: "10.0.0.9:/share" }`),
  })),
  {
    id: "driver-glusterfs",
    title: "local driver: type glusterfs",
    ...driven(`{ type: glusterfs, device: "10.0.0.9:/gv0" }`),
    untold: "no kernel mounts a FUSE file system without its helper, which the local driver does not call",
  },
  { id: "volume-name", title: "a volume's name with a blank", service: DATA, volumes: 'stuff: { name: "own data" }' },
  {
    id: "config-in-read-only",
    title: "a config inside a read-only volume",
    ...mounting("stuff:/data:ro", "configs: [ { source: one, target: /data/app.conf } ]"),
    ...FILES,
  },
  {
    id: "secret-in-read-only",
    title: "a secret inside a read-only volume",
    ...mounting("stuff:/data:ro", "secrets: [ { source: one, target: /data/key } ]"),
    ...SECRETS,
  },
  {
    id: "config-in-read-only-path",
    title: "a config inside a read-only host path",
    service: "volumes: [ /srv:/data:ro ]\nconfigs: [ { source: one, target: /data/app.conf } ]",
    ...FILES,
  },
  {
    id: "config-in-volume",
    title: "a config inside a volume that can be written",
    ...app("configs: [ { source: one, target: /data/app.conf } ]"),
    ...FILES,
  },
  { id: "mount-image", title: "type: image", ...mounting("{ type: image, source: lab:1, target: /data }") },
  {
    id: "mount-create-path",
    title: "a host path that is not there, with create_host_path",
    service: "volumes: [ { type: bind, source: /srv/never, target: /data, bind: { create_host_path: true } } ]",
  },
  { id: "path-missing", title: "a host path that no node has", service: "volumes: [ /srv/never:/data ]" },
  {
    id: "network-bridge",
    title: "a network with the driver bridge",
    ...app("networks: [front]"),
    networks: "front: { driver: bridge }",
  },
  {
    id: "subpath-first",
    title: "volume.subpath: a folder that nothing makes",
    ...mounting("{ type: volume, source: stuff, target: /data, volume: { subpath: app } }"),
  },
  {
    id: "duplicate-target",
    title: "two volumes at one target",
    service: "volumes: [stuff:/data, other:/data]",
    volumes: "stuff:\nother:",
  },
  {
    id: "constraint-never",
    title: "two constraints that no node meets together",
    ...app('deploy: { placement: { constraints: [ "node.role == worker", "node.role == manager" ] } }'),
  },
  {
    id: "cluster-volume",
    title: "type: cluster, a volume that nobody made",
    ...mounting("{ type: cluster, source: stuff, target: /data }"),
    volumes:
      "stuff: { driver: acme/csi, x-cluster-spec: { access_mode: { scope: single, sharing: onewriter, mount: {} } } }",
  },
  {
    id: "cluster-volume-type",
    title: "a cluster volume that is mounted as type: volume",
    service: DATA,
    volumes:
      "stuff: { driver: acme/csi, x-cluster-spec: { access_mode: { scope: single, sharing: onewriter, mount: {} } } }",
  },
];

/** Values at the edge of what is refused, and those that no engine looks at. */
const PASSING = [
  {
    id: "passes-restart",
    title: "passes: restart_policy",
    ...app("deploy: { restart_policy: { condition: on-failure, delay: 0s, window: 1m30s } }"),
  },
  {
    id: "passes-update",
    title: "passes: update_config",
    ...app("deploy: { update_config: { failure_action: rollback, delay: 10s, monitor: 10s, max_failure_ratio: 1 } }"),
  },
  {
    id: "passes-limits",
    // A limit of CPUs needs a kernel that can hold tasks to it, which not every machine of the lab has.
    title: "passes: a limit of 6M, reservations of 0.001 and 4M",
    ...app('deploy: { resources: { limits: { memory: 6M }, reservations: { cpus: "0.001", memory: 4M } } }'),
  },
  {
    id: "passes-health",
    title: "passes: a health check with 1ms",
    ...app('healthcheck: { test: ["CMD", "true"], interval: 2s, timeout: 0s, start_period: 1ms }'),
  },
  {
    id: "passes-health-off",
    title: "passes: a health check that is off",
    ...app("healthcheck: { disable: true, interval: 1us }"),
  },
  {
    id: "passes-endpoint",
    title: "passes: dnsrr with a port of the node",
    ...app("deploy: { endpoint_mode: DNSRR }", "ports: [ { target: 80, published: 18102, mode: host } ]"),
  },
  {
    id: "passes-templates",
    title: "passes: templates that Swarm knows",
    ...app(
      "environment: { TASK: '{{.Task.ID}}', BRACES: '{{\"{{\"}} name }}', LABEL: '{{index .Service.Labels \"a\"}}' }",
    ),
  },
  {
    id: "passes-hostname",
    title: "passes: a host name from a template",
    ...app("hostname: '{{.Node.Hostname}}-{{.Task.Slot}}'"),
    network: "bridge",
  },
  {
    id: "passes-capabilities",
    title: "passes: capabilities and signals",
    ...app("cap_add: [NET_ADMIN, cap_sys_time]", "cap_drop: [chown]", "stop_signal: SIGRTMIN+3"),
  },
  {
    id: "passes-hosts",
    title: "passes: extra_hosts",
    ...app('extra_hosts: [ "db:10.0.0.7", "six:::1" ]', "working_dir: /tmp", "environment: [ 'A=', B ]"),
  },
  {
    id: "passes-ulimits",
    title: "passes: ulimits",
    ...app("ulimits: { nofile: { soft: 1000, hard: 1000 }, nproc: 5000 }"),
  },
  {
    id: "passes-files",
    title: "passes: numbers of users for configs and secrets",
    ...app("configs: [ { source: one, uid: '1000', gid: '0', mode: 0440 } ]"),
    ...FILES,
  },
  {
    id: "passes-propagation",
    title: "passes: bind.propagation: RSLAVE",
    service: "volumes: [ { type: bind, source: /srv, target: /data, bind: { propagation: RSLAVE } } ]",
  },
  {
    id: "unchecked-rollback",
    title: "not looked at: rollback_config",
    ...app("deploy: { rollback_config: { delay: -1s, monitor: -1s, max_failure_ratio: 3 } }"),
  },
  {
    id: "unchecked-placement",
    title: "not looked at: a spread preference and pids",
    ...app(
      "deploy: { placement: { preferences: [ { spread: node.hostname } ] }, resources: { limits: { pids: -1 } } }",
    ),
  },
  {
    id: "unchecked-mount",
    title: "not looked at: consistency, stop_grace_period, isolation",
    ...mounting(
      "{ type: volume, source: stuff, target: /data, consistency: foo }",
      "stop_grace_period: -1s",
      "isolation: foo",
    ),
  },
];

/** @type {readonly Trial[]} */
export const TRIALS = [...CHECKED, ...OTHERS, ...PASSING];

/** What lies beside the stack files. */
export const FILES_BESIDE = { "refusals.txt": "made for a trial\n" };
