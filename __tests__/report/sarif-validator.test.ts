import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { findSarifValidator } from "../../scripts/test-tools.mjs";
import { LOGS } from "./sarif-logs.ts";

const ENVIRONMENT = { ...process.env, DOTNET_SYSTEM_GLOBALIZATION_INVARIANT: "1" };
const VALIDATOR = findSarifValidator();
const why =
  VALIDATOR === undefined ? "it is not here: `npm run test:all` fetches it where CI is `true`" : missing(VALIDATOR);
if (why) process.stderr.write(`skipped: SARIF's own validator: ${why}\n`);

function missing(validator: string): string | undefined {
  const { status } = spawnSync(validator, ["--version"], { env: ENVIRONMENT, stdio: "ignore" });
  return status === 0 || status === 1 ? undefined : "it does not start here";
}

describe.skipIf(why)("SARIF's own validator, with GitHub's rules,", () => {
  const folder = mkdtempSync(join(tmpdir(), "sarif-"));
  afterAll(() => rmSync(folder, { recursive: true }));

  // Whether addresses answer is not asked: a test opens no connection.
  const settings = join(folder, "settings.xml");
  writeFileSync(
    settings,
    '<Properties><Properties Key="SARIF2006.UrisShouldBeReachable.Options"><Property Key="RuleEnabled" Value="Disabled"/></Properties></Properties>',
  );

  const broken = JSON.parse(LOGS.full);
  broken.runs[0].results[0].ruleIndex = 9999;
  const logs = { ...LOGS, broken: JSON.stringify(broken) };

  /** What it says of each log; it is started once. */
  function complaints(): Map<string, string[]> {
    const files = Object.entries(logs).map(([name, text]) => {
      const file = join(folder, `${name}.sarif`);
      writeFileSync(file, text);
      return file;
    });
    const out = join(folder, "validated");
    const what = ["--rule-kind", "Sarif;Ghas", "--level", "Error;Warning", "--config", settings];
    spawnSync(VALIDATOR as string, ["validate", ...files, ...what, "--log", "ForceOverwrite", "-o", out], {
      env: ENVIRONMENT,
    });
    const { results = [] } = JSON.parse(readFileSync(out, "utf8").replace(/^\uFEFF/, "")).runs[0];
    const said = new Map(Object.keys(logs).map((name) => [name, [] as string[]]));
    for (const { ruleId, level, locations } of results) {
      const { uri } = locations[0].physicalLocation.artifactLocation;
      said.get(/(\w+)\.sarif$/.exec(uri)?.[1] ?? "")?.push(`${ruleId} ${level}`);
    }
    return said;
  }

  it("has nothing to say to ours, and does to a broken one", () => {
    const said = complaints();
    expect(said.get("broken")).not.toEqual([]);
    said.delete("broken");
    // Where the pages of this version are is known only where the runner says so; nothing else takes their place.
    const withoutLink = ["SARIF2005 undefined"];
    expect(Object.fromEntries(said)).toEqual({ full: [], unlinked: withoutLink, empty: [], hostile: [] });
  });
});
