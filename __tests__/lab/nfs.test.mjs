import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it, onTestFinished } from "vitest";
import { MOUNTS } from "../../lab/experiments/nfs-mounts.mjs";
import { countsOfAll, judgeAll } from "../../lab/nfs/judge.mjs";
import { predictedFor, stackOf, stateOf } from "../../lab/nfs/mounts.mjs";
import { Archive } from "../../lab/nfs/packages.mjs";
import { allSeconds, cellIds, missingFrom, withPart } from "../../lab/nfs/record.mjs";
import { obstaclesOn } from "../../lab/nfs/requirements.mjs";
import { nfsPage } from "../../lab/nfs/results.mjs";
import { inOrder } from "../../lab/nfs/root.mjs";
import { runNfs } from "../../lab/nfs/run.mjs";
import { selectNfs } from "../../lab/nfs/selection.mjs";
import { Unavailable } from "../../lab/unavailable.mjs";

const at = (path) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

const FINE = {
  platform: "linux",
  architecture: "x64",
  isRoot: true,
  groups: true,
  tun: true,
  keyring: true,
  absent: [],
  memory: 16 * 2 ** 30,
  disk: 16 * 2 ** 30,
};

describe("a machine on which NFS cannot be played", () => {
  it("has nothing in its way when all is there", () => {
    expect(obstaclesOn(FINE)).toEqual([]);
  });

  it.each([
    [{ platform: "darwin" }, "Linux"],
    [{ architecture: "arm64" }, "arm64"],
    [{ isRoot: false }, "sudo"],
    [{ groups: false }, "control groups"],
    [{ tun: false }, "/dev/net/tun"],
    [{ keyring: false }, "debian-archive-keyring"],
    [{ absent: ["dpkg-deb"] }, "dpkg-deb"],
    [{ memory: 2 * 2 ** 30 }, "7.0 GiB of memory, and 2.0 are available"],
    [{ disk: 2 ** 30 }, "4.0 GiB of space for Debian's packages, and 1.0 are free"],
  ])("says what is missing: %o", (lack, word) => {
    const [reason, ...others] = obstaclesOn({ ...FINE, ...lack });
    expect(reason).toContain(word);
    expect(others).toEqual([]);
  });

  it("names everything that is missing, and ends with 3 before anything is started", async () => {
    const said = [];
    const hold = () => expect.unreachable("something was started");
    const lacking = { ...FINE, tun: false, memory: 0 };
    expect(await runNfs({}, selectNfs({}), hold, { machine: lacking, say: (line) => said.push(line) })).toBe(3);
    expect(said).toEqual([expect.stringMatching(/^The lab cannot play NFS here: .*tun.*; .*GiB of memory.*$/)]);
  });

  it.skipIf(process.getuid?.() !== 0)("ends with 3 for a user who is not root", () => {
    const before = runs();
    const words = [at("lab/run.mjs"), "--nfs"];
    const { status, stdout } = spawnSync(process.execPath, words, { encoding: "utf8", uid: 65534, gid: 65534 });
    expect(stdout).toMatch(/^The lab cannot play NFS here: .*it needs root/);
    expect(status).toBe(3);
    expect(runs()).toEqual(before);
  });

  const hasApt = ["/usr/bin/apt-get", "/usr/bin/setpriv"].every(existsSync);
  it.skipIf(!hasApt)("says that packages cannot be fetched", async () => {
    const folder = mkdtempSync(join(tmpdir(), "archive-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const archive = new Archive(folder, process.env, { mirror: "http://127.0.0.1:9/debian" });
    const failure = await archive.update().catch((error) => error);
    expect(failure).toBeInstanceOf(Unavailable);
    expect(failure.message).toMatch(/^Debian's packages cannot be fetched: /);
  });
});

/** Folders of runs; those of others may come and go. */
const runs = () => readdirSync(tmpdir()).filter((name) => name.startsWith("svc-lab-"));

describe("what a run plays", () => {
  const sizes = ({ mounts, rounds, stories }) => [mounts.length > 0, rounds.length > 0, stories.length > 0];

  it("is everything", () => {
    const { mounts, rounds, stories } = selectNfs({});
    const cells = rounds.reduce((sum, { kinds }) => sum + kinds.length, mounts.length);
    expect(cells).toBeGreaterThanOrEqual(15);
    expect(stories.length).toBeGreaterThanOrEqual(3);
    expect(rounds.map(({ event }) => event.id)).toEqual(
      expect.arrayContaining(["updated", "drained", "node-lost", "scaled", "partitioned"]),
    );
  });

  it("is what is asked for", () => {
    expect(sizes(selectNfs({ events: ["mounted"] }))).toEqual([true, false, false]);
    expect(sizes(selectNfs({ stories: ["nfs-soft"] }))).toEqual([false, false, true]);
    expect(selectNfs({ events: ["drained"], kinds: ["nfs41"] }).rounds[0].kinds.map(({ id }) => id)).toEqual(["nfs41"]);
    expect(selectNfs({ kinds: ["blank"] }).mounts.map(({ id }) => id)).toEqual(["blank"]);
  });

  it.each([{ events: ["x"] }, { kinds: ["x"] }, { stories: ["x"] }])("knows its parts: %o", (asked) => {
    expect(() => selectNfs(asked)).toThrow("`x`; there are ");
  });

  it("mounts each volume once, with names that a stack file takes", () => {
    const ids = MOUNTS.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[a-z0-9][a-z0-9_.-]{1,40}$/i);
  });
});

describe("a prediction for a mount", () => {
  const report = (outcome, findings = []) => ({
    stacks: [{ exposures: [{ service: "one", survival: { replaced: outcome } }] }],
    findings,
  });

  it("is the report's own", () => {
    const doubt = { volume: "one", message: "Most likely no task that mounts the volume `one` can start: a word" };
    expect(predictedFor(report("rejected"), "one")).toBe("rejected");
    expect(predictedFor(report("kept"), "one")).toBe("starts");
    expect(predictedFor(report("kept", [doubt]), "one")).toBe("likely-rejected");
    expect(predictedFor(report("kept", [{ ...doubt, volume: "two" }]), "one")).toBe("starts");
    expect(() => predictedFor(report("kept"), "two")).toThrow("says nothing of two");
  });

  it("is compared with what became of the task, and of no other end than its mount's", () => {
    const refusal = "failed to mount local volume: mount :/mounts: invalid argument";
    expect(stateOf({ State: "running" })).toBe("starts");
    expect(stateOf({ State: "rejected", Err: refusal })).toBe("rejected");
    expect(stateOf({ State: "failed", Err: refusal })).toBe("rejected");
    expect(stateOf({ State: "failed", Err: "starting container failed: context canceled" })).toBe("ended");
    expect(stateOf({ State: "failed", Err: `starting container failed: ${refusal}` })).toBe("ended");
    expect(stateOf({ State: "shutdown" })).toBe("ended");
    expect(stateOf({ State: "preparing" })).toBe("waits");
  });

  it("is made from the words that the kernel gets", () => {
    const text = stackOf([{ id: "blank", o: "addr=ADDR, nfsvers=4.1" }]);
    expect(text).toContain('o: "addr=10.88.0.254, nfsvers=4.1"');
    expect(text).not.toContain("ADDR");
  });
});

describe("a verdict on a mount", () => {
  const verdict = (cell) => judgeAll([{ kind: "one", event: "mounted", evidence: [], ...cell }])[0].verdict;

  it.each([
    ["starts", "starts", "agrees"],
    ["rejected", "rejected", "agrees"],
    ["likely-rejected", "rejected", "agrees"],
    ["likely-rejected", "starts", "differs"],
    ["rejected", "starts", "differs"],
    ["starts", "rejected", "differs"],
    ["starts", "waits", "differs"],
  ])("%s, and it %s: %s", (predicted, observed, expected) => {
    expect(verdict({ predicted, observed })).toBe(expected);
  });

  it("is apart where the experiment names a reason, and only for a refusal", () => {
    const kind = "wrong-export";
    expect(verdict({ kind, predicted: "starts", observed: "rejected" })).toBe("not-told");
    expect(verdict({ kind, predicted: "starts", observed: "starts" })).toBe("agrees");
    expect(verdict({ kind, predicted: "rejected", observed: "starts" })).toBe("differs");
    expect(verdict({ kind, predicted: "starts", observed: "waits" })).toBe("differs");
  });

  it("is that of the other lab for every other event", () => {
    const cell = { kind: "nfs41", event: "drained", predicted: "kept", observed: "empty", evidence: [] };
    expect(judgeAll([cell])[0].verdict).toBe("differs");
  });
});

describe("modules of a kernel", () => {
  const text = "a/virtio.ko:\na/ring.ko:\na/blk.ko: a/ring.ko a/virtio.ko\na/net.ko: a/fail.ko a/ring.ko\na/fail.ko:\n";

  it("are loaded after what they need, once, and those inside the kernel not at all", () => {
    expect(inOrder(text, ["blk", "net", "ext4"])).toEqual([
      "a/ring.ko",
      "a/virtio.ko",
      "a/blk.ko",
      "a/fail.ko",
      "a/net.ko",
    ]);
  });
});

describe("a part that is played again", () => {
  const cell = (kind, observed) => ({
    kind,
    event: "drained",
    predicted: "kept",
    observed,
    evidence: [],
    verdict: "agrees",
  });
  const run = (more) => ({
    ...{ tool: "1.0.0", suite: "trixie", engine: "26", commandLine: "26", kernel: "6", parts: 1 },
    ...{ seconds: { packages: 1, start: 2, events: { drained: 3 } }, stories: [], cells: [], ...more },
  });
  const [first, second] = selectNfs({ events: ["drained"] }).rounds[0].kinds.map(({ id }) => id);

  it("takes the place of what was recorded, and leaves the rest", () => {
    const story = { id: "nfs-soft", seconds: 4, passed: true };
    const recorded = run({ cells: [cell(first, "kept"), cell("no-more", "kept")], stories: [story] });
    const whole = withPart(recorded, run({ cells: [cell(second, "kept"), cell(first, "empty")] }));
    expect(whole.cells.map(({ kind, observed, verdict }) => [kind, observed, verdict])).toEqual([
      [first, "empty", "differs"],
      [second, "kept", "agrees"],
    ]);
    expect([whole.parts, whole.counts.differs, whole.stories]).toEqual([2, 1, [story]]);
    expect(allSeconds(whole)).toBe(10);
    const later = withPart(whole, run({ cells: [cell(second, "empty")] }), true);
    expect([later.parts, later.counts.cells, later.counts.differs]).toEqual([2, 2, 2]);
  });

  it("is not put beside another engine's", () => {
    expect(() => withPart(run({}), run({ engine: "28" }))).toThrow("of engine 26, and this one of 28");
  });
});

describe("the recorded run", () => {
  const run = existsSync(at("lab/nfs-results.json"))
    ? JSON.parse(readFileSync(at("lab/nfs-results.json"), "utf8"))
    : {};

  it("is that of experiments there are, and names those that it lacks", () => {
    const ids = cellIds();
    const recorded = run.cells.map(({ kind, event }) => `${kind} ${event}`);
    expect(recorded).toEqual(ids.filter((id) => recorded.includes(id)));
    expect(recorded.length).toBeGreaterThanOrEqual(15);
    expect(run.stories.length).toBeGreaterThanOrEqual(3);
    for (const id of missingFrom(run)) expect(nfsPage(run)).toMatch(new RegExp(`^- Not recorded yet: .*${id}`, "m"));
  });

  it("agrees with the tool", () => {
    const cells = run.cells.map(({ verdict, ...cell }) => cell);
    expect(judgeAll(cells)).toEqual(run.cells);
    expect(countsOfAll(run.cells)).toEqual(run.counts);
    expect(run.cells.filter(({ verdict }) => verdict === "differs")).toEqual([]);
    expect(run.stories.filter(({ passed }) => !passed)).toEqual([]);
  });

  it("is what the page shows", () => {
    expect(nfsPage(run)).toBe(readFileSync(at("lab/NFS.md"), "utf8"));
  });
});
