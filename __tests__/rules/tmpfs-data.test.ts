import { testRule } from "./harness.ts";

/** A service `a` in one line. */
const service = (rest: string, volumes = ""): string => `services:\n  a: {${rest}}\n${volumes}`;
const tmpfs = "{type: tmpfs, target: /data}";
const GONE = "and a tmpfs is mounted there. It is in memory: the data is gone after every restart, update or move.";

testRule("tmpfs-data", {
  valid: [
    { name: "a volume", yaml: service("image: 'redis:7', volumes: ['redis-data:/data']", "volumes: {redis-data: }") },
    { name: "no mount: stateful-no-volume speaks", yaml: service("image: 'redis:7'") },
    {
      name: "Redis without persistence",
      yaml: service(`image: 'redis:7', command: redis-server --save "" --appendonly no, volumes: [${tmpfs}]`),
    },
    { name: "Memcached", yaml: service(`image: 'memcached:1', volumes: [${tmpfs}]`) },
    { name: "an unknown image", yaml: service(`image: 'acme/app:1', volumes: [${tmpfs}]`) },
    {
      name: "another folder of an engine",
      yaml: service(
        "image: 'redis:7', volumes: ['redis-data:/data', {type: tmpfs, target: /tmp}]",
        "volumes: {redis-data: }",
      ),
    },
    {
      name: "a part of the data directory",
      yaml: service(
        "image: 'postgres:16', volumes: ['pg:/var/lib/postgresql/data', {type: tmpfs, target: /var/lib/postgresql/data/pg_stat_tmp}]",
        "volumes: {pg: }",
      ),
    },
    {
      name: "a job that dumps",
      yaml: service(
        "image: 'postgres:16', command: pg_dump -h db, volumes: [{type: tmpfs, target: /var/lib/postgresql/data}]",
      ),
    },
    { name: "read-only", yaml: service("image: 'redis:7', volumes: [{type: tmpfs, target: /data, read_only: true}]") },
    { name: "replicas: 0", yaml: service(`image: 'redis:7', volumes: [${tmpfs}], deploy: {replicas: 0}`) },
    { name: "the service's own key, which deploy drops", yaml: service("image: 'redis:7', tmpfs: [/data]") },
    {
      name: "a volume on a disk",
      yaml: service(
        "image: 'redis:7', volumes: ['redis-data:/data']",
        "volumes: {redis-data: {driver_opts: {type: ext4, device: /dev/sdb1}}}",
      ),
    },
  ],
  invalid: [
    {
      name: "Redis",
      yaml: `
        services:
          store:
            image: redis:7
            volumes:
              - ⟦{type: tmpfs, target: /data}⟧
      `,
      findings: [
        {
          severity: "error",
          message: `\`store\` keeps its data in \`/data\`, ${GONE}`,
          help: "Mount a named volume there. If the data may go, say so to the server: `redis-server --save '' --appendonly no`.",
          service: "store",
        },
      ],
    },
    {
      name: "PostgreSQL, with a size",
      yaml: service(
        "image: 'postgres:16', volumes: [⟦{type: tmpfs, target: /var/lib/postgresql/data, tmpfs: {size: 1000000}}⟧]",
      ),
      findings: [
        {
          severity: "error",
          message: `\`a\` keeps its data in \`/var/lib/postgresql/data\`, ${GONE}`,
          help: "Mount a named volume there.",
          service: "a",
        },
      ],
    },
    {
      name: "above the data directory",
      yaml: service(
        "image: 'osixia/openldap:1.5.0', volumes: [⟦{type: tmpfs, target: /var/lib}⟧, 'settings:/etc/ldap']",
        "volumes: {settings: }",
      ),
      findings: [{ severity: "error", message: "keeps its data in `/var/lib/ldap`", service: "a" }],
    },
    {
      name: "a volume in memory",
      yaml: service(
        "image: 'redis:7', volumes: [⟦'redis-data:/data'⟧]",
        "volumes: {redis-data: {driver_opts: {type: tmpfs, device: tmpfs, o: size=100m}}}",
      ),
      findings: [{ severity: "error", message: GONE, service: "a", volume: "redis-data" }],
    },
    {
      name: "a pin, global and one node do not help",
      facts: { nodes: 1 },
      yaml: service(`image: 'redis:7', volumes: [⟦${tmpfs}⟧], deploy: {mode: global}`),
      findings: [{ severity: "error", message: GONE, service: "a" }],
    },
    {
      name: "a job that runs the engine",
      yaml: service(`image: 'redis:7', volumes: [⟦${tmpfs}⟧], deploy: {mode: replicated-job}`),
      findings: [{ severity: "error", message: GONE, service: "a" }],
    },
    {
      name: "a tag that does not tell the version: only a warning",
      yaml: service("image: postgres, volumes: [⟦{type: tmpfs, target: /var/lib/postgresql/data}⟧]"),
      findings: [{ severity: "warning", message: "`a` most likely keeps its data in", service: "a" }],
    },
    {
      name: "an assumed fact: only a warning",
      yaml: service("image: 'ibmcom/db2:11.5', volumes: [⟦{type: tmpfs, target: /database}⟧]"),
      findings: [{ severity: "warning", message: "most likely", service: "a" }],
    },
    {
      name: "through an alias",
      yaml: `
        x-volumes: &volumes [{type: tmpfs, target: /data}]
        services:
          a:
            image: redis:7
            volumes: ⟦*volumes⟧
      `,
      findings: [{ severity: "error", message: GONE, service: "a", anchor: "volumes" }],
    },
    {
      name: "through a merge key",
      yaml: `
        x-redis: &redis
          image: redis:7
          volumes: [{type: tmpfs, target: /data}]
        services:
          a:
            <<: ⟦*redis⟧
      `,
      findings: [{ severity: "error", message: GONE, service: "a", anchor: "redis" }],
    },
    {
      name: "in the second file, in place of a volume",
      yaml: {
        "stack.yml": service("image: 'redis:7', volumes: ['redis-data:/data']", "volumes: {redis-data: }"),
        "test.yml": service(`volumes: [⟦${tmpfs}⟧]`),
      },
      findings: [{ severity: "error", message: GONE, service: "a" }],
    },
  ],
});
