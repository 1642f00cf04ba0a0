import { testRule } from "./harness.ts";

const NFS = "{driver_opts: {type: nfs, o: 'addr=10.0.0.5', device: ':/redis'}}";
const EACH = NFS.replace("{", "{name: 'redis-{{.Node.Hostname}}', ").replace(":/redis", ":/redis/{{.Node.Hostname}}");
const stack = (volume: string, mode = "mode: ⟦global⟧", image = "redis:7", mount = "data:/data"): string =>
  `services:\n  a: {image: '${image}', volumes: ['${mount}'], deploy: {${mode}}}\nvolumes:\n  data: ${volume}\n`;

testRule("global-single-writer", {
  valid: [
    { name: "replicated", yaml: stack(NFS, "mode: replicated") },
    { name: "an agent", yaml: stack("", "mode: global", "prom/node-exporter:v1", "/:/host:ro") },
    { name: "a global job", yaml: stack(NFS, "mode: global-job") },
    { name: "one node", facts: { nodes: 1 }, yaml: stack(NFS, "mode: global") },
    {
      name: "pinned to one node",
      yaml: stack(NFS, "mode: global, placement: {constraints: ['node.hostname == one']}"),
    },
    { name: "several writers are fine", yaml: stack(NFS, "mode: global", "acme/app:1") },
    { name: "not the data directory", yaml: stack(NFS, "mode: global", "redis:7", "data:/other") },
  ],
  invalid: [
    {
      name: "network storage",
      yaml: stack(NFS),
      findings: [
        {
          severity: "error",
          message:
            "`a` runs once on every node, and all of these tasks write the same files in `/data` at once, which can damage them. Only one at a time may.",
          help: "Use `mode: replicated` with `replicas: 1`.",
          service: "a",
          volume: "data",
        },
      ],
    },
    {
      name: "a volume of each node",
      yaml: stack(""),
      findings: [
        {
          severity: "note",
          message: "each node has data of its own in `/data`",
          help: "the members of a cluster",
          service: "a",
          volume: "data",
        },
      ],
    },
    {
      name: "on some nodes",
      yaml: stack("", "mode: ⟦global⟧, placement: {constraints: ['node.labels.db == true']}"),
      findings: [
        {
          severity: "note",
          message: "`a` runs once on every node that meets its constraints, and each node has data of its own",
          service: "a",
          volume: "data",
        },
      ],
    },
    {
      name: "a network volume for each node",
      yaml: stack(EACH),
      findings: [{ severity: "note", message: "each node has data of its own", service: "a", volume: "data" }],
    },
    {
      name: "an external volume",
      yaml: stack("{external: true}"),
      findings: [
        {
          severity: "warning",
          message: "Tasks that reach the same storage behind `/data`",
          service: "a",
          volume: "data",
        },
      ],
    },
    {
      name: "an image behind a mirror is not certain",
      yaml: stack(NFS, "mode: ⟦global⟧", "registry.example.com/library/redis:7"),
      findings: [{ severity: "warning", message: "write the same files in `/data`", service: "a", volume: "data" }],
    },
  ],
});
