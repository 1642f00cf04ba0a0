import type { Exposure } from "../persistence/exposure.ts";

/** The mounts at which an engine keeps its data on storage that every node reaches over the network. */
export function networkEngines(exposures: readonly Exposure[]): Exposure[] {
  return exposures.filter(({ mount, role, storage, view }) => {
    if (mount === undefined || role !== "data" || view.image === undefined) return false;
    return storage.kind === "network-volume" || (storage.kind === "shared-path" && storage.reach === "cluster");
  });
}
