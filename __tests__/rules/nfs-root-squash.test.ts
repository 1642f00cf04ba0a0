import { testRule } from "./harness.ts";
import { nfsStack, POSTGRES } from "./nfs-stack.ts";

testRule("nfs-root-squash", {
  valid: [
    { name: "not a data directory of a known image", yaml: nfsStack() },
    {
      name: "nothing is copied",
      yaml: nfsStack({
        service:
          "image: 'postgres:16', volumes: [{type: volume, source: data, target: /var/lib/postgresql/data, volume: {nocopy: true}}]",
      }),
    },
    {
      name: "EFS",
      yaml: nfsStack({
        o: "addr=fs-01234567.efs.eu-west-1.amazonaws.com,nfsvers=4.1,noresvport",
        service: POSTGRES,
      }),
    },
    {
      name: "a local volume",
      yaml: "services:\n  a: {image: 'postgres:16', volumes: ['data:/var/lib/postgresql/data']}\nvolumes: {data: }\n",
    },
  ],
  invalid: [
    {
      name: "the data directory of an image",
      yaml: nfsStack({ device: '⟦":/pg"⟧', service: POSTGRES }),
      findings: [
        {
          severity: "note",
          message:
            "On the first start with an empty directory, Docker copies what `a` has at `/var/lib/postgresql/data` and sets the owner, as root.",
          help: "`volume: {nocopy: true}`",
          volume: "data",
        },
      ],
    },
    {
      name: "once a stack",
      yaml: nfsStack({
        device: '⟦":/pg"⟧',
        service: POSTGRES,
        services: "b: {image: 'redis:7', volumes: ['more:/data']}",
        volumes: "more: {driver_opts: {type: nfs, o: 'addr=10.0.0.5,nfsvers=4.1', device: ':/redis'}}",
      }),
      findings: [{ severity: "note", message: "the task does not start", volume: "data" }],
    },
  ],
});
