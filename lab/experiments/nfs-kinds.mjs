import { EVENTS as ANY_EVENTS } from "./events.mjs";
import { pin } from "./kinds.mjs";

/** The server, as the nodes reach it, and the options that the tool's own fix writes. */
const SERVER = "10.88.0.254";
export const OPTIONS = `addr=${SERVER},nfsvers=4.1,rsize=1048576,wsize=1048576,hard,timeo=600,retrans=2`;
/** Where the server keeps what it exports: version 3 names the whole path, version 4 starts below it. */
export const EXPORT = "/srv/export";

const named = "volumes: [stuff:/data]";
const mounted = (o, device = ":/CELL", type = "nfs") =>
  `stuff: { driver_opts: { type: ${type}, o: "${o}", device: "${device}" } }`;
const onServer =
  (...paths) =>
  (cell) => ({
    folders: paths.map((path) => ({ path: `${EXPORT}/${path.replaceAll("CELL", cell)}`, nodes: ["server"] })),
  });
const ALL = [1, 2, 3];

/**
 * Kinds of NFS storage, and a local volume beside them.
 * @type {readonly import("./kinds.mjs").Kind[]}
 */
export const NFS_KINDS = [
  { id: "nfs41", title: "NFS 4.1", service: named, volumes: mounted(OPTIONS), prepare: onServer("CELL") },
  {
    id: "nfs41-pinned",
    title: "NFS 4.1, pinned",
    service: `${named}\n${pin("node.hostname == node3")}`,
    volumes: mounted(OPTIONS),
    prepare: onServer("CELL"),
  },
  {
    id: "nfs41-global",
    events: ["drained"],
    title: "NFS 4.1, global",
    service: `${named}\ndeploy: { mode: global }`,
    volumes: mounted(OPTIONS),
    prepare: onServer("CELL"),
  },
  {
    id: "nfs41-slot",
    events: ["drained", "scaled"],
    title: "NFS 4.1, a directory for each slot",
    service: named,
    volumes: `stuff: { name: "CELL-{{.Task.Slot}}", driver_opts: { type: nfs, o: "${OPTIONS}", device: ":/CELL-{{.Task.Slot}}" } }`,
    prepare: onServer("CELL-1", "CELL-2", "CELL-3"),
  },
  {
    id: "nfs41-external",
    events: ["drained"],
    title: "NFS 4.1, external volume on every node, said so",
    service: named,
    volumes: "stuff: { external: true, name: outside-CELL }",
    settings: 'cluster:\n  external-volumes: { "outside-*": cluster }\n',
    prepare: (cell) => ({
      ...onServer("CELL")(cell),
      volumes: [{ name: `outside-${cell}`, nodes: ALL, options: { type: "nfs", o: OPTIONS, device: `:/${cell}` } }],
    }),
  },
  {
    id: "nfs42-name",
    events: ["drained"],
    title: "NFS 4.2, the server by its name",
    service: named,
    volumes: mounted("addr=nas,nfsvers=4.2,hard"),
    prepare: onServer("CELL"),
  },
  {
    id: "nfs4-type",
    events: ["drained"],
    title: "`type: nfs4`",
    service: named,
    volumes: mounted(`addr=${SERVER},hard`, ":/CELL", "nfs4"),
    prepare: onServer("CELL"),
  },
  {
    id: "nfs3",
    title: "NFS 3, without locks",
    service: named,
    volumes: mounted(`addr=${SERVER},nfsvers=3,nolock,hard`, `:${EXPORT}/CELL`),
    prepare: onServer("CELL"),
  },
  {
    id: "bound-nfs",
    events: ["drained", "node-lost"],
    title: "host path that every node has from NFS, said so",
    service: "volumes: [/mnt/lab/CELL:/data]",
    flags: ["--shared-path", "/mnt/lab"],
    prepare: (cell) => ({ ...onServer("CELL")(cell), shares: [{ path: `/mnt/lab/${cell}`, device: `:/${cell}` }] }),
  },
  { id: "local", title: "local volume", service: named, volumes: "stuff:" },
];

/** Those of the other lab that are played here. */
const ALSO = ["updated", "drained", "node-lost", "scaled"];
const CUT = 3;

/**
 * What happens to the nodes, and their networks: the one between them, and the one to the storage.
 * @type {readonly import("./events.mjs").Event[]}
 */
export const NFS_EVENTS = [
  ...ANY_EVENTS.filter(({ id }) => ALSO.includes(id)),
  {
    id: "partitioned",
    title: "node3 cut from the nodes, not from the storage; later back",
    predictedBy: "moved",
    happens: async ({ swarm }) => {
      swarm.cut(CUT, ["swarm"]);
      await swarm.misses(CUT);
    },
    undone: ({ swarm }) => swarm.rejoins(CUT),
  },
  {
    id: "cut-off",
    title: "node3 cut from the nodes and the storage; later back",
    predictedBy: "moved",
    happens: async ({ swarm }) => {
      swarm.cut(CUT, ["swarm", "store"]);
      await swarm.misses(CUT);
    },
    undone: ({ swarm }) => swarm.rejoins(CUT),
  },
];
