import type { CheckedStack } from "../../src/check/check.ts";
import type { ReadingOptions } from "../../src/check/evaluate.ts";
import type { SourceFile } from "../../src/model/text.ts";
import { replacesTasks } from "../../src/persistence/change/replacement.ts";
import type { StackView } from "../../src/persistence/exposure.ts";
import { exposuresOf } from "../../src/persistence/find-exposures.ts";
import { readStack } from "../../src/stack/load.ts";

/**
 * The places of data that a deploy leaves without their data, or without a task, and of which no error and no warning
 * speaks; as `service target outcome`. It takes what was found before anything was ignored.
 */
export function untoldLosses({ findings, stack }: Pick<CheckedStack, "findings" | "stack">): string[] {
  const loud = findings.filter(({ severity }) => severity !== "note");
  const mounted = (service: string, volume: string | undefined) =>
    volume !== undefined && stack?.exposures.some((one) => one.service === service && one.source === volume);
  return (stack?.exposures ?? []).flatMap(({ service, target, role, deployed = "kept" }) => {
    if (!["data", "state"].includes(role) || !["empty", "lost", "rejected", "may-be-empty"].includes(deployed))
      return [];
    const told = loud.some((one) => one.service === service || (!one.service && mounted(service, one.volume)));
    return told ? [] : [`${service} ${target} ${deployed}`];
  });
}

/**
 * The places of data that are called kept although the deploy replaces their tasks, Swarm may start them on another node,
 * and there they would find nothing; as `service target`. With a task for each node that there is, none is free.
 */
export function keptAgainstReason(base: StackView, head: StackView, { stack }: Pick<CheckedStack, "stack">): string[] {
  return (stack?.exposures ?? []).flatMap(({ service, target, survival, roam, deployed }) => {
    if (deployed !== "kept" || roam === "node" || !["empty", "lost", "split"].includes(survival.moved)) return [];
    const full = head.stack.services.find(({ name }) => name === service)?.maxReplicasPerNode !== undefined;
    const { tasks } = replacesTasks(base, head, service);
    return full || (tasks !== "all" && tasks !== "perhaps") ? [] : [`${service} ${target}`];
  });
}

/** Files as a stack, for `keptAgainstReason`. */
export function viewOf(files: readonly SourceFile[], { variables, facts, stackName }: ReadingOptions): StackView {
  const stack = readStack(files, { variables, unset: "unknown" });
  return { stack, exposures: exposuresOf(stack, facts), stackName };
}
