import type { Exposure } from "../persistence/exposure.ts";
import { compareHomes, homeFor, type StackView, shownHome } from "../persistence/home.ts";
import { isBackup } from "../persistence/images.ts";
import { about, type Rule } from "./rule.ts";
import { capital } from "./words.ts";
import { singleWriterMounts } from "./writers.ts";

export const volumeSharedByServices: Rule = {
  id: "volume-shared-by-services",
  category: "persistence",
  severity: "warning",
  summary: "Another service may write to the data of an engine that allows one writer.",
  *check(context) {
    const seen = new Set<Exposure>();
    for (const writer of singleWriterMounts(context.exposures)) {
      for (const other of context.exposures) {
        if (!writesToo(writer, other, context) || seen.has(other)) continue;
        seen.add(other).add(writer);
        const home = homeFor(writer, context);
        const [owner, guest] = [writer.view.service.name, other.view.service.name];
        const second = other.role === "data" && other.view.image?.family === writer.view.image?.family;
        yield {
          ...about(other),
          severity: second ? "warning" : "note",
          message: `\`${guest}\` can write to ${home ? shownHome(home) : "the volume"}, where \`${owner}\` keeps its data, and ${writer.view.image?.family.title} expects to be alone there. ${where(writer, second)}`,
          help: "Give each service a volume of its own, or mount this one read-only (`:ro`) where it is only read.",
        };
      }
    }
  },
};

function writesToo(writer: Exposure, other: Exposure, view: StackView): boolean {
  if (
    other.view === writer.view ||
    !writer.directory?.certain ||
    other.mount?.readOnly !== false ||
    other.role === "cache"
  )
    return false;
  if (other.view.service.mode.value.endsWith("-job") || isBackup(other.view.service.image?.value ?? "")) return false;
  const [one, two] = [homeFor(writer, view), homeFor(other, view)];
  return one !== undefined && two !== undefined && compareHomes(one, two) === "same";
}

/** On storage of a node the two may never meet. */
function where({ storage }: Exposure, second: boolean): string {
  const together = second ? "two of them damage the files" : "files that change under it can be damaged";
  if (storage.reach === "cluster") return `${capital(together)}.`;
  return `On one node, ${together}; on two nodes, each sees other files.`;
}
