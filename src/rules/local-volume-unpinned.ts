import { matchesName } from "../model/names.ts";
import { about, type Exposure } from "../persistence/exposure.ts";
import { type Rule, type RuleProblem, textsOption } from "./rule.ts";
import { capital, keepingPlace, named, networkCaveat, staysBehind, WHAT_MOVES } from "./words.ts";

export const localVolumeUnpinned: Rule = {
  id: "local-volume-unpinned",
  category: "persistence",
  severity: "error",
  summary: "A volume stays on its node while Swarm may start the service's task on another one.",
  options: {
    disposable: { type: "texts", summary: "Keys of volumes whose loss is only worth a note; `*` stands for any text." },
  },
  check: (context) => {
    const disposable = textsOption(context, "local-volume-unpinned", "disposable");
    return context.exposures.filter(applies).map((exposure) => describe(exposure, disposable));
  },
};

const KEPT_ROLES = new Set(["data", "state", "idle"]);

function applies({ view, mount, storage, role }: Exposure): boolean {
  const named = mount?.type === "volume" && mount.source !== undefined;
  return named && staysBehind({ storage, view }) && KEPT_ROLES.has(role);
}

function describe(exposure: Exposure, disposable: readonly string[]): RuleProblem {
  const { view, role, volume } = exposure;
  const mayGo = volume !== undefined && disposable.some((pattern) => matchesName(pattern, volume.key));
  const unsure = view.placement.roam === "zone" && view.placement.nodes === undefined;
  return {
    ...about(exposure),
    // How many nodes a zone has is not known without a list of nodes: like any label, it backs no error.
    severity: mayGo ? "note" : role === "idle" || unsure ? "warning" : "error",
    message: `\`${view.service.name}\` ${next(exposure)} when Swarm moves its task${within(exposure)}: ${key(exposure)} stays on the old node. ${WHAT_MOVES}; Swarm does not move it back.`,
    help: `${capital(keepingPlace(view.service))}, or mount network storage under a new volume name, because a volume that exists keeps its old options.${networkCaveat(exposure)}`,
  };
}

/** A volume with a device is a disk or a folder of its node: elsewhere there may be none, or another. */
function next({ mount, volume }: Exposure): string {
  if (mount?.subpath?.value) return "cannot start, or before Engine 26.1 starts on an empty volume,";
  const device = volume?.driverOpts?.get("device")?.value ?? "";
  return device === "" ? "starts on an empty volume" : "cannot start, or finds different files,";
}

function within({ view: { placement } }: Exposure): string {
  return placement.roam === "zone" ? " within its zone" : "";
}

/** The volume by its key alone: that it is one was said before. */
function key(exposure: Exposure): string {
  return exposure.volume ? `\`${exposure.volume.key}\`` : named(exposure);
}
