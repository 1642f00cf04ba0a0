import { testRule } from "./harness.ts";

const LOST = "The data is lost when a new task replaces the old one: on an update, a crash or a move.";

/** A service `a` with the volume `data`, in one line. */
const service = (rest: string): string => `services:\n  a: {${rest}}\nvolumes: {data: }\n`;

testRule("volume-wrong-path", {
  valid: [
    { name: "the right path", yaml: service("image: 'redis:7', volumes: ['data:/data']") },
    { name: "the right path with a slash at its end", yaml: service("image: 'redis:7', volumes: ['data:/data/']") },
    {
      name: "PostgreSQL 17 at its path",
      yaml: service("image: 'postgres:17', volumes: ['data:/var/lib/postgresql/data']"),
    },
    { name: "PostgreSQL 18 at its path", yaml: service("image: 'postgres:18', volumes: ['data:/var/lib/postgresql']") },
    {
      name: "PostgreSQL 18 at its directory",
      yaml: service("image: 'postgres:18', volumes: ['data:/var/lib/postgresql/18/docker']"),
    },
    {
      name: "a tag from a variable at the old path",
      yaml: service("image: 'postgres:${TAG}', volumes: ['data:/var/lib/postgresql/data']"),
    },
    {
      name: "a digest alone at the old path",
      yaml: service(`image: 'postgres@sha256:${"0".repeat(64)}', volumes: ['data:/var/lib/postgresql/data']`),
    },
    {
      name: "PostgreSQL without a version and with PGDATA in the volume",
      yaml: service(
        "image: postgres, environment: {PGDATA: /var/lib/postgresql/data/x}, volumes: ['data:/var/lib/postgresql/data']",
      ),
    },
    {
      name: "PostgreSQL latest, the other path",
      yaml: service("image: 'postgres:latest', volumes: ['data:/var/lib/postgresql']"),
    },
    {
      name: "PGDATA below the mount",
      yaml: service("image: 'postgres:16', environment: {PGDATA: /srv/data/pg}, volumes: ['data:/srv/data']"),
    },
    {
      name: "PGDATA below a mount above the image's VOLUME",
      yaml: service(
        "image: 'postgres:16', environment: [PGDATA=/var/lib/postgresql/mine], volumes: ['data:/var/lib/postgresql']",
      ),
    },
    {
      name: "PGDATA from a variable",
      yaml: service("image: 'postgres:16', environment: {PGDATA: '${PGDATA}'}, volumes: ['data:/srv/data']"),
    },
    {
      name: "a flag below the mount",
      yaml: service(
        "image: 'prom/prometheus:v3.1.0', command: '--storage.tsdb.path=/srv/tsdb', volumes: ['data:/srv']",
      ),
    },
    {
      name: "NATS with its directory",
      yaml: service("image: 'nats:2', command: [-js, -sd, /data], volumes: ['data:/data']"),
    },
    {
      name: "above directories that no VOLUME takes",
      yaml: service("image: 'osixia/openldap:1.5.0', volumes: ['data:/var/lib', 'data:/etc/ldap']"),
    },
    // Mounts that were not meant to keep the data
    {
      name: "scripts of the first start",
      yaml: service("image: 'postgres:16', volumes: ['./init:/docker-entrypoint-initdb.d']"),
    },
    {
      name: "one file of settings",
      yaml: service("image: 'redis:7', volumes: ['data:/usr/local/etc/redis/redis.conf']"),
    },
    { name: "a cache", yaml: service("image: 'redis:7', volumes: ['data:/var/cache/redis']") },
    { name: "backups", yaml: service("image: 'redis:7', volumes: ['data:/backup']") },
    { name: "a read-only volume", yaml: service("image: 'redis:7', volumes: ['data:/modules:ro']") },
    { name: "a socket", yaml: service("image: 'redis:7', volumes: ['/var/run/docker.sock:/var/run/docker.sock']") },
    { name: "a host path far away", yaml: service("image: 'redis:7', volumes: ['/srv/modules:/modules/redis']") },
    { name: "an anonymous volume far away", yaml: service("image: 'postgres:16', volumes: [/modules]") },
    { name: "no mount: stateful-no-volume speaks", yaml: service("image: 'redis:7'") },
    {
      name: "one more volume beside the right one",
      yaml: service("image: 'redis:7', volumes: ['data:/data', 'data:/modules']"),
    },
    // Nothing to keep, or not known
    {
      name: "told to keep nothing",
      yaml: service(`image: 'redis:7', command: redis-server --save "" --appendonly no, volumes: ['data:/redis']`),
    },
    { name: "a dump", yaml: service("image: 'postgres:16', command: pg_dump -h db, volumes: ['data:/dump']") },
    { name: "an unknown image", yaml: service("image: 'acme/app:1', volumes: ['data:/var/lib/app']") },
    { name: "an unknown script", yaml: service("image: 'postgres:16', entrypoint: /start.sh, volumes: ['data:/srv']") },
    { name: "replicas: 0", yaml: service("image: 'redis:7', volumes: ['data:/redis'], deploy: {replicas: 0}") },
    { name: "a target from a variable", yaml: service("image: 'redis:7', volumes: ['data:/redis/${FOLDER}']") },
    {
      name: "a folder of configuration beside the data: nothing was meant to keep it",
      yaml: service("image: 'hashicorp/consul:1.20', command: agent -server, volumes: ['/srv/consul:/consul/config']"),
    },
  ],
  invalid: [
    {
      name: "beside the data",
      yaml: `
        services:
          store:
            image: redis:7
            volumes:
              - ⟦redis-data:/var/lib/redis⟧
        volumes:
          redis-data:
      `,
      findings: [
        {
          severity: "error",
          message: `\`store\` keeps its data in \`/data\`, but the volume \`redis-data\` is mounted at \`/var/lib/redis\`. ${LOST}`,
          help: "Mount a volume at `/data`. Data written so far is in the running container: copy it out before the next deploy.",
          service: "store",
          volume: "redis-data",
        },
      ],
    },
    {
      name: "above the image's VOLUME",
      yaml: service("image: 'postgres:16', volumes: [⟦'data:/var/lib/postgresql'⟧]"),
      findings: [
        {
          severity: "error",
          message: `\`a\` keeps its data in \`/var/lib/postgresql/data\`, but the volume \`data\` is mounted at \`/var/lib/postgresql\`, and the image's own VOLUME below it takes the data into an anonymous volume. ${LOST}`,
          help: "Mount a volume at `/var/lib/postgresql/data`.",
          service: "a",
          volume: "data",
        },
      ],
    },
    {
      name: "above the image's VOLUME with a slash at its end",
      yaml: service("image: 'postgres:16', volumes: [⟦'data:/var/lib/postgresql/'⟧]"),
      findings: [{ severity: "error", message: "and the image's own VOLUME below it", service: "a", volume: "data" }],
    },
    {
      name: "the old path of PostgreSQL since 18",
      yaml: service("image: 'postgres:18.1', volumes: [⟦'data:/var/lib/postgresql/data'⟧]"),
      findings: [
        {
          severity: "error",
          message:
            "`a` keeps its data in `/var/lib/postgresql/18/docker`, but the volume `data` is mounted at `/var/lib/postgresql/data`. Newer builds of this image refuse to start so; older ones lose the data when a new task replaces the old one.",
          help: "Mount a volume at `/var/lib/postgresql`.",
          service: "a",
          volume: "data",
        },
      ],
    },
    {
      name: "the official path on Bitnami's image",
      yaml: service("image: 'bitnami/postgresql:16', volumes: [⟦'data:/var/lib/postgresql/data'⟧]"),
      findings: [
        {
          severity: "error",
          message: "but the volume `data` is mounted at `/var/lib/postgresql/data`",
          help: "Mount a volume at `/bitnami/postgresql`.",
          service: "a",
          volume: "data",
        },
      ],
    },
    {
      name: "Kafka without a directory of logs under the mount",
      yaml: service("image: 'apache/kafka:3.9.0', volumes: [⟦'data:/var/lib/kafka/data'⟧]"),
      findings: [
        {
          severity: "error",
          message: "but the volume `data` is mounted at `/var/lib/kafka/data`",
          service: "a",
          volume: "data",
        },
      ],
    },
    {
      name: "NATS without its directory",
      yaml: service("image: 'nats:2', command: [-js], volumes: [⟦'data:/data'⟧]"),
      findings: [
        { severity: "error", message: "but the volume `data` is mounted at `/data`", service: "a", volume: "data" },
      ],
    },
    {
      name: "PGDATA elsewhere",
      yaml: service(
        "image: 'postgres:16', environment: {PGDATA: /pg, POSTGRES_PASSWORD: correct-horse}, volumes: [⟦'data:/var/lib/postgresql/data'⟧]",
      ),
      findings: [
        {
          severity: "error",
          message: `\`a\` keeps its data in \`/pg\`, but the volume \`data\` is mounted at \`/var/lib/postgresql/data\`. ${LOST}`,
          service: "a",
          volume: "data",
        },
      ],
    },
    {
      name: "a flag elsewhere",
      yaml: service(
        "image: 'prom/prometheus:v3.1.0', command: '--storage.tsdb.path=/tsdb', volumes: [⟦'data:/prometheus'⟧]",
      ),
      findings: [{ severity: "error", message: "keeps its data in `/tsdb`", service: "a", volume: "data" }],
    },
    {
      name: "another flag elsewhere",
      yaml: service("image: 'mysql:8', command: mysqld --datadir=/srv/mysql, volumes: [⟦'data:/var/lib/mysql'⟧]"),
      findings: [{ severity: "error", message: "keeps its data in `/srv/mysql`", service: "a", volume: "data" }],
    },
    {
      name: "a part of the data only",
      yaml: service("image: 'postgres:16', volumes: [⟦'data:/var/lib/postgresql/data/pg_wal'⟧]"),
      findings: [
        {
          severity: "error",
          message: "is mounted at `/var/lib/postgresql/data/pg_wal`.",
          service: "a",
          volume: "data",
        },
      ],
    },
    {
      name: "a host path beside the data",
      yaml: service("image: 'mysql:8', volumes: [⟦'/srv/mysql:/var/lib/mysqldata'⟧]"),
      findings: [{ severity: "error", message: "but `/srv/mysql` is mounted at `/var/lib/mysqldata`", service: "a" }],
    },
    {
      name: "the nearest of several mounts",
      yaml: service("image: 'mysql:8', volumes: ['data:/modules', ⟦'data:/var/lib/data'⟧]"),
      findings: [{ severity: "error", message: "is mounted at `/var/lib/data`", service: "a", volume: "data" }],
    },
    {
      name: "a volume far away, when there is no other",
      yaml: service("image: 'mysql:8', volumes: ['/srv/modules:/modules', ⟦'data:/mysql'⟧]"),
      findings: [{ severity: "error", message: "is mounted at `/mysql`", service: "a", volume: "data" }],
    },
    {
      name: "the root, when there is a nearer mount",
      yaml: service("image: 'mysql:8', volumes: ['data:/', ⟦'data:/var/lib/data'⟧]"),
      findings: [{ severity: "error", message: "is mounted at `/var/lib/data`", service: "a", volume: "data" }],
    },
    {
      name: "an external volume",
      yaml: "services:\n  a: {image: 'redis:7', volumes: [⟦'shared:/redis'⟧]}\nvolumes: {shared: {external: true}}\n",
      findings: [{ severity: "error", message: "the volume `shared`", service: "a", volume: "shared" }],
    },
    {
      name: "a cluster of one node",
      facts: { nodes: 1 },
      yaml: service("image: 'redis:7', volumes: [⟦'data:/redis'⟧]"),
      findings: [{ severity: "error", message: "is mounted at `/redis`", service: "a", volume: "data" }],
    },
    {
      name: "a tag that does not tell the version, where no version would find its data",
      yaml: service("image: postgres, volumes: [⟦'data:/pgdata'⟧]"),
      findings: [
        {
          severity: "error",
          message: "`a` keeps its data in `/var/lib/postgresql/data`",
          help: "Mount a volume at `/var/lib/postgresql`.",
          service: "a",
          volume: "data",
        },
      ],
    },
    ...["postgres", "'postgres:latest'", "'postgres:alpine'", "'postgres:trixie'"].map((image) => ({
      name: `the newest refuses the mount: ${image}`,
      yaml: service(`image: ${image}, volumes: [⟦'data:/var/lib/postgresql/data'⟧]`),
      findings: [
        {
          severity: "warning" as const,
          message:
            "The tag of `a` names no version, and has been 18 since 2025-09-25: that refuses to start with the volume `data` at `/var/lib/postgresql/data`. Any deploy can bring it.",
          help: "Write the version that runs now into the tag",
          service: "a",
          volume: "data",
          fixes: [],
        },
      ],
    })),
    {
      name: "the newest may look elsewhere",
      yaml: service("image: influxdb, volumes: [⟦'data:/var/lib/influxdb2'⟧]"),
      findings: [
        {
          severity: "warning",
          message: "was announced to be 3-core from 2026-09-15 on: that keeps its data in `/var/lib/influxdb3`",
          service: "a",
          volume: "data",
        },
      ],
    },
    {
      name: "PGDATA may be in an env_file, and the mount is below the default: most likely it is there",
      yaml: service("image: 'postgres:16', env_file: pg.env, volumes: [⟦'data:/var/lib/postgresql/data/pgdata'⟧]"),
      findings: [
        {
          severity: "note",
          message:
            "Whether `a` keeps its data at `/var/lib/postgresql/data/pgdata`, where the volume `data` is mounted, depends on `PGDATA`, which its `env_file` may set and which is not read here. Without it the data is in `/var/lib/postgresql/data`, and is lost when a new task replaces the old one: on an update, a crash or a move.",
          help: "Write `PGDATA` under `environment`, so that it can be checked. If it is not set, mount a volume at `/var/lib/postgresql/data`, and copy out first what is in the running container.",
          service: "a",
          volume: "data",
          fixes: [],
        },
      ],
    },
    ...(
      [
        ["postgres:16", "/srv", "PGDATA"],
        ["postgres:18", "/var/lib/postgresql/data", "PGDATA"],
        ["apache/kafka:4.0.0", "/srv/kafka", "KAFKA_LOG_DIRS"],
        ["emqx:5", "/var/emqx", "EMQX_NODE__DATA_DIR"],
        ["docker.dragonflydb.io/dragonflydb/dragonfly:v1", "/srv", "DFLY_dir"],
        ["valkey/valkey:8", "/valkey", "VALKEY_EXTRA_FLAGS"],
        ["jenkins/jenkins:lts", "/var/lib/jenkins", "JENKINS_HOME"],
      ] as const
    ).map(([image, target, variable]) => ({
      name: `${variable} of ${image} may be in an env_file: only a warning`,
      yaml: service(`image: '${image}', env_file: a.env, volumes: [⟦'data:${target}'⟧]`),
      findings: [
        {
          severity: "warning" as const,
          message: `Whether \`a\` keeps its data at \`${target}\`, where the volume \`data\` is mounted, depends on \`${variable}\``,
          service: "a",
          volume: "data",
          fixes: [],
        },
      ],
    })),
    {
      name: "an env_file, and no variable that moves the data",
      yaml: service("image: 'mysql:8', env_file: my.env, volumes: [⟦'data:/var/lib/mysql/data'⟧]"),
      findings: [{ severity: "error", message: "keeps its data in `/var/lib/mysql`", service: "a", volume: "data" }],
    },
    {
      name: "an assumed fact: only a warning",
      yaml: service("image: 'ibmcom/db2:11.5', volumes: [⟦'data:/db2'⟧]"),
      findings: [{ severity: "warning", message: "most likely", service: "a", volume: "data" }],
    },
    {
      name: "two directories and one mount that holds none",
      yaml: service("image: 'osixia/openldap:1.5.0', volumes: [⟦'data:/ldap'⟧]"),
      findings: [
        { severity: "error", message: "keeps its data in `/var/lib/ldap`", service: "a", volume: "data", at: 0 },
        { severity: "error", message: "keeps its data in `/etc/ldap/slapd.d`", service: "a", volume: "data", at: 0 },
      ],
    },
    {
      name: "through an alias",
      yaml: `
        x-volumes: &volumes ["data:/redis"]
        services:
          a:
            image: redis:7
            volumes: ⟦*volumes⟧
        volumes: {data: }
      `,
      findings: [
        { severity: "error", message: "is mounted at `/redis`", service: "a", volume: "data", anchor: "volumes" },
      ],
    },
    {
      name: "through a merge key",
      yaml: `
        x-redis: &redis
          image: redis:7
          volumes: ["data:/redis"]
        services:
          a:
            <<: ⟦*redis⟧
        volumes: {data: }
      `,
      findings: [
        { severity: "error", message: "is mounted at `/redis`", service: "a", volume: "data", anchor: "redis" },
      ],
    },
    {
      name: "a data directory that moved out of its volume",
      base: service("image: 'postgres:16', volumes: ['data:/var/lib/postgresql/data']"),
      yaml: service(
        "image: 'postgres:16', environment: {PGDATA: /srv/pg}, volumes: [⟦'data:/var/lib/postgresql/data'⟧]",
      ),
      findings: [
        {
          severity: "error",
          message:
            "`a` keeps its data in `/srv/pg`, but the volume `data` is mounted at `/var/lib/postgresql/data`. The data so far is in the volume: when this change is deployed, `a` starts without it, and what it writes then is lost when a new task replaces the old one.",
          help: "Put the data directory back to `/var/lib/postgresql/data`: the data is still in the volume.",
          service: "a",
          volume: "data",
          fixes: [
            {
              title: "Mount it at `/srv/pg`",
              unsafe: true,
              text: service("image: 'postgres:16', environment: {PGDATA: /srv/pg}, volumes: ['data:/srv/pg']"),
            },
          ],
        },
      ],
    },
    {
      name: "out of a folder of its volume: mounted at the new path, the engine would meet other files",
      base: service(
        "image: 'postgres:16', environment: {PGDATA: /var/lib/postgresql/data/a}, volumes: ['data:/var/lib/postgresql/data']",
      ),
      yaml: service(
        "image: 'postgres:16', environment: {PGDATA: /srv/a}, volumes: [⟦'data:/var/lib/postgresql/data'⟧]",
      ),
      findings: [
        {
          severity: "error",
          message: "The data so far is in the volume",
          help: "Put the data directory back to `/var/lib/postgresql/data/a`",
          service: "a",
          volume: "data",
          fixes: [],
        },
      ],
    },
    {
      name: "a volume that moved away from the data",
      base: service("image: 'mysql:8', volumes: ['data:/var/lib/mysql']"),
      yaml: service("image: 'mysql:8', volumes: [⟦'data:/data'⟧]"),
      findings: [
        {
          severity: "error",
          message: "when this change is deployed, `a` starts without it",
          help: "Put the mount back to `/var/lib/mysql`",
          service: "a",
          volume: "data",
          fixes: [
            {
              title: "Mount it at `/var/lib/mysql`",
              unsafe: true,
              text: service("image: 'mysql:8', volumes: ['data:/var/lib/mysql']"),
            },
          ],
        },
      ],
    },
    {
      name: "another engine at the volume of the old one",
      base: service("image: 'postgres:16', volumes: ['data:/var/lib/postgresql/data']"),
      yaml: service("image: 'mysql:8', volumes: [⟦'data:/var/lib/postgresql/data'⟧]"),
      findings: [
        {
          severity: "error",
          message: `\`a\` keeps its data in \`/var/lib/mysql\`, but the volume \`data\` is mounted at \`/var/lib/postgresql/data\`, with the files of PostgreSQL in it. ${LOST}`,
          help: "Mount a new volume at `/var/lib/mysql`: MySQL may not be able to read the files of PostgreSQL. To take the data along, make a dump while PostgreSQL runs",
          service: "a",
          volume: "data",
          fixes: [],
        },
      ],
    },
    {
      name: "another version that has another path",
      base: service("image: 'postgres:16', volumes: ['data:/var/lib/postgresql/data']"),
      yaml: service("image: 'postgres:18', volumes: [⟦'data:/var/lib/postgresql/data'⟧]"),
      findings: [
        {
          severity: "error",
          message: "with the files of PostgreSQL 16 in it. Newer builds of this image refuse to start so",
          help: "Mount a new volume at `/var/lib/postgresql`: PostgreSQL 18 may not be able to read the files of PostgreSQL 16. To take the data along",
          service: "a",
          volume: "data",
          fixes: [],
        },
      ],
    },
    {
      name: "wrong before and now: the data is in the container",
      base: service("image: 'redis:7', volumes: ['data:/redis']"),
      yaml: service("image: 'redis:7.4', volumes: [⟦'data:/redis'⟧]"),
      findings: [
        { severity: "error", message: LOST, help: "is in the running container", service: "a", volume: "data" },
      ],
    },
    {
      name: "in the second file",
      yaml: {
        "stack.yml": "services:\n  a: {image: 'redis:7'}\n",
        "data.yml": "services:\n  a: {volumes: [⟦'data:/redis'⟧]}\nvolumes: {data: }\n",
      },
      findings: [{ severity: "error", message: "is mounted at `/redis`", service: "a", volume: "data" }],
    },
  ],
});
