import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { countsOf, judge } from "./judge.mjs";
import { resultsPage } from "./results.mjs";
import { playable, select } from "./selection.mjs";

/** `20.10.24` of `20.10.24+dfsg1`. */
export const plainVersion = (engine) =>
  engine
    .split(", ")
    .map((version) => version.split("+")[0])
    .join("_");

/**
 * The runs that are recorded in a folder, one for each engine, the oldest first.
 * @param {string} folder
 */
export function recorded(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith(".json"))
    .map((name) => JSON.parse(readFileSync(join(folder, name), "utf8")))
    .sort((a, b) => a.engine.localeCompare(b.engine, undefined, { numeric: true }));
}

/**
 * Writes a run below a folder, as `results/ENGINE.json`, and the page of all runs there.
 * @param {string} folder
 * @param {object} run
 */
export function record(folder, run) {
  const place = join(folder, "results");
  mkdirSync(place, { recursive: true });
  const file = join(place, `${plainVersion(run.engine)}.json`);
  const old = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : undefined;
  writeFileSync(file, textOf(merged(old, run)));
  writeFileSync(join(folder, "RESULTS.md"), resultsPage(recorded(place)));
}

/** What was played anew takes the place of what it was before; what is no longer played goes. */
export function merged(old, run) {
  if (old === undefined) return run;
  const known = keysOf(playable(select({}), run.engine));
  const keyOf = ({ kind, event }) => `${kind} ${event}`;
  const byKey = new Map([...old.cells, ...run.cells].map((cell) => [keyOf(cell), cell]));
  const cells = known.cells.flatMap((key) => byKey.get(key) ?? []);
  const told = new Map([...old.stories, ...run.stories].map((story) => [story.title, story]));
  const judged = judge(cells.map(({ verdict: _, ...cell }) => cell));
  return {
    ...run,
    seconds: {
      start: run.seconds.start,
      events: { ...old.seconds.events, ...run.seconds.events },
      all: Math.round((old.seconds.all + run.seconds.all) * 10) / 10,
    },
    counts: countsOf(judged),
    stories: known.stories.flatMap((title) => told.get(title) ?? []),
    cells: judged,
  };
}

/**
 * What a run of everything plays, in its order.
 * @param {ReturnType<typeof select>} selection
 */
export function keysOf({ rounds, deployments, changes, trials, stories }) {
  return {
    cells: [
      ...rounds.flatMap(({ event, kinds }) => kinds.map(({ id }) => `${id} ${event.id}`)),
      ...deployments.map(({ id }) => `${id} deployed`),
      ...changes.map(({ id }) => `${id} roaming`),
      ...trials.map(({ id }) => `${id} tried`),
    ],
    stories: stories.map(({ title }) => title),
  };
}

/** One line for each cell and each step, so that a difference can be read. */
export function textOf({ cells, stories, ...rest }) {
  const line = (value) => JSON.stringify(value);
  const told = stories.map(
    ({ steps, ...story }) =>
      `{${line(story).slice(1, -1)},"steps":[\n${steps.map((step) => `  ${line(step)}`).join(",\n")}\n]}`,
  );
  const head = JSON.stringify(rest, undefined, 2).slice(0, -2);
  return `${head},\n"stories": [\n${told.join(",\n")}\n],\n"cells": [\n${cells.map(line).join(",\n")}\n]\n}\n`;
}
