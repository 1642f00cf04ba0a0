import { testRule } from "./harness.ts";

const stack = (volume: string): string =>
  `services:\n  a: {image: 'redis:7', volumes: ['data:/data']}\nvolumes:\n  data: ${volume}\n`;
const NFS = "{driver_opts: {type: nfs, o: 'addr=10.0.0.5,hard', device: ':/data'}}";

testRule("driver-opts-changed", {
  valid: [
    { name: "no base", yaml: stack(NFS) },
    { name: "the same", base: stack(NFS), yaml: `# ours\n${stack(NFS)}` },
    { name: "another name too", base: stack("{}"), yaml: stack(NFS.replace("{", "{name: data-nfs, ")) },
    {
      name: "another order in o",
      base: stack(NFS),
      yaml: stack(NFS.replace("addr=10.0.0.5,hard", "hard,addr=10.0.0.5")),
    },
    { name: "external now", base: stack(NFS.replace("{", "{name: one, ")), yaml: stack("{external: true, name: one}") },
    { name: "a variable decides", base: stack(NFS), yaml: stack(NFS.replace(":/data", "${DEVICE}")) },
    {
      name: "mounted by nobody before",
      base: "services: {a: {image: 'redis:7'}}\nvolumes: {data: }\n",
      yaml: stack(NFS),
    },
    {
      name: "another driver: volume-driver-changed speaks",
      base: stack("{}"),
      yaml: stack("{driver: x/y, driver_opts: {a: b}}"),
    },
  ],
  invalid: [
    {
      name: "from a plain volume to NFS",
      base: stack("{}"),
      yaml: stack("{driver_opts: {type: ⟦nfs⟧, o: 'addr=10.0.0.5', device: ':/data'}}"),
      findings: [
        {
          severity: "error",
          message:
            "The volume `data` exists already, and Docker never changes a volume: on every node that has it, the new `type`, `o`, `device` is ignored without any message. Only a node that does not have it yet mounts the new place",
          help: "under a new volume name",
          volume: "data",
        },
      ],
    },
    {
      name: "back to a plain volume",
      base: stack(NFS),
      yaml: stack("{}").replace("  data:", "  ⟦data⟧:"),
      findings: [{ severity: "error", message: "the new `type`, `o`, `device` is ignored", volume: "data" }],
    },
    {
      name: "another device through an anchor",
      base: stack(NFS),
      yaml: `x-o: &o {type: nfs, o: 'addr=10.0.0.5,hard', device: ':/other'}\n${stack("{driver_opts: ⟦*o⟧}")}`,
      findings: [{ severity: "error", message: "the new `device` is ignored", volume: "data", anchor: "o" }],
    },
    {
      name: "another way to mount the same",
      base: stack(NFS),
      yaml: stack(NFS.replace("'addr=10.0.0.5,hard'", "⟦'addr=10.0.0.5,soft'⟧")),
      findings: [
        { severity: "warning", message: "Only a node that does not have it yet uses the new options.", volume: "data" },
      ],
    },
    {
      name: "an option of a plugin",
      base: stack("{driver: rexray/ebs, driver_opts: {size: '10'}}"),
      yaml: stack("{driver: rexray/ebs, driver_opts: {size: ⟦'20'⟧}}"),
      findings: [{ severity: "warning", message: "the new `size` is ignored", volume: "data" }],
    },
    {
      name: "a new key with the old name",
      base: stack("{name: one}"),
      yaml: `services:\n  a: {image: 'redis:7', volumes: ['files:/data']}\nvolumes:\n  files: {name: one, driver_opts: {type: none, o: bind, device: ⟦/srv⟧}}\n`
        .replace("type: none", "type: ⟦none⟧")
        .replace("⟦/srv⟧", "/srv"),
      findings: [{ severity: "error", message: "The volume `files` exists already", volume: "files" }],
    },
  ],
});
