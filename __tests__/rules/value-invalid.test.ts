import { type ExpectedFinding, type InvalidCase, testRule } from "./harness.ts";

const error = (message: string, help?: string, service: string | null = "app"): ExpectedFinding => ({
  severity: "error",
  message: `${message}; deploy refuses the file.`,
  ...(help === undefined ? {} : { help }),
  ...(service === null ? {} : { service }),
});
const inService = (name: string, keys: string, message: string, help: string): InvalidCase => ({
  name,
  yaml: `services: {app: {image: 'acme/app:1', ${keys}}}\n`,
  findings: [error(message, help)],
});
const APP = "services: {app: {image: 'acme/app:1'}}\n";

testRule("value-invalid", {
  valid: [
    {
      name: "times",
      yaml: "services: {app: {image: 'acme/app:1', stop_grace_period: 1m30s, healthcheck: {test: [CMD, a], interval: 500ms, timeout: 1.5h, start_period: '0'}, deploy: {update_config: {delay: 10s}, restart_policy: {window: 0s}}}}\n",
    },
    {
      name: "sizes",
      yaml: "services: {app: {image: 'acme/app:1', deploy: {resources: {limits: {memory: 1.5G}, reservations: {memory: '1024'}}}}}\n",
    },
    {
      name: "commands",
      yaml: "services: {app: {image: 'acme/app:1', command: 'run \"it\"', entrypoint: [\"a'\", 'b\\']}}\n",
    },
    {
      name: "ports",
      yaml: "services: {app: {image: 'acme/app:1', ports: [80, '80', '80:80/udp', '8000-8010:80-90', {target: 80}]}}\n",
    },
    {
      name: "times and sizes that wait for variables",
      yaml: "services: {app: {image: 'acme/app:1', stop_grace_period: '${WAIT}', command: 'run $ARGUMENTS', ports: ['${PORT}:80'], deploy: {resources: {limits: {memory: '${MEMORY}'}}}}}\n",
    },
    {
      name: "a time from a variable with a unit",
      variables: { WAIT: "10" },
      yaml: "services: {app: {image: 'acme/app:1', stop_grace_period: '${WAIT}s'}}\n",
    },
    {
      name: "names of objects of the cluster",
      yaml: `${APP}networks: {a: {external: true, name: b}}\nsecrets: {a: {external: true, name: b}}\nconfigs: {a: {external: {name: b}}}\n`,
    },
    {
      name: "a size of a mount is told by another rule",
      rejected: ["schema-invalid"],
      yaml: "services: {app: {image: 'acme/app:1', volumes: [{type: tmpfs, target: /a, tmpfs: {size: 64M}}]}}\n",
    },
    { name: "texts outside of services", yaml: `x-wait: {stop_grace_period: soon}\n${APP}` },
  ],
  invalid: [
    inService(
      "a time without a unit",
      "stop_grace_period: ⟦'30'⟧",
      "`stop_grace_period` is not a duration",
      "Add a unit, such as `s`.",
    ),
    inService(
      "a time in words",
      "healthcheck: {test: [CMD, a], interval: ⟦30 sec⟧}",
      "`healthcheck.interval` is not a duration",
      "Write numbers with units, such as `90s` or `1m30s`",
    ),
    inService(
      "a time in days",
      "deploy: {update_config: {delay: ⟦1d⟧}}",
      "`deploy.update_config.delay` is not a duration",
      "the units are `ns`, `us`, `ms`, `s`, `m` and `h`.",
    ),
    inService(
      "a time without end",
      "deploy: {restart_policy: {window: ⟦9999999h⟧}}",
      "`deploy.restart_policy.window` is longer than 292 years",
      "Write a shorter time.",
    ),
    inService(
      "a size of Kubernetes",
      "deploy: {resources: {limits: {memory: ⟦512Mi⟧}}}",
      "`deploy.resources.limits.memory` is not a size",
      "Docker does not know these units of Kubernetes.",
    ),
    inService(
      "a size in words",
      "deploy: {resources: {reservations: {memory: ⟦half a gig⟧}}}",
      "`deploy.resources.reservations.memory` is not a size",
      "Write a number and a unit, such as `512M`",
    ),
    inService(
      "a command with an open quote",
      "command: ⟦sh -c 'run⟧",
      "`command` has a quote that is never closed",
      "Close it, or write the command as a list of words.",
    ),
    inService(
      "an entrypoint that ends with a backslash",
      "entrypoint: ⟦'run \\'⟧",
      "`entrypoint` ends with a backslash",
      "Remove it, or write the command as a list of words.",
    ),
    {
      name: "ports that are none",
      yaml: "services: {app: {image: 'acme/app:1', ports: [⟦web⟧, ⟦'80:99999'⟧, '80:80', ⟦'80:80/ftp'⟧]}}\n",
      findings: [1, 2, 4].map((entry) => ({
        ...error("", 'Write `"target"`, `"published:target"` or `"published:target/protocol"`.'),
        message: `Entry ${entry} of \`ports\``,
      })),
    },
    {
      name: "a range of a cluster volume",
      yaml: `${APP}volumes: {data: {driver: csi, x-cluster-spec: {capacity_range: {required_bytes: ⟦big⟧, limit_bytes: 1G}}}}\n`,
      findings: [
        { ...error("`x-cluster-spec.capacity_range.required_bytes` is not a size", undefined, null), volume: "data" },
      ],
    },
    {
      name: "two names of an external network, secret and config",
      yaml: `${APP}networks: {a: {name: b, external: {name: ⟦c⟧}}}\nsecrets: {a: {name: b, external: {name: ⟦c⟧}}}\nconfigs: {a: {name: b, external: {name: ⟦c⟧}}}\n`,
      findings: ["Network", "Secret", "Config"].map((what) =>
        error(
          `${what} \`a\` has both \`name\` and \`external.name\``,
          "Keep `name`, and write `external: true`.",
          null,
        ),
      ),
    },
    {
      name: "a secret with a driver and a file",
      yaml: `${APP}secrets: {a: {driver: vault, file: ⟦./a⟧}}\n`,
      findings: [error("Secret `a` has both `driver` and `file`", "Keep one of the two.", null)],
    },
    {
      name: "a time from a variable without its unit",
      variables: { WAIT: "10" },
      yaml: "services: {app: {image: 'acme/app:1', stop_grace_period: ⟦'${WAIT}'⟧}}\n",
      findings: [error("`stop_grace_period` is not a duration")],
    },
    {
      name: "a time from a variable that is empty",
      unsetVariables: "empty",
      yaml: "services: {app: {image: 'acme/app:1', stop_grace_period: ⟦'${WAIT}'⟧}}\n",
      findings: [error("`stop_grace_period` is not a duration")],
    },
    {
      name: "what a later file replaces is refused all the same",
      yaml: {
        "stack.yml": "services: {app: {image: 'acme/app:1', stop_grace_period: ⟦soon⟧}}\n",
        "more.yml": "services: {app: {stop_grace_period: 5s}}\n",
      },
      findings: [error("`stop_grace_period` is not a duration")],
    },
    {
      name: "through a merge key, once for all its services",
      yaml: "x-base: &base {image: 'acme/app:1', stop_grace_period: ⟦soon⟧}\nservices: {app: {<<: *base}, web: {<<: *base}}\n",
      findings: [error("`stop_grace_period` is not a duration")],
    },
  ],
});
