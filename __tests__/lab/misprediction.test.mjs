import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { TOOL } from "../../lab/predict.mjs";
import { obstacles } from "../../lab/requirements.mjs";

const RUN = fileURLToPath(new URL("../../lab/run.mjs", import.meta.url));

/** The tool, which says of every local volume that it follows its task, and that no deploy moves one. */
const LIAR = `
const { spawnSync } = require("node:child_process");
const { stdout, status } = spawnSync(process.execPath, [${JSON.stringify(TOOL)}, ...process.argv.slice(2)], { encoding: "utf8" });
process.stdout.write(
  stdout.replaceAll('"moved": "empty"', '"moved": "kept"').replaceAll('"deployed": "may-be-empty"', '"deployed": "kept"'),
);
process.exitCode = status;
`;

const reasons = process.env.LAB ? obstacles(true) : ["LAB is not set: it takes a minute"];

describe.skipIf(reasons.length > 0)(`a tool that is wrong ${reasons.join("; ")}`, () => {
  it("is caught", { timeout: 300_000 }, () => {
    const folder = mkdtempSync(join(tmpdir(), "liar-"));
    const tool = join(folder, "liar.cjs");
    writeFileSync(tool, LIAR);
    const parts = ["--events", "drained,roaming", "--kinds", "local,local-pinned,image,deploy-label", "--tries", "1"];
    const words = [RUN, "--unpack", "--tool", tool, ...parts];
    const { status, stdout, stderr } = spawnSync(process.execPath, words, { encoding: "utf8" });
    rmSync(folder, { recursive: true });
    expect(stderr).toBe("");
    expect(stdout).toContain("DIFFERS: local, drained: the tool says kept, the Swarm did empty: ");
    expect(stdout).toMatch(/^DIFFERS: image, roaming: the tool says kept, the Swarm did empty/m);
    expect(stdout).toContain("4 cells: 2 agree, 2 differ, ");
    expect(status).toBe(1);
  });
});
