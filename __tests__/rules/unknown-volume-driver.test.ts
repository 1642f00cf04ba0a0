import { testRule } from "./harness.ts";

const stack = (volumes: string, service = "image: 'acme/app:1', volumes: ['data:/srv']"): string =>
  `services:\n  a: {${service}}\nvolumes: {${volumes}}\n`;

testRule("unknown-volume-driver", {
  valid: [
    { name: "Docker's own driver", yaml: stack("data: ") },
    { name: "a maintained plugin", yaml: stack("data: {driver: juicedata/juicefs}") },
    { name: "an abandoned plugin: another rule", yaml: stack("data: {driver: rexray/ebs}") },
    { name: "a plugin from a variable", yaml: stack("data: {driver: '${DRIVER}'}") },
    {
      name: "the configuration says how far it reaches",
      facts: { drivers: new Map([["acme/storage", "cluster"]]) },
      yaml: stack("data: {driver: acme/storage}"),
    },
    { name: "an external volume", yaml: stack("data: {external: true}") },
    { name: "mounted nowhere", yaml: stack("data: {driver: acme/storage}", "image: 'acme/app:1'") },
  ],
  invalid: [
    {
      name: "a plugin that nobody looked up",
      yaml: stack("data: {driver: ⟦acme/storage⟧}"),
      findings: [
        {
          severity: "note",
          message:
            "The plugin `acme/storage`, which keeps the volume `data`, is not among those that this check knows. Whether the data follows when Swarm moves the task is not known here.",
          help: "`docker plugin ls`",
          volume: "data",
        },
      ],
    },
    {
      name: "a name that says something, once for two volumes",
      yaml: stack(
        "data: {driver: ⟦'glusterfs:latest'⟧}, more: {driver: 'glusterfs:latest'}",
        "image: 'acme/app:1', volumes: ['data:/srv', 'more:/more']",
      ),
      findings: [
        {
          severity: "note",
          message:
            "which keeps the volume `data` and 1 more, is not among those that this check knows. What it does with the data is a guess by its name.",
          volume: "data",
        },
      ],
    },
  ],
});
