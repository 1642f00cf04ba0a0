import { type ExpectedFinding, type InvalidCase, testRule } from "./harness.ts";

const APP = "services: {app: {image: 'acme/app:1'}}\n";
const error = (message: string, help?: string, of: Partial<ExpectedFinding> = {}): ExpectedFinding => ({
  severity: "error",
  message,
  ...(help === undefined ? {} : { help }),
  ...of,
});
const SERVICE = { service: "app" };
const inService = (name: string, keys: string, message: string, help: string): InvalidCase => ({
  name,
  yaml: `services: {app: {image: 'acme/app:1', ${keys}}}\n`,
  findings: [error(message, help, SERVICE)],
});
const VERSIONS = "`docker stack deploy` reads versions 3.0 to 3.13 only; it refuses the file.";
const REMOVE = "Remove the line: it is optional.";

testRule("schema-invalid", {
  valid: [
    { name: "a small stack", yaml: APP },
    {
      name: "all sections",
      yaml: `
        version: "3.13"
        x-own: {anything: [1, true, null]}
        services: {app: {image: "acme/app:1", networks: [front], configs: [site], secrets: [key]}}
        networks: {front: }
        volumes: {data: , "a.b_c-1": {driver_opts: {number: 1, text: a}, labels: [a, b=c]}}
        configs: {site: {external: true}}
        secrets: {key: {external: true}}
      `,
    },
    { name: "the lowest version", yaml: `version: "3.0"\n${APP}` },
    { name: "a key that came with the version", yaml: `version: "3.3"\n${APP}configs: {}\n` },
    {
      name: "a forbidden key is told by another rule",
      yaml: "services: {app: {image: 'acme/app:1', extends: base}}\n",
      rejected: ["forbidden-key"],
    },
    {
      name: "a version without quotes is told by another rule",
      yaml: `version: 3.8\n${APP}`,
      rejected: ["unquoted-version"],
    },
    {
      name: "a wrong kind of value that a variable may decide",
      yaml: "services: {app: {image: 'acme/app:1', tty: '${TTY}', deploy: {replicas: '${N}', update_config: {order: '${ORDER}'}}}}\n",
    },
    {
      name: "a date where anything is text",
      yaml: `x-since: 2024-01-01\nservices: {app: {image: 'acme/app:1', environment: {SINCE: 2024-01-01}}}\n`,
    },
    {
      name: "files of one version, written in two ways",
      yaml: { "stack.yml": `version: "3"\n${APP}`, "more.yml": "services: {app: {user: '1'}}\n" },
    },
    { name: "quoted numbers in short ports", yaml: "services: {app: {image: 'acme/app:1', ports: ['80:80', 81]}}\n" },
  ],
  invalid: [
    {
      name: "a key that no stack has",
      yaml: `${APP}⟦include⟧: [more.yml]\n`,
      findings: [
        error(
          "`include` is not a key of the top level of a stack file; deploy refuses the file.",
          "Give deploy several files: `-c base.yml -c more.yml`.",
        ),
      ],
    },
    {
      name: "the name that Compose writes",
      yaml: `⟦name⟧: shop\n${APP}`,
      findings: [error("`name` is not a key of the top level", "the last argument of `docker stack deploy`")],
    },
    {
      name: "a service at the top",
      yaml: `${APP}⟦db⟧: {image: 'acme/db:1'}\n`,
      findings: [error("`db` is not a key of the top level", "Services belong under the top-level `services`.")],
    },
    inService(
      "a key of Compose",
      "⟦profiles⟧: [dev]",
      "`profiles` is not a key of a service; deploy refuses the file.",
      "Swarm has no profiles",
    ),
    {
      ...inService("a typing error", "⟦comand⟧: run", "`comand` is not a key of a service", "Did you mean `command`?"),
    },
    inService(
      "a key of `deploy` in the service",
      "⟦replicas⟧: 2",
      "`replicas` is not a key of a service",
      "Put it under `deploy`.",
    ),
    inService(
      "a key like no other",
      "⟦whatever⟧: 2",
      "`whatever` is not a key of a service",
      "Correct the key, or remove it.",
    ),
    inService(
      "a key of the service in `deploy`",
      "deploy: {⟦networks⟧: [a]}",
      "`networks` is not a key of `deploy`",
      "beside `deploy`",
    ),
    inService(
      "a key of a mount",
      "volumes: [{type: volume, target: /srv, ⟦nocopy⟧: true}]",
      "`nocopy` is not a key of an entry of `volumes`",
      "Known here:",
    ),
    inService(
      "a mount without a type",
      "volumes: [⟦{source: a, target: /srv}⟧]",
      "Entry 1 of `volumes` lacks `type`",
      "Add `type: volume`",
    ),
    inService(
      "a size with a unit",
      "volumes: [{type: tmpfs, target: /srv, tmpfs: {size: ⟦64M⟧}}]",
      "`tmpfs.size` of entry 1 of `volumes` is text and must be a whole number",
      "Write the number of bytes",
    ),
    inService("a number that must be text", "user: ⟦1000⟧", "`user` is a number and must be text", "Put it in quotes."),
    inService(
      "a boolean that must be text",
      "hostname: ⟦true⟧",
      "`hostname` is a boolean and must be text",
      "Put it in quotes.",
    ),
    inService(
      "a text that must be a boolean",
      "tty: ⟦'yes'⟧",
      "`tty` is text and must be true or false",
      "Write `true` or `false`, without quotes.",
    ),
    inService(
      "a mapping that must be a list",
      "⟦depends_on⟧: {db: {condition: service_healthy}}",
      "`depends_on` is a mapping and must be a list",
      "Write a plain list of services",
    ),
    inService(
      "a list that must be a mapping",
      "⟦deploy⟧: [a]",
      "`deploy` is a list and must be a mapping",
      "Write `key: value` lines",
    ),
    inService(
      "a fraction",
      "deploy: {replicas: ⟦1.5⟧}",
      "`deploy.replicas` is a fraction and must be a whole number",
      "Correct the value, or remove it.",
    ),
    inService("a number below zero", "healthcheck: {retries: ⟦-1⟧}", "`healthcheck.retries`", ""),
    inService(
      "a value of a closed list",
      "deploy: {update_config: {order: ⟦start⟧}}",
      "`deploy.update_config.order` must be `start-first` or `stop-first`",
      "Correct the value, or remove it.",
    ),
    inService(
      "an entry that stands twice",
      "dns: [1.1.1.1, ⟦1.1.1.1⟧]",
      "Entry 2 of `dns` is the same as entry 1",
      "Remove one of the two.",
    ),
    inService(
      "a date that must be text",
      "command: [report, ⟦2024-01-01⟧]",
      "Without quotes, YAML reads this value as a date",
      "Put the value in quotes.",
    ),
    {
      name: "a service without anything",
      yaml: "services: {⟦app⟧: , web: {image: 'acme/app:1'}}\n",
      findings: [error("Service `app` has no value and must be a mapping", "Give it a value, or remove it.", SERVICE)],
    },
    {
      name: "a section without anything",
      yaml: `${APP}⟦volumes⟧:\n`,
      findings: [error("`volumes` has no value and must be a mapping")],
    },
    {
      name: "a name with a space",
      yaml: `${APP}volumes: {⟦my data⟧: }\n`,
      findings: [
        error("`my data` cannot be the name of a volume", "Use letters, digits, `.`, `_` and `-` only.", {
          volume: "my data",
        }),
      ],
    },
    {
      name: "an option that is a boolean",
      yaml: `${APP}volumes: {data: {driver_opts: {sync: ⟦true⟧}}}\n`,
      findings: [error("`driver_opts.sync` is a boolean and must be", "Put it in quotes.", { volume: "data" })],
    },
    {
      name: "a key of a volume",
      yaml: `${APP}volumes: {data: {⟦drivr⟧: local}}\n`,
      findings: [error("`drivr` is not a key of a volume", "Did you mean `driver`?", { volume: "data" })],
    },
    { name: "a version of long ago", yaml: `version: ⟦"2.4"⟧\n${APP}`, findings: [error(VERSIONS, REMOVE)] },
    { name: "a version that is to come", yaml: `version: ⟦"3.14"⟧\n${APP}`, findings: [error(VERSIONS)] },
    { name: "a version with a leading zero", yaml: `version: ⟦"3.08"⟧\n${APP}`, findings: [error(VERSIONS)] },
    {
      name: "a version from a variable, which Docker does not fill in",
      yaml: `version: ⟦\${VERSION:-3.8}⟧\n${APP}`,
      findings: [error(VERSIONS, "No variable is filled in here.")],
    },
    {
      name: "a version without a value",
      yaml: `⟦version⟧:\n${APP}`,
      findings: [error("`version` is there without a number in quotes; deploy refuses the file.", REMOVE)],
    },
    {
      name: "a version that is a boolean",
      yaml: `version: ⟦true⟧\n${APP}`,
      findings: [error("`version` is there without a number in quotes")],
    },
    {
      name: "a version that is a list",
      yaml: `version: ⟦[3]⟧\n${APP}`,
      findings: [error("`version` is there without a number in quotes")],
    },
    {
      name: "a key that came with a later version",
      yaml: `version: "3.2"\n${APP}⟦configs⟧: {}\n`,
      findings: [
        error(
          "`configs` needs version 3.3; this file says 3.2, so deploy refuses it.",
          'Write `version: "3.3"` or a higher one',
        ),
      ],
    },
    {
      name: "a mount in long form in an old version",
      yaml: `version: "3.1"\nservices: {app: {image: 'acme/app:1', volumes: [⟦{type: volume, target: /srv}⟧]}}\n`,
      findings: [error("Entry 1 of `volumes` is a mapping, which needs version 3.2", undefined, SERVICE)],
    },
    {
      name: "files of two versions",
      yaml: { "stack.yml": `version: "3.8"\n${APP}`, "more.yml": 'version: ⟦"3.7"⟧\nservices: {app: {user: "1"}}\n' },
      findings: [
        error(
          "This file counts as version 3.7 and the first as 3.8; deploy refuses to combine them.",
          "Give all files the same `version`, or none.",
        ),
      ],
    },
    {
      name: "a file without a version beside one with an old one",
      yaml: { "stack.yml": `version: "3.8"\n${APP}`, "more.yml": '⟦⟧services: {app: {user: "1"}}\n' },
      findings: [error("This file counts as version 3.13 and the first as 3.8")],
    },
    {
      name: "what a later file replaces is refused all the same",
      yaml: {
        "stack.yml": "services: {app: {image: 'acme/app:1', user: ⟦5⟧}}\n",
        "more.yml": "services: {app: {user: '5'}}\n",
      },
      findings: [error("`user` is a number", undefined, SERVICE)],
    },
    {
      name: "a wrong value of an anchor is told once",
      yaml: "x-user: &user ⟦5⟧\nservices: {app: {image: 'acme/app:1', user: *user}, web: {image: 'acme/app:1', user: *user}}\n",
      findings: [error("`user` is a number", undefined, SERVICE)],
    },
    {
      name: "several of one service",
      yaml: "services: {app: {image: ⟦5⟧, ⟦scale⟧: 2, ports: [{⟦name⟧: web, target: 80}]}}\n",
      findings: [
        error("`image` is a number", undefined, SERVICE),
        error("`scale` is not a key", "Write `deploy.replicas`.", SERVICE),
        error("`name` is not a key of an entry of `ports`", undefined, SERVICE),
      ],
    },
    {
      name: "a section that depends on nothing, with a variable elsewhere",
      yaml: "services: {app: {image: '${IMAGE}', tty: ⟦'yes'⟧}}\n",
      findings: [error("`tty` is text", undefined, SERVICE)],
    },
  ],
});
