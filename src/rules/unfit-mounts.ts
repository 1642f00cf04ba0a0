import type { Exposure } from "../persistence/exposure.ts";
import { about } from "../persistence/exposure.ts";
import { cleanPath } from "../stack/container-path.ts";
import type { RuleProblem } from "./rule.ts";
import { named } from "./words.ts";

/** Of a tag without a version: the mounts that fit an older release, and not the one that it is now. */
export function* unfitMounts(exposures: readonly Exposure[]): Iterable<RuleProblem> {
  const seen = new Set<string>();
  for (const exposure of exposures) {
    const { service, unfit, image } = exposure.view;
    if (unfit === undefined || exposure.role !== "data" || seen.has(service.name)) continue;
    seen.add(service.name);
    const { row, directory } = unfit;
    const newest = row.announced
      ? `was announced to be ${row.is} from ${row.since} on`
      : `has been ${row.is} since ${row.since}`;
    const refuses = isRefusedPath(directory.path, exposure);
    yield {
      ...about(exposure),
      severity: "warning",
      message: `The tag of \`${service.name}\` names no version, and ${newest}: that ${refuses ? `refuses to start with ${named(exposure)} at \`${exposure.target}\`` : `keeps its data in \`${directory.path}\`, where no volume is`}. Any deploy can bring it.`,
      help: `Write the version that runs now into the tag (\`docker service ps\`). For ${image?.family.title} ${row.is}, mount a new volume at \`${directory.mountAt}\`, and take the data over by a dump.`,
    };
  }
}

/** Since 18, PostgreSQL's images refuse to start on the old path (docker-library/postgres, October 2025). */
export function isRefusedPath(directory: string, { target }: Exposure): boolean {
  const old = cleanPath(target) === "/var/lib/postgresql/data";
  return old && /^\/var\/lib\/postgresql\/\d+\/docker$/.test(directory);
}
