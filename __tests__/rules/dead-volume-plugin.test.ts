import { testRule } from "./harness.ts";

const stack = (volumes: string, service = "image: 'acme/app:1', volumes: ['data:/srv']"): string =>
  `services:\n  a: {${service}}\nvolumes: {${volumes}}\n`;

testRule("dead-volume-plugin", {
  valid: [
    { name: "Docker's own driver", yaml: stack("data: {driver: local}") },
    { name: "a maintained plugin", yaml: stack("data: {driver: 'linode/docker-volume-linode:latest'}") },
    { name: "an unknown plugin", yaml: stack("data: {driver: acme/storage}") },
    { name: "a plugin from a variable", yaml: stack("data: {driver: '${DRIVER}'}") },
    { name: "mounted nowhere", yaml: stack("data: {driver: rexray/ebs}", "image: 'acme/app:1'") },
    {
      name: "no task",
      yaml: stack("data: {driver: rexray/ebs}", "image: 'a:1', volumes: ['data:/srv'], deploy: {replicas: 0}"),
    },
  ],
  invalid: [
    {
      name: "an abandoned plugin",
      yaml: stack("data: {driver: ⟦'rexray/ebs:latest'⟧}"),
      findings: [
        {
          severity: "warning",
          message:
            "The plugin `rexray/ebs:latest`, which keeps the volume `data`, is no longer maintained: the next upgrade of Docker or of the storage may leave the data out of reach.",
          help: "under a new volume name",
          volume: "data",
        },
      ],
    },
    {
      name: "several volumes, once for each plugin",
      yaml: stack(
        "data: {driver: ⟦'cloudstor:aws'⟧}, logs: {driver: 'cloudstor:aws'}, more: {driver: ⟦vieux/sshfs⟧}",
        "image: 'acme/app:1', volumes: ['data:/srv', 'logs:/logs', 'more:/more']",
      ),
      findings: [
        { severity: "warning", message: "which keeps the volume `data` and 1 more, is no", volume: "data" },
        { severity: "warning", message: "which keeps the volume `more`, is no longer", volume: "more" },
      ],
    },
  ],
});
