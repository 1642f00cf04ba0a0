import { until } from "../patience.mjs";
import { SERVICE } from "./redis.mjs";

/** Neither root nor anybody that the images know. */
const OWNER = "999:998";

/**
 * How the data should be kept from now on, as a configuration file says it, and what a move then does.
 * @typedef {object} Plot
 * @property {string} id
 * @property {string} title
 * @property {string} [stack] the stack file; the article's, where there is none
 * @property {string} [moved] what the tool should say of a move of it; `empty`, where nothing is said
 * @property {(story: import("./redis.mjs").RedisStory) => Promise<void>} [beginning] what happens to the data before the fix
 * @property {string} settings
 * @property {string} remedy
 * @property {(story: import("./redis.mjs").RedisStory) => Promise<void>} ending
 */

/** @type {readonly Plot[]} */
export const PLOTS = [
  {
    id: "shared",
    title: "Redis on a local volume, and the fix that moves it to a shared folder",
    settings: "storage: { prefer: network, shared-path: /srv/shared }\n",
    remedy: "network",
    ending: async (story) => {
      await story.drain(SERVICE);
      await story.expect("GET hits", "42");
      await story.swarm.setAvailability([1, 2, 3], "active");
      await story.goBack(story.fix);
      await story.step(
        "the task is where the old volume is",
        async () => `it runs on ${await story.runsOn(SERVICE, "node3")}`,
      );
      await story.expect("GET hits", "42");
    },
  },
  {
    id: "pinned",
    title: "Redis on a local volume, and the fix that pins it",
    settings: "storage: { prefer: pin }\n",
    remedy: "pin",
    ending: async (story) => {
      await story.step("node3 is drained, and no task runs", async () => {
        await story.swarm.setAvailability([3], "drain");
        await until("the task to stop", 60, async () => (await story.task(SERVICE)) === undefined);
        return "the service waits";
      });
      await story.step("node3 is active again", async () => {
        await story.swarm.setAvailability([3], "active");
        return `it runs on ${await story.runsOn(SERVICE, "node3")}`;
      });
      await story.expect("GET hits", "42");
    },
  },
  {
    id: "bare",
    title: "Redis without a volume, and the fix that copies its data out of the container into one",
    stack: "services: { redis: { image: redis:7, command: redis-server --appendonly yes } }\n",
    moved: "lost",
    settings: "storage: { prefer: pin }\n",
    remedy: "pin",
    beginning: (story) =>
      story.step("the files are given to another user", async () => {
        await story.inTask(SERVICE, `chown -R ${OWNER} /data`);
        return OWNER;
      }),
    ending: async (story) => {
      await story.step("whose files they are", async () => {
        const owners = await story.inTask(SERVICE, "stat -c %u:%g /data /data/*");
        if (owners.split(/\s+/).some((owner) => owner !== OWNER)) throw new Error(owners);
        return OWNER;
      });
      await story.startAnew(SERVICE);
      await story.expect("GET hits", "42");
    },
  },
];
