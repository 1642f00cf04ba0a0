import type { ClusterNode } from "../../src/model/cluster.ts";
import { testRule } from "./harness.ts";

/** A database with one volume, where a constraint lets it run. */
const pinned = (
  constraint: string,
  { mount = "db-data:/var/lib/postgresql/data", volumes = "db-data: ", more = "" } = {},
) =>
  `services:
  db:
    image: postgres:16
    volumes: ['${mount}']
    deploy: {${more}placement: {constraints: ["${constraint}"]}}
volumes: {${volumes}}
`;
const marked = (constraint: string, more = {}) =>
  pinned(constraint, more).replace(`["${constraint}"]`, `[⟦"${constraint}"⟧]`);
const BASE = pinned("node.hostname == db-1");

const node = (hostname: string, role: "manager" | "worker", disk = ""): ClusterNode => {
  return { hostname, role, labels: new Map(disk === "" ? [] : [["disk", disk]]), zone: undefined };
};
const LIST = { nodes: 3, nodeList: [node("db-1", "manager", "ssd"), node("db-2", "worker"), node("db-3", "worker")] };
const NFS = "db-data: {driver_opts: {type: nfs, o: 'addr=10.0.0.5,hard', device: ':/pg'}}";
const EMPTY =
  "The volume `db-data` stays on the old node with its data, and `db` starts on an empty volume, as if it were new.";
const found = { severity: "error", message: EMPTY, service: "db", volume: "db-data" } as const;

testRule("placement-leaves-data", {
  valid: [
    { name: "no base", yaml: BASE },
    { name: "a new stack", base: {}, yaml: pinned("node.hostname == db-2") },
    { name: "the same constraint", base: BASE, yaml: BASE.replace("postgres:16", "postgres:16.4") },
    { name: "in other words", base: BASE, yaml: pinned("node.hostname==DB-1") },
    { name: "one constraint more", base: BASE, yaml: BASE.replace('db-1"', 'db-1", "node.role == worker"') },
    { name: "pinned before, one way or another", base: pinned("node.id == x1"), yaml: BASE },
    {
      name: "pinned at last, on storage that every node reaches",
      base: pinned("node.role == worker", { volumes: NFS }),
      yaml: pinned("node.hostname == db-1", { volumes: NFS }),
    },
    { name: "no pin any more: local-volume-unpinned speaks", base: BASE, yaml: BASE.replace(/ {4}deploy.*\n/, "") },
    { name: "named in another way", base: BASE, yaml: pinned("node.id == x1") },
    { name: "another node is excluded", base: BASE, yaml: pinned("node.hostname != db-2") },
    {
      name: "by a subnet that may hold the address",
      base: pinned("node.ip == 10.0.0.1"),
      yaml: pinned("node.ip == 10.0.0.0/24"),
    },
    { name: "a variable decides", base: BASE, yaml: pinned("node.hostname == ${NODE}") },
    {
      name: "a variable excludes another",
      base: pinned("node.hostname == ${A}"),
      yaml: pinned("node.hostname != ${B}"),
    },
    { name: "a key that Swarm does not know", base: pinned("node.name == a"), yaml: pinned("node.name == b") },
    { name: "a constraint that cannot be read", base: BASE, yaml: pinned("db-2"), rejected: ["constraint-invalid"] },
    {
      name: "two pins at once: constraint-never-met speaks",
      base: BASE,
      yaml: BASE.replace('db-1"', 'db-1", "node.hostname == db-2"'),
    },
    {
      name: "no node is left: constraint-never-met speaks",
      facts: LIST,
      base: BASE,
      yaml: pinned("node.hostname == db-9"),
    },
    {
      name: "a label that the one node carries",
      facts: LIST,
      base: BASE,
      yaml: pinned("node.labels.disk == ssd"),
    },
    { name: "more nodes, among them the old one", facts: LIST, base: BASE, yaml: pinned("node.hostname != db-3") },
    {
      name: "network storage",
      base: pinned("node.hostname == db-1", { volumes: NFS }),
      yaml: pinned("node.hostname == db-2", { volumes: NFS }),
    },
    {
      name: "a folder that is the same on every node",
      facts: { sharedPaths: ["/mnt/nfs"] },
      base: pinned("node.hostname == db-1", { mount: "/mnt/nfs/pg:/var/lib/postgresql/data", volumes: "" }),
      yaml: pinned("node.hostname == db-2", { mount: "/mnt/nfs/pg:/var/lib/postgresql/data", volumes: "" }),
    },
    {
      name: "an external volume that every node reaches",
      facts: { externalVolumes: new Map([["db-*", "cluster"]]) },
      base: pinned("node.hostname == db-1", { volumes: "db-data: {external: true}" }),
      yaml: pinned("node.hostname == db-2", { volumes: "db-data: {external: true}" }),
    },
    {
      name: "another volume: volume-renamed speaks",
      base: BASE,
      yaml: pinned("node.hostname == db-2", { mount: "pg:/var/lib/postgresql/data", volumes: "pg: " }),
    },
    {
      name: "moved to a server along with the node",
      base: BASE,
      yaml: pinned("node.hostname == db-2", { volumes: NFS.replace("db-data: {", "db-data: {name: pg, ") }),
    },
    {
      name: "no task before",
      base: pinned("node.hostname == db-1", { more: "replicas: 0, " }),
      yaml: pinned("node.hostname == db-2"),
    },
    { name: "no task now", base: BASE, yaml: pinned("node.hostname == db-2", { more: "replicas: 0, " }) },
    { name: "a service that is new", base: "services: {web: {image: 'nginx:1'}}\n", yaml: BASE },
    {
      name: "a cache",
      base: pinned("node.hostname == db-1", { mount: "db-data:/var/cache/x" }).replace("postgres:16", "acme/app:1"),
      yaml: pinned("node.hostname == db-2", { mount: "db-data:/var/cache/x" }).replace("postgres:16", "acme/app:1"),
    },
    {
      name: "read-only",
      base: pinned("node.hostname == db-1", { mount: "db-data:/srv:ro" }).replace("postgres:16", "acme/app:1"),
      yaml: pinned("node.hostname == db-2", { mount: "db-data:/srv:ro" }).replace("postgres:16", "acme/app:1"),
    },
    {
      name: "a cluster of one node",
      facts: { nodes: 1 },
      base: pinned("node.labels.disk == ssd"),
      yaml: BASE,
    },
    {
      name: "a cluster volume",
      base: pinned("node.hostname == db-1", {
        mount: "db-data:/data",
        volumes: "db-data: {x-cluster-spec: {}}",
      }).replace("postgres:16", "acme/app:1"),
      yaml: pinned("node.hostname == db-2", {
        mount: "db-data:/data",
        volumes: "db-data: {x-cluster-spec: {}}",
      }).replace("postgres:16", "acme/app:1"),
    },
  ],
  invalid: [
    {
      name: "pinned at last: the node may be the right one",
      base: pinned("node.role == worker"),
      yaml: marked("node.hostname == db-1"),
      findings: [
        {
          severity: "note",
          message:
            "`db` keeps its data only if its task runs on `db-1` now: from another node this deploy moves it, and the volume `db-data` stays there.",
          service: "db",
          volume: "db-data",
        },
      ],
    },
    {
      name: "one node of the list is left",
      facts: LIST,
      base: pinned("node.role == worker"),
      yaml: marked("node.hostname == db-2"),
      findings: [{ severity: "note", message: "runs on `db-2` now", service: "db", volume: "db-data" }],
    },
    {
      name: "a pin to another node",
      base: BASE,
      yaml: marked("node.hostname == db-2"),
      findings: [
        {
          ...found,
          message: `When this change is deployed, \`db\` starts on another node: \`node.hostname == db-1\` has become \`node.hostname == db-2\`. ${EMPTY}`,
          help: "To keep the data, go back to `node.hostname == db-1`. To move it, scale the service to 0, copy the data to the new node, and deploy then.",
        },
      ],
    },
    { name: "away from the node", base: BASE, yaml: marked("node.hostname != db-1"), findings: [found] },
    {
      name: "to the node that was excluded",
      base: pinned("node.hostname != db-1"),
      yaml: marked("node.hostname == db-1"),
      findings: [found],
    },
    { name: "by id", base: pinned("node.id == x1"), yaml: marked("node.id == x2"), findings: [found] },
    {
      name: "to other machines",
      base: pinned("node.platform.arch == x86_64"),
      yaml: marked("node.platform.arch == aarch64"),
      findings: [found],
    },
    {
      name: "a variable in place of the name",
      variables: { NODE: "db-2" },
      base: BASE,
      yaml: marked("node.hostname == ${NODE}"),
      findings: [found],
    },
    {
      name: "the same name for the volume in another way: it is left in any case",
      base: BASE,
      yaml: marked("node.hostname == db-2", { volumes: "db-data: {name: shop_db-data}" }),
      findings: [found],
    },
    {
      name: "from managers to workers, which are listed",
      facts: LIST,
      base: pinned("node.role == manager"),
      yaml: marked("node.role == worker"),
      findings: [
        {
          ...found,
          message: "starts on another node: it could run on `db-1`, and now only on `db-2`, `db-3`. The volume",
          help: "go back to the old constraints",
        },
      ],
    },
    {
      name: "from managers to workers, which are not known",
      base: pinned("node.role == manager"),
      yaml: marked("node.role == worker"),
      findings: [
        {
          ...found,
          severity: "warning",
          message:
            "on another node, unless roles or labels of nodes change too: `node.role == manager` has become `node.role == worker`. The volume `db-data` stays on the old node",
        },
      ],
    },
    {
      name: "another label",
      base: pinned("node.labels.disk == ssd"),
      yaml: marked("node.labels.disk == hdd"),
      findings: [{ ...found, severity: "warning" }],
    },
    {
      name: "a label and a name: the name decides",
      base: BASE.replace('["', '["node.labels.disk == ssd", "'),
      yaml: marked("node.hostname == db-2").replace('[⟦"', '["node.labels.disk == hdd", ⟦"'),
      findings: [found],
    },
    {
      name: "a global service",
      base: pinned("node.hostname == db-1", { more: "mode: global, " }),
      yaml: marked("node.hostname == db-2", { more: "mode: global, " }),
      findings: [found],
    },
    {
      name: "several replicas on the nodes that are left",
      facts: LIST,
      base: pinned("node.role == worker", { more: "replicas: 2, " }),
      yaml: marked("node.role == manager", { more: "replicas: 2, " }),
      findings: [found],
    },
    {
      name: "a job: it may need nothing of before",
      base: pinned("node.hostname == db-1", { more: "mode: replicated-job, " }),
      yaml: marked("node.hostname == db-2", { more: "mode: replicated-job, " }),
      findings: [{ ...found, severity: "warning" }],
    },
    {
      name: "a host path",
      base: pinned("node.hostname == db-1", { mount: "/srv/pg:/var/lib/postgresql/data", volumes: "" }),
      yaml: marked("node.hostname == db-2", { mount: "/srv/pg:/var/lib/postgresql/data", volumes: "" }),
      findings: [
        {
          severity: "warning",
          message:
            "`/srv/pg` stays on the old node with its data: where it is missing the task does not start, and elsewhere `db` finds other files, unless somebody copied the data there before.",
          service: "db",
        },
      ],
    },
    {
      name: "an external volume: it may be local",
      base: pinned("node.hostname == db-1", { volumes: "db-data: {external: true}" }),
      yaml: marked("node.hostname == db-2", { volumes: "db-data: {external: true}" }),
      findings: [
        {
          ...found,
          severity: "warning",
          message:
            "The volume `db-data` may be one that the old node alone has: then its data stays there, and `db` starts without it.",
        },
      ],
    },
    {
      name: "an external volume that one node has",
      facts: { externalVolumes: new Map([["db-*", "node"]]) },
      base: pinned("node.hostname == db-1", { volumes: "db-data: {external: true, name: db-pg}" }),
      yaml: marked("node.hostname == db-2", { volumes: "db-data: {external: true, name: db-pg}" }),
      findings: [{ ...found, severity: "warning", message: "unless somebody copied it there before" }],
    },
    {
      name: "a service with another name",
      base: BASE,
      yaml: marked("node.hostname == db-2").replace("  db:", "  database:"),
      findings: [{ ...found, message: "`database` starts on another node", service: "database" }],
    },
    {
      name: "a backup that no longer meets the data",
      base: `${BASE}`.replace(
        "volumes: {",
        "  backup: {image: 'acme/backup:1', volumes: ['db-data:/src'], deploy: {placement: {constraints: ['node.hostname == db-1']}}}\nvolumes: {",
      ),
      yaml: `${BASE}`.replace(
        "volumes: {",
        "  backup: {image: 'acme/backup:1', volumes: ['db-data:/src'], deploy: {placement: {constraints: [⟦'node.hostname == db-2'⟧]}}}\nvolumes: {",
      ),
      findings: [{ ...found, message: "`backup` starts on an empty volume", service: "backup" }],
    },
    {
      name: "through an anchor",
      base: `x-place: &place {constraints: ["node.hostname == db-1"]}\nservices:\n  db: {image: 'postgres:16', volumes: ['db-data:/var/lib/postgresql/data'], deploy: {placement: *place}}\nvolumes: {db-data: }\n`,
      yaml: `x-place: &place {constraints: ["node.hostname == db-2"]}\nservices:\n  db: {image: 'postgres:16', volumes: ['db-data:/var/lib/postgresql/data'], deploy: {placement: ⟦*place⟧}}\nvolumes: {db-data: }\n`,
      findings: [{ ...found, anchor: "place" }],
    },
  ],
});
