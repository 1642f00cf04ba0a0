import { join } from "node:path";
import { isAtLeast } from "./engines.mjs";
import { FILES_BESIDE } from "./experiments/refusals.mjs";
import { until } from "./patience.mjs";
import { exposureIn, reportOn } from "./predict.mjs";
import { TRIED } from "./selection.mjs";
import { isRefused, isWaiting } from "./settle.mjs";
import { inTurns, Stage } from "./stage.mjs";

/** How long, in seconds, a task must run, be refused or wait before that counts; and how long to wait for any of it. */
const CALM = { runs: 3, rejected: 8, down: 5 };
const AT_MOST = 35;
/** The rules that speak of what an engine refuses. */
const REFUSING = new Set(["engine-refuses", "local-driver-opts-invalid", "subpath-missing", "constraint-never-met"]);

/**
 * Deploys services whose values are refused, or look as if they were, all at once, and sees whether a task ever runs.
 * @param {import("./cluster/swarm.mjs").Swarm} swarm
 * @param {readonly import("./experiments/refusals.mjs").Trial[]} trials
 * @param {{ tool: string, folder: string }} settings
 * @returns {Promise<import("./play.mjs").Cell[]>}
 */
export async function playTrials(swarm, trials, { tool, folder }) {
  const place = join(folder, "trials");
  const stage = new Stage(swarm, place, trials.map(asKind), TRIED);
  const told = predictedBy(tool, stage.actors, swarm.version);
  await stage.prepare();
  const stopped = new Map();
  await inTurns(stage.actors, 3, async ({ stack, file }) => {
    await swarm.deploy(stack, file).catch((error) => stopped.set(stack, wordsOf(error)));
  });
  const seen = await outcomes(
    stage,
    stage.actors.filter(({ stack }) => !stopped.has(stack)),
  );
  await stage.removeStacks();
  return stage.actors.map(({ kind, stack, file }) => {
    const text = stopped.get(stack);
    const found =
      text === undefined ? seen.get(stack) : { observed: "rejected", evidence: `the deploy stops: ${text}` };
    return {
      kind: kind.id,
      event: TRIED,
      ...(kind.untold ? { untold: kind.untold } : {}),
      predicted: told.get(file),
      observed: found.observed,
      ...(found.observed === "rejected" ? { refused: text === undefined ? "tasks" : "service" } : {}),
      evidence: [found.evidence],
    };
  });
}

const asKind = (trial) => ({ ...trial, files: FILES_BESIDE });

/** What Docker said, without what the command line says of every deploy. */
function wordsOf({ stderr = "", message }) {
  const lines = stderr.trim().split("\n").filter(Boolean);
  return (lines.at(-1) ?? message).replaceAll(/[a-z0-9]{25}/g, "ID");
}

/** By stack, when every service has shown what becomes of it. */
async function outcomes(stage, actors) {
  const since = new Map(actors.map(({ stack }) => [stack, {}]));
  const began = Date.now();
  return until(
    "the trials",
    AT_MOST + 60,
    async () => {
      const tasks = await stage.tasks();
      const now = Date.now();
      const found = new Map();
      for (const { stack } of actors) {
        const own = tasks.get(stack) ?? [];
        const first = since.get(stack);
        const what = outcomeOf(own);
        for (const outcome of Object.keys(CALM)) {
          if (outcome === what) first[outcome] ??= now;
          // A task that is refused again and again is not refused at every moment.
          else if (outcome !== "rejected") delete first[outcome];
        }
        const calm = Object.keys(CALM).find((outcome) => (now - (first[outcome] ?? now)) / 1000 >= CALM[outcome]);
        if (calm) found.set(stack, { observed: calm, evidence: evidenceOf(calm, own) });
        else if ((now - began) / 1000 > AT_MOST) {
          found.set(stack, { observed: "rejected", evidence: `after ${AT_MOST} s its task is ${stateOf(own)}` });
        }
      }
      return found.size === actors.length && found;
    },
    400,
  );
}

function outcomeOf(tasks) {
  if (tasks.some(({ Status, DesiredState }) => Status.State === "running" && DesiredState === "running")) return "runs";
  if (tasks.some((task) => isRefused(task, 0))) return "rejected";
  return tasks.some(isWaiting) ? "down" : undefined;
}

function evidenceOf(outcome, tasks) {
  if (outcome === "runs") return "its task runs";
  const [task] = tasks.filter((one) => (outcome === "down" ? isWaiting(one) : isRefused(one, 0)));
  return `its task: ${task.Status.Err.trim().replaceAll(/[a-z0-9]{25}|[0-9a-f]{64}/g, "ID")}`;
}

const stateOf = (tasks) => [...new Set(tasks.map(({ Status }) => Status.State))].sort().join(", ") || "not there";

/** What the tool says of each file, by path: `runs`, `rejected`, `down`, or `unknown` where it leaves that open. */
function predictedBy(tool, actors, engine) {
  const report = reportOn(tool, ["--no-config", ...actors.map(({ file }) => file)]);
  return new Map(
    actors.map(({ file, target }) => {
      const stack = report.stacks.find(({ files }) => files.includes(file));
      if (stack?.verdict === "rejected") return [file, "rejected"];
      const findings = report.findings.filter(({ path, ruleId }) => path === file && REFUSING.has(ruleId));
      return [file, predictionOf(exposureIn(report, file, target).survival, findings, engine)];
    }),
  );
}

/**
 * A message may say which engines refuse a value; of the others it says nothing. Where the report leaves a move open,
 * it is because of what is on the nodes, and that decides of a first task too.
 */
export function predictionOf({ replaced, moved }, findings, engine) {
  if (replaced === "rejected" || replaced === "down") return replaced;
  if (findings.some(({ ruleId }) => ruleId === "constraint-never-met")) return "down";
  const said = findings.map(({ message }) => message);
  const bounded = said.map((text) => /\b(from|before) Engine (\d+\.\d+)/i.exec(text)).filter((match) => match !== null);
  for (const [, word, bound] of bounded) {
    if (word.toLowerCase() === "from" ? isAtLeast(engine, bound) : !isAtLeast(engine, bound)) return "rejected";
  }
  if (said.some((text) => text.startsWith("Most likely"))) return "rejected";
  return [replaced, moved].includes("unknown") || said.length > 0 ? "unknown" : "runs";
}
