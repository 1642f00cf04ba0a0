import { dirname } from "node:path";
import type { ReadProblem } from "../session/workspace.ts";

/** What git answered: the bytes of standard output, or why not. */
export type GitAnswer =
  | { readonly ok: true; readonly stdout: Buffer }
  /** `status` is undefined when git could not be started. */
  | { readonly ok: false; readonly status: number | undefined; readonly stderr: string };

/** The status of a git that was ended because it did not answer; git's own are below it. */
export const NO_ANSWER = 256;

/** Runs git with arguments, without a shell. */
export type RunGit = (args: readonly string[], input?: string) => GitAnswer;

/**
 * Settings that no configuration of a checkout can change: git runs no program but itself, and asks no other machine.
 * What runs in which command: git-config(1). An empty `core.fsmonitor` is none for every version of git.
 */
const SETTINGS = {
  "safe.bareRepository": "explicit",
  "core.fsmonitor": "",
  "core.hooksPath": "/dev/null",
  "core.pager": "cat",
  "core.sshCommand": "false",
  "credential.helper": "",
  "diff.external": "",
  "protocol.allow": "never",
};

/** `GIT_ALLOW_PROTOCOL` wins over `protocol.NAME.allow`, and names no protocol that there is. */
const ENVIRONMENT = {
  LC_ALL: "C",
  GIT_ALLOW_PROTOCOL: "none",
  GIT_NO_LAZY_FETCH: "1",
  GIT_NO_REPLACE_OBJECTS: "1",
  GIT_OPTIONAL_LOCKS: "0",
  GIT_TERMINAL_PROMPT: "0",
};

/** Where git's own files and the user's settings are, among them `safe.directory`. All other `GIT_*` are left behind. */
const TAKEN_OVER =
  /^GIT_(?:EXEC_PATH|CONFIG_(?:GLOBAL|SYSTEM|NOSYSTEM|COUNT|KEY_\d+|VALUE_\d+)|DISCOVERY_ACROSS_FILESYSTEM)$/i;

/** How long git may take for one answer, in milliseconds; a huge repository takes seconds. */
const PATIENCE = 120_000;

/** git as it is installed, in the one way in which this program calls it. A pipe in place of a file makes git wait for ever. */
export function gitIn(folder: string, patience = PATIENCE): RunGit {
  // Loading it takes as long as checking a small stack, which most runs do without git.
  const { spawnSync } = process.getBuiltinModule("node:child_process");
  const own = Object.entries(process.env).filter(([name]) => !/^GIT_/i.test(name) || TAKEN_OVER.test(name));
  const settings = Object.entries(SETTINGS).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  return (args, input) => {
    const { error, status, stdout, stderr } = spawnSync("git", ["-C", folder, "--no-pager", ...settings, ...args], {
      input,
      timeout: patience,
      killSignal: "SIGKILL",
      maxBuffer: 1024 ** 3,
      // Windows looks for a program in the current folder first, and so does a `PATH` with `.` in it.
      cwd: dirname(process.execPath),
      env: { ...Object.fromEntries(own), ...ENVIRONMENT },
    });
    if (error && "code" in error && error.code === "ETIMEDOUT")
      return { ok: false, status: NO_ANSWER, stderr: `no answer within ${patience / 1000} seconds` };
    if (error) return { ok: false, status: undefined, stderr: error.message };
    return status === 0 ? { ok: true, stdout } : { ok: false, status: status ?? undefined, stderr: String(stderr) };
  };
}

/** Options that switch every filter off: a filter is a program, and `git diff` runs it over files on the disk. */
export function withoutFilters(
  git: RunGit,
): { readonly options: readonly string[] } | { readonly problem: ReadProblem } {
  const asked = git(["config", "-z", "--name-only", "--get-regexp", "^filter\\."]);
  // 1: there is none.
  if (!asked.ok) return asked.status === 1 ? { options: [] } : { problem: failed(asked) };
  const keys = asked.stdout
    .toString("utf8")
    .split("\0")
    .filter((key) => key !== "");
  const names = [...new Set(keys.map((key) => key.slice("filter.".length, key.lastIndexOf("."))))];
  const odd = names.find((name) => name.includes("="));
  if (odd !== undefined) {
    const message = `git's configuration has a filter \`${odd}\`, which cannot be switched off because of the \`=\``;
    return { problem: { message, help: "give the filter another name, or remove it" } };
  }
  const off = (name: string) => [`filter.${name}.clean=`, `filter.${name}.process=`, `filter.${name}.required=false`];
  return { options: names.flatMap(off).flatMap((setting) => ["-c", setting]) };
}

/** git failed in the middle of the work. */
export class GitError extends Error {
  readonly help: string;

  constructor({ message, help }: ReadProblem) {
    super(message);
    this.help = help;
  }
}

/** What a failure in the middle of the work means. */
export function failed(answer: GitAnswer): ReadProblem {
  const stderr = answer.ok ? "" : answer.stderr;
  if (/promisor remote|lazy fetching disabled/.test(stderr)) {
    return {
      message: "this clone has no contents of old files, and none are fetched here",
      help: "clone without `--filter` (`filter` of actions/checkout)",
    };
  }
  if (!answer.ok && answer.status === NO_ANSWER)
    return {
      message: `git gave ${stderr}`,
      help: "look for pipes and devices among its files, or check without `--base`",
    };
  return { message: `git failed: ${stderr.trim().split("\n")[0] ?? ""}`, help: "check the repository (`git fsck`)" };
}
