import type { Problem } from "../model/problem.ts";
import { placeOf } from "../model/text.ts";
import { child, entriesOf, type Mapping, type Tree } from "./tree.ts";

const SECTIONS = ["services", "networks", "volumes", "secrets", "configs"];
/** Mappings whose values Docker turns into text whatever they are. */
const ANY_VALUE = new Set(["environment", "labels", "sysctls", "args", "driver_opts", "options"]);
/** Lists and mappings whose values Docker prints before it reads them. */
const PRINTED = new Set(["expose", "extra_hosts"]);

/** Values without quotes that YAML reads as a date where Docker wants text: `command: [report, 2024-01-01]`. */
export function findDates(root: Mapping): Problem[] {
  const problems: Problem[] = [];
  for (const section of SECTIONS) {
    for (const { key, value } of entriesOf(child(root, section))) {
      const owner = section === "services" ? { service: key.name } : section === "volumes" ? { volume: key.name } : {};
      visit(value, [section, key.name], owner);
    }
  }
  return problems;

  function visit(tree: Tree, path: readonly string[], owner: Pick<Problem, "service" | "volume">): void {
    if (tree.kind === "sequence") for (const item of tree.items) visit(item, path, owner);
    if (tree.kind === "mapping") {
      const free = ANY_VALUE.has(path.at(-1) as string);
      for (const { key, value } of tree.entries.values()) {
        const printed = PRINTED.has(key.name) || (key.name.startsWith("x-") && key.name !== "x-cluster-spec");
        if (!printed && !(free && value.kind === "scalar")) visit(value, [...path, key.name], owner);
      }
    }
    if (tree.kind !== "scalar" || typeof tree.value !== "string" || tree.printed === undefined) return;
    const message = "Without quotes, YAML reads this value as a date, and Docker wants text; deploy refuses the file.";
    const subject = `${path.join(".")} date`;
    const place = placeOf(tree);
    problems.push({ rule: "schema-invalid", place, message, help: "Put the value in quotes.", subject, ...owner });
  }
}
