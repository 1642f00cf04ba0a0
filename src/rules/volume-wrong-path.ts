import { dataBefore, isOtherEngine, misplacedFor } from "../persistence/change/misplaced.ts";
import { pointOf } from "../persistence/data-location.ts";
import { about, type Exposure } from "../persistence/exposure.ts";
import { covers } from "../stack/container-path.ts";
import type { Rule, RuleProblem } from "./rule.ts";
import { isRefusedPath, unfitMounts } from "./unfit-mounts.ts";
import { keepsData, named } from "./words.ts";

export const volumeWrongPath: Rule = {
  id: "volume-wrong-path",
  category: "persistence",
  severity: "error",
  summary: "A stateful image has a volume, but not where it keeps its data.",
  *check({ base, ...head }) {
    const { exposures } = head;
    yield* unfitMounts(exposures);
    for (const bare of exposures) {
      const misplaced = bare.mount ? undefined : misplacedFor(bare, exposures);
      if (!misplaced || !bare.directory) continue;
      const { openTo } = bare.directory;
      const before = base && dataBefore(misplaced, base, head);
      yield {
        ...about(misplaced),
        subject: `${bare.view.service.name}:${bare.target}`,
        ...(openTo === undefined ? said(bare, misplaced, before?.base) : asked(bare, misplaced, openTo)),
      };
    }
  },
};

type Said = Pick<RuleProblem, "severity" | "message" | "help">;

function said(bare: Exposure, misplaced: Exposure, before: Exposure | undefined): Said {
  const place = `${keepsData(bare, bare.target)}, but ${named(misplaced)} is mounted at \`${misplaced.target}\`${shadow(bare, misplaced)}`;
  const mountAt = bare.directory?.mountAt;
  const severity = bare.directory?.certain ? "error" : "warning";
  if (before === undefined) {
    return {
      severity,
      message: `${place}. ${lost(bare, misplaced)}`,
      help: `Mount a volume at \`${mountAt}\`. Data written so far is in the running container: copy it out before the next deploy.`,
    };
  }
  if (isOtherEngine({ base: before, head: misplaced })) {
    const [old, now] = enginesOf(before, misplaced);
    return {
      severity,
      message: `${place}, with the files of ${old} in it. ${lost(bare, misplaced)}`,
      help: `Mount a new volume at \`${mountAt}\`: ${now} may not be able to read the files of ${old}. To take the data along, make a dump while ${old} runs, and keep the old volume until the dump is restored.`,
    };
  }
  return {
    severity,
    message: `${place}. The data so far is in the volume: when this change is deployed, \`${bare.view.service.name}\` starts without it, and what it writes then is lost when a new task replaces the old one.`,
    help: `Put ${before.target === misplaced.target ? "the data directory" : "the mount"} back to \`${before.target === misplaced.target ? pointOf(before) : before.target}\`: the data is still in the volume.`,
  };
}

/** What they are called, with versions where the names alone are the same. */
function enginesOf(...both: readonly Exposure[]): string[] {
  const titles = both.map(({ view: { image } }) => image?.family.title ?? "");
  if (titles[0] !== titles[1]) return titles;
  return both.map(({ view: { image } }) => `${image?.family.title} ${image?.major}`);
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

/** What becomes of the data. */
function lost({ target }: Exposure, misplaced: Exposure): string {
  if (isRefusedPath(target, misplaced))
    return "Newer builds of this image refuse to start so; older ones lose the data when a new task replaces the old one.";
  return "The data is lost when a new task replaces the old one: on an update, a crash or a move.";
}

/** Why a mount above the data directory does not help. */
function shadow({ directory }: Exposure, { target }: Exposure): string {
  const below = directory?.imageVolume !== undefined && covers(target, directory.path);
  return below ? ", and the image's own VOLUME below it takes the data into an anonymous volume" : "";
}
