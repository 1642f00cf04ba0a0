import { join } from "node:path";
import { classify, isReplaced } from "./classify.mjs";
import { isAtLeast } from "./engines.mjs";
import { UNTOLD } from "./judge.mjs";
import { deployedOutcomes, predictions } from "./predict.mjs";
import { Stage } from "./stage.mjs";

/**
 * One kind of storage that met one event.
 *
 * @typedef {object} Cell
 * @property {string} kind
 * @property {string} event
 * @property {string} [twin] the same for kinds with one and the same stack file
 * @property {string} [untold] why the report does not know yet what the Swarm shows
 * @property {"service" | "tasks"} [refused] what was refused, of a trial
 * @property {string} predicted the outcome in the tool's report on the stack file
 * @property {string} observed the outcome in the Swarm
 * @property {readonly string[]} evidence what was seen, in words
 * @property {readonly Tried[]} [tries] where it was played several times, because it does not always end alike
 *
 * @typedef {object} Tried
 * @property {string} load where the tasks of the lab were
 * @property {number} replaced in how many tries a task got a successor
 * @property {Record<string, number>} outcomes how often each was seen
 */

/**
 * Plays one event on every kind of storage, all at once.
 * @param {import("./cluster/swarm.mjs").Swarm} swarm
 * @returns {Promise<Cell[]>}
 */
export async function play(swarm, event, kinds, { tool, folder, Place = Stage }) {
  const stage = new Place(swarm, join(folder, "stacks"), kinds, event.id);
  const told = predictions(tool, stage.actors);
  await setUp(stage, event);

  const since = await swarm.now();
  await event.happens(stage);
  const running = await stage.settle(stage.actors, { since, renewed: event.renews });
  const observed = await observe(stage, running, event);
  return stage.actors.map((actor) => ({
    kind: actor.kind.id,
    event: event.id,
    ...(actor.kind.twin ? { twin: actor.kind.twin } : {}),
    ...untoldBy(actor.kind, event, swarm.version),
    predicted: event.predictedBy ? told.get(actor.file).survival[event.predictedBy] : UNTOLD,
    ...shownBy(observed.get(actor.stack)),
  }));
}

/**
 * Plays changes of stack files, all at once, on volumes that the first file made.
 * @param {import("./cluster/swarm.mjs").Swarm} swarm
 * @returns {Promise<Cell[]>}
 */
export async function playDeployments(swarm, deployments, { tool, folder }) {
  const cells = [];
  for (const elsewhere of [false, true]) {
    const group = deployments.filter((one) => (one.elsewhere ?? false) === elsewhere);
    if (group.length === 0) continue;
    const repository = join(folder, `deployed-${elsewhere ? "elsewhere" : "here"}`);
    const stage = new Stage(swarm, repository, group.map(asKind), "deployed");
    await setUp(stage, { alone: true });
    if (elsewhere) await swarm.setAvailability([1, 2], "active");

    const told = deployedOutcomes(tool, repository, stage.actors, () => stage.turnTo(group.map(({ head }) => head)));
    for (const { kind, stack } of stage.actors) {
      if (kind.copy) await swarm.shell(3, kind.copy.replaceAll("CELL", stack));
    }
    const since = Date.now();
    await stage.deployStacks();
    for (const { kind, stack } of stage.actors) await kind.after?.(swarm, stack);
    const renewed = ({ kind }) => !kind.same;
    const observed = await observe(stage, await stage.settle(stage.actors, { since, renewed }), {});
    for (const { kind, stack, file } of stage.actors) {
      const twin = kind.twin ? { twin: kind.twin } : {};
      cells.push({
        kind: kind.id,
        event: "deployed",
        ...twin,
        // What is done after the deploy is in no file.
        predicted: kind.after ? UNTOLD : told.get(file),
        ...shownBy(observed.get(stack)),
      });
    }
  }
  return cells;
}

/** Of an older engine than its outcomes are about, the report speaks only in words. */
function untoldBy({ from, untold }, { id }, engine) {
  if (untold?.[id] !== undefined) return { untold: untold[id] };
  return from === undefined || isAtLeast(engine, from)
    ? {}
    : { untold: `the report's outcomes are from Engine ${from} on` };
}

const shownBy = ({ observed, evidence }) => ({ observed, evidence });

/** Where the other nodes take no task, it is to the service as if there were none. */
const asKind = ({ base, ...rest }) => ({
  ...rest,
  ...base,
  flags: ["--shared-path", "/srv/shared", ...(rest.elsewhere ? [] : ["--nodes", "1"])],
});

/**
 * What there is to see after an event: at once, when the disturbance has ended, and when the stacks are gone. Puts the
 * Swarm in order again.
 * @returns {Promise<Map<string, { observed: string, replaced: boolean, evidence: readonly string[] }>>} by stack
 */
export async function observe(stage, running, event) {
  const seen = await stage.look(running);
  const refusals = new Map(stage.actors.map(({ stack, refusals }) => [stack, [...refusals]]));
  const later = event.undone ? await afterwards(stage, event) : new Map();
  await stage.removeStacks();
  const remains = await stage.remains();
  await stage.swarm.restore();
  return new Map(
    stage.actors.map(({ stack, written: all, wanted }) => {
      const written = event.removes ? ofThoseLeft(all, seen.get(stack), wanted) : all;
      const sighting = {
        written,
        scaled: event.predictedBy === "scaled-out",
        wanted,
        tasks: seen.get(stack),
        refusals: refusals.get(stack),
        later: later.get(stack) ?? [],
        remaining: written.map(({ text }) => text).filter((text) => remains.includes(text)),
      };
      return [stack, { observed: classify(sighting), replaced: isReplaced(sighting), evidence: inWords(sighting) }];
    }),
  );
}

/** Where fewer tasks are wanted than there were, the data of those that go is asked for by nobody. */
function ofThoseLeft(written, tasks, wanted) {
  if (tasks.length < wanted || written.length <= wanted) return written;
  return written.filter(({ slot }) => tasks.some((task) => task.slot === slot));
}

/** The first tasks run on node3, those of spread kinds on all nodes, and each has written a line. */
async function setUp(stage, event) {
  const { swarm, actors } = stage;
  await event.before?.(stage);
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
  // A node that comes back takes the tasks of many services one after the other.
  return stage.look(await stage.settle(stage.actors, { waiting: 12 }));
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
