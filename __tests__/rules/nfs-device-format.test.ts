import { testRule } from "./harness.ts";
import { nfsStack } from "./nfs-stack.ts";

testRule("nfs-device-format", {
  valid: [
    { name: "a colon and a path", yaml: nfsStack() },
    { name: "a host before it", yaml: nfsStack({ device: "nas:/data" }) },
    { name: "an IPv6 address in brackets", yaml: nfsStack({ device: "'[fd00::5]:/data'" }) },
    { name: "a path from a variable", yaml: nfsStack({ device: "':${FOLDER}'" }) },
    { name: "a variable alone", yaml: nfsStack({ device: "'${DEVICE}'" }) },
    { name: "a template", yaml: nfsStack({ device: '":/data/{{.Task.Slot}}"' }) },
    { name: "CIFS", yaml: nfsStack({ type: "cifs", o: "addr=10.0.0.5", device: "//nas/data" }) },
    { name: "a bound folder", yaml: nfsStack({ type: "none", o: "bind", device: "/srv/data" }) },
  ],
  invalid: [
    {
      name: "a path alone",
      yaml: nfsStack({ device: "⟦/data⟧" }),
      findings: [
        {
          severity: "error",
          message:
            "No task that mounts the volume `data` can start: the kernel wants a colon before the path in `device`.",
          help: 'Write `device: ":/path"`',
          volume: "data",
        },
      ],
    },
    {
      name: "the form of CIFS",
      yaml: nfsStack({ device: '⟦"//nas/data"⟧' }),
      findings: [{ severity: "error", message: "the kernel wants a colon", volume: "data" }],
    },
    {
      name: "a path without a slash",
      yaml: nfsStack({ device: '⟦":data"⟧' }),
      findings: [
        {
          severity: "warning",
          message: "has no path that starts with `/`: most servers refuse the mount",
          volume: "data",
        },
      ],
    },
    {
      name: "an IPv6 address without brackets",
      yaml: nfsStack({ device: '⟦"fd00::5:/data"⟧' }),
      findings: [{ severity: "warning", message: "has no path that starts with `/`", volume: "data" }],
    },
    {
      name: "through an alias, once for two mounts",
      yaml: `
        x-device: &device /data
        services:
          a: {image: acme/app:1, volumes: ["data:/srv", "data:/backup"]}
        volumes:
          data:
            driver_opts: {type: nfs4, o: "addr=10.0.0.5", device: ⟦*device⟧}
      `,
      findings: [{ severity: "error", message: "wants a colon", volume: "data", anchor: "device" }],
    },
  ],
});
