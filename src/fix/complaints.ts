import type { Found } from "../rules/rule.ts";

/** How often each rule complains of a service, of what has any weight. */
export function complaints(found: readonly Found[], accepts: ReadonlySet<string>): Map<string, number> {
  const counts = new Map<string, number>();
  for (const one of found) {
    const severity = severityOf(one);
    if (severity === "note" && categoryOf(one) !== "rejected") continue;
    if (severity === "warning" && accepts.has(one.rule.id)) continue;
    const key = roughKey(one);
    counts.set(key, (counts.get(key) ?? 0) + 1);
    if (severity === "error") counts.set(`${key}\nerror`, (counts.get(`${key}\nerror`) ?? 0) + 1);
  }
  return counts;
}

/** The service in a key; `""` for volumes. */
export const serviceIn = (key: string): string => key.split("\n")[2] ?? "";

const severityOf = ({ rule, problem }: Found) => problem.severity ?? rule.severity;
const categoryOf = ({ rule, problem }: Found) => problem.category ?? rule.category;

/** Keys of volumes and paths of mounts are left out: a fix may change them. */
function roughKey({ rule, problem }: Found): string {
  return [rule.id, problem.place.file.path, problem.service ?? ""].join("\n");
}
