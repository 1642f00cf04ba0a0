/**
 * Kinds of storage. Each is a stack file, written where `CELL` stands for the name of the cell, so that no two cells
 * share a path.
 *
 * @typedef {object} Kind
 * @property {string} id
 * @property {string} title for the table
 * @property {string} service the lines of the service `app`
 * @property {string} [others] the lines of services beside it
 * @property {string} [volumes] the lines of the top-level volumes
 * @property {string} [configs] the lines of the top-level configs
 * @property {string} [secrets] the lines of the top-level secrets
 * @property {string} [networks] the lines of networks beside the default
 * @property {string} [network] the node's own network that tasks are on, `host` unless told
 * @property {string} [image] `lab:1` unless told
 * @property {string} [target] where the data is, `/data` unless told
 * @property {readonly string[]} [flags] what the tool is told of the cluster; true in the lab
 * @property {boolean} [spread] place the first tasks on all nodes, not on one
 * @property {string} [settings] a configuration file that says what is true of the lab
 * @property {string} [twin] kinds with one and the same file, which only the state of the nodes tells apart
 * @property {readonly number[]} [label] nodes that get the label `on-CELL`
 * @property {boolean} [isJob] a replicated job of one task
 * @property {string} [from] the oldest engine that the report's outcomes are about; its text speaks of the older ones
 * @property {string} [oldest] the oldest engine that it is played on
 * @property {Record<string, string>} [untold] by event: why the report does not know yet what the Swarm shows
 * @property {readonly string[]} [events] the only events that make sense, when not all do
 * @property {(cell: string) => Preparation} [prepare] what is on the nodes before the stack comes
 *
 * @typedef {object} Preparation
 * @property {readonly { path: string, nodes: readonly number[] }[]} [folders]
 * @property {readonly { path: string, from: string, nodes: readonly number[] }[]} [mounts] shared folders at other paths
 * @property {readonly { name: string, nodes: readonly number[], options: Record<string, string> }[]} [volumes]
 */

const ALL = [1, 2, 3];
const named = "volumes: [stuff:/data]";
export const pin = (constraint) => `deploy: { placement: { constraints: [ "${constraint}" ] } }`;
/** A local volume that is a folder of the node, or of all nodes where they share it. */
export const bound = (device) => `stuff: { driver: local, driver_opts: { type: none, o: bind, device: ${device} } }`;
const onNodes = (path, nodes) => (cell) => ({ folders: [{ path: path.replaceAll("CELL", cell), nodes }] });
const external = (nodes, options) => (cell) => ({
  volumes: [{ name: `outside-${cell}`, nodes, options: options(cell) }],
  folders: [{ path: `/srv/shared/${cell}`, nodes: [1] }],
});

/** What a person would write down of the lab's nodes; `label` are those with the label of the cell. */
export const nodesTold = (label = []) =>
  [
    "cluster:",
    "  zone-label: zone",
    "  nodes:",
    ...ALL.map((number) => {
      const labels = [`zone: ${number === 1 ? "a" : "b"}`, ...(label.includes(number) ? ['on-CELL: "yes"'] : [])];
      return `    - { hostname: node${number}, role: ${number === 1 ? "manager" : "worker"}, labels: { ${labels.join(", ")} } }`;
    }),
    "",
  ].join("\n");
const externalTold = (reach) => `cluster:\n  external-volumes: { "outside-*": ${reach} }\n`;

const labelled = { service: `${named}\n${pin("node.labels.on-CELL == yes")}`, volumes: "stuff:" };
const outside = { service: named, volumes: "stuff: { external: true, name: outside-CELL }" };
const SHARED_OPTIONS = (cell) => ({ type: "none", o: "bind", device: `/srv/shared/${cell}` });

const HEALTHY = 'healthcheck: { test: ["CMD-SHELL", "test ! -e /tmp/sick"], interval: 1s, timeout: 5s, retries: 2 }';
const SUBPATH = "volumes: [ { type: volume, source: stuff, target: /data, volume: { subpath: app } } ]";
const JOB = {
  isJob: true,
  // When a job is removed while it runs, Engine 20.10 leaves its container, and nothing ends it.
  oldest: "23.0",
  events: ["updated", "redeployed", "drained"],
  untold: { drained: "a drain leaves the running task of a job alone, so nothing moves" },
};
/** On node3 there is the volume, with the folder in it. */
const withFolder = (cell) => ({
  volumes: [{ name: `${cell}_stuff`, nodes: [3], options: {} }],
  folders: [{ path: `/var/lib/docker/volumes/${cell}_stuff/_data/app`, nodes: [3] }],
});

/** @type {readonly Kind[]} */
export const KINDS = [
  { id: "layer", title: "no mount", image: "grafana/grafana:11.1.0", target: "/var/lib/grafana", service: "" },
  { id: "image-volume", title: "no mount, the image has a VOLUME", image: "redis:7", service: "" },
  { id: "anonymous", title: "anonymous volume", service: "volumes: [/data]" },
  {
    id: "anonymous-pinned",
    title: "anonymous volume, pinned",
    service: `volumes: [/data]\n${pin("node.hostname == node3")}`,
  },
  {
    id: "beside-image-volume",
    title: "volume above the image's VOLUME",
    image: "postgres:15",
    target: "/var/lib/postgresql/data",
    service: "volumes: [stuff:/var/lib/postgresql]",
    volumes: "stuff:",
  },
  { id: "tmpfs", title: "tmpfs", service: "volumes: [ { type: tmpfs, target: /data } ]" },
  {
    id: "tmpfs-volume",
    title: "local driver with a tmpfs",
    service: named,
    volumes: "stuff: { driver_opts: { type: tmpfs, device: tmpfs } }",
  },
  { id: "local", title: "local volume, free", service: named, volumes: "stuff:" },
  {
    id: "local-pinned",
    title: "local volume, pinned",
    service: `${named}\n${pin("node.hostname == node3")}`,
    volumes: "stuff:",
  },
  { id: "label-one", title: "local volume, label on one node", ...labelled, label: [3], twin: "label" },
  { id: "label-two", title: "local volume, label on two nodes", ...labelled, label: [2, 3], twin: "label" },
  {
    id: "label-one-told",
    title: "label on one node, the nodes are listed",
    ...labelled,
    label: [3],
    settings: nodesTold([3]),
  },
  {
    id: "label-two-told",
    title: "label on two nodes, the nodes are listed",
    ...labelled,
    label: [2, 3],
    settings: nodesTold([2, 3]),
  },
  {
    id: "local-zone",
    title: "local volume, pinned to a zone",
    service: `${named}\n${pin("node.labels.zone == b")}`,
    volumes: "stuff:",
  },
  {
    id: "local-role",
    title: "local volume, workers only",
    service: `${named}\n${pin("node.role == worker")}`,
    volumes: "stuff:",
  },
  {
    id: "local-role-told",
    title: "workers only, the nodes are listed",
    service: `${named}\n${pin("node.role == worker")}`,
    volumes: "stuff:",
    settings: nodesTold(),
  },
  {
    id: "local-global",
    title: "local volume, global",
    service: `${named}\ndeploy: { mode: global }`,
    volumes: "stuff:",
  },
  {
    id: "two-services",
    title: "local volume of two services, pinned",
    service: `${named}\n${pin("node.hostname == node3")}`,
    others: `other:\n  image: lab:1\n  volumes: [stuff:/data]\n  ${pin("node.hostname == node3")}`,
    volumes: "stuff:",
  },
  {
    id: "local-pinned-replicas",
    title: "local volume, pinned, 3 replicas",
    service: `${named}\ndeploy: { replicas: 3, placement: { constraints: [ "node.hostname == node3" ] } }`,
    volumes: "stuff:",
  },
  {
    id: "local-replicas",
    title: "local volume, 3 replicas",
    service: `${named}\ndeploy: { replicas: 3 }`,
    volumes: "stuff:",
    spread: true,
    events: ["killed", "drained", "powered-off", "node-lost", "zone-lost", "scaled"],
  },
  {
    id: "path-one",
    twin: "path",
    title: "host path on one node",
    service: "volumes: [/srv/CELL:/data]",
    prepare: onNodes("/srv/CELL", [3]),
  },
  {
    id: "path-all",
    twin: "path",
    title: "host path on every node",
    service: "volumes: [/srv/CELL:/data]",
    prepare: onNodes("/srv/CELL", ALL),
  },
  {
    id: "path-pinned",
    title: "host path, pinned",
    service: `volumes: [/srv/CELL:/data]\n${pin("node.hostname == node3")}`,
    prepare: onNodes("/srv/CELL", [3]),
  },
  {
    id: "path-shared",
    title: "host path, the same on every node, said so",
    service: "volumes: [/srv/shared/CELL:/data]",
    flags: ["--shared-path", "/srv/shared"],
    prepare: onNodes("/srv/shared/CELL", [1]),
  },
  {
    id: "bound-one",
    twin: "bound",
    title: "local driver bound to a folder of one node",
    service: named,
    volumes: bound("/srv/CELL"),
    prepare: onNodes("/srv/CELL", [3]),
  },
  {
    id: "bound-all",
    twin: "bound",
    title: "local driver bound to a folder of every node",
    service: named,
    volumes: bound("/srv/CELL"),
    prepare: onNodes("/srv/CELL", ALL),
  },
  {
    id: "bound-shared",
    title: "local driver bound to a shared folder, said so",
    service: named,
    volumes: bound("/srv/shared/CELL"),
    flags: ["--shared-path", "/srv/shared"],
    prepare: onNodes("/srv/shared/CELL", [1]),
  },
  {
    id: "bound-shared-pinned",
    title: "the same, pinned",
    service: `${named}\n${pin("node.hostname == node3")}`,
    volumes: bound("/srv/shared/CELL"),
    flags: ["--shared-path", "/srv/shared"],
    prepare: onNodes("/srv/shared/CELL", [1]),
  },
  {
    id: "bound-shared-global",
    title: "the same, global",
    service: `${named}\ndeploy: { mode: global }`,
    volumes: bound("/srv/shared/CELL"),
    flags: ["--shared-path", "/srv/shared"],
    prepare: onNodes("/srv/shared/CELL", [1]),
  },
  {
    id: "looks-shared",
    twin: "looks",
    title: "host path that looks shared and is",
    service: "volumes: [/mnt/nfs/CELL:/data]",
    prepare: (cell) => ({
      folders: [
        { path: `/srv/shared/${cell}`, nodes: [1] },
        { path: `/mnt/nfs/${cell}`, nodes: ALL },
      ],
      mounts: [{ from: `/srv/shared/${cell}`, path: `/mnt/nfs/${cell}`, nodes: ALL }],
    }),
  },
  {
    id: "looks-shared-not",
    twin: "looks",
    title: "host path that looks shared and is not",
    service: "volumes: [/mnt/nfs/CELL:/data]",
    prepare: onNodes("/mnt/nfs/CELL", ALL),
  },
  {
    id: "external-local",
    title: "external volume, local on each node",
    ...outside,
    prepare: external(ALL, () => ({})),
    twin: "external",
  },
  {
    id: "external-shared",
    title: "external volume on a shared folder",
    ...outside,
    prepare: external(ALL, SHARED_OPTIONS),
    twin: "external",
  },
  {
    id: "external-local-told",
    title: "external volume, local, said so",
    ...outside,
    prepare: external(ALL, () => ({})),
    settings: externalTold("node"),
  },
  {
    id: "external-shared-told",
    title: "external volume on a shared folder, said so",
    ...outside,
    prepare: external(ALL, SHARED_OPTIONS),
    settings: externalTold("cluster"),
  },
  { id: "slot", title: "name with the task's slot", service: named, volumes: 'stuff: { name: "CELL-{{.Task.Slot}}" }' },
  {
    id: "slot-pinned",
    title: "name with the task's slot, pinned",
    service: `${named}\n${pin("node.hostname == node3")}`,
    volumes: 'stuff: { name: "CELL-{{.Task.Slot}}" }',
  },
  {
    id: "slot-shared",
    title: "a shared folder for each slot",
    service: named,
    volumes:
      'stuff: { name: "CELL-{{.Task.Slot}}", driver_opts: { type: none, o: bind, device: "/srv/shared/CELL-{{.Task.Slot}}" } }',
    flags: ["--shared-path", "/srv/shared"],
    prepare: (cell) => ({ folders: ALL.map((slot) => ({ path: `/srv/shared/${cell}-${slot}`, nodes: [1] })) }),
  },
  {
    id: "node-shared",
    title: "a shared folder for each node",
    service: named,
    volumes:
      'stuff: { name: "CELL-{{.Node.Hostname}}", driver_opts: { type: none, o: bind, device: "/srv/shared/CELL-{{.Node.Hostname}}" } }',
    flags: ["--shared-path", "/srv/shared"],
    prepare: (cell) => ({ folders: ALL.map((node) => ({ path: `/srv/shared/${cell}-node${node}`, nodes: [1] })) }),
  },
  { id: "task-id", title: "name with the task's id", service: named, volumes: 'stuff: { name: "CELL-{{.Task.ID}}" }' },
  {
    id: "plugin-missing",
    title: "driver that no node has",
    service: named,
    volumes: "stuff: { driver: acme/disk }",
    events: ["drained"],
  },
  {
    id: "options-refused",
    title: "options that the local driver refuses",
    service: named,
    volumes: "stuff: { driver_opts: { o: bind, device: /srv/shared } }",
    events: ["drained"],
  },
  {
    id: "name-refused",
    title: "a name of one letter",
    service: named,
    volumes: "stuff: { name: s }",
    events: ["drained"],
  },
  {
    id: "target-refused",
    title: "a target that is not absolute",
    target: "data",
    service: "volumes: [stuff:data]",
    volumes: "stuff:",
    events: ["drained"],
  },
  {
    id: "subpath",
    title: "a folder of a local volume, which somebody made on the node",
    service: SUBPATH,
    volumes: "stuff:",
    prepare: withFolder,
    from: "26.1",
    events: ["updated", "drained", "scaled"],
  },
  {
    id: "subpath-pinned",
    title: "a folder of a local volume, pinned",
    service: `${SUBPATH}\n${pin("node.hostname == node3")}`,
    volumes: "stuff:",
    prepare: withFolder,
    from: "26.1",
    events: ["updated", "drained"],
  },
  {
    id: "one-a-node",
    title: "local volume, 3 replicas, one a node at most",
    service: `${named}\ndeploy: { replicas: 3, placement: { max_replicas_per_node: 1 } }`,
    volumes: "stuff:",
    flags: ["--nodes", "3"],
    spread: true,
    events: ["killed", "drained", "powered-off", "node-lost"],
  },
  {
    id: "job",
    title: "local volume, a replicated job that still runs",
    service: `${named}\ndeploy: { mode: replicated-job }`,
    volumes: "stuff:",
    ...JOB,
  },
  {
    id: "job-pinned",
    title: "local volume, a replicated job that still runs, pinned",
    service: `${named}\ndeploy: { mode: replicated-job, placement: { constraints: [ "node.hostname == node3" ] } }`,
    volumes: "stuff:",
    ...JOB,
  },
  {
    id: "healthy",
    title: "local volume, with a health check",
    service: `${named}\n${HEALTHY}`,
    volumes: "stuff:",
    events: ["unhealthy", "updated", "drained"],
  },
  {
    id: "healthy-anonymous",
    title: "anonymous volume, with a health check",
    service: `volumes: [/data]\n${HEALTHY}`,
    events: ["unhealthy"],
  },
  {
    id: "healthy-shared",
    title: "shared folder, with a health check",
    service: `${named}\n${HEALTHY}`,
    volumes: bound("/srv/shared/CELL"),
    flags: ["--shared-path", "/srv/shared"],
    prepare: onNodes("/srv/shared/CELL", [1]),
    events: ["unhealthy"],
  },
  {
    id: "templates",
    title: "local volume, templates in the environment",
    service: `${named}\nenvironment: { TASK: "{{.Task.Name}}", NODE: "{{.Node.Hostname}}" }`,
    volumes: "stuff:",
    events: ["updated", "drained"],
  },
  {
    id: "hostname-template",
    title: "local volume, a host name from a template",
    service: `${named}\nhostname: "{{.Node.Hostname}}-{{.Task.Slot}}"`,
    volumes: "stuff:",
    network: "bridge",
    events: ["updated", "drained"],
  },
  {
    id: "secret-inside",
    title: "local volume with a secret inside it",
    service: `${named}\nsecrets: [ { source: key, target: /data/key } ]`,
    secrets: "key: { name: CELL-key, file: ./key.txt }",
    volumes: "stuff:",
    files: { "key.txt": "made for the lab\n" },
    events: ["updated", "drained"],
  },
  {
    id: "config-inside",
    title: "host path with a config inside it, pinned",
    service: `volumes: [/srv/CELL:/data]\nconfigs: [ { source: conf, target: /data/app.conf } ]\n${pin("node.hostname == node3")}`,
    configs: "conf: { name: CELL-conf, file: ./app.conf }",
    files: { "app.conf": "made for the lab\n" },
    prepare: onNodes("/srv/CELL", [3]),
    events: ["updated", "drained"],
  },
  {
    id: "manager-only",
    title: "local volume, managers only",
    service: `${named}\n${pin("node.role == manager")}`,
    volumes: "stuff:",
    events: ["demoted"],
  },
  {
    id: "manager-only-shared",
    title: "shared folder, managers only",
    service: `${named}\n${pin("node.role == manager")}`,
    volumes: bound("/srv/shared/CELL"),
    flags: ["--shared-path", "/srv/shared"],
    prepare: onNodes("/srv/shared/CELL", [1]),
    events: ["demoted"],
  },
];

/** The stack file of a cell, as a person would write it. */
export function stackFile(side, cell) {
  const { service, image = "lab:1", others = "", volumes, configs, secrets, networks = "", network = "host" } = side;
  const lines = [
    "services:",
    "  app:",
    `    image: ${image}`,
    ...indented(service, 4),
    ...indented(others, 2),
    ...(volumes ? ["volumes:", ...indented(volumes, 2)] : []),
    ...(configs ? ["configs:", ...indented(configs, 2)] : []),
    ...(secrets ? ["secrets:", ...indented(secrets, 2)] : []),
    // Every task on its node's own network: the experiments are about data.
    "networks:",
    `  default: { external: true, name: ${network} }`,
    ...indented(networks, 2),
    "",
  ];
  return lines.join("\n").replaceAll("CELL", cell);
}

function indented(text, depth) {
  return text === "" ? [] : text.split("\n").map((line) => " ".repeat(depth) + line);
}
