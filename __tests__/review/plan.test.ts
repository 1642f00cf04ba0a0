import { describe, expect, it } from "vitest";
import { withEdits } from "../../src/edit/edits.ts";
import { unifiedDiff } from "../../src/edit/unified.ts";
import type { Finding } from "../../src/model/finding.ts";
import type { PostedComment } from "../../src/review/model.ts";
import { planReview } from "../../src/review/plan.ts";
import { markerOf } from "../../src/review/posted.ts";
import { withSuggestions } from "../../src/review/suggest.ts";
import { exposure, stack } from "../report/samples.ts";
import { at, carriedOut, DIFF, input, run, short, TEXT } from "./pull-request.ts";

const NOTHING = { dismiss: [], minimize: [], remove: [], offLine: [] };
const STACKS = { stacks: [stack([exposure("kept empty lost lost split")])] };

describe("on a pull request that was never reviewed", () => {
  it.each([
    ["nothing is posted when nothing is wrong", input([]), NOTHING],
    ["nor for notes alone", input([at(4, { severity: "note" })]), NOTHING],
    ["nor when nothing may be posted", input([at(4)], { settings: { when: "never" } }), NOTHING],
    [
      "nor for what was there before, where only new findings count",
      input([at(4, { preexisting: true })], { settings: { onlyNew: true } }),
      NOTHING,
    ],
  ])("%s", (_, given, plan) => expect(planReview(given)).toEqual(plan));

  it("a deploy that may start a service empty is told, though its finding was there before and fails nothing", () => {
    const mount = exposure("kept empty lost lost split", { deployed: "may-be-empty", deployedWhy: "a new image" });
    const old = [at(4, { preexisting: true })];
    const given = input(old, { report: { stacks: [stack([mount])] }, settings: { onlyNew: true } });
    const { create, ...rest } = planReview(given);
    expect(rest).toMatchObject({ dismiss: [], minimize: [], remove: [] });
    expect(create).toMatchObject({ event: "COMMENT", comments: [] });
    expect(create?.body).toContain("### 🟡 1 error (there before this change): after this deploy, `db` may start");
  });

  it("that services do not share a volume stands before what is said of each, however bad that is", () => {
    const split = { ruleId: "volume-split-between-nodes", severity: "warning", message: "Apart." } as const;
    const onLine = planReview(input([at(5), at(5, split)], { report: STACKS })).create?.comments[0]?.body ?? "";
    expect(onLine.indexOf("Apart.")).toBeLessThan(onLine.indexOf("may start on an empty volume"));
    const away = [at(11, { volume: "other" }), at(12, split), at(13, { service: "web" })];
    const listed = planReview(input(away, { report: STACKS })).create?.body ?? "";
    expect(listed.match(/^- .*/gm)).toEqual([
      expect.stringContaining("line 12: Apart."),
      expect.stringContaining("**2 places:** `stack.yml` line 11 (`db`), line 13 (`web`)"),
    ]);
  });

  it.each([
    [false, "**Fix:** Pin it.\n"],
    [true, "**Fix, if this file is for a Swarm:** Pin it. Compose stops, too, until its variable is set.\n"],
  ])("a suggestion says for whom it is, where the file may be for Compose: %s", (mayBeCompose, words) => {
    const text = "      replicas: 1\n      placement: {constraints: ['node.hostname == ${DB_NODE:?set it}']}\n";
    const start = TEXT.indexOf("      replicas: 1\n");
    const edits = [{ path: "stack.yml", start, end: start + "      replicas: 1\n".length, text }];
    const one = at(7, { fixes: [{ title: "Pin it", safe: true, edits }] });
    const stacks = [stack([exposure("kept empty lost lost split")], mayBeCompose ? { mayBeCompose } : {})];
    expect(planReview(input([one], { report: { stacks } })).create?.comments[0]?.body).toContain(words);
  });

  it("a finding is a comment on its line, below a summary", () => {
    const one = at(5);
    const { create, offLine, ...rest } = planReview(input([one], { report: STACKS }));
    expect(rest).toEqual({ dismiss: [], minimize: [], remove: [] });
    expect(offLine).toEqual([]);
    expect(create?.event).toBe("COMMENT");
    expect(create?.comments).toEqual([
      {
        path: "stack.yml",
        line: 5,
        fingerprints: [one.fingerprint],
        body: `<!-- swarm-volume-check:finding ${one.fingerprint} -->

🔴 The next task may start on an empty volume. <sub>[local-volume-unpinned](https://github.com/org/swarm-volume-check/blob/main/docs/rules/local-volume-unpinned.md)</sub>`,
      },
    ]);
    expect(create?.body).toMatch(
      new RegExp(
        `^<!-- swarm-volume-check:summary ${one.fingerprint} -->\n\n### 🔴 1 error: when Swarm moves a task, \`db\` starts without its data\n`,
      ),
    );
    expect(create?.body).toContain("| `db` | `data` | local volume, one\u00a0node | 🔴\u00a0empty | 🔴\u00a0lost |");
  });

  it("several findings on one line are one comment, the worst first", () => {
    const findings = [at(5, { severity: "warning", message: "Second." }), at(5, { message: "First." })];
    const { create } = planReview(input(findings));
    expect(create?.comments.map(({ line }) => line)).toEqual([5]);
    expect(create?.comments[0]?.body).toMatch(/First\.[\s\S]*Second\./);
    expect(create?.comments[0]?.fingerprints).toEqual([findings[1]?.fingerprint, findings[0]?.fingerprint]);
  });

  it.each([
    ["off the diff", at(12), {}],
    ["in a file that the diff does not name", at(1, { path: "other.yml" }), {}],
    [
      "in a file of which GitHub sent no diff",
      at(5),
      { diff: [{ path: "stack.yml", status: "modified" as const, hunks: undefined }] },
    ],
    ["where there is no room", at(5), { settings: { maxInlineComments: 0 } }],
  ])("a finding %s is in the body", (_, one, parts) => {
    const { create, offLine } = planReview(input([one], parts));
    expect(create?.comments).toEqual([]);
    expect(create?.body).toContain(`\`${one.path}\` line ${one.startLine}: The next task may start`);
    expect(offLine).toEqual([one.fingerprint]);
  });

  it("the worst get the lines, and the body has the rest", () => {
    const findings = [
      at(3, { severity: "warning" }),
      at(4, { severity: "warning" }),
      at(7),
      at(8, { message: "Other." }),
    ];
    const { create, offLine } = planReview(input(findings, { settings: { maxInlineComments: 3 } }));
    expect(create?.comments.map(({ line }) => line)).toEqual([8, 7, 3]);
    expect(create?.body).toContain("**Over the limit of 3 comments**");
    expect(create?.body).toContain("`stack.yml` line 4: The next task");
    expect(offLine).toEqual([findings[1]?.fingerprint]);
  });

  it("says so when everything is well, where that is asked for", () => {
    const given = input([], { settings: { when: "always" }, report: { stacks: [stack([])] } });
    const { plan, posted } = run(given);
    expect(short(plan)).toEqual({ create: [], event: "COMMENT", kind: "clean" });
    expect(plan.create?.body).toContain("### 🟢 No problem in 1 stack\n");
    expect(planReview({ ...given, posted })).toEqual(NOTHING);
  });

  it("lists notes without a comment", () => {
    const { create } = planReview(input([at(5), at(7, { severity: "note", message: "Only a note." })]));
    expect(create?.comments.map(({ line }) => line)).toEqual([5]);
    expect(create?.body).toContain("<summary>1 note</summary>");
    expect(create?.body).toContain("Only a note.");
  });

  it("asks for changes where that is wanted and the check fails", () => {
    const settings = { event: "request-changes" as const };
    expect(planReview(input([at(5)], { settings })).create?.event).toBe("REQUEST_CHANGES");
    expect(planReview(input([at(5, { severity: "warning" })], { settings })).create?.event).toBe("COMMENT");
    const warning = input([at(5, { severity: "warning" })], { settings: { ...settings, failOn: "warning" } });
    expect(planReview(warning).create?.event).toBe("REQUEST_CHANGES");
  });
});

describe("on a pull request with a review", () => {
  const one = at(5);
  const two = at(7, { message: "Two." });
  const first = run(input([one, two], { report: STACKS }));

  it("the same head posts nothing", () => {
    expect(planReview(input([one, two], { report: STACKS, posted: first.posted }))).toEqual(NOTHING);
  });

  it("nor does one whose texts GitHub changed in line ends and at the end", () => {
    const reviews = first.posted.reviews.map((review) => ({
      ...review,
      body: `${review.body.replaceAll("\n", "\r\n")}\r\n`,
    }));
    const posted = { reviews, comments: first.posted.comments };
    expect(planReview(input([one, two], { report: STACKS, posted }))).toEqual(NOTHING);
  });

  it("a new head updates the summary and nothing else", () => {
    const headSha = "f".repeat(40);
    const plan = planReview(input([one, two], { report: STACKS, posted: first.posted, headSha }));
    expect(short(plan)).toEqual({ update: 1 });
    expect(plan.updateReview?.body).toContain("ffffffffffff");
  });

  it("only what is new is posted", () => {
    const three = at(8, { message: "Three." });
    const plan = planReview(input([one, two, three], { report: STACKS, posted: first.posted }));
    expect(short(plan)).toEqual({ create: [8], event: "COMMENT", kind: "more", update: 1 });
    expect(plan.create?.body).toBe(
      "<!-- swarm-volume-check:more -->\n\n1 new comment; the [summary](https://github.com/org/repo/pull/1#pullrequestreview-1) is up to date.",
    );
    const after = carriedOut(plan, first.posted);
    expect(planReview(input([one, two, three], { report: STACKS, posted: after }))).toEqual(NOTHING);
  });

  it("a new finding on a line that has a comment gets one of its own", () => {
    const three = at(5, { message: "Three." });
    const { create } = planReview(input([one, two, three], { posted: first.posted }));
    expect(create?.comments.map(({ fingerprints }) => fingerprints)).toEqual([[three.fingerprint]]);
  });

  it("a comment follows its finding, wherever the line is now", () => {
    const moved = [
      { ...one, startLine: 900 },
      { ...two, startLine: 1 },
    ];
    expect(short(planReview(input(moved, { report: STACKS, posted: first.posted })))).toEqual({});
  });

  it("what is fixed is minimised", () => {
    const plan = planReview(input([one], { report: STACKS, posted: first.posted }));
    expect(short(plan)).toEqual({ update: 1, minimize: ["C1-0"] });
    expect(plan.minimize).toEqual([{ nodeId: "C1-0", why: "RESOLVED" }]);
    expect(short(planReview(input([one], { report: STACKS, posted: carriedOut(plan, first.posted) })))).toEqual({});
  });

  it("what comes back is posted again", () => {
    const fixed = carriedOut(planReview(input([one], { posted: first.posted })), first.posted);
    expect(short(planReview(input([one, two], { posted: fixed })))).toEqual({
      create: [7],
      event: "COMMENT",
      kind: "more",
      update: 1,
    });
  });

  it("everything fixed turns the summary green, once", () => {
    const plan = planReview(input([], { posted: first.posted, report: { stacks: [stack([])] } }));
    expect(short(plan)).toEqual({ update: 1, minimize: ["C1-0", "C1-1"] });
    expect(plan.updateReview?.body).toContain("### 🟢 All findings are settled: 1 stack checked\n");
    const posted = carriedOut(plan, first.posted);
    expect(planReview(input([], { posted, report: { stacks: [stack([])] } }))).toEqual(NOTHING);
  });

  it("later reviews that only brought comments go with it", () => {
    const three = at(8);
    const second = carriedOut(planReview(input([one, three], { posted: first.posted })), first.posted);
    expect(planReview(input([], { posted: second })).minimize).toContainEqual({ nodeId: "R2", why: "RESOLVED" });
  });

  it("an answered comment is left alone", () => {
    const comments = first.posted.comments.map((comment) => ({ ...comment, answered: true }));
    const posted = { ...first.posted, comments };
    expect(short(planReview(input([], { posted })))).toEqual({ update: 1 });
    expect(short(planReview(input([one, two], { posted, report: STACKS })))).toEqual({});
  });

  it("a comment that somebody removed or hid stays away; the body has its finding", () => {
    const gone = first.posted.comments.filter(({ nodeId }) => nodeId !== "C1-0");
    const hidden = first.posted.comments.map((one) => (one.nodeId === "C1-0" ? { ...one, minimized: true } : one));
    for (const comments of [gone, hidden]) {
      const posted = { ...first.posted, comments };
      const plan = planReview(input([one, two], { posted, report: STACKS }));
      expect(short(plan)).toEqual({ update: 1 });
      expect(plan.updateReview?.body).toContain("**Comments that somebody removed**");
      expect(plan.offLine).toEqual([two.fingerprint]);
      expect(short(planReview(input([one, two], { posted: carriedOut(plan, posted), report: STACKS })))).toEqual({});
    }
  });

  it("a comment on a file that could not be read is not called settled", () => {
    const report = { skipped: [{ path: "stack.yml", reason: "could not be read" }] };
    expect(planReview(input([], { posted: first.posted, report })).minimize).toEqual([]);
  });

  it("nothing of others is touched", () => {
    const body = "I like <!-- swarm-volume-check:finding 01 --> markers";
    const comments: PostedComment[] = [
      { id: 7, nodeId: "X", path: "stack.yml", body, minimized: false, answered: false },
    ];
    const reviews = [{ ...(first.posted.reviews[0] as (typeof first.posted.reviews)[0]), body, id: 8 }];
    expect(planReview(input([], { posted: { reviews, comments } }))).toEqual(NOTHING);
  });

  it("two runs at once leave one of each", () => {
    const twice = carriedOut(first.plan, first.posted);
    const plan = planReview(input([one, two], { report: STACKS, posted: twice }));
    expect(short(plan)).toEqual({ minimize: ["R2"], remove: [2000, 2001] });
    expect(planReview(input([one, two], { report: STACKS, posted: carriedOut(plan, twice) }))).toEqual(NOTHING);
  });

  it("comments that stand take part in the limit", () => {
    const more = [at(3), at(4), at(6)];
    const plan = planReview(input([one, two, ...more], { posted: first.posted, settings: { maxInlineComments: 3 } }));
    expect(plan.create?.comments).toHaveLength(1);
    expect(plan.offLine).toHaveLength(2);
  });
});

describe("a block", () => {
  const settings = { event: "request-changes" as const };
  const one = at(5);
  const first = run(input([one], { settings }));

  it("stands as long as the check fails", () => {
    expect(short(planReview(input([one], { settings, posted: first.posted })))).toEqual({});
  });

  it("is lifted when all is well, and comes back when it is not", () => {
    const plan = planReview(input([], { settings, posted: first.posted }));
    expect(short(plan)).toEqual({ update: 1, dismiss: [1], minimize: ["C1-0"] });
    const posted = carriedOut(plan, first.posted);
    expect(short(planReview(input([], { settings, posted })))).toEqual({});
    const again = planReview(input([at(7)], { settings, posted }));
    expect(short(again)).toEqual({ create: [7], event: "REQUEST_CHANGES", kind: "more", update: 1 });
  });

  it("comes back without a new comment too", () => {
    const comments = first.posted.comments.map((comment) => ({ ...comment, answered: true }));
    const answered = { ...first.posted, comments };
    const posted = carriedOut(planReview(input([], { settings, posted: answered })), answered);
    const again = planReview(input([one], { settings, posted }));
    expect(short(again)).toEqual({ create: [], event: "REQUEST_CHANGES", kind: "more", update: 1 });
  });

  it("is lifted when only warnings are left, and when comments are asked for instead", () => {
    const warning = { ...one, severity: "warning" as const };
    expect(short(planReview(input([warning], { settings, posted: first.posted })))).toMatchObject({ dismiss: [1] });
    expect(short(planReview(input([one], { posted: first.posted })))).toMatchObject({ dismiss: [1] });
  });
});

describe("suggestions", () => {
  const replace = (from: string, to: string) => {
    const start = TEXT.indexOf(from);
    return [{ path: "stack.yml", start, end: start + from.length, text: to }];
  };
  const fixed = (line: number, from: string, to: string, parts: Partial<Finding> = {}): Finding =>
    at(line, { fixes: [{ title: "Do it", safe: true, edits: replace(from, to) }], ...parts });

  it("stand where their lines are, with what is meant", () => {
    const one = fixed(5, "replicas: 1\n", "replicas: 1\n      placement: {}\n");
    const { create } = planReview(input([one]));
    expect(create?.comments).toMatchObject([{ line: 7 }]);
    expect(create?.comments[0]?.body).toContain("\n\n🔴 Line 5: The next task");
    expect(create?.comments[0]?.body).toContain(
      "**Fix:** Do it.\n\n```suggestion\n      replicas: 1\n      placement: {}\n```",
    );
  });

  it("span the lines that they replace", () => {
    const { create } = planReview(input([fixed(6, "deploy:\n      replicas: 1", "deploy:\n      replicas: 2")]));
    expect(create?.comments).toMatchObject([{ line: 7 }]);
    const two = planReview(input([fixed(6, "deploy:\n      replicas: 1", "x:\n      replicas: 2")])).create;
    expect(two?.comments).toMatchObject([{ startLine: 6, line: 7 }]);
  });

  it("name the price and the way", () => {
    const fixes = [
      {
        title: "Pin it",
        safe: true,
        remedy: "pin" as const,
        edits: replace("redis:7", "redis:8"),
        monthly: { amount: "17.75", currency: "USD" },
      },
    ];
    expect(planReview(input([at(3, { fixes })])).create?.comments[0]?.body).toContain(
      "**Fix:** Pin it. Storage: 17.75 USD a month.\n\n```suggestion",
    );
  });

  it.each([
    ["unsafe", { safe: false }, {}],
    ["off the diff", { edits: replace("data:\n", "data: {}\n") }, {}],
    ["in a file with CRLF", {}, { texts: new Map([["stack.yml", TEXT.replaceAll("\n", "\r\n")]]) }],
    ["of a text that is not known", {}, { texts: new Map() }],
    ["that a second check refuses", {}, { recheck: () => [at(3, { fingerprint: "kept" })] }],
  ])("are not made of a fix %s", (_, fix, parts) => {
    const fixes = [{ title: "Do it", safe: true, edits: replace("redis:7", "redis:8"), ...fix }];
    const { create } = planReview(input([at(3, { fixes, fingerprint: "kept" })], parts));
    expect(create?.comments).toHaveLength(1);
    expect(create?.comments[0]?.body).not.toContain("```suggestion");
  });

  it("never overlap, and one that settles two findings is said once", () => {
    const same = { fixes: [{ title: "Do it", safe: true, edits: replace("redis:7", "redis:8") }] };
    const plan = planReview(
      input([at(3, same), at(4, { ...same, service: "other" }), fixed(5, "redis:7", "x", { service: "c" })]),
    );
    const bodies = plan.create?.comments.map(({ body }) => body) ?? [];
    expect(bodies.filter((body) => body.includes("```suggestion"))).toHaveLength(1);
    expect(bodies.filter((body) => body.includes("The suggestion at line 3 settles this too."))).toHaveLength(1);
  });

  it("of one service wait for each other, unless a second check lets them stand together", () => {
    const findings = [fixed(3, "redis:7", "redis:8"), fixed(7, "replicas: 1", "replicas: 2")];
    const count = (parts: object) =>
      planReview(input(findings, parts)).create?.comments.filter(({ body }) => body.includes("```suggestion")).length;
    expect(count({})).toBe(1);
    expect(count({ recheck: () => [] })).toBe(2);
    expect(count({ recheck: () => [at(9, { severity: "warning" })] })).toBe(2);
    expect(count({ recheck: () => [at(9)] })).toBe(0);
    const together = (changed: ReadonlyMap<string, string>) =>
      /redis:8[\s\S]*replicas: 2/.test(changed.get("stack.yml") ?? "") ? findings : [];
    expect(count({ recheck: together })).toBe(1);
  });

  it("change where data lives only where there is no data yet", () => {
    const fixes = [{ title: "Pin it", safe: false, remedy: "pin" as const, edits: replace("redis:7", "redis:8") }];
    const pressed = (base: string | undefined, deployed: "kept" | undefined, preexisting = false) => {
      const mount = exposure("kept empty lost lost split", deployed === undefined ? {} : { deployed });
      const stacks = { stacks: [stack([mount])], ...(base === undefined ? {} : { base }) };
      const body =
        planReview(input([at(3, { fixes, preexisting })], { report: stacks })).create?.comments[0]?.body ?? "";
      return body.includes("```suggestion");
    };
    expect(pressed("main", undefined)).toBe(true);
    expect(pressed("main", "kept")).toBe(false);
    expect(pressed(undefined, undefined)).toBe(false);
    expect(pressed("main", undefined, true)).toBe(false);
  });

  it("leave other fixes as diffs behind a fold", () => {
    const other = {
      title: "Move `data` away",
      safe: false,
      remedy: "network" as const,
      runbook: [{ title: "Copy", where: "manager" as const, commands: ["cp"] }],
    };
    const fixes = [
      { title: "Do it", safe: true, edits: replace("redis:7", "redis:8") },
      { ...other, edits: replace("data:/data", "nfs:/data"), monthly: { amount: "30.00", currency: "USD" } },
    ];
    const { create } = planReview(input([at(3, { fixes })]));
    expect(create?.comments[0]?.body).toContain(`<details><summary>Instead: network storage, 30.00 USD a month</summary>

Move \`data\` away.

The summary has the commands to run before the deploy.

\`\`\`diff
--- a/stack.yml
+++ b/stack.yml
@@ -2,7 +2,7 @@
   db:
     image: redis:7
     volumes:
-      - data:/data
+      - nfs:/data
     deploy:
       replicas: 1
       mode: replicated
\`\`\`

</details>`);
    expect(create?.body).toContain("<summary>How to move the data (1 runbook)</summary>");
  });

  it("show no lines that may hold a secret", () => {
    const texts = new Map([["stack.yml", TEXT.replace("image: redis:7", "PASSWORD: hunter2")]]);
    const fixes = [{ title: "Do it", safe: false, edits: replace("data:/data", "nfs:/data") }];
    const { create } = planReview(input([at(5, { fixes })], { texts }));
    expect(create?.comments[0]?.body).toContain("The diff is not shown");
    expect(JSON.stringify(create)).not.toContain("hunter2");
  });

  it("are all in the patch of the summary", () => {
    const patches = [
      { path: "stack.yml", diff: "--- a/stack.yml\n+++ b/stack.yml\n@@ -1 +1 @@\n-a\n+b\n" },
      { path: "other.yml", diff: "--- a/other.yml\n+++ b/other.yml\n@@ -1 +1 @@\n-PASSWORD: hunter2\n+b\n" },
    ];
    const fixes = [{ title: "Do it", safe: false, edits: replace("redis:7", "redis:8") }];
    const all = [at(5, { fixes }), at(6), at(6, { path: "new.yml" }), at(7, { severity: "note", path: "note.yml" })];
    const body = planReview(input(all, { patches })).create?.body ?? "";
    expect(body).toContain("```diff\n--- a/stack.yml\n+++ b/stack.yml\n@@ -1 +1 @@\n-a\n+b\n```");
    expect(body).toContain("`git apply volumes.patch`");
    expect(body).toContain("The suggestions of the comments, and what cannot be pressed");
    const start = body.slice(0, body.indexOf("```diff"));
    expect(start).toContain("**Not shown:** `other.yml`, because lines may hold a secret or hidden characters.");
    expect(start).toContain("**Without a fix:** 2 findings in `stack.yml` and `new.yml`.");
    expect(body).not.toContain("hunter2");
  });

  it("say so where everything has a fix that can be shown", () => {
    const patches = [{ path: "stack.yml", diff: "--- a/stack.yml\n+++ b/stack.yml\n@@ -1 +1 @@\n-a\n+b\n" }];
    const fixes = [{ title: "Do it", safe: false, edits: replace("redis:7", "redis:8") }];
    const body = planReview(input([at(5, { fixes })], { patches })).create?.body ?? "";
    expect(body).toContain("The whole patch");
    expect(body).not.toMatch(/Not shown|Without a fix|CRLF/);
  });

  it("of a file with CRLF are shown, and it is said that the line ends are not", () => {
    const text = TEXT.replaceAll("\n", "\r\n");
    const start = text.indexOf("redis:7");
    const fixes = [
      { title: "Write `redis:8`", safe: true, edits: [{ path: "stack.yml", start, end: start + 7, text: "redis:8" }] },
    ];
    const patches = [{ path: "stack.yml", diff: unifiedDiff({ path: "stack.yml", text }, text.replace(":7", ":8")) }];
    const { create } = planReview(input([at(3, { fixes })], { texts: new Map([["stack.yml", text]]), patches }));
    const diff = `--- a/stack.yml
+++ b/stack.yml
@@ -1,6 +1,6 @@
 services:
   db:
-    image: redis:7
+    image: redis:8
     volumes:
       - data:/data
     deploy:
`;
    expect(create?.comments[0]?.body).toContain(`<details><summary>Fix: Write <code>redis:8</code></summary>

Lines end in CRLF, which the diff does not show.

\`\`\`diff
${diff}\`\`\``);
    expect(create?.body).toContain("Lines of `stack.yml` end in CRLF, which is not shown here");
    expect(create?.body).toContain(diff);
    expect(JSON.stringify(create)).not.toContain("\\r");
  });

  it("stand below their findings where these share a comment", () => {
    const network = (source: string, volume: string) => ({
      title: `Move \`${volume}\` away`,
      safe: false,
      remedy: "network" as const,
      edits: replace(source, `nfs-${source}`),
    });
    const pin = { title: "Pin it", safe: true, remedy: "pin" as const, edits: replace("redis:7", "redis:8") };
    const say = (message: string, fixes: Finding["fixes"]) => at(5, { message, fixes });
    const body = (...findings: Finding[]) => planReview(input(findings)).create?.comments[0]?.body ?? "";
    const order = (text: string, ...parts: string[]) =>
      expect(parts.map((part) => text.indexOf(part)).filter((index, at, all) => index <= (all[at - 1] ?? 0))).toEqual(
        [],
      );

    const [a, b] = [network("data:/data", "a"), network("mode: replicated", "b")];
    order(
      body(say("First.", [a]), say("Second.", [b])),
      ...[
        "First.",
        "Fix: network storage",
        "Move `a` away.",
        "Second.",
        "Fix: network storage</summary>\n\nMove `b` away.",
      ],
    );
    order(
      body(say("First.", [a, pin]), say("Second.", [b, pin]), say("Third.", [b])),
      ...["First.", "**Fix:** Pin it.", "Instead: network storage", "Move `a` away.", "Second."],
      ...["The suggestion in this comment settles this too.", "Instead: network storage</summary>\n\nMove `b` away."],
      ...["Third.", "What is offered above settles this too."],
    );
  });

  it("leave the lines of other findings alone", () => {
    const wide = {
      title: "Wide",
      safe: true,
      edits: [...replace("redis:7", "redis:8"), ...replace("mode: replicated", "mode: global")],
    };
    const narrow = { title: "Narrow", safe: true, edits: replace("redis:7", "redis:8") };
    const body = (...findings: Finding[]) =>
      planReview(input(findings)).create?.comments.find(({ body }) => body.includes("```suggestion"))?.body;
    expect(body(at(3, { fixes: [wide, narrow] }))).toContain("**Fix:** Wide.");
    expect(body(at(3, { fixes: [wide, narrow] }), at(5))).toContain("**Fix:** Narrow.");
  });

  it("make what the edits make, from the bottom up", () => {
    const findings = [fixed(3, "redis:7", "redis:8"), fixed(10, "nginx", "nginx:1", { service: "web" })];
    const { create } = planReview(input(findings));
    expect(create?.comments.map(({ line }) => line)).toEqual([10, 3]);
    const suggestions = (create?.comments ?? []).map(({ body, line, startLine = line }) => ({
      path: "stack.yml",
      startLine,
      endLine: line,
      lines: (/```suggestion\n([\s\S]*?)\n```/.exec(body)?.[1] ?? "").split("\n"),
    }));
    const edits = findings.flatMap(({ fixes }) => fixes.flatMap((fix) => fix.edits));
    expect(withSuggestions(TEXT, suggestions)).toBe(withEdits({ path: "stack.yml", text: TEXT }, edits));
  });
});

describe("GitHub's limits", () => {
  const runbook = [{ title: "Copy it", where: "manager" as const, commands: ["cp -a /from /to\n".repeat(60)] }];
  const fixOf = (index: number) => ({
    title: `Fix ${index}`,
    safe: false,
    edits: [{ path: "stack.yml", start: 0, end: 0, text: `# ${index} ${"x".repeat(200)}\n`.repeat(60) }],
    runbook: [{ ...runbook[0], title: `Copy ${index}` }] as typeof runbook,
  });
  const findings = Array.from({ length: 400 }, (_, index) =>
    at(index < 4 ? 5 : 12, { message: `Finding ${index} ${"ü".repeat(120)}.`, fixes: [fixOf(index)] }),
  );
  const { create, offLine } = planReview(input(findings, { report: STACKS }));
  const texts = [create?.body ?? "", ...(create?.comments ?? []).map(({ body }) => body)];

  it("are kept, and every fold and fence is closed", () => {
    for (const text of texts) {
      expect(text.length).toBeLessThanOrEqual(64_000);
      expect(text.match(/<details>/g)?.length).toBe(text.match(/<\/details>/g)?.length);
      expect((text.match(/^```/gm) ?? []).length % 2).toBe(0);
    }
    expect(texts[0]?.length).toBeGreaterThan(55_000);
  });

  it("leave nothing out without a word", () => {
    expect(texts[0]).toMatch(
      /\*\*Too long for this place\.\*\* Left out here: \d+ of the list "Not on a line of this diff"/,
    );
    expect(texts[0]).toContain("The summary of this check's job has more, and its log every finding.");
    expect(offLine).toHaveLength(396);
    expect(markerOf(texts[0] ?? "")?.fingerprints).toHaveLength(4);
  });

  it("leave fixes out of a comment that is too long, and say how many", () => {
    const eight = Array.from({ length: 8 }, (_, index) => at(5, { message: `F${index}.`, fixes: [fixOf(index)] }));
    const body = planReview(input(eight)).create?.comments[0]?.body ?? "";
    expect(body.length).toBeLessThanOrEqual(64_000);
    for (let index = 0; index < 8; index++) expect(body).toContain(`F${index}.`);
    const shown = body.match(/<summary>Fix: /g)?.length ?? 0;
    expect(shown).toBeGreaterThan(2);
    expect(body).toContain(`**Too long for this place.** Left out here: ${8 - shown} fixes.`);
  });

  it("leave out warnings of one list before errors of another", () => {
    const long = (index: number) => `Finding ${index}. ${"y".repeat(500)}`;
    const errors = Array.from({ length: 90 }, (_, index) => at(5, { message: long(index) }));
    const offLine = Array.from({ length: 90 }, (_, index) =>
      at(12, { severity: index === 0 ? "error" : "warning", message: long(1000 + index) }),
    );
    const body = planReview(input([...offLine, ...errors])).create?.body ?? "";
    expect(body.length).toBeLessThanOrEqual(64_000);
    for (let index = 20; index < 90; index++) expect(body).toContain(`Finding ${index}. `);
    expect(body).toContain("**Not on a line of this diff: errors**");
    expect(body).toContain("<summary>Not on a line of this diff: warnings (89)</summary>");
    expect(body).toContain("<summary>Over the limit of 30 comments (70)</summary>");
    expect(body).toMatch(/Left out here: \d\d of the list "Not on a line of this diff: warnings"\. The summary/);
  });

  it("leave out mounts before findings", () => {
    const services = Array.from({ length: 600 }, (_, index) => `service-${index}`);
    const mounts = services.map((service) => exposure("kept empty lost lost split", { service }));
    const said = services.slice(0, 340).map((service, index) => at(5, { service, message: `Finding ${index}.` }));
    const body = planReview(input(said, { report: { stacks: [stack(mounts)] } })).create?.body ?? "";
    expect(body.length).toBeLessThanOrEqual(64_000);
    for (let index = 20; index < 340; index++) expect(body).toContain(`Finding ${index}. `);
    expect(body).toContain("<summary>590 more mounts with data</summary>");
    expect(body).toMatch(/Left out here: \d+ of the rest of the survival table\. The summary/);
  });
});

it("the diff of these tests shows lines 1 to 10", () =>
  expect(DIFF).toEqual([{ path: "stack.yml", status: "modified", hunks: [{ start: 1, end: 10 }] }]));
