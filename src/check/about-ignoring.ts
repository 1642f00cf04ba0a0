import type { Policy } from "../ignore/model.ts";
import type { IgnoreProblem } from "../ignore/suppress.ts";
import type { Finding } from "../model/finding.ts";
import { fingerprintOf, type Ordinals } from "../rules/finding.ts";
import { ignoringRules } from "../rules/reported.ts";
import type { Rule } from "../rules/rule.ts";

/** Findings about ignores, with the severities that the configuration wants. */
export function findingsAbout(problems: readonly IgnoreProblem[], { config, rootPath }: Policy): Finding[] {
  const ordinals: Ordinals = new Map();
  return problems.flatMap(({ rule: id, spot, message, help, subject }): Finding[] => {
    const { category, severity } = ignoringRules.find((rule) => rule.id === id) as Rule;
    const own = config?.rules.get(id)?.severity ?? severity;
    const fingerprint = fingerprintOf([id, rootPath(spot.path), subject], ordinals);
    return own === "off"
      ? []
      : [{ ruleId: id, category, severity: own, message, help, ...spot, fingerprint, fixes: [] }];
  });
}
