import { countsOfAll, judgeAll } from "./judge.mjs";
import { selectNfs } from "./selection.mjs";

/** What parts of one recorded run have in common. */
const SAME = ["tool", "suite", "engine", "commandLine", "kernel"];

/**
 * The recorded run after a part of it was played again; a run of everything takes its place.
 * @param {object | undefined} recorded
 * @param {object} played
 * @param {boolean} [goesOn] whether what was recorded last is the same part, before it went on
 */
export function withPart(recorded, played, goesOn = false) {
  if (recorded === undefined || isWhole(played)) return { ...played, parts: 1 };
  for (const key of SAME) {
    if (recorded[key] !== played[key]) {
      throw new Error(
        `the recorded run is of ${key} ${recorded[key]}, and this one of ${played[key]}: record everything`,
      );
    }
  }
  const cells = judgeAll(inOrder(cellIds(), keyOfCell, recorded.cells, played.cells));
  return {
    ...played,
    parts: recorded.parts + (goesOn ? 0 : 1),
    seconds: { ...played.seconds, events: { ...recorded.seconds.events, ...played.seconds.events } },
    counts: countsOfAll(cells),
    stories: inOrder(storyIds(), ({ id }) => id, recorded.stories, played.stories),
    cells,
  };
}

/** Seconds of everything that a recorded run tells of. */
export function allSeconds({ seconds, stories }) {
  const parts = [
    seconds.packages,
    seconds.start,
    ...Object.values(seconds.events),
    ...stories.map((one) => one.seconds),
  ];
  return Math.round(parts.reduce((sum, part) => sum + part, 0));
}

const keyOfCell = ({ kind, event }) => `${kind} ${event}`;
const storyIds = () => selectNfs({}).stories.map(({ id }) => id);

/** Every cell of a run of everything, in its order. */
export function cellIds() {
  const { mounts, rounds } = selectNfs({});
  return [
    ...mounts.map(({ id }) => `${id} mounted`),
    ...rounds.flatMap(({ event, kinds }) => kinds.map(({ id }) => `${id} ${event.id}`)),
  ];
}

/** What was not recorded yet. */
export function missingFrom({ cells, stories }) {
  const found = new Set([...cells.map(keyOfCell), ...stories.map(({ id }) => id)]);
  return [...cellIds(), ...storyIds()].filter((id) => !found.has(id));
}

const isWhole = ({ cells, stories }) => cells.length === cellIds().length && stories.length === storyIds().length;

/** What was played counts before what was recorded; what there is no more is left out. */
function inOrder(ids, keyOf, recorded, played) {
  const found = new Map([...recorded, ...played].map((one) => [keyOf(one), one]));
  return ids.filter((id) => found.has(id)).map((id) => found.get(id));
}
