import { testRule } from "./harness.ts";
import { nfsStack } from "./nfs-stack.ts";

testRule("nfs-version-unset", {
  valid: [
    { name: "nfsvers", yaml: nfsStack() },
    { name: "vers", yaml: nfsStack({ o: "addr=10.0.0.5,vers=3" }) },
    { name: "a word", yaml: nfsStack({ o: "addr=10.0.0.5,v4.2" }) },
    { name: "type nfs4", yaml: nfsStack({ type: "nfs4", o: "addr=10.0.0.5" }) },
    { name: "options from a variable", yaml: nfsStack({ o: "'addr=10.0.0.5,${NFS_OPTIONS}'" }) },
    { name: "a version from a variable", yaml: nfsStack({ o: "'addr=10.0.0.5,nfsvers=${VERSION}'" }) },
    { name: "EFS: another rule", yaml: nfsStack({ o: "addr=fs-01234567.efs.eu-west-1.amazonaws.com" }) },
    { name: "CIFS", yaml: nfsStack({ type: "cifs", o: "addr=10.0.0.5", device: "//nas/data" }) },
  ],
  invalid: [
    {
      name: "an address alone",
      yaml: nfsStack({ o: "⟦addr=10.0.0.5⟧" }),
      findings: [
        {
          severity: "warning",
          message:
            "is mounted with NFS 3: without a version in `o`, the kernel tries no other. A server that only offers version 4 refuses it, and locks on files work only where `rpc.statd` runs on the node.",
          help: "Add `nfsvers=4.1` to `o` if the server offers version 4, else `nfsvers=3`.",
          volume: "data",
        },
      ],
    },
    {
      name: "without locks",
      yaml: nfsStack({ o: '⟦"addr=${NFS},nolock,soft,rw"⟧' }),
      findings: [
        { severity: "warning", message: "with `nolock`, a lock on a file holds on its own node only", volume: "data" },
      ],
    },
    {
      name: "no options at all",
      yaml: nfsStack({ type: "⟦nfs⟧", o: "" }),
      findings: [{ severity: "warning", message: "is mounted with NFS 3", volume: "data" }],
    },
  ],
});
