import type { Exposure } from "../persistence/exposure.ts";

/** The mounts at which an engine with exactly one writer a directory keeps its data. */
export function singleWriterMounts(exposures: readonly Exposure[]): Exposure[] {
  return exposures.filter(({ mount, role, view, storage }) => {
    const shared = storage.reach !== "container" && !ownPerTask(storage.kind);
    return mount !== undefined && role === "data" && shared && view.image?.family.singleWriter === true;
  });
}

const ownPerTask = (kind: string): boolean => kind === "tmpfs" || kind === "per-task-volume";

/** Whether the storage differs by slot or node, so that two tasks never meet in it. */
export function differsByTask({ mount, volume }: Exposure): boolean {
  const texts = [mount?.source?.value, volume?.name?.value, volume?.driverOpts?.get("device")?.value];
  return texts.some((text) => text !== undefined && /\{\{\s*\.(Task\.Slot|Node\.(ID|Hostname))\s*\}\}/.test(text));
}

/** An engine that is only assumed to have one writer backs no error. */
export function writerSeverity({ view, directory }: Exposure): "error" | "warning" {
  const sure =
    view.image?.family.evidence !== "assumed" && directory?.certain === true && view.needs?.state === "stateful";
  return sure ? "error" : "warning";
}
