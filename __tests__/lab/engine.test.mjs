import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, it } from "vitest";
import { readArguments } from "../../lab/arguments.mjs";
import { EngineFailed, engineFrom } from "../../lab/engines.mjs";
import { obstacles } from "../../lab/requirements.mjs";
import { Unavailable } from "../../lab/unavailable.mjs";

const RUN = fileURLToPath(new URL("../../lab/run.mjs", import.meta.url));

const folders = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A folder with programs that say no more than this. */
function programs(texts) {
  const folder = mkdtempSync(join(tmpdir(), "engine-"));
  folders.push(folder);
  for (const [path, text] of Object.entries(texts)) {
    const file = join(folder, path);
    mkdirSync(join(file, ".."), { recursive: true });
    writeFileSync(file, `#!/bin/sh\n${text}\n`);
    chmodSync(file, 0o755);
  }
  return folder;
}

describe("an engine that is asked for", () => {
  it("is one for all nodes, or one for each", () => {
    expect(readArguments([]).engines).toEqual([]);
    expect(readArguments(["--engine", "26"]).engines).toEqual(["26"]);
    expect(readArguments(["--engine", `20,26,${tmpdir()}`]).engines).toEqual(["20", "26", tmpdir()]);
    expect(() => readArguments(["--engine", "20,26"])).toThrow("one engine, or three");
  });

  it("is one that there is", () => {
    expect(() => readArguments(["--engine", "19"])).toThrow("there is no engine `19`; there are 20, 26, 28, or name");
  });
});

describe.skipIf(process.platform !== "linux")("a folder with an engine", () => {
  it("says its version itself", () => {
    const folder = programs({ "usr/sbin/dockerd": "echo Docker version 99.1.2+own, build 0" });
    expect(engineFrom(folder, tmpdir())).toEqual({ name: folder, folder, version: "99.1.2+own" });
  });

  it("must hold one", () => {
    expect(() => engineFrom(programs({ "usr/bin/docker": "true" }), tmpdir())).toThrow(Unavailable);
  });

  it("must hold one that runs", () => {
    const folder = programs({ dockerd: "echo no such library >&2; exit 1" });
    expect(() => engineFrom(folder, tmpdir())).toThrow(EngineFailed);
    expect(() => engineFrom(folder, tmpdir())).toThrow("does not run here: no such library");
  });
});

const reasons = process.env.LAB ? obstacles(true) : ["LAB is not set: it takes a minute"];

describe.skipIf(reasons.length > 0)(`an engine that cannot run a container ${reasons.join("; ")}`, () => {
  const run = (...words) => spawnSync(process.execPath, [RUN, "--unpack", ...words], { encoding: "utf8" });
  const part = ["--events", "drained", "--kinds", "local"];

  it("is named, and nothing is compared", { timeout: 300_000 }, () => {
    const folder = mkdtempSync(join(tmpdir(), "engine-"));
    folders.push(folder);
    const { folder: whole } = engineFrom("26", folder);
    const runc = join(whole, "usr/sbin/runc");
    rmSync(runc, { force: true });
    writeFileSync(runc, "#!/bin/sh\necho this runc is broken >&2\nexit 1\n", { mode: 0o755 });
    const { status, stdout, stderr } = run("--engine", whole, ...part);
    expect(stderr).toMatch(
      /^Engine 26\.1\.5\S* cannot run a container without a mount here, so nothing was compared: /,
    );
    expect(stderr).toContain("runc");
    expect(stdout).not.toContain("DIFFERS");
    expect(stdout).not.toContain(" cells: ");
    expect(status).toBe(3);
  });

  it("is not the one that was asked for, when it says another version", { timeout: 300_000 }, () => {
    const folder = mkdtempSync(join(tmpdir(), "engine-"));
    folders.push(folder);
    const { folder: whole, version } = engineFrom("26", folder);
    // The version that it tells whoever asks for it is not that of the engine which then runs.
    const wrapper = `if [ "$1" = --version ]; then echo Docker version 99.0.0, build 0; else exec "$(dirname "$0")/usr/sbin/dockerd" "$@"; fi`;
    writeFileSync(join(whole, "dockerd"), `#!/bin/sh\n${wrapper}\n`, { mode: 0o755 });
    const { status, stderr } = run("--engine", whole, ...part);
    expect(stderr).toBe(`node1 runs Engine ${version}, and 99.0.0 was asked for\n`);
    expect(status).toBe(3);
  });
});
