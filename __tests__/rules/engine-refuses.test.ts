import { testRule } from "./harness.ts";

const app = (rest: string): string => `services:\n  app: {image: 'acme/app:1', ${rest}}\n`;
const STOPS = "The deploy stops there; other services may be changed already.";
const SILENT = "The deploy itself says nothing.";

testRule("engine-refuses", {
  valid: [
    { name: "a condition of Swarm", yaml: app("deploy: {restart_policy: {condition: any}}") },
    { name: "a condition from a variable", yaml: app("deploy: {restart_policy: {condition: '${CONDITION}'}}") },
    { name: "an overlay", yaml: `${app("networks: [front]")}networks: {front: {driver: overlay}}\n` },
    { name: "a bridge that nobody uses", yaml: `${app("user: '1'")}networks: {front: {driver: bridge}}\n` },
  ],
  invalid: [
    {
      name: "a condition of Compose",
      yaml: `
        services:
          app:
            image: acme/app:1
            deploy:
              restart_policy:
                condition: ⟦unless-stopped⟧
      `,
      findings: [
        {
          severity: "error",
          message: `The engine refuses \`app\`: \`deploy.restart_policy.condition\` is not a condition of Swarm. ${STOPS}`,
          help: "Write `any`, which is what `always` and `unless-stopped` mean in Compose, or `on-failure` or `none`.",
          service: "app",
        },
      ],
    },
    {
      name: "through an alias, in two services",
      yaml: `
        x-restart: &restart {condition: always}
        services:
          a: {image: "acme/app:1", deploy: {restart_policy: ⟦*restart⟧}}
          b: {image: "acme/app:1", deploy: {restart_policy: ⟦*restart⟧}}
      `,
      findings: [
        { severity: "error", message: "The engine refuses `a`", service: "a", anchor: "restart" },
        { severity: "error", message: "The engine refuses `b`", service: "b", anchor: "restart" },
      ],
    },
    {
      name: "without tasks, the service is refused all the same",
      yaml: app("deploy: {replicas: 0, endpoint_mode: ⟦host⟧}"),
      findings: [{ severity: "error", message: "`deploy.endpoint_mode` is not an endpoint mode", service: "app" }],
    },
    {
      name: "several entries are told once",
      yaml: app("environment: [⟦'A={{ a }}'⟧, 'B={{ b }}', 'C={{ c }}']"),
      findings: [
        {
          severity: "error",
          message: `The engine refuses \`app\`: entry 1 of \`environment\`, like 2 more, holds a template that Swarm cannot fill in. ${STOPS}`,
          service: "app",
        },
      ],
    },
    {
      name: "a bridge with two services",
      yaml: `
        services:
          a: {image: "acme/app:1", networks: [front]}
          b: {image: "acme/app:1", networks: {front: {aliases: [x]}}}
          c: {image: "acme/app:1"}
        networks:
          front: {driver: ⟦bridge⟧}
      `,
      findings: [
        {
          severity: "error",
          message: `The engine refuses \`a\` and \`b\`: the network \`front\` belongs to one node (\`driver: bridge\`). ${STOPS}`,
          help: "Write `driver: overlay`, or remove `driver`.",
        },
      ],
    },
    {
      name: "a bridge that may be the network that runs, which keeps its driver",
      base: `${app("networks: [front]")}networks: {front: {driver: overlay}}\n`,
      yaml: `${app("networks: [front]")}networks: {front: {driver: ⟦bridge⟧}}\n`,
      findings: [{ severity: "warning", message: "the network `front` belongs to one node" }],
    },
    {
      name: "a name of a secret",
      yaml: `${app("user: '1'")}secrets: {⟦a_⟧: {file: x}}\n`,
      findings: [
        {
          severity: "error",
          message:
            "The engine refuses the stack: the name of the secret `a_` has a sign that is not allowed there. The deploy stops there, before any service is made.",
        },
      ],
    },
    {
      name: "a service's name",
      yaml: "services: {⟦registry.local⟧: {image: 'acme/app:1'}}\n",
      findings: [
        {
          severity: "error",
          message: "The engine refuses `registry.local`: its name has a sign",
          service: "registry.local",
        },
      ],
    },
    {
      name: "what the nodes refuse",
      yaml: app("working_dir: ⟦app⟧"),
      findings: [
        {
          severity: "error",
          message: `No task of \`app\` ever runs: \`working_dir\` is not an absolute path. ${SILENT}`,
          service: "app",
        },
      ],
    },
    {
      name: "what some engines refuse",
      yaml: app("volumes: [⟦{type: volume, target: /data, read_only: true}⟧]"),
      findings: [
        {
          severity: "warning",
          message: `Before Engine 29.2, no task of \`app\` ever runs: entry 1 of \`volumes\` is a read-only volume without a name. ${SILENT}`,
          service: "app",
        },
      ],
    },
    {
      name: "a service that some engines refuse",
      yaml: app("healthcheck: {start_interval: ⟦1us⟧}"),
      findings: [
        {
          severity: "warning",
          message: "From Engine 25.0 on, the engine refuses `app`: `healthcheck.start_interval`",
          service: "app",
        },
      ],
    },
    {
      name: "a config in a read-only volume",
      yaml: `${app("volumes: [⟦'data:/data:ro'⟧], configs: [{source: one, target: /data/one.conf}]")}volumes: {data: }\nconfigs: {one: {external: true}}\n`,
      findings: [
        {
          severity: "warning",
          message:
            "Most likely, no task of `app` ever runs: the config or secret `/data/one.conf` lies in a read-only volume, where Docker cannot make its file. The deploy itself says nothing.",
          service: "app",
        },
      ],
    },
    {
      name: "a volume's name, once for two services",
      yaml: "services: {a: {image: 'acme/app:1', volumes: ['data:/a']}, b: {image: 'acme/app:1', volumes: ['data:/b']}}\nvolumes: {data: {name: ⟦my data⟧}}\n",
      findings: [
        { severity: "error", message: "No task of `a` and `b` ever runs: the name of the volume `data` has a sign" },
      ],
    },
    {
      name: "in the second file",
      yaml: { "stack.yml": app("user: '1'"), "more.yml": app("deploy: {update_config: {failure_action: ⟦restart⟧}}") },
      findings: [
        {
          severity: "error",
          message: "`deploy.update_config.failure_action` is not an action of Swarm",
          service: "app",
        },
      ],
    },
  ],
});
