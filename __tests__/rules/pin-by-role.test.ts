import { testRule } from "./harness.ts";

/** A service `a` with the volume `data`, its constraints, and what else it says. */
const service = (constraints: string, rest = "image: 'redis:7', volumes: ['data:/data']", volume = ""): string =>
  `services:\n  a: {${rest}, deploy: {placement: {constraints: [${constraints}]}}}\nvolumes: {data: ${volume}}\n`;
const PIN = "'node.role == manager'";
const MARKED = "⟦'node.role == manager'⟧";
const MESSAGE =
  "The data that `store` writes to the volume `redis-data` stays on the node of its task, and every node with this role may run it. If there is a second one, Swarm can start the task there, without the data.";
const HELP = "Use `node.hostname == ...`: a swarm soon has several managers and several workers.";

testRule("pin-by-role", {
  valid: [
    { name: "no constraint: local-volume-unpinned speaks", yaml: service("") },
    { name: "the other operator", yaml: service("'node.role != manager'") },
    { name: "a host name too", yaml: service(`${PIN}, 'node.hostname == node1'`) },
    { name: "a node's id too", yaml: service(`'node.id == x', ${PIN}`) },
    { name: "a constraint from a variable too", yaml: service(`${PIN}, '\${WHERE}'`) },
    { name: "a label: pin-by-label speaks", yaml: service("'node.labels.disk == ssd'") },
    { name: "a cluster of one node", facts: { nodes: 1 }, yaml: service(PIN) },
    { name: "a global service", yaml: service(PIN).replace("deploy: {", "deploy: {mode: global, ") },
    { name: "replicas: 0", yaml: service(PIN).replace("deploy: {", "deploy: {replicas: 0, ") },
    {
      name: "network storage",
      yaml: service(PIN, undefined, "{driver_opts: {type: nfs, o: 'addr=10.0.0.1', device: ':/data'}}"),
    },
    {
      name: "a path that every node mounts",
      facts: { sharedPaths: ["/srv"] },
      yaml: service(PIN, "image: 'redis:7', volumes: ['/srv/redis:/data']"),
    },
    { name: "a block device", yaml: service(PIN, undefined, "{driver: rexray/ebs}") },
    { name: "an external volume: external-volume-per-node speaks", yaml: service(PIN, undefined, "{external: true}") },
    { name: "an anonymous volume: anonymous-volume speaks", yaml: service(PIN, "image: 'redis:7', volumes: [/data]") },
    { name: "a tmpfs", yaml: service(PIN, "image: 'redis:7', volumes: [{type: tmpfs, target: /data}]") },
    { name: "no mount: stateful-no-volume speaks", yaml: service(PIN, "image: 'redis:7'") },
    { name: "read-only", yaml: service(PIN, "image: 'redis:7', volumes: ['data:/data:ro']") },
    { name: "a cache", yaml: service(PIN, "image: 'acme/app:1', volumes: ['data:/var/cache/app']") },
    {
      name: "the system's folders",
      yaml: service(PIN, "image: 'acme/app:1', volumes: ['/var/run/docker.sock:/var/run/docker.sock']"),
    },
    { name: "one file of settings", yaml: service(PIN, "image: 'acme/app:1', volumes: ['./app.conf:/etc/app.conf']") },
    {
      name: "settings beside the data",
      yaml: service(
        PIN,
        "image: 'prom/prometheus:v2.55.0', volumes: ['data:/prometheus', './etc:/etc/prometheus']",
      ).replace("data: }", "data: {driver_opts: {type: nfs, o: 'addr=10.0.0.1,nfsvers=4', device: ':/p'}}}"),
    },
    {
      name: "a path that looks like network storage",
      yaml: service(PIN, "image: 'redis:7', volumes: ['/mnt/nas/redis:/data']"),
    },
    {
      name: "programs of the node",
      yaml: service(PIN, "image: 'acme/app:1', volumes: ['/usr/bin/docker:/usr/bin/docker']"),
    },
    { name: "an image that keeps nothing", yaml: service(PIN, "image: 'nginx:1.27', volumes: ['data:/srv']") },
    { name: "no mount at all", yaml: service(PIN, "image: 'acme/app:1'") },
    {
      name: "a host name from another file",
      yaml: { "stack.yml": service(PIN), "pin.yml": service("'node.hostname == node1'", "image: 'redis:7'") },
    },
  ],
  invalid: [
    {
      name: "beside a mount that Docker refuses",
      yaml: service(MARKED, "image: 'redis:7', volumes: ['data:/data', 'other:more:ro']", "").replace(
        "{data: }",
        "{data: , other: }",
      ),
      findings: [
        { severity: "warning", message: "every node with this role may run it", service: "a", volume: "data" },
      ],
    },
    {
      name: "a volume",
      yaml: `
        services:
          store:
            image: redis:7
            volumes: [redis-data:/data]
            deploy:
              placement:
                constraints:
                  - ⟦node.role == manager⟧
        volumes:
          redis-data:
      `,
      findings: [
        {
          severity: "warning",
          message: MESSAGE,
          help: HELP,
          service: "store",
          volume: "redis-data",
        },
      ],
    },
    {
      name: "an unknown image",
      yaml: service(MARKED, "image: 'acme/app:1', volumes: ['data:/srv']"),
      findings: [{ severity: "warning", message: "writes to the volume `data`", service: "a", volume: "data" }],
    },
    {
      name: "a host path",
      yaml: service(MARKED, "image: 'redis:7', volumes: ['/srv/redis:/data']"),
      findings: [{ severity: "warning", message: "writes to `/srv/redis` stays", service: "a" }],
    },
    {
      name: "a bound folder",
      yaml: service(MARKED, undefined, "{driver_opts: {type: none, o: bind, device: /srv}}"),
      findings: [{ severity: "warning", message: "the volume `data`", service: "a", volume: "data" }],
    },
    {
      name: "several replicas",
      yaml: service(MARKED, "image: 'acme/app:1', volumes: ['data:/srv']").replace(
        "deploy: {",
        "deploy: {replicas: 3, ",
      ),
      findings: [{ severity: "warning", message: "stays on the node of its task", service: "a", volume: "data" }],
    },
    {
      name: "a replicated job",
      yaml: service(MARKED, "image: 'acme/app:1', volumes: ['data:/srv']").replace(
        "deploy: {",
        "deploy: {mode: replicated-job, ",
      ),
      findings: [{ severity: "warning", message: "`data`", service: "a", volume: "data" }],
    },
    {
      name: "among others",
      yaml: service(`'node.platform.os == linux', ${MARKED}, 'node.hostname != node1'`),
      findings: [{ severity: "warning", message: "`data`", service: "a", volume: "data" }],
    },
    {
      name: "two volumes",
      yaml: service(MARKED, "image: 'acme/app:1', volumes: ['data:/srv', '/srv/b:/state']"),
      findings: [
        { severity: "warning", message: "the volume `data`", service: "a", volume: "data", at: 0 },
        { severity: "warning", message: "`/srv/b`", service: "a", at: 0 },
      ],
    },
    {
      name: "a value from a variable",
      yaml: service("⟦'node.role == ${VALUE}'⟧"),
      findings: [{ severity: "warning", message: "`data`", service: "a", volume: "data" }],
    },
    {
      name: "one constraint through an alias",
      yaml: `
        x-pin: &pin node.role == manager
        services:
          a:
            image: redis:7
            volumes: ["data:/data"]
            deploy: {placement: {constraints: [⟦*pin⟧]}}
        volumes: {data: }
      `,
      findings: [{ severity: "warning", message: "`data`", service: "a", volume: "data", anchor: "pin" }],
    },
    {
      name: "all constraints through an alias",
      yaml: `
        x-pin: &pin [node.role == manager]
        services:
          a:
            image: redis:7
            volumes: ["data:/data"]
            deploy: {placement: {constraints: ⟦*pin⟧}}
        volumes: {data: }
      `,
      findings: [{ severity: "warning", message: "`data`", service: "a", volume: "data", anchor: "pin" }],
    },
    {
      name: "all constraints through a merge key",
      yaml: `
        x-deploy: &deploy {placement: {constraints: [node.role == manager]}}
        services:
          a:
            image: redis:7
            volumes: ["data:/data"]
            deploy: {<<: ⟦*deploy⟧, replicas: 1}
        volumes: {data: }
      `,
      findings: [{ severity: "warning", message: "`data`", service: "a", volume: "data", anchor: "deploy" }],
    },
    {
      name: "in the second file",
      yaml: { "stack.yml": service("'node.platform.os == linux'"), "pin.yml": service(MARKED, "image: 'redis:7'") },
      findings: [{ severity: "warning", message: "`data`", service: "a", volume: "data" }],
    },
    {
      name: "workers",
      yaml: service("⟦'node.role == worker'⟧"),
      findings: [{ severity: "warning", message: "`data`", service: "a", volume: "data" }],
    },
    {
      name: "in capitals",
      yaml: service("⟦'Node.Role==Manager'⟧"),
      findings: [{ severity: "warning", message: "`data`", service: "a", volume: "data" }],
    },
  ],
});
