/**
 * Things that happen to running tasks. Before each, the data is on node3.
 *
 * @typedef {object} Event
 * @property {string} id
 * @property {string} title for the table
 * @property {string} predictedBy the event of the tool's report that this is one of
 * @property {(stage: import("../stage.mjs").Stage) => Promise<void>} happens
 * @property {(stage: import("../stage.mjs").Stage) => Promise<void>} [undone] ends the disturbance, so that what waits can go on
 * @property {boolean} [alone] the other nodes take no new task, so that a task is replaced where it was
 * @property {(actor: import("../stage.mjs").Actor) => boolean} [renews] whose tasks are all made anew
 */

/** @type {readonly Event[]} */
export const EVENTS = [
  {
    id: "killed",
    title: "task killed",
    predictedBy: "replaced",
    alone: true,
    renews: ({ kind }) => !kind.spread,
    happens: (stage) => stage.killTasks(),
  },
  {
    id: "updated",
    title: "forced update",
    predictedBy: "replaced",
    alone: true,
    renews: () => true,
    happens: (stage) =>
      stage.updateServices((spec) => {
        spec.TaskTemplate.ForceUpdate = (spec.TaskTemplate.ForceUpdate ?? 0) + 1;
      }),
  },
  {
    id: "redeployed",
    title: "stack removed and deployed again",
    predictedBy: "replaced",
    alone: true,
    renews: () => true,
    happens: async (stage) => {
      await stage.removeStacks();
      await stage.deployStacks();
    },
  },
  {
    id: "drained",
    title: "node drained",
    predictedBy: "moved",
    happens: ({ swarm }) => swarm.setAvailability([3], "drain"),
    undone: ({ swarm }) => swarm.setAvailability([3], "active"),
  },
  {
    id: "powered-off",
    title: "node off, later back",
    predictedBy: "moved",
    happens: ({ swarm }) => swarm.powerOff(3),
    undone: ({ swarm }) => swarm.powerOn(3),
  },
  {
    id: "node-lost",
    title: "node and disk lost",
    predictedBy: "node-lost",
    happens: ({ swarm }) => swarm.lose(3),
    undone: ({ swarm }) => swarm.restore(),
  },
  {
    id: "zone-lost",
    title: "two nodes of a zone lost",
    predictedBy: "zone-lost",
    happens: async ({ swarm }) => {
      await Promise.all([swarm.lose(2), swarm.lose(3)]);
    },
    undone: ({ swarm }) => swarm.restore(),
  },
  {
    id: "scaled",
    title: "scaled to 3",
    predictedBy: "scaled-out",
    happens: (stage) =>
      stage.updateServices((spec) => {
        const { Replicated } = spec.Mode;
        if (Replicated) Replicated.Replicas = Math.max(3, Replicated.Replicas + 1);
      }),
  },
];
