import { join } from "node:path";
import { classify } from "./classify.mjs";
import { predictions } from "./predict.mjs";
import { Stage } from "./stage.mjs";

/**
 * One kind of storage that met one event.
 *
 * @typedef {object} Cell
 * @property {string} kind
 * @property {string} event
 * @property {string} [twin] the same for kinds with one and the same stack file
 * @property {string} predicted the outcome in the tool's report on the stack file
 * @property {string} observed the outcome in the Swarm
 * @property {readonly string[]} evidence what was seen, in words
 */

/**
 * Plays one event on every kind of storage, all at once.
 * @param {import("./cluster/swarm.mjs").Swarm} swarm
 * @returns {Promise<Cell[]>}
 */
export async function play(swarm, event, kinds, { tool, folder }) {
  const stage = new Stage(swarm, join(folder, "stacks"), kinds, event.id);
  const told = predictions(tool, stage.actors);
  await setUp(stage, event);

  const since = Date.now();
  await event.happens(stage);
  const running = await stage.settle(stage.actors, { since, refusedFor: event.refusedFor });
  const seen = await stage.look(running);
  const refusals = new Map(stage.actors.map(({ stack, refusals }) => [stack, [...refusals]]));
  const later = event.undone ? await afterwards(stage, event) : new Map();
  await stage.removeStacks();
  const remains = stage.remains();
  await swarm.restore();

  return stage.actors.map((actor) => {
    const { stack, written, wanted } = actor;
    const sighting = {
      written,
      scaled: event.predictedBy === "scaled-out",
      wanted,
      tasks: seen.get(stack),
      refusals: refusals.get(stack),
      later: later.get(stack) ?? [],
      remaining: remains.filter((line) => written.some(({ text }) => text === line)),
    };
    return {
      kind: actor.kind.id,
      event: event.id,
      ...(actor.kind.twin ? { twin: actor.kind.twin } : {}),
      predicted: told.get(actor.file).survival[event.predictedBy],
      observed: classify(sighting),
      evidence: inWords(sighting),
    };
  });
}

/** The first tasks run on node3, those of spread kinds on all nodes, and each has written a line. */
async function setUp(stage, event) {
  const { swarm, actors } = stage;
  await stage.prepare();
  const spread = actors.filter(({ kind }) => kind.spread);
  const gathered = actors.filter(({ kind }) => !kind.spread);
  await swarm.setAvailability([1, 2], "pause");
  await stage.deployStacks(gathered);
  await stage.write(await stage.settle(gathered), gathered, "before");
  if (event.alone && spread.length === 0) return;
  await swarm.setAvailability([1, 2], "active");
  await stage.deployStacks(spread);
  await stage.write(await stage.settle(spread), spread, "before");
  if (event.alone) await swarm.setAvailability([1, 2], "pause");
}

async function afterwards(stage, event) {
  await event.undone(stage);
  return stage.look(await stage.settle());
}

function inWords({ written, tasks, refusals, later, remaining }) {
  const place = ({ node, sees }) =>
    `${node}: ${written.filter(({ text }) => sees.includes(text)).length} of ${written.length} lines`;
  return [
    tasks.length === 0 ? "no task runs" : `tasks on ${tasks.map(place).join(", ")}`,
    ...refusals.map((text) => `refused: ${text}`),
    ...(later.length > 0 && tasks.length === 0 ? [`afterwards on ${later.map(place).join(", ")}`] : []),
    `on disk: ${remaining.length} of ${written.length} lines`,
  ];
}
