import type { Exposure } from "../persistence/exposure.ts";
import type { Service } from "../stack/model.ts";

/** The mounts at which an engine with exactly one writer a directory keeps its data. */
export function singleWriterMounts(exposures: readonly Exposure[]): Exposure[] {
  return exposures.filter(({ mount, role, view, storage }) => {
    return mount !== undefined && role === "data" && storage.reach !== "container" && view.image?.family.singleWriter;
  });
}

/** An engine that is only assumed to have one writer backs no error. */
export function writerSeverity({ view, directory }: Exposure): "error" | "warning" {
  const sure =
    view.image?.family.evidence !== "assumed" && directory?.certain === true && view.needs?.state === "stateful";
  return sure ? "error" : "warning";
}

/** Whether a service runs until it is done, and not for good. */
export function isJob({ mode }: Service): boolean {
  return mode.value.endsWith("-job");
}
