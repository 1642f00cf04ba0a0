import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { TOOL } from "../../lab/predict.mjs";
import { obstacles } from "../../lab/requirements.mjs";

const RUN = fileURLToPath(new URL("../../lab/run.mjs", import.meta.url));

/** The tool, which says of every local volume that it follows its task. */
const LIAR = `
const { spawnSync } = require("node:child_process");
const { stdout, status } = spawnSync(process.execPath, [${JSON.stringify(TOOL)}, ...process.argv.slice(2)], { encoding: "utf8" });
process.stdout.write(stdout.replaceAll('"moved": "empty"', '"moved": "kept"'));
process.exitCode = status;
`;

const reasons = process.env.LAB ? obstacles(true) : ["LAB is not set: it takes a minute"];

describe.skipIf(reasons.length > 0)(`a tool that is wrong ${reasons.join("; ")}`, () => {
  it("is caught", { timeout: 180_000 }, () => {
    const folder = mkdtempSync(join(tmpdir(), "liar-"));
    const tool = join(folder, "liar.cjs");
    writeFileSync(tool, LIAR);
    const words = [RUN, "--unpack", "--tool", tool, "--events", "drained", "--kinds", "local,local-pinned"];
    const { status, stdout, stderr } = spawnSync(process.execPath, words, { encoding: "utf8" });
    rmSync(folder, { recursive: true });
    expect(stderr).toBe("");
    expect(stdout).toContain("DIFFERS: local, drained: the tool says kept, the Swarm did empty: ");
    expect(stdout).toContain("2 cells: 1 agree, 1 differ, ");
    expect(status).toBe(1);
  });
});
