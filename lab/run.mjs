// Starts a Swarm, plays the experiments and says whether the tool's predictions hold. `--help` tells the rest.

import { writeFileSync } from "node:fs";
import { release, setPriority } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { readArguments, USAGE } from "./arguments.mjs";
import { Swarm } from "./cluster/swarm.mjs";
import { newFolder, sweep, World } from "./cluster/world.mjs";
import { EVENTS } from "./experiments/events.mjs";
import { KINDS } from "./experiments/kinds.mjs";
import { SHORT } from "./experiments/short.mjs";
import { countsOf, judge, summary } from "./judge.mjs";
import { play } from "./play.mjs";
import { reportOn, TOOL } from "./predict.mjs";
import { environmentOf, missing, unpack } from "./programs.mjs";
import { obstacles } from "./requirements.mjs";
import { resultsPage } from "./results.mjs";

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
  console.error(error);
  process.exitCode = EXIT.failed;
} finally {
  await world?.end();
}

async function main(words) {
  let options;
  try {
    options = readArguments(words);
  } catch (error) {
    console.error(`${error.message}\n\n${USAGE}`);
    return EXIT.cannot;
  }
  if (options.help) return void console.log(USAGE);
  const reasons = obstacles(options.unpack);
  if (reasons.length > 0) {
    console.log(["The lab cannot run here:", ...reasons.map((reason) => `- ${reason}`)].join("\n"));
    return options.short ? 0 : EXIT.cannot;
  }
  return experiment(options);
}

async function experiment(options) {
  const began = Date.now();
  const since = (start) => Math.round((Date.now() - start) / 100) / 10;
  setPriority(-15); // as the engines: see keeper.sh
  sweep();
  const folder = newFolder();
  const programs = join(folder, "programs");
  const environment = environmentOf(programs);
  world = new World(folder, environment);
  await world.start();
  const packages = [...new Set(missing(environment.PATH).map(([, name]) => name))];
  if (packages.length > 0) unpack(programs, packages);

  const starting = Date.now();
  const swarm = new Swarm(world);
  await swarm.start();
  const seconds = { start: since(starting), events: {}, all: 0 };
  console.log(`three nodes with Docker Engine ${swarm.version} in ${seconds.start} s`);

  const tool = options.tool ?? TOOL;
  const cells = [];
  for (const event of chosen(EVENTS, options.events ?? (options.short ? SHORT.events : undefined))) {
    const start = Date.now();
    const played = await play(swarm, event, kindsFor(event, options), { tool, folder });
    seconds.events[event.id] = since(start);
    cells.push(...played);
    console.log(`${event.title}: ${summary(countsOf(judge(played)))}, in ${seconds.events[event.id]} s`);
  }

  const judged = judge(cells);
  seconds.all = since(began);
  const run = {
    schemaVersion: 1,
    tool: reportOn(tool, ["--allow-empty", "--no-config", world.folder]).tool.version,
    engine: swarm.version,
    commandLine: swarm.commandLine,
    kernel: release(),
    seconds,
    counts: countsOf(judged),
    stories: [],
    cells: judged,
  };
  for (const { kind, event, predicted, observed, evidence } of judged.filter(({ verdict }) => verdict === "differs")) {
    console.log(
      `DIFFERS: ${kind}, ${event}: the tool says ${predicted}, the Swarm did ${observed}: ${evidence.join("; ")}`,
    );
  }
  const target = options.output ?? (options.record ? HERE : undefined);
  if (target) {
    writeFileSync(join(target, "RESULTS.md"), resultsPage(run));
    writeFileSync(join(target, "results.json"), `${JSON.stringify(run, undefined, 2)}\n`);
  }
  console.log(`${summary(run.counts)}, in ${seconds.all} s`);
  return run.counts.differs === 0 ? 0 : EXIT.differs;
}

function chosen(all, ids) {
  const unknown = ids?.filter((id) => !all.some((one) => one.id === id)) ?? [];
  if (unknown.length > 0)
    throw new Error(`there is no ${unknown.join(", ")}; there are ${all.map(({ id }) => id).join(", ")}`);
  return all.filter(({ id }) => ids?.includes(id) ?? true);
}

function kindsFor(event, { kinds, short }) {
  return chosen(KINDS, kinds ?? (short ? SHORT.kinds : undefined)).filter(
    ({ events }) => events?.includes(event.id) ?? true,
  );
}
