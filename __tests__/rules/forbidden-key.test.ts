import { type ExpectedFinding, testRule } from "./harness.ts";

const forbidden = (key: string, help: string): ExpectedFinding => ({
  severity: "error",
  message: `\`${key}\` is forbidden in a stack; deploy refuses the file.`,
  help,
  service: "app",
});
const LIMITS = "Set limits under `deploy.resources`.";
const COPY = "Copy what is inherited into the service, or share it with a YAML anchor.";

testRule("forbidden-key", {
  valid: [
    { name: "none of the keys", yaml: "services: {app: {image: 'acme/app:1'}}\n" },
    {
      name: "what takes the place of the limits",
      yaml: `
        services:
          app:
            image: acme/app:1
            deploy: {resources: {limits: {cpus: "0.5", memory: 64M}, reservations: {memory: 32M}}}
      `,
    },
    {
      name: "what takes the place of a driver",
      yaml: "services: {app: {image: 'acme/app:1', volumes: ['data:/srv']}}\nvolumes: {data: {driver: local}}\n",
    },
    {
      name: "the keys outside of services",
      yaml: "x-base: {extends: a, mem_limit: 64m}\nservices: {app: {image: 'acme/app:1', labels: {cpuset: '0'}}}\n",
    },
    {
      name: "services of these names",
      yaml: "services: {extends: {image: 'acme/app:1'}, cpuset: {image: 'acme/app:1'}}\n",
    },
    {
      name: "other keys that Swarm does not know",
      rejected: ["schema-invalid"],
      yaml: "services: {app: {image: 'acme/app:1', mem_reservation: 64m, cpus: 0.5}}\n",
    },
    {
      name: "the key in `deploy`",
      rejected: ["schema-invalid"],
      yaml: "services: {app: {image: 'acme/app:1', deploy: {mem_limit: 64m}}}\n",
    },
    {
      name: "the key at the top",
      rejected: ["schema-invalid"],
      yaml: "extends: base.yml\nservices: {app: {image: 'acme/app:1'}}\n",
    },
  ],
  invalid: [
    {
      name: "inheritance",
      yaml: `
        services:
          base:
            image: acme/app:1
          app:
            image: acme/app:1
            ⟦extends⟧:
              service: base
      `,
      findings: [forbidden("extends", COPY)],
    },
    {
      name: "volumes of other services, and a driver for all",
      yaml: `
        services:
          db:
            image: acme/db:1
          app:
            image: acme/app:1
            ⟦volumes_from⟧: [db]
            ⟦volume_driver⟧: nfs
      `,
      findings: [
        forbidden("volumes_from", "Declare a volume in the top-level `volumes` section and mount it in both services."),
        forbidden("volume_driver", "Set `driver` on the volume in the top-level `volumes` section."),
      ],
    },
    {
      name: "all limits of old",
      yaml: `
        services:
          app:
            image: acme/app:1
            ⟦cpu_quota⟧: 50000
            ⟦cpu_shares⟧: 73
            ⟦cpuset⟧: "0,1"
            ⟦mem_limit⟧: 64m
            ⟦memswap_limit⟧: 128m
      `,
      findings: ["cpu_quota", "cpu_shares", "cpuset", "mem_limit", "memswap_limit"].map((key) =>
        forbidden(key, LIMITS),
      ),
    },
    {
      name: "without a value",
      yaml: "services: {app: {image: 'acme/app:1', ⟦extends⟧: }}\n",
      findings: [forbidden("extends", COPY)],
    },
    {
      name: "with a variable that is not set",
      yaml: "services: {app: {image: 'acme/app:1', ⟦mem_limit⟧: '${MEMORY}'}}\n",
      findings: [forbidden("mem_limit", LIMITS)],
    },
    {
      name: "the key in quotes",
      yaml: "services: {app: {image: 'acme/app:1', ⟦\"mem_limit\"⟧: 64m}}\n",
      findings: [forbidden("mem_limit", LIMITS)],
    },
    {
      name: "through a merge key, once for all its services",
      yaml: "x-base: &base {image: 'acme/app:1', ⟦mem_limit⟧: 64m}\nservices: {app: {<<: *base}, web: {<<: *base}}\n",
      findings: [forbidden("mem_limit", LIMITS)],
    },
    {
      name: "in the second of two files",
      yaml: {
        "stack.yml": "services: {app: {image: 'acme/app:1'}}\n",
        "more.yml": "services: {app: {⟦extends⟧: {file: base.yml, service: app}}}\n",
      },
      findings: [forbidden("extends", COPY)],
    },
    {
      name: "in both files",
      yaml: {
        "stack.yml": "services: {app: {image: 'acme/app:1', ⟦mem_limit⟧: 64m}}\n",
        "more.yml": "services: {app: {⟦mem_limit⟧: 64m}}\n",
      },
      findings: [forbidden("mem_limit", LIMITS), forbidden("mem_limit", LIMITS)],
    },
    {
      name: "beside a key that the schema refuses",
      yaml: "services: {app: {image: 'acme/app:1', ⟦cpu_shares⟧: 5, profiles: [a]}}\n",
      rejected: ["schema-invalid"],
      findings: [forbidden("cpu_shares", LIMITS)],
    },
    {
      name: "in each of two services",
      yaml: "services: {app: {image: 'acme/app:1', ⟦cpuset⟧: '0'}, web: {image: 'acme/app:1', ⟦cpuset⟧: '0'}}\n",
      findings: [forbidden("cpuset", LIMITS), { ...forbidden("cpuset", LIMITS), service: "web" }],
    },
  ],
});
