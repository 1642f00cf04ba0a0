import { testRule } from "./harness.ts";
import { nfsStack } from "./nfs-stack.ts";

const EFS = "addr=fs-01234567.efs.eu-west-1.amazonaws.com";

testRule("efs-options", {
  valid: [
    {
      name: "what Amazon asks for",
      yaml: nfsStack({ o: `${EFS},nfsvers=4.1,rsize=1048576,wsize=1048576,hard,timeo=600,retrans=2,noresvport` }),
    },
    { name: "sizes and hard are the kernel's own choice", yaml: nfsStack({ o: `${EFS},nfsvers=4.1,noresvport` }) },
    { name: "version 4.0", yaml: nfsStack({ type: "nfs", o: `${EFS},vers=4.0,noresvport` }) },
    { name: "more from a variable", yaml: nfsStack({ o: `'${EFS},nfsvers=4.1,\${MORE}'` }) },
    { name: "another server", yaml: nfsStack({ o: "addr=nas.example.org,nfsvers=3" }) },
    { name: "a name that only looks like it", yaml: nfsStack({ o: "addr=efs.example.org,nfsvers=4.1" }) },
  ],
  invalid: [
    {
      name: "no noresvport",
      yaml: nfsStack({ o: `⟦${EFS}⟧,nfsvers=4.1,hard` }),
      findings: [
        {
          severity: "warning",
          message:
            "When the connection to EFS breaks, the volume `data` may hang on older kernels until the node is restarted: `o` has no `noresvport`.",
          help: "nfsvers=4.1,rsize=1048576,wsize=1048576,hard,timeo=600,retrans=2,noresvport",
          volume: "data",
        },
      ],
    },
    {
      name: "no version",
      yaml: nfsStack({ o: `"⟦${EFS}⟧,noresvport"` }),
      findings: [
        {
          severity: "warning",
          message:
            "No task that mounts the volume `data` can start: EFS offers NFS 4 only, and without a version in `o`, the kernel asks for NFS 3.",
          volume: "data",
        },
      ],
    },
    {
      name: "version 3",
      yaml: nfsStack({ o: `${"⟦addr=eu-west-1a.fs-01234567.efs.eu-west-1.amazonaws.com⟧"},nfsvers=3,noresvport` }),
      findings: [{ severity: "warning", message: "EFS offers NFS 4 only, and `o` asks for NFS 3.", volume: "data" }],
    },
    {
      name: "the file system's id from a variable",
      yaml: nfsStack({ o: '"⟦addr=${EFS_ID}.efs.cn-north-1.amazonaws.com.cn⟧,nfsvers=4.1"' }),
      findings: [{ severity: "warning", message: "`o` has no `noresvport`", volume: "data" }],
    },
  ],
});
