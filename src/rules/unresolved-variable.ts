import type { Service, Text, Volume } from "../stack/model.ts";
import { unknownNames } from "../stack/unknown.ts";
import type { Rule } from "./rule.ts";

export const unresolvedVariable: Rule = {
  id: "unresolved-variable",
  category: "persistence",
  severity: "note",
  summary: "What happens to some data depends on a variable that is not set here.",
  *check({ stack }) {
    const seen = new Set<string>();
    const texts = [...stack.services.flatMap(deciding), ...[...stack.volumes.values()].flatMap(ofVolume)];
    for (const { value, place, via } of texts) {
      for (const name of unknownNames(value)) {
        if (seen.has(name)) continue;
        seen.add(name);
        yield {
          place,
          via,
          subject: name,
          message: `\`${name}\` is not set here, so what depends on it is unknown. At deploy, Docker puts an empty text in its place without any message; it does not read \`.env\`.`,
          help:
            "Give it with `--env-file` or `--env`, or write `${" +
            name +
            ":?}` so that a deploy without it fails loudly.",
        };
      }
    }
  },
};

/** The values on which storage and placement depend. */
function deciding({ image, mounts, constraints }: Service): Text[] {
  const inMounts = mounts.flatMap(({ source, target }) => (source === undefined ? [target] : [source, target]));
  return [...(image ? [image] : []), ...inMounts, ...constraints];
}

function ofVolume({ name, driver, driverOpts }: Volume): Text[] {
  return [...(name ? [name] : []), ...(driver ? [driver] : []), ...(driverOpts?.values() ?? [])];
}
