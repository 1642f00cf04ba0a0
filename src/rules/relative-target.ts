import type { Mount } from "../stack/model.ts";
import { hasUnknown } from "../stack/unknown.ts";
import type { Rule } from "./rule.ts";

export const relativeTarget: Rule = {
  id: "relative-target",
  category: "persistence",
  severity: "error",
  summary: "A mount's target is not an absolute path, so no task can start.",
  *check({ stack }) {
    for (const service of stack.services) {
      for (const mount of service.mounts) {
        if (!isWrong(mount)) continue;
        yield {
          place: mount.place,
          via: mount.via,
          service: service.name,
          subject: `${service.name}:${mount.target.value}`,
          message: `The target of this mount is not an absolute path below \`/\`: deploy accepts it, and then every node rejects the task, so \`${service.name}\` never runs.`,
          help: "Write the absolute path in the container. A variable that is not set leaves a target of `:` behind.",
        };
      }
    }
  },
};

function isWrong({ type, target: { value } }: Mount): boolean {
  if (type === "npipe" || hasUnknown(value) || isOneLetterTrap(value)) return false;
  if (/^[A-Za-z]:[\\/]/.test(value) || value.startsWith("\\\\")) return false; // a Windows container
  return !value.startsWith("/") || /^\/+\.?$/.test(value);
}

/** `a:/data`: `single-letter-volume-name` says what happened. */
export function isOneLetterTrap(target: string): boolean {
  return /^\p{L}:\//u.test(target);
}
