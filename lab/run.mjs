// Starts a Swarm, plays the experiments and says whether the tool's predictions hold. `--help` tells the rest.

import { release, setPriority } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { readArguments, USAGE } from "./arguments.mjs";
import { Swarm } from "./cluster/swarm.mjs";
import { newFolder, sweep, World } from "./cluster/world.mjs";
import { expectControl } from "./control.mjs";
import { EngineFailed, engineFrom, pathsIn } from "./engines.mjs";
import { countsOf, judge, summary } from "./judge.mjs";
import { runNfs } from "./nfs/run.mjs";
import { selectNfs } from "./nfs/selection.mjs";
import { play, playDeployments } from "./play.mjs";
import { reportOn, TOOL } from "./predict.mjs";
import { environmentOf, missing, unpack } from "./programs.mjs";
import { record } from "./record.mjs";
import { obstacles } from "./requirements.mjs";
import { DEPLOYED, playable, ROAMING, select, TRIED } from "./selection.mjs";
import { playTrials } from "./trials.mjs";
import { playChanges } from "./tries.mjs";
import { Unavailable } from "./unavailable.mjs";

const EXIT = { differs: 1, cannot: 2, failed: 3 };
const HERE = fileURLToPath(new URL(".", import.meta.url));

let world;
for (const [signal, number] of [
  ["SIGINT", 2],
  ["SIGTERM", 15],
  ["SIGHUP", 1],
]) {
  process.once(signal, async () => {
    await world?.end();
    process.exit(128 + number);
  });
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof EngineFailed ? error.message : error);
  process.exitCode = EXIT.failed;
} finally {
  await world?.end();
}
// What still waits for an engine that is gone waits for nothing.
process.exit();

async function main(words) {
  let options;
  let selection;
  try {
    options = readArguments(words);
    selection = options.nfs ? selectNfs(options) : select(options);
  } catch (error) {
    console.error(`${error.message}\n\n${USAGE}`);
    return EXIT.cannot;
  }
  if (options.help) return void console.log(USAGE);
  if (options.nfs) {
    return runNfs(options, selection, (made) => {
      world = made;
    });
  }
  try {
    const reasons = obstacles(options.unpack, options.engines);
    if (reasons.length > 0) throw new Unavailable(reasons.join("; "));
    return await experiment(options, selection);
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error;
    console.log(`The lab cannot run here: ${error.message}`);
    return options.short ? 0 : EXIT.cannot;
  }
}

async function experiment(options, selected) {
  const began = Date.now();
  const since = (start) => Math.round((Date.now() - start) / 100) / 10;
  setPriority(-15); // as the engines: see keeper.sh
  sweep();
  const folder = newFolder();
  const programs = join(folder, "programs");
  const environment = environmentOf(programs);
  world = new World(folder, environment);
  await world.start();
  const engines = options.engines.map((name) => engineFrom(name, join(folder, "engines")));
  Object.assign(
    environment,
    environmentOf(programs, [...new Set(engines.map((engine) => engine.folder))].flatMap(pathsIn)),
  );
  const packages = [...new Set(missing(environment.PATH).map(([, name]) => name))];
  if (packages.length > 0) unpack(programs, packages);

  const starting = Date.now();
  const swarm = new Swarm(world, engines);
  await swarm.start();
  const seconds = { start: since(starting), events: {}, all: 0 };
  console.log(`three nodes with Docker Engine ${swarm.version} in ${seconds.start} s`);

  await expectControl(swarm, folder);
  console.log("control: a service without a mount runs on every node");

  const selection = playable(selected, swarm.version);
  const tool = options.tool ?? TOOL;
  const cells = [];
  const settings = { tool, folder, tries: options.tries };
  const round = async (id, title, act) => {
    const start = Date.now();
    const played = await act();
    seconds.events[id] = since(start);
    cells.push(...played);
    console.log(`${title}: ${summary(countsOf(judge(played)))}, in ${seconds.events[id]} s`);
  };
  for (const { event, kinds } of selection.rounds) {
    await round(event.id, event.title, () => play(swarm, event, kinds, settings));
  }
  if (selection.deployments.length > 0) {
    await round(DEPLOYED, "changes deployed", () => playDeployments(swarm, selection.deployments, settings));
  }
  if (selection.changes.length > 0) {
    await round(ROAMING, "changes of services", () => playChanges(swarm, selection.changes, settings));
  }
  if (selection.trials.length > 0) {
    await round(TRIED, "values that may be refused", () => playTrials(swarm, selection.trials, settings));
  }
  const stories = await tell(swarm, selection.stories, settings);

  const judged = judge(cells);
  seconds.all = since(began);
  const run = {
    schemaVersion: 2,
    tool: reportOn(tool, ["--allow-empty", "--no-config", world.folder]).tool.version,
    engine: swarm.version,
    components: swarm.components,
    commandLine: swarm.commandLine,
    kernel: release(),
    seconds,
    counts: countsOf(judged),
    stories,
    cells: judged,
  };
  for (const { kind, event, predicted, observed, evidence } of judged.filter(({ verdict }) => verdict === "differs")) {
    console.log(
      `DIFFERS: ${kind}, ${event}: the tool says ${predicted}, the Swarm did ${observed}: ${evidence.join("; ")}`,
    );
  }
  const target = options.output ?? (options.record ? HERE : undefined);
  if (target) record(target, run);
  console.log(`${summary(run.counts)}, in ${seconds.all} s`);
  return run.counts.differs === 0 && stories.every(({ passed }) => passed) ? 0 : EXIT.differs;
}

async function tell(swarm, entries, settings) {
  const stories = [];
  const note = (story) => {
    stories.push(story);
    console.log(`${story.title}: ${story.passed ? "passed" : "FAILED"}, in ${story.seconds} s`);
    if (!story.passed) console.log(story.steps.map(({ what, result }) => `  ${what}: ${result}`).join("\n"));
  };
  for (const story of entries) note(await story.play(swarm, settings));
  return stories;
}
