import { type ExpectedFinding, testRule } from "./harness.ts";

const missing = (what: string, name: string, service = "app"): ExpectedFinding => ({
  severity: "error",
  message: `The ${what} \`${name}\` is declared nowhere in the stack; deploy refuses the stack, after it has created the networks.`,
  help: `Declare \`${name}\` under the top-level \`${what}s\`, or correct the name.`,
  service,
});
const nameless = (what: string): ExpectedFinding => ({
  severity: "error",
  message: `This entry names no ${what}; deploy refuses the stack, after it has created the networks.`,
  help: `Write which ${what} is meant.`,
  service: "app",
});
const app = (keys: string): string => `services: {app: {image: 'acme/app:1', ${keys}}}\n`;

testRule("undefined-reference", {
  valid: [
    { name: "no references", yaml: "services: {app: {image: 'acme/app:1'}}\n" },
    {
      name: "all declared",
      yaml: `${app("networks: [front], secrets: [key, {source: more}], configs: [site]")}networks: {front: }\nsecrets: {key: {external: true}, more: {external: true}}\nconfigs: {site: {external: true}}\n`,
    },
    { name: "networks as a mapping", yaml: `${app("networks: {front: {aliases: [a]}}")}networks: {front: {}}\n` },
    { name: "the default network", yaml: app("networks: [default]") },
    {
      name: "networks of the node that are declared",
      yaml: `${app("networks: [host]")}networks: {host: {external: true}}\n`,
    },
    {
      name: "names from variables that are not set",
      yaml: app("networks: ['${A}'], secrets: ['${B}', 'a${C}'], configs: [{source: '${D}'}]"),
    },
    {
      name: "a name from a variable that is set",
      variables: { NET: "front" },
      yaml: `${app("networks: ['${NET}']")}networks: {front: }\n`,
    },
    {
      name: "declared in the second file",
      yaml: {
        "stack.yml": app("networks: [front], secrets: [key]"),
        "more.yml": "networks: {front: }\nsecrets: {key: {external: true}}\n",
      },
    },
    {
      name: "declared in the first file",
      yaml: {
        "stack.yml": `${app("user: '1'")}configs: {site: {external: true}}\n`,
        "more.yml": "services: {app: {configs: [site]}}\n",
      },
    },
    { name: "volumes are told by another rule", rejected: ["undeclared-volume"], yaml: app("volumes: ['data:/srv']") },
    { name: "services that are not there, in keys that are ignored", yaml: app("depends_on: [db], links: [db]") },
  ],
  invalid: [
    { name: "a network in a list", yaml: app("networks: [⟦front⟧]"), findings: [missing("network", "front")] },
    {
      name: "a network in a mapping",
      yaml: app("networks: {⟦front⟧: , ⟦back⟧: {aliases: [a]}}"),
      findings: [missing("network", "front"), missing("network", "back")],
    },
    { name: "a secret", yaml: app("secrets: [⟦key⟧]"), findings: [missing("secret", "key")] },
    {
      name: "a secret in long form",
      yaml: app("secrets: [{source: ⟦key⟧, target: a}]"),
      findings: [missing("secret", "key")],
    },
    {
      name: "a config",
      yaml: app("configs: [⟦site⟧, {source: ⟦more⟧}]"),
      findings: [missing("config", "site"), missing("config", "more")],
    },
    {
      name: "long forms without a source",
      yaml: app("secrets: [⟦{target: a}⟧], configs: [⟦{target: a}⟧]"),
      findings: [nameless("secret"), nameless("config")],
    },
    { name: "an empty name", yaml: app("networks: [⟦''⟧]"), findings: [nameless("network")] },
    {
      name: "a name from a variable that is empty",
      unsetVariables: "empty",
      yaml: app("secrets: [⟦'${KEY}'⟧]"),
      findings: [nameless("secret")],
    },
    {
      name: "networks of the node",
      yaml: app("networks: [⟦host⟧, ⟦bridge⟧, ⟦none⟧]"),
      findings: ["host", "bridge", "none"].map((name) => ({
        ...missing("network", name),
        help: `Declare \`${name}\` under the top-level \`networks\` with \`external: true\`, or correct the name.`,
      })),
    },
    {
      name: "one declared under another kind",
      yaml: `${app("secrets: [⟦key⟧]")}configs: {key: {external: true}}\n`,
      findings: [missing("secret", "key")],
    },
    {
      name: "another spelling",
      yaml: `${app("networks: [⟦Front⟧]")}networks: {front: }\n`,
      findings: [missing("network", "Front")],
    },
    {
      name: "a name from a variable",
      variables: { NET: "back" },
      yaml: `${app("networks: [⟦'${NET}'⟧]")}networks: {front: }\n`,
      findings: [missing("network", "${NET}")],
    },
    {
      name: "in each of two files, which add up",
      yaml: {
        "stack.yml": app("networks: [⟦front⟧]"),
        "more.yml": "services: {app: {networks: [⟦back⟧], secrets: [⟦key⟧]}}\n",
      },
      findings: [missing("network", "front"), missing("network", "back"), missing("secret", "key")],
    },
    {
      name: "through a merge key, once for all its services",
      yaml: "x-base: &base {image: 'acme/app:1', networks: [⟦front⟧]}\nservices: {app: {<<: *base}, web: {<<: *base}}\n",
      findings: [missing("network", "front")],
    },
    {
      name: "in two services",
      yaml: "services: {app: {image: 'acme/app:1', networks: [⟦front⟧]}, web: {image: 'acme/app:1', networks: [⟦front⟧]}}\n",
      findings: [missing("network", "front"), missing("network", "front", "web")],
    },
  ],
});
