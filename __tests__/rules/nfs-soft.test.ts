import { testRule } from "./harness.ts";
import { nfsStack, POSTGRES } from "./nfs-stack.ts";

const o = (words: string): string => `addr=10.0.0.5,nfsvers=4.1,${words}`;

testRule("nfs-soft", {
  valid: [
    { name: "hard", yaml: nfsStack() },
    { name: "neither: hard is the default", yaml: nfsStack({ o: o("rw"), service: POSTGRES }) },
    { name: "hard after soft", yaml: nfsStack({ o: o("soft,hard") }) },
    {
      name: "read-only",
      yaml: nfsStack({ o: o("soft"), service: "image: 'acme/app:1', volumes: ['data:/srv:ro']" }),
    },
    {
      name: "a cache",
      yaml: nfsStack({ o: o("soft"), service: "image: 'acme/app:1', volumes: ['data:/var/cache/app']" }),
    },
    { name: "from a variable", yaml: nfsStack({ o: "'addr=10.0.0.5,nfsvers=4.1,${MODE}'" }) },
    { name: "no task", yaml: nfsStack({ o: o("soft"), service: `${POSTGRES}, deploy: {replicas: 0}` }) },
  ],
  invalid: [
    {
      name: "some program",
      yaml: nfsStack({ o: "addr=10.0.0.5,nfsvers=4.1,⟦soft⟧,rw" }),
      findings: [
        {
          severity: "warning",
          message:
            "When the server or the network is slow, writes to the volume `data` fail instead of waiting (`soft`). Programs that do not expect that lose or damage data.",
          help: "Write `hard` in its place",
          volume: "data",
        },
      ],
    },
    {
      name: "a database",
      yaml: nfsStack({ o: '"addr=10.0.0.5,nfsvers=4.1,⟦softerr⟧"', service: POSTGRES }),
      findings: [
        { severity: "error", message: "(`softerr`). PostgreSQL can lose or damage its data then.", volume: "data" },
      ],
    },
    {
      name: "an image whose data is a guess",
      yaml: nfsStack({ o: o("⟦soft⟧"), service: "image: postgres, volumes: ['data:/var/lib/postgresql']" }),
      findings: [{ severity: "warning", message: "Programs that do not expect that", volume: "data" }],
    },
    {
      name: "several services, once",
      yaml: nfsStack({
        o: o("⟦soft⟧"),
        services: "b: {image: 'acme/app:1', volumes: ['data:/srv:ro', 'data:/data']}",
      }),
      findings: [{ severity: "warning", message: "(`soft`)", volume: "data" }],
    },
  ],
});
