import { testRule } from "./harness.ts";

const stack = (rest = "", image = "postgres:16", mount = "data:/var/lib/postgresql/data"): string =>
  `services:\n  db: {image: '${image}', volumes: ['${mount}']${rest}}\nvolumes: {data: }\n`;
const marked = (text: string): string => text.replace(/'data:[^']*'/, "⟦$&⟧");

testRule("stop-grace-short", {
  valid: [
    { name: "as long as it takes", yaml: stack(", stop_grace_period: 60s") },
    { name: "longer, in other units", yaml: stack(", stop_grace_period: 1m30s") },
    { name: "from a variable", yaml: stack(", stop_grace_period: '${GRACE}'") },
    { name: "an image without a figure", yaml: stack("", "acme/a:1", "data:/srv") },
    { name: "not its data", yaml: stack("", "postgres:16", "data:/backup") },
    {
      name: "data that is lost anyway",
      yaml: "services: {db: {image: 'postgres:16', volumes: [/var/lib/postgresql/data]}}\n",
    },
    { name: "a duration that deploy refuses", yaml: stack(", stop_grace_period: soon"), rejected: ["value-invalid"] },
  ],
  invalid: [
    {
      name: "the default",
      yaml: marked(stack()),
      findings: [
        {
          severity: "note",
          message:
            "When a task of `db` stops, Docker kills it after 10 seconds (the default). A large PostgreSQL may still be writing then: it has to recover when it starts again, and what it had not written yet is lost.",
          help: "`stop_grace_period: 60s`",
          service: "db",
          volume: "data",
        },
      ],
    },
    {
      name: "longer than the default, and too short",
      yaml: stack(", stop_grace_period: ⟦30s⟧"),
      findings: [
        { severity: "note", message: "Docker kills it after 30 seconds. A large", service: "db", volume: "data" },
      ],
    },
    {
      name: "shorter than the default",
      yaml: stack(", stop_grace_period: ⟦0.5s⟧"),
      findings: [{ severity: "warning", message: "Docker kills it after 0.5 seconds.", service: "db", volume: "data" }],
    },
    {
      name: "Redis that saves when it stops",
      yaml: marked(stack(", command: [redis-server, --appendonly, 'no']", "redis:7", "data:/data")),
      findings: [{ severity: "note", message: "A large Redis", service: "db", volume: "data" }],
    },
    {
      name: "once for two mounts of its data",
      yaml: marked(stack("", "mongo:7", "data:/data/db")).replace("]", ", '/srv/x:/data/configdb']"),
      findings: [{ severity: "note", message: "A large MongoDB", service: "db", volume: "data" }],
    },
  ],
});
