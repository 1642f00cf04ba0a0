import { CHANGES, LOADS } from "./experiments/changes.mjs";
import { DEPLOYMENTS } from "./experiments/deployments.mjs";
import { EVENTS } from "./experiments/events.mjs";
import { KINDS } from "./experiments/kinds.mjs";
import { TRIALS } from "./experiments/refusals.mjs";
import { STORIES } from "./experiments/stories.mjs";
import { UNTOLD } from "./judge.mjs";
import { DEPLOYED, ROAMING, TRIED } from "./selection.mjs";

/**
 * The recorded runs for people, in Markdown: one column for each engine.
 * @param {readonly object[]} runs as they are recorded, the oldest engine first
 */
export function resultsPage(runs) {
  return [
    "# What a real Swarm did",
    "",
    "Written by `npm run lab -- --record`, never by hand: the folder [results](results) has the same for programs, one file",
    "for each engine.",
    "",
    ...engineLines(runs),
    "A cell is one kind of storage, or one change, that met one event. The report said beforehand what would become of the",
    "data. `agrees`: it did. `differs`: it did not. `unknown`: the report says that the file alone cannot tell, which is",
    "confirmed where one and the same file had two outcomes. `not told`: the report does not speak of it, or does not know",
    "it yet.",
    "",
    ...differenceLines(runs),
    ...untoldLines(runs),
    "## Kinds of storage and events",
    "",
    "Each cell was played on stacks of its own: the task, on node3 at first, writes a line, the event happens, and what the",
    "tasks then read and what lies on the disks is compared with the prediction in the tool's report on the very stack",
    "file. A cell shows what happened. `unknown:` stands before it where the tool says that the file alone cannot tell,",
    "**bold** with the prediction behind it is a disagreement, and where engines differ, each has its own outcome.",
    "",
    ...table(runs),
    "",
    `| event | what happened | the report's event | ${runs.map(({ engine }) => `seconds, ${plain(engine)}`).join(" | ")} |`,
    `|---|---|---|${"---|".repeat(runs.length)}`,
    ...EVENTS.filter(({ id }) => runs.some(({ seconds }) => seconds.events[id] !== undefined)).map(
      ({ id, title, predictedBy }) =>
        `| \`${id}\` | ${title} | ${predictedBy ? `\`${predictedBy}\`` : "none"} | ${runs.map(({ seconds }) => seconds.events[id] ?? "").join(" | ")} |`,
    ),
    "",
    "## Changes deployed over what runs",
    "",
    "The first file is deployed, its task writes a line, and the second file is deployed over it. The prediction is that of",
    "`--base`.",
    "",
    ...plainTable(DEPLOYMENTS, DEPLOYED, "change", runs),
    "",
    ...changeLines(runs),
    "## Values that may be refused",
    "",
    "Each service is deployed, and nothing else happens to it. `rejected`: the deploy stops because of it, or no task of it",
    "ever runs. `down`: its task waits.",
    "",
    ...plainTable(TRIALS, TRIED, "value", runs),
    "",
    ...storyLines(runs),
    "## What was seen",
    "",
    ...[...KINDS, ...DEPLOYMENTS, ...CHANGES, ...TRIALS].flatMap((kind) => seenOf(kind, runs)),
  ].join("\n");
}

const plain = (engine) => engine.replaceAll(/\+[^\s,]*/g, "");

function engineLines(runs) {
  return [
    "| Docker Engine | cells | agree | differ | unknown | of these confirmed | not told | stories passed | seconds |",
    "|---|---|---|---|---|---|---|---|---|",
    ...runs.map(({ engine, counts: c, stories, seconds }) => {
      const passed = `${stories.filter((story) => story.passed).length} of ${stories.length}`;
      const unknown = c.confirmed + c.undecided;
      return `| ${plain(engine)} | ${c.cells} | ${c.agrees} | ${c.differs} | ${unknown} | ${c.confirmed} | ${c.untold} | ${passed} | ${seconds.all} |`;
    }),
    "",
    ...runs.map(({ engine, commandLine, components = {}, kernel, tool, seconds }) => {
      const parts = Object.entries(components).map(([name, version]) => `${name} ${version}`);
      return `- ${[`Engine ${engine}`, ...parts].join(", ")}; command line ${commandLine}; Linux ${kernel}; swarm-volume-check ${tool}; three nodes, started in ${seconds.start} s.`;
    }),
    "",
  ];
}

/** The same cell of every run that has it, by the cell. */
function sameCells(runs) {
  const found = new Map();
  for (const { engine, cells } of runs) {
    for (const cell of cells) {
      const key = `${cell.kind} ${cell.event}`;
      found.set(key, [...(found.get(key) ?? []), { engine: plain(engine), cell }]);
    }
  }
  return [...found.values()];
}

function differenceLines(runs) {
  const rows = sameCells(runs)
    .filter((own) => own[0].cell.event !== ROAMING && new Set(own.map(({ cell }) => cell.observed)).size > 1)
    .map((own) => {
      const [{ cell }] = own;
      const said = [...new Set(own.map(({ cell: one }) => one.predicted))].join(", ");
      return `| [\`${cell.kind}\`](#${cell.kind}) | \`${cell.event}\` | ${said} | ${runs.map(({ engine }) => own.find((one) => one.engine === plain(engine))?.cell.observed ?? "").join(" | ")} |`;
    });
  return [
    "## Where engines differ",
    "",
    ...(rows.length === 0
      ? ["Nowhere."]
      : [
          `| cell | event | the report | ${runs.map(({ engine }) => plain(engine)).join(" | ")} |`,
          `|---|---|---|${"---|".repeat(runs.length)}`,
          ...rows,
        ]),
    "",
  ];
}

/** What the report does not know yet, although it speaks of the event. */
function untoldLines(runs) {
  const rows = sameCells(runs).flatMap((own) => {
    const open = own.filter(({ cell }) => cell.verdict === "untold" && cell.predicted !== UNTOLD);
    if (open.length === 0) return [];
    const [{ cell }] = open;
    const engines = open.map(({ engine }) => engine).join(", ");
    return [
      `| [\`${cell.kind}\`](#${cell.kind}) | \`${cell.event}\` | ${cell.predicted} | ${cell.observed} | ${engines} | ${cell.untold} |`,
    ];
  });
  if (rows.length === 0) return [];
  return [
    "## What the report does not know yet",
    "",
    "| cell | event | the report | what happened | engines | why |",
    "|---|---|---|---|---|---|",
    ...rows,
    "",
  ];
}

/** Each story as the newest engine that has it told it. */
function storyLines(runs) {
  const titles = STORIES.map(({ title }) => title);
  const others = runs.flatMap(({ stories }) => stories.map(({ title }) => title));
  return [...new Set([...titles, ...others])].flatMap((title) => {
    const told = runs.flatMap(({ engine, stories }) => {
      const story = stories.find((one) => one.title === title);
      return story ? [{ engine: plain(engine), story }] : [];
    });
    const newest = told.at(-1);
    if (newest === undefined) return [];
    return [
      `## ${title}`,
      "",
      ...newest.story.steps.map(({ what, result }) => `1. ${what}: ${result}`),
      "",
      ...told.map(
        ({ engine, story }) =>
          `${story.passed ? "Passed" : "**Failed**"} with Engine ${engine}, in ${story.seconds} s.`,
      ),
      "",
    ];
  });
}

function table(runs) {
  // What is played on a few kinds only stands with those.
  const events = EVENTS.filter(
    ({ id, kinds }) => kinds === undefined && runs.some(({ cells }) => cells.some(({ event }) => event === id)),
  );
  const rows = KINDS.map(({ id, title }) => {
    const outcomes = events.map((event) => together(id, event.id, runs));
    return outcomes.every((text) => text === "") ? [] : [`| ${title} | ${outcomes.join(" | ")} |`];
  });
  return [
    `| storage | ${events.map(({ title }) => title).join(" | ")} |`,
    `|---${"|---".repeat(events.length)}|`,
    ...rows.flat(),
  ];
}

const cellOf = ({ cells }, kind, event) => cells.find((cell) => cell.kind === kind && cell.event === event);

/** One outcome where all engines agree, else that of each. */
function together(kind, event, runs) {
  const all = runs.map((run) => [plain(run.engine), shown(cellOf(run, kind, event))]).filter(([, text]) => text !== "");
  const different = new Set(all.map(([, text]) => text));
  if (different.size <= 1) return all[0]?.[1] ?? "";
  return all.map(([engine, text]) => `${engine}: ${text}`).join("; ");
}

/** A row for each entry, a column for each engine. */
function plainTable(entries, event, what, runs) {
  return [
    `| ${what} | ${runs.map(({ engine }) => plain(engine)).join(" | ")} |`,
    `|---|${"---|".repeat(runs.length)}`,
    ...entries.flatMap(({ id, title }) => {
      const outcomes = runs.map((run) => shown(cellOf(run, id, event)));
      return outcomes.every((text) => text === "") ? [] : [`| ${title} | ${outcomes.join(" | ")} |`];
    }),
  ];
}

/** How often a task was replaced, and what was then found, with each load. */
function changeLines(runs) {
  const rows = CHANGES.flatMap(({ id, title }) =>
    runs.flatMap((run) => {
      const cell = cellOf(run, id, ROAMING);
      if (cell === undefined) return [];
      const said = cell.verdict === "differs" ? `**${cell.predicted}**` : cell.predicted;
      return [`| ${title} | ${plain(run.engine)} | ${cell.tries.map(timesOf).join(" | ")} | ${said} |`];
    }),
  );
  if (rows.length === 0) return [];
  return [
    "## Changes of services, deployed while every node takes tasks",
    "",
    "The storage stays as it is: what decides is whether the change replaces the task, and where Swarm places the next one.",
    "It prefers the node with the fewest tasks. Each change is deployed several times, with all the tasks of the lab on",
    "one node (and a ballast that stays there), and with the tasks spread evenly. **Bold** is a disagreement.",
    "",
    `| change | engine | ${LOADS.map(({ title }) => title).join(" | ")} | the report |`,
    `|---|---|${"---|".repeat(LOADS.length)}---|`,
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
  if (cell.verdict === "differs") return `**${cell.observed}**, not ${cell.predicted}`;
  return `${cell.verdict === "untold" ? UNTOLD : "unknown"}: ${cell.observed}`;
}

/** A row for each event and a column for each engine; and in words what the newest engine showed. */
function seenOf({ id, title }, runs) {
  const events = [
    ...new Set(runs.flatMap(({ cells }) => cells.filter(({ kind }) => kind === id).map(({ event }) => event))),
  ];
  if (events.length === 0) return [];
  const rows = events.map((event) => {
    const own = runs.map((run) => cellOf(run, id, event));
    const newest = own.filter((cell) => cell !== undefined).at(-1);
    const words = newest.evidence.join("; ").replaceAll("|", "\\|").replaceAll("\n", " ");
    return `| \`${event}\` | ${newest.predicted} | ${own.map((cell) => cell?.observed ?? "").join(" | ")} | ${words} |`;
  });
  return [
    `### ${id}`,
    "",
    `${title.charAt(0).toUpperCase()}${title.slice(1)}.`,
    "",
    `| event | the report | ${runs.map(({ engine }) => plain(engine)).join(" | ")} | in words, of the newest |`,
    `|---|---|${"---|".repeat(runs.length)}---|`,
    ...rows,
    "",
  ];
}
