/**
 * Things that happen to running tasks. Before each, the data is on node3.
 *
 * @typedef {object} Event
 * @property {string} id
 * @property {string} title for the table
 * @property {string} [predictedBy] the event of the tool's report that this is one of; it tells nothing of the others
 * @property {readonly string[]} [kinds] the only kinds of storage that it is played on
 * @property {(stage: import("../stage.mjs").Stage) => Promise<void>} [before] before the tasks are there
 * @property {(stage: import("../stage.mjs").Stage) => Promise<void>} happens
 * @property {(stage: import("../stage.mjs").Stage) => Promise<void>} [undone] ends the disturbance, so that what waits can go on
 * @property {boolean} [alone] the other nodes take no new task, so that a task is replaced where it was
 * @property {(actor: import("../stage.mjs").Actor) => boolean} [renews] whose tasks are all made anew
 */

/** What is kept on a node that the task has left, or will come back to. */
const LEFT = ["local", "local-pinned", "anonymous-pinned", "tmpfs", "bound-one", "slot-pinned", "external-local-told"];

/** Somebody makes room on a node that is drained; afterwards it takes tasks again. */
const pruned = (id, title, command) => ({
  id,
  title,
  kinds: LEFT,
  happens: async (stage) => {
    await stage.swarm.setAvailability([3], "drain");
    await stage.settle();
    await stage.stopped(3);
    await stage.swarm.shell(3, command);
    // Back to where the data was, as far as it is still there.
    await stage.swarm.setAvailability([1, 2], "pause");
    await stage.swarm.setAvailability([3], "active");
    await stage.updateServices((spec) => {
      spec.TaskTemplate.ForceUpdate = (spec.TaskTemplate.ForceUpdate ?? 0) + 1;
    });
  },
  renews: () => true,
});

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
  {
    id: "unhealthy",
    title: "health check fails",
    predictedBy: "replaced",
    alone: true,
    kinds: ["healthy", "healthy-anonymous", "healthy-shared"],
    renews: () => true,
    happens: (stage) => stage.sicken(),
  },
  {
    id: "label-removed",
    title: "label taken from the node, later given back",
    predictedBy: "moved",
    kinds: ["label-one", "label-two", "label-one-told", "label-two-told"],
    happens: (stage) => stage.relabel(3, false),
    undone: (stage) => stage.relabel(3, true),
  },
  {
    id: "promoted",
    title: "worker promoted, later demoted",
    predictedBy: "moved",
    kinds: ["local-role", "local-role-told"],
    happens: ({ swarm }) => swarm.setRole(3, "manager"),
    undone: ({ swarm }) => swarm.setRole(3, "worker"),
  },
  {
    id: "demoted",
    title: "manager demoted, later promoted",
    predictedBy: "moved",
    kinds: ["manager-only", "manager-only-shared"],
    before: ({ swarm }) => swarm.setRole(3, "manager"),
    happens: ({ swarm }) => swarm.setRole(3, "worker"),
    undone: ({ swarm }) => swarm.setRole(3, "manager"),
  },
  pruned("pruned-volumes", "drained, `volume prune -f`, back", "docker volume prune -f"),
  pruned("pruned-system", "drained, `system prune --volumes -f`, back", "docker system prune --volumes -f"),
  pruned(
    "pruned-all",
    "drained, `container prune -f` and `volume prune -af`, back",
    "docker container prune -f && { docker volume prune -af || docker volume prune -f; }",
  ),
];
