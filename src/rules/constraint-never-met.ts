import { parseConstraint } from "../persistence/placement.ts";
import type { Service, Text } from "../stack/model.ts";
import { hasUnknown } from "../stack/unknown.ts";
import type { Rule } from "./rule.ts";

export const constraintNeverMet: Rule = {
  id: "constraint-never-met",
  category: "persistence",
  severity: "error",
  summary: "No node can meet the placement constraints, so the task waits forever.",
  *check({ stack }) {
    for (const service of stack.services) {
      const found = unknownKey(service) ?? contradiction(service);
      if (!found) continue;
      yield {
        place: found.constraint.place,
        via: found.constraint.via,
        service: service.name,
        subject: `${service.name}:constraint`,
        message: `${found.why}: deploy accepts it, and the task stays pending ("no suitable node"), so \`${service.name}\` never runs.`,
        help: "Known keys: `node.id`, `node.hostname`, `node.ip`, `node.role`, `node.platform.os`, `node.platform.arch`, `node.labels.*`, `engine.labels.*`.",
      };
    }
  },
};

const KNOWN_KEY = /^(node\.(id|hostname|ip|role|platform\.(os|arch)|labels\..+)|engine\.labels\..+)$/i;

interface Found {
  readonly constraint: Text;
  readonly why: string;
}

function unknownKey({ constraints }: Service): Found | undefined {
  const constraint = constraints.find(({ value }) => {
    const parsed = parseConstraint(value);
    return (
      parsed !== undefined &&
      !hasUnknown(value) &&
      /^[a-z_][a-z0-9\-_.]+$/i.test(parsed.key) &&
      !KNOWN_KEY.test(parsed.key)
    );
  });
  return constraint && { constraint, why: "Swarm does not know the key of this constraint" };
}

function contradiction({ constraints }: Service): Found | undefined {
  const wanted = new Map<string, string>();
  for (const constraint of constraints) {
    const parsed = hasUnknown(constraint.value) ? undefined : parseConstraint(constraint.value);
    if (parsed?.operator !== "==") continue;
    const key = parsed.key.toLowerCase();
    const earlier = wanted.get(key);
    if (earlier !== undefined && earlier.toLowerCase() !== parsed.value.toLowerCase() && key !== "node.ip") {
      return { constraint, why: `Two constraints ask for two different values of \`${key}\`` };
    }
    wanted.set(key, parsed.value);
  }
  return undefined;
}
