import { testRule } from "./harness.ts";

const NFS = "driver_opts: {type: nfs, o: 'addr=10.0.0.5,nfsvers=4.1', device: ':/data'}";
const base = (volume: string, mount = "data:/srv"): string =>
  `services:\n  a: {image: 'acme/app:1', volumes: ['${mount}']}\nvolumes: {data: ${volume}}\n`;
const later = (volume: string): string => `services:\n  a: {image: 'acme/app:2'}\nvolumes: {${volume}}\n`;

testRule("override-drops-driver-opts", {
  valid: [
    { name: "one file", yaml: base(`{${NFS}}`) },
    { name: "the same again", yaml: { "a.yml": base(`{${NFS}}`), "b.yml": later(`data: {${NFS}}`) } },
    { name: "other options", yaml: { "a.yml": base(`{${NFS}}`), "b.yml": later("data: {driver: rexray/ebs}") } },
    { name: "external now", yaml: { "a.yml": base(`{${NFS}}`), "b.yml": later("data: {external: true}") } },
    { name: "a plain one before", yaml: { "a.yml": base("{driver: local}"), "b.yml": later("data: ") } },
    { name: "another volume", yaml: { "a.yml": base(`{${NFS}}`), "b.yml": later("more: ") } },
    {
      name: "said again in the third file",
      yaml: { "a.yml": base(`{${NFS}}`), "b.yml": later("data: "), "c.yml": later(`data: {${NFS}}`) },
    },
    {
      name: "mounted nowhere",
      yaml: { "a.yml": base(`{${NFS}}`, "/srv"), "b.yml": later("data: ") },
    },
    {
      name: "a merge key with other keys",
      yaml: `
        x-nfs: &nfs {${NFS}}
        services:
          a: {image: acme/app:1, volumes: ["data:/srv"]}
        volumes:
          data:
            <<: *nfs
            name: mine
      `,
    },
    {
      name: "a merge key whose options are all written again",
      yaml: `
        x-nfs: &nfs {${NFS}}
        services:
          a: {image: acme/app:1, volumes: ["data:/srv"]}
        volumes:
          data:
            <<: *nfs
            driver_opts: {type: nfs, o: "addr=10.0.0.5,nfsvers=4.2", device: ":/other"}
      `,
    },
  ],
  invalid: [
    {
      name: "only the key",
      yaml: { "a.yml": base(`{${NFS}}`), "b.yml": later("⟦data⟧: ") },
      findings: [
        {
          severity: "error",
          message:
            "Docker replaces a volume's definition in `a.yml` as a whole by this one, so `driver_opts` of the volume `data` no longer counts. Tasks start on a plain, empty local volume of their node, and deploy says nothing.",
          help: "Repeat the whole definition here, or remove this one.",
          volume: "data",
        },
      ],
    },
    {
      name: "a label",
      yaml: {
        "a.yml": base(`{driver: rexray/ebs, driver_opts: {size: 20}}`),
        "b.yml": later("⟦data⟧: {labels: {stage: test}}"),
      },
      findings: [{ severity: "error", message: "so `driver` and `driver_opts` of the volume `data`", volume: "data" }],
    },
    {
      name: "a name in place of external",
      yaml: { "a.yml": base("{external: true}"), "b.yml": later("⟦data⟧: {name: mine}") },
      findings: [{ severity: "error", message: "so `external` of the volume `data` no longer counts", volume: "data" }],
    },
    {
      name: "two files later",
      yaml: { "a.yml": base(`{${NFS}}`), "b.yml": later("data: "), "c.yml": later("⟦data⟧: {name: mine}") },
      findings: [{ severity: "error", message: "definition in `a.yml` as a whole", volume: "data" }],
    },
    {
      name: "a later file that names the local driver may mean it",
      yaml: { "a.yml": base(`{${NFS}}`), "b.yml": later("⟦data⟧: {driver: local}") },
      findings: [
        { severity: "warning", message: "so `driver_opts` of the volume `data` no longer counts", volume: "data" },
      ],
    },
    {
      name: "options of its own below a merge key",
      yaml: `
        x-nfs: &nfs {${NFS}}
        services:
          a: {image: acme/app:1, volumes: ["data:/srv"]}
        volumes:
          ⟦data⟧:
            <<: *nfs
            driver_opts: {device: ":/other"}
      `,
      findings: [
        {
          severity: "error",
          message:
            "The `<<` does not join `driver_opts` with those that stand here, so `type`, `o` of the volume `data` no longer counts. What is left does not reach the storage that was meant.",
          volume: "data",
        },
      ],
    },
    {
      name: "empty options below a merge key",
      yaml: `
        x-nfs: &nfs {${NFS}}
        services:
          a: {image: acme/app:1, volumes: ["data:/srv"]}
        volumes:
          ⟦data⟧:
            <<: *nfs
            driver_opts: {}
      `,
      findings: [{ severity: "error", message: "Tasks start on a plain, empty local volume", volume: "data" }],
    },
  ],
});
