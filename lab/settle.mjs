import { until } from "./patience.mjs";

/** How long, in seconds, things must stay as they are before they count as how things are. */
const CALM = { running: 1.5, waiting: 4, refused: 12 };
const AT_MOST = 300;
const STARTING = new Set(["assigned", "accepted", "preparing", "ready", "starting"]);

/**
 * @typedef {object} Expectation
 * @property {number} [since] in milliseconds; refusals before it do not count
 * @property {number} [waiting] how long, in seconds, a task must wait for a node before it counts as waiting
 * @property {(actor: import("./stage.mjs").Actor) => boolean} [renewed] whose tasks are made anew after `since`
 */

/**
 * Waits until every service is as it will stay: all its tasks run, or none can be placed, or they are refused.
 * Remembers refusals, and how many tasks there should be, in the actors.
 * @param {() => Promise<[tasks: Map<string, object[]>, services: Map<string, object>, up: Map<string, object>]>} ask
 * @param {readonly import("./stage.mjs").Actor[]} actors
 * @param {Expectation} expectation
 * @returns {Promise<Map<string, object[]>>} the running tasks by stack
 */
export async function settle(ask, actors, { since = 0, waiting = CALM.waiting, renewed = () => false }) {
  const states = new Map(actors.map((actor) => [actor, { key: "", at: Date.now(), refusedAt: undefined }]));
  for (const { refusals } of actors) refusals.clear();
  let unsettled = actors;
  const what = () => `the services of ${unsettled.map(({ stack }) => stack).join(", ")} to settle`;
  return until(
    what,
    AT_MOST,
    async () => {
      const [tasks, services, up] = await ask();
      const running = new Map();
      unsettled = actors.filter((actor) => {
        const own = tasks.get(actor.stack) ?? [];
        const earliest = renewed(actor) ? since : 0;
        const runs = own.filter((task) => isRunning(task, earliest) && up.has(task.NodeID));
        running.set(actor.stack, runs);
        for (const task of own) if (isRefused(task, since)) actor.refusals.add(task.Status.Err.trim());
        actor.wanted = wanted(services.get(actor.stack), up);
        const starts = own.some((task) => isStarting(task) && up.has(task.NodeID));
        return !isSettled(states.get(actor), runs, { waits: own.some(isWaiting), starts, waiting }, actor);
      });
      return unsettled.length === 0 && running;
    },
    400,
  );
}

function isSettled(state, runs, { waits, starts, waiting }, { wanted, refusals }) {
  const now = Date.now();
  const key = `${runs.map(({ ID }) => ID).sort()} ${waits}`;
  if (key !== state.key || starts) Object.assign(state, { key, at: now });
  if (refusals.size > 0) state.refusedAt ??= now;
  const calm = (now - state.at) / 1000;
  if (runs.length >= wanted) return calm >= CALM.running;
  if (waits) return calm >= waiting;
  return state.refusedAt !== undefined && (now - state.refusedAt) / 1000 >= CALM.refused;
}

function isRunning({ Status, DesiredState, CreatedAt }, earliest) {
  // Of a job, that it ends is desired.
  return Status.State === "running" && /^(running|complete)$/.test(DesiredState) && Date.parse(CreatedAt) >= earliest;
}

/** With `order: start-first`, the old task runs until this one does. */
const isStarting = ({ Status, DesiredState }) =>
  STARTING.has(Status.State) && /^(ready|running|complete)$/.test(DesiredState);

export const isWaiting = ({ Status }) => Status.State === "pending" && /no suitable node/.test(Status.Err ?? "");

/** A driver that no node has keeps a task waiting, but no node that comes back ends that. */
export function isRefused({ Status, CreatedAt }, since) {
  if (Date.parse(CreatedAt) < since || !Status.Err) return false;
  if (Status.State === "pending") return /missing plugin/.test(Status.Err);
  return Status.State === "rejected" || (Status.State === "failed" && !/non-zero exit/.test(Status.Err));
}

/** How many tasks a service should have; those of a global one are counted by the nodes that may take them. */
function wanted(service, up) {
  const { Replicated, ReplicatedJob } = service.Spec.Mode;
  if (ReplicatedJob) return ReplicatedJob.TotalCompletions ?? 1;
  return Replicated ? Replicated.Replicas : [...up.values()].filter(({ isActive }) => isActive).length;
}
