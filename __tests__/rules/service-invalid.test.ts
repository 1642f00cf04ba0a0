import { type ExpectedFinding, type InvalidCase, testRule } from "./harness.ts";

const error = (message: string, help?: string, of: Partial<ExpectedFinding> = { service: "app" }): ExpectedFinding => ({
  severity: "error",
  message: `${message}; deploy refuses the stack.`,
  ...(help === undefined ? {} : { help }),
  ...of,
});
const inService = (name: string, keys: string, message: string, help: string): InvalidCase => ({
  name,
  yaml: `services: {app: {${keys}}}\n`,
  findings: [error(message, help)],
});
const IMAGE = "image: 'acme/app:1'";
const APP = `services: {app: {${IMAGE}}}\n`;

testRule("service-invalid", {
  valid: [
    { name: "an image", yaml: APP },
    {
      name: "images of all forms",
      yaml: `services: {a: {image: redis}, b: {image: 'registry.example.com:5000/Acme'}, c: {image: 'redis@sha256:${"a".repeat(64)}'}}\n`.replace(
        "Acme",
        "acme/app:V1",
      ),
    },
    { name: "an image from a variable", yaml: "services: {a: {image: '${IMAGE}'}, b: {image: 'acme/app:${TAG}'}}\n" },
    { name: "an image from another file", yaml: { "stack.yml": "services: {app: {user: '1'}}\n", "more.yml": APP } },
    {
      name: "CPUs as text",
      yaml: `services: {app: {${IMAGE}, deploy: {resources: {limits: {cpus: "0.5"}, reservations: {cpus: "1/2"}}}}}\n`,
    },
    {
      name: "restart policies",
      yaml: `services: {a: {${IMAGE}, restart: "no"}, b: {${IMAGE}, restart: 'on-failure:3'}, c: {${IMAGE}, restart: ''}}\n`,
    },
    {
      name: "a restart policy that does not count",
      yaml: `services: {app: {${IMAGE}, restart: sometimes, deploy: {restart_policy: {condition: any}}}}\n`,
    },
    { name: "a health check that is off", yaml: `services: {app: {${IMAGE}, healthcheck: {disable: true}}}\n` },
    {
      name: "secrets and configs at different places",
      yaml: `services: {app: {${IMAGE}, secrets: [a, {source: a, target: b}], configs: [{source: a, target: /b}]}}\nsecrets: {a: {external: true}}\nconfigs: {a: {external: true}}\n`,
    },
    {
      name: "a health check that a variable decides",
      yaml: `services: {app: {${IMAGE}, healthcheck: {test: '\${TEST}', disable: '\${OFF}'}}}\n`,
    },
    { name: "a secret that a driver gives", yaml: `${APP}secrets: {a: {driver: vault}}\n` },
    {
      name: "credentials of a config of the stack",
      yaml: `services: {app: {${IMAGE}, credential_spec: {config: spec}, configs: []}}\nconfigs: {spec: {external: true}}\n`.replace(
        ", configs: []",
        "",
      ),
    },
  ],
  invalid: [
    {
      name: "no image",
      yaml: `services: {⟦app⟧: {user: '1'}, web: {${IMAGE}}}\n`,
      findings: [error("Service `app` has no `image`", "Add `image`.")],
    },
    {
      name: "no image beside a service that is built",
      yaml: "services: {⟦app⟧: {user: '1'}, ⟦web⟧: {build: .}}\n",
      findings: [
        error("Service `app` has no `image`"),
        error("Service `web` has no `image`", undefined, { service: "web" }),
      ],
    },
    {
      name: "no image in the whole file: it may be deployed after others",
      yaml: "services: {⟦app⟧: {deploy: {replicas: 6}}}\n",
      findings: [
        {
          severity: "warning",
          message:
            "Service `app` has no `image`, and no other service of this file has one. By itself, deploy refuses it; it looks like a file that is deployed after others.",
          help: "Name the files that are deployed together, in order: under `stacks` in the configuration, or with `--stack`.",
          service: "app",
        },
      ],
    },
    {
      name: "no image in two files",
      yaml: { "stack.yml": "services: {⟦app⟧: {user: '1'}}\n", "more.yml": "services: {app: {init: true}}\n" },
      findings: [error("Service `app` has no `image`")],
    },
    {
      name: "only a build",
      yaml: "services: {⟦app⟧: {build: .}}\n",
      findings: [error("Service `app` has no `image`", "Swarm builds nothing: push the built image to a registry")],
    },
    {
      name: "a service that only a second file knows",
      yaml: { "stack.yml": APP, "more.yml": "services: {⟦web⟧: {user: '1'}}\n" },
      findings: [error("Service `web` has no `image`", undefined, { service: "web" })],
    },
    inService("an image that is empty", "image: ⟦''⟧", "`image` is empty", "Name an image."),
    inService(
      "capital letters",
      "image: ⟦acme/App⟧",
      "`image` has capital letters in its name",
      "only the registry and the tag may have capitals.",
    ),
    inService(
      "a web address",
      "image: ⟦'https://example.com/app'⟧",
      "`image` is not an image reference",
      "without `https://` and spaces.",
    ),
    inService(
      "a long name",
      `image: ⟦${"a".repeat(300)}⟧`,
      "`image` has a name of more than 255 characters",
      "Use a shorter name.",
    ),
    inService(
      "a digest that is none",
      `image: ⟦'app@sha256:${"A".repeat(64)}'⟧`,
      "`image` has a digest that no registry would give",
      "64 digits in lower case.",
    ),
    {
      name: "an image from a variable that is empty",
      unsetVariables: "empty",
      yaml: "services: {app: {image: ⟦'${IMAGE}'⟧}}\n",
      findings: [error("`image` is empty")],
    },
    inService(
      "CPUs in words",
      `${IMAGE}, deploy: {resources: {limits: {cpus: ⟦half⟧}}}`,
      "`deploy.resources.limits.cpus` is not a number of CPUs",
      'such as `"0.5"`.',
    ),
    inService(
      "a tiny part of a CPU",
      `${IMAGE}, deploy: {resources: {reservations: {cpus: ⟦'0.00000000001'⟧}}}`,
      "`deploy.resources.reservations.cpus` is finer than a billionth of a CPU",
      "at most nine decimal places.",
    ),
    inService(
      "a restart policy that is none",
      `${IMAGE}, restart: ⟦sometimes⟧`,
      "`restart` is not a restart policy",
      "better, `deploy.restart_policy`.",
    ),
    inService(
      "a restart count that is none",
      `${IMAGE}, restart: ⟦'on-failure:many'⟧`,
      "`restart` is not a restart policy",
      "`on-failure:3`",
    ),
    inService(
      "a health check that is off and has a test",
      `${IMAGE}, healthcheck: {disable: true, test: ⟦'true'⟧}`,
      "`healthcheck.test` and `disable: true` exclude each other",
      "Remove one of the two.",
    ),
    inService(
      "two kinds of credentials",
      `${IMAGE}, credential_spec: {file: a, registry: ⟦b⟧}`,
      "`credential_spec.registry` excludes `file`",
      "Keep one of",
    ),
    {
      name: "credentials of a config with another name",
      yaml: `services: {app: {${IMAGE}, credential_spec: {config: ⟦spec⟧}}}\nconfigs: {spec: {external: true, name: other}}\n`,
      findings: [
        error(
          "`credential_spec.config` is a config with a name of its own, which deploy does not find",
          "Remove the name from the config `spec`.",
        ),
      ],
    },
    {
      name: "two secrets, and two configs, at one place",
      yaml: `services: {app: {${IMAGE}, secrets: [a, ⟦{source: b, target: a}⟧], configs: [a, ⟦a⟧]}}\nsecrets: {a: {external: true}, b: {external: true}}\nconfigs: {a: {external: true}}\n`,
      findings: [
        error("Entry 2 of `secrets` has the same target as entry 1", "Give each a `target` of its own, or remove one."),
        error("Entry 2 of `configs` has the same target as entry 1"),
      ],
    },
    {
      name: "a secret and a config without a file",
      yaml: `${APP}secrets: {⟦a⟧: {}}\nconfigs: {⟦b⟧: {file: ''}}\n`,
      findings: [
        error("Secret `a` has no `file` and is not `external`", "Add `file`, or `external: true`.", {}),
        error("Config `b` has no `file` and is not `external`", undefined, {}),
      ],
    },
    {
      name: "a secret that a second file replaces by less",
      yaml: { "stack.yml": `${APP}secrets: {a: {external: true}}\n`, "more.yml": "secrets: {⟦a⟧: {name: b}}\n" },
      findings: [error("Secret `a` has no `file`", undefined, {})].map((finding) => ({
        ...finding,
        message: "Secret `a` has no `file`",
      })),
    },
    {
      name: "one image for two services",
      yaml: "x-base: &base {image: ⟦Acme⟧}\nservices: {app: {<<: *base}, web: {<<: *base}}\n",
      findings: [error("`image` has capital letters in its name")],
    },
  ],
});
