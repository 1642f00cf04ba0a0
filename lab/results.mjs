import { CHANGES, LOADS } from "./experiments/changes.mjs";
import { DEPLOYMENTS } from "./experiments/deployments.mjs";
import { EVENTS } from "./experiments/events.mjs";
import { KINDS } from "./experiments/kinds.mjs";
import { summary } from "./judge.mjs";
import { DEPLOYED, ROAMING } from "./selection.mjs";

/**
 * A run for people, in Markdown.
 * @param {object} run as written to results.json
 */
export function resultsPage(run) {
  const { engine, commandLine, kernel, tool, seconds, counts, cells, stories } = run;
  return [
    "# What a real Swarm did",
    "",
    "Written by `npm run lab -- --record`, never by hand: [results.json](results.json) has the same for programs.",
    "",
    `- ${summary(counts)}.`,
    `- swarm-volume-check ${tool}; Docker Engine ${engine}, command line ${commandLine}; Linux ${kernel}.`,
    `- Three nodes, started in ${seconds.start} s; everything took ${seconds.all} s.`,
    "",
    ...storyLines(stories),
    "## Kinds of storage and events",
    "",
    "Each cell was played on stacks of its own: the task, on node3 at first, writes a line, the event happens, and what the",
    "tasks then read and what lies on the disks is compared with the prediction in the tool's report on the very stack",
    "file. A cell shows what happened. `unknown:` stands before it where the tool says that the file alone cannot tell,",
    "and **bold** with the prediction behind it is a disagreement.",
    "",
    ...table(cells),
    "",
    "| event | what happened | the report's event | seconds |",
    "|---|---|---|---|",
    ...EVENTS.filter(({ id }) => seconds.events[id] !== undefined).map(
      ({ id, title, predictedBy }) => `| \`${id}\` | ${title} | \`${predictedBy}\` | ${seconds.events[id]} |`,
    ),
    "",
    "## Changes deployed over what runs",
    "",
    "The first file is deployed, its task writes a line, and the second file is deployed over it. The prediction is that of",
    "`--base`.",
    "",
    "| change | what the service found |",
    "|---|---|",
    ...DEPLOYMENTS.flatMap(({ id, title }) => {
      const cell = cells.find(({ kind, event }) => kind === id && event === DEPLOYED);
      return cell ? [`| ${title} | ${shown(cell)} |`] : [];
    }),
    "",
    ...changeLines(cells),
    "## What was seen",
    "",
    ...[...KINDS, ...DEPLOYMENTS, ...CHANGES].flatMap((kind) => seenOf(kind, cells)),
  ].join("\n");
}

function storyLines(stories) {
  return stories.flatMap(({ title, steps, passed, seconds }) => [
    `## ${title}`,
    "",
    ...steps.map(({ what, result }) => `1. ${what}: ${result}`),
    "",
    `${passed ? "Passed" : "**Failed**"}, in ${seconds} s.`,
    "",
  ]);
}

function table(cells) {
  const events = EVENTS.filter(({ id }) => cells.some(({ event }) => event === id));
  const rows = KINDS.map((kind) => {
    const outcomes = events.map(({ id }) => shown(cells.find((cell) => cell.kind === kind.id && cell.event === id)));
    return outcomes.every((text) => text === "") ? [] : [`| ${kind.title} | ${outcomes.join(" | ")} |`];
  });
  return [
    `| storage | ${events.map(({ title }) => title).join(" | ")} |`,
    `|---${"|---".repeat(events.length)}|`,
    ...rows.flat(),
  ];
}

/** How often a task was replaced, and what was then found, with each load. */
function changeLines(cells) {
  const rows = CHANGES.flatMap(({ id, title }) => {
    const cell = cells.find(({ kind, event }) => kind === id && event === ROAMING);
    if (cell === undefined) return [];
    const said = cell.verdict === "differs" ? `**${cell.predicted}**` : cell.predicted;
    return [`| ${title} | ${cell.tries.map(timesOf).join(" | ")} | ${said} |`];
  });
  if (rows.length === 0) return [];
  return [
    "## Changes of services, deployed while every node takes tasks",
    "",
    "The storage stays as it is: what decides is whether the change replaces the task, and where Swarm places the next one.",
    "It prefers the node with the fewest tasks. Each change is deployed several times, with all the tasks of the lab on",
    "one node (and a ballast that stays there), and with the tasks spread evenly. **Bold** is a disagreement.",
    "",
    `| change | ${LOADS.map(({ title }) => title).join(" | ")} | the report |`,
    `|---|${"---|".repeat(LOADS.length)}---|`,
    ...rows,
    "",
  ];
}

function timesOf({ replaced, outcomes }) {
  const count = Object.values(outcomes).reduce((sum, times) => sum + times, 0);
  const found = Object.entries(outcomes)
    .sort()
    .map(([outcome, times]) => `${outcome} ${times}`);
  return `replaced ${replaced} of ${count}: ${found.join(", ")}`;
}

function shown(cell) {
  if (cell === undefined) return "";
  if (cell.verdict === "agrees") return cell.observed;
  return cell.verdict === "differs" ? `**${cell.observed}**, not ${cell.predicted}` : `unknown: ${cell.observed}`;
}

function seenOf({ id, title }, cells) {
  const own = cells.filter(({ kind }) => kind === id);
  if (own.length === 0) return [];
  const lines = own.map(({ event, predicted, observed, evidence }) => {
    const prediction = predicted === observed ? "as predicted" : `predicted ${predicted}`;
    return `- \`${event}\`: ${observed}, ${prediction}. ${evidence.join("; ")}.`;
  });
  return [`### ${id}`, "", `${title.charAt(0).toUpperCase()}${title.slice(1)}.`, "", ...lines, ""];
}
