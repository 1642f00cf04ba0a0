import { testRule } from "./harness.ts";

const stack = (image: string, target = "/var/lib/postgresql/data", volume = "data"): string =>
  `services:\n  a: {image: ${image}, volumes: ['${volume}:${target}']}\nvolumes: {${volume}: }\n`;

testRule("stateful-major-upgrade", {
  valid: [
    { name: "no base", yaml: stack("'postgres:17'") },
    { name: "a minor version", base: stack("'postgres:16.1'"), yaml: stack("'postgres:16.9-alpine'") },
    { name: "an engine that reads older files", base: stack("'redis:6'", "/data"), yaml: stack("'redis:7'", "/data") },
    { name: "a program that is not known", base: stack("'acme/a:1'"), yaml: stack("'acme/a:2'") },
    { name: "a tag from a variable", base: stack("'postgres:16'"), yaml: stack("'postgres:${TAG}'") },
    { name: "without a version in both", base: stack("postgres"), yaml: stack("'postgres:latest'") },
    { name: "a volume of its own", base: stack("'postgres:16'"), yaml: stack("'postgres:17'", undefined, "data17") },
    {
      name: "nothing is kept",
      base: "services: {a: {image: 'postgres:16'}}\n",
      yaml: "services: {a: {image: 'postgres:17'}}\n",
    },
    { name: "a digest", base: stack("'postgres:16'"), yaml: stack(`'postgres@sha256:${"0".repeat(64)}'`) },
  ],
  invalid: [
    {
      name: "up",
      base: stack("'postgres:16'"),
      yaml: stack("⟦'postgres:17'⟧"),
      findings: [
        {
          severity: "warning",
          message:
            "When this change is deployed, `a` goes from PostgreSQL 16 to 17 on the same data. A newer version refuses to start on the files of an older one.",
          help: "pg_upgrade",
          service: "a",
          volume: "data",
        },
      ],
    },
    {
      name: "down",
      base: stack("'mysql:9'", "/var/lib/mysql"),
      yaml: stack("⟦'mysql:8'⟧", "/var/lib/mysql"),
      findings: [
        {
          severity: "warning",
          message: "from MySQL 9 to 8 on the same data. An older version cannot read",
          help: "Keep the version",
          service: "a",
          volume: "data",
        },
      ],
    },
    {
      name: "with the image of another builder",
      base: stack("'postgres:15'"),
      yaml: stack("⟦'postgis/postgis:16-3.4'⟧"),
      findings: [{ severity: "warning", message: "from PostGIS 15 to 16", service: "a", volume: "data" }],
    },
    {
      name: "with the mount where the new version wants it",
      base: stack("'postgres:17'"),
      yaml: stack("⟦'postgres:18'⟧", "/var/lib/postgresql"),
      findings: [{ severity: "warning", message: "from PostgreSQL 17 to 18", service: "a", volume: "data" }],
    },
    {
      name: "to no version",
      base: stack("'mongo:6'", "/data/db"),
      yaml: stack("⟦mongo⟧", "/data/db"),
      findings: [
        { severity: "warning", message: "the tag of `a` names no version", help: "`:6`", service: "a", volume: "data" },
      ],
    },
    {
      name: "from no version",
      base: stack("postgres"),
      yaml: stack("⟦'postgres:16'⟧"),
      findings: [
        { severity: "note", message: "may come from another major version than 16", service: "a", volume: "data" },
      ],
    },
  ],
});
