import { testRule } from "./harness.ts";
import { nfsStack } from "./nfs-stack.ts";

testRule("nfs4-type-hostname", {
  valid: [
    { name: "an address", yaml: nfsStack({ type: "nfs4", o: "addr=10.0.0.5" }) },
    { name: "an IPv6 address", yaml: nfsStack({ type: "nfs4", o: "'addr=fd00::5'" }) },
    { name: "a name with type nfs", yaml: nfsStack({ o: "addr=nas.example.org,nfsvers=4.1" }) },
    { name: "quotes: another rule", yaml: nfsStack({ type: "nfs4", o: 'addr="10.0.0.5"' }) },
    { name: "a variable", yaml: nfsStack({ type: "nfs4", o: "'addr=${NFS_SERVER}'" }) },
    { name: "a type from a variable", yaml: nfsStack({ type: "'${TYPE}'", o: "addr=nas" }) },
    { name: "an empty address: another rule", yaml: nfsStack({ type: "nfs4", o: "addr=" }) },
  ],
  invalid: [
    {
      name: "a name",
      yaml: nfsStack({ type: "nfs4", o: "⟦addr=nas.example.org⟧,rw" }),
      findings: [
        {
          severity: "error",
          message:
            "No task that mounts the volume `data` can start: `addr=` is a name, which Docker looks up for `type: nfs` only.",
          help: "Write `type: nfs` and `nfsvers=4.1` in `o`, or the server's IP address.",
          volume: "data",
        },
      ],
    },
    {
      name: "a name that a variable gives",
      variables: { NFS_SERVER: "nas" },
      yaml: nfsStack({ type: "nfs4", o: '⟦"addr=${NFS_SERVER},rw"⟧' }),
      findings: [{ severity: "error", message: "`addr=` is a name", volume: "data" }],
    },
    {
      name: "in quotes, behind another option",
      yaml: nfsStack({ type: "nfs4", o: '"rw,⟦addr=nas⟧"' }),
      findings: [{ severity: "error", message: "`addr=` is a name", volume: "data" }],
    },
    {
      name: "folded over two lines: the whole value",
      yaml: nfsStack({ type: "nfs4", o: "⟦'rw,addr=nas,\n        hard'⟧" }),
      findings: [{ severity: "error", message: "`addr=` is a name", volume: "data" }],
    },
  ],
});
