import { expect } from "vitest";
import type { Fault } from "../support/fake-github.ts";
import type { Ran } from "../support/runner.ts";
import { BAD, GOOD, STAYS_BEHIND } from "../support/stacks.ts";
import type { World } from "../support/world.ts";

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

export const TROUBLES: readonly Trouble[] = [
  { name: "401", fault: { status: 401 }, times: ALWAYS, passes: false },
  { name: "403", fault: { status: 403 }, times: ALWAYS, passes: false },
  { name: "404", fault: { status: 404 }, times: ALWAYS, passes: false },
  { name: "422", fault: { status: 422 }, times: ALWAYS, passes: false },
  { name: "429 with a time to wait", fault: { status: 429, headers: { "retry-after": "5" } }, times: 1, passes: true },
  { name: "500 twice", fault: { status: 500 }, times: 2, passes: true },
  { name: "a time-out", fault: "time-out", times: 1, passes: true },
  { name: "an answer cut off", fault: "cut-off", times: 1, passes: true },
  { name: "a part of GraphQL missing", fault: "partial", times: 1, passes: true, graphql: true },
  { name: "429 for an hour", fault: { status: 429, headers: { "retry-after": "3600" } }, times: ALWAYS, passes: false },
  { name: "500 always", fault: { status: 500 }, times: ALWAYS, passes: false },
  { name: "time-outs always", fault: "time-out", times: ALWAYS, passes: false },
  { name: "answers always cut off", fault: "cut-off", times: ALWAYS, passes: false },
  { name: "a part of GraphQL always missing", fault: "partial", times: ALWAYS, passes: false, graphql: true },
];

/** One kind of request, how a run comes to make it, and what the run must come to. */
export interface Request {
  readonly operation: string;
  /** A failure to read ends with 3; a failure to post changes nothing. */
  readonly reads: boolean;
  readonly graphql?: true;
  /** What stands there before. */
  prepare(world: World, number: number): Promise<void> | void;
  run(world: World, number: number): Promise<Ran>;
  /** The exit code when all goes well, or when posting fails. */
  readonly code: number;
  /** That everything is as it should be when all goes well. */
  whole(world: World, number: number): void;
}

const oneReview = (world: World, number: number) => {
  expect(world.reviews(number)).toHaveLength(1);
  expect(world.visible(number)).toHaveLength(1);
};

const bad = (world: World, number: number) => world.pull(number, {}, { "stack.yml": BAD });
const plain = (world: World, number: number) => world.run(number);

async function fixed(world: World, number: number): Promise<void> {
  bad(world, number);
  await world.run(number);
  world.push(number, { "stack.yml": GOOD });
}

const green = (world: World, number: number) =>
  expect(world.reviews(number)).toMatchObject([{ body: expect.stringContaining("🟢") }]);

export const REQUESTS: readonly Request[] = [
  { operation: "compare", reads: true, prepare: bad, run: plain, code: 1, whole: oneReview },
  { operation: "contents", reads: true, graphql: true, prepare: bad, run: plain, code: 1, whole: oneReview },
  { operation: "standing", reads: false, graphql: true, prepare: bad, run: plain, code: 1, whole: oneReview },
  { operation: "review", reads: false, prepare: bad, run: plain, code: 1, whole: oneReview },
  { operation: "update", reads: false, prepare: fixed, run: plain, code: 0, whole: green },
  {
    operation: "files",
    reads: true,
    prepare: (world, number) => {
      const docs = Object.fromEntries(Array.from({ length: 301 }, (_, index) => [`docs/${index}.md`, `${index}\n`]));
      world.pull(number, {}, { ...docs, "stack.yml": BAD });
    },
    run: plain,
    code: 1,
    whole: oneReview,
  },
  {
    operation: "blob",
    reads: true,
    prepare: (world, number) => world.pull(number, {}, { "stack.yml": `${BAD}${"# padding\n".repeat(60_000)}` }),
    run: plain,
    code: 1,
    whole: (world, number) => expect(world.reviews(number)).toHaveLength(1),
  },
  {
    operation: "tree",
    reads: true,
    prepare: bad,
    run: (world, number) => world.job({ event: "schedule", payload: {}, sha: world.sha(`head-${number}`) }),
    code: 1,
    whole: () => {},
  },
  {
    operation: "hide",
    reads: false,
    graphql: true,
    prepare: fixed,
    run: plain,
    code: 0,
    whole: (world, number) => expect(world.visible(number)).toEqual([]),
  },
  {
    operation: "dismiss",
    reads: false,
    prepare: async (world, number) => {
      bad(world, number);
      await world.run(number, { inputs: { "review-event": "request-changes" } });
      world.push(number, { "stack.yml": GOOD });
    },
    run: plain,
    code: 0,
    whole: (world, number) => expect(world.reviews(number)).toMatchObject([{ state: "DISMISSED" }]),
  },
  {
    operation: "delete",
    reads: false,
    prepare: async (world, number) => {
      bad(world, number);
      await world.run(number);
      const { author, pull, review, path, line, startLine, body } = world.visible(number)[0] as NonNullable<
        ReturnType<World["visible"]>[0]
      >;
      world.github.addComment({ author, pull, review, path, line, startLine, body });
    },
    run: plain,
    code: 1,
    whole: oneReview,
  },
];

/** The troubles that a request can meet. */
export const troublesOf = ({ graphql }: Request): readonly Trouble[] =>
  TROUBLES.filter((one) => graphql || !one.graphql);

/** Lets a request meet a trouble, and looks at what came of it. */
export async function meet(
  world: World,
  number: number,
  request: Request,
  { name, fault, times, passes }: Trouble,
): Promise<void> {
  const { operation, reads, code } = request;
  const told = `${operation}: ${name}`;
  await request.prepare(world, number);
  world.github.reset();
  world.github.fail(operation, fault, times);
  const before = world.reviews(number).length;
  const ran = await request.run(world, number);
  const asked = world.github.requests.filter((one) => one.operation === operation).length;
  // What is posted once is not posted again when only the answer was lost.
  const once = operation === "review" && fault === "cut-off";
  expect(asked, told).toBeGreaterThan(passes && !once ? 1 : 0);
  const problems = ran.commands.filter(({ name, properties }) => name === "warning" && properties.title === undefined);
  // A comment that is gone needs no removing, and a block that is lifted no lifting.
  const harmless = (operation === "delete" && name === "404") || (operation === "dismiss" && name === "422");
  if (passes || harmless) {
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
    if (!(fault === "cut-off" && operation !== "standing" && operation !== "hide"))
      expect(problems.length, told).toBeGreaterThan(0);
    // Nothing is lost: what was not posted is on the page of the run.
    if (code === 1) expect(ran.summary, told).toContain(STAYS_BEHIND);
    for (const { message } of problems) expect(ran.summary, told).toContain(message.slice(0, 20));
  }
}
