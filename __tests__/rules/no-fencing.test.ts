import { testRule } from "./harness.ts";
import { nfsStack, POSTGRES } from "./nfs-stack.ts";

testRule("no-fencing", {
  valid: [
    { name: "a program that is not known", yaml: nfsStack() },
    {
      name: "pinned to one node",
      yaml: nfsStack({ service: `${POSTGRES}, deploy: {placement: {constraints: [node.hostname == n1]}}` }),
    },
    { name: "one node", facts: { nodes: 1 }, yaml: nfsStack({ service: POSTGRES }) },
    {
      name: "several writers are fine",
      yaml: nfsStack({ service: "image: 'registry:2', volumes: ['data:/var/lib/registry']" }),
    },
    {
      name: "an engine that should not be there at all: another rule",
      yaml: nfsStack({ service: "image: 'prom/prometheus:v3.1.0', volumes: ['data:/prometheus']" }),
    },
    {
      name: "a local volume",
      yaml: `services:\n  a: {${POSTGRES}}\nvolumes: {data: }\n`,
    },
    {
      name: "a path that only looks shared",
      yaml: "services:\n  a: {image: 'redis:7', volumes: ['/mnt/nfs/redis:/data']}\n",
    },
  ],
  invalid: [
    {
      name: "a plugin whose volumes reach every node",
      yaml: "services:\n  a: {image: 'redis:7', volumes: [⟦'data:/data'⟧]}\nvolumes: {data: {driver: juicedata/juicefs}}\n",
      findings: [{ severity: "note", message: "goes on writing to the volume `data`", service: "a", volume: "data" }],
    },
    {
      name: "a database on NFS",
      yaml: nfsStack({
        service: POSTGRES.replace("'data:/var/lib/postgresql/data'", "⟦'data:/var/lib/postgresql/data'⟧"),
      }),
      findings: [
        {
          severity: "note",
          message:
            "When a node is cut off from the managers, its task of `a` goes on writing to the volume `data` while Swarm starts another one elsewhere: for a while two write the same data.",
          help: "Keep backups.",
          service: "a",
          volume: "data",
        },
      ],
    },
    {
      name: "a path that is declared to be shared, once a stack",
      facts: { sharedPaths: ["/srv/shared"] },
      yaml: `
        services:
          a: {image: redis:7, volumes: [⟦"/srv/shared/a:/data"⟧]}
          b: {image: redis:7, volumes: ["/srv/shared/b:/data"]}
      `,
      findings: [{ severity: "note", message: "The same holds for 1 more of this stack.", service: "a" }],
    },
  ],
});
