import { isAtLeast } from "./engines.mjs";
import { CHANGES } from "./experiments/changes.mjs";
import { DEPLOYMENTS } from "./experiments/deployments.mjs";
import { EVENTS } from "./experiments/events.mjs";
import { KINDS } from "./experiments/kinds.mjs";
import { TRIALS } from "./experiments/refusals.mjs";
import { SHORT } from "./experiments/short.mjs";
import { STORIES } from "./experiments/stories.mjs";

/** The event of a changed file, which is not in the list of the others because it needs two files. */
export const DEPLOYED = "deployed";

/** The event of a changed service, whose tasks may go to any node. */
export const ROAMING = "roaming";

/** The event of a service that is deployed for the first time, with a value that may be refused. */
export const TRIED = "tried";

/**
 * What a run plays. `events` and `kinds` are ids; the kinds of the events `deployed` and
 * `roaming` are changes, and those of `tried` are trials. Throws on an id that there is not.
 * @param {{ short?: boolean, events?: readonly string[], kinds?: readonly string[], stories?: readonly string[] }} options
 */
export function select({ short = false, events, kinds, stories }) {
  const eventIds = [...EVENTS.map(({ id }) => id), DEPLOYED, ROAMING, TRIED];
  const kindIds = [...KINDS, ...DEPLOYMENTS, ...CHANGES, ...TRIALS].map(({ id }) => id);
  refuseUnknown("event", events, eventIds);
  refuseUnknown("kind of storage or change", kinds, kindIds);
  const storyIds = STORIES.map(({ id }) => id);
  refuseUnknown("story", stories, storyIds);
  // Whoever asks for some parts wants no others.
  const asked = events || kinds || stories;
  const [everyEvent, everyStory] = short ? [SHORT.events, SHORT.stories] : [eventIds, storyIds];
  const wantedEvents = new Set(events ?? (stories && !kinds ? [] : everyEvent));
  const wantedStories = new Set(stories ?? (asked ? [] : everyStory));
  const wantedKinds = new Set(kinds ?? (short ? SHORT.kinds : kindIds));
  const rounds = EVENTS.filter(({ id }) => wantedEvents.has(id)).map((event) => ({
    event,
    kinds: KINDS.filter((kind) => wantedKinds.has(kind.id) && fits(kind, event)),
  }));
  return {
    rounds: rounds.filter((round) => round.kinds.length > 0),
    deployments: wantedEvents.has(DEPLOYED) ? DEPLOYMENTS.filter(({ id }) => wantedKinds.has(id)) : [],
    changes: wantedEvents.has(ROAMING) ? CHANGES.filter(({ id }) => wantedKinds.has(id)) : [],
    trials: wantedEvents.has(TRIED) ? TRIALS.filter(({ id }) => wantedKinds.has(id)) : [],
    stories: STORIES.filter(({ id }) => wantedStories.has(id)),
  };
}

/**
 * Of what is selected, what can be played on an engine.
 * @param {ReturnType<typeof select>} selection
 * @param {string} engine its version
 */
export function playable({ rounds, changes, ...rest }, engine) {
  const isPlayed = ({ oldest }) => oldest === undefined || isAtLeast(engine, oldest);
  return {
    ...rest,
    rounds: rounds
      .map(({ event, kinds }) => ({ event, kinds: kinds.filter(isPlayed) }))
      .filter(({ kinds }) => kinds.length > 0),
    changes: changes.filter(isPlayed),
  };
}

/** Either may name the only ones of the other that make sense. */
function fits(kind, event) {
  return (kind.events?.includes(event.id) ?? true) && (event.kinds?.includes(kind.id) ?? true);
}

function refuseUnknown(what, ids, known) {
  const unknown = ids?.filter((id) => !known.includes(id)) ?? [];
  if (unknown.length > 0) throw new Error(`there is no ${what} \`${unknown[0]}\`; there are ${known.join(", ")}`);
}
