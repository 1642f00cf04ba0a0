import type { Exposure } from "../persistence/exposure.ts";
import type { Severity } from "../report.ts";
import { about, type Rule, type RuleProblem } from "./rule.ts";
import { named, WHEN_MOVED } from "./words.ts";

export const bindHostPath: Rule = {
  id: "bind-host-path",
  category: "persistence",
  severity: "warning",
  summary: "A host path exists on one node, or differs between nodes, while the task may start on any of them.",
  check: ({ exposures }) => exposures.filter(applies).map(describe),
};

function applies({ mount, storage, survival, role }: Exposure): boolean {
  if (mount?.type !== "bind" || mount.source === undefined) return false;
  if (role === "read-only" || role === "system" || role === "cache") return false;
  if (role === "config" && !isRelative(mount.source.value)) return false;
  if (storage.kind === "shared-path" && storage.reach === "unknown") return role === "data";
  return storage.reach === "node" && survival.moved === "rejected";
}

/** Relative to the folder of the first file on the machine that deploys; `~` is that machine's home. */
const isRelative = (source: string): boolean => /^[.~]/.test(source);

function describe(exposure: Exposure): RuleProblem {
  const { view, mount, storage } = exposure;
  const { name } = view.service;
  if (storage.reach === "unknown") {
    return {
      ...about(exposure),
      severity: "note",
      message: `Whether the data of \`${name}\` follows its task is not known: ${named(exposure)} looks like a mounted network file system, but the file cannot tell.`,
      help: "Say so with `--shared-path`, if it is mounted on every node.",
    };
  }
  const relative = mount?.source !== undefined && isRelative(mount.source.value);
  const where = relative
    ? `${named(exposure)} becomes a path of the machine that runs the deploy, and each node looks for that path on its own disk`
    : `${named(exposure)} is a path of one node`;
  return {
    ...about(exposure),
    severity: severityOf(exposure, relative),
    message: `${where}. When Swarm moves \`${name}\`, the task is rejected where the path is missing, and finds other files where it exists. It happens ${WHEN_MOVED}.`,
    help: relative
      ? "Use a config or secret for a file, a named volume for data, or an absolute path and a pin (`node.hostname == ...`)."
      : "Pin the service to one node (`node.hostname == ...`), use network storage, or declare the path with `--shared-path` if every node mounts it.",
  };
}

function severityOf({ role, directory, view }: Exposure, relative: boolean): Severity {
  if (role === "data") return directory?.certain && view.needs?.state === "stateful" ? "error" : "warning";
  return relative && role === "state" ? "error" : "warning";
}
