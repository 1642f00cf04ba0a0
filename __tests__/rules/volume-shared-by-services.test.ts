import { testRule } from "./harness.ts";

/** So many engines on nodes of their own, and one more service on one volume with them. */
const scattered = (count: number, more: string): string =>
  `services:\n${Array.from({ length: count }, (_, index) => `  db${index}: {image: 'redis:7', volumes: ['data:/data'], deploy: {placement: {constraints: [node.hostname == h${index}]}}}\n`).join("")}  more: ${more}\nvolumes: {data: }\n`;

const stack = (second: string, volumes = "data: "): string =>
  `services:\n  db: {image: 'mysql:8', volumes: ['data:/var/lib/mysql']}\n  b: ${second}\nvolumes: {${volumes}}\n`;

testRule("volume-shared-by-services", {
  valid: [
    {
      name: "a volume of its own",
      yaml: stack("{image: 'mysql:8', volumes: ['other:/var/lib/mysql']}", "data: , other: "),
    },
    { name: "read-only", yaml: stack("{image: 'acme/a:1', volumes: ['data:/x:ro']}") },
    {
      name: "perhaps read-only",
      yaml: stack("{image: 'acme/a:1', volumes: [{type: volume, source: data, target: /x, read_only: '${RO}'}]}"),
      rejected: [],
    },
    { name: "a backup", yaml: stack("{image: 'offen/docker-volume-backup:v2', volumes: ['data:/backup/data']}") },
    { name: "a job", yaml: stack("{image: 'acme/a:1', volumes: ['data:/x'], deploy: {mode: replicated-job}}") },
    { name: "no task", yaml: stack("{image: 'acme/a:1', volumes: ['data:/x'], deploy: {replicas: 0}}") },
    {
      name: "no engine",
      yaml: "services:\n  a: {image: 'acme/a:1', volumes: ['data:/x']}\n  b: {image: 'acme/b:1', volumes: ['data:/x']}\nvolumes: {data: }\n",
    },
    {
      name: "another folder of it",
      yaml: stack("{image: 'acme/a:1', volumes: [{type: volume, source: data, target: /x, volume: {subpath: b}}]}"),
    },
    {
      name: "on two nodes",
      yaml: `services:\n${["h0", "h1"].map((host, index) => `  zero${index}: {image: 'dgraph/dgraph:v21.03.1', command: dgraph zero, volumes: ['dg:/dgraph'], deploy: {placement: {constraints: [node.hostname == ${host}]}}}\n`).join("")}volumes: {dg: }\n`,
    },
    {
      name: "on the nodes of two labels",
      yaml: `services:\n${["master", "slave"].map((label) => `  ${label}: {image: 'redis:7', command: redis-server --appendonly yes, volumes: ['dd:/data'], deploy: {mode: global, placement: {constraints: [node.labels.redis == ${label}]}}}\n`).join("")}volumes: {dd: }\n`,
    },
    {
      name: "twice in one service",
      yaml: "services:\n  db: {image: 'mysql:8', volumes: ['data:/var/lib/mysql', 'data:/x']}\nvolumes: {data: }\n",
    },
    {
      name: "a directory that is only guessed",
      yaml: "services:\n  a: {image: 'n8nio/n8n:1', environment: {DB_TYPE: postgresdb}, volumes: ['data:/home/node/.n8n']}\n  b: {image: 'n8nio/n8n:1', command: worker, environment: {DB_TYPE: postgresdb}, volumes: ['data:/home/node/.n8n']}\nvolumes: {data: }\n",
    },
  ],
  invalid: [
    {
      name: "on the node of the last of very many",
      yaml: scattered(
        55,
        "{image: 'redis:7', volumes: [⟦'data:/data'⟧], deploy: {placement: {constraints: [node.hostname == h54]}}}",
      ),
      findings: [{ severity: "warning", message: "where `db54` keeps its data", service: "more", volume: "data" }],
    },
    {
      name: "anywhere, beside very many on nodes of their own",
      yaml: scattered(55, "{image: 'acme/a:1', volumes: [⟦'data:/x'⟧]}"),
      findings: [{ severity: "note", message: "where `db0` keeps its data", service: "more", volume: "data" }],
    },
    {
      name: "two engines",
      yaml: stack("{image: 'mysql:8', volumes: [⟦'data:/var/lib/mysql'⟧]}"),
      findings: [
        {
          severity: "warning",
          message:
            "`b` can write to the volume `data`, where `db` keeps its data, and MySQL expects to be alone there. On one node, two of them damage the files; on two nodes, each sees other files.",
          help: "read-only (`:ro`)",
          service: "b",
          volume: "data",
        },
      ],
    },
    {
      name: "three engines: each guest is told of once",
      yaml: stack(
        "{image: 'mysql:8', volumes: [⟦'data:/var/lib/mysql'⟧]}\n  c: {image: 'mysql:8', volumes: [⟦'data:/var/lib/mysql'⟧]}",
      ),
      findings: [
        { severity: "warning", message: "where `db` keeps its data", service: "b", volume: "data" },
        { severity: "warning", message: "where `db` keeps its data", service: "c", volume: "data" },
      ],
    },
    {
      name: "another program",
      yaml: stack("{image: 'acme/a:1', volumes: [⟦'data:/x'⟧]}"),
      findings: [
        { severity: "note", message: "files that change under it can be damaged", service: "b", volume: "data" },
      ],
    },
    {
      name: "two keys with one name, on a server",
      yaml: stack(
        "{image: 'mysql:8', volumes: [⟦'two:/var/lib/mysql'⟧]}",
        "data: {name: x, driver_opts: {type: nfs, o: 'addr=10.0.0.5', device: ':/a'}}, two: {name: x, driver_opts: {type: nfs, o: 'addr=10.0.0.5', device: ':/a'}}",
      ),
      findings: [
        {
          severity: "warning",
          message:
            "the volume `x`, where `db` keeps its data, and MySQL expects to be alone there. Two of them damage the files.",
          service: "b",
          volume: "two",
        },
      ],
    },
    {
      name: "a host path",
      yaml: stack("{image: 'mysql:8', volumes: [⟦'/srv/mysql:/var/lib/mysql'⟧]}").replace(
        "data:/var",
        "/srv/mysql:/var",
      ),
      findings: [{ severity: "warning", message: "`b` can write to `/srv/mysql`", service: "b" }],
    },
  ],
});
