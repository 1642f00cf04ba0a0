import { FILE_PLOTS, FileStory } from "./files.mjs";
import { PLOTS } from "./plots.mjs";
import { RedisStory } from "./redis.mjs";
import { SPLIT_PLOTS, SplitStory } from "./split.mjs";
import { UPKEEP_PLOTS, UpkeepStory } from "./upkeep.mjs";
import { ORDERS, titleOf, writeThroughUpdate } from "./writers.mjs";

/**
 * What is told from its beginning to its end, one after the other.
 * @typedef {object} Entry
 * @property {string} id
 * @property {string} title
 * @property {(swarm: import("../cluster/swarm.mjs").Swarm, settings: object) => Promise<import("./story.mjs").Told>} play
 */

const told = (Kind, plots) =>
  plots.map((plot) => ({
    id: plot.id,
    title: plot.title,
    play: (swarm, settings) => new Kind(swarm, plot, settings).play(),
  }));

/** @type {readonly Entry[]} */
export const STORIES = [
  ...told(RedisStory, PLOTS),
  ...told(SplitStory, SPLIT_PLOTS),
  ...told(FileStory, FILE_PLOTS),
  ...told(UpkeepStory, UPKEEP_PLOTS),
  ...ORDERS.map((order) => ({
    id: `written-${order}`,
    title: titleOf(order),
    play: (swarm, settings) => writeThroughUpdate(swarm, order, settings),
  })),
];
