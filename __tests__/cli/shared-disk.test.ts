import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { buildReport } from "../../src/check/build-report.ts";
import { repair } from "../../src/fix/repair.ts";
import { EVENTS } from "../../src/model/outcome.ts";
import type { Report } from "../../src/model/report.ts";
import { checkWith } from "../fix/check-with.ts";
import { run } from "./fake-io.ts";

const FOLDER = join(import.meta.dirname, "../../examples/shared-disk");

/** What the command line says of one of the example's files. */
async function check(name: string) {
  const ran = await run([name, "--format", "json"], { cwd: FOLDER });
  const { findings, stacks } = JSON.parse(ran.stdout) as Report;
  const rows = stacks
    .flatMap(({ exposures }) => exposures)
    .map(({ service, survival }) => [service, ...EVENTS.map((event) => survival[event])].join(" "));
  return { code: ran.code, findings: findings.map((one) => `${one.startLine} ${one.severity} ${one.ruleId}`), rows };
}

describe("the example of two services that share a disk", () => {
  it("is told, as written, that they share nothing, before the moves of each", async () => {
    expect(await check("docker-compose.yml")).toEqual({
      code: 1,
      findings: [
        "6 error volume-split-between-nodes",
        "6 error local-volume-unpinned",
        "12 error local-volume-unpinned",
      ],
      rows: ["producer split split lost lost split", "consumer split split lost lost split"],
    });
    const markdown = await run(["docker-compose.yml", "--format", "markdown"], { cwd: FOLDER });
    expect(markdown.stdout).toContain(
      "### 🔴 3 errors: from the first deploy on, `producer` and `consumer` do not share their data",
    );
    const { stdout } = await run(["docker-compose.yml"], { cwd: FOLDER });
    expect(stdout).toContain(
      "docker-compose.yml:6:9  error  volume-split-between-nodes\n  From the first deploy on, Swarm may start `producer` and `consumer` on different nodes, each with a volume `spool` of its own: what one writes, the other never sees.",
    );
  });

  it("shares one volume when it is pinned, and waits with its node", async () => {
    const { code, findings, rows } = await check("pinned.yml");
    expect([code, ...findings]).toEqual([0, "11 note pinned-no-failover"]);
    expect(rows).toEqual(["producer kept down lost lost kept", "consumer kept down lost lost kept"]);
  });

  it("shares one directory on a server, wherever it runs", async () => {
    const { code, rows } = await check("shared-storage.yml");
    expect(code).toBe(0);
    expect(rows).toEqual(["producer kept kept kept unknown kept", "consumer kept kept kept unknown kept"]);
  });

  it.each(["pin", "network"] as const)("has one way for all of its findings: %s", (preferred) => {
    const file = { path: "docker-compose.yml", text: readFileSync(join(FOLDER, "docker-compose.yml"), "utf8") };
    const network = {
      kind: "nfs",
      server: "10.0.0.10",
      options: "nfsvers=4.1,hard,timeo=600,retrans=2",
      directory: "/spool",
    } as const;
    const storage = { preferred, pinTo: "storage-1", network };
    const { applied, files } = repair(
      [file],
      "unsafe",
      (texts) => buildReport([checkWith(texts, { storage })], "0").findings,
    );
    expect(applied.map(({ finding }) => finding.ruleId)[0]).toBe("volume-split-between-nodes");
    expect(applied.filter(({ fix }) => fix.remedy !== undefined).map(({ fix }) => fix.remedy)).toEqual([preferred]);
    const text = files[0]?.text ?? "";
    if (preferred === "pin") expect(text.match(/node\.hostname == storage-1/g)).toHaveLength(2);
    else expect(text.match(/- spool-nfs:/g)).toHaveLength(2);
    const left = checkWith(files, { storage }).findings.filter(({ severity }) => severity !== "note");
    expect(left.map(({ ruleId }) => ruleId)).toEqual([]);
  });
});
