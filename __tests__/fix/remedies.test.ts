import { testFixes } from "./table.ts";

const NODE = (name: string) =>
  `"node.hostname == \${${name}:?set it to the host name of the node that holds the data}"`;
const O =
  '"addr=${NFS_SERVER:?set it to the name or address of the NFS server},nfsvers=4.1,rsize=1048576,wsize=1048576,hard,timeo=600,retrans=2"';

const stack = (image: string, mounts: string, rest: string, volumes: string): string => `
  services:
    app:
      image: ${image}
      volumes: ${mounts}${rest}
${volumes}`;

const pinnedTo = (node: string): string => `
      deploy:
        placement:
          constraints:
            - ${node}`;

testFixes("a volume that stays behind", [
  {
    name: "network storage first where the engine allows it",
    rule: "local-volume-unpinned",
    yaml: stack("acme/app:1", "[data:/data]", "", "  volumes: {data: }\n"),
    fixes: [
      {
        unsafe: true,
        remedy: "network",
        title: "Move the data to NFS, under the new volume name `data-nfs`",
        text: stack(
          "acme/app:1",
          "[data-nfs:/data]",
          "",
          `  volumes: {data-nfs: { driver: local, driver_opts: { type: nfs, o: ${O}, device: ":/data" } } }\n`,
        ),
      },
      {
        unsafe: true,
        remedy: "pin",
        text: stack("acme/app:1", "[data:/data]", pinnedTo(NODE("APP_NODE")), "  volumes: {data: }\n"),
      },
    ],
  },
  {
    name: "the pin first where the vendor advises against NFS; what the configuration says",
    rule: "local-volume-unpinned",
    yaml: stack(
      "redis:7",
      "[data:/data]",
      "",
      "  volumes:\n    data: # all of it\n      labels: [a=b]\n      name: cache\n",
    ),
    storage: {
      pinTo: "node-7",
      network: {
        kind: "efs",
        server: "fs-1.efs.eu-west-1.amazonaws.com",
        options: undefined,
        directory: "{service}/{volume}",
      },
      block: { driver: "hetzner", options: new Map([["size", "20"]]) },
    },
    fixes: [
      {
        unsafe: true,
        remedy: "pin",
        title: "Pin `app` to the node `node-7`",
        text: stack(
          "redis:7",
          "[data:/data]",
          pinnedTo("node.hostname == node-7"),
          "  volumes:\n    data: # all of it\n      labels: [a=b]\n      name: cache\n",
        ),
      },
      {
        unsafe: true,
        remedy: "block",
        text: stack(
          "redis:7",
          "[data-block:/data]",
          "",
          '  volumes:\n    data-block: # all of it\n      labels: [a=b]\n      name: cache-block\n      driver: hetzner\n      driver_opts:\n        size: "20"\n',
        ),
      },
      {
        unsafe: true,
        remedy: "network",
        title: "EFS (not advised for Redis)",
        text: stack(
          "redis:7",
          "[data-efs:/data]",
          "",
          '  volumes:\n    data-efs: # all of it\n      labels: [a=b]\n      name: cache-efs\n      driver_opts:\n        type: nfs\n        o: "addr=fs-1.efs.eu-west-1.amazonaws.com,nfsvers=4.1,rsize=1048576,wsize=1048576,hard,timeo=600,retrans=2,noresvport"\n        device: ":/app/data"\n',
        ),
      },
    ],
  },
  {
    name: "a folder that every node has",
    rule: "local-volume-unpinned",
    yaml: stack(
      "acme/app:1",
      '["data:/data"]',
      "",
      "  volumes:\n    data:\n      driver_opts: {type: none, o: bind, device: /srv/a}\n",
    ),
    stackName: "shop",
    storage: { sharedPath: "/mnt/efs/", preferred: "network" },
    fixes: [
      {
        unsafe: true,
        remedy: "network",
        title: "Move the data to `/mnt/efs/`, under",
        text: stack(
          "acme/app:1",
          '["data-shared:/data"]',
          "",
          "  volumes:\n    data-shared:\n      driver_opts: { type: none, o: bind, device: /mnt/efs/shop_data }\n",
        ),
      },
      {
        unsafe: true,
        remedy: "pin",
        text: stack(
          "acme/app:1",
          '["data:/data"]',
          pinnedTo(NODE("APP_NODE")),
          "  volumes:\n    data:\n      driver_opts: {type: none, o: bind, device: /srv/a}\n",
        ),
      },
    ],
  },
  {
    name: "all services of a volume move together, in all files",
    rule: "local-volume-unpinned",
    yaml: {
      "a.yml": `
        services:
          app: {image: "acme/app:1", volumes: ["data:/data"]}
        volumes: {data: }
      `,
      "b.yml": `
        services:
          job:
            image: acme/job:1
            volumes:
              - {type: volume, source: data, target: /in, read_only: true}
            deploy:
              placement:
                constraints: []
      `,
    },
    fixes: [
      {
        unsafe: true,
        remedy: "network",
        text: {
          "a.yml": `
            services:
              app: {image: "acme/app:1", volumes: ["data-nfs:/data"]}
            volumes: {data-nfs: { driver: local, driver_opts: { type: nfs, o: ${O}, device: ":/data" } } }
          `,
          "b.yml": `
            services:
              job:
                image: acme/job:1
                volumes:
                  - {type: volume, source: data-nfs, target: /in, read_only: true}
                deploy:
                  placement:
                    constraints: []
          `,
        },
      },
      {
        unsafe: true,
        remedy: "pin",
        title: "Pin `app` and `job`",
        text: {
          "a.yml": `
            services:
              app: {image: "acme/app:1", volumes: ["data:/data"], deploy: { placement: { constraints: [${NODE("DATA_NODE")}] } }}
            volumes: {data: }
          `,
          "b.yml": `
            services:
              job:
                image: acme/job:1
                volumes:
                  - {type: volume, source: data, target: /in, read_only: true}
                deploy:
                  placement:
                    constraints:
                      - ${NODE("DATA_NODE")}
          `,
        },
      },
    ],
  },
  {
    name: "to the node of the service that is pinned already",
    rule: "local-volume-unpinned",
    yaml: `
      services:
        app: {image: "acme/app:1", volumes: ["data:/data"]}
        job:
          image: acme/job:1
          volumes: ["data:/in"]
          deploy: {placement: {constraints: [node.hostname == n3]}}
      volumes: {data: {name: "\${NAME:-x}"}}
    `,
    fixes: [
      {
        unsafe: true,
        remedy: "network",
        text: `
          services:
            app: {image: "acme/app:1", volumes: ["data-nfs:/data"]}
            job:
              image: acme/job:1
              volumes: ["data-nfs:/in"]
              deploy: {placement: {constraints: [node.hostname == n3]}}
          volumes: {data-nfs: {name: "\${NAME:-x}-nfs", driver_opts: { type: nfs, o: ${O}, device: ":/data" }}}
        `,
      },
      {
        unsafe: true,
        remedy: "pin",
        title: "Pin `app` to the node `n3`",
        text: `
          services:
            app: {image: "acme/app:1", volumes: ["data:/data"], deploy: { placement: { constraints: [node.hostname == n3] } }}
            job:
              image: acme/job:1
              volumes: ["data:/in"]
              deploy: {placement: {constraints: [node.hostname == n3]}}
          volumes: {data: {name: "\${NAME:-x}"}}
        `,
      },
    ],
  },
  {
    name: "no mount behind an anchor, no place of another's deploy",
    rule: "local-volume-unpinned",
    yaml: `
      x-app: &app
        volumes: ["data:/data"]
        deploy: {replicas: 1}
      services:
        app: {<<: *app, image: "acme/app:1"}
      volumes: {data: }
    `,
    fixes: [],
  },
  {
    name: "no pin for a service with one task a node",
    rule: "local-volume-unpinned",
    unsafe: true,
    remedy: "network",
    title: "`data-nfs-2`",
    patch: `
        services:
          app:
            image: acme/app:1
      -     volumes: ["data:/data"]
      +     volumes: ["data-nfs-2:/data"]
            deploy: {replicas: 2, placement: {max_replicas_per_node: 1}}
      - volumes: {data: , data-nfs: {external: true}}
      + volumes: {data-nfs-2: { driver: local, driver_opts: { type: nfs, o: ${O}, device: ":/data" } } , data-nfs: {external: true}}
    `,
  },
]);

const PINNED = "\n      deploy: {placement: {constraints: [node.hostname == n1]}}";

testFixes("data without a volume of its own", [
  {
    name: "a name, where the service stays",
    rule: "anonymous-volume",
    yaml: stack("redis:7", "[/data]", PINNED, ""),
    fixes: [
      {
        unsafe: true,
        title: "Give the volume at `/data` the name `app-data`",
        text: stack("redis:7", '["app-data:/data"]'.replaceAll('"', ""), PINNED, "  volumes:\n    app-data:\n"),
      },
      {
        unsafe: true,
        remedy: "network",
        text: stack(
          "redis:7",
          "[app-data-nfs:/data]",
          PINNED,
          `  volumes:\n    app-data-nfs:\n      driver: local\n      driver_opts:\n        type: nfs\n        o: ${O}\n        device: ":/app-data"\n`,
        ),
      },
    ],
  },
  {
    name: "a mount for a database, and a pin",
    rule: "stateful-no-volume",
    yaml: `
      services:
        db:
          image: redis:7

      networks: {back: }
    `,
    fixes: [
      {
        unsafe: true,
        remedy: "pin",
        title: "Mount the new volume `db-data` at `/data`, and pin `db`",
        text: `
          services:
            db:
              image: redis:7
              volumes:
                - db-data:/data
              deploy:
                placement:
                  constraints:
                    - ${NODE("DB_NODE")}

          networks: {back: }

          volumes:
            db-data:
        `,
      },
      {
        unsafe: true,
        remedy: "network",
        text: `
          services:
            db:
              image: redis:7
              volumes:
                - db-data-nfs:/data

          networks: {back: }

          volumes:
            db-data-nfs:
              driver: local
              driver_opts:
                type: nfs
                o: ${O}
                device: ":/db-data"
        `,
      },
    ],
  },
  {
    name: "a name that is declared nowhere",
    rule: "undeclared-volume",
    yaml: stack("acme/app:1", '["data:/data"]', PINNED, ""),
    fixes: [
      {
        unsafe: true,
        title: "Declare the volume `data`",
        text: stack("acme/app:1", '["data:/data"]', PINNED, "  volumes:\n    data:\n"),
      },
      {
        unsafe: true,
        remedy: "network",
        text: stack(
          "acme/app:1",
          '["data-nfs:/data"]',
          PINNED,
          `  volumes:\n    data-nfs:\n      driver: local\n      driver_opts:\n        type: nfs\n        o: ${O}\n        device: ":/data"\n`,
        ),
      },
    ],
  },
  {
    name: "a name of one letter",
    rule: "single-letter-volume-name",
    yaml: stack("acme/app:1", '["a:/data:ro"]', "", "  volumes: {a: , b2: {external: true}}\n"),
    fixes: [
      {
        unsafe: true,
        title: "Call the volume `a-data`",
        text: stack("acme/app:1", '["a-data:/data:ro"]', "", "  volumes: {b2: {external: true}, a-data: null}\n"),
      },
      {
        unsafe: true,
        remedy: "network",
        text: stack(
          "acme/app:1",
          '["a-data-nfs:/data:ro"]',
          "",
          `  volumes: {b2: {external: true}, a-data-nfs: { driver: local, driver_opts: { type: nfs, o: ${O}, device: ":/a-data" } }}\n`,
        ),
      },
      {
        unsafe: true,
        remedy: "pin",
        text: stack(
          "acme/app:1",
          '["a-data:/data:ro"]',
          pinnedTo(NODE("APP_NODE")),
          "  volumes: {b2: {external: true}, a-data: null}\n",
        ),
      },
    ],
  },
  {
    name: "data in memory",
    rule: "tmpfs-data",
    yaml: `
      services:
        db:
          image: postgres:16
          volumes:
            - type: tmpfs
              target: /var/lib/postgresql/data
              tmpfs: {size: 1000000}
          deploy: {placement: {constraints: [node.hostname == n1]}}
    `,
    fixes: [
      {
        unsafe: true,
        title: "in place of the tmpfs",
        text: `
          services:
            db:
              image: postgres:16
              volumes:
                - type: volume
                  target: /var/lib/postgresql/data
                  source: db-data
              deploy: {placement: {constraints: [node.hostname == n1]}}
          volumes:
            db-data:
        `,
      },
      {
        unsafe: true,
        remedy: "network",
        text: `
          services:
            db:
              image: postgres:16
              volumes:
                - type: volume
                  target: /var/lib/postgresql/data
                  source: db-data-nfs
              deploy: {placement: {constraints: [node.hostname == n1]}}
          volumes:
            db-data-nfs:
              driver: local
              driver_opts:
                type: nfs
                o: ${O}
                device: ":/db-data"
        `,
      },
    ],
  },
  {
    name: "a folder of the node",
    rule: "bind-host-path",
    yaml: stack("acme/app:1", "[/srv/app:/data]", "", ""),
    fixes: [
      { unsafe: true, remedy: "pin", text: stack("acme/app:1", "[/srv/app:/data]", pinnedTo(NODE("APP_NODE")), "") },
    ],
  },
  {
    name: "a label that two nodes may carry",
    rule: "pin-by-label",
    yaml: stack(
      "redis:7",
      "[data:/data]",
      "\n      deploy: {placement: {constraints: [node.labels.disk == ssd]}}",
      "  volumes: {data: }\n",
    ),
    storage: { pinTo: "n1" },
    fixes: [
      {
        unsafe: true,
        remedy: "pin",
        text: stack(
          "redis:7",
          "[data:/data]",
          "\n      deploy: {placement: {constraints: [node.labels.disk == ssd, node.hostname == n1]}}",
          "  volumes: {data: }\n",
        ),
      },
      {
        unsafe: true,
        remedy: "network",
        text: stack(
          "redis:7",
          "[data-nfs:/data]",
          "\n      deploy: {placement: {constraints: [node.labels.disk == ssd]}}",
          `  volumes: {data-nfs: { driver: local, driver_opts: { type: nfs, o: ${O}, device: ":/data" } } }\n`,
        ),
      },
    ],
  },
]);

testFixes("a node to stay on", [
  {
    name: "an external volume, of which each node may have one",
    rule: "external-volume-per-node",
    storage: { pinTo: "n1" },
    unsafe: true,
    remedy: "pin",
    patch: `
        services:
          app:
            image: postgres:16
            volumes: ["data:/var/lib/postgresql/data"]
      +     deploy:
      +       placement:
      +         constraints:
      +           - node.hostname == n1
        volumes:
          data: {external: true}
    `,
  },
  {
    name: "a role that several nodes may have",
    rule: "pin-by-role",
    yaml: stack(
      "redis:7",
      "[data:/data]",
      "\n      deploy: {placement: {constraints: [node.role == manager]}}",
      "  volumes: {data: }\n",
    ),
    storage: { pinTo: "n1" },
    fixes: [
      {
        unsafe: true,
        remedy: "pin",
        text: stack(
          "redis:7",
          "[data:/data]",
          "\n      deploy: {placement: {constraints: [node.role == manager, node.hostname == n1]}}",
          "  volumes: {data: }\n",
        ),
      },
      {
        unsafe: true,
        remedy: "network",
        text: stack(
          "redis:7",
          "[data-nfs:/data]",
          "\n      deploy: {placement: {constraints: [node.role == manager]}}",
          `  volumes: {data-nfs: { driver: local, driver_opts: { type: nfs, o: ${O}, device: ":/data" } } }\n`,
        ),
      },
    ],
  },
  {
    name: "two services that should share a volume and have one on each node",
    rule: "volume-split-between-nodes",
    yaml: `
      services:
        db:
          image: postgres:16
          volumes: ["data:/var/lib/postgresql/data"]
          deploy: {placement: {constraints: [node.hostname == n1]}}
        backup:
          image: acme/backup:1
          volumes: ["data:/in:ro"]
      volumes:
        data:
    `,
    fixes: [
      {
        unsafe: true,
        remedy: "network",
        text: `
          services:
            db:
              image: postgres:16
              volumes: ["data-nfs:/var/lib/postgresql/data"]
              deploy: {placement: {constraints: [node.hostname == n1]}}
            backup:
              image: acme/backup:1
              volumes: ["data-nfs:/in:ro"]
          volumes:
            data-nfs:
              driver: local
              driver_opts:
                type: nfs
                o: ${O}
                device: ":/data"
        `,
      },
      {
        unsafe: true,
        remedy: "pin",
        title: "Pin `backup` to the node `n1`",
        text: `
          services:
            db:
              image: postgres:16
              volumes: ["data:/var/lib/postgresql/data"]
              deploy: {placement: {constraints: [node.hostname == n1]}}
            backup:
              image: acme/backup:1
              volumes: ["data:/in:ro"]
              deploy:
                placement:
                  constraints:
                    - node.hostname == n1
          volumes:
            data:
        `,
      },
    ],
  },
]);
