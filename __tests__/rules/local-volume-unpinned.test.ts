import { testRule } from "./harness.ts";

const MESSAGE =
  "`store` starts on an empty volume when Swarm moves its task: `redis-data` stays on the old node. An update, a drain, a lost node or a failed health check can move it; Swarm does not move it back.";

const node = (hostname: string, zone: string, disk: string) => {
  return { hostname, zone, role: "worker", labels: new Map([["disk", disk]]) } as const;
};
const NODES = [node("one", "a", "ssd"), node("two", "a", "ssd"), node("three", "b", "hdd")];
const labelled = (label: string, mount = "redis-data:/data"): string =>
  `services:\n  store: {image: 'redis:7', volumes: [${mount}], deploy: {placement: {constraints: [node.labels.disk == ${label}]}}}\nvolumes: {redis-data: {external: true}}\n`;

testRule("local-volume-unpinned", {
  valid: [
    {
      name: "as many tasks as the nodes may run: none is free for another",
      facts: { nodes: 2 },
      yaml: `
        services:
          app:
            image: acme/app:1
            volumes: [data:/srv]
            deploy: {replicas: 2, placement: {max_replicas_per_node: 1}}
        volumes:
          data:
      `,
    },
    {
      name: "a label that one node of the list carries",
      facts: { nodeList: NODES, externalVolumes: new Map([["*", "node"]]) },
      yaml: labelled("hdd"),
    },
    {
      name: "a label that no node of the list carries: constraint-never-met speaks",
      facts: { nodeList: NODES, externalVolumes: new Map([["*", "node"]]) },
      yaml: labelled("nvme"),
    },
    {
      name: "a host name",
      yaml: `
        services:
          store:
            image: redis:7
            volumes: [redis-data:/data]
            deploy: {placement: {constraints: [node.hostname == node1]}}
        volumes: {redis-data: }
      `,
    },
    {
      name: "a node's id",
      yaml: `
        services:
          store:
            image: redis:7
            volumes: [redis-data:/data]
            deploy: {placement: {constraints: [node.id == 2ivku8v2gvtg4]}}
        volumes: {redis-data: }
      `,
    },
    {
      name: "a single address",
      yaml: `
        services:
          store:
            image: redis:7
            volumes: [redis-data:/data]
            deploy: {placement: {constraints: [node.ip == 10.0.0.7]}}
        volumes: {redis-data: }
      `,
    },
    {
      name: "a host name among other constraints",
      yaml: `
        services:
          store:
            image: redis:7
            volumes: [redis-data:/data]
            deploy:
              placement:
                constraints: [node.role != manager, node.hostname == node1]
        volumes: {redis-data: }
      `,
    },
    {
      name: "a host name from a variable",
      yaml: `
        services:
          store:
            image: redis:7
            volumes: [redis-data:/data]
            deploy: {placement: {constraints: ["node.hostname == \${HOST}"]}}
        volumes: {redis-data: }
      `,
    },
    {
      name: "a label: pin-by-label speaks",
      yaml: `
        services:
          store:
            image: redis:7
            volumes: [redis-data:/data]
            deploy: {placement: {constraints: [node.labels.redis == true]}}
        volumes: {redis-data: }
      `,
    },
    {
      name: "a role: pin-by-role speaks",
      yaml: `
        services:
          store:
            image: redis:7
            volumes: [redis-data:/data]
            deploy: {placement: {constraints: [node.role == manager]}}
        volumes: {redis-data: }
      `,
    },
    {
      name: "a constraint from a variable",
      yaml: `
        services:
          store:
            image: redis:7
            volumes: [redis-data:/data]
            deploy: {placement: {constraints: ["\${PLACEMENT}"]}}
        volumes: {redis-data: }
      `,
    },
    {
      name: "a mode from a variable",
      yaml: `
        services:
          store:
            image: redis:7
            volumes: [redis-data:/data]
            deploy: {mode: "\${MODE}"}
        volumes: {redis-data: }
      `,
    },
    {
      name: "a global service",
      yaml: `
        services:
          store:
            image: redis:7
            volumes: [redis-data:/data]
            deploy: {mode: global}
        volumes: {redis-data: }
      `,
    },
    {
      name: "a global job",
      yaml: `
        services:
          clean:
            image: acme/clean
            volumes: [state:/state]
            deploy: {mode: global-job}
        volumes: {state: }
      `,
    },
    {
      name: "a cluster of one node",
      facts: { nodes: 1 },
      yaml: `
        services:
          store:
            image: redis:7
            volumes: [redis-data:/data]
        volumes: {redis-data: }
      `,
    },
    {
      name: "replicas: 0",
      yaml: `
        services:
          store:
            image: redis:7
            volumes: [redis-data:/data]
            deploy: {replicas: 0}
        volumes: {redis-data: }
      `,
    },
    {
      name: "read-only, short",
      yaml: `
        services:
          store:
            image: redis:7
            volumes: [redis-data:/data:ro]
        volumes: {redis-data: }
      `,
    },
    {
      name: "read-only, long",
      yaml: `
        services:
          store:
            image: redis:7
            volumes: [{type: volume, source: redis-data, target: /data, read_only: true}]
        volumes: {redis-data: }
      `,
    },
    {
      name: "a cache, a log and a temporary folder",
      yaml: `
        services:
          app:
            image: acme/app
            volumes: [a-cache:/var/cache/app, a-log:/var/log/app, a-tmp:/tmp]
        volumes: {a-cache: , a-log: , a-tmp: }
      `,
    },
    {
      name: "a volume for a single file of settings",
      yaml: `
        services:
          app:
            image: acme/app
            volumes: [settings:/etc/app/app.conf]
        volumes: {settings: }
      `,
    },
    {
      name: "NFS",
      yaml: `
        services:
          store:
            image: redis:7
            volumes: [redis-data:/data]
        volumes:
          redis-data:
            driver_opts: {type: nfs, o: "addr=10.0.0.1,nfsvers=4.1,hard", device: ":/redis-data"}
      `,
    },
    {
      name: "NFS on a server from a variable",
      yaml: `
        services:
          store:
            image: redis:7
            volumes: [redis-data:/data]
        volumes:
          redis-data:
            driver_opts: {type: nfs, o: "addr=\${NFS_SERVER},hard", device: ":/redis-data"}
      `,
    },
    {
      name: "a file system from a variable",
      yaml: `
        services:
          store:
            image: redis:7
            volumes: [redis-data:/data]
        volumes:
          redis-data:
            driver_opts: {type: "\${FS}", o: "\${OPTIONS}", device: "\${DEVICE}"}
      `,
    },
    {
      name: "an external volume: external-volume-per-node speaks",
      yaml: `
        services:
          store:
            image: redis:7
            volumes: [redis-data:/data]
        volumes: {redis-data: {external: true}}
      `,
    },
    {
      name: "perhaps external",
      yaml: `
        services:
          store:
            image: redis:7
            volumes: [redis-data:/data]
        volumes: {redis-data: {external: "\${EXTERNAL}"}}
      `,
    },
    {
      name: "a plugin for a block device",
      yaml: `
        services:
          store:
            image: redis:7
            volumes: [redis-data:/data]
        volumes: {redis-data: {driver: rexray/ebs}}
      `,
    },
    {
      name: "an unknown plugin",
      yaml: `
        services:
          store:
            image: redis:7
            volumes: [redis-data:/data]
        volumes: {redis-data: {driver: acme/disk}}
      `,
    },
    {
      name: "a driver from a variable",
      yaml: `
        services:
          store:
            image: redis:7
            volumes: [redis-data:/data]
        volumes: {redis-data: {driver: "\${DRIVER}"}}
      `,
    },
    {
      name: "a bound folder that every node mounts",
      facts: { sharedPaths: ["/srv"] },
      yaml: `
        services:
          store:
            image: redis:7
            volumes: [redis-data:/data]
        volumes:
          redis-data:
            driver_opts: {type: none, o: bind, device: /srv/redis}
      `,
    },
    {
      name: "a bound folder that looks shared",
      yaml: `
        services:
          store:
            image: redis:7
            volumes: [redis-data:/data]
        volumes:
          redis-data:
            driver_opts: {type: none, o: bind, device: /mnt/nfs/redis}
      `,
    },
    {
      name: "memory: tmpfs-data speaks",
      yaml: `
        services:
          store:
            image: redis:7
            volumes: [redis-data:/data]
        volumes:
          redis-data:
            driver_opts: {type: tmpfs, device: tmpfs}
      `,
    },
    {
      name: "an anonymous volume: anonymous-volume speaks",
      yaml: `
        services:
          store:
            image: redis:7
            volumes: [/data]
      `,
    },
    {
      name: "a host path: bind-host-path speaks",
      yaml: `
        services:
          store:
            image: redis:7
            volumes: [/srv/redis:/data]
      `,
    },
    {
      name: "a volume that is not declared: undeclared-volume speaks",
      rejected: ["undeclared-volume"],
      yaml: `
        services:
          store:
            image: redis:7
            volumes: [redis-data:/data]
      `,
    },
    {
      name: "a pin from another file",
      yaml: {
        "stack.yml": `
          services:
            store:
              image: redis:7
              volumes: [redis-data:/data]
          volumes: {redis-data: }
        `,
        "production.yml": `
          services:
            store:
              deploy: {placement: {constraints: [node.hostname == node1]}}
        `,
      },
    },
    {
      name: "a zone and a label: the label may leave one node",
      yaml: `
        services:
          store:
            image: redis:7
            volumes:
              - redis-data:/data
            deploy: {placement: {constraints: [node.labels.zone == a, node.labels.redis == true]}}
        volumes:
          redis-data:
      `,
    },
  ],
  invalid: [
    {
      name: "a volume that the configuration calls disposable",
      yaml: {
        "stack.yml": "services:\n  store: {image: 'redis:7', volumes: [⟦'redis-tmp:/data'⟧]}\nvolumes: {redis-tmp: }\n",
        ".swarm-volume-check.yml": "rules: {local-volume-unpinned: {disposable: ['*-tmp']}}\n",
      },
      findings: [
        { severity: "note", message: "`redis-tmp` stays on the old node", service: "store", volume: "redis-tmp" },
      ],
    },
    {
      name: "a volume that the configuration does not call disposable",
      yaml: {
        "stack.yml":
          "services:\n  store: {image: 'redis:7', volumes: [⟦'redis-data:/data'⟧]}\nvolumes: {redis-data: }\n",
        ".swarm-volume-check.yml": "rules: {local-volume-unpinned: {disposable: [redis-tmp]}}\n",
      },
      findings: [{ severity: "error", message: "`redis-data`", service: "store", volume: "redis-data" }],
    },
    {
      name: "a label that two nodes of the list carry, in one zone",
      facts: { nodeList: NODES, externalVolumes: new Map([["*", "node"]]) },
      yaml: labelled("ssd", "⟦'redis-data:/data'⟧"),
      findings: [
        { severity: "error", message: "moves its task within its zone", service: "store", volume: "redis-data" },
      ],
    },
    {
      name: "a plain volume",
      yaml: `
        services:
          store:
            image: redis:7
            volumes:
              - ⟦redis-data:/data⟧
        volumes:
          redis-data:
      `,
      findings: [
        {
          severity: "error",
          message: MESSAGE,
          help: "Pin the service to one node (`node.hostname == ...`), or mount network storage under a new volume name, because a volume that exists keeps its old options. NFS is not advised for Redis: prefer the pin, with backups.",
          service: "store",
          volume: "redis-data",
        },
      ],
    },
    {
      name: "long form, local driver, its own name",
      yaml: `
        services:
          store:
            image: redis:7
            volumes:
              - ⟦{type: volume, source: redis-data, target: /data}⟧
        volumes:
          redis-data:
            driver: local
            name: something-else
      `,
      findings: [{ severity: "error", message: MESSAGE, service: "store", volume: "redis-data" }],
    },
    {
      name: "long form over several lines",
      yaml: `
        services:
          store:
            image: redis:7
            volumes:
              - ⟦type: volume
                source: redis-data
                target: /data⟧
        volumes:
          redis-data:
      `,
      findings: [{ severity: "error", message: MESSAGE, service: "store", volume: "redis-data" }],
    },
    {
      name: "empty options are a plain volume",
      yaml: `
        services:
          store:
            image: redis:7
            volumes:
              - ⟦redis-data:/data⟧
        volumes:
          redis-data:
            driver_opts: {type: "\${TYPE}", o: "", device: "\${DEVICE}"}
      `,
      unsetVariables: "empty",
      findings: [{ severity: "error", message: MESSAGE, service: "store", volume: "redis-data" }],
    },
    {
      name: "an unknown image",
      yaml: `
        services:
          app:
            image: acme/app:1
            volumes:
              - ⟦app-data:/srv⟧
        volumes:
          app-data:
      `,
      findings: [
        {
          severity: "error",
          message: "`app-data` stays on the old node",
          help: "because a volume that exists keeps its old options.",
          service: "app",
          volume: "app-data",
        },
      ],
    },
    {
      name: "beside the data: only a warning",
      yaml: "services:\n  a: {image: 'caddy:2', volumes: [⟦'saved:/config'⟧, ⟦'set:/etc/caddy'⟧, '/mnt/nfs/caddy:/data']}\nvolumes: {saved: , set: }\n",
      findings: [
        { severity: "warning", message: "`saved` stays on the old node", service: "a", volume: "saved" },
        { severity: "warning", message: "`set` stays on the old node", service: "a", volume: "set" },
      ],
    },
    {
      name: "an image that keeps nothing: only a warning",
      yaml: `
        services:
          web:
            image: nginx:1.27
            volumes:
              - ⟦site:/srv⟧
        volumes:
          site:
      `,
      findings: [{ severity: "warning", message: "`site` stays on the old node", service: "web", volume: "site" }],
    },
    {
      name: "one folder of a volume",
      yaml: `
        services:
          app:
            image: acme/app:1
            volumes:
              - ⟦{type: volume, source: data, target: /srv, volume: {subpath: app}}⟧
        volumes:
          data:
      `,
      findings: [
        {
          severity: "error",
          message:
            "`app` cannot start, or before Engine 26.1 starts on an empty volume, when Swarm moves its task: `data` stays on the old node.",
          service: "app",
          volume: "data",
        },
      ],
    },
    {
      name: "a node is free for another task",
      facts: { nodes: 3 },
      yaml: `
        services:
          app:
            image: acme/app:1
            volumes:
              - ⟦data:/srv⟧
            deploy: {replicas: 2, placement: {max_replicas_per_node: 1}}
        volumes:
          data:
      `,
      findings: [{ severity: "error", message: "`app` starts on an empty volume", service: "app", volume: "data" }],
    },
    {
      name: "constraints that leave several nodes",
      yaml: `
        services:
          store:
            image: redis:7
            volumes:
              - ⟦redis-data:/data⟧
            deploy:
              placement:
                constraints: [node.hostname != node1, node.platform.os == linux, node.ip == 10.0.0.0/24]
                preferences: [{spread: node.labels.rack}]
                max_replicas_per_node: 1
        volumes:
          redis-data:
      `,
      findings: [{ severity: "error", message: MESSAGE, service: "store", volume: "redis-data" }],
    },
    {
      name: "a zone: how many nodes it has is not known",
      yaml: `
        services:
          store:
            image: redis:7
            volumes:
              - ⟦redis-data:/data⟧
            deploy: {placement: {constraints: [node.labels.zone == a]}}
        volumes:
          redis-data:
      `,
      findings: [
        {
          severity: "warning",
          message:
            "`store` starts on an empty volume when Swarm moves its task within its zone: `redis-data` stays on the old node",
          service: "store",
          volume: "redis-data",
        },
      ],
    },
    {
      name: "three nodes",
      facts: { nodes: 3 },
      yaml: `
        services:
          store:
            image: redis:7
            volumes:
              - ⟦redis-data:/data⟧
        volumes:
          redis-data:
      `,
      findings: [{ severity: "error", message: MESSAGE, service: "store", volume: "redis-data" }],
    },
    {
      name: "several replicas",
      yaml: `
        services:
          app:
            image: acme/app:1
            volumes:
              - ⟦app-data:/srv⟧
            deploy: {replicas: 3}
        volumes:
          app-data:
      `,
      findings: [{ severity: "error", message: "`app` starts on an empty volume", service: "app", volume: "app-data" }],
    },
    {
      name: "replicas from a variable",
      yaml: `
        services:
          app:
            image: acme/app:1
            volumes:
              - ⟦app-data:/srv⟧
            deploy: {replicas: "\${REPLICAS}"}
        volumes:
          app-data:
      `,
      findings: [
        { severity: "error", message: "`app-data` stays on the old node", service: "app", volume: "app-data" },
      ],
    },
    {
      name: "a volume for each slot stays on its node as well",
      yaml: `
        services:
          app:
            image: acme/app:1
            volumes:
              - ⟦app-data:/srv⟧
            deploy: {replicas: 3}
        volumes:
          app-data: {name: "app-{{.Task.Slot}}"}
      `,
      findings: [
        { severity: "error", message: "`app-data` stays on the old node", service: "app", volume: "app-data" },
      ],
    },
    {
      name: "a replicated job",
      yaml: `
        services:
          import:
            image: acme/import:1
            volumes:
              - ⟦progress:/state⟧
            deploy: {mode: replicated-job}
        volumes:
          progress:
      `,
      findings: [
        { severity: "error", message: "`import` starts on an empty volume", service: "import", volume: "progress" },
      ],
    },
    {
      name: "a bound folder",
      yaml: `
        services:
          store:
            image: redis:7
            volumes:
              - ⟦redis-data:/data⟧
        volumes:
          redis-data:
            driver_opts: {type: none, o: bind, device: /srv/redis}
      `,
      findings: [
        {
          severity: "error",
          message:
            "cannot start, or finds different files, when Swarm moves its task: `redis-data` stays on the old node.",
          service: "store",
          volume: "redis-data",
        },
      ],
    },
    {
      name: "a disk of the node",
      yaml: `
        services:
          store:
            image: redis:7
            volumes:
              - ⟦redis-data:/data⟧
        volumes:
          redis-data:
            driver_opts: {type: ext4, device: /dev/sdb1}
      `,
      findings: [
        {
          severity: "error",
          message: "cannot start, or finds different files, when Swarm moves its task:",
          service: "store",
          volume: "redis-data",
        },
      ],
    },
    {
      name: "what a vendor says of NFS: PostgreSQL",
      yaml: `
        services:
          db:
            image: postgres:16
            volumes:
              - ⟦pg:/var/lib/postgresql/data⟧
        volumes:
          pg:
      `,
      findings: [
        {
          severity: "error",
          message: "`pg` stays on the old node",
          help: "On NFS, PostgreSQL needs care: a `hard` mount, and never two writers at once.",
          service: "db",
          volume: "pg",
        },
      ],
    },
    {
      name: "what a vendor says of NFS: MinIO",
      yaml: `
        services:
          store:
            image: minio/minio
            command: server /data
            volumes:
              - ⟦objects:/data⟧
        volumes:
          objects:
      `,
      findings: [
        {
          severity: "error",
          message: "`objects` stays on the old node",
          help: "does not support NFS: prefer the pin, with backups.",
          service: "store",
          volume: "objects",
        },
      ],
    },
    {
      name: "one volume of two services",
      yaml: `
        services:
          one:
            image: acme/one:1
            volumes:
              - ⟦common:/srv⟧
          two:
            image: acme/two:1
            volumes:
              - ⟦common:/srv⟧
          three:
            image: acme/three:1
            volumes:
              - common:/srv:ro
        volumes:
          common:
      `,
      findings: [
        { severity: "error", message: "`one` starts on an empty volume", service: "one", volume: "common" },
        { severity: "error", message: "`two` starts on an empty volume", service: "two", volume: "common" },
      ],
    },
    {
      name: "two volumes of one service",
      yaml: `
        services:
          app:
            image: acme/app:1
            volumes:
              - ⟦one:/srv/one⟧
              - ⟦two:/srv/two⟧
        volumes:
          one:
          two:
      `,
      findings: [
        { severity: "error", message: "`one` stays on", service: "app", volume: "one" },
        { severity: "error", message: "`two` stays on", service: "app", volume: "two" },
      ],
    },
    {
      name: "through an alias: the place is the use",
      yaml: `
        x-volumes: &volumes
          - app-data:/srv
        services:
          app:
            image: acme/app:1
            volumes: ⟦*volumes⟧
        volumes:
          app-data:
      `,
      findings: [
        {
          severity: "error",
          message: "`app-data` stays on the old node",
          service: "app",
          volume: "app-data",
          anchor: "volumes",
        },
      ],
    },
    {
      name: "through a merge key: the place is the use",
      yaml: `
        x-base: &base
          image: acme/app:1
          volumes: [app-data:/srv]
        services:
          one:
            <<: ⟦*base⟧
          two:
            <<: *base
            deploy: {placement: {constraints: [node.hostname == node1]}}
        volumes:
          app-data:
      `,
      findings: [
        {
          severity: "error",
          message: "`one` starts on an empty volume",
          service: "one",
          volume: "app-data",
          anchor: "base",
        },
      ],
    },
    {
      name: "through a whole service",
      yaml: `
        services:
          one: &one
            image: acme/app:1
            volumes:
              - ⟦app-data:/srv⟧
          two: ⟦*one⟧
        volumes:
          app-data:
      `,
      findings: [
        { severity: "error", message: "`one` starts on an empty volume", service: "one", volume: "app-data" },
        {
          severity: "error",
          message: "`two` starts on an empty volume",
          service: "two",
          volume: "app-data",
          anchor: "one",
        },
      ],
    },
    {
      name: "several files: a later one brings the mount",
      yaml: {
        "stack.yml": `
          services:
            store:
              image: redis:7
          volumes: {redis-data: }
        `,
        "mounts.yml": `
          services:
            store:
              volumes:
                - ⟦redis-data:/data⟧
        `,
      },
      findings: [{ severity: "error", message: MESSAGE, service: "store", volume: "redis-data" }],
    },
    {
      name: "several files: a later one takes the options away",
      yaml: {
        "stack.yml": `
          services:
            store:
              image: redis:7
              volumes:
                - ⟦redis-data:/data⟧
          volumes:
            redis-data:
              driver_opts: {type: nfs, o: "addr=10.0.0.1", device: ":/data"}
        `,
        "override.yml": `
          volumes:
            redis-data:
        `,
      },
      findings: [{ severity: "error", message: MESSAGE, service: "store", volume: "redis-data" }],
    },
  ],
});
