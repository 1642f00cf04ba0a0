import { about } from "../persistence/exposure.ts";
import type { Rule } from "./rule.ts";
import { keepingPlace, named } from "./words.ts";

export const noFencing: Rule = {
  id: "no-fencing",
  category: "persistence",
  severity: "note",
  summary: "A node that is cut off goes on writing to network storage while its replacement starts.",
  *check({ exposures }) {
    const engines = exposures.filter(({ mount, role, storage, view: { needs, image, placement } }) => {
      const reaches = mount !== undefined && role === "data" && storage.reach === "cluster";
      return reaches && image?.family.singleWriter && placement.roam !== "node" && needs?.nfs !== "unsupported";
    });
    const [first, ...others] = engines;
    if (!first) return;
    const more = others.length === 0 ? "" : ` The same holds for ${others.length} more of this stack.`;
    yield {
      ...about(first),
      subject: "fencing",
      message: `When a node is cut off from the managers, its task of \`${first.view.service.name}\` goes on writing to ${named(first)} while Swarm starts another one elsewhere: for a while two write the same data.${more}`,
      help: `Keep backups. Where two writers would be fatal, ${keepingPlace(first.view.service)}: then nothing is started elsewhere.`,
    };
  },
};
