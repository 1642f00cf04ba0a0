import type { Rule } from "./rule.ts";

/** Rules about what somebody said is known. Their findings are made in `ignore/`, when all others are there. */
const made = (id: string, severity: Rule["severity"], summary: string): Rule => {
  return { id, category: "config", severity, summary, check: () => [] };
};

export const ignoringRules: readonly Rule[] = [
  made("ignore-malformed", "warning", "An ignore comment that cannot be understood, so that it ignores nothing."),
  made("ignore-without-reason", "warning", "An ignore comment that does not say why, so that it ignores nothing."),
  made("ignore-rejected", "warning", "An ignore of something that `docker stack deploy` refuses whatever is ignored."),
  made("ignore-unused", "warning", "An ignore that no finding needs any more."),
  made("ignore-expired", "warning", "An ignore of the configuration whose last day is over."),
  made("baseline-stale", "note", "An entry of the baseline that no finding needs any more."),
];
