import { execFileSync, spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename } from "node:path";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, it } from "vitest";
import { cgroupRoot } from "../../lab/cluster/world.mjs";
import { obstaclesOn, thisMachine } from "../../lab/nfs/requirements.mjs";
import { until } from "../../lab/patience.mjs";

const RUN = fileURLToPath(new URL("../../lab/run.mjs", import.meta.url));

/** Seconds after which a run is ended, about: while it downloads, unpacks, boots, and plays. */
const POINTS = [
  [2, "SIGKILL"],
  [12, "SIGKILL"],
  [30, "SIGTERM"],
  [50, "SIGKILL"],
  [150, "SIGINT"],
];

const NOTHING = { processes: [], folders: [], groups: [], mounts: [], links: [] };

/** Everything of one run on the machine, by the name that all its things have; of cables, those of any run. */
function traces(name) {
  return {
    processes: processes().filter((pid) =>
      ["cmdline", "cgroup", "mountinfo"].some((file) => read(`/proc/${pid}/${file}`).includes(name)),
    ),
    folders: readdirSync(tmpdir()).filter((one) => one === name),
    groups: readdirSync(cgroupRoot()).filter((one) => one === name),
    mounts: read("/proc/self/mounts")
      .split("\n")
      .filter((line) => line.includes(name)),
    links: execFileSync("ip", ["-o", "link"], { encoding: "utf8" })
      .split("\n")
      .filter((line) => /\b(swarm|store|watch)-\d+|\bbr-(lab|store|watch)\b/.test(line)),
  };
}

const processes = () => readdirSync("/proc").filter((name) => /^\d+$/.test(name));

function read(path) {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return ""; // It ended while we looked.
  }
}

const runs = [];
afterEach(() => {
  for (const run of runs.splice(0)) run.kill("SIGKILL");
});

/** The name of a run's things, from its keeper. */
function nameOf({ pid }) {
  const isKeeper = (one) =>
    read(`/proc/${one}/stat`).split(") ").at(-1)?.split(" ")[1] === `${pid}` &&
    read(`/proc/${one}/cmdline`).includes("keeper.sh");
  const keeper = processes().find(isKeeper);
  return keeper && basename(read(`/proc/${keeper}/cmdline`).split("\0")[2] ?? "");
}

const reasons = process.env.LAB_NFS ? obstaclesOn(thisMachine()) : ["LAB_NFS is not set: it takes some minutes"];

describe.skipIf(reasons.length > 0)(`a run of NFS that is ended at any point ${reasons.join("; ")}`, () => {
  for (const [seconds, signal] of POINTS) {
    const after = Math.round((seconds + Math.random() * seconds) * 1000);
    it(`${signal} after ${after} ms leaves nothing`, { timeout: after + 120_000 }, async () => {
      const run = spawn(process.execPath, [RUN, "--nfs"], { stdio: "ignore" });
      runs.push(run);
      const ended = new Promise((resolve) => run.once("exit", (code, by) => resolve(by ?? code)));
      const name = await until("the keeper", 20, () => nameOf(run));
      expect(await Promise.race([ended, setTimeout(after, "goes on")])).toBe("goes on");
      expect(traces(name).folders).toEqual([name]);
      run.kill(signal);
      await ended;
      const isGone = () => Object.values(traces(name)).every((list) => list.length === 0);
      await until("everything to go", 60, isGone).catch(() => undefined);
      expect(traces(name)).toEqual(NOTHING);
    });
  }
});
