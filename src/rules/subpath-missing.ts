import { about, type Exposure } from "../persistence/exposure.ts";
import type { Stack } from "../stack/model.ts";
import { showUnknown } from "../yaml/unknown.ts";
import type { Rule } from "./rule.ts";
import { used } from "./words.ts";

export const subpathMissing: Rule = {
  id: "subpath-missing",
  category: "persistence",
  severity: "warning",
  summary: "A volume's subpath has to be there before a task starts, and nothing in the stack makes it.",
  *check({ stack, exposures }) {
    const seen = new Set<string>();
    for (const exposure of exposures) {
      const { mount, volume, view } = exposure;
      const subpath = mount?.subpath;
      if (!subpath?.value || !volume || volume.external || volume.externalWaits) continue;
      if (isMadeBySomebody(exposure, stack)) continue;
      const [service, folder] = [view.service.name, showUnknown(subpath.value)];
      const key = JSON.stringify([service, volume.key, folder]);
      if (seen.has(key)) continue;
      seen.add(key);
      yield {
        ...about(exposure),
        ...used(subpath),
        message: `From Engine 26.1 on, no task of \`${service}\` starts while the volume \`${volume.key}\` lacks the folder \`${folder}\`. Docker does not make it, and nothing in the stack mounts the whole volume.`,
        help: "Make the folder before the deploy, on every node where the task may run: a container that mounts the whole volume can. Or use a volume for each folder.",
      };
    }
  },
};

/** Whoever mounts the whole volume and may write can make the folder; with a folder of it, only what lies below that. */
function isMadeBySomebody({ mount, volume }: Exposure, { services }: Stack): boolean {
  return services.some(({ mounts }) =>
    mounts.some(
      (one) =>
        one !== mount &&
        one.type === "volume" &&
        one.source?.value === volume?.key &&
        !one.subpath?.value &&
        one.readOnly !== true,
    ),
  );
}
