// Compares this tool, file by file, with what Docker did with the same files.
// Usage: node scripts/oracle.mjs CORPUS [--list]
// CORPUS holds the files and `oracle-deploy.jsonl`, `oracle-config.jsonl`, `oracle-config-envstub.jsonl`:
// recorded runs of `docker stack deploy` and `docker stack config` (CLI 28.2.2, empty environment).
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { checkStack } from "../build/src/check/check.js";
import { decodeText } from "../build/src/session/decode.js";
import { normalizeFiles } from "../build/src/session/normalize.js";

const corpus = process.argv[2];
if (corpus === undefined || !existsSync(join(corpus, "oracle-deploy.jsonl"))) {
  console.log(`skipped: there is no corpus with recorded verdicts at ${corpus ?? "(no folder given)"}`);
  process.exit(0);
}
const list = process.argv.includes("--list");

const rows = (name) =>
  readFileSync(join(corpus, name), "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));
const deploys = rows("oracle-deploy.jsonl");
const configs = new Map(rows("oracle-config.jsonl").map((row) => [row.file, row]));
for (const row of rows("oracle-config-envstub.jsonl")) if (row.rc === 0) configs.set(row.file, row);

/** Refusals that come from an engine; the recorded deploys had a stand-in that accepts every service. */
const ENGINE_RULES = new Set(["duplicate-target", "constraint-invalid"]);
/** The recorded runs had this working directory and nothing but `HOME` in their environment. */
const WORKING_DIRECTORY = "/oracle/1/2/3/4/cwd";
const HOME = "/oracle/home";
/** Files named by a relative path were put there before the recorded run; absolute ones were not on that machine. */
const fileExists = (path) => !path.startsWith("/");

const same = (a, b) => JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
function sorted(value) {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, sorted(value[key])]),
  );
}

/** The two sections of a printed configuration that `normalize` speaks of. */
function sectionsOf(printed) {
  const config = parse(printed, { merge: true, maxAliasCount: -1 });
  const services = Object.fromEntries(
    Object.entries(config.services ?? {}).map(([name, service]) => [
      name,
      service.volumes ? { volumes: service.volumes } : {},
    ]),
  );
  return config.volumes ? { services, volumes: config.volumes } : { services };
}

/** Mounts as deploy sent them, from the normal form. */
function mountsSent(normalized) {
  const { services, volumes = {} } = normalized;
  const named = (source) => volumes[source]?.name ?? `stk_${source}`;
  return Object.fromEntries(
    Object.entries(services).map(([name, { volumes: mounts = [] }]) => [
      `stk_${name}`,
      mounts.map((mount) => ({
        Type: mount.type,
        ...(mount.source === undefined
          ? {}
          : { Source: mount.type === "volume" || mount.type === "cluster" ? named(mount.source) : mount.source }),
        ...(mount.target === undefined ? {} : { Target: mount.target }),
        ...(mount.read_only ? { ReadOnly: true } : {}),
        ...(mount.type === "bind" && mount.bind?.propagation ? { BindOptions: mount.bind.propagation } : {}),
        ...(mount.volume?.nocopy ? { NoCopy: true } : {}),
        ...driverSent(mount, volumes),
      })),
    ]),
  );
}

function driverSent(mount, volumes) {
  const volume = mount.type === "volume" ? volumes[mount.source] : undefined;
  if (!volume || volume.external || (!volume.driver && !volume.driver_opts)) return {};
  return { Driver: { name: volume.driver ?? "", options: volume.driver_opts ?? {} } };
}

function recordedMounts(services) {
  return Object.fromEntries(
    services.map(({ name, mounts }) => [
      name,
      mounts.map(({ Type, Source, Target, ReadOnly, BindOptions, VolumeOptions }) => ({
        Type,
        ...(Source === undefined ? {} : { Source }),
        ...(Target === undefined ? {} : { Target }),
        ...(ReadOnly ? { ReadOnly } : {}),
        ...(BindOptions?.Propagation ? { BindOptions: BindOptions.Propagation } : {}),
        ...(VolumeOptions?.NoCopy ? { NoCopy: true } : {}),
        ...(VolumeOptions?.DriverConfig
          ? {
              Driver: {
                name: VolumeOptions.DriverConfig.Name ?? "",
                options: VolumeOptions.DriverConfig.Options ?? {},
              },
            }
          : {}),
      })),
    ]),
  );
}

const tally = { verdict: [0, 0], config: [0, 0], normal: [0, 0], mounts: [0, 0] };
const differences = [];
function count(kind, equal, file, detail) {
  tally[kind][1] += 1;
  if (equal) tally[kind][0] += 1;
  else differences.push(`${kind.padEnd(8)} ${file}\n         ${detail()}`);
}

let slow = 0;
let crashes = 0;
for (const { file, rc_stub: rc, err, err_stub: errStub, services } of deploys) {
  const source = { path: file, text: decodeText(readFileSync(join(corpus, file))).text ?? "" };
  const environment = {
    variables: new Map([["HOME", HOME]]),
    unset: "empty",
    workingDirectory: WORKING_DIRECTORY,
    home: HOME,
  };
  const started = performance.now();
  try {
    const checked = checkStack([source], {
      target: "swarm",
      variables: environment.variables,
      unsetVariables: "empty",
      facts: { nodes: undefined, sharedPaths: [] },
      fileExists,
    });
    const rejections = checked.findings.filter((finding) => finding.category === "rejected");
    const byClient = rejections.filter((finding) => !ENGINE_RULES.has(finding.ruleId));
    count("verdict", byClient.length > 0 === (rc !== 0), file, () =>
      rc === 0
        ? `docker accepts; ${byClient.map((f) => `${f.startLine}: ${f.ruleId}: ${f.message}`).join(" | ")}`
        : `docker refuses: ${(errStub || err).trim().split("\n").at(-1)}`,
    );
    const { normalized } = normalizeFiles([source], environment);
    const config = configs.get(file);
    const accepted = config.rc === 0;
    if (accepted || !/no such file|is a directory/.test(config.err)) {
      count(
        "config",
        accepted === (normalized !== undefined),
        file,
        () => `docker stack config: rc ${config.rc} ${config.err}`,
      );
    }
    if (accepted && normalized !== undefined) {
      const expected = sectionsOf(config.normalised);
      count(
        "normal",
        same(expected, normalized),
        file,
        () => `${JSON.stringify(sorted(expected))}\n         ${JSON.stringify(sorted(normalized))}`,
      );
    }
    if (rc === 0 && normalized !== undefined) {
      const expected = recordedMounts(services);
      const actual = mountsSent(normalized);
      count(
        "mounts",
        same(expected, actual),
        file,
        () => `${JSON.stringify(sorted(expected))}\n         ${JSON.stringify(sorted(actual))}`,
      );
    }
  } catch (error) {
    crashes += 1;
    differences.push(`crash    ${file}\n         ${error.stack}`);
  }
  if (performance.now() - started > 2000) slow += 1;
}

for (const line of list ? differences : differences.slice(0, 40)) console.log(line);
const percent = ([equal, all]) => `${equal} of ${all} equal (${((100 * equal) / all).toFixed(2)} %)`;
console.log(`accepted or refused by deploy: ${percent(tally.verdict)}`);
console.log(`accepted or refused by config: ${percent(tally.config)}`);
console.log(`normal form of config:         ${percent(tally.normal)}`);
console.log(`mounts that deploy sent:       ${percent(tally.mounts)}`);
console.log(`crashes: ${crashes}; files over 2 s: ${slow}`);
const worst = Math.min(...["verdict", "normal", "mounts"].map((kind) => tally[kind][0] / tally[kind][1]));
process.exitCode = worst < 0.998 || crashes > 0 || slow > 0 ? 1 : 0;
