import { describe, expect, it } from "vitest";
import { validateStack } from "../../src/stack/schema.ts";
import { validateDecoding } from "../../src/stack/value-checks.ts";
import { dockerAvailable, stackConfig } from "../support/docker.ts";
import { CONSTANT, type Probe, VERSIONED } from "./probes.ts";
import { inParallel, plain, stackWith } from "./stack-data.ts";

const ALL_VERSIONS = Array.from({ length: 14 }, (_, minor) => `3.${minor}`);
const missing = dockerAvailable();

interface Case {
  readonly path: string;
  readonly value: unknown;
  readonly version: string;
}

const casesOf = (probes: readonly Probe[], versions: (index: number) => readonly string[]): Case[] =>
  probes
    .flatMap(([path, ...values]) => values.map((value) => ({ path, value })))
    .flatMap((pair, index) => versions(index).map((version) => ({ ...pair, version })));

/** The cases on which this tool and `docker stack config` disagree. */
async function disagreements(cases: readonly Case[]): Promise<string[]> {
  const found: string[] = [];
  await inParallel(cases, async ({ path, value, version }) => {
    const stack = { version, ...stackWith(path, value) };
    const data = plain(stack);
    const refusals = [...validateStack(data, version), ...validateDecoding(data)];
    const { code, stderr } = await stackConfig(JSON.stringify(stack));
    if ((code === 0) === (refusals.length === 0)) return;
    const verdict = code === 0 ? "accepted" : stderr;
    found.push(`${version} ${path}: ${JSON.stringify(value)}: ${verdict}, ${refusals[0]?.message}`);
  });
  return found.sort();
}

describe.skipIf(missing)(`validateStack and docker stack config${missing ? ` (skipped: ${missing})` : ""}`, () => {
  it("agree on what came with a version, in every version", async () => {
    expect(await disagreements(casesOf(VERSIONED, () => ALL_VERSIONS))).toEqual([]);
  }, 300_000);

  it("agree on everything else, in one version after the other", async () => {
    const turn = (index: number) => [ALL_VERSIONS[index % ALL_VERSIONS.length] as string];
    expect(await disagreements(casesOf(CONSTANT, turn))).toEqual([]);
  }, 300_000);
});
