import { testRule } from "../../rules/harness.ts";

const stack = (image: string): string =>
  `services:\n  a: {image: ${image}, volumes: ['data:/var/lib/postgresql/data']}\nvolumes: {data: }\n`;

/** An image that is built on PostgreSQL's changes versions as PostgreSQL does, where its tag carries that version. */
testRule("stateful-major-upgrade", {
  valid: [
    {
      name: "a newer extension on the same PostgreSQL",
      base: stack("'tensorchord/pgvecto-rs:pg14-v0.2.0'"),
      yaml: stack("'tensorchord/pgvecto-rs:pg14-v0.2.1'"),
    },
    {
      name: "an image that moves the files to the new version itself",
      base: stack("'pgautoupgrade/pgautoupgrade:16-alpine'"),
      yaml: stack("'pgautoupgrade/pgautoupgrade:17-alpine'"),
    },
  ],
  invalid: [
    {
      name: "another PostgreSQL below Immich",
      base: stack("'ghcr.io/immich-app/postgres:14-vectorchord0.4.3-pgvectors0.2.0'"),
      yaml: stack("⟦'ghcr.io/immich-app/postgres:16-vectorchord0.4.3'⟧"),
      findings: [
        {
          severity: "error",
          message:
            "will not start: its data is of Immich PostgreSQL 14, and version 16 opens no other major version's files.",
          help: "pg_upgrade",
          service: "a",
          volume: "data",
        },
      ],
    },
  ],
});
