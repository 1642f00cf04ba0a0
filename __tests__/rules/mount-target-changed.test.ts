import { testRule } from "./harness.ts";

const stack = (image: string, mount: string, rest = ""): string =>
  `services:\n  a: {image: '${image}', volumes: [${mount}]${rest}}\nvolumes: {data: }\n`;
const MYSQL = stack("mysql:8", "'data:/var/lib/mysql'");
const PG = stack("postgres:16", "'data:/var/lib/postgresql/data'");

testRule("mount-target-changed", {
  valid: [
    { name: "no base", yaml: stack("mysql:8", "'data:/data'") },
    {
      name: "a directory that a file may name still",
      base: stack("postgres:16", "'data:/srv/pg'", ", environment: {PGDATA: /srv/pg}"),
      yaml: stack("postgres:16", "'data:/srv/pg'", ", env_file: [pg.env]"),
    },
    { name: "a repair", base: stack("mysql:8", "'data:/data'"), yaml: MYSQL },
    {
      name: "mount and directory together",
      base: PG,
      yaml: stack("postgres:16", "'data:/pg'", ", environment: {PGDATA: /pg}"),
    },
    {
      name: "another major version: stateful-major-upgrade speaks",
      base: PG,
      yaml: stack("postgres:18", "'data:/var/lib/postgresql'"),
    },
    { name: "a slash at the end", base: MYSQL, yaml: stack("mysql:8", "'data:/var/lib/mysql/'") },
    { name: "a cache", base: stack("x/y:1", "'data:/var/cache/a'"), yaml: stack("x/y:1", "'data:/var/cache/b'") },
    { name: "a variable decides", base: stack("x/y:1", "'data:/a'"), yaml: stack("x/y:1", "'data:${WHERE}'") },
    {
      name: "a second mount of the same volume",
      base: stack("x/y:1", "'data:/a'"),
      yaml: stack("x/y:1", "'data:/a', 'data:/b'"),
    },
  ],
  invalid: [
    {
      name: "away from the data directory",
      base: MYSQL,
      yaml: stack("mysql:8", "⟦'data:/data'⟧"),
      findings: [
        {
          severity: "error",
          message:
            "When this change is deployed, `a` no longer finds its data at `/var/lib/mysql`: the volume is mounted at `/data` now. The volume `data` keeps it, and the service starts as if it were new.",
          help: "Keep the old target",
          service: "a",
          volume: "data",
        },
      ],
    },
    {
      name: "a directory out of the volume",
      base: PG,
      yaml: stack("postgres:16", "⟦'data:/var/lib/postgresql/data'⟧", ", environment: {PGDATA: /srv/pg}"),
      findings: [
        {
          severity: "error",
          message:
            "`a` no longer finds its data in the volume's top folder: it looks in `/srv/pg`, where no volume is. The volume `data` keeps it",
          service: "a",
          volume: "data",
        },
      ],
    },
    {
      name: "another directory within the volume",
      base: PG,
      yaml: stack(
        "postgres:16",
        "⟦'data:/var/lib/postgresql/data'⟧",
        ", environment: {PGDATA: /var/lib/postgresql/data/a}",
      ),
      findings: [
        {
          severity: "error",
          message: "in the volume's top folder: it looks in the volume's folder `a`",
          service: "a",
          volume: "data",
        },
      ],
    },
    {
      name: "a program that is not known",
      base: stack("x/y:1", "'data:/a'"),
      yaml: stack("x/y:2", "⟦'data:/b'⟧"),
      findings: [
        { severity: "warning", message: "at `/a`: the volume is mounted at `/b` now.", service: "a", volume: "data" },
      ],
    },
    {
      name: "another directory, from an env_file perhaps",
      base: stack("postgres:16", "'data:/var/lib/postgresql/data'", ", env_file: [a.env]"),
      yaml: stack("postgres:16", "⟦'data:/srv'⟧", ", env_file: [a.env]"),
      findings: [{ severity: "warning", message: "the volume is mounted at `/srv` now", service: "a", volume: "data" }],
    },
    {
      name: "a host path",
      base: stack("mysql:8", "'/srv/mysql:/var/lib/mysql'"),
      yaml: stack("mysql:8", "⟦'/srv/mysql:/data'⟧"),
      findings: [{ severity: "error", message: "`/srv/mysql` keeps it", service: "a" }],
    },
  ],
});
