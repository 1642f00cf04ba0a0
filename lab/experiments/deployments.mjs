/**
 * Changes of a stack file, deployed over what runs. The task of the first file is on node3.
 *
 * @typedef {object} Deployment
 * @property {string} id
 * @property {string} title
 * @property {Side} base
 * @property {Side} head
 * @property {string} [reportedAt] where the report speaks of the data, when that is not where the program looks for it
 * @property {string} [copy] what a careful person does before the deploy, on the node that has the data
 * @property {(swarm: import("../cluster/swarm.mjs").Swarm, stack: string) => Promise<void>} [after] what follows the deploy
 * @property {string} [twin] changes with the same two files, which only the nodes tell apart
 * @property {boolean} [elsewhere] the new task may start on any node, not only on node3
 * @property {boolean} [same] deploy changes no task
 * @property {(cell: string) => import("./kinds.mjs").Preparation} [prepare]
 *
 * @typedef {Pick<import("./kinds.mjs").Kind, "service" | "volumes" | "image" | "target">} Side
 */

import { until } from "../patience.mjs";

const ALL = [1, 2, 3];
const named = "volumes: [stuff:/data]";
const pin = (node) => `deploy: { placement: { constraints: [ "node.hostname == node${node}" ] } }`;
const bound = (device) => `{ driver_opts: { type: none, o: bind, device: ${device} } }`;
const local = { service: named, volumes: "stuff:" };
const CAREFUL = "deploy: { update_config: { failure_action: rollback, monitor: 5s } }";
/** Two of them on one node cannot both listen on the port. */
const redis = { image: "redis:7", service: "command: redis-server --port 0 --unixsocket /tmp/redis.sock" };
const folders =
  (...paths) =>
  (cell) => ({
    folders: paths.map((path) => ({ path: path.replaceAll("CELL", cell), nodes: ALL })),
  });

/** Until the update of a deploy is over. */
async function updated(swarm, stack) {
  await until(`the update of ${stack}`, 120, async () => {
    const [service] = await swarm.manager.get("/services", { name: { [`${stack}_app`]: true } });
    return service.UpdateStatus?.State === "completed";
  });
}

/** Until Swarm has gone back to the service as it was before. */
async function rolledBack(swarm, stack) {
  await until(`the way back of ${stack}`, 120, async () => {
    const [service] = await swarm.manager.get("/services", { name: { [`${stack}_app`]: true } });
    return service.UpdateStatus?.State === "rollback_completed";
  });
}

/** @type {readonly Deployment[]} */
export const DEPLOYMENTS = [
  { id: "nothing", title: "nothing changed", base: local, head: local, same: true },
  { id: "version", title: "a new version of the image", base: local, head: { ...local, image: "lab:2" } },
  {
    id: "replicas",
    title: "3 replicas in place of 1",
    base: local,
    head: { ...local, service: `${named}\ndeploy: { replicas: 3 }` },
    elsewhere: true,
    same: true,
  },
  {
    id: "key-renamed",
    title: "the volume has another key",
    base: local,
    head: { service: "volumes: [other:/data]", volumes: "other:" },
  },
  {
    id: "name-given",
    title: "the volume has a name of its own",
    base: local,
    head: { service: named, volumes: "stuff: { name: CELL-own }" },
  },
  {
    id: "key-renamed-name-kept",
    title: "another key, the same name",
    base: { service: named, volumes: "stuff: { name: CELL-own }" },
    head: { service: "volumes: [other:/data]", volumes: "other: { name: CELL-own }" },
    same: true,
  },
  {
    id: "made-external",
    title: "the volume is external under its own name",
    base: { service: named, volumes: "stuff: { name: CELL-own }" },
    head: { service: named, volumes: "stuff: { name: CELL-own, external: true }" },
  },
  {
    id: "options-added",
    title: "driver options for a volume that exists",
    base: local,
    head: { service: named, volumes: `stuff: ${bound("/srv/CELL")}` },
    prepare: folders("/srv/CELL"),
  },
  {
    id: "device-changed",
    title: "another device for a volume that exists",
    base: { service: named, volumes: `stuff: ${bound("/srv/CELL-a")}` },
    head: { service: named, volumes: `stuff: ${bound("/srv/CELL-b")}` },
    prepare: folders("/srv/CELL-a", "/srv/CELL-b"),
  },
  {
    id: "device-kept",
    title: "another key, the same device",
    base: { service: named, volumes: `stuff: ${bound("/srv/CELL")}` },
    head: { service: "volumes: [other:/data]", volumes: `other: ${bound("/srv/CELL")}` },
    prepare: folders("/srv/CELL"),
  },
  {
    id: "driver-changed",
    title: "another driver for a volume that exists",
    base: local,
    head: { service: named, volumes: "stuff: { driver: acme/disk }" },
  },
  {
    id: "target-changed",
    title: "the volume is mounted beside the data",
    base: { ...redis, service: `${redis.service}\n${named}`, volumes: "stuff:" },
    head: { ...redis, service: `${redis.service}\nvolumes: [stuff:/backup]`, volumes: "stuff:" },
    reportedAt: "/backup",
  },
  {
    id: "mount-removed",
    title: "the volume is no longer mounted",
    base: { ...redis, service: `${redis.service}\n${named}`, volumes: "stuff:" },
    head: redis,
  },
  {
    id: "path-changed",
    twin: "path-changed",
    title: "another host path",
    base: { service: "volumes: [/srv/CELL-a:/data]" },
    head: { service: "volumes: [/srv/CELL-b:/data]" },
    prepare: folders("/srv/CELL-a", "/srv/CELL-b"),
  },
  {
    id: "path-changed-copied",
    title: "another host path, copied before",
    twin: "path-changed",
    base: { service: "volumes: [/srv/CELL-a:/data]" },
    head: { service: "volumes: [/srv/CELL-b:/data]" },
    copy: "cp -a /srv/CELL-a/. /srv/CELL-b/",
    prepare: folders("/srv/CELL-a", "/srv/CELL-b"),
  },
  {
    id: "path-to-volume",
    title: "a volume in place of a host path",
    base: { service: "volumes: [/srv/CELL:/data]" },
    head: local,
    prepare: folders("/srv/CELL"),
  },
  {
    id: "volume-to-shared",
    twin: "volume-to-shared",
    title: "a new volume on a shared folder, nothing copied",
    base: local,
    head: { service: "volumes: [shared:/data]", volumes: `shared: ${bound("/srv/shared/CELL")}` },
    prepare: folders("/srv/shared/CELL"),
  },
  {
    id: "volume-to-shared-copied",
    title: "a new volume on a shared folder, copied before",
    twin: "volume-to-shared",
    base: local,
    head: { service: "volumes: [shared:/data]", volumes: `shared: ${bound("/srv/shared/CELL")}` },
    copy: "cp -a /var/lib/docker/volumes/CELL_stuff/_data/. /srv/shared/CELL/",
    prepare: folders("/srv/shared/CELL"),
  },
  {
    id: "volume-to-refused",
    title: "a new volume with options that the local driver refuses",
    base: local,
    head: { service: "volumes: [other:/data]", volumes: "other: { driver_opts: { o: bind, device: /srv/shared } }" },
  },
  {
    id: "anonymous-to-volume",
    title: "a named volume in place of an anonymous one",
    base: { service: "volumes: [/data]" },
    head: local,
  },
  {
    id: "tmpfs-to-volume",
    title: "a volume in place of a tmpfs",
    base: { service: "volumes: [ { type: tmpfs, target: /data } ]" },
    head: local,
  },
  {
    id: "pin-moved",
    title: "local volume, pinned to another node",
    base: { ...local, service: `${named}\n${pin(3)}` },
    head: { ...local, service: `${named}\n${pin(1)}` },
    elsewhere: true,
  },
  {
    id: "pin-moved-path",
    title: "host path, pinned to another node that has it",
    twin: "pin-moved-path",
    base: { service: `volumes: [/srv/CELL:/data]\n${pin(3)}` },
    head: { service: `volumes: [/srv/CELL:/data]\n${pin(1)}` },
    elsewhere: true,
    prepare: folders("/srv/CELL"),
  },
  {
    id: "pin-moved-no-path",
    title: "host path, pinned to another node that lacks it",
    twin: "pin-moved-path",
    base: { service: `volumes: [/srv/CELL:/data]\n${pin(3)}` },
    head: { service: `volumes: [/srv/CELL:/data]\n${pin(1)}` },
    elsewhere: true,
    prepare: (cell) => ({ folders: [{ path: `/srv/${cell}`, nodes: [3] }] }),
  },
  {
    id: "pin-moved-shared",
    title: "shared folder, pinned to another node",
    base: { service: `${named}\n${pin(3)}`, volumes: `stuff: ${bound("/srv/shared/CELL")}` },
    head: { service: `${named}\n${pin(1)}`, volumes: `stuff: ${bound("/srv/shared/CELL")}` },
    elsewhere: true,
    prepare: folders("/srv/shared/CELL"),
  },
  {
    id: "rolled-back",
    title: "the volume has another key, then `service rollback`",
    base: local,
    head: { service: "volumes: [other:/data]", volumes: "other:" },
    after: async (swarm, stack) => {
      await updated(swarm, stack);
      await swarm.shell(1, `docker service rollback --detach=true ${stack}_app`);
      await rolledBack(swarm, stack);
    },
  },
  {
    id: "rolled-back-anonymous",
    title: "another image over an anonymous volume, then `service rollback`",
    base: { service: "volumes: [/data]" },
    head: { service: "volumes: [/data]", image: "lab:2" },
    after: async (swarm, stack) => {
      await updated(swarm, stack);
      await swarm.shell(1, `docker service rollback --detach=true ${stack}_app`);
      await rolledBack(swarm, stack);
    },
  },
  {
    id: "rolled-back-on-failure",
    title: "the volume has another key and the task fails, `failure_action: rollback`",
    base: { service: `${named}\n${CAREFUL}`, volumes: "stuff:" },
    head: { service: `volumes: [other:/data]\n${CAREFUL}\ncommand: [sh, -c, "sleep 1; exit 1"]`, volumes: "other:" },
    after: rolledBack,
  },
];
