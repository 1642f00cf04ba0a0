// Applies every fix that is offered for every stack file of a folder, each alone, and lets Docker judge the result.
// Usage: node scripts/fixes.mjs FOLDER [--list] [--part N/M] [--every N] [--configured]
// With --configured, a policy names the server, the node and the driver; without, variables stand for them.
// A fix holds when `docker stack config` accepts the result, its finding is gone, no error or warning is new, every line
// that no edit touches is still there, and Docker understands every service that no edit touches as before.
import { execFile, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { structuredPatch } from "diff";
import { LineCounter, parse, parseDocument } from "yaml";
import { checkStack } from "../build/src/check/check.js";
import { withEdits } from "../build/src/edit/edits.js";
import { repair } from "../build/src/fix/repair.js";
import { decodeText } from "../build/src/session/decode.js";

const folder = process.argv[2];
const option = (name) => {
  const at = process.argv.indexOf(name);
  return at === -1 ? undefined : process.argv[at + 1];
};
if (folder === undefined || !existsSync(folder)) skip(`there is no folder ${folder ?? "(none given)"}`);
if (spawnSync("docker", ["stack", "config", "--help"]).status !== 0) skip("there is no `docker stack config` here");

function skip(why) {
  console.log(`skipped: ${why}`);
  process.exit(0);
}

const list = process.argv.includes("--list");
const [part, parts] = (option("--part") ?? "1/1").split("/").map(Number);
const every = Number(option("--every") ?? 1);
const files = readdirSync(folder, { recursive: true })
  .map(String)
  .filter((name) => /\.ya?ml$/.test(name))
  .sort()
  .filter((_, index) => index % every === 0)
  .filter((_, index) => index % parts === part - 1);

/** What stands in for variables that a fix asks for. */
const standIn = (name) => (name === "NFS_SERVER" ? "10.0.0.5" : name === "STACK" ? "stack" : "node-1");
const asked = (text) => Array.from(text.matchAll(/\$\{([A-Z0-9_]+):\?set it to/g), ([, name]) => name);

const policy = process.argv.includes("--configured")
  ? {
      rules: new Map(),
      stacks: [],
      storage: {
        network: {
          kind: "efs",
          server: "fs-0123abcd.efs.eu-west-1.amazonaws.com",
          options: undefined,
          directory: "/{stack}/{volume}",
        },
        block: { driver: "hetzner", options: new Map([["size", "20"]]) },
        pinTo: "node-1",
      },
    }
  : undefined;

function check(text, variables, fixes) {
  return checkStack([{ path: "stack.yml", text }], {
    target: "swarm",
    variables,
    unsetVariables: "unknown",
    facts: { nodes: undefined, sharedPaths: [] },
    config: policy,
    fixes,
  });
}

/** `docker stack config`, with an empty file for every env file that is missing. */
async function dockerConfig(text, variables) {
  const work = mkdtempSync(join(tmpdir(), "svc-fixes-"));
  try {
    writeFileSync(join(work, "stack.yml"), text);
    for (let attempt = 0; attempt < 20; attempt++) {
      const ran = await run(["stack", "config", "-c", "stack.yml"], work, Object.fromEntries(variables));
      const missing = /open (.+?): no such file or directory/.exec(ran.stderr)?.[1];
      ran.stdout = ran.stdout.replaceAll(work, "/folder");
      if (ran.code === 0 || missing === undefined || !missing.startsWith(`${work}/`)) return ran;
      mkdirSync(dirname(missing), { recursive: true });
      writeFileSync(missing, "");
    }
    return { code: 1, stdout: "", stderr: "too many env files" };
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

const docker = spawnSync("sh", ["-c", "command -v docker"], { encoding: "utf8" }).stdout.trim();
function run(args, cwd, env) {
  return new Promise((resolve) => {
    execFile(docker, args, { cwd, env, maxBuffer: 1 << 26 }, (error, stdout, stderr) =>
      resolve({ code: error ? (error.code ?? 1) : 0, stdout, stderr }),
    );
  });
}

/** What warnings a title names: where an engine's vendor stands on network storage. */
const NAMED = new Map([
  ["network", new Set(["engine-on-nfs", "no-fencing", "nfs-root-squash", "efs-plain-nfs-security"])],
  ["block", new Set(["block-volume-single-attach"])],
]);

function countsOf(findings, { remedy }) {
  const counts = new Map();
  for (const { ruleId, severity, category, service = "" } of findings) {
    if (severity === "note" && category !== "rejected") continue;
    if (severity === "warning" && NAMED.get(remedy)?.has(ruleId)) continue;
    const key = `${ruleId} ${service}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

/** Lines, counted from 0, that an edit of the old text touches. */
function touchedLines(text, edits) {
  const lines = new Set();
  const lineOf = (offset) => text.slice(0, offset).split("\n").length - 1;
  for (const { start, end } of edits) for (let at = lineOf(start); at <= lineOf(end); at++) lines.add(at);
  return lines;
}

function lostLines(before, after, edits) {
  const touched = touchedLines(before, edits);
  const { hunks } = structuredPatch("a", "b", before, after, undefined, undefined, { context: 0 });
  return hunks.flatMap(({ oldStart, lines }) => {
    let at = oldStart - 1;
    return lines.flatMap((line) => {
      if (!line.startsWith("-")) return [];
      const lost = touched.has(at) ? [] : [line];
      at++;
      return lost;
    });
  });
}

/** Services whose own lines an edit touches. */
function touchedServices(text, edits) {
  const counter = new LineCounter();
  const document = parseDocument(text, { merge: true, uniqueKeys: false, lineCounter: counter, logLevel: "silent" });
  const names = new Set();
  for (const { key, value } of document.get("services")?.items ?? []) {
    const [from, to] = [key.range[0], value?.range?.[2] ?? key.range[2]];
    if (edits.some(({ start, end }) => start <= to && end >= from)) names.add(String(key.value));
  }
  return names;
}

const sorted = (value) =>
  Array.isArray(value)
    ? value.map(sorted)
    : value && typeof value === "object"
      ? Object.fromEntries(
          Object.entries(value)
            .sort(([a], [b]) => (a < b ? -1 : 1))
            .map(([k, v]) => [k, sorted(v)]),
        )
      : value;
const servicesOf = (printed) => parse(printed, { merge: true, maxAliasCount: -1 })?.services ?? {};

async function judge(text, found, fix, original) {
  const { finding, findings, accepted } = found;
  const after = withEdits({ path: "stack.yml", text }, fix.edits);
  const variables = new Map(asked(after).map((name) => [name, standIn(name)]));
  const checked = check(after, variables, false);
  const wrong = [];
  const same = (one) => one.ruleId === finding.ruleId && one.fingerprint === finding.fingerprint;
  const own = (all) => all.filter((one) => one.ruleId === finding.ruleId && one.service === finding.service).length;
  if (checked.findings.some(same) && own(checked.findings) >= own(findings)) wrong.push("its finding is still there");
  const old = countsOf(findings, fix);
  for (const [key, count] of countsOf(checked.findings, fix))
    if (count > (old.get(key) ?? 0)) wrong.push(`new: ${key}`);
  const lost = lostLines(text, after, fix.edits);
  if (lost.length > 0) wrong.push(`lines are gone: ${lost.join(" | ")}`);
  const readable = finding.category === "rejected" && !text.includes("$");
  if (accepted || (readable && checked.stack?.verdict === "accepted")) {
    const ran = await dockerConfig(after, variables);
    judgedByDocker += 1;
    if (ran.code !== 0) wrong.push(`docker: ${ran.stderr.trim().split("\n").at(-1)}`);
    else if (accepted) {
      const [was, is] = [servicesOf(original.stdout), servicesOf(ran.stdout)];
      const touched = touchedServices(text, fix.edits);
      for (const name of Object.keys(was)) {
        if (touched.has(name) || JSON.stringify(sorted(was[name])) === JSON.stringify(sorted(is[name]))) continue;
        wrong.push(`the service ${name} changes too`);
      }
    }
  }
  return wrong;
}

/** All fixes of a file together: Docker takes the result, and a second run changes nothing. */
async function repairAll(name, text, accepted) {
  const file = { path: "stack.yml", text };
  const findings = ([{ text: now }]) => check(now, new Map(), true).findings;
  const { files: repaired, applied } = repair([file], "unsafe", findings);
  if (applied.length === 0) return;
  const wrong = [];
  if (repair(repaired, "unsafe", findings).applied.length > 0) wrong.push("a second run changes something");
  const after = repaired[0].text;
  const ran = accepted && (await dockerConfig(after, new Map(asked(after).map((one) => [one, standIn(one)]))));
  if (ran && ran.code !== 0) wrong.push(`docker: ${ran.stderr.trim().split("\n").at(-1)}`);
  count("all fixes of a file", wrong, `${name}: all ${applied.length} fixes together`);
}

function count(key, wrong, what) {
  const [tried, failed] = tally.get(key) ?? [0, 0];
  tally.set(key, [tried + 1, failed + (wrong.length > 0 ? 1 : 0)]);
  if (wrong.length > 0) failures.push(`${what}\n    ${wrong.join("\n    ")}`);
}

const tally = new Map();
const failures = [];
let accepted = 0;
let judgedByDocker = 0;
for (const name of files) {
  const { text } = decodeText(readFileSync(join(folder, name)));
  if (text === undefined) continue;
  const { findings } = check(text, new Map(), true);
  if (findings.every(({ fixes }) => fixes.length === 0)) continue;
  const original = await dockerConfig(text, new Map());
  if (original.code === 0) accepted += 1;
  for (const finding of findings) {
    for (const fix of finding.fixes) {
      const wrong = await judge(text, { finding, findings, accepted: original.code === 0 }, fix, original);
      const key = `${finding.ruleId}${fix.remedy ? ` (${fix.remedy})` : ""}`;
      count(key, wrong, `${name}:${finding.startLine} ${key}: ${fix.title}`);
    }
  }
  await repairAll(name, text, original.code === 0);
}

for (const line of list ? failures : failures.slice(0, 40)) console.log(line);
let [tried, failed] = [0, 0];
for (const [key, [all, bad]] of [...tally].sort()) {
  console.log(`${String(all).padStart(6)} tried ${String(bad).padStart(4)} failed  ${key}`);
  tried += all;
  failed += bad;
}
console.log(
  `${String(tried).padStart(6)} tried ${String(failed).padStart(4)} failed  in ${files.length} files, of which Docker accepts ${accepted} with fixes; ${judgedByDocker} judged by Docker`,
);
process.exitCode = failed > 0 ? 1 : 0;
