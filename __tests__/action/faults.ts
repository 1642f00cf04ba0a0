import { expect } from "vitest";
import type { Fault } from "../support/fake-github.ts";
import type { Ran } from "../support/runner.ts";
import { BAD, GOOD, POLICY, redis, STAYS_BEHIND } from "../support/stacks.ts";
import type { RunOptions, World } from "../support/world.ts";

/** Everything that can happen to a request. */
interface Trouble {
  readonly name: string;
  readonly fault: Fault;
  readonly times: number;
  /** Whether trying again helps. */
  readonly passes: boolean;
  readonly graphql?: true;
}

const ALWAYS = Number.POSITIVE_INFINITY;

const TROUBLES: readonly Trouble[] = [
  { name: "401", fault: { status: 401 }, times: ALWAYS, passes: false },
  { name: "403", fault: { status: 403 }, times: ALWAYS, passes: false },
  { name: "404", fault: { status: 404 }, times: ALWAYS, passes: false },
  { name: "422", fault: { status: 422 }, times: ALWAYS, passes: false },
  { name: "429 with a time to wait", fault: { status: 429, headers: { "retry-after": "5" } }, times: 1, passes: true },
  { name: "500 twice", fault: { status: 500 }, times: 2, passes: true },
  { name: "a time-out", fault: "time-out", times: 1, passes: true },
  { name: "an answer cut off", fault: "cut-off", times: 1, passes: true },
  { name: "a part of GraphQL missing", fault: "partial", times: 1, passes: true, graphql: true },
  // From here on GitHub does not recover.
  { name: "429 for an hour", fault: { status: 429, headers: { "retry-after": "3600" } }, times: ALWAYS, passes: false },
  { name: "500 always", fault: { status: 500 }, times: ALWAYS, passes: false },
  { name: "time-outs always", fault: "time-out", times: ALWAYS, passes: false },
  { name: "answers always cut off", fault: "cut-off", times: ALWAYS, passes: false },
  { name: "a part of GraphQL always missing", fault: "partial", times: ALWAYS, passes: false, graphql: true },
];

const USUAL = TROUBLES.findIndex(({ name }) => name === "429 for an hour");

/** One kind of request, how a run comes to make it, and what the run must come to. */
export interface Request {
  readonly name: string;
  readonly operation: string;
  /** Requests of this kind that go well before. */
  readonly after?: number;
  /** A failure to read ends with 3; a failure to post changes nothing. */
  readonly reads: boolean;
  readonly graphql?: true;
  /** What stands there before. */
  prepare(world: World, number: number): Promise<void> | void;
  run(world: World, number: number, options: RunOptions): Promise<Ran>;
  /** The exit code when all goes well, or when posting fails. */
  readonly code: number;
  /** That everything is as it should be when all goes well. */
  whole(world: World, number: number): void;
}

/** What one pull request brings: an error on a line of the diff, and two that were there on lines that it does not show. */
const BEFORE = `${redis(["queue", "search"])}${"#\n".repeat(9)}# the end\n`;
const AFTER = BEFORE.replace("# the end\n", "# the end of it\n");

const bad = (world: World, number: number) =>
  world.pull(number, { "old.yml": BEFORE }, { "old.yml": AFTER, "stack.yml": BAD });
const plain = (world: World, number: number, options: RunOptions) => world.run(number, options);

const oneReview = (world: World, number: number) => {
  expect(world.reviews(number)).toHaveLength(1);
  expect(world.visible(number)).toHaveLength(1);
};

async function fixed(world: World, number: number): Promise<void> {
  world.pull(number, {}, { "stack.yml": BAD });
  await world.run(number);
  world.push(number, { "stack.yml": GOOD });
}

/** GitHub takes a line for one that is not in the diff. */
async function refused(world: World, number: number, options: RunOptions): Promise<Ran> {
  world.github.fail("review", { status: 422 }, 1);
  return await world.run(number, options);
}

const green = (world: World, number: number) =>
  expect(world.reviews(number)).toMatchObject([{ body: expect.stringContaining("🟢") }]);

const many = (world: World, number: number) => {
  const docs = Object.fromEntries(Array.from({ length: 301 }, (_, index) => [`docs/${index}.md`, `${index}\n`]));
  world.pull(number, {}, { ...docs, "stack.yml": BAD });
};

type Kind = Pick<Request, "name" | "operation"> & Partial<Request>;

const reading = (kind: Kind): Request => ({
  reads: true,
  prepare: bad,
  run: plain,
  code: 1,
  whole: oneReview,
  ...kind,
});
const posting = (kind: Kind): Request => ({ ...reading(kind), reads: false });

export const REQUESTS: readonly Request[] = [
  reading({ name: "the comparison", operation: "compare" }),
  reading({ name: "contents", operation: "contents", graphql: true }),
  reading({
    name: "sizes",
    operation: "sizes",
    graphql: true,
    prepare: (world, number) => {
      const good = Array.from({ length: 20 }, (_, index) => [`s/${index}.yml`, GOOD]);
      world.pull(number, {}, { ...Object.fromEntries(good), "stack.yml": BAD });
    },
  }),
  posting({ name: "what stands there", operation: "standing", graphql: true }),
  posting({ name: "a review", operation: "review" }),
  posting({ name: "a new summary", operation: "update", prepare: fixed, code: 0, whole: green }),
  reading({ name: "the list of files", operation: "files", prepare: many }),
  reading({ name: "its second page", operation: "files", after: 1, prepare: many }),
  reading({
    name: "contents of files that did not change",
    operation: "contents",
    after: 1,
    graphql: true,
    prepare: (world, number) => {
      const config = "stacks:\n  - name: shop\n    files: [base.yml, prod.yml]\n";
      const base = { [POLICY]: config, "base.yml": BAD, "prod.yml": "services: {}\n" };
      world.pull(number, base, { "prod.yml": "services:\n  cache:\n    init: true\n", "stack.yml": BAD });
    },
  }),
  reading({
    name: "a blob",
    operation: "blob",
    prepare: (world, number) =>
      world.pull(number, {}, { "stack.yml": `${BAD}${`# ${"padding ".repeat(100)}\n`.repeat(700)}` }),
  }),
  reading({
    name: "the tree",
    operation: "tree",
    run: (world, number, options) =>
      world.job({ event: "schedule", payload: {}, sha: world.sha(`head-${number}`), ...options }),
    whole: () => {},
  }),
  posting({
    name: "hiding",
    operation: "hide",
    graphql: true,
    prepare: fixed,
    code: 0,
    whole: (world, number) => expect(world.visible(number)).toEqual([]),
  }),
  posting({
    name: "lifting a block",
    operation: "dismiss",
    prepare: async (world, number) => {
      world.pull(number, {}, { "stack.yml": BAD });
      await world.run(number, { inputs: { "review-event": "request-changes" } });
      world.push(number, { "stack.yml": GOOD });
    },
    code: 0,
    whole: (world, number) => expect(world.reviews(number)).toMatchObject([{ state: "DISMISSED" }]),
  }),
  posting({
    name: "removing a double",
    operation: "delete",
    prepare: async (world, number) => {
      bad(world, number);
      await world.run(number);
      const { author, pull, review, path, line, startLine, body } = world.visible(number)[0] as NonNullable<
        ReturnType<World["visible"]>[0]
      >;
      world.github.addComment({ author, pull, review, path, line, startLine, body });
    },
  }),
  posting({
    name: "what stands there after a refusal",
    operation: "standing",
    after: 1,
    graphql: true,
    run: refused,
  }),
  posting({ name: "the comparison after a refusal", operation: "compare", after: 1, run: refused }),
];

/** A dozen runs, several at once: they take as long as the machine does. A run that hangs is ended before. */
export const LONGEST = 30 * 60_000;

/** The troubles that a request can meet; `all` of them, or those that most runs meet. */
export const troublesOf = ({ graphql }: Request, which: "all" | "usual"): readonly Trouble[] =>
  (which === "all" ? TROUBLES : TROUBLES.slice(0, USUAL)).filter((one) => graphql || !one.graphql);

interface Told {
  readonly findings: readonly {
    readonly path: string;
    readonly startLine: number;
    readonly ruleId: string;
    readonly severity: string;
    readonly service?: string;
  }[];
}

/** What was not posted is on the page of the run and in the report. */
function nothingIsLost({ code, summary, file, outputs }: Ran, told: string): void {
  const { findings } = JSON.parse(file("r.json")) as Told;
  const errors = findings.filter(({ severity }) => severity === "error");
  expect(outputs.errors, told).toBe(String(errors.length));
  if (code === 0) {
    expect(errors, told).toEqual([]);
    expect(summary, told).toContain("### 🟢");
    return;
  }
  expect(errors.length, told).toBeGreaterThan(0);
  expect(summary, told).toContain("### 🔴");
  expect(summary, told).toContain(STAYS_BEHIND);
  for (const { path, startLine, ruleId, service } of errors) {
    expect(summary, told).toContain(`\`${path}\``);
    expect(summary, told).toContain(`line ${startLine}`);
    expect(summary, told).toContain(`/${ruleId}.md`);
    expect(summary, told).toContain(`\`${service}\``);
  }
}

/** Lets a request meet a trouble, and looks at what came of it. */
export async function meet(world: World, number: number, request: Request, trouble: Trouble): Promise<void> {
  const { operation, after = 0, reads, code } = request;
  const { fault, times, passes } = trouble;
  const told = `${request.name}: ${trouble.name}`;
  await request.prepare(world, number);
  world.github.reset();
  world.github.fail(operation, fault, times, after);
  const before = world.reviews(number).length;
  const ran = await request.run(world, number, { inputs: { "report-file": "r.json" } });
  const asked = world.github.requests.filter((one) => one.operation === operation).length - after;
  // What is posted once is not posted again when only the answer was lost.
  const once = operation === "review" && fault === "cut-off";
  expect(asked, told).toBeGreaterThan(passes && !once ? 1 : 0);
  const problems = ran.commands.filter(({ name, properties }) => name === "warning" && properties.title === undefined);
  // A comment that is gone needs no removing, and a block that is lifted no lifting.
  const harmless =
    (operation === "delete" && trouble.name === "404") || (operation === "dismiss" && trouble.name === "422");
  if (passes || harmless || once) {
    expect(ran.code, told).toBe(code);
    expect(problems, told).toEqual([]);
    if (!harmless) request.whole(world, number);
  } else if (reads) {
    expect(ran.code, told).toBe(3);
    expect(ran.outputs.verdict, told).toBe("error");
    expect(
      ran.commands.filter(({ name }) => name === "error"),
      told,
    ).toMatchObject([{ message: expect.stringMatching(/^Nothing was checked: /) }]);
    expect(world.reviews(number), told).toHaveLength(before);
  } else {
    expect(ran.code, told).toBe(code);
    expect(ran.outputs.verdict, told).toBe(code === 0 ? "pass" : "fail");
    expect(problems.length, told).toBeGreaterThan(0);
    nothingIsLost(ran, told);
    for (const { message } of problems) expect(ran.summary, told).toContain(message.slice(0, 20));
  }
}
