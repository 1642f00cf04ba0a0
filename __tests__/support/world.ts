import { readFileSync } from "node:fs";
import { expect } from "vitest";
import { checkStack } from "../../src/check/check.ts";
import { clusterFacts } from "../../src/config/cluster.ts";
import { readConfig } from "../../src/config/read.ts";
import { markerOf } from "../../src/review/posted.ts";
import { rules } from "../../src/rules/index.ts";
import { silent } from "./clock.ts";
import { FakeGitHub } from "./fake-github.ts";
import type { Changes } from "./git-repository.ts";
import { NAME, OWNER, type StoredComment } from "./github-values.ts";
import { type Job, type Mode, type Ran, runJob, type Workspace } from "./runner.ts";

/** A repository on GitHub, pull requests in it, and jobs that run the Action on them. */

interface Example {
  readonly name: string;
  readonly examples: readonly Record<string, unknown>[];
}

const EXAMPLES = (
  JSON.parse(readFileSync(new URL("github/webhook-examples.json", import.meta.url), "utf8")) as {
    readonly content: readonly Example[];
  }
).content;

/** One of GitHub's own example payloads. */
export function example(name: string): Record<string, unknown> {
  const found = EXAMPLES.find((one) => one.name === name)?.examples[0];
  if (!found) throw new Error(`there is no example of ${name}`);
  return structuredClone(found);
}

export interface RunOptions {
  readonly inputs?: Readonly<Record<string, string>>;
  readonly workspace?: Workspace;
  readonly event?: "pull_request" | "pull_request_target";
  readonly fast?: boolean;
  readonly env?: Readonly<Record<string, string>>;
}

/** Commands that the Action itself may give. */
const OWN_COMMANDS = new Set(["error", "warning", "notice", "add-mask", "group", "endgroup", "debug"]);
const OUTPUTS = [
  "checked-files",
  "errors",
  "monthly-cost",
  "monthly-cost-change",
  "patch-file",
  "report-file",
  "review-url",
  "sarif-file",
  "skipped-files",
  "verdict",
  "warnings",
];

export class World {
  readonly github: FakeGitHub;
  readonly #mode: Mode;

  private constructor(mode: Mode, github: FakeGitHub) {
    this.#mode = mode;
    this.github = github;
  }

  static async open(mode: Mode, github = new FakeGitHub()): Promise<World> {
    const world = new World(mode, github);
    await world.github.start();
    return world;
  }

  /** Every request and answer was as GitHub documents them. */
  async close(): Promise<void> {
    await this.github.stop();
    expect(this.github.problems).toEqual([]);
  }

  /** A pull request with this number: what base has, and what head changes. */
  pull(number: number, base: Changes, head: Changes): void {
    const { repository } = this.github;
    const start = repository.commit(`base-${number}`, base, {
      from: repository.find("main") ?? repository.commit("main", { "README.md": "# Shop\n" }),
    });
    repository.commit(`head-${number}`, head, { from: start });
    this.github.pulls.set(number, { base: `base-${number}`, head: `head-${number}` });
  }

  /** Another commit on the pull request. */
  push(number: number, changes: Changes): void {
    this.github.repository.commit(`head-${number}`, changes);
  }

  sha(name: string): string {
    return this.github.repository.find(name) as string;
  }

  /** A file at the head of a pull request. */
  text(number: number, path: string): string {
    const text = this.github.repository.text(this.sha(`head-${number}`), path);
    if (text === undefined) throw new Error(`there is no ${path} at the head of ${number}`);
    return text;
  }

  payload(number: number): Record<string, unknown> {
    const payload = example("pull_request");
    const pull = payload.pull_request as { base: object; head: object };
    const { base, head } = this.github.pulls.get(number) as { base: string; head: string };
    return {
      ...payload,
      number,
      pull_request: {
        ...pull,
        number,
        base: { ...pull.base, sha: this.sha(base) },
        head: { ...pull.head, sha: this.sha(head) },
      },
    };
  }

  /** Runs the Action for a pull request. */
  async run(number: number, { event = "pull_request", ...options }: RunOptions = {}): Promise<Ran> {
    const before = new Set(this.github.comments.map(({ id }) => id));
    const ran = await this.job({ event, payload: this.payload(number), sha: this.sha(`head-${number}`), ...options });
    this.#checkSuggestions(
      number,
      this.visible(number).filter(({ id }) => !before.has(id)),
    );
    return ran;
  }

  /** Runs the Action; whatever happens, no command but its own is found and every output is set. */
  async job(job: Pick<Job, "event" | "payload" | "sha"> & Partial<Job>): Promise<Ran> {
    const { apiUrl, graphqlUrl, token } = this.github;
    const repository = `${OWNER}/${NAME}`;
    const env: Record<string, string> = silent(this.github) ? { TEST_IS_ABOUT: "request" } : {};
    const given = { apiUrl, graphqlUrl, token, repository, fast: true, ...job, env: { ...env, ...job.env } };
    const ran = await runJob(given, this.#mode);
    expect(ran.commands.filter(({ name }) => !OWN_COMMANDS.has(name))).toEqual([]);
    expect(Object.keys(ran.outputs).sort()).toEqual(OUTPUTS);
    for (const kind of ["error", "warning", "notice"]) {
      const count = ran.commands.filter(
        ({ name, properties }) => name === kind && properties.title !== undefined,
      ).length;
      expect(count).toBeLessThanOrEqual(10);
    }
    expect(ran.log.replaceAll(`::add-mask::${token}`, "")).not.toContain(token);
    return ran;
  }

  /** Every suggestion settles what its comment is about, alone and together with the others of its file. */
  #checkSuggestions(number: number, comments: readonly StoredComment[]): void {
    const paths = new Set(comments.map(({ path }) => path));
    for (const path of paths) {
      const all = comments.filter((one) => one.path === path && suggestionIn(one) !== undefined);
      for (const batch of [...all.map((one) => [one]), all]) {
        if (batch.length === 0) continue;
        this.suggestions += batch.length === 1 ? 1 : 0;
        const text = apply(
          this.text(number, path),
          batch.map((one) => suggestionIn(one) as Suggestion),
        );
        const left = new Set(this.#findingsIn(number, path, text));
        const settled = batch.flatMap(({ body }) => markerOf(body)?.fingerprints.slice(0, 1) ?? []);
        expect(
          settled.filter((one) => left.has(one)),
          `suggestions on ${path}`,
        ).toEqual([]);
      }
    }
  }

  /** How many suggestions were posted and tried. */
  suggestions = 0;

  #findingsIn(number: number, path: string, text: string): string[] {
    const policy = this.github.repository.text(this.sha(`base-${number}`), ".swarm-volume-check.yml");
    const read =
      policy === undefined
        ? undefined
        : readConfig({ path: ".swarm-volume-check.yml", text: policy }, { rules, folder: "" });
    const config = read && "config" in read ? read.config : undefined;
    const stack = config?.stacks.find(({ files }) => files.includes(path))?.files ?? [path];
    const files = stack.map((one) => ({ path: one, text: one === path ? text : this.text(number, one) }));
    const options = {
      target: "auto",
      variables: new Map(),
      unsetVariables: "unknown",
      facts: clusterFacts(config),
      config,
    } as const;
    return checkStack(files, options).findings.map(({ fingerprint }) => fingerprint);
  }

  /** Comments that a reader sees, of one pull request. */
  visible(number: number): StoredComment[] {
    return this.github.comments.filter(({ pull, minimized }) => pull === number && minimized === undefined);
  }

  reviews(number: number) {
    return this.github.reviews.filter(({ pull }) => pull === number);
  }
}

export interface Suggestion {
  readonly path: string;
  /** Counted from 1, both inclusive. */
  readonly start: number;
  readonly end: number;
  readonly lines: readonly string[];
}

/** The suggestion of a comment, as GitHub finds it. */
export function suggestionIn({ path, body, line, startLine }: StoredComment): Suggestion | undefined {
  const match = /^(`{3,})suggestion[^\n]*\n([\s\S]*?)^\1`*$/m.exec(body);
  if (!match) return undefined;
  const lines = (match[2] as string) === "" ? [] : (match[2] as string).replace(/\n$/, "").split("\n");
  return { path, start: startLine ?? line, end: line, lines };
}

/** The text after a batch of suggestions, applied as GitHub does. */
export function apply(text: string, suggestions: readonly Suggestion[]): string {
  const lines = text.split("\n");
  for (const { start, end, lines: replacement } of suggestions.toSorted((a, b) => b.start - a.start)) {
    lines.splice(start - 1, end - start + 1, ...replacement);
  }
  return lines.join("\n");
}
