import type { Problem } from "../model/problem.ts";
import type { Rule } from "./rule.ts";

// Rules whose findings are made elsewhere: here are their names and what they are about.

/** Rules whose findings the reader makes: what deploy refuses or drops. */
export const readingRules: readonly Rule[] = [
  readingRule(
    "file-unreadable",
    "config",
    "error",
    "The file could not be read or is past a limit, so it was not checked.",
  ),
  readingRule(
    "compose-or-swarm",
    "config",
    "note",
    "A file can be for Compose or for Swarm, so that what happens to its data is a warning at most.",
  ),
  rejected("yaml-invalid", "The file is not YAML as Docker reads it."),
  readingRule(
    "yaml-extras-ignored",
    "ignored",
    "warning",
    "Docker drops a second document or a Compose tag, or misreads a variable, in silence.",
  ),
  rejected("interpolation-invalid", "A `$` starts something that Docker cannot fill in."),
  rejected("unquoted-version", "`version` is a number; deploy wants a text."),
  rejected("schema-invalid", "A key or a value is not what `docker stack deploy` accepts."),
  rejected("forbidden-key", "A Compose key that deploy refuses outright."),
  readingRule("ignored-key", "ignored", "note", "A key that deploy accepts and Swarm does not carry out."),
  rejected("value-invalid", "A value has the right type and still cannot be used."),
  rejected("service-invalid", "A service cannot be turned into one that an engine takes: no image, for one."),
  rejected("volume-spec-invalid", "A short volume entry cannot be taken apart."),
  rejected("mount-invalid", "A mount's type, source and options do not go together."),
  rejected("external-conflict", "An external volume also says how it is made."),
  rejected("deploy-mode-invalid", "The deploy mode is unknown or does not go with `replicas`."),
  rejected("undefined-reference", "A service uses a network, secret or config that is declared nowhere."),
  rejected("missing-file", "A secret, config or env file that deploy reads is not there."),
  rejected("undeclared-volume", "A service mounts a volume that is declared nowhere."),
  rejected("duplicate-target", "Two mounts of a service have one target."),
];

/** Rules whose findings are made while a stack is priced; they say nothing where no prices are asked for. */
export const costRules: readonly Rule[] = [
  costRule("storage-need-invalid", "What is stated about a volume's storage cannot be read, or cannot be had."),
  costRule("throughput-short", "A volume's storage is slower than its service is said to need."),
  costRule("budget-monthly", "The storage of a stack costs more than the budget allows."),
  costRule("budget-increase", "A change raises the price of a stack's storage by more than the budget allows."),
  costRule(
    "budget-increase-percent",
    "A change raises the price of a stack's storage by a larger part than the budget allows.",
  ),
];

/** Rules about what somebody suppressed. Their findings are made in `ignore/`, when all others are there. */
export const ignoringRules: readonly Rule[] = [
  ignoringRule(
    "ignore-malformed",
    "warning",
    "An ignore comment that cannot be understood, so that it ignores nothing.",
  ),
  ignoringRule(
    "ignore-without-reason",
    "warning",
    "An ignore comment that does not say why, so that it ignores nothing.",
  ),
  ignoringRule(
    "ignore-rejected",
    "warning",
    "An ignore of something that `docker stack deploy` refuses whatever is ignored.",
  ),
  ignoringRule("ignore-unused", "warning", "An ignore that no finding needs any more."),
  ignoringRule("ignore-expired", "warning", "An ignore of the configuration whose last day is over."),
  ignoringRule("baseline-stale", "note", "An entry of the baseline that no finding needs any more."),
];

function rejected(id: string, summary: string): Rule {
  return readingRule(id, "rejected", "error", summary);
}

function readingRule(id: string, category: Rule["category"], severity: Rule["severity"], summary: string): Rule {
  return { id, category, severity, summary, check: ({ stack: { problems } }) => problemsOf(id, problems) };
}

function costRule(id: string, summary: string): Rule {
  const check: Rule["check"] = ({ costProblems = [] }) => problemsOf(id, costProblems);
  return { id, category: "cost", severity: "warning", summary, check };
}

function ignoringRule(id: string, severity: Rule["severity"], summary: string): Rule {
  return { id, category: "config", severity, summary, check: () => [] };
}

function problemsOf(id: string, problems: readonly Problem[]): readonly Problem[] {
  return problems.length === 0 ? problems : problems.filter(({ rule }) => rule === id);
}
