import { testRule } from "./harness.ts";

const AWS = { provider: "aws", region: "eu-west-1" };
const EFS = "fs-0123456789abcdef0.efs.eu-west-1.amazonaws.com";

const stack = (statements: string, key = "images", server = EFS) => `
  services:
    registry:
      image: registry:2.8
      volumes:
        - images:/var/lib/registry
  volumes:
    ${key}:
      driver_opts:
        type: nfs4
        o: addr=${server},nfsvers=4.1
        device: ":/images"
      x-swarm-volume-check: {${statements}}
`;

testRule("throughput-short", {
  valid: [
    { name: "the baseline suffices", yaml: stack("size: 100GiB, throughput: 5MiB/s"), cost: AWS },
    { name: "no throughput is stated", yaml: stack("size: 100GiB"), cost: AWS },
    { name: "elastic throughput", yaml: stack("size: 100GiB, throughput: 10MiB/s, storage: efs-elastic"), cost: AWS },
    { name: "another file server", yaml: stack("size: 100GiB, throughput: 10MiB/s", "images", "10.0.0.5"), cost: AWS },
    { name: "no prices are asked for", yaml: stack("size: 100GiB, throughput: 10MiB/s") },
  ],
  invalid: [
    {
      name: "more than the baseline",
      yaml: stack("size: 100GiB, throughput: 10MiB/s", "⟦images⟧"),
      cost: AWS,
      findings: [
        {
          severity: "warning",
          service: "registry",
          volume: "images",
          message:
            "`images` is slower than its service needs once the burst credits are used up: 10 MiB/s are wanted, and 5 MiB/s is the baseline for writing; provisioning the difference costs $33.00 a month more.",
        },
      ],
    },
    {
      name: "the colder half carries nothing",
      yaml: stack("size: 100GiB, throughput: 5MiB/s, infrequent-access: 50%", "⟦images⟧"),
      cost: AWS,
      findings: [{ severity: "warning", service: "registry", volume: "images", message: "2.5 MiB/s is the baseline" }],
    },
    {
      name: "the file server that the configuration calls EFS",
      yaml: stack("size: 20GiB, throughput: 2MiB/s", "⟦images⟧", "10.0.0.5"),
      cost: { ...AWS, efsServer: "10.0.0.5" },
      findings: [{ severity: "warning", service: "registry", volume: "images", message: "$6.60 a month more" }],
    },
  ],
});
