/**
 * What was seen of one service after an event.
 *
 * @typedef {object} Sighting
 * @property {readonly Line[]} written what the tasks wrote before the event
 * @property {boolean} scaled whether the event added tasks
 * @property {number} wanted how many tasks should run after it
 * @property {readonly SeenTask[]} tasks the tasks that do
 * @property {readonly string[]} refusals why tasks could not start, in Docker's words
 * @property {readonly SeenTask[]} later the tasks that run when the disturbance has ended
 * @property {readonly string[]} remaining texts of `written` that lie on the nodes' disks when the stack is gone
 *
 * @typedef {object} Line
 * @property {string} slot of the task that wrote it
 * @property {string} [task] the id of that task
 * @property {string} text
 *
 * @typedef {object} SeenTask
 * @property {string} slot
 * @property {string} [task] its id
 * @property {string} node
 * @property {readonly string[]} sees the lines that the task reads in its data directory
 *
 * @typedef {"kept" | "empty" | "lost" | "split" | "down" | "rejected"} Seen
 */

/**
 * The outcome, in the words of the tool's report. Only what was seen counts, never what was predicted.
 * @param {Sighting} sighting
 * @returns {Seen}
 */
export function classify({ written, scaled, wanted, tasks, refusals, later, remaining }) {
  if (written.length === 0) return "rejected";
  const missed = written.filter((line) => !finds(tasks, line));
  if (missed.some(({ text }) => !remaining.includes(text))) return "lost";
  const waits = missed.filter(({ slot }) => taskOf(tasks, slot) === undefined);
  if (waits.length > 0 || tasks.length === 0) {
    if (refusals.length > 0) return "rejected";
    return waits.every((line) => finds(later, line)) ? "down" : "empty";
  }
  if (missed.length > 0) return "empty";
  if (tasks.length < wanted && refusals.length > 0) return "rejected";
  return scaled && !agree(tasks) ? "split" : "kept";
}

/**
 * Whether a task that wrote has a successor in its slot.
 * @param {Pick<Sighting, "written" | "tasks">} sighting
 */
export function isReplaced({ written, tasks }) {
  return written.some(({ slot, task }) => tasks.some((heir) => heir.slot === slot && heir.task !== task));
}

const taskOf = (tasks, slot) => tasks.find((task) => task.slot === slot);

/**
 * Whether a task finds the line that the task before it in its slot wrote. Where that slot has no task any more, as
 * that of a global service on a node that is gone, the line must be there for the tasks that are left.
 */
function finds(tasks, { slot, text }) {
  const heir = taskOf(tasks, slot);
  if (heir) return heir.sees.includes(text);
  return tasks.length > 0 && tasks.every(({ sees }) => sees.includes(text));
}

/** Whether all tasks read the same lines: each wrote one of its own before. */
function agree(tasks) {
  const all = new Set(tasks.flatMap(({ sees }) => sees));
  return tasks.every(({ sees }) => new Set(sees).size === all.size);
}
