import { testRule } from "./harness.ts";

const WHEN =
  "An update, a drain, a lost node or a failed health check can move it.";

/** A service `a` in one line. */
const service = (rest: string, volumes = ""): string => `services:\n  a: {${rest}}\n${volumes}`;
const pinned = "deploy: {placement: {constraints: ['node.hostname == node1']}}";

testRule("bind-host-path", {
  valid: [
    {
      name: "constraints that no node of the list meets: constraint-never-met speaks",
      facts: { nodeList: [{ hostname: "node2", role: undefined, labels: undefined, zone: undefined }] },
      yaml: service(`image: 'redis:7', volumes: ['/srv/redis:/data'], ${pinned}`),
    },
    { name: "a pin", yaml: service(`image: 'redis:7', volumes: ['/srv/redis:/data'], ${pinned}`) },
    { name: "a relative path and a pin", yaml: service(`image: 'redis:7', volumes: ['./redis:/data'], ${pinned}`) },
    {
      name: "a label: pin-by-label speaks",
      yaml: service(
        "image: 'redis:7', volumes: ['/srv/redis:/data'], deploy: {placement: {constraints: ['node.labels.r == 1']}}",
      ),
    },
    {
      name: "a role: pin-by-role speaks",
      yaml: service(
        "image: 'redis:7', volumes: ['/srv/redis:/data'], deploy: {placement: {constraints: ['node.role == manager']}}",
      ),
    },
    {
      name: "a constraint from a variable",
      yaml: service(
        "image: 'redis:7', volumes: ['/srv/redis:/data'], deploy: {placement: {constraints: ['${WHERE}']}}",
      ),
    },
    {
      name: "a global service",
      yaml: service("image: 'acme/agent:1', volumes: ['/srv/agent:/state'], deploy: {mode: global}"),
    },
    {
      name: "a cluster of one node",
      facts: { nodes: 1 },
      yaml: service("image: 'redis:7', volumes: ['/srv/redis:/data']"),
    },
    { name: "replicas: 0", yaml: service("image: 'redis:7', volumes: ['/srv/redis:/data'], deploy: {replicas: 0}") },
    {
      name: "a path that every node mounts",
      facts: { sharedPaths: ["/srv"] },
      yaml: service("image: 'redis:7', volumes: ['/srv/redis:/data']"),
    },
    {
      name: "one of several such paths",
      facts: { sharedPaths: ["/data", "/srv/redis/"] },
      yaml: service("image: 'redis:7', volumes: ['/srv/redis:/data']"),
    },
    {
      name: "a path that looks shared, of an unknown image",
      yaml: service("image: 'acme/app:1', volumes: ['/mnt/nfs/app:/srv']"),
    },
    {
      name: "a path that looks shared, and a pin",
      yaml: service(`image: 'redis:7', volumes: ['/mnt/nfs/redis:/data'], ${pinned}`),
    },
    {
      name: "a path that looks shared, one node",
      facts: { nodes: 1 },
      yaml: service("image: 'redis:7', volumes: ['/mnt/nfs/redis:/data']"),
    },
    {
      name: "a path that looks shared, global",
      yaml: service("image: 'redis:7', volumes: ['/efs/redis:/data'], deploy: {mode: global}"),
    },
    { name: "read-only, short", yaml: service("image: 'acme/app:1', volumes: ['/srv/app:/srv:ro']") },
    {
      name: "read-only, long",
      yaml: service("image: 'acme/app:1', volumes: [{type: bind, source: /srv/app, target: /srv, read_only: true}]"),
    },
    { name: "a relative path, read-only", yaml: service("image: 'acme/app:1', volumes: ['./html:/srv:ro']") },
    {
      name: "Docker's socket",
      yaml: service("image: 'acme/app:1', volumes: ['/var/run/docker.sock:/var/run/docker.sock']"),
    },
    {
      name: "time, and the system's folders",
      yaml: service(
        "image: 'acme/app:1', volumes: ['/etc/localtime:/etc/localtime', '/proc:/host/proc', '/sys/fs:/host/sys', '/dev/disk:/dev/disk', '/:/host']",
      ),
    },
    {
      name: "Docker's own volumes, for an agent",
      yaml: service("image: 'portainer/agent:2', volumes: ['/var/lib/docker/volumes:/var/lib/docker/volumes']"),
    },
    {
      name: "a log and a cache",
      yaml: service("image: 'acme/app:1', volumes: ['/srv/log:/var/log/app', '/srv/cache:/app/cache']"),
    },
    {
      name: "one file of settings with an absolute path",
      yaml: service("image: 'acme/app:1', volumes: ['/srv/app.conf:/etc/app/app.conf']"),
    },
    { name: "a path from a variable", yaml: service("image: 'redis:7', volumes: ['${BASE}/redis:/data']") },
    { name: "a path with a variable in it", yaml: service("image: 'redis:7', volumes: ['/srv/${NAME}:/data']") },
    {
      name: "a named volume",
      yaml: service("image: 'redis:7', volumes: ['redis-data:/data']", "volumes: {redis-data: }"),
    },
    {
      name: "a volume with a bound folder: local-volume-unpinned speaks",
      yaml: service(
        "image: 'redis:7', volumes: ['redis-data:/data']",
        "volumes: {redis-data: {driver_opts: {type: none, o: bind, device: /srv}}}",
      ),
    },
    {
      name: "a name of one letter: single-letter-volume-name speaks",
      yaml: service("image: 'redis:7', volumes: ['a:/data:ro']"),
    },
    {
      name: "a bind without source",
      rejected: ["mount-invalid"],
      yaml: service(
        "image: 'redis:7', volumes: [{type: volume, target: /data}, {type: bind, target: /srv, read_only: true}]",
      ),
    },
  ],
  invalid: [
    {
      name: "an unknown image",
      yaml: `
        services:
          app:
            image: acme/app:1
            volumes:
              - ⟦/srv/app:/state⟧
      `,
      findings: [
        {
          severity: "warning",
          message: `When Swarm moves a task of \`app\` to another node, \`/srv/app\` stays behind: the task is rejected where the path is missing, and finds other files where it exists. ${WHEN}`,
          help: "Pin the service to one node (`node.hostname == ...`), or use network storage. If every node mounts one network file system there, say so with `--shared-path`.",
          service: "app",
        },
      ],
    },
    {
      name: "a data directory: an error",
      yaml: service("image: 'redis:7', volumes: [⟦'/srv/redis:/data'⟧]"),
      findings: [{ severity: "error", message: "`/srv/redis` stays behind", service: "a" }],
    },
    {
      name: "long form",
      yaml: service("image: 'redis:7', volumes: [⟦{type: bind, source: /srv/redis, target: /data}⟧]"),
      findings: [{ severity: "error", message: "`/srv/redis` stays behind", service: "a" }],
    },
    {
      name: "long form with a relative path without a dot",
      yaml: service("image: 'redis:7', volumes: [⟦{type: bind, source: redis, target: /data}⟧]"),
      findings: [
        { severity: "error", message: "`redis` becomes a path of the machine that runs the deploy", service: "a" },
      ],
    },
    {
      name: "a guessed data directory: only a warning",
      yaml: service("image: postgres, volumes: [⟦'/srv/pg:/var/lib/postgresql/data'⟧]"),
      findings: [{ severity: "warning", message: "`/srv/pg` stays behind", service: "a" }],
    },
    {
      name: "an image that keeps nothing",
      yaml: service("image: 'nginx:1.27', volumes: [⟦'/srv/site:/srv'⟧]"),
      findings: [{ severity: "warning", message: "`/srv/site` stays behind", service: "a" }],
    },
    {
      name: "several replicas",
      yaml: service("image: 'acme/app:1', volumes: [⟦'/srv/app:/state'⟧], deploy: {replicas: 3}"),
      findings: [{ severity: "warning", message: "When Swarm moves a task of `a`", service: "a" }],
    },
    {
      name: "a job",
      yaml: service("image: 'acme/import:1', volumes: [⟦'/srv/in:/in'⟧], deploy: {mode: replicated-job}"),
      findings: [{ severity: "warning", message: "`/srv/in` stays behind", service: "a" }],
    },
    {
      name: "a zone",
      yaml: service(
        "image: 'acme/app:1', volumes: [⟦'/srv/app:/state'⟧], deploy: {placement: {constraints: ['node.labels.zone == a']}}",
      ),
      findings: [{ severity: "warning", message: "`/srv/app` stays behind", service: "a" }],
    },
    {
      name: "data in a zone: how many nodes it has is not known",
      yaml: service(
        "image: 'redis:7', volumes: [⟦'/srv/redis:/data'⟧], deploy: {placement: {constraints: ['node.labels.zone == a']}}",
      ),
      findings: [
        { severity: "warning", message: "to another node of its zone, `/srv/redis` stays behind", service: "a" },
      ],
    },
    {
      name: "perhaps read-only",
      yaml: service(
        "image: 'acme/app:1', volumes: [⟦{type: bind, source: /srv/app, target: /state, read_only: '${RO}'}⟧]",
      ),
      findings: [{ severity: "warning", message: "`/srv/app` stays behind", service: "a" }],
    },
    {
      name: "beside a shared path",
      facts: { sharedPaths: ["/srv/shared"] },
      yaml: service("image: 'acme/app:1', volumes: ['/srv/shared/a:/one', ⟦'/srv/shared2:/two'⟧]"),
      findings: [{ severity: "warning", message: "`/srv/shared2` stays behind", service: "a" }],
    },
    {
      name: "a Windows path in front of a path of Linux",
      yaml: service("image: 'acme/app:1', volumes: [⟦'c:/Users/me/app:/state'⟧]"),
      findings: [{ severity: "warning", message: "`c:/Users/me/app` stays behind", service: "a" }],
    },
    // Relative paths
    {
      name: "a relative path",
      yaml: service("image: 'acme/app:1', volumes: [⟦'./app:/state'⟧]"),
      findings: [
        {
          severity: "warning",
          message:
            "`./app` becomes a path of the machine that runs the deploy, and every node looks for that path on its own disk. Where it is missing, the task of `a` is rejected; where it exists, the task finds the files of that node.",
          help: "Use a config or secret for a file, and a named volume for data. Or write an absolute path, and pin the service to one node (`node.hostname == ...`).",
          service: "a",
        },
      ],
    },
    {
      name: "a relative path upwards, and one at home",
      yaml: service("image: 'acme/app:1', volumes: [⟦'../app:/one'⟧, ⟦'~/app:/two'⟧]"),
      findings: [
        { severity: "warning", message: "`../app` becomes", service: "a" },
        { severity: "warning", message: "`~/app` becomes", service: "a" },
      ],
    },
    {
      name: "a relative path, of data",
      yaml: service("image: 'redis:7', volumes: [⟦'./redis:/data'⟧]"),
      findings: [{ severity: "error", message: "`./redis` becomes", service: "a" }],
    },
    {
      name: "a relative file of settings: only a warning",
      yaml: service("image: 'acme/app:1', volumes: [⟦'./app.conf:/etc/app/app.conf'⟧]"),
      findings: [{ severity: "warning", message: "`./app.conf` becomes", service: "a" }],
    },
    {
      name: "a relative path of an image that keeps nothing: only a warning",
      yaml: service("image: 'nginx:1.27', volumes: [⟦'./site:/srv'⟧]"),
      findings: [{ severity: "warning", message: "`./site` becomes", service: "a" }],
    },
    // Paths that look shared
    {
      name: "data on a path that looks shared: a note",
      yaml: service("image: 'redis:7', volumes: [⟦'/mnt/nfs/redis:/data'⟧]"),
      findings: [
        {
          severity: "note",
          message:
            "When Swarm moves a task of `a` to another node, its data follows only if `/mnt/nfs/redis` is one network file system that every node mounts. The path looks like it, but the file cannot tell.",
          help: "If every node mounts it, say so with `--shared-path`.",
          service: "a",
        },
      ],
    },
    // Anchors and files
    {
      name: "through an alias",
      yaml: `
        x-volumes: &volumes ["/srv/app:/state"]
        services:
          a:
            image: acme/app:1
            volumes: ⟦*volumes⟧
      `,
      findings: [{ severity: "warning", message: "`/srv/app`", service: "a", anchor: "volumes" }],
    },
    {
      name: "one entry through an alias",
      yaml: `
        x-mount: &mount /srv/app:/state
        services:
          a:
            image: acme/app:1
            volumes:
              - ⟦*mount⟧
      `,
      findings: [{ severity: "warning", message: "`/srv/app`", service: "a", anchor: "mount" }],
    },
    {
      name: "through a merge key of several",
      yaml: `
        x-one: &one {image: "acme/app:1"}
        x-two: &two {volumes: ["/srv/app:/state"]}
        services:
          a:
            <<: [*one, ⟦*two⟧]
      `,
      findings: [{ severity: "warning", message: "`/srv/app`", service: "a", anchor: "two" }],
    },
    {
      name: "in the second file",
      yaml: {
        "stack.yml": service("image: 'redis:7'"),
        "more/volumes.yml": service("volumes: [⟦'/srv/redis:/data'⟧]"),
      },
      findings: [{ severity: "error", message: "`/srv/redis`", service: "a" }],
    },
  ],
});
