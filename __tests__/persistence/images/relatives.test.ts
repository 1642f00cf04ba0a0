import { describe, expect, it } from "vitest";
import { checkStack } from "../../../src/check/check.ts";
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

/** What the service finds when the one image is deployed over the other. */
function deployed(before: string, after: string) {
  const pinned = (image: string) => ({
    path: "stack.yml",
    text: `services:\n  a: {image: "${image}", volumes: ["data:/var/lib/postgresql/data"], deploy: {placement: {constraints: [node.hostname == n1]}}}\nvolumes: {data: }\n`,
  });
  const checked = checkStack([pinned(after)], {
    target: "swarm",
    facts: { nodes: undefined, sharedPaths: [] },
    variables: new Map(),
    unsetVariables: "unknown",
    base: { files: [pinned(before)] },
  });
  return checked.stack?.exposures.map((one) => one.deployed);
}

describe("a tag that does not say which PostgreSQL it has", () => {
  it.each([
    ["citusdata/citus:12.1", "citusdata/citus:13.0"],
    ["paradedb/paradedb:0.9.0", "paradedb/paradedb:0.15.0"],
    ["citusdata/citus:12.1", "citusdata/citus:12.1-pg14"],
    [`postgres@sha256:${"a".repeat(64)}`, `postgres@sha256:${"b".repeat(64)}`],
  ])("leaves open whether %s to %s finds its data", (before, after) => {
    expect(deployed(before, after)).toEqual(["unknown"]);
  });

  it.each([
    ["citusdata/citus:12.1", "citusdata/citus:12.1"],
    ["citusdata/citus:12.0-pg15", "citusdata/citus:12.1-pg15"],
    ["apache/age:release_PG16_1.5.0", "apache/age:release_PG16_1.6.0"],
    ["postgres:17.1", "postgres:17.2"],
  ])("is no doubt from %s to %s", (before, after) => {
    expect(deployed(before, after)).toEqual(["kept"]);
  });
});

it("keeps certificates apart from settings", () => {
  const yaml =
    'services:\n  a: {image: "mailserver/docker-mailserver:14", volumes: ["certificates:/etc/letsencrypt", "settings:/etc/dovecot"]}\nvolumes: {certificates: , settings: }\n';
  const { stack: found } = checkStack([{ path: "stack.yml", text: yaml }], {
    target: "swarm",
    facts: { nodes: undefined, sharedPaths: [] },
    variables: new Map(),
    unsetVariables: "unknown",
  });
  const roles = found?.exposures.filter(({ source }) => source !== undefined).map(({ source, role }) => [source, role]);
  expect(roles).toEqual([
    ["certificates", "state"],
    ["settings", "idle"],
  ]);
});
