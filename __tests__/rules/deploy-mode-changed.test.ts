import { testRule } from "./harness.ts";

const stack = (deploy: string, name = "db") =>
  `services:\n  ${name}: {image: 'acme/app:1', volumes: ['data:/srv'], deploy: {${deploy}}}\nvolumes: {data: }\n`;

testRule("deploy-mode-changed", {
  valid: [
    { name: "no base", yaml: stack("mode: global") },
    { name: "the same", base: stack("mode: global"), yaml: stack("mode: global, labels: [a=b]") },
    { name: "the default, written out", base: stack(""), yaml: stack("mode: replicated") },
    { name: "a service that is new", base: stack("", "web"), yaml: stack("mode: global, labels: [c=d]") },
    { name: "a variable decides", base: stack("mode: '${MODE}'"), yaml: stack("mode: global, labels: [e=f]") },
    { name: "a variable decides now", base: stack("mode: global"), yaml: stack("mode: '${MODE}'") },
    {
      name: "another stack, which has no such service yet",
      stackName: "shop",
      baseStackName: "store",
      base: stack(""),
      yaml: stack("mode: global, labels: [g=h]"),
    },
  ],
  invalid: [
    {
      name: "from replicated to global",
      base: stack(""),
      yaml: stack("mode: ⟦global⟧"),
      findings: [
        {
          severity: "error",
          message:
            'When this change is deployed, `db` goes on with its data as it is, and the deploy stops there: an engine never makes a service that is `replicated` one that is `global` ("service mode change is not allowed"). Services that come after it are not updated.',
          help: "Keep `mode: replicated`. Or remove the service first (`docker service rm STACK_db`)",
          service: "db",
        },
      ],
    },
    {
      name: "from global to the default",
      stackName: "shop",
      base: stack("mode: global"),
      yaml: stack("").replace("{}", "⟦{}⟧"),
      findings: [
        {
          severity: "error",
          message: "`global` one that is `replicated`",
          help: "docker service rm shop_db",
          service: "db",
        },
      ],
    },
    {
      name: "to a job",
      base: stack("mode: replicated"),
      yaml: stack("mode: ⟦replicated-job⟧"),
      findings: [{ severity: "error", message: "one that is `replicated-job`", service: "db" }],
    },
    {
      name: "of a service that is scaled to 0",
      base: stack("replicas: 0"),
      yaml: stack("mode: ⟦global⟧, labels: [i=j]"),
      findings: [{ severity: "error", message: "service mode change is not allowed", service: "db" }],
    },
  ],
});
