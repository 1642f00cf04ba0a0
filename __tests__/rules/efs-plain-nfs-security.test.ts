import { testRule } from "./harness.ts";
import { nfsStack } from "./nfs-stack.ts";

const EFS = "addr=fs-01234567.efs.eu-west-1.amazonaws.com";

testRule("efs-plain-nfs-security", {
  valid: [
    { name: "another server", yaml: nfsStack() },
    {
      name: "a path on which the helper has mounted it",
      yaml: "services:\n  a: {image: 'acme/app:1', volumes: ['/mnt/efs/app:/srv']}\n",
    },
    { name: "mounted nowhere", yaml: nfsStack({ o: `${EFS},nfsvers=4.1,noresvport`, service: "image: 'acme/app:1'" }) },
  ],
  invalid: [
    {
      name: "EFS",
      yaml: nfsStack({ o: `⟦${EFS}⟧,nfsvers=4.1,noresvport` }),
      findings: [
        {
          severity: "note",
          message: "The data goes over the network without encryption",
          help: "Let only the Swarm's security group reach the mount target",
          volume: "data",
        },
      ],
    },
    {
      name: "two volumes, once",
      yaml: nfsStack({
        o: `⟦${EFS}⟧,nfsvers=4.1,noresvport`,
        services: "b: {image: 'acme/app:1', volumes: ['more:/data']}",
        volumes: `more: {driver_opts: {type: nfs, o: '${EFS},nfsvers=4.1,noresvport', device: ':/more'}}`,
      }),
      findings: [
        { severity: "note", message: "TLS, IAM and access points need Amazon's mount helper", volume: "data" },
      ],
    },
  ],
});
