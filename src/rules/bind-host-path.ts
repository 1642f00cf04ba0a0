import type { Severity } from "../model/finding.ts";
import { about, type Exposure } from "../persistence/exposure.ts";
import { isTakenForDrive } from "../persistence/refusal.ts";
import type { Rule, RuleProblem } from "./rule.ts";
import { capital, elsewhere, keepingPlace, named, staysBehind, WHAT_MOVES } from "./words.ts";

export const bindHostPath: Rule = {
  id: "bind-host-path",
  category: "persistence",
  severity: "warning",
  summary: "A host path exists on one node, or differs between nodes, while the task may start on any of them.",
  check: ({ exposures }) => exposures.filter(applies).map(describe),
};

function applies({ mount, storage, role, view }: Exposure): boolean {
  if (mount?.type !== "bind" || mount.source === undefined || isTakenForDrive(mount)) return false;
  if (role === "read-only" || role === "system" || role === "cache") return false;
  if (role === "config" && !isRelative(mount.source.value)) return false;
  if (storage.kind === "shared-path" && storage.reach === "unknown")
    return role === "data" && view.placement.roam !== "node";
  return staysBehind({ storage, view });
}

/** Relative to the folder of the first file on the machine that deploys; `~` is that machine's home. */
const isRelative = (source: string): boolean => !/^(\/|[A-Za-z]:[\\/]|\\\\)/.test(source);

function describe(exposure: Exposure): RuleProblem {
  const { view, mount, storage } = exposure;
  const name = `\`${view.service.name}\``;
  const path = named(exposure);
  const way = keepingPlace(view.service);
  if (storage.reach === "unknown") {
    return {
      ...about(exposure),
      severity: "note",
      message: `When Swarm moves a task of ${name} to another node, its data follows only if ${path} is one network file system that every node mounts. The path looks like it, but the file cannot tell.`,
      help: "If every node mounts it, say so with `--shared-path`.",
    };
  }
  if (mount?.source !== undefined && isRelative(mount.source.value)) {
    return {
      ...about(exposure),
      severity: severityOf(exposure),
      message: `${capital(path)} becomes a path of the machine that runs the deploy, and every node looks for that path on its own disk. Where it is missing, the task of ${name} is rejected; where it exists, the task finds the files of that node.`,
      help: `Use a config or secret for a file, and a named volume for data. Or write an absolute path, and ${way}.`,
    };
  }
  return {
    ...about(exposure),
    severity: severityOf(exposure),
    message: `When Swarm moves a task of ${name} to ${elsewhere(exposure)}, ${path} stays behind: the task is rejected where the path is missing, and finds other files where it exists. ${WHAT_MOVES}.`,
    help: `${capital(way)}, or use network storage. If every node mounts one network file system there, say so with \`--shared-path\`.`,
  };
}

/**
 * Folders of scripts, settings and keys are mounted as often as data: only a known data directory backs an error.
 * How many nodes a zone has is not known without a list of nodes: like any label, it backs none.
 */
function severityOf({ role, directory, view }: Exposure): Severity {
  if (view.placement.roam === "zone" && view.placement.nodes === undefined) return "warning";
  return role === "data" && directory?.certain && view.needs?.state === "stateful" ? "error" : "warning";
}
