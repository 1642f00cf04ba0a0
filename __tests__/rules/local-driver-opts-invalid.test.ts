import { testRule } from "./harness.ts";
import { nfsStack } from "./nfs-stack.ts";

const volume = (rest: string): string =>
  `services:\n  a: {image: 'acme/app:1', volumes: ['data:/srv']}\nvolumes: {data: {${rest}}}\n`;
const options = (rest: string): string => volume(`driver_opts: {${rest}}`);

testRule("local-driver-opts-invalid", {
  valid: [
    { name: "NFS", yaml: nfsStack() },
    { name: "a bound folder", yaml: options("type: none, o: bind, device: /srv") },
    { name: "a bound folder with an empty type", yaml: options("type: '', o: 'rw,rbind', device: /srv") },
    { name: "a tmpfs", yaml: options("type: tmpfs, device: tmpfs, o: size=64m") },
    { name: "a disk without `o`", yaml: options("type: ext4, device: /dev/sdb1") },
    { name: "all of them empty: another rule", yaml: options("type: '', o: '', device: ''") },
    { name: "no options", yaml: options("") },
    ...[
      "//10.0.0.9/share",
      "//10.0.0.9/My Share",
      "//10.0.0.9/100%25/share",
      "//[fe80::1]/share",
      "//nas/a:445/b",
      "${DEVICE}",
    ].map((device) => ({
      name: `CIFS from ${device}`,
      yaml: options(`type: cifs, o: 'username=a,vers=3.0', device: '${device}'`),
    })),
    {
      name: "a port for a type that Docker does not read as a URL",
      yaml: options("type: smb3, device: '//nas:445/a'"),
    },
    { name: "size 0", yaml: options("size: 0") },
    { name: "a type from a variable", yaml: options("type: '${TYPE}', device: /srv") },
    { name: "flags from a variable", yaml: options("type: none, o: '${FLAGS}', device: /srv") },
    { name: "a device from a variable", yaml: options("type: nfs, o: addr=nas, device: '${DEVICE}'") },
    { name: "another driver", yaml: volume("driver: rexray/ebs, driver_opts: {size: 20, volumetype: gp2}") },
    { name: "a driver from a variable", yaml: volume("driver: '${DRIVER}', driver_opts: {size: 20, share: x}") },
    {
      name: "mounted nowhere",
      yaml: "services:\n  a: {image: 'acme/app:1'}\nvolumes: {data: {driver_opts: {share: x}}}\n",
    },
  ],
  invalid: [
    ...["//10.0.0.9:445/share", "//user:word@nas:445/share", "//[fe80::1]:445/share", "//nas:smb/share"].map(
      (device) => ({
        name: `a port of CIFS: ${device}`,
        yaml: options(`type: cifs, o: 'username=a,vers=3.0', device: ⟦'${device}'⟧`),
        findings: [
          {
            severity: "warning" as const,
            message:
              "From Engine 25.0 on, no task that mounts the volume `data` can start: Docker reads `device` as a URL and refuses its port.",
            help: "`port=445`",
            volume: "data",
          },
        ],
      }),
    ),
    ...["//10.0.0.9/100%/share", "//nas/50%off"].map((device) => ({
      name: `a percent sign of CIFS: ${device}`,
      yaml: options(`type: cifs, device: ⟦'${device}'⟧`),
      findings: [
        { severity: "warning" as const, message: "refuses its percent sign.", help: "Write `%25`", volume: "data" },
      ],
    })),
    {
      name: "options of another driver",
      yaml: options("⟦share⟧: nas/data, ⟦mountpoint⟧: /srv"),
      findings: [
        {
          severity: "error",
          message: "No task that mounts the volume `data` can start: Docker's local driver refuses the option `share`.",
          help: "Its options are `type`, `o`, `device` and `size`",
          volume: "data",
        },
        { severity: "error", message: "refuses the option `mountpoint`", volume: "data" },
      ],
    },
    {
      name: "a device without a type",
      yaml: options("⟦device⟧: /srv, o: bind"),
      findings: [
        {
          severity: "error",
          message: "Docker's local driver refuses `driver_opts` without `type`.",
          help: "`type` and `device` belong together, and `o` needs both: add what is missing.",
          volume: "data",
        },
      ],
    },
    {
      name: "a type without a device",
      yaml: volume("driver: local, driver_opts: {⟦type⟧: nfs, o: addr=nas}"),
      findings: [{ severity: "error", message: "without `device`.", volume: "data" }],
    },
    {
      name: "flags alone",
      yaml: options("⟦o⟧: bind"),
      findings: [{ severity: "error", message: "without `type` and `device`.", volume: "data" }],
    },
    {
      name: "an empty device",
      yaml: options("type: nfs, o: addr=nas, device: ⟦''⟧"),
      findings: [{ severity: "error", message: "`type` names a file system and `device` is empty.", volume: "data" }],
    },
    {
      name: "no bind",
      yaml: options("type: ⟦none⟧, o: rw, device: /srv"),
      findings: [
        {
          severity: "error",
          message: "`type` names no file system, and `o` does not say `bind`.",
          help: "Write `o: bind` to mount a folder of the node",
          volume: "data",
        },
      ],
    },
    {
      name: "bind for a type",
      yaml: options("type: ⟦bind⟧, device: /srv"),
      findings: [{ severity: "error", message: "`type` names no file system", volume: "data" }],
    },
    {
      name: "a size",
      yaml: options("size: ⟦10G⟧"),
      findings: [
        {
          severity: "warning",
          message:
            "On a node whose Docker directory is not on XFS with project quotas, no task that mounts the volume `data` can start: Docker refuses `size` there.",
          volume: "data",
        },
      ],
    },
    {
      name: "through a merge key",
      yaml: `
        x-data: &data {driver_opts: {device: /srv}}
        services:
          a: {image: acme/app:1, volumes: ["data:/srv", "data:/more"]}
        volumes:
          data:
            <<: ⟦*data⟧
      `,
      findings: [{ severity: "error", message: "without `type`.", volume: "data", anchor: "data" }],
    },
  ],
});
