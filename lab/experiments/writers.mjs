import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { until } from "../patience.mjs";
import { reportOn } from "../predict.mjs";

const STACK = "writer";
const RULE = "start-first-single-writer";

/** Redis with an append-only file, which is updated while somebody writes. */
const FILE = `services:
  redis:
    image: redis:7
    command: redis-server --appendonly yes
    volumes: [stuff:/data]
    deploy:
      placement: { constraints: [ "node.hostname == node3" ] }
      update_config: { order: ORDER }
volumes:
  stuff:
`;

/** With each order of an update: how many acknowledged writes are there afterwards. */
export const ORDERS = ["start-first", "stop-first"];

export const titleOf = (order) => `An update with \`order: ${order}\` while somebody writes to Redis`;

/**
 * A client writes through an update, to the old task for as long as it answers, as a client does that is connected.
 * @param {import("../cluster/swarm.mjs").Swarm} swarm
 * @returns {Promise<import("./story.mjs").Told>}
 */
export async function writeThroughUpdate(swarm, order, { tool, folder }) {
  const began = Date.now();
  const place = join(folder, `writer-${order}`);
  mkdirSync(place, { recursive: true });
  const file = join(place, "stack.yml");
  writeFileSync(file, FILE.replace("ORDER", order));
  const warned = reportOn(tool, ["--no-config", file]).findings.some(({ ruleId }) => ruleId === RULE);
  await swarm.deploy(STACK, file);
  const acknowledged = await write(swarm);
  const found = await until("Redis to tell its keys", 60, async () => {
    const [container, ...others] = await containers(swarm);
    if (!container || others.length > 0) return false;
    const { code, output } = await swarm.engine(3).exec(container, ["redis-cli", "--raw", "KEYS", "*"]);
    return code === 0 && new Set(output.trim().split("\n"));
  });
  const lost = acknowledged.filter((key) => !found.has(key)).length;
  await swarm.shell(1, `docker stack rm ${STACK}`);
  await until("the containers to go", 60, async () => (await containers(swarm, true)).length === 0);
  return {
    title: titleOf(order),
    passed: warned === lost > 0,
    seconds: Math.round((Date.now() - began) / 100) / 10,
    steps: [
      { what: `the tool reports \`${RULE}\``, result: warned ? "yes" : "no" },
      { what: "writes that Redis acknowledged", result: `${acknowledged.length}` },
      { what: "acknowledged writes that are not there after the update", result: `${lost}` },
    ],
  };
}

/** Writes a key a time until the update is over and a few more have been written to the new task. */
async function write(swarm) {
  const acknowledged = [];
  let old;
  let after = 0;
  await until(
    "the update",
    120,
    async () => {
      const [oldest, ...newer] = await containers(swarm);
      if (oldest === undefined) return false;
      const key = `key-${acknowledged.length}`;
      const { code, output } = await swarm
        .engine(3)
        .exec(oldest, ["redis-cli", "SET", key, "1"])
        .catch(() => ({ code: 1 }));
      if (code !== 0 || output.trim() !== "OK") return false;
      acknowledged.push(key);
      old ??= oldest;
      if (acknowledged.length === 10) await forceUpdate(swarm);
      if (oldest !== old && newer.length === 0) after++;
      return after === 5;
    },
    20,
  );
  return acknowledged;
}

async function forceUpdate(swarm) {
  const [{ ID, Version, Spec }] = await swarm.manager.get("/services", { name: { [`${STACK}_redis`]: true } });
  Spec.TaskTemplate.ForceUpdate = 1;
  await swarm.manager.post(`/services/${ID}/update`, Spec, { version: Version.Index });
}

/** The containers of the service on node3, the oldest first. */
async function containers(swarm, all = false) {
  const query = {
    all: `${all}`,
    filters: JSON.stringify({ label: { [`com.docker.stack.namespace=${STACK}`]: true } }),
  };
  const list = await swarm.engine(3).json("GET", "/containers/json", { query });
  return list.sort((a, b) => a.Created - b.Created).map(({ Id }) => Id);
}
