import { testRule } from "./harness.ts";
import { nfsStack } from "./nfs-stack.ts";

const volume = (rest: string): string =>
  `services:\n  a: {image: 'acme/app:1', volumes: ['data:/srv']}\nvolumes: {data: {${rest}}}\n`;

testRule("driver-opts-empty", {
  valid: [
    { name: "options", yaml: nfsStack() },
    { name: "no options", yaml: volume("driver: local") },
    { name: "an empty mapping says nothing else", yaml: volume("driver_opts: {}") },
    { name: "variables that are not set", yaml: volume("driver_opts: {type: '${T}', device: '${D}'}") },
    { name: "defaults that are meant to be empty", yaml: volume("driver_opts: {type: '${T:-}', device: '${D:-}'}") },
    { name: "a bound folder", yaml: volume("driver_opts: {type: '', o: bind, device: /srv}") },
    { name: "one of them is missing: another rule", yaml: volume("driver_opts: {type: ''}") },
    { name: "another driver", yaml: volume("driver: acme/nfs, driver_opts: {type: '', device: ''}") },
    { name: "no address at all: another rule", yaml: nfsStack({ o: "nfsvers=4.1" }) },
    { name: "an address from a variable", yaml: nfsStack({ o: "'addr=${NFS},nfsvers=4.1'" }) },
    {
      name: "mounted nowhere",
      yaml: "services:\n  a: {image: 'acme/app:1'}\nvolumes: {data: {driver_opts: {type: '', device: ''}}}\n",
    },
  ],
  invalid: [
    {
      name: "variables that are not set, as deploy fills them in",
      unsetVariables: "empty",
      yaml: volume("driver_opts: {type: ⟦'${T}'⟧, o: '${O}', device: '${D}'}"),
      findings: [
        {
          severity: "error",
          message:
            "`type` and `device` of the volume `data` are empty, so Docker makes a plain local volume on each node, and deploy says nothing.",
          help: "write `${NAME:?}`: a deploy without them stops.",
          volume: "data",
        },
      ],
    },
    {
      name: "empty texts",
      yaml: volume("driver: local, driver_opts: {device: '', type: ⟦''⟧}"),
      findings: [{ severity: "error", message: "instead of the storage that was meant", volume: "data" }],
    },
    {
      name: "an empty address",
      yaml: nfsStack({ o: '"⟦addr=⟧,nfsvers=4.1"' }),
      findings: [
        {
          severity: "error",
          message:
            "`addr=` of the volume `data` is empty: the kernel refuses the mount, and no task that needs it can start.",
          volume: "data",
        },
      ],
    },
    {
      name: "an empty address from a variable, once for two services",
      variables: { NFS: "" },
      yaml: nfsStack({
        o: '⟦"addr=${NFS},nfsvers=4.1"⟧',
        services: "b: {image: 'acme/app:1', volumes: ['data:/srv']}",
      }),
      findings: [{ severity: "error", message: "`addr=` of the volume `data` is empty", volume: "data" }],
    },
  ],
});
