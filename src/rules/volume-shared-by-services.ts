import type { Exposure } from "../persistence/exposure.ts";
import { compareHomes, type Home, homeFor, homeKeys, shownHome } from "../persistence/home.ts";
import { isBackup } from "../persistence/images.ts";
import { relocationOf } from "../persistence/relocation.ts";
import { about, type Rule, type RuleContext } from "./rule.ts";
import { capital } from "./words.ts";
import { isJob, singleWriterMounts } from "./writers.ts";

export const volumeSharedByServices: Rule = {
  id: "volume-shared-by-services",
  category: "persistence",
  severity: "warning",
  summary: "Another service may write to the data of an engine that allows one writer.",
  *check(context) {
    const guests = new Guests(context);
    for (const writer of singleWriterMounts(context.exposures)) {
      const home = writer.directory?.certain ? homeFor(writer, context) : undefined;
      if (home === undefined) continue;
      for (const other of guests.takeFrom(home, writer)) {
        const [owner, guest] = [writer.view.service.name, other.view.service.name];
        const second = other.role === "data" && other.view.image?.family === writer.view.image?.family;
        yield {
          ...about(other),
          severity: second ? "warning" : "note",
          message: `\`${guest}\` can write to ${shownHome(home)}, where \`${owner}\` keeps its data, and ${writer.view.image?.family.title} expects to be alone there. ${where(writer, second)}`,
          help: "Give each service a volume of its own, or mount this one read-only (`:ro`) where it is only read.",
        };
      }
    }
  },
};

/** The mounts that services write to, by what is behind them: a stack may have thousands. */
class Guests {
  private readonly homes = new Map<Exposure, Home>();
  private readonly byKey = new Map<string, Set<Exposure>>();

  constructor(context: RuleContext) {
    for (const exposure of context.exposures) {
      const home = writes(exposure) ? homeFor(exposure, context) : undefined;
      if (home === undefined) continue;
      this.homes.set(exposure, home);
      for (const key of homeKeys(home)) this.byKey.set(key, (this.byKey.get(key) ?? new Set()).add(exposure));
    }
  }

  /** Those of other services at a home. Each is told of once, and then neither it nor the writer is a guest any more. */
  *takeFrom(home: Home, writer: Exposure): Iterable<Exposure> {
    for (const key of homeKeys(home)) {
      for (const other of this.byKey.get(key) ?? []) {
        const own = this.homes.get(other) as Home;
        if (other.view === writer.view || compareHomes(home, own) !== "same" || areApart(writer, other)) continue;
        this.forget(other);
        this.forget(writer);
        yield other;
      }
    }
  }

  private forget(exposure: Exposure): void {
    const home = this.homes.get(exposure);
    for (const key of home ? homeKeys(home) : []) this.byKey.get(key)?.delete(exposure);
  }
}

/** What is on a node, two that can never be on one do not share. */
function areApart({ view, storage }: Exposure, other: Exposure): boolean {
  return storage.reach === "node" && relocationOf(view, other.view).nodes === "different";
}

function writes({ mount, role, view: { service } }: Exposure): boolean {
  if (mount?.readOnly !== false || role === "cache") return false;
  return !isJob(service) && !isBackup(service.image?.value ?? "");
}

/** On storage of a node the two may never meet. */
function where({ storage }: Exposure, second: boolean): string {
  const together = second ? "two of them damage the files" : "files that change under it can be damaged";
  if (storage.reach === "cluster") return `${capital(together)}.`;
  return `On one node, ${together}; on two nodes, each sees other files.`;
}
