import { testRule } from "./harness.ts";

const LOST = "is lost when a new task replaces the old one: on an update, a crash or a move.";

/** A service `a` in one line: an image, and what else it says. */
const service = (rest: string, volumes = ""): string => `services:\n  a: {${rest}}\n${volumes}`;

testRule("stateful-no-volume", {
  valid: [
    {
      name: "a volume at the data directory",
      yaml: `
        services:
          db:
            image: postgres:16
            volumes: [pg:/var/lib/postgresql/data]
        volumes: {pg: }
      `,
    },
    {
      name: "volumes above directories that no VOLUME of the image takes",
      yaml: `
        services:
          ldap:
            image: osixia/openldap:1.5.0
            volumes: [records:/var/lib, settings:/etc/ldap]
        volumes: {records: , settings: }
      `,
    },
    {
      name: "a trailing slash",
      yaml: service("image: 'redis:7', volumes: ['redis-data:/data/']", "volumes: {redis-data: }"),
    },
    { name: "a host path", yaml: service("image: 'redis:7', volumes: ['/srv/redis:/data']") },
    {
      name: "a tmpfs: tmpfs-data speaks",
      yaml: service("image: 'redis:7', volumes: [{type: tmpfs, target: /data}]"),
    },
    { name: "an anonymous volume: anonymous-volume speaks", yaml: service("image: 'redis:7', volumes: [/data]") },
    {
      name: "a read-only volume",
      yaml: service("image: 'redis:7', volumes: ['redis-data:/data:ro']", "volumes: {redis-data: }"),
    },
    {
      name: "a volume elsewhere: volume-wrong-path speaks",
      yaml: service("image: 'redis:7', volumes: ['redis-data:/redis']", "volumes: {redis-data: }"),
    },
    {
      name: "a directory moved under the mount",
      yaml: service(
        "image: 'postgres:16', environment: {PGDATA: /srv/pg}, volumes: ['redis-data:/srv']",
        "volumes: {redis-data: }",
      ),
    },
    {
      name: "a target from a variable may be it",
      yaml: service("image: 'redis:7', volumes: ['redis-data:${TARGET}']", "volumes: {redis-data: }"),
    },
    { name: "replicas: 0", yaml: service("image: 'redis:7', deploy: {replicas: 0}") },
    // Told to keep nothing
    {
      name: "Redis without persistence",
      yaml: service('image: "redis:7", command: ["redis-server", "--save", "", "--appendonly", "no"]'),
    },
    {
      name: "Grafana with another database",
      yaml: service("image: 'grafana/grafana:11', environment: {GF_DATABASE_TYPE: postgres, GF_DATABASE_HOST: db}"),
    },
    {
      name: "Keycloak with another database",
      yaml: service("image: 'quay.io/keycloak/keycloak:25', environment: {KC_DB: postgres}, command: start"),
    },
    { name: "a registry on S3", yaml: service("image: 'registry:2', environment: {REGISTRY_STORAGE: s3}") },
    { name: "Vault for development", yaml: service("image: 'hashicorp/vault:1', command: server -dev") },
    { name: "Consul for development", yaml: service("image: 'hashicorp/consul:1', command: agent -dev") },
    { name: "NATS without JetStream", yaml: service("image: 'nats:2'") },
    { name: "Traefik without ACME", yaml: service("image: 'traefik:v3', command: --providers.swarm") },
    // A job in an engine's image
    {
      name: "a dump",
      yaml: service("image: 'postgres:16', command: pg_dump -h db app, deploy: {mode: replicated-job}"),
    },
    { name: "a script that cannot be told", yaml: service("image: 'postgres:16', entrypoint: /start.sh") },
    // Not an engine, or not known
    { name: "an unknown image", yaml: service("image: 'acme/app:1'") },
    { name: "an image that keeps nothing", yaml: service("image: 'nginx:1.27'") },
    { name: "Memcached", yaml: service("image: 'memcached:1'") },
    { name: "an image from a variable", yaml: service("image: '${IMAGE}'") },
    {
      name: "a volume from another file",
      yaml: {
        "stack.yml": service("image: 'redis:7'"),
        "data.yml": service("volumes: ['redis-data:/data']", "volumes: {redis-data: }"),
      },
    },
  ],
  invalid: [
    ...(
      [
        ["4.5.2", "an anonymous volume"],
        ["5.0.4", "an anonymous volume"],
        ["5.1.0", "the container itself"],
        ["13.0.1", "the container itself"],
        ["${TAG}", "the container itself or an anonymous volume"],
      ] as const
    ).map(([tag, where]) => ({
      name: `what Grafana ${tag} makes of it`,
      yaml: service(`image: ⟦'grafana/grafana:${tag}'⟧`),
      findings: [
        {
          severity: "error" as const,
          message: `\`a\` keeps its data in \`/var/lib/grafana\`, and nothing is mounted there. The data goes into ${where} and ${LOST}`,
          service: "a",
        },
      ],
    })),
    {
      name: "an image with a VOLUME",
      yaml: `
        services:
          store:
            image: ⟦redis:7⟧
            command: redis-server --appendonly yes
      `,
      findings: [
        {
          severity: "error",
          message: `\`store\` keeps its data in \`/data\`, and nothing is mounted there. The data goes into an anonymous volume and ${LOST}`,
          help: "Mount a named volume at `/data`.",
          service: "store",
        },
      ],
    },
    {
      name: "Redis that nothing asks to keep its data: many are caches",
      yaml: service("image: ⟦'redis:7'⟧, command: redis-server --maxmemory 1gb"),
      findings: [
        {
          severity: "warning",
          message: "`a` keeps its data in `/data`, and nothing is mounted there.",
          help: "Mount a named volume at `/data`. If it is only a cache, say so to the server: `--save '' --appendonly no`.",
          service: "a",
        },
      ],
    },
    {
      name: "an image without a VOLUME",
      yaml: service("image: ⟦'redis/redis-stack:7.4.0-v0'⟧"),
      findings: [
        {
          severity: "error",
          message: `\`a\` keeps its data in \`/data\`, and nothing is mounted there. The data goes into the container itself and ${LOST}`,
          service: "a",
        },
      ],
    },
    {
      name: "a pin and one node do not help",
      facts: { nodes: 1 },
      yaml: service(
        "image: ⟦'redis:7'⟧, command: --save 60 1, deploy: {placement: {constraints: ['node.hostname == a']}}",
      ),
      findings: [{ severity: "error", message: "`/data`", service: "a" }],
    },
    {
      name: "global does not help",
      yaml: service("image: ⟦'redis:7'⟧, command: --save 60 1, deploy: {mode: global}"),
      findings: [{ severity: "error", message: "`/data`", service: "a" }],
    },
    {
      name: "a job that runs the engine",
      yaml: service("image: ⟦'redis:7'⟧, command: --save 60 1, deploy: {mode: replicated-job}"),
      findings: [{ severity: "error", message: "`/data`", service: "a" }],
    },
    {
      name: "PostgreSQL up to 17",
      yaml: service("image: ⟦'postgres:17.2-alpine'⟧"),
      findings: [
        {
          severity: "error",
          message: "`/var/lib/postgresql/data`",
          help: "at `/var/lib/postgresql/data`.",
          service: "a",
        },
      ],
    },
    {
      name: "PostgreSQL since 18",
      yaml: service("image: ⟦'postgres:18'⟧"),
      findings: [
        {
          severity: "error",
          message: "`/var/lib/postgresql/18/docker`",
          help: "Mount a named volume at `/var/lib/postgresql`.",
          service: "a",
        },
      ],
    },
    {
      name: "a tag that does not tell the version, where no version would find its data",
      yaml: service("image: ⟦postgres⟧"),
      findings: [
        {
          severity: "error",
          message: "`a` keeps its data in `/var/lib/postgresql/data`",
          help: "Mount a named volume at `/var/lib/postgresql`.",
          service: "a",
        },
      ],
    },
    {
      name: "a mirror's path: only a warning",
      yaml: service("image: ⟦'registry.example.org/library/redis:7'⟧"),
      findings: [{ severity: "warning", message: "`a` most likely keeps its data in `/data`", service: "a" }],
    },
    {
      name: "an assumed fact: only a warning",
      yaml: service("image: ⟦'ibmcom/db2:11.5'⟧"),
      findings: [{ severity: "warning", message: "`a` most likely keeps", service: "a" }],
    },
    {
      name: "a service that calls itself a cache: only a warning",
      yaml: "services:\n  session-cache: {image: ⟦'redis:7'⟧}\n",
      findings: [
        {
          severity: "warning",
          message: "`session-cache` most likely keeps its data in `/data`",
          service: "session-cache",
        },
      ],
    },
    {
      name: "a configuration file of its own: only a warning",
      yaml: service("image: ⟦'mysql:8'⟧, command: mysqld --defaults-file=/etc/mine.cnf"),
      findings: [{ severity: "warning", message: "`a` most likely keeps", service: "a" }],
    },
    {
      name: "an env_file that is not read: only a warning",
      yaml: service("image: ⟦'postgres:16'⟧, env_file: [db.env]"),
      findings: [{ severity: "warning", message: "most likely", service: "a" }],
    },
    {
      name: "a setting moves it",
      yaml: service("image: ⟦'postgres:16'⟧, environment: {PGDATA: /srv/pg, POSTGRES_PASSWORD: correct-horse}"),
      findings: [
        {
          severity: "error",
          message: "keeps its data in `/srv/pg`, and nothing is mounted there. The data goes into the container itself",
          service: "a",
        },
      ],
    },
    {
      name: "a cache beside it",
      yaml: service("image: ⟦'redis:7'⟧, volumes: ['some-cache:/var/cache']", "volumes: {some-cache: }"),
      findings: [{ severity: "warning", message: "`/data`", service: "a" }],
    },
    {
      name: "a socket and settings beside it",
      yaml: service("image: ⟦'redis:7'⟧, volumes: ['/var/run/docker.sock:/sock', './redis.conf:/etc/redis.conf']"),
      findings: [{ severity: "warning", message: "`/data`", service: "a" }],
    },
    {
      name: "the second of two directories",
      yaml: service("image: ⟦'osixia/openldap:1.5.0'⟧, volumes: ['ldap:/var/lib/ldap']", "volumes: {ldap: }"),
      findings: [{ severity: "error", message: "`/etc/ldap/slapd.d`", service: "a" }],
    },
    {
      name: "both of two directories",
      yaml: service("image: ⟦'osixia/openldap:1.5.0'⟧"),
      findings: [
        { severity: "error", message: "`/var/lib/ldap`", service: "a", at: 0 },
        { severity: "error", message: "`/etc/ldap/slapd.d`", service: "a", at: 0 },
      ],
    },
    {
      name: "an image through an alias",
      yaml: `
        x-image: &image redis:7
        services:
          a:
            image: ⟦*image⟧
      `,
      findings: [{ severity: "warning", message: "`/data`", service: "a", anchor: "image" }],
    },
    {
      name: "an image through a merge key",
      yaml: `
        x-redis: &redis {image: redis:7}
        services:
          a:
            <<: ⟦*redis⟧
      `,
      findings: [{ severity: "warning", message: "`/data`", service: "a", anchor: "redis" }],
    },
    {
      name: "an image through a whole service",
      yaml: `
        services:
          a: &a
            image: ⟦redis:7⟧
          b: ⟦*a⟧
      `,
      findings: [
        { severity: "warning", message: "`a` keeps", service: "a" },
        { severity: "warning", message: "`b` keeps", service: "b", anchor: "a" },
      ],
    },
    {
      name: "a version from a variable, where no version would find its data",
      yaml: service("image: ⟦'postgres:${TAG}'⟧"),
      findings: [{ severity: "error", message: "`a` keeps its data in `/var/lib/postgresql/data`", service: "a" }],
    },
    {
      name: "a version from a variable, where all versions are alike",
      yaml: service("image: ⟦'redis:${TAG}'⟧"),
      findings: [{ severity: "warning", message: "`a` keeps its data in `/data`", service: "a" }],
    },
    {
      name: "several files: the last image counts",
      yaml: {
        "stack.yml": service("image: 'acme/app:1'"),
        "engine.yml": service("image: ⟦'redis:7'⟧"),
      },
      findings: [{ severity: "warning", message: "`/data`", service: "a" }],
    },
  ],
});
