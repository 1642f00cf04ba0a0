import type { ClusterFacts } from "../model/cluster.ts";
import { type Constraint, candidatesOf, parseConstraint } from "../persistence/constraint.ts";
import type { Service, Text } from "../stack/model.ts";
import { hasUnknown } from "../yaml/unknown.ts";
import type { Rule } from "./rule.ts";
import { used } from "./words.ts";

export const constraintNeverMet: Rule = {
  id: "constraint-never-met",
  category: "persistence",
  severity: "error",
  summary: "No node can meet the placement constraints, so the task waits forever.",
  *check({ stack, facts }) {
    for (const service of stack.services.filter(({ replicas }) => replicas?.value !== 0)) {
      const known = constraintsOf(service);
      const found = impossible(known) ?? contradiction(known) ?? unmet(known, facts);
      if (!found) continue;
      yield {
        ...used(found.text),
        service: service.name,
        subject: `${service.name}:constraint:${found.text.value}`,
        message: `\`${service.name}\` never runs: ${found.why}, so no node fits and the task stays pending ("no suitable node"). The deploy itself says nothing.`,
        help: found.help,
      };
    }
  },
};

type Read = Constraint & { readonly text: Text };
interface Found {
  readonly text: Text;
  readonly why: string;
  readonly help: string;
}

const KEY = /^[a-z_][a-z0-9\-_.]+$/i;
const KNOWN_KEY = /^(node\.(id|hostname|ip|role|platform\.(os|arch)|labels\..+)|engine\.labels\..+)$/i;

/** The constraints that the engine can read; `constraint-invalid` speaks of the others. */
function constraintsOf({ constraints }: Service): Read[] {
  return constraints.flatMap((text) => {
    const parsed = hasUnknown(text.value) ? undefined : parseConstraint(text.value);
    return parsed && KEY.test(parsed.key) && parsed.value !== "" ? [{ ...parsed, text }] : [];
  });
}

/** One constraint that no node meets: SwarmKit fails an unknown key whatever its operator. */
function impossible(constraints: readonly Read[]): Found | undefined {
  for (const { key, operator, value, text } of constraints) {
    if (!KNOWN_KEY.test(key)) {
      const help =
        "Use a key that Swarm knows: `node.hostname`, `node.id`, `node.ip`, `node.role`, `node.platform.os`, `node.platform.arch`, `node.labels.*` or `engine.labels.*`.";
      return { text, why: "Swarm does not know the key of this constraint", help };
    }
    if (key.toLowerCase() === "node.role" && operator === "==" && !/^(manager|worker)$/i.test(value))
      return { text, why: "this constraint asks for a role that does not exist", help: "Write `manager` or `worker`." };
  }
  return undefined;
}

/** The constraint behind which no node of the list is left. */
function unmet(constraints: readonly Read[], { nodeList, zoneLabel }: ClusterFacts): Found | undefined {
  if (nodeList === undefined) return undefined;
  for (const [index, { text }] of constraints.entries()) {
    if (candidatesOf(nodeList, constraints.slice(0, index + 1), zoneLabel).nodes.length > 0) continue;
    const others = candidatesOf(nodeList, [constraints[index]], zoneLabel).nodes.length > 0;
    const also = others ? " together with the constraints above it" : "";
    const why = `none of the ${nodeList.length} nodes in the configuration meets this constraint${also}`;
    return { text, why, help: "Correct the constraint, or the nodes under `cluster` in the configuration." };
  }
  return undefined;
}

/** SwarmKit compares keys and values without regard to case, but the names of labels with it. */
function contradiction(constraints: readonly Read[]): Found | undefined {
  const wanted = new Map<string, string>();
  for (const { key, operator, value, text } of constraints) {
    if (operator !== "==" || value.includes("/")) continue; // a subnet of `node.ip` can hold the other address
    const name = key.replace(/^(node|engine)\.(labels\.)?/i, (prefix) => prefix.toLowerCase());
    const folded = /labels\./.test(name) ? name : name.toLowerCase();
    const earlier = wanted.get(folded);
    if (earlier !== undefined && earlier !== value.toLowerCase())
      return {
        text,
        why: `two constraints ask for two different values of \`${key}\``,
        help: "Remove one of the two.",
      };
    wanted.set(folded, value.toLowerCase());
  }
  return undefined;
}
