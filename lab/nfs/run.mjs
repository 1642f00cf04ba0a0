import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { setPriority } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { newFolder, sweep } from "../cluster/world.mjs";
import { waitLonger } from "../patience.mjs";
import { play } from "../play.mjs";
import { reportOn, TOOL } from "../predict.mjs";
import { environmentOf } from "../programs.mjs";
import { Unavailable } from "../unavailable.mjs";
import { packImages } from "./images.mjs";
import { countsOfAll, judgeAll, summaryOfAll } from "./judge.mjs";
import { Machines } from "./machines.mjs";
import { MOUNTED, playMounts } from "./mounts.mjs";
import { Archive, GUEST, SUITE, TOOLS } from "./packages.mjs";
import { withPart } from "./record.mjs";
import { obstaclesOn, thisMachine } from "./requirements.mjs";
import { nfsPage } from "./results.mjs";
import { buildRoot } from "./root.mjs";
import { MachineStage } from "./stage.mjs";
import { MachineSwarm } from "./swarm.mjs";

const LAB = fileURLToPath(new URL("../", import.meta.url));
const EXIT = { differs: 1, cannot: 3 };

/**
 * Plays NFS on virtual machines.
 * @param {object} options from `readArguments`
 * @param {ReturnType<typeof import("./selection.mjs").selectNfs>} selection
 * @param {(world: Machines) => void} hold takes what has to be ended, as soon as there is something
 * @param {{ machine?: ReturnType<typeof thisMachine>, say?: (line: string) => void }} [place]
 * @returns {Promise<number>} the exit code
 */
export async function runNfs(options, selection, hold, { machine = thisMachine(), say = console.log } = {}) {
  try {
    const reasons = obstaclesOn(machine);
    if (reasons.length > 0) throw new Unavailable(reasons.join("; "));
    return await experiment(options, selection, hold);
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error;
    say(`The lab cannot play NFS here: ${error.message}`);
    return EXIT.cannot;
  }
}

async function experiment(options, selection, hold) {
  const began = Date.now();
  const since = (start) => Math.round((Date.now() - start) / 100) / 10;
  setPriority(0);
  waitLonger(6);
  sweep();
  const folder = newFolder();
  const environment = environmentOf(undefined);
  const world = new Machines(folder, environment);
  hold(world);
  await world.start();
  const { system, images, seconds } = await fetchSystem(folder, environment, since);

  const starting = Date.now();
  await world.boot(system);
  const swarm = new MachineSwarm(world, images);
  await swarm.start();
  seconds.start = since(starting);
  console.log(`three virtual machines with Docker Engine ${swarm.version}, and a server, in ${seconds.start} s`);

  const tool = options.tool ?? TOOL;
  const target = options.output ?? (options.record ? LAB : undefined);
  const settings = { tool, folder, Place: MachineStage };
  const run = {
    schemaVersion: 1,
    tool: reportOn(tool, ["--allow-empty", "--no-config", folder]).tool.version,
    suite: SUITE,
    engine: swarm.version,
    commandLine: swarm.commandLine,
    kernel: system.release,
    seconds,
    stories: [],
    cells: [],
  };
  let saved = false;
  // After each part, so that half an hour is not lost with its last minute.
  const save = () => {
    run.cells = judgeAll(run.cells);
    run.counts = countsOfAll(run.cells);
    if (target) record(target, run, saved);
    saved = true;
  };
  const round = async (id, title, act) => {
    const start = Date.now();
    const played = await act();
    seconds.events[id] = since(start);
    run.cells.push(...played);
    save();
    console.log(`${title}: ${summaryOfAll(countsOfAll(judgeAll(played)))}, in ${seconds.events[id]} s`);
  };
  if (selection.mounts.length > 0) {
    await round(MOUNTED, "volumes mounted", () => playMounts(swarm, selection.mounts, settings));
  }
  for (const { event, kinds } of selection.rounds) {
    await round(event.id, event.title, () => play(swarm, event, kinds, settings));
  }
  for (const entry of selection.stories) {
    const story = await entry.play(swarm, settings);
    run.stories.push({ id: entry.id, ...story });
    save();
    console.log(`${story.title}: ${story.passed ? "passed" : "FAILED"}, in ${story.seconds} s`);
    if (!story.passed) console.log(story.steps.map(({ what, result }) => `  ${what}: ${result}`).join("\n"));
  }
  for (const { kind, event, predicted, observed, evidence } of run.cells.filter(
    ({ verdict }) => verdict === "differs",
  )) {
    console.log(
      `DIFFERS: ${kind}, ${event}: the tool says ${predicted}, the Swarm did ${observed}: ${evidence.join("; ")}`,
    );
  }
  console.log(`${summaryOfAll(run.counts)}, in ${since(began)} s`);
  return run.counts.differs === 0 && run.stories.every(({ passed }) => passed) ? 0 : EXIT.differs;
}

/** Writes a run, or the parts of it that were played, to a folder. */
function record(folder, run, goesOn) {
  const file = join(folder, "nfs-results.json");
  const recorded = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : undefined;
  const whole = withPart(recorded, run, goesOn);
  writeFileSync(join(folder, "NFS.md"), nfsPage(whole));
  writeFileSync(file, `${JSON.stringify(whole, undefined, 2)}\n`);
}

/** Fetches and unpacks all that the machines are made of, in the run's folder. */
async function fetchSystem(folder, environment, since) {
  const start = Date.now();
  const archive = new Archive(join(folder, "debian"), environment);
  await archive.update();
  const tools = join(folder, "tools");
  const root = join(folder, "root");
  await archive.unpack(TOOLS, tools);
  await archive.unpack(GUEST, root);
  const images = packImages(folder, root);
  const system = { tools, ...(await buildRoot(folder, root, tools, environment)) };
  const seconds = { packages: since(start), events: {} };
  console.log(`Debian's packages, unpacked in ${seconds.packages} s`);
  return { system, images, seconds };
}
