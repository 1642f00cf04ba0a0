import { NFS_EVENTS, NFS_KINDS } from "../experiments/nfs-kinds.mjs";
import { MOUNTS } from "../experiments/nfs-mounts.mjs";
import { summaryOfAll, untoldOf } from "./judge.mjs";
import { MOUNTED } from "./mounts.mjs";
import { allSeconds, missingFrom } from "./record.mjs";

/**
 * A run for people, in Markdown.
 * @param {object} run as written to nfs-results.json
 */
export function nfsPage(run) {
  const { engine, commandLine, kernel, suite, tool, seconds, counts, cells, stories, parts } = run;
  const inParts = parts > 1 ? `, recorded in ${parts} parts` : "";
  return [
    "# NFS, for real",
    "",
    "Written by `npm run lab -- --nfs --record`, never by hand: [nfs-results.json](nfs-results.json) has the same for",
    "programs.",
    "",
    `- ${summaryOfAll(counts)}; ${stories.length} stories, ${stories.filter(({ passed }) => passed).length} passed.`,
    `- swarm-volume-check ${tool}; Docker Engine ${engine}, command line ${commandLine}; Linux ${kernel} of Debian ${suite}.`,
    `- Three nodes and a server, each a virtual machine whose processor is emulated: packages unpacked in ${seconds.packages} s,`,
    `  the Swarm ready ${seconds.start} s later; everything took ${allSeconds(run)} s${inParts}.`,
    "- The server is the kernel's own, with NFS 3 and 4. Its leases last 10 s instead of 90 s. Nodes reach it over a network",
    "  of its own. Their heartbeats are rarer than Swarm's 5 s, so that a lost node is missed later than by default.",
    ...missingLine(missingFrom(run)),
    "",
    ...stories.flatMap(({ title, steps, passed, seconds: took }) => [
      `## ${title}`,
      "",
      ...steps.map(({ what, result }) => `1. ${what}: ${result}`),
      "",
      `${passed ? "Passed" : "**Failed**"}, in ${took} s.`,
      "",
    ]),
    ...eventLines(cells, seconds),
    ...mountLines(cells, seconds),
    "## What was seen",
    "",
    ...NFS_KINDS.flatMap((kind) => seenOf(kind, cells)),
  ].join("\n");
}

function missingLine(ids) {
  return ids.length === 0 ? [] : [`- Not recorded yet: ${ids.join(", ")}.`];
}

function eventLines(cells, seconds) {
  const events = NFS_EVENTS.filter(({ id }) => cells.some(({ event }) => event === id));
  if (events.length === 0) return [];
  const rows = NFS_KINDS.map(({ id, title }) => {
    const outcomes = events.map(({ id: event }) =>
      shown(cells.find((cell) => cell.kind === id && cell.event === event)),
    );
    return `| ${title} | ${outcomes.join(" | ")} |`;
  });
  return [
    "## Kinds of storage and events",
    "",
    "A cell shows what happened to a line that a task had written; `unknown:` stands before it where the tool says that the",
    "file alone cannot tell, and **bold** is a disagreement.",
    "",
    `| storage | ${events.map(({ title }) => title).join(" | ")} |`,
    `|---${"|---".repeat(events.length)}|`,
    ...rows,
    "",
    "| event | what happened | the report's event | seconds |",
    "|---|---|---|---|",
    ...events.map(
      ({ id, title, predictedBy }) => `| \`${id}\` | ${title} | \`${predictedBy}\` | ${seconds.events[id]} |`,
    ),
    "",
  ];
}

function mountLines(cells, seconds) {
  const own = cells.filter(({ event }) => event === MOUNTED);
  if (own.length === 0) return [];
  return [
    "## Volumes mounted",
    "",
    "Each is a volume of a service whose task is tried once. *Not told* stands where no",
    "stack file can tell, or where the tool does not know yet, with the reason.",
    "",
    `All ${own.length} took ${seconds.events[MOUNTED]} s.`,
    "",
    "| volume | options | the tool | what happened | in the kernel's or Docker's words |",
    "|---|---|---|---|---|",
    ...MOUNTS.flatMap(({ id, device }) => {
      const cell = own.find(({ kind }) => kind === id);
      if (cell === undefined) return [];
      const [options, words = ""] = cell.evidence;
      const where = device ? `${options}, \`${device}\`` : options;
      return [`| ${id} | ${where} | ${cell.predicted} | ${outcomeOf(cell)} | ${escaped(words)} |`];
    }),
    "",
  ];
}

function outcomeOf({ kind, verdict, observed }) {
  if (verdict === "agrees") return observed;
  return verdict === "not-told" ? `${observed}; *not told*: ${untoldOf(kind)}` : `**${observed}**`;
}

const escaped = (text) => text.replaceAll("|", "\\|").replaceAll("\n", " ");

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
  return [`### ${id}`, "", `${title}.`, "", ...lines, ""];
}
