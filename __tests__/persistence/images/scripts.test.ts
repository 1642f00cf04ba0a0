import { describe, expect, it } from "vitest";
import { checkStack } from "../../../src/check/check.ts";

/** What the mount of a service with PostgreSQL's image is for, by its command; `$` is written twice in a stack. */
function roleOf(command: unknown, image = "postgres:16", target = "/srv/backups"): string | undefined {
  const service = { image, command, volumes: [`copies:${target}`] };
  const text = JSON.stringify({ services: { backups: service }, volumes: { copies: {} } });
  const { stack } = checkStack([{ path: "stack.yml", text }], {
    target: "swarm",
    variables: new Map(),
    unsetVariables: "unknown",
    facts: { nodes: undefined, sharedPaths: [] },
  });
  return stack?.exposures.find(({ source }) => source === "copies")?.role;
}

describe("a mount that the command writes to", () => {
  it.each<[string, unknown]>([
    [
      "a redirection",
      "sh -c 'while true; do pg_dump -h db d | gzip > /srv/backups/x-$$(date +%s).gz; sleep 24h; done'",
    ],
    ["one that appends", ["sh", "-c", "pg_dumpall -h db >>/srv/backups/all.sql"]],
    ["in quotes", ["sh", "-c", 'pg_dumpall -h db > "/srv/backups/all.sql"']],
    ["tee", ["sh", "-c", "pg_dumpall -h db | tee /srv/backups/all.sql"]],
    ["an option of a dump", "pg_dump -h db -Fd -f /srv/backups/d"],
    ["a long option of a dump", "pg_dump -h db --file=/srv/backups/d.sql"],
  ])("holds data: %s", (_, command) => expect(roleOf(command)).toBe("state"));

  it.each<[string, unknown]>([
    ["it only reads there", "sh -c 'psql -h db -f /srv/backups/x.sql'"],
    ["it reads by a redirection", ["sh", "-c", "psql -h db < /srv/backups/x.sql"]],
    ["it writes beside it", ["sh", "-c", "pg_dump -h db > /srv/backups2/x.sql"]],
    ["it says nothing of it", "sh -c 'psql -h db -c vacuum'"],
  ])("keeps nothing that is known: %s", (_, command) => expect(roleOf(command)).toBe("idle"));

  it("is a cache all the same under a path for what may go", () => {
    expect(roleOf(["sh", "-c", "pg_dump -h db > /tmp/x/d.sql"], "postgres:16", "/tmp/x")).toBe("cache");
  });
});
