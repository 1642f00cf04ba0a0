import type { Exposure } from "../persistence/exposure.ts";

/** The mounts at which an engine with exactly one writer a directory keeps its data. */
export function singleWriterMounts(exposures: readonly Exposure[]): Exposure[] {
  return exposures.filter(({ mount, role, view, storage }) => {
    return mount !== undefined && role === "data" && storage.reach !== "container" && view.image?.family.singleWriter;
  });
}

/** Whether the storage's name or path is filled in for each slot or node. */
export function nameHolds({ mount, volume }: Exposure, field: "Task.Slot" | "Node"): boolean {
  const texts = [mount?.source?.value, volume?.name?.value, volume?.driverOpts?.get("device")?.value];
  const template = field === "Node" ? /\{\{\s*\.Node\.(ID|Hostname)\s*\}\}/ : /\{\{\s*\.Task\.Slot\s*\}\}/;
  return texts.some((text) => text !== undefined && template.test(text));
}

/** An engine that is only assumed to have one writer backs no error. */
export function writerSeverity({ view, directory }: Exposure): "error" | "warning" {
  const sure =
    view.image?.family.evidence !== "assumed" && directory?.certain === true && view.needs?.state === "stateful";
  return sure ? "error" : "warning";
}
