import { testRule } from "./harness.ts";

const stack = (policy: string, image = "postgres:16", mount = "data:/var/lib/postgresql/data", mode = ""): string =>
  `services:\n  db: {image: '${image}', volumes: ['${mount}'], deploy: {${mode}restart_policy: ${policy}}}\nvolumes: {data: }\n`;

testRule("restart-none", {
  valid: [
    { name: "any", yaml: stack("{condition: any}") },
    { name: "on failure", yaml: stack("{condition: on-failure, delay: 5s}") },
    { name: "without a limit, written out", yaml: stack("{max_attempts: 0}") },
    { name: "a limit from a variable", yaml: stack("{max_attempts: '${N}'}") },
    { name: "a condition from a variable", yaml: stack("{condition: '${WHEN}'}") },
    { name: "a job", yaml: stack("{condition: none}", undefined, undefined, "mode: replicated-job, ") },
    { name: "a program that is not known", yaml: stack("{condition: none}", "acme/a:1", "data:/srv") },
    { name: "an image that keeps nothing", yaml: stack("{condition: none}", "nginx:1", "data:/srv") },
    {
      name: "a tool of the image",
      yaml: stack("{condition: none}").replace("image:", "command: pg_dump -h x, image:"),
    },
  ],
  invalid: [
    {
      name: "none",
      yaml: stack("{condition: ⟦none⟧}"),
      findings: [
        {
          severity: "warning",
          message:
            "When the task of `db` ends, for whatever reason, Swarm starts no other one: the service stays down until somebody updates it by hand. Its data waits.",
          help: "condition: any",
          service: "db",
          volume: "data",
        },
      ],
    },
    {
      name: "a limit",
      yaml: stack("{condition: on-failure, max_attempts: ⟦3⟧}"),
      findings: [
        {
          severity: "note",
          message: "After 3 restarts Swarm gives up on `db`",
          help: "Leave `max_attempts` out",
          service: "db",
          volume: "data",
        },
      ],
    },
    {
      name: "a limit of one, once for two mounts",
      yaml: stack("{max_attempts: ⟦1⟧}", "mongo:7", "data:/data/db").replace("],", ", '/srv/x:/data/configdb'],"),
      findings: [{ severity: "note", message: "After one restart Swarm gives up", service: "db", volume: "data" }],
    },
  ],
});
