/** Stack files for tests of the Action. */

const PIN = "    deploy:\n      placement:\n        constraints: [node.hostname == worker-1]\n";

/** A stack of Redis services, each with a local volume: every one that is not pinned is an error on its `volumes` line. */
export function redis(names: readonly string[], pinned: readonly string[] = []): string {
  const services = names.map(
    (name) =>
      `  ${name}:\n    image: redis:7.4.2-alpine\n    volumes:\n      - ${name}-data:/data\n${pinned.includes(name) ? PIN : ""}`,
  );
  return `services:\n${services.join("")}volumes:\n${names.map((name) => `  ${name}-data:\n`).join("")}`;
}

/** Nothing to say about it: the service is pinned. */
export const GOOD = redis(["cache"], ["cache"]);
/** One error, on line 5. */
export const BAD = redis(["cache"]);
/** What `BAD` says, for assertions. */
export const STAYS_BEHIND = "stays on the old node";
export const POLICY = ".swarm-volume-check.yml";
