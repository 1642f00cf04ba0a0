import type { Mount, Volume } from "../stack/model.ts";

/** What Swarm fills a template in with, where that gives several tasks or nodes data of their own. */
export type Each = "slot" | "node";

const TEMPLATES: readonly (readonly [Each, RegExp])[] = [
  ["slot", /\{\{\s*\.Task\.Slot\s*\}\}/],
  ["node", /\{\{\s*\.Node\.(ID|Hostname)\s*\}\}/],
];

/** Whether each slot or each node has data of its own, by the text that decides which data a task gets. */
export function dataOfEach(mount: Mount, volume: Volume | undefined): Each | undefined {
  const text = deciding(mount, volume);
  return TEMPLATES.find(([, template]) => template.test(text))?.[0];
}

/** Two volumes of the local driver with one device are the same data, whatever their names. */
function deciding(mount: Mount, volume: Volume | undefined): string {
  if (volume === undefined) return mount.source?.value ?? "";
  const isLocal = (volume.driver?.value ?? "local") === "local";
  const device = isLocal ? volume.driverOpts?.get("device")?.value : undefined;
  return device || volume.name?.value || "";
}
