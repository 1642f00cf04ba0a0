import { about, type Exposure } from "../persistence/exposure.ts";
import type { Text } from "../stack/model.ts";
import { showUnknown } from "../yaml/unknown.ts";
import type { Rule } from "./rule.ts";
import { used } from "./words.ts";

export const perTaskVolumeName: Rule = {
  id: "per-task-volume-name",
  category: "persistence",
  severity: "error",
  summary: "The storage's name is filled in with something that is new for every task, or that Swarm does not know.",
  *check({ exposures }) {
    const seen = new Set<Text>();
    for (const exposure of exposures) {
      const service = exposure.view.service.name;
      for (const text of templates(exposure)) {
        const unknown = unknownField(text.value);
        const bound = text === exposure.mount?.source && exposure.mount.type === "bind";
        const names = bound || text === exposure.volume?.name;
        if (unknown === undefined && !(names && PER_TASK.test(text.value))) continue;
        if (seen.has(text)) continue;
        seen.add(text);
        const common = { ...about(exposure), ...used(text), subject: `${service}:${exposure.target}:template` };
        if (unknown === undefined) {
          yield {
            ...common,
            severity: exposure.role === "data" || exposure.role === "state" ? "error" : "warning",
            message: `The name holds the task's own id, so every new task of \`${service}\` ${bound ? "looks for a path that nobody made, and is rejected" : `gets a new, empty volume at \`${showUnknown(exposure.target)}\``}: after an update, a restart or a move. ${bound ? "No task can start" : "The volumes of the old tasks are left behind with their data"}.`,
            help: "Use `{{.Task.Slot}}`, which the next task of the same replica gets too.",
          };
        } else {
          yield {
            ...common,
            category: "rejected",
            message: `Swarm cannot fill in \`${unknown}\` in the storage of \`${service}\`. The engine refuses the service ("expanding mounts failed"), and the deploy stops there.`,
            help: "Use `.Task.Slot`, `.Node.Hostname`, `.Node.ID`, `.Service.Name` or `.Service.Labels`.",
          };
        }
      }
    }
  },
};

const PER_TASK = /\{\{[^}]*\.Task\.(ID|Name)\b[^}]*\}\}/;

/** Where SwarmKit fills in templates: a mount's source and target, a volume's name and its driver's options. */
function templates({ mount, volume }: Exposure): Text[] {
  if (!mount) return [];
  const texts = [volume?.name, ...(volume?.driverOpts?.values() ?? []), mount.source, mount.target];
  return texts.filter((text): text is Text => text?.value.includes("{{") === true);
}

/** SwarmKit's own fields (template/context.go). */
const FIELDS =
  /^\.(Service\.(ID|Name|Labels(\..+)?)|Node\.(ID|Hostname|Platform(\.(Architecture|OS))?)|Task\.(ID|Name|Slot)|Service|Node|Task)$/;

/** The first field of a template that does not exist. */
function unknownField(value: string): string | undefined {
  for (const [template] of value.matchAll(/\{\{[^}]*\}\}/g)) {
    const words = template.replace(/"(?:[^"\\]|\\.)*"|`[^`]*`/g, "").matchAll(/(?<![\w.)$])\.[A-Za-z][\w.]*/g);
    for (const [field] of words) if (!FIELDS.test(field)) return field;
  }
  return undefined;
}
