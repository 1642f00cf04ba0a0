import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Finding } from "../../src/model/finding.ts";
import type { Posted, ReviewInput } from "../../src/review/model.ts";
import { isFailing, planReview } from "../../src/review/plan.ts";
import { markerOf } from "../../src/review/posted.ts";
import { finding } from "../report/samples.ts";
import { carriedOut, input } from "./pull-request.ts";

/** What can happen between two runs of the check. */
interface Step {
  /** Which of ten findings there are, where they stand and how bad they are. */
  readonly findings: readonly (readonly [id: number, line: number, severity: Finding["severity"], old: boolean])[];
  readonly answer: number;
  readonly erase: number;
  readonly hide: number;
  /** Two runs see the same state and both post. */
  readonly twice: boolean;
}

const step: fc.Arbitrary<Step> = fc.record({
  findings: fc.uniqueArray(
    fc.tuple(
      fc.nat(9),
      fc.integer({ min: 1, max: 14 }),
      fc.constantFrom("error" as const, "warning" as const, "note" as const),
      fc.boolean(),
    ),
    { selector: ([id]) => id, maxLength: 10 },
  ),
  answer: fc.nat(12),
  erase: fc.nat(12),
  hide: fc.nat(12),
  twice: fc.boolean(),
});

const settings = fc.record({
  when: fc.constantFrom("on-findings" as const, "always" as const),
  event: fc.constantFrom("comment" as const, "request-changes" as const),
  maxInlineComments: fc.constantFrom(0, 1, 3, 30),
  failOn: fc.constantFrom("error" as const, "warning" as const, "never" as const),
  onlyNew: fc.boolean(),
});

function findingsOf(given: Step["findings"]): Finding[] {
  return given.map(([id, line, severity, preexisting]) =>
    finding({
      fingerprint: id.toString(16).padStart(32, "0"),
      message: `Finding ${id}.`,
      startLine: line,
      endLine: line,
      severity,
      preexisting,
    }),
  );
}

/** What people do to the comments. */
function touched(posted: Posted, { answer, erase, hide }: Step): Posted {
  return {
    reviews: posted.reviews,
    comments: posted.comments
      .filter((_, index) => index !== erase)
      .map((one, index) => ({
        ...one,
        answered: one.answered || index === answer,
        minimized: one.minimized || index === hide,
      })),
  };
}

const about = (body: string) => markerOf(body)?.fingerprints ?? [];
const NOTHING = { dismiss: [], minimize: [], remove: [], offLine: [] };

/** Everything that has to hold once a plan is carried out. */
function judge(given: ReviewInput, after: Posted, offLine: readonly string[]): void {
  const current = new Set(given.report.findings.map(({ fingerprint }) => fingerprint));
  const counts = ({ severity, preexisting }: Finding) =>
    severity !== "note" && !(given.settings.onlyNew && preexisting === true);
  const loud = given.report.findings.filter(counts).map(({ fingerprint }) => fingerprint);
  const visible = after.comments.filter(({ minimized }) => !minimized);
  const spoken = visible.flatMap(({ body }) => about(body));

  // Nothing is dropped.
  for (const one of loud) expect([...spoken, ...offLine]).toContain(one);
  // Nothing is said twice, and nothing that is settled stays, except where a person answered.
  for (const one of visible.filter(({ answered }) => !answered)) {
    expect(about(one.body).some((mark) => current.has(mark))).toBe(true);
    const others = visible.filter((other) => other !== one).flatMap(({ body }) => about(body));
    expect(about(one.body).every((mark) => others.includes(mark))).toBe(false);
  }
  // A block stands exactly as long as the check fails.
  const blocked = after.reviews.some(({ state }) => state === "CHANGES_REQUESTED");
  if (after.reviews.length > 0) expect(blocked).toBe(given.settings.event === "request-changes" && isFailing(given));
  // One summary speaks, and it knows how things stand.
  const summaries = after.reviews.filter(
    ({ body, minimized }) => minimized !== true && ["summary", "clean"].includes(markerOf(body)?.kind ?? ""),
  );
  expect(summaries.length).toBeLessThanOrEqual(1);
  if (loud.length > 0) expect(summaries).toHaveLength(1);
  if (summaries[0])
    expect(summaries[0].body.includes("### 🟢")).toBe(
      given.report.summary.errors + given.report.summary.warnings === 0,
    );
}

describe("any sequence of pushes, answers and clean-ups", () => {
  it("leaves a pull request that says what is so, once", () => {
    fc.assert(
      fc.property(settings, fc.array(step, { minLength: 1, maxLength: 6 }), (set, steps) => {
        let posted: Posted = { reviews: [], comments: [] };
        for (const one of steps) {
          const before = touched(posted, one);
          const given = input(findingsOf(one.findings), { posted: before, settings: set });
          const plan = planReview(given);
          const untouchable = before.comments.filter(({ answered }) => answered);
          const gone = new Set([...plan.minimize.map(({ nodeId }) => nodeId)]);
          const removed = new Set(plan.remove.map(({ commentId }) => commentId));
          expect(untouchable.filter(({ id, nodeId }) => gone.has(nodeId) || removed.has(id))).toEqual([]);
          const room = Math.max(
            0,
            set.maxInlineComments -
              before.comments.filter(
                ({ minimized, body }) =>
                  !minimized &&
                  about(body).some((mark) => given.report.findings.some(({ fingerprint }) => fingerprint === mark)),
              ).length,
          );
          expect(plan.create?.comments.length ?? 0).toBeLessThanOrEqual(Math.max(room, 0) + plan.remove.length);
          posted = carriedOut(plan, before);
          if (one.twice) posted = carriedOut(plan, posted);
          const again = planReview(input(findingsOf(one.findings), { posted, settings: set }));
          if (!one.twice) expect(again).toEqual({ ...NOTHING, offLine: plan.offLine });
          posted = carriedOut(again, posted);
          judge(given, posted, again.offLine);
          expect(planReview(input(findingsOf(one.findings), { posted, settings: set }))).toEqual({
            ...NOTHING,
            offLine: again.offLine,
          });
        }
      }),
      { numRuns: 150 },
    );
  });
});
