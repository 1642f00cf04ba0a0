import { testRule } from "./harness.ts";

const stack = (volumes: string, mount: string): string =>
  `version: '3.10'\nservices:\n  a: {image: 'acme/app:1', volumes: [${mount}]}\nvolumes: {${volumes}}\n`;
const SPEC = "x-cluster-spec: {access_mode: {scope: single, sharing: onewriter}}";

testRule("cluster-volume-not-created", {
  valid: [
    { name: "a plain volume", yaml: stack("data: ", "'data:/srv'") },
    { name: "made by somebody", yaml: stack("data: {external: true}", "{type: cluster, source: data, target: /srv}") },
    { name: "mounted nowhere", yaml: stack(`data: {driver: acme/csi, ${SPEC}}`, "/srv") },
  ],
  invalid: [
    {
      name: "a cluster volume, once for two mounts",
      yaml: stack(
        `⟦data⟧: {driver: acme/csi, ${SPEC}}`,
        "{type: cluster, source: data, target: /srv}, {type: cluster, source: data, target: /more}",
      ),
      findings: [
        {
          severity: "warning",
          message:
            "`docker stack deploy` does not make the cluster volume `data`: the task waits until somebody has made it.",
          help: "docker volume create",
          volume: "data",
        },
      ],
    },
    {
      name: "mounted as a volume",
      yaml: stack(`⟦data⟧: {driver: acme/csi, ${SPEC}}`, "'data:/srv'"),
      findings: [{ severity: "warning", message: "the cluster volume `data`", volume: "data" }],
    },
    {
      name: "a group",
      yaml: stack("data: ", "'data:/srv', ⟦{type: cluster, source: 'group:fast', target: /fast}⟧"),
      findings: [{ severity: "warning", message: "does not make a cluster volume of this group", service: "a" }],
    },
  ],
});
