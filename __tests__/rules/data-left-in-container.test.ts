import { testRule } from "./harness.ts";

const stack = (mount: string, image = "postgres:16", volumes = "data: ") =>
  `services:\n  db: {image: '${image}', volumes: [${mount}]}\nvolumes: {${volumes}}\n`;
const MOUNT = "'data:/var/lib/postgresql/data'";
const found = { severity: "warning", service: "db", volume: "data" } as const;

testRule("data-left-in-container", {
  valid: [
    { name: "no base", yaml: stack(MOUNT) },
    { name: "a volume in both", base: stack(MOUNT), yaml: stack(MOUNT, "postgres:16.4") },
    { name: "a service that is new", base: "services: {web: {image: 'nginx:1'}}\n", yaml: stack(MOUNT, "postgres:15") },
    {
      name: "no volume in either: stateful-no-volume speaks",
      base: "services: {db: {image: 'postgres:16'}}\n",
      yaml: "services: {db: {image: 'postgres:16', environment: {A: b}}}\n",
    },
    {
      name: "another program",
      base: "services: {db: {image: 'mysql:8'}}\n",
      yaml: stack("'data:/var/lib/postgresql/data'", "postgres:14"),
    },
    {
      name: "a cache",
      base: stack("'/var/cache/x'", "acme/app:1"),
      yaml: stack("'data:/var/cache/x'", "acme/app:1"),
    },
    {
      name: "a program that is not known, and whose data nobody knows of",
      base: "services: {db: {image: 'acme/app:1'}}\n",
      yaml: stack("'data:/srv'", "acme/app:1"),
    },
    {
      name: "memory that was asked for",
      base: stack("{type: tmpfs, target: /scratch}", "acme/app:1"),
      yaml: stack("'data:/scratch'", "acme/app:1"),
    },
  ],
  invalid: [
    {
      name: "a volume at last",
      base: "services: {db: {image: 'mysql:8'}}\n",
      yaml: stack("⟦'data:/var/lib/mysql'⟧", "mysql:8").replace("8'", "8.4'"),
      findings: [
        {
          ...found,
          message:
            "When this change is deployed, a new task of `db` starts on the volume `data`. What `db` wrote in `/var/lib/mysql` so far is in an anonymous volume, and is lost with the old task.",
          help: "make a dump or copy it out of the running container (`docker cp`) before the deploy",
        },
      ],
    },
    {
      name: "a volume that goes to the right place",
      base: stack("'data:/pg'"),
      yaml: stack(`⟦${MOUNT}⟧`, "postgres:16.1"),
      findings: [
        { ...found, message: "What `db` wrote in `/var/lib/postgresql/data` so far is in an anonymous volume" },
      ],
    },
    {
      name: "an image without a VOLUME",
      base: "services: {db: {image: 'grafana/grafana:11.0.0'}}\n",
      yaml: stack("⟦'data:/var/lib/grafana'⟧", "grafana/grafana:11.0.0"),
      findings: [{ ...found, message: "so far is in the old container, and is lost with it." }],
    },
    {
      name: "an anonymous volume gets a name",
      base: stack("'/srv'", "acme/app:1"),
      yaml: stack("⟦'data:/srv'⟧", "acme/app:1"),
      findings: [{ ...found, message: "What `db` wrote in `/srv` so far is in an anonymous volume" }],
    },
    {
      name: "a volume for each task becomes one",
      base: stack("'data:/srv'", "acme/app:1", "data: {name: 'x-{{.Task.Slot}}-{{.Task.ID}}'}"),
      yaml: stack("⟦'data:/srv'⟧", "acme/app:1", "data: {name: x}"),
      findings: [{ ...found, message: "so far is in the volume of the old task, which no other task mounts." }],
    },
    {
      name: "data in memory",
      base: stack("{type: tmpfs, target: /var/lib/postgresql/data}"),
      yaml: stack(`⟦${MOUNT}⟧`, "postgres:16.2"),
      findings: [{ ...found, message: "so far is in memory, and is lost with the old task." }],
    },
    {
      name: "a host path",
      base: "services: {db: {image: 'postgres:16'}}\n",
      yaml: stack("⟦'/srv/pg:/var/lib/postgresql/data'⟧"),
      findings: [{ severity: "warning", service: "db", message: "starts on `/srv/pg`." }],
    },
    {
      name: "from an anonymous volume into memory",
      base: stack("'/srv'", "acme/app:1", "data: {driver_opts: {type: tmpfs, device: tmpfs}}"),
      yaml: stack("⟦'data:/srv'⟧", "acme/app:1", "data: {driver_opts: {type: tmpfs, device: tmpfs}}"),
      findings: [{ ...found, message: "so far is in an anonymous volume" }],
    },
  ],
});
