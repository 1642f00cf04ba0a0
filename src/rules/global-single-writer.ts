import { about, type Exposure } from "../persistence/exposure.ts";
import { showUnknown } from "../yaml/unknown.ts";
import type { Rule, RuleProblem } from "./rule.ts";
import { used } from "./words.ts";
import { singleWriterMounts, writerSeverity } from "./writers.ts";

export const globalSingleWriter: Rule = {
  id: "global-single-writer",
  category: "persistence",
  severity: "error",
  summary: "A global service starts an engine that allows one writer on every node.",
  *check({ exposures }) {
    for (const exposure of singleWriterMounts(exposures)) {
      const { service, placement } = exposure.view;
      if (service.mode.value !== "global" || placement.pin === "node") continue;
      yield { ...about(exposure), ...used(service.mode), ...describe(exposure) };
    }
  },
};

function describe(exposure: Exposure): Pick<RuleProblem, "severity" | "message" | "help"> {
  const { storage, view, target } = exposure;
  const name = `\`${view.service.name}\``;
  const path = `\`${showUnknown(target)}\``;
  const everywhere =
    view.service.constraints.length === 0 ? "on every node" : "on every node that meets its constraints";
  const one = "Use `mode: replicated` with `replicas: 1`.";
  if (storage.reach === "node" || storage.each === "node") {
    return {
      severity: "note",
      message: `${name} runs once ${everywhere}, and each node has data of its own in ${path}, which the others do not see.`,
      help: `That is right for the members of a cluster that replicates by itself. Otherwise: ${one}`,
    };
  }
  if (storage.reach === "cluster") {
    return {
      severity: writerSeverity(exposure),
      message: `${name} runs once ${everywhere}, and all of these tasks write the same files in ${path} at once, which can damage them. Only one at a time may.`,
      help: `${one} For the members of a cluster, give each node a volume of its own: \`name: "some-name-{{.Node.Hostname}}"\`.`,
    };
  }
  return {
    severity: "warning",
    message: `${name} runs once ${everywhere}. Tasks that reach the same storage behind ${path} write the same files at once, which can damage them; the others have data of their own, or do not start.`,
    help: one,
  };
}
