import { testRule } from "./harness.ts";

/** Redis with the volume `data`, and what stands under `deploy` and in the volume. */
const redis = (deploy: string, volume = ""): string =>
  `services:\n  a: {image: 'redis:7', volumes: ['data:/data'], deploy: {${deploy}}}\nvolumes: {data: ${volume}}\n`;
const START = "update_config: {order: start-first}";
const MARKED = "update_config: {order: ⟦start-first⟧}";
const NFS = "{driver_opts: {type: nfs, o: 'addr=10.0.0.1', device: ':/data'}}";
const BOTH = "Both write `/data` at the same time: writes are lost, or the files are damaged.";
const PERHAPS =
  "On the same files in `/data`, both write at the same time: writes are lost, or the files are damaged. On another node, the new task may find no files at all.";

testRule("start-first-single-writer", {
  valid: [
    { name: "no order", yaml: redis("replicas: 1") },
    { name: "stop-first", yaml: redis("update_config: {order: stop-first}, rollback_config: {order: stop-first}") },
    { name: "an order from a variable", yaml: redis("update_config: {order: '${ORDER}'}") },
    { name: "other settings of an update", yaml: redis("update_config: {parallelism: 1, delay: 5s}") },
    { name: "replicas: 0", yaml: redis(`replicas: 0, ${START}`) },
    { name: "a replicated job", yaml: redis(`mode: replicated-job, ${START}`) },
    { name: "a global job", yaml: redis(`mode: global-job, ${START}`) },
    { name: "an anonymous volume", yaml: `services:\n  a: {image: 'redis:7', volumes: [/data], deploy: {${START}}}\n` },
    {
      name: "a tmpfs",
      yaml: `services:\n  a: {image: 'redis:7', volumes: [{type: tmpfs, target: /data}], deploy: {${START}}}\n`,
    },
    { name: "no mount", yaml: `services:\n  a: {image: 'redis:7', deploy: {${START}}}\n` },
    { name: "a volume for each task", yaml: redis(START, "{name: 'data-{{.Task.ID}}'}") },
    {
      name: "read-only",
      yaml: `services:\n  a: {image: 'redis:7', volumes: ['data:/data:ro'], deploy: {${START}}}\nvolumes: {data: }\n`,
    },
    {
      name: "another folder than the data",
      yaml: `services:\n  a: {image: 'redis:7', volumes: ['data:/modules'], deploy: {${START}}}\nvolumes: {data: }\n`,
    },
    {
      name: "told to keep nothing",
      yaml: `services:\n  a: {image: 'redis:7', command: redis-server --save "" --appendonly no, volumes: ['data:/data'], deploy: {${START}}}\nvolumes: {data: }\n`,
    },
    {
      name: "an engine with several writers",
      yaml: `services:\n  a: {image: 'registry:2', volumes: ['data:/var/lib/registry'], deploy: {${START}}}\nvolumes: {data: }\n`,
    },
    {
      name: "an image that keeps nothing",
      yaml: `services:\n  a: {image: 'nginx:1.27', volumes: ['data:/srv'], deploy: {${START}}}\nvolumes: {data: }\n`,
    },
    {
      name: "an unknown image",
      yaml: `services:\n  a: {image: 'acme/app:1', volumes: ['data:/srv'], deploy: {${START}}}\nvolumes: {data: }\n`,
    },
    {
      name: "another file stops first",
      yaml: {
        "stack.yml": redis(START),
        "safe.yml": "services:\n  a: {deploy: {update_config: {order: stop-first}}}\n",
      },
    },
  ],
  invalid: [
    {
      name: "an update on one node",
      yaml: `
        services:
          store:
            image: redis:7
            volumes: [redis-data:/data]
            deploy:
              placement: {constraints: [node.hostname == node1]}
              update_config:
                order: ⟦start-first⟧
        volumes:
          redis-data:
      `,
      findings: [
        {
          severity: "error",
          message: `On every update of \`store\`, the new task starts while the old one still runs. ${BOTH}`,
          help: "Write `order: stop-first` (the default): the service pauses for a few seconds.",
          service: "store",
          volume: "redis-data",
        },
      ],
    },
    {
      name: "a rollback",
      yaml: redis("rollback_config: {order: ⟦start-first⟧}", NFS),
      findings: [
        { severity: "error", message: "On every rollback of `a`, the new task", service: "a", volume: "data" },
      ],
    },
    {
      name: "both",
      yaml: redis("update_config: {order: ⟦start-first⟧}, rollback_config: {order: ⟦start-first⟧}", NFS),
      findings: [
        { severity: "error", message: "On every update", service: "a", volume: "data" },
        { severity: "error", message: "On every rollback", service: "a", volume: "data" },
      ],
    },
    {
      name: "network storage",
      yaml: redis(MARKED, NFS),
      findings: [{ severity: "error", message: BOTH, service: "a", volume: "data" }],
    },
    {
      name: "one node",
      facts: { nodes: 1 },
      yaml: redis(MARKED),
      findings: [{ severity: "error", message: BOTH, service: "a", volume: "data" }],
    },
    {
      name: "global",
      yaml: redis(`mode: global, ${MARKED}`),
      findings: [{ severity: "error", message: BOTH, service: "a", volume: "data" }],
    },
    {
      name: "a local volume without a pin",
      yaml: redis(MARKED),
      findings: [{ severity: "error", message: PERHAPS, service: "a", volume: "data" }],
    },
    {
      name: "an external volume",
      yaml: redis(MARKED, "{external: true}"),
      findings: [{ severity: "error", message: PERHAPS, service: "a", volume: "data" }],
    },
    {
      name: "a block device",
      yaml: redis(MARKED, "{driver: rexray/ebs}"),
      findings: [{ severity: "error", message: PERHAPS, service: "a", volume: "data" }],
    },
    {
      name: "a volume for each slot: the new task has the old one's slot",
      yaml: redis(
        `replicas: 3, ${MARKED}`,
        "{name: 'data-{{.Task.Slot}}', driver_opts: {type: nfs, o: 'addr=10.0.0.1', device: ':/{{.Task.Slot}}'}}",
      ),
      findings: [{ severity: "error", message: BOTH, service: "a", volume: "data" }],
    },
    {
      name: "a folder of NFS for each node",
      yaml: redis(MARKED, "{driver_opts: {type: nfs, o: 'addr=10.0.0.1', device: ':/{{.Node.ID}}'}}"),
      findings: [{ severity: "error", message: PERHAPS, service: "a", volume: "data" }],
    },
    {
      name: "a path that every node mounts",
      facts: { sharedPaths: ["/srv"] },
      yaml: `services:\n  a: {image: 'redis:7', volumes: ['/srv/redis:/data'], deploy: {${MARKED}}}\n`,
      findings: [{ severity: "error", message: BOTH, service: "a" }],
    },
    {
      name: "an assumed fact: only a warning",
      yaml: `services:\n  a: {image: 'ibmcom/db2:11.5', volumes: ['data:/database'], deploy: {${MARKED}}}\nvolumes: {data: ${NFS}}\n`,
      findings: [{ severity: "warning", message: "Both write `/database`", service: "a", volume: "data" }],
    },
    {
      name: "a guessed directory: only a warning",
      yaml: `services:\n  a: {image: postgres, volumes: ['data:/var/lib/postgresql/data'], deploy: {${MARKED}}}\nvolumes: {data: ${NFS}}\n`,
      findings: [
        { severity: "warning", message: "Both write `/var/lib/postgresql/data`", service: "a", volume: "data" },
      ],
    },
    {
      name: "a mode from a variable",
      yaml: redis(`mode: '\${MODE}', ${MARKED}`, NFS),
      findings: [{ severity: "error", message: BOTH, service: "a", volume: "data" }],
    },
    {
      name: "two data directories",
      yaml: `
        services:
          a:
            image: osixia/openldap:1.5.0
            volumes: ["one:/var/lib/ldap", "two:/etc/ldap/slapd.d"]
            deploy: {update_config: {order: ⟦start-first⟧}}
        volumes: {one: , two: }
      `,
      findings: [
        { severity: "error", message: "`/var/lib/ldap`", service: "a", volume: "one", at: 0 },
        { severity: "error", message: "`/etc/ldap/slapd.d`", service: "a", volume: "two", at: 0 },
      ],
    },
    {
      name: "an order from a variable that is set",
      variables: { ORDER: "start-first" },
      yaml: redis("update_config: {order: ⟦'${ORDER}'⟧}", NFS),
      findings: [{ severity: "error", message: BOTH, service: "a", volume: "data" }],
    },
    {
      name: "through an alias",
      yaml: `
        x-order: &order start-first
        services:
          a:
            image: redis:7
            volumes: ["data:/data"]
            deploy: {update_config: {order: ⟦*order⟧}}
        volumes: {data: ${NFS}}
      `,
      findings: [{ severity: "error", message: BOTH, service: "a", volume: "data", anchor: "order" }],
    },
    {
      name: "through a merge key",
      yaml: `
        x-update: &update {order: start-first}
        services:
          a:
            image: redis:7
            volumes: ["data:/data"]
            deploy: {update_config: {<<: ⟦*update⟧, parallelism: 1}}
        volumes: {data: ${NFS}}
      `,
      findings: [{ severity: "error", message: BOTH, service: "a", volume: "data", anchor: "update" }],
    },
    {
      name: "through an alias above",
      yaml: `
        x-deploy: &deploy {update_config: {order: start-first}}
        services:
          a:
            image: redis:7
            volumes: ["data:/data"]
            deploy: ⟦*deploy⟧
        volumes: {data: ${NFS}}
      `,
      findings: [{ severity: "error", message: BOTH, service: "a", volume: "data", anchor: "deploy" }],
    },
    {
      name: "with a port of the node: the two do not meet",
      yaml: `
        services:
          a:
            image: redis:7
            ports: [{target: 6379, published: 6379, mode: host}]
            volumes: ["data:/data"]
            deploy: {update_config: {order: ⟦start-first⟧}}
        volumes: {data: }
      `,
      findings: [
        {
          severity: "warning",
          message:
            "On every update of `a`, the new task needs a port of the node (`mode: host`) that the old one still holds. On the same node it waits",
          service: "a",
          volume: "data",
        },
      ],
    },
    {
      name: "with a port of the node, on network storage",
      yaml: `
        services:
          a:
            image: redis:7
            ports: [{target: 6379, published: 6379, mode: host}]
            volumes: ["data:/data"]
            deploy: {update_config: {order: ⟦start-first⟧}}
        volumes: {data: ${NFS}}
      `,
      findings: [{ severity: "error", message: BOTH, service: "a", volume: "data" }],
    },
    {
      name: "in the second file",
      yaml: { "stack.yml": redis("replicas: 1", NFS), "fast.yml": `services:\n  a: {deploy: {${MARKED}}}\n` },
      findings: [{ severity: "error", message: BOTH, service: "a", volume: "data" }],
    },
  ],
});
