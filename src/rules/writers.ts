import type { Exposure } from "../persistence/exposure.ts";
import { engineAt } from "../persistence/images/images.ts";
import type { Service } from "../stack/model.ts";

/** The mounts at which an engine with exactly one writer a directory keeps its data. */
export function singleWriterMounts(exposures: readonly Exposure[]): Exposure[] {
  return exposures.filter(isSingleWriter);
}

export function isSingleWriter({ mount, role, view, storage }: Exposure): boolean {
  const keeps = mount !== undefined && role === "data" && storage.reach !== "container";
  return keeps && view.image?.family.singleWriter === true;
}

/** The same by the path alone, where the image is not known: nobody else has `/var/lib/mysql`. */
export function isForOneWriter({ mount, role, view, storage, target }: Exposure): boolean {
  if (mount === undefined || role !== "state" || view.image !== undefined) return false;
  return storage.reach !== "container" && engineAt(target)?.singleWriter === true;
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

/** Whether an engine that allows one writer keeps its data in the mount, beyond doubt. */
export function isCertainEngine({ role, directory, view }: Exposure): boolean {
  const { image, needs } = view;
  return (
    role === "data" &&
    directory?.certain === true &&
    needs?.state === "stateful" &&
    image?.family.singleWriter === true &&
    image.family.evidence !== "assumed"
  );
}
