import type { Severity } from "../model/finding.ts";
import type { Money } from "../model/money.ts";
import type { Outcome } from "../model/outcome.ts";
import type { Report } from "../model/report.ts";
import { code } from "./untrusted.ts";

export const ICONS: Readonly<Record<Severity, string>> = { error: "🔴", warning: "🟡", note: "🔵" };

/** What a reader sees in a table's cell, and what it means in a sentence below the table. */
export const OUTCOMES: Readonly<Record<Outcome, { readonly cell: string; readonly meaning: string }>> = {
  lost: { cell: "🔴 lost", meaning: "the data is gone" },
  empty: { cell: "🔴 empty", meaning: "the task starts on nothing; the old data stays where it was" },
  rejected: { cell: "🔴 no start", meaning: "Swarm cannot start the task" },
  "may-be-empty": {
    cell: "🟠 may be empty",
    meaning: "the deploy replaces the task, and Swarm may start it on another node, without its data",
  },
  split: { cell: "🟠 split", meaning: "each task has data of its own" },
  stale: { cell: "🟠 stale", meaning: "the task finds an older copy" },
  down: { cell: "🟡 down", meaning: "no task runs until the node is back; the data waits there" },
  unknown: { cell: "⚪ unknown", meaning: "the file does not say enough" },
  kept: { cell: "🟢 kept", meaning: "the same data is there" },
};

/** The cell of a mount that comes with the change. */
export const NEW = { cell: "new", meaning: "it comes with this change: nothing is there to compare with" } as const;

/** From the worst to the best. */
export const WORST_FIRST = Object.keys(OUTCOMES) as readonly Outcome[];

export function counted(count: number, noun: string, plural = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : plural}`;
}

/** `a`, `b` and 3 more things: names as code spans, each once; things of one name are counted one by one. */
export function namesOf(names: readonly string[], noun: string, most = 2): string {
  const shown = [...new Set(names)].slice(0, most).map((name) => code(name, "text", 60));
  const left = names.length - shown.length;
  const all = left > 0 ? [...shown, `${counted(left, `more ${noun}`)}`] : shown;
  return all.length < 2 ? all.join("") : `${all.slice(0, -1).join(", ")} and ${all.at(-1)}`;
}

/** `17.75 USD`; both parts are figures and letters by their type, and are shown as nothing else. */
export function money({ amount, currency }: Money): string {
  return `${figure(amount)} ${/^[A-Z]{3}$/.test(currency) ? currency : "?"}`;
}

/** A plain decimal. */
export function figure(decimal: string): string {
  return /^-?\d+(?:\.\d+)?$/.test(decimal) ? decimal.replace(/^-/, "−") : "?";
}

/** With its sign: `+5.25 USD`. */
export function signed({ amount, currency }: Money): string {
  return (/^[-0.]/.test(amount) && !/[1-9]/.test(amount)) || amount.startsWith("-")
    ? money({ amount, currency })
    : `+${money({ amount, currency })}`;
}

/** Where a rule's page is, below where those of this version are. Its id is ours. */
export function rulePage(ruleId: string, pages: string): string {
  return `${pages}/${encodeURIComponent(ruleId)}.md`;
}

/** A rule's name, linked to its page where one is known. */
export function ruleLink(ruleId: string, { pages }: Report["tool"]): string {
  const linked = pages !== undefined && /^[a-z][a-z0-9-]*$/.test(ruleId);
  return linked ? `[${ruleId}](${rulePage(ruleId, pages)})` : code(ruleId);
}
