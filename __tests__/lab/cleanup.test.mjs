import { execFileSync, spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, it } from "vitest";
import { cgroupRoot, sweep } from "../../lab/cluster/world.mjs";
import { until } from "../../lab/patience.mjs";
import { obstacles } from "../../lab/requirements.mjs";

const RUN = fileURLToPath(new URL("../../lab/run.mjs", import.meta.url));

// Continuous integration plays the engine that does not change without a commit.
const ENGINES = process.env.CI === "true" ? ["26", "26", "26"] : ["20,26,28", "28", "20"];
/** How a run is ended, and with which engines. Where in the run it happens is left to chance. */
const ENDINGS = [
  ["SIGKILL", []],
  ["SIGKILL", ["--engine", "26"]],
  ["SIGKILL", ["--engine", ENGINES[0]]],
  ["SIGTERM", ["--engine", ENGINES[1]]],
  ["SIGINT", ["--engine", ENGINES[2]]],
];
const LONGEST = 45_000;

const NOTHING = { processes: [], namespaces: [], folders: [], groups: [], mounts: [], links: [], rules: [] };

/**
 * Everything of one run on the machine, by the name that all its things have. Other runs, and other programs that use
 * namespaces, may come and go meanwhile. The lab's links and rules belong to its own network, so none may ever be seen.
 */
function traces(name) {
  const inside = processes().filter((pid) =>
    ["cgroup", "mountinfo"].some((file) => read(`/proc/${pid}/${file}`).includes(name)),
  );
  const namespaces = inside.flatMap((pid) =>
    ["pid", "net", "mnt"].map((kind) => read(`/proc/${pid}/ns/${kind}`, link)),
  );
  return {
    processes: processes().filter((pid) => read(`/proc/${pid}/cmdline`).includes(name)),
    namespaces: [...new Set(namespaces)].filter((one) => one !== ""),
    folders: readdirSync(tmpdir()).filter((one) => one === name),
    groups: readdirSync(cgroupRoot()).filter((one) => one === name),
    mounts: linesOf(read("/proc/self/mounts"), name),
    links: linesOf(execFileSync("ip", ["-o", "address"], { encoding: "utf8" }), "br-lab", "10.77.0."),
    rules: linesOf(rules(), "br-lab", "10.77.0."),
  };
}

const link = (path) => readlinkSync(path);
const processes = () => readdirSync("/proc").filter((name) => /^\d+$/.test(name));
const linesOf = (text, ...words) => text.split("\n").filter((line) => words.some((word) => line.includes(word)));

function read(path, how = readFileSync) {
  try {
    return how(path, "utf8");
  } catch {
    return ""; // It ended while we looked.
  }
}

function rules() {
  const file = ["/usr/sbin/iptables-save", "/sbin/iptables-save"].find(existsSync);
  return file === undefined ? "" : execFileSync(file, { encoding: "utf8" });
}

const runs = [];
afterEach(() => {
  for (const run of runs.splice(0)) run.kill("SIGKILL");
});

/** Starts a run; `keeper` is its keeper's number and `name` that of its things, once there are any. */
function start(words = []) {
  const run = spawn(process.execPath, [RUN, "--short", "--unpack", ...words], { stdio: "ignore" });
  runs.push(run);
  const ended = new Promise((resolve) => run.once("exit", (code, by) => resolve(by ?? code)));
  const keeper = () =>
    processes().find((pid) => {
      const isChild = read(`/proc/${pid}/stat`).split(") ").at(-1)?.split(" ")[1] === `${run.pid}`;
      return isChild && read(`/proc/${pid}/cmdline`).includes("keeper.sh");
    });
  const name = (pid) => basename(read(`/proc/${pid}/cmdline`).split("\0")[2] ?? "");
  return { run, ended, keeper, name };
}

/** The keeper of a killed run needs a moment, and so does whoever buries its dead. */
async function expectNothing(name) {
  const isGone = () => Object.values(traces(name)).every((list) => list.length === 0);
  await until("everything to go", 40, isGone).catch(() => undefined);
  expect(traces(name)).toEqual(NOTHING);
}

const reasons = process.env.LAB ? obstacles(true) : ["LAB is not set: it takes some minutes"];

describe.skipIf(reasons.length > 0)(`a run that is ended at any point ${reasons.join("; ")}`, () => {
  for (const [index, [signal, words]] of ENDINGS.entries()) {
    const after = 1000 + Math.round(Math.random() * LONGEST);
    it(`${index + 1}: ${[signal, ...words].join(" ")} after ${after} ms leaves nothing`, {
      timeout: LONGEST + 60_000,
    }, async () => {
      const { run, ended, keeper, name } = start(words);
      expect(await Promise.race([ended, setTimeout(after, "goes on")])).toBe("goes on");
      const own = name(await until("the keeper", 20, keeper));
      expect(traces(own).folders).toEqual([own]);
      run.kill(signal);
      await ended;
      await expectNothing(own);
    });
  }

  it("leaves to the next run what it cannot remove, when its keeper is killed too", { timeout: 120_000 }, async () => {
    const { run, ended, keeper, name } = start();
    const pid = await until("the keeper", 20, keeper);
    const own = name(pid);
    await until("a node", 60, () => existsSync(join(tmpdir(), own, "node1.pid")));
    for (const one of [Number(pid), run.pid]) process.kill(one, "SIGKILL");
    await ended;
    await until("the processes to end", 20, () => traces(own).processes.length === 0);
    await until("the namespaces to end", 20, () => traces(own).namespaces.length === 0);
    expect(traces(own).folders).toEqual([own]);
    sweep();
    expect(traces(own)).toEqual(NOTHING);
  });

  it("would be seen", { timeout: 120_000 }, async () => {
    const { run, ended, keeper, name } = start();
    const own = name(await until("the keeper", 20, keeper));
    await until("a node", 60, () => existsSync(join(tmpdir(), own, "node3.pid")));
    const { processes, namespaces, ...rest } = traces(own);
    expect(processes.length).toBeGreaterThan(5);
    expect(namespaces.length).toBeGreaterThan(5);
    expect(rest).toEqual({ folders: [own], groups: [own], mounts: [], links: [], rules: [] });
    run.kill("SIGTERM");
    await ended;
    await expectNothing(own);
  });
});
