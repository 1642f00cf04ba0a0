import { testRule } from "./harness.ts";

/** A service `a` in one line, with the external volume `common`. */
const service = (rest: string, volume = "{external: true}"): string =>
  `services:\n  a: {${rest}}\nvolumes: {common: ${volume}}\n`;

testRule("external-volume-per-node", {
  valid: [
    {
      name: "a pin",
      yaml: service(
        "image: 'redis:7', volumes: ['common:/data'], deploy: {placement: {constraints: ['node.hostname == a']}}",
      ),
    },
    {
      name: "a global service",
      yaml: service("image: 'acme/agent:1', volumes: ['common:/data'], deploy: {mode: global}"),
    },
    {
      name: "a cluster of one node",
      facts: { nodes: 1 },
      yaml: service("image: 'redis:7', volumes: ['common:/data']"),
    },
    {
      name: "a configuration that says how far it reaches",
      facts: { externalVolumes: new Map([["com*", "cluster"]]) },
      yaml: service("image: 'redis:7', volumes: ['common:/data'], deploy: {replicas: 1}"),
    },
    { name: "read-only", yaml: service("image: 'redis:7', volumes: ['common:/data:ro']") },
    { name: "a cache", yaml: service("image: 'acme/app:1', volumes: ['common:/var/cache/app']") },
    { name: "replicas: 0", yaml: service("image: 'redis:7', volumes: ['common:/data'], deploy: {replicas: 0}") },
    { name: "a volume of the stack", yaml: service("image: 'redis:7', volumes: ['common:/data']", "") },
    { name: "not external", yaml: service("image: 'redis:7', volumes: ['common:/data']", "{external: false}") },
    {
      name: "perhaps external",
      yaml: service("image: 'redis:7', volumes: ['common:/data']", "{external: '${EXTERNAL}'}"),
    },
    { name: "mounted nowhere", yaml: service("image: 'acme/app:1'") },
    {
      name: "a path of the same name",
      yaml: service("image: 'acme/app:1', volumes: [{type: bind, source: common, target: /data}]"),
    },
    {
      name: "declared with its driver in another file",
      yaml: {
        "stack.yml": service("image: 'redis:7', volumes: ['common:/data']"),
        "nfs.yml": "volumes: {common: {driver_opts: {type: nfs, o: 'addr=10.0.0.1', device: ':/data'}}}\n",
      },
    },
  ],
  invalid: [
    {
      name: "a plain external volume",
      yaml: `
        services:
          store:
            image: redis:7
            volumes:
              - ⟦common:/data⟧
        volumes:
          common:
            external: true
      `,
      findings: [
        {
          severity: "warning",
          message:
            "If the external volume `common` is missing on the node where `store` starts, nobody complains: Docker makes an empty local volume of that name there. Whether the data follows when Swarm moves the task cannot be told from this file.",
          help: "Declare `driver` and `driver_opts` here, with `name:` in place of `external`, or pin the service to one node (`node.hostname == ...`).",
          service: "store",
          volume: "common",
        },
      ],
    },
    {
      name: "with a name of its own",
      yaml: service("image: 'acme/app:1', volumes: [⟦'common:/srv'⟧]", "{external: true, name: real-name}"),
      findings: [{ severity: "warning", message: "the external volume `real-name`", service: "a", volume: "common" }],
    },
    {
      name: "with a name in the older form",
      yaml: service("image: 'acme/app:1', volumes: [⟦'common:/srv'⟧]", "{external: {name: real-name}}"),
      findings: [{ severity: "warning", message: "the external volume `real-name`", service: "a", volume: "common" }],
    },
    {
      name: "with a name from a variable",
      yaml: service("image: 'acme/app:1', volumes: [⟦'common:/srv'⟧]", "{external: true, name: '${STAGE}-data'}"),
      findings: [
        { severity: "warning", message: "the external volume `${STAGE}-data`", service: "a", volume: "common" },
      ],
    },
    {
      name: "a variable that says so",
      variables: { EXTERNAL: "true" },
      yaml: service("image: 'acme/app:1', volumes: [⟦'common:/srv'⟧]", "{external: '${EXTERNAL}'}"),
      findings: [{ severity: "warning", message: "`common`", service: "a", volume: "common" }],
    },
    {
      name: "long form",
      yaml: service("image: 'acme/app:1', volumes: [⟦{type: volume, source: common, target: /srv}⟧]"),
      findings: [{ severity: "warning", message: "`common`", service: "a", volume: "common" }],
    },
    {
      name: "a label, a role and a variable leave several nodes",
      yaml: `
        services:
          one: {image: 'acme/app:1', volumes: [⟦'common:/srv'⟧], deploy: {placement: {constraints: ['node.labels.a == 1']}}}
          two: {image: 'acme/app:1', volumes: [⟦'common:/srv'⟧], deploy: {placement: {constraints: ['node.role == worker']}}}
          three: {image: 'acme/app:1', volumes: [⟦'common:/srv'⟧], deploy: {placement: {constraints: ['\${WHERE}']}}}
        volumes: {common: {external: true}}
      `,
      findings: [
        { severity: "warning", message: "where `one` starts", service: "one", volume: "common" },
        { severity: "warning", message: "where `two` starts", service: "two", volume: "common" },
        { severity: "warning", message: "where `three` starts", service: "three", volume: "common" },
      ],
    },
    {
      name: "an image that keeps nothing",
      yaml: service("image: 'nginx:1.27', volumes: [⟦'common:/srv'⟧]"),
      findings: [{ severity: "warning", message: "`common`", service: "a", volume: "common" }],
    },
    {
      name: "through an alias",
      yaml: `
        x-volumes: &volumes ["common:/srv"]
        services:
          a:
            image: acme/app:1
            volumes: ⟦*volumes⟧
        volumes: {common: {external: true}}
      `,
      findings: [{ severity: "warning", message: "`common`", service: "a", volume: "common", anchor: "volumes" }],
    },
    {
      name: "through a merge key",
      yaml: `
        x-app: &app {image: "acme/app:1", volumes: ["common:/srv"]}
        services:
          a:
            <<: ⟦*app⟧
        volumes: {common: {external: true}}
      `,
      findings: [{ severity: "warning", message: "`common`", service: "a", volume: "common", anchor: "app" }],
    },
    {
      name: "another file makes it external",
      yaml: {
        "stack.yml": service("image: 'acme/app:1', volumes: [⟦'common:/srv'⟧]", ""),
        "production.yml": "volumes: {common: {external: true}}\n",
      },
      findings: [{ severity: "warning", message: "`common`", service: "a", volume: "common" }],
    },
  ],
});
