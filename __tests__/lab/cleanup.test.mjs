import { execFileSync, spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { cgroupRoot, PREFIX, sweep } from "../../lab/cluster/world.mjs";
import { until } from "../../lab/patience.mjs";
import { obstacles } from "../../lab/requirements.mjs";

const RUN = fileURLToPath(new URL("../../lab/run.mjs", import.meta.url));

/** How a run is ended, and how many of them. Where in the run it happens is left to chance. */
const ENDINGS = ["SIGKILL", "SIGKILL", "SIGKILL", "SIGTERM", "SIGINT"];
const LONGEST = 30_000;

/** Everything of the machine on which a lab could leave a trace; the names are enough to see one. */
function traces() {
  const lines = (program, ...words) => execFileSync(program, words, { encoding: "utf8" }).split("\n");
  const named = (folder) => (existsSync(folder) ? readdirSync(folder).filter((name) => name.startsWith(PREFIX)) : []);
  return {
    processes: processesOfTheLab(),
    namespaces: foreignNamespaces(),
    links: lines("ip", "-o", "link").map((line) => line.split(":")[1]?.trim()),
    mounts: readFileSync("/proc/self/mounts", "utf8").split("\n").sort(),
    folders: named(tmpdir()),
    groups: named(cgroupRoot()),
    rules: rules(),
  };
}

function start() {
  const run = spawn(process.execPath, [RUN, "--short", "--unpack"], { stdio: "ignore" });
  return { run, ended: new Promise((resolve) => run.once("exit", (code, by) => resolve(by ?? code))) };
}

const newFolders = (before) =>
  readdirSync(tmpdir()).filter((name) => name.startsWith(PREFIX) && !before.folders.includes(name));

const processes = () => readdirSync("/proc").filter((name) => /^\d+$/.test(name));

function read(path, how = readFileSync) {
  try {
    return how(path, "utf8");
  } catch {
    return "";
  }
}

function processesOfTheLab() {
  return processes()
    .map((pid) => read(`/proc/${pid}/cmdline`).replaceAll("\0", " "))
    .filter((line) => line.includes(PREFIX) || line.includes(RUN));
}

/** Namespaces of processes and networks that are not those of this test. */
function foreignNamespaces() {
  const kinds = ["pid", "net"];
  const own = kinds.map((kind) => readlinkSync(`/proc/self/ns/${kind}`));
  const all = processes().flatMap((pid) => kinds.map((kind) => read(`/proc/${pid}/ns/${kind}`, readlinkSync)));
  return [...new Set(all)].filter((name) => name !== "" && !own.includes(name)).sort();
}

function rules() {
  const [file] = ["/usr/sbin/iptables-save", "/sbin/iptables-save"].filter(existsSync);
  return file === undefined ? "" : execFileSync(file, { encoding: "utf8" }).replace(/^#.*|\[\d+:\d+\]/gm, "");
}

const reasons = process.env.LAB ? obstacles(true) : ["LAB is not set: it takes some minutes"];

describe.skipIf(reasons.length > 0)(`a run that is ended at any point ${reasons.join("; ")}`, () => {
  for (const [index, signal] of ENDINGS.entries()) {
    const after = Math.round(Math.random() * LONGEST);
    it(`${index + 1}: ${signal} after ${after} ms leaves nothing`, { timeout: LONGEST + 60_000 }, async () => {
      const before = traces();
      const { run, ended } = start();
      expect(await Promise.race([ended, setTimeout(after, "goes on")])).toBe("goes on");
      run.kill(signal);
      await ended;
      await until("the keeper to finish", 40, () => processesOfTheLab().length === before.processes.length).catch(
        () => undefined,
      );
      expect(traces()).toEqual(before);
    });
  }

  it("leaves to the next run what it cannot remove, when its keeper is killed too", { timeout: 120_000 }, async () => {
    const before = traces();
    const { run, ended } = start();
    await until("a node", 60, () => newFolders(before).some((name) => existsSync(join(tmpdir(), name, "node1.pid"))));
    const [folder] = newFolders(before);
    const keepers = processes().filter((pid) =>
      read(`/proc/${pid}/cmdline`).includes(`keeper.sh\0${join(tmpdir(), folder)}`),
    );
    expect(keepers).toHaveLength(1);
    for (const pid of [Number(keepers[0]), run.pid]) process.kill(pid, "SIGKILL");
    await ended;
    await until("the processes to end", 20, () => processesOfTheLab().length === before.processes.length);
    expect(traces().namespaces).toEqual(before.namespaces);
    sweep();
    expect(traces()).toEqual(before);
  });

  it("would be seen", async () => {
    const before = traces();
    const { run, ended } = start();
    await until("a node", 60, () => newFolders(before).some((name) => existsSync(join(tmpdir(), name, "node3.pid"))));
    const during = traces();
    expect(during.processes.length).toBeGreaterThan(before.processes.length);
    expect(during.namespaces.length).toBeGreaterThan(before.namespaces.length);
    expect(during.folders.length).toBeGreaterThan(before.folders.length);
    expect(during.groups.length).toBeGreaterThan(before.groups.length);
    expect({ links: during.links, mounts: during.mounts, rules: during.rules }).toEqual({
      links: before.links,
      mounts: before.mounts,
      rules: before.rules,
    });
    run.kill("SIGTERM");
    await ended;
    expect(traces()).toEqual(before);
  }, 120_000);
});
