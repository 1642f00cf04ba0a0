import { NFS_EVENTS, NFS_KINDS } from "../experiments/nfs-kinds.mjs";
import { MOUNTS } from "../experiments/nfs-mounts.mjs";
import { NFS_STORIES } from "../experiments/nfs-stories.mjs";
import { MOUNTED } from "./mounts.mjs";

/**
 * What a run plays: everything, or what is asked for by id. Throws on an id that there is not.
 * @param {{ events?: readonly string[], kinds?: readonly string[], stories?: readonly string[] }} asked
 */
export function selectNfs({ events, kinds, stories }) {
  refuseUnknown("event", events, [MOUNTED, ...idsOf(NFS_EVENTS)]);
  refuseUnknown("kind of storage or mount", kinds, [...idsOf(NFS_KINDS), ...idsOf(MOUNTS)]);
  refuseUnknown("story", stories, idsOf(NFS_STORIES));
  const isAsked = (ids) => (ids ? (one) => ids.includes(one.id ?? one) : () => true);
  const wantsEvent = events || kinds || !stories ? isAsked(events) : () => false;
  const wantsKind = isAsked(kinds);
  const rounds = NFS_EVENTS.filter(wantsEvent).map((event) => ({
    event,
    kinds: NFS_KINDS.filter((kind) => wantsKind(kind) && (kind.events?.includes(event.id) ?? true)),
  }));
  return {
    mounts: wantsEvent(MOUNTED) ? MOUNTS.filter(wantsKind) : [],
    rounds: rounds.filter((round) => round.kinds.length > 0),
    stories: stories || !(events || kinds) ? NFS_STORIES.filter(isAsked(stories)) : [],
  };
}

const idsOf = (list) => list.map(({ id }) => id);

function refuseUnknown(what, ids, known) {
  const unknown = ids?.filter((id) => !known.includes(id)) ?? [];
  if (unknown.length > 0) throw new Error(`there is no ${what} \`${unknown[0]}\`; there are ${known.join(", ")}`);
}
