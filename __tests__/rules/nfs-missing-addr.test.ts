import { testRule } from "./harness.ts";
import { nfsStack } from "./nfs-stack.ts";

testRule("nfs-missing-addr", {
  valid: [
    { name: "an address", yaml: nfsStack() },
    { name: "a name", yaml: nfsStack({ o: "nfsvers=4.1,addr=nas.example.org" }) },
    { name: "an address from a variable", yaml: nfsStack({ o: "'addr=${NFS},nfsvers=4.1'" }) },
    { name: "options from a variable", yaml: nfsStack({ o: "'${NFS_OPTIONS}'" }) },
    { name: "one more option from a variable", yaml: nfsStack({ o: "'nfsvers=4.1,${MORE}'" }) },
    { name: "a device from a variable", yaml: nfsStack({ o: "nfsvers=4.1", device: "'${DEVICE}'" }) },
    { name: "blanks before it: another rule", yaml: nfsStack({ o: "'nfsvers=4.1, addr=10.0.0.5'" }) },
    { name: "CIFS", yaml: nfsStack({ type: "cifs", o: "username=guest", device: "//nas/data" }) },
    { name: "mounted nowhere", yaml: nfsStack({ o: "nfsvers=4.1", service: "image: 'acme/app:1'" }) },
    {
      name: "another driver",
      yaml: "services:\n  a: {image: 'acme/app:1', volumes: ['data:/srv']}\nvolumes: {data: {driver: acme/nfs, driver_opts: {type: nfs, device: ':/data'}}}\n",
    },
  ],
  invalid: [
    {
      name: "options without one",
      yaml: nfsStack({ o: "⟦nfsvers=4.1,hard⟧" }),
      findings: [
        {
          severity: "error",
          message: "No task that mounts the volume `data` can start: `o` has no `addr=`",
          help: "addr=10.0.0.5,nfsvers=4.1,hard",
          volume: "data",
        },
      ],
    },
    {
      name: "the host in the device",
      yaml: nfsStack({ o: '⟦"nfsvers=4.1"⟧', device: "nas.example.org:/data" }),
      findings: [{ severity: "error", message: "The host in `device` does not replace it.", volume: "data" }],
    },
    {
      name: "no options at all",
      yaml: nfsStack({ type: "⟦nfs4⟧", o: "" }),
      findings: [{ severity: "error", message: "`o` has no `addr=`", volume: "data" }],
    },
    {
      name: "through a merge key",
      yaml: `
        x-nfs: &nfs
          driver_opts: {type: nfs, o: "nfsvers=4.1", device: ":/data"}
        services:
          a: {image: acme/app:1, volumes: ["data:/srv"]}
        volumes:
          data:
            <<: ⟦*nfs⟧
      `,
      findings: [{ severity: "error", message: "`o` has no `addr=`", volume: "data", anchor: "nfs" }],
    },
  ],
});
