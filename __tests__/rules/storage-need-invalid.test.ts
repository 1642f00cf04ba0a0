import { testRule } from "./harness.ts";

const AWS = { provider: "aws", region: "eu-west-1" };

const stack = (statements: string, key = "data") => `
  services:
    postgres:
      image: postgres:17
      volumes:
        - data:/var/lib/postgresql/data
  volumes:
    ${key}:
      x-swarm-volume-check: {${statements}}
`;

const wrong = (statements: string, message: string) => ({
  name: statements,
  yaml: stack(statements, "⟦data⟧"),
  cost: AWS,
  findings: [{ severity: "warning" as const, service: "postgres", volume: "data", message }],
});

testRule("storage-need-invalid", {
  valid: [
    { name: "all is well", yaml: stack("size: 100GiB, iops: 6000, throughput: 200MiB/s"), cost: AWS },
    { name: "no prices are asked for", yaml: stack("size: 100G") },
    { name: "the smallest size is rounded up", yaml: stack("size: 1MiB, storage: st1"), cost: AWS },
    { name: "no size, no statement", yaml: stack("iops: 6000"), cost: AWS },
    { name: "a size that waits for a variable is unknown", yaml: stack("size: '${SIZE}', iops: '${IOPS}'"), cost: AWS },
    {
      name: "a driver has units of its own",
      yaml: `
        services:
          postgres:
            image: postgres:17
            volumes:
              - data:/var/lib/postgresql/data
        volumes:
          data:
            driver: example/plugin
            driver_opts:
              size: 10g
      `,
      cost: AWS,
    },
  ],
  invalid: [
    wrong(
      "size: 100G",
      "No price can be given for `data`: its size is stated as `100G`, and `G` can mean `GiB` (2^30 bytes) or `GB` (10^9): write which.",
    ),
    wrong("size: 100", "its size is stated as `100`, and the unit is missing: `GiB` is 2^30 bytes, `GB` is 10^9."),
    wrong("size: -5GiB", "and a size is not negative"),
    wrong("size: 0GiB", "and a size is more than 0"),
    wrong("size: 9999999PiB", "is the unit right?"),
    wrong("size: lots", "and a size is a number with a unit"),
    wrong("size: 5 lemons", "`lemons` is no unit of size"),
    wrong(
      "size: 100GiB, infrequent-access: 150%",
      "its infrequent-access is stated as `150%`, and a share is at most `100%`",
    ),
    wrong(
      "size: 100GiB, infrequent-access: 60%, archive: 60%",
      "with `infrequent-access` it is more than all of the data",
    ),
    wrong("size: 100GiB, throughput: fast", "a throughput is a size a second"),
    wrong("size: 100GiB, iops: 0", "IOPS are more than 0"),
    wrong(
      "size: 100GiB, iops: 90000",
      "No price can be given for `data` as it is stored now: gp3 has at most 80,000 IOPS, and 90,000 are wanted.",
    ),
    wrong("size: 100GiB, throughput: 3GiB/s", "gp3 has at most 2,000 MiB/s, and 3,072 are wanted"),
    wrong("size: 100TiB", "gp3 has at most 65,536 GiB"),
    wrong("sise: 100GiB", "its sise is stated as `100GiB`, and `size` may be meant"),
    wrong(
      "size: 100GiB, colour: blue",
      "and only size, infrequent-access, archive, throughput, iops, read, write, storage can be stated",
    ),
    wrong("size: 100GiB, storage: gp4", "`gp4` is no storage of aws that can be priced"),
    {
      name: "a label",
      yaml: `
        services:
          postgres:
            image: postgres:17
            volumes:
              - data:/var/lib/postgresql/data
        volumes:
          ⟦data⟧:
            labels:
              swarm-volume-check.size: 100 gb
      `,
      cost: AWS,
      findings: [{ severity: "warning", service: "postgres", volume: "data", message: "`gb` can mean `GiB`" }],
    },
    {
      name: "the configuration",
      yaml: stack("iops: 3000", "⟦data⟧"),
      cost: { ...AWS, volumes: { "d*": { size: "1EiB" } } },
      findings: [{ severity: "warning", service: "postgres", volume: "data", message: "`EiB` is no unit of size" }],
    },
  ],
});
