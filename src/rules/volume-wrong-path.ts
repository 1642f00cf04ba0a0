import type { Exposure } from "../persistence/exposure.ts";
import { about, type Rule } from "./rule.ts";
import { named } from "./words.ts";

export const volumeWrongPath: Rule = {
  id: "volume-wrong-path",
  category: "persistence",
  severity: "error",
  summary: "A stateful image has a volume, but not where it keeps its data.",
  *check({ exposures }) {
    for (const bare of exposures) {
      const misplaced = bare.mount ? undefined : misplacedFor(bare, exposures);
      if (!misplaced || !bare.directory) continue;
      const { service } = bare.view;
      yield {
        ...about(misplaced),
        severity: bare.directory.certain ? "error" : "warning",
        subject: `${service.name}:${bare.target}`,
        message: `\`${service.name}\` keeps its data in \`${bare.target}\`, but ${named(misplaced)} is mounted at \`${misplaced.target}\`${shadow(bare, misplaced)}: the data is lost on every update, re-deploy or move.`,
        help: `Mount it at \`${bare.target}\`. Data written so far is in the running container; copy it out first.`,
      };
    }
  },
};

/** Why a mount above the data directory does not help. */
function shadow({ directory }: Exposure, { target }: Exposure): string {
  const below = directory?.imageVolume !== undefined && directory.path.startsWith(`${target}/`);
  return below ? ", and the image's own VOLUME below it takes the data into an anonymous volume" : "";
}

/** The writable mount that was meant to keep an uncovered data directory, when there is one. */
export function misplacedFor(bare: Exposure, exposures: readonly Exposure[]): Exposure | undefined {
  const candidates = exposures.filter(
    ({ view, mount, role }) => view === bare.view && mount?.source !== undefined && role === "state",
  );
  return (
    candidates.find(({ target }) => isNear(target, bare.target)) ??
    candidates.find(({ mount }) => mount?.type === "volume")
  );
}

/** Above the data directory, below it, or beside it. */
function isNear(target: string, directory: string): boolean {
  const parent = directory.slice(0, directory.lastIndexOf("/") + 1);
  const above = target !== "/" && directory.startsWith(`${target}/`);
  return above || target.startsWith(`${directory}/`) || (parent.length > 1 && target.startsWith(parent));
}
