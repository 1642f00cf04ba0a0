import { type Home, shownHome } from "../persistence/home.ts";
import { type Pair, pairUp } from "../persistence/pairs.ts";
import type { Place } from "../text.ts";
import { about, type Rule } from "./rule.ts";
import { capital } from "./words.ts";

export const volumeRenamed: Rule = {
  id: "volume-renamed",
  category: "change",
  severity: "error",
  summary: "After this change a service mounts another volume in the place of its data.",
  *check(context) {
    const { base, ...head } = context;
    if (!base) return;
    for (const pair of pairUp(base, head).pairs) {
      const { baseHome, headHome } = pair;
      if (!baseHome || !headHome || pair.source !== "different" || pair.data !== "different" || !isKept(pair)) continue;
      const service = pair.head.view.service.name;
      const fresh = headHome.kind === "plain";
      const next = fresh
        ? "Docker makes the new one empty, so the service starts without its data"
        : "Unless somebody copied the data there before, the service starts without it";
      yield {
        ...about(pair.head),
        place: placeOf(pair),
        severity: fresh ? "error" : "warning",
        message: `When this change is deployed, \`${service}\` gets ${shownHome(headHome)} at \`${pair.head.target}\` in place of ${shownHome(baseHome)}. ${next}. ${capital(shownHome(baseHome))} is left as it is, and nobody mounts it there any more.`,
        help: fresh
          ? keepName(baseHome, context.stackName)
          : "Copy the data first: scale the service to 0, copy, and deploy. Or keep the old volume.",
      };
    }
  },
};

/** The old name is complete when the stack's name is known. */
function keepName({ volume }: Home, stackName: string | undefined): string {
  const old = volume === undefined ? undefined : shownHome({ volume, bytes: "", kind: "plain", inner: "" });
  if (volume === undefined) return "Keep the old path, or copy the data into the new volume before the deploy.";
  const prefix = stackName === undefined ? "`name:` with the stack's name in front" : "`name:`";
  return `To keep the data, keep ${old}, or give the new key the old name (${prefix}). Otherwise scale the service to 0 and copy the data before the deploy.`;
}

function isKept({ base, head }: Pair): boolean {
  return [base, head].every(({ role }) => role === "data" || role === "state");
}

/** The new name where the key stayed, else the mount. */
function placeOf({ base, head }: Pair): Place {
  const name = head.volume?.key === base.volume?.key ? head.volume?.name : undefined;
  return name?.via?.use ?? name?.place ?? about(head).place;
}
