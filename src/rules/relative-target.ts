import { hasWrongTarget } from "../persistence/refusal.ts";
import type { Mount } from "../stack/model.ts";
import type { Rule } from "./rule.ts";

export const relativeTarget: Rule = {
  id: "relative-target",
  category: "persistence",
  severity: "error",
  summary: "A mount's target is not an absolute path, so no task can start.",
  *check({ stack }) {
    for (const service of stack.services.filter(({ replicas }) => replicas?.value !== 0)) {
      for (const mount of service.mounts) {
        if (!hasWrongTarget(mount)) continue;
        yield {
          place: mount.place,
          via: mount.via,
          service: service.name,
          subject: `${service.name}:${mount.target.value}`,
          message: `Every node rejects the task, so \`${service.name}\` never runs: ${what(mount)}. The deploy itself says nothing.`,
          help: "Write the absolute path in the container, such as `/data`.",
        };
      }
    }
  },
};

function what({ target: { value } }: Mount): string {
  if (value === "") return "this mount has no target";
  return `the target of this mount, \`${value}\`, is not an absolute path below \`/\``;
}
