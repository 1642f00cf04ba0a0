import type { CheckedStack } from "../../src/check.ts";

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
