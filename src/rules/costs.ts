import type { Rule } from "./rule.ts";

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

function costRule(id: string, summary: string): Rule {
  return {
    id,
    category: "cost",
    severity: "warning",
    summary,
    check: ({ costProblems = [] }) => costProblems.filter(({ rule }) => rule === id),
  };
}
