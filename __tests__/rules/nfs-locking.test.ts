import { testRule } from "./harness.ts";
import { nfsStack, POSTGRES } from "./nfs-stack.ts";

const APP = "image: 'acme/app:1', volumes: ['data:/srv'], deploy: {replicas: 3}";

testRule("nfs-locking", {
  valid: [
    { name: "version 4, which drops it", yaml: nfsStack({ o: "addr=10.0.0.5,nfsvers=4.1,nolock", service: POSTGRES }) },
    { name: "type nfs4", yaml: nfsStack({ type: "nfs4", o: "addr=10.0.0.5,nolock", service: POSTGRES }) },
    { name: "no version: another rule", yaml: nfsStack({ o: "addr=10.0.0.5,nolock", service: POSTGRES }) },
    { name: "with locks", yaml: nfsStack({ o: "addr=10.0.0.5,nfsvers=3", service: POSTGRES }) },
    { name: "lock after nolock", yaml: nfsStack({ o: "addr=10.0.0.5,nfsvers=3,nolock,lock", service: POSTGRES }) },
    { name: "local_lock=none", yaml: nfsStack({ o: "addr=10.0.0.5,nfsvers=3,local_lock=none", service: POSTGRES }) },
    { name: "one task of some program", yaml: nfsStack({ o: "addr=10.0.0.5,nfsvers=3,nolock" }) },
    {
      name: "pinned to one node",
      yaml: nfsStack({
        o: "addr=10.0.0.5,nfsvers=3,nolock",
        service: `${POSTGRES}, deploy: {placement: {constraints: [node.hostname == n1]}}`,
      }),
    },
    {
      name: "several tasks that read",
      yaml: nfsStack({ o: "addr=10.0.0.5,nfsvers=3,nolock", service: APP.replace("/srv", "/srv:ro") }),
    },
    {
      name: "a version from a variable",
      yaml: nfsStack({ o: "'addr=10.0.0.5,nfsvers=${V},nolock'", service: POSTGRES }),
    },
  ],
  invalid: [
    {
      name: "a database",
      yaml: nfsStack({ o: "addr=10.0.0.5,nfsvers=3,⟦nolock⟧", service: POSTGRES }),
      findings: [
        {
          severity: "warning",
          message:
            "With NFS 3 and `nolock`, a lock on a file of the volume `data` holds on its own node only. When a node is cut off, Swarm starts `a` on another one",
          help: "Mount with `nfsvers=4.1`",
          volume: "data",
        },
      ],
    },
    {
      name: "several tasks",
      yaml: nfsStack({ o: "'addr=10.0.0.5,v3,⟦local_lock=flock⟧'", service: APP }),
      findings: [
        {
          severity: "warning",
          message:
            "With NFS 3 and `local_lock`, a lock on a file of the volume `data` holds on its own node only. Tasks of `a` on two nodes can both hold it.",
          volume: "data",
        },
      ],
    },
    {
      name: "a global service",
      yaml: nfsStack({
        o: "addr=10.0.0.5,vers=3,⟦nolock⟧",
        service: "image: 'acme/app:1', volumes: ['data:/srv'], deploy: {mode: global}",
      }),
      findings: [{ severity: "warning", message: "Tasks of `a` on two nodes", volume: "data" }],
    },
  ],
});
