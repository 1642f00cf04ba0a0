/**
 * Changes of a service that leave its storage as it is, deployed over what runs while every node takes tasks. Some
 * replace the task, and its successor may start on another node; some leave it alone.
 *
 * @typedef {object} Change
 * @property {string} id
 * @property {string} title
 * @property {Side} [before] deployed at first, and the data is written; then `base` is deployed over it
 * @property {Side} base
 * @property {Side} [head]
 * @property {(stage: import("../stage.mjs").Stage, actors: readonly import("../stage.mjs").Actor[]) => Promise<void>} [happens]
 *   in place of a deploy of `head`
 * @property {boolean} [isJob] a replicated job of one task
 * @property {string} [oldest] the oldest engine that it is played on
 * @property {string} [settings] a configuration file that says what is true of the lab
 * @property {readonly string[]} [flags] what the tool is told of the cluster; true in the lab
 * @property {readonly number[]} [label] nodes that get the label `on-CELL`
 * @property {Record<string, string>} [files] texts beside the stack file, by name
 * @property {(cell: string) => import("./kinds.mjs").Preparation} [prepare]
 *
 * @typedef {Pick<import("./kinds.mjs").Kind, "service" | "volumes" | "image" | "configs" | "network">} Side
 */

import { bound, nodesTold, pin } from "./kinds.mjs";

/**
 * Where the tasks of the lab are when a change is deployed.
 *
 * @typedef {object} Load
 * @property {string} id
 * @property {string} title
 * @property {boolean} gathered all on node3, and a ballast of other tasks too, so that it never is the idlest
 */

/** @type {readonly Load[]} */
export const LOADS = [
  { id: "idle", title: "the data on the only loaded node", gathered: true },
  { id: "spread", title: "tasks spread evenly", gathered: false },
];

const volumes = "stuff:";
const app = (...lines) => ["volumes: [stuff:/data]", ...lines].join("\n");
/** A service on a local volume of whatever node it is on, with these lines more. */
const side = (...lines) => ({ service: app(...lines), volumes });
const free = side();
const version = (base) => ({ base, head: { ...base, image: "lab:2" } });
const shared = { service: app(), volumes: bound("/srv/shared/CELL") };
const sharedFolder = {
  flags: ["--shared-path", "/srv/shared"],
  prepare: (cell) => ({ folders: [{ path: `/srv/shared/${cell}`, nodes: [1] }] }),
};
const config = (name) => ({
  ...side("configs: [settings]"),
  configs: `settings: { name: CELL-${name}, file: ./settings.conf }`,
});
/** Fails from the moment on that somebody makes the file. */
const SICK = 'healthcheck: { test: ["CMD-SHELL", "test ! -e /tmp/sick"], interval: 1s, timeout: 5s, retries: 2 }';
const onLabel = "node.labels.on-CELL == yes";

/** @type {readonly Change[]} */
export const CHANGES = [
  { id: "same-file", title: "none: the same file again", base: free, head: free },
  { id: "image", title: "image: another tag", ...version(free) },
  { id: "environment", title: "environment: a variable", base: free, head: side("environment: { MODE: new }") },
  {
    id: "command",
    title: "command",
    base: free,
    head: side(`command: [sh, -c, "trap 'exit 0' TERM; while :; do sleep 1; done"]`),
  },
  {
    id: "config-renamed",
    title: "config: renamed, as a changed one must be",
    base: config("v1"),
    head: config("v2"),
    files: { "settings.conf": "mode = new\n" },
  },
  { id: "container-label", title: "labels: of the container", base: free, head: side("labels: { team: blue }") },
  { id: "stop-grace-period", title: "stop_grace_period", base: free, head: side("stop_grace_period: 30s") },
  {
    id: "healthcheck",
    title: "healthcheck",
    base: free,
    head: side('healthcheck: { test: ["CMD", "true"], interval: 1s }'),
  },
  { id: "network", title: "networks: another network", base: free, head: { ...free, network: "bridge" } },
  {
    id: "port",
    title: "ports: one published on the node",
    base: free,
    head: side("ports: [ { target: 80, published: 18001, mode: host } ]"),
  },
  {
    id: "port-held",
    title: "environment, where a port of the node is published before and after",
    base: side("ports: [ { target: 80, published: 18002, mode: host } ]"),
    head: side("ports: [ { target: 80, published: 18002, mode: host } ]", "environment: { MODE: new }"),
  },
  { id: "endpoint-dnsrr", title: "deploy.endpoint_mode", base: free, head: side("deploy: { endpoint_mode: dnsrr }") },
  { id: "logging", title: "logging", base: free, head: side("logging: { driver: none }") },
  {
    id: "resources",
    title: "deploy.resources: a limit",
    base: free,
    head: side("deploy: { resources: { limits: { memory: 64M } } }"),
  },
  {
    id: "restart-policy",
    title: "deploy.restart_policy",
    base: free,
    head: side("deploy: { restart_policy: { delay: 7s } }"),
  },
  {
    id: "volume-label",
    title: "a label of the volume",
    base: free,
    head: { service: app(), volumes: "stuff: { labels: { team: blue } }" },
  },
  {
    id: "mount-added",
    title: "volumes: another mount beside the data",
    base: free,
    head: { service: "volumes: [stuff:/data, { type: tmpfs, target: /scratch }]", volumes },
  },
  { id: "ignored-key", title: "tmpfs: a key that deploy ignores", base: free, head: side("tmpfs: [/scratch]") },
  { id: "deploy-label", title: "deploy.labels", base: free, head: side("deploy: { labels: { team: blue } }") },
  {
    id: "update-config",
    title: "deploy.update_config and rollback_config",
    base: free,
    head: side("deploy: { update_config: { order: start-first }, rollback_config: { parallelism: 2 } }"),
  },
  { id: "replicas-up", title: "deploy.replicas: 1 to 2", base: free, head: side("deploy: { replicas: 2 }") },
  { id: "replicas-down", title: "deploy.replicas: 2 to 1", base: side("deploy: { replicas: 2 }"), head: free },
  {
    id: "replicas-back",
    title: "deploy.replicas: back to 1, after a 2 that came when the data was there",
    before: free,
    base: side("deploy: { replicas: 2 }"),
    head: free,
  },
  {
    id: "constraint-satisfied",
    title: "placement: a constraint that every node satisfies",
    base: free,
    head: side('deploy: { placement: { constraints: [ "node.platform.os == linux" ] } }'),
  },
  {
    id: "role-added",
    title: "placement: workers only",
    base: free,
    head: side('deploy: { placement: { constraints: [ "node.role == worker" ] } }'),
  },
  { id: "pin-added", title: "placement: pinned to node3", base: free, head: side(pin("node.hostname == node3")) },
  {
    id: "image-start-first",
    title: "image, `order: start-first`",
    ...version(side("deploy: { update_config: { order: start-first } }")),
  },
  { id: "image-pinned", title: "image, pinned to a node", ...version(side(pin("node.hostname == node3"))) },
  {
    id: "image-one-label",
    title: "image, pinned to the one node with a label, the nodes are listed",
    ...version(side(pin(onLabel))),
    label: [3],
    settings: nodesTold([3]),
  },
  {
    id: "image-two-labels",
    title: "image, pinned to the two nodes with a label, the nodes are listed",
    ...version(side(pin(onLabel))),
    label: [2, 3],
    settings: nodesTold([2, 3]),
  },
  { id: "image-global", title: "image, global", ...version(side("deploy: { mode: global }")) },
  { id: "image-replicas", title: "image, 3 replicas", ...version(side("deploy: { replicas: 3 }")) },
  {
    id: "image-max-replicas",
    title: "image, 3 replicas, one a node at most",
    ...version(side("deploy: { replicas: 3, placement: { max_replicas_per_node: 1 } }")),
    flags: ["--nodes", "3"],
  },
  { id: "image-shared", title: "image, on a shared folder", ...version(shared), ...sharedFolder },
  {
    id: "image-shared-start-first",
    title: "image, on a shared folder, `order: start-first`",
    ...version({ ...shared, service: app("deploy: { update_config: { order: start-first } }") }),
    ...sharedFolder,
  },
  { id: "forced", title: "no change: `service update --force`", base: free, happens: force },
  {
    id: "forced-start-first",
    title: "no change: `service update --force`, `order: start-first`",
    base: side("deploy: { update_config: { order: start-first } }"),
    happens: force,
  },
  {
    id: "forced-pinned",
    title: "no change: `service update --force`, pinned to a node",
    base: side(pin("node.hostname == node3")),
    happens: force,
  },
  {
    id: "forced-shared",
    title: "no change: `service update --force`, on a shared folder",
    base: shared,
    ...sharedFolder,
    happens: force,
  },
  {
    id: "forced-anonymous",
    title: "no change: `service update --force`, an anonymous volume",
    base: { service: "volumes: [/data]" },
    happens: force,
  },
  {
    id: "forced-job",
    title: "no change: `service update --force` of a replicated job that still runs",
    base: side("deploy: { mode: replicated-job }"),
    isJob: true,
    oldest: "23.0",
    happens: force,
  },
  { id: "crashed", title: "no change: the task is killed", base: free, happens: (stage, actors) => stage.kill(actors) },
  {
    id: "unhealthy",
    title: "no change: its health check fails",
    base: side(SICK),
    happens: (stage, actors) => stage.sicken(actors),
  },
  {
    id: "unhealthy-pinned",
    title: "no change: its health check fails, pinned to a node",
    base: side(SICK, pin("node.hostname == node3")),
    happens: (stage, actors) => stage.sicken(actors),
  },
  {
    id: "again",
    title: "no change: `stack rm`, and deployed again",
    base: free,
    happens: async (stage, actors) => {
      await stage.removeStacks(actors);
      await stage.deployStacks(actors);
    },
  },
];

function force(stage, actors) {
  return stage.updateServices((spec) => {
    spec.TaskTemplate.ForceUpdate = (spec.TaskTemplate.ForceUpdate ?? 0) + 1;
  }, actors);
}
