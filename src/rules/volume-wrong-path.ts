import type { Exposure } from "../persistence/exposure.ts";
import { cleanPath, covers } from "../persistence/paths.ts";
import { about, type Rule, type RuleProblem } from "./rule.ts";
import { keepsData, named } from "./words.ts";

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
        subject: `${service.name}:${bare.target}`,
        ...(bare.directory.openTo === undefined
          ? said(bare, misplaced)
          : asked(bare, misplaced, bare.directory.openTo)),
      };
    }
  },
};

type Said = Pick<RuleProblem, "severity" | "message" | "help">;

function said(bare: Exposure, misplaced: Exposure): Said {
  return {
    severity: bare.directory?.certain ? "error" : "warning",
    message: `${keepsData(bare, bare.target)}, but ${named(misplaced)} is mounted at \`${misplaced.target}\`${shadow(bare, misplaced)}. ${lost(bare, misplaced)}`,
    help: `Mount a volume at \`${bare.directory?.mountAt}\`. Data written so far is in the running container: copy it out before the next deploy.`,
  };
}

/** Nobody mounts a volume into the engine's own directory, unless a variable names the folder. */
function asked(bare: Exposure, misplaced: Exposure, variable: string): Said {
  const likely = covers(bare.target, misplaced.target);
  return {
    severity: likely ? "note" : "warning",
    message: `Whether \`${bare.view.service.name}\` keeps its data at \`${misplaced.target}\`, where ${named(misplaced)} is mounted, depends on \`${variable}\`, which its \`env_file\` may set and which is not read here. Without it the data is in \`${bare.target}\`, and is lost when a new task replaces the old one: on an update, a crash or a move.`,
    help: `Write \`${variable}\` under \`environment\`, so that it can be checked. If it is not set, mount a volume at \`${bare.directory?.mountAt}\`, and copy out first what is in the running container.`,
  };
}

/** Since 18, PostgreSQL's images refuse to start on the old path (docker-library/postgres, October 2025). */
function lost({ target }: Exposure, misplaced: Exposure): string {
  const old = cleanPath(misplaced.target) === "/var/lib/postgresql/data";
  if (old && /^\/var\/lib\/postgresql\/\d+\/docker$/.test(target))
    return "Newer builds of this image refuse to start so; older ones lose the data when a new task replaces the old one.";
  return "The data is lost when a new task replaces the old one: on an update, a crash or a move.";
}

/** Why a mount above the data directory does not help. */
function shadow({ directory }: Exposure, { target }: Exposure): string {
  const below = directory?.imageVolume !== undefined && covers(target, directory.path);
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

/** Folders that engines have beside their data. */
const NOT_DATA = /\/(config|conf|conf\.d|etc|provisioning|plugins|certs|ssl|scripts)$/;

/** Above the data directory, below it, or beside it. */
function isNear(target: string, directory: string): boolean {
  const beside = cleanPath(`${directory}/..`);
  const clean = cleanPath(target);
  if (clean === "/") return false;
  if (covers(target, directory) || covers(directory, target)) return true;
  return beside !== "/" && covers(beside, target) && !NOT_DATA.test(clean);
}
