import { parseConstraint } from "../persistence/constraint.ts";
import type { Text } from "../stack/model.ts";
import { hasUnknown } from "../yaml/unknown.ts";
import type { Rule } from "./rule.ts";
import { used } from "./words.ts";

export const constraintInvalid: Rule = {
  id: "constraint-invalid",
  category: "rejected",
  severity: "error",
  summary: "A placement constraint cannot be read; the engine refuses the service.",
  *check({ stack }) {
    for (const service of stack.services) {
      for (const constraint of service.constraints) {
        const wrong = whatIsWrong(constraint);
        if (wrong === undefined) continue;
        yield {
          ...used(constraint),
          service: service.name,
          subject: `${service.name}:constraint:${constraint.value}`,
          message: `${wrong}. The engine refuses the service, and the deploy stops there.`,
          help: "Write `node.hostname == name`, `node.labels.key == value` or the same with `!=`.",
        };
      }
    }
  },
};

/** SwarmKit's own patterns for both sides (manager/constraint). */
const KEY = /^[a-z_][a-z0-9\-_.]+$/i;
const VALUE = /^[a-z0-9:\-_\s.*()?+[\]\\^$|/]+$/i;

function whatIsWrong({ value }: Text): string | undefined {
  if (hasUnknown(value)) return undefined;
  const parsed = parseConstraint(value);
  if (parsed === undefined) return "This constraint has no `==` or `!=`";
  if (!KEY.test(parsed.key)) return "The left side of this constraint is not a key such as `node.hostname`";
  if (/["']/.test(parsed.value))
    return "The quotes are a part of this constraint's right side, and are not allowed there";
  if (!VALUE.test(parsed.value))
    return "The right side of this constraint is empty or holds a character that is not allowed";
  return undefined;
}
