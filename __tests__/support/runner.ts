import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import { findNode24 } from "../../scripts/test-tools.mjs";
import { realTimeout } from "./clock.ts";
import { SITE } from "./github-values.ts";

/** The machine that runs the Action: it follows the rules of GitHub's runner for inputs, files and commands. */

const root = fileURLToPath(new URL("../..", import.meta.url));

/** The bundle that is tested; another one can be named. */
export const BUNDLE = process.env.ACTION_BUNDLE ?? join(root, "dist/index.js");

/** Node 24, which the Action runs under; undefined when there is none here. */
export const NODE_24 = findNode24();

/** A command that the runner found in the output. */
export interface Command {
  readonly name: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly message: string;
}

export interface Ran {
  readonly code: number;
  /** From the start of the process to its exit. */
  readonly milliseconds: number;
  /** Both streams, in the order in which they came. */
  readonly log: string;
  readonly commands: readonly Command[];
  readonly outputs: Readonly<Record<string, string>>;
  /** What the page of the run shows; empty when it was too long. */
  readonly summary: string;
  /** Files that were written to the workspace and asked for. */
  file(path: string): string;
}

export type Workspace = Readonly<Record<string, string | { readonly link: string }>>;

export interface Job {
  readonly event: string;
  readonly payload: unknown;
  readonly sha: string;
  readonly apiUrl: string;
  /** GitHub's own: below the other one. */
  readonly graphqlUrl?: string;
  readonly repository: string;
  /** The default of the input `github-token`. */
  readonly token: string;
  readonly inputs?: Readonly<Record<string, string>>;
  /** Files of the workspace, and links. */
  readonly workspace?: Workspace;
  /** Makes waits short. */
  readonly fast?: boolean;
  readonly env?: Readonly<Record<string, string>>;
  /** Another bundle than the one that ships. */
  readonly bundle?: string;
}

/** GitHub drops a summary that is longer. */
const MOST_SUMMARY = 1_048_576;

interface ActionFile {
  readonly inputs: Readonly<Record<string, { readonly default?: string }>>;
}

/** `bundle`: the Action as it ships, under Node 24. `source`: the same program in this process. */
export type Mode = "bundle" | "source";

/** Runs the Action as a step of a job. */
export async function runJob(job: Job, mode: Mode): Promise<Ran> {
  const folder = mkdtempSync(join(tmpdir(), "job-"));
  const at = (name: string) => join(folder, name);
  try {
    mkdirSync(at("workspace"));
    for (const [path, content] of Object.entries(job.workspace ?? {})) {
      const file = join(at("workspace"), path);
      mkdirSync(dirname(file), { recursive: true });
      if (typeof content === "string") writeFileSync(file, content);
      else symlinkSync(content.link, file);
    }
    writeFileSync(at("event.json"), JSON.stringify(job.payload));
    for (const name of ["outputs", "summary", "environment", "path", "state"]) writeFileSync(at(name), "");
    const env = {
      PATH: process.env.PATH,
      CI: "true",
      GITHUB_ACTIONS: "true",
      GITHUB_ACTION_REPOSITORY: "org/swarm-volume-check",
      GITHUB_ACTION_REF: "v1",
      GITHUB_API_URL: job.apiUrl,
      GITHUB_GRAPHQL_URL: job.graphqlUrl ?? `${job.apiUrl}/graphql`,
      GITHUB_SERVER_URL: SITE,
      GITHUB_REPOSITORY: job.repository,
      GITHUB_EVENT_NAME: job.event,
      GITHUB_EVENT_PATH: at("event.json"),
      GITHUB_SHA: job.sha,
      GITHUB_WORKSPACE: at("workspace"),
      GITHUB_OUTPUT: at("outputs"),
      GITHUB_STEP_SUMMARY: at("summary"),
      GITHUB_ENV: at("environment"),
      GITHUB_PATH: at("path"),
      GITHUB_STATE: at("state"),
      ...inputVariables(job),
      ...job.env,
    };
    const started = performance.now();
    const { code, log } = mode === "bundle" ? await startBundle(job, env, at("workspace")) : await runSource(env);
    const milliseconds = performance.now() - started;
    const summary = readFileSync(at("summary"), "utf8");
    const files = new Map<string, string>();
    for (const name of ["report-file", "sarif-file", "patch-file"]) {
      const path = job.inputs?.[name];
      if (path && existsSync(join(at("workspace"), path)))
        files.set(path, readFileSync(join(at("workspace"), path), "utf8"));
    }
    for (const name of ["environment", "path", "state"]) {
      if (readFileSync(at(name), "utf8") !== "") throw new Error(`something was written to the runner's ${name}`);
    }
    return {
      code,
      milliseconds,
      log,
      commands: commandsIn(log),
      outputs: outputsIn(readFileSync(at("outputs"), "utf8")),
      summary: Buffer.byteLength(summary) > MOST_SUMMARY ? "" : summary,
      file: (path) => files.get(path) ?? "",
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Every declared input is set, to what the step gives or to its default. */
function inputVariables({ inputs = {}, token }: Job): Record<string, string> {
  const declared = (parse(readFileSync(join(root, "action.yml"), "utf8")) as ActionFile).inputs;
  for (const name of Object.keys(inputs)) if (!(name in declared)) throw new Error(`unknown input ${name}`);
  return Object.fromEntries(
    Object.entries(declared).map(([name, { default: value = "" }]) => [
      `INPUT_${name.replaceAll(" ", "_").toUpperCase()}`,
      inputs[name] ?? (value === "${{ github.token }}" ? token : value),
    ]),
  );
}

function startBundle({ fast, bundle = BUNDLE }: Job, env: NodeJS.ProcessEnv, cwd: string) {
  const preload = [...(fast ? ["preload-clock.cjs"] : []), "preload-names.cjs"].flatMap((name) => [
    "--require",
    join(root, "__tests__/support", name),
  ]);
  return start(NODE_24 as string, [...preload, bundle], env, cwd);
}

let last: Promise<unknown> = Promise.resolve();

/** One after the other: the environment and the output are those of this process. */
function runSource(env: NodeJS.ProcessEnv): Promise<{ code: number; log: string }> {
  const ran = last.then(() => runAlone(env));
  last = ran.catch(() => {});
  return ran;
}

async function runAlone(env: NodeJS.ProcessEnv): Promise<{ code: number; log: string }> {
  const before = { env: process.env, write: process.stdout.write };
  let log = "";
  process.env = env;
  process.stdout.write = (text) => {
    log += text;
    return true;
  };
  try {
    const [{ run }, { context }, { summary }] = await Promise.all([
      import("../../src/action/run.ts"),
      import("@actions/github"),
      import("@actions/core"),
    ]);
    // Both remember the environment that they first saw, of which a process of the runner has one alone.
    Object.assign(context, Reflect.construct(context.constructor, []));
    Object.assign(summary, { _filePath: undefined });
    return { code: await run(() => new Date()), log };
  } finally {
    process.env = before.env;
    process.stdout.write = before.write;
  }
}

/** A process that hangs is ended before its test is, so that none outlives the tests; a slow machine is no hang. */
const LONGEST = 280_000;

function start(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  cwd: string,
): Promise<{ code: number; log: string }> {
  return new Promise((done, fail) => {
    const child = spawn(command, args, { env, cwd, stdio: ["ignore", "pipe", "pipe"] });
    let log = "";
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (text: string) => (log += text));
    const timer = realTimeout(() => child.kill("SIGKILL"), LONGEST);
    child.on("error", fail);
    child.on("close", (code) => {
      clearTimeout(timer);
      done({ code: code ?? -1, log });
    });
  });
}

/** Commands as the runner finds them: `::name props::message` at the start of a line, `##[name props]message` anywhere. */
export function commandsIn(log: string): Command[] {
  return log.split(/\r\n|\r|\n/).flatMap((line) => {
    const second = /^\s*::([^\s:]+)(?:\s+(.*?))?::(.*)$/.exec(line);
    if (second)
      return [
        {
          name: second[1] as string,
          properties: propertiesIn(second[2] ?? "", ","),
          message: unescaped(second[3] ?? ""),
        },
      ];
    const first = /##\[([^\s\]]+)(?:\s+([^\]]*))?\](.*)$/.exec(line);
    if (first)
      return [{ name: first[1] as string, properties: propertiesIn(first[2] ?? "", ";"), message: first[3] ?? "" }];
    return [];
  });
}

function propertiesIn(text: string, separator: string): Record<string, string> {
  return Object.fromEntries(
    text
      .split(separator)
      .filter((part) => part.includes("="))
      .map((part) => {
        const at = part.indexOf("=");
        return [
          part.slice(0, at).trim(),
          unescaped(part.slice(at + 1))
            .replaceAll("%3A", ":")
            .replaceAll("%2C", ","),
        ];
      }),
  );
}

function unescaped(text: string): string {
  return text.replaceAll("%0D", "\r").replaceAll("%0A", "\n").replaceAll("%25", "%");
}

/** `name=value` and `name<<END`, the value, `END`; anything else is an error that fails the step. */
function outputsIn(text: string): Record<string, string> {
  const outputs: Record<string, string> = {};
  const lines = text.split("\n");
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] as string;
    if (line === "") continue;
    const heredoc = /^([^<=]+)<<(.+)$/.exec(line);
    if (!heredoc) {
      const single = /^([^=]+)=(.*)$/.exec(line);
      if (!single) throw new Error(`the runner cannot read the output ${JSON.stringify(line)}`);
      outputs[single[1] as string] = single[2] as string;
      continue;
    }
    const end = lines.indexOf(heredoc[2] as string, at + 1);
    if (end === -1) throw new Error(`the output ${heredoc[1]} does not end`);
    outputs[heredoc[1] as string] = lines.slice(at + 1, end).join("\n");
    at = end;
  }
  return outputs;
}
