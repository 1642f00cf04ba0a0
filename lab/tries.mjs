import { join } from "node:path";
import { LOADS } from "./experiments/changes.mjs";
import { MAY_BE_EMPTY } from "./judge.mjs";
import { observe } from "./play.mjs";
import { deployedOutcomes, predictions } from "./predict.mjs";
import { ROAMING } from "./selection.mjs";
import { Stage } from "./stage.mjs";

/**
 * Plays changes of stack files while every node takes tasks, several times with each load, all at once.
 * @param {import("./cluster/swarm.mjs").Swarm} swarm
 * @param {readonly import("./experiments/changes.mjs").Change[]} changes
 * @param {{ tool: string, folder: string, tries: number }} settings
 * @returns {Promise<Cell[]>}
 */
export async function playChanges(swarm, changes, { tool, folder, tries }) {
  const seen = new Map(changes.map(({ id }) => [id, []]));
  let told;
  for (const load of LOADS) {
    const ballast = load.gathered && (await deployBallast(swarm, folder, changes.length));
    for (let number = 1; number <= tries; number++) {
      const name = `${load.id}-${number}`;
      const stage = new Stage(swarm, join(folder, name), changes.map(asActor), name);
      await setUpChange(stage, load);
      const turn = () => stage.turnTo(changes.map(({ head, base }) => head ?? base));
      if (told) turn();
      else {
        const events = predictions(tool, stage.actors.filter(isEvent));
        const deployed = deployedOutcomes(tool, join(folder, name), stage.actors, turn);
        told = new Map(
          stage.actors.map(({ kind, file }) => [
            kind.id,
            kind.happens ? roaming(events.get(file)) : deployed.get(file),
          ]),
        );
      }
      const since = Date.now();
      await act(stage);
      const observed = await observe(stage, await stage.settle(stage.actors, { since, renewed: isEvent }), {
        removes: true,
      });
      for (const { kind, stack } of stage.actors) seen.get(kind.id).push({ load: load.id, ...observed.get(stack) });
    }
    if (ballast) await ballast.removeStacks();
  }
  return changes.map(({ id }) => ({ kind: id, event: ROAMING, predicted: told.get(id), ...together(seen.get(id)) }));
}

/** The data is where the load says, and the base runs. */
async function setUpChange(stage, { gathered }) {
  const { swarm, actors } = stage;
  await stage.prepare();
  if (gathered) await swarm.setAvailability([1, 2], "pause");
  await stage.deployStacks();
  await stage.write(await stage.settle(), actors, "before");
  if (gathered) await swarm.setAvailability([1, 2], "active");
  if (!actors.some(({ kind }) => kind.before)) return;
  const since = Date.now();
  stage.turnTo(actors.map(({ kind }) => kind.base));
  await stage.deployStacks(actors.filter(({ kind }) => kind.before));
  await stage.settle(actors, { since });
}

/** Each change in its way: a deploy of the new file, or what happens in place of one. */
async function act(stage) {
  const ways = new Map();
  for (const actor of stage.actors) {
    const way = actor.kind.happens ?? deploy;
    ways.set(way, [...(ways.get(way) ?? []), actor]);
  }
  for (const [way, actors] of ways) await way(stage, actors);
}

const deploy = (stage, actors) => stage.deployStacks(actors);
const isEvent = ({ kind }) => kind.happens !== undefined;

/**
 * What the report says of a task that is replaced where it is or elsewhere, whichever Swarm chooses. One that could only
 * wait elsewhere stays: its node is up.
 */
function roaming({ survival: { replaced, moved } }) {
  if (replaced === moved || moved === "down") return replaced;
  return replaced === "kept" && moved === "empty" ? MAY_BE_EMPTY : "unknown";
}

const asActor = (change) => ({ ...change, ...(change.before ?? change.base) });

/** What was seen of one change in all tries. */
function together(seen) {
  const tries = LOADS.map(({ id }) => {
    const own = seen.filter(({ load }) => load === id);
    const outcomes = {};
    for (const { observed } of own) outcomes[observed] = (outcomes[observed] ?? 0) + 1;
    return { load: id, replaced: own.filter(({ replaced }) => replaced).length, outcomes };
  });
  return {
    observed: [...new Set(seen.map(({ observed }) => observed))].sort().join(" or "),
    tries,
    evidence: seen.map(({ load, evidence }) => `${load}: ${evidence.join(", ")}`),
  };
}

/** Tasks that stay on node3, so many that no other node ever has as many. */
async function deployBallast(swarm, folder, count) {
  const service = `deploy: { replicas: ${count}, placement: { constraints: [ "node.hostname == node3" ] } }`;
  const stage = new Stage(swarm, join(folder, "ballast"), [{ id: "ballast", service }], "heavy");
  await stage.deployStacks();
  await stage.settle();
  return stage;
}
