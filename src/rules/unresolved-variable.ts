import type { Mount, Service, Text, Volume } from "../stack/model.ts";
import { hasUnknown, unknownNames } from "../yaml/unknown.ts";
import type { Rule } from "./rule.ts";
import { used } from "./words.ts";

export const unresolvedVariable: Rule = {
  id: "unresolved-variable",
  category: "persistence",
  severity: "note",
  summary: "What happens to some data depends on a variable that is not set here.",
  *check({ stack }) {
    const seen = new Set<string>();
    const texts = [...stack.services.flatMap(deciding), ...[...stack.volumes.values()].flatMap(ofVolume)];
    for (const { use, ...text } of texts) {
      for (const name of unknownNames(text.value)) {
        if (seen.has(name)) continue;
        seen.add(name);
        const required = isRequired(text, name);
        const atDeploy = required
          ? "A deploy without it stops."
          : "A deploy without it puts an empty text in its place and says nothing; Docker does not read `.env`.";
        yield {
          ...(use ?? used(text)),
          subject: name,
          message: `The value here is unknown, because \`${name}\` is not set, and so is what happens to the data that depends on it. ${atDeploy}`,
          help: required ? GIVE : `${GIVE} With \`\${${name}:?}\` in the stack, a deploy without it stops.`,
        };
      }
    }
  },
};

const GIVE = "Give it in a file (`--variables`), or take it from the environment (`--env`).";

/** The values on which storage and placement depend, and the entry that brings one in through an anchor. */
function deciding({ image, mounts, modeWaits, constraints }: Service): Used[] {
  const inMounts = mounts.flatMap((mount) => {
    const texts = [mount.typeWaits, mount.source, mount.target].filter(waits);
    return texts.map((text) => ({ ...text, use: mount.via && { place: mount.place, via: mount.via } }));
  });
  return [image, ...inMounts, modeWaits, ...constraints].filter(waits);
}

type Used = Text & { readonly use?: Pick<Mount, "place" | "via"> | undefined };

function ofVolume({ name, externalWaits, driver, driverOpts }: Volume): Used[] {
  return [name, externalWaits, driver, ...(driverOpts?.values() ?? [])].filter(waits);
}

function waits<T extends Text>(text: T | undefined): text is T {
  return text !== undefined && hasUnknown(text.value);
}

/** `${NAME:?reason}` or `${NAME?}`, as it stands at the value's own place. */
function isRequired({ place }: Text, name: string): boolean {
  const written = place.file.text.slice(place.start, place.end);
  return written.includes(`{${name}:?`) || written.includes(`{${name}?`);
}
