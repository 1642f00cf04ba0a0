import { describe, expect, it } from "vitest";
import { validateStack } from "../../src/stack/schema.ts";
import { validateDecoding } from "../../src/stack/value-decoding.ts";
import { dockerAvailable, stackConfig } from "../support/docker.ts";
import { CONSTANT, type Probe, VERSIONED } from "./probes.ts";
import { inParallel, plain, stackWith } from "./stack-data.ts";

const ALL_VERSIONS = Array.from({ length: 14 }, (_, minor) => `3.${minor}`);
const missing = dockerAvailable();

/** The probes on which this tool and `docker stack config` disagree. */
async function disagreements(probes: readonly Probe[], versions: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  const cases = probes.flatMap(([path, ...values]) =>
    values.flatMap((value) => versions.map((version) => ({ path, value, version }))),
  );
  await inParallel(cases, async ({ path, value, version }) => {
    const stack = { version, ...stackWith(path, value) };
    const data = plain(stack);
    const refusals = [...validateStack(data, version), ...validateDecoding(data)];
    const { code, stderr } = await stackConfig(JSON.stringify(stack));
    if ((code === 0) === (refusals.length === 0)) return;
    found.push(
      `${version} ${path}: ${JSON.stringify(value)}: ${code === 0 ? "accepted" : stderr}, ${refusals[0]?.message}`,
    );
  });
  return found.sort();
}

describe.skipIf(missing)(`validateStack and docker stack config${missing ? ` (skipped: ${missing})` : ""}`, () => {
  it("agree on what came with a version, in every version", async () => {
    expect(await disagreements(VERSIONED, ALL_VERSIONS)).toEqual([]);
  }, 300_000);

  it("agree on everything else, in the oldest and the newest version", async () => {
    expect(await disagreements(CONSTANT, ["3.0", "3.13"])).toEqual([]);
  }, 300_000);
});
