import { testRule } from "./harness.ts";

/** Redis with the volume `data`, and what stands under `deploy` and in the volume. */
const redis = (deploy: string, volume = ""): string =>
  `services:\n  a: {image: 'redis:7', volumes: ['data:/data'], deploy: {${deploy}}}\nvolumes: {data: ${volume}}\n`;
const NFS = "{driver_opts: {type: nfs, o: 'addr=10.0.0.1', device: ':/data'}}";
const PIN = "placement: {constraints: ['node.hostname == node1']}";
const ALL = "All of them write the same files at once, which can damage them.";
const NODES =
  "Tasks on one node write the same files at once, which can damage them; each node has data of its own, which the others do not see.";
const PERHAPS =
  "Tasks that reach the same storage write the same files at once, which can damage them; any other task has data of its own, which the others do not see, or does not start.";

testRule("shared-writer-replicas", {
  valid: [
    { name: "no replicas is one", yaml: redis("") },
    { name: "one replica", yaml: redis("replicas: 1") },
    { name: "no replica", yaml: redis("replicas: 0") },
    { name: "replicas from a variable", yaml: redis("replicas: '${REPLICAS}'") },
    { name: "global: separate data for each node", yaml: redis("mode: global") },
    { name: "a volume for each slot", yaml: redis("replicas: 3", "{name: 'data-{{.Task.Slot}}'}") },
    {
      name: "a folder of NFS for each slot",
      yaml: redis(
        "replicas: 3",
        "{name: 'data-{{.Task.Slot}}', driver_opts: {type: nfs, o: 'addr=10.0.0.1', device: ':/{{ .Task.Slot }}'}}",
      ),
    },
    {
      name: "one task a node and one node: the second never starts",
      yaml: redis(`replicas: 2, placement: {max_replicas_per_node: 1, constraints: ['node.id == x']}`),
    },
    {
      name: "an anonymous volume",
      yaml: "services:\n  a: {image: 'redis:7', volumes: [/data], deploy: {replicas: 3}}\n",
    },
    {
      name: "a tmpfs",
      yaml: "services:\n  a: {image: 'redis:7', volumes: [{type: tmpfs, target: /data}], deploy: {replicas: 3}}\n",
    },
    { name: "no mount", yaml: "services:\n  a: {image: 'redis:7', deploy: {replicas: 3}}\n" },
    { name: "a volume for each task", yaml: redis("replicas: 3", "{name: 'data-{{.Task.ID}}'}") },
    {
      name: "read-only",
      yaml: "services:\n  a: {image: 'redis:7', volumes: ['data:/data:ro'], deploy: {replicas: 3}}\nvolumes: {data: }\n",
    },
    {
      name: "another folder than the data",
      yaml: "services:\n  a: {image: 'redis:7', volumes: ['data:/modules'], deploy: {replicas: 3}}\nvolumes: {data: }\n",
    },
    {
      name: "told to keep nothing",
      yaml: `services:\n  a: {image: 'redis:7', command: redis-server --save "" --appendonly no, volumes: ['data:/data'], deploy: {replicas: 3}}\nvolumes: {data: }\n`,
    },
    {
      name: "an engine with several writers",
      yaml: "services:\n  a: {image: 'registry:2', volumes: ['data:/var/lib/registry'], deploy: {replicas: 3}}\nvolumes: {data: }\n",
    },
    {
      name: "an unknown image",
      yaml: "services:\n  a: {image: 'acme/app:1', volumes: ['data:/srv'], deploy: {replicas: 3}}\nvolumes: {data: }\n",
    },
    {
      name: "another file has one replica",
      yaml: {
        "stack.yml": redis("replicas: 3"),
        "small.yml": "services:\n  a: {deploy: {replicas: 1}}\n",
      },
    },
  ],
  invalid: [
    {
      name: "a local volume",
      yaml: `
        services:
          store:
            image: redis:7
            volumes: [redis-data:/data]
            deploy:
              replicas: ⟦3⟧
        volumes:
          redis-data:
      `,
      findings: [
        {
          severity: "error",
          message: `\`store\` runs 3 tasks, and only one at a time may write its data in \`/data\`. ${NODES}`,
          help: 'Set `replicas: 1`. If these are the members of a cluster, give each a volume of its own: `name: "some-name-{{.Task.Slot}}"`.',
          service: "store",
          volume: "redis-data",
        },
      ],
    },
    {
      name: "network storage",
      yaml: redis("replicas: ⟦2⟧", NFS),
      findings: [{ severity: "error", message: ALL, service: "a", volume: "data" }],
    },
    {
      name: "network storage and one task a node",
      yaml: redis("replicas: ⟦2⟧, placement: {max_replicas_per_node: 1}", NFS),
      findings: [{ severity: "error", message: ALL, service: "a", volume: "data" }],
    },
    {
      name: "a pin",
      yaml: redis(`replicas: ⟦2⟧, ${PIN}`),
      findings: [{ severity: "error", message: ALL, service: "a", volume: "data" }],
    },
    {
      name: "one node",
      facts: { nodes: 1 },
      yaml: redis("replicas: ⟦2⟧"),
      findings: [{ severity: "error", message: ALL, service: "a", volume: "data" }],
    },
    {
      name: "one task a node: each has data of its own",
      yaml: redis("replicas: ⟦2⟧, placement: {max_replicas_per_node: 1}"),
      findings: [
        {
          severity: "warning",
          message: "Each node has data of its own, which the others do not see.",
          service: "a",
          volume: "data",
        },
      ],
    },
    {
      name: "a folder of NFS for each node, one task a node",
      yaml: redis(
        "replicas: ⟦2⟧, placement: {max_replicas_per_node: 1}",
        "{driver_opts: {type: nfs, o: 'addr=10.0.0.1', device: ':/{{.Node.Hostname}}'}}",
      ),
      findings: [{ severity: "warning", message: "Each node has data of its own", service: "a", volume: "data" }],
    },
    {
      name: "a folder of NFS for each node: tasks meet on one node",
      yaml: redis("replicas: ⟦2⟧", "{driver_opts: {type: nfs, o: 'addr=10.0.0.1', device: ':/{{.Node.Hostname}}'}}"),
      findings: [{ severity: "error", message: NODES, service: "a", volume: "data" }],
    },
    {
      name: "an external volume",
      yaml: redis("replicas: ⟦2⟧", "{external: true}"),
      findings: [{ severity: "error", message: PERHAPS, service: "a", volume: "data" }],
    },
    {
      name: "a block device",
      yaml: redis("replicas: ⟦2⟧", "{driver: rexray/ebs}"),
      findings: [{ severity: "error", message: "on another node none starts", service: "a", volume: "data" }],
    },
    {
      name: "a disk of an image that is not known",
      yaml: `
        services:
          a: {image: "example/hadoop:3", volumes: ["data:/data"], deploy: {replicas: ⟦5⟧}}
        volumes: {data: {driver: rexray/ebs}}
      `,
      findings: [
        {
          severity: "warning",
          message: "can be attached to one node at a time",
          service: "a",
          volume: "data",
          fixes: [],
        },
      ],
    },
    {
      name: "a path that tells the engine of an image that is not known",
      yaml: `
        services:
          a: {image: "example/galera:1", volumes: ["/srv/db:/var/lib/mysql"], deploy: {replicas: ⟦3⟧}}
      `,
      findings: [
        { severity: "warning", message: "`/var/lib/mysql` is where MySQL keeps its data", service: "a", fixes: [] },
      ],
    },
    {
      name: "a host path",
      yaml: "services:\n  a: {image: 'redis:7', volumes: ['/srv/redis:/data'], deploy: {replicas: ⟦2⟧}}\n",
      findings: [{ severity: "error", message: NODES, service: "a" }],
    },
    {
      name: "a path that every node mounts",
      facts: { sharedPaths: ["/srv"] },
      yaml: "services:\n  a: {image: 'redis:7', volumes: ['/srv/redis:/data'], deploy: {replicas: ⟦2⟧}}\n",
      findings: [{ severity: "error", message: ALL, service: "a" }],
    },
    {
      name: "replicas from a variable that is set",
      variables: { REPLICAS: "4" },
      yaml: redis("replicas: ⟦'${REPLICAS}'⟧"),
      findings: [{ severity: "error", message: "runs 4 tasks", service: "a", volume: "data" }],
    },
    {
      name: "a replicated job",
      yaml: redis("mode: replicated-job, replicas: ⟦2⟧"),
      findings: [{ severity: "error", message: "runs 2 tasks", service: "a", volume: "data" }],
    },
    {
      name: "an assumed fact: only a warning",
      yaml: "services:\n  a: {image: 'ibmcom/db2:11.5', volumes: ['data:/database'], deploy: {replicas: ⟦2⟧}}\nvolumes: {data: }\n",
      findings: [{ severity: "warning", message: NODES, service: "a", volume: "data" }],
    },
    {
      name: "a guessed directory: only a warning",
      yaml: "services:\n  a: {image: postgres, volumes: ['data:/var/lib/postgresql/data'], deploy: {replicas: ⟦2⟧}}\nvolumes: {data: }\n",
      findings: [{ severity: "warning", message: NODES, service: "a", volume: "data" }],
    },
    {
      name: "two data directories",
      yaml: `
        services:
          a:
            image: osixia/openldap:1.5.0
            volumes: ["one:/var/lib/ldap", "two:/etc/ldap/slapd.d"]
            deploy: {replicas: ⟦2⟧}
        volumes: {one: , two: }
      `,
      findings: [
        { severity: "error", message: "`/var/lib/ldap`", service: "a", volume: "one", at: 0 },
        { severity: "error", message: "`/etc/ldap/slapd.d`", service: "a", volume: "two", at: 0 },
      ],
    },
    {
      name: "through an alias",
      yaml: `
        x-replicas: &replicas 2
        services:
          a:
            image: redis:7
            volumes: ["data:/data"]
            deploy:
              replicas: ⟦*replicas⟧
        volumes: {data: }
      `,
      findings: [{ severity: "error", message: "runs 2 tasks", service: "a", volume: "data", anchor: "replicas" }],
    },
    {
      name: "through a merge key",
      yaml: `
        x-deploy: &deploy {replicas: 2}
        services:
          a:
            image: redis:7
            volumes: ["data:/data"]
            deploy:
              <<: ⟦*deploy⟧
        volumes: {data: }
      `,
      findings: [{ severity: "error", message: "runs 2 tasks", service: "a", volume: "data", anchor: "deploy" }],
    },
    {
      name: "through an alias above",
      yaml: `
        x-deploy: &deploy {replicas: 2}
        services:
          a:
            image: redis:7
            volumes: ["data:/data"]
            deploy: ⟦*deploy⟧
        volumes: {data: }
      `,
      findings: [{ severity: "error", message: "runs 2 tasks", service: "a", volume: "data", anchor: "deploy" }],
    },
    {
      name: "another file has more replicas",
      yaml: {
        "stack.yml": redis("replicas: 1"),
        "large.yml": "services:\n  a: {deploy: {replicas: ⟦5⟧}}\n",
      },
      findings: [{ severity: "error", message: "runs 5 tasks", service: "a", volume: "data" }],
    },
  ],
});
