import { expect } from "vitest";
import { BAD, GOOD, POLICY, redis, STAYS_BEHIND } from "../support/stacks.ts";
import { apply, example, type Suggestion, suggestionIn, type World } from "../support/world.ts";

/** What a pull request gets in each situation: what was asked of GitHub, what stands there afterwards, the exit code. */
export interface Scenario {
  readonly name: string;
  run(world: World, number: number): Promise<void>;
}

const READ = ["compare", "contents", "standing"];
const names = (count: number) => Array.from({ length: count }, (_, index) => `s${String(index).padStart(3, "0")}`);
const many = (count: number, text: (index: number) => string) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`stacks/s${index}/stack.yml`, text(index)]));
const ZERO = "0".repeat(40);

export const SCENARIOS: readonly Scenario[] = [
  {
    name: "a new finding gets one review, in four requests",
    async run(world, number) {
      world.pull(number, { "stack.yml": GOOD }, { "stack.yml": BAD });
      expect((await world.run(number)).code).toBe(1);
      expect(world.github.takeRequests()).toEqual([...READ, "review"]);
      expect(world.reviews(number)).toHaveLength(1);
      // Only the pin was taken away, and the line of the mount is beside it.
      expect(world.visible(number)).toMatchObject([{ path: "stack.yml", body: expect.stringContaining(STAYS_BEHIND) }]);
    },
  },
  {
    name: "the same head twice posts nothing new",
    async run(world, number) {
      world.pull(number, {}, { "stack.yml": BAD });
      await world.run(number);
      const before = structuredClone([world.reviews(number), world.visible(number)]);
      world.github.takeRequests();
      expect((await world.run(number)).code).toBe(1);
      expect(world.github.takeRequests()).toEqual(READ);
      expect([world.reviews(number), world.visible(number)]).toEqual(before);
    },
  },
  {
    name: "what is fixed is hidden, and the summary turns green",
    async run(world, number) {
      world.pull(number, {}, { "stack.yml": BAD });
      await world.run(number);
      world.push(number, { "stack.yml": GOOD });
      world.github.takeRequests();
      const ran = await world.run(number);
      expect(ran.code).toBe(0);
      expect(world.github.takeRequests()).toEqual([...READ, "update", "hide"]);
      expect(world.visible(number)).toEqual([]);
      expect(world.github.comments.filter(({ pull }) => pull === number)).toMatchObject([{ minimized: "RESOLVED" }]);
      expect(world.reviews(number)).toHaveLength(1);
      expect(world.reviews(number)[0]?.body).toContain("🟢");
    },
  },
  {
    name: "a push brings only what is new",
    async run(world, number) {
      world.pull(number, {}, { "stack.yml": redis(["a"]) });
      await world.run(number);
      world.push(number, { "stack.yml": redis(["a", "b"]) });
      world.github.takeRequests();
      expect((await world.run(number)).code).toBe(1);
      expect(world.github.takeRequests()).toEqual([...READ, "review", "update"]);
      expect(world.visible(number).map(({ body }) => /`([ab])`/.exec(body)?.[1])).toEqual(["a", "b"]);
      expect(world.reviews(number)[0]?.body).toContain("2 errors");
    },
  },
  {
    name: "lines that move leave comments as they are",
    async run(world, number) {
      world.pull(number, {}, { "stack.yml": BAD });
      await world.run(number);
      world.push(number, { "stack.yml": `# one\n# two\n\n${BAD}` });
      world.github.takeRequests();
      expect((await world.run(number)).code).toBe(1);
      expect(world.github.takeRequests()).not.toContain("review");
      expect(world.visible(number)).toHaveLength(1);
    },
  },
  {
    name: "a clean pull request gets nothing",
    async run(world, number) {
      world.pull(number, {}, { "stack.yml": GOOD });
      const ran = await world.run(number);
      expect(ran.code).toBe(0);
      expect(ran.outputs).toMatchObject({ verdict: "pass", "checked-files": "1", "review-url": "" });
      expect(world.github.takeRequests()).toEqual(READ);
      expect(world.reviews(number)).toEqual([]);
    },
  },
  {
    name: "a pull request without stacks passes",
    async run(world, number) {
      world.pull(
        number,
        { "main.go": "a\n" },
        { "main.go": "b\n", "values.yml": "a: 1\n", ".github/workflows/x.yml": "services:\n" },
      );
      const ran = await world.run(number);
      expect(ran.code).toBe(0);
      expect(ran.outputs).toMatchObject({ verdict: "pass", "checked-files": "0", "skipped-files": "0" });
      expect(world.reviews(number)).toEqual([]);
    },
  },
  {
    name: "a review can be had always",
    async run(world, number) {
      world.pull(number, {}, { "stack.yml": GOOD });
      expect((await world.run(number, { inputs: { review: "always" } })).code).toBe(0);
      expect(world.reviews(number)).toMatchObject([{ body: expect.stringContaining("🟢 No problem in 1 stack") }]);
      world.push(number, { "stack.yml": redis(["cache"], ["cache"]).replace("7.4.2", "7.4.3") });
      await world.run(number, { inputs: { review: "always" } });
      expect(world.reviews(number)).toHaveLength(1);
    },
  },
  {
    name: "or never",
    async run(world, number) {
      world.pull(number, {}, { "stack.yml": BAD });
      const ran = await world.run(number, { inputs: { review: "never" } });
      expect(ran.code).toBe(1);
      expect(world.github.takeRequests()).toEqual(["compare", "contents"]);
      expect(ran.summary).toContain(STAYS_BEHIND);
    },
  },
  {
    name: "a force push is a push",
    async run(world, number) {
      world.pull(number, {}, { "stack.yml": BAD });
      await world.run(number);
      world.github.repository.move(`head-${number}`, world.sha(`base-${number}`));
      world.push(number, { "other/stack.yml": BAD });
      expect((await world.run(number)).code).toBe(1);
      expect(world.visible(number).map(({ path }) => path)).toEqual(["other/stack.yml"]);
      expect(world.reviews(number)[0]?.body).toContain("1 error");
    },
  },
  {
    name: "what base got meanwhile is not of this pull request",
    async run(world, number) {
      world.pull(number, { "stack.yml": GOOD, "other.yml": "a: 1\n" }, { "other.yml": "a: 2\n" });
      world.github.repository.commit(`base-${number}`, { "stack.yml": redis(["cache", "more"]) });
      const ran = await world.run(number);
      expect(ran.code).toBe(0);
      expect(ran.outputs["checked-files"]).toBe("0");
    },
  },
  {
    name: "a renamed stack is followed",
    async run(world, number) {
      world.pull(number, { "old/stack.yml": BAD }, { "old/stack.yml": null, "new/stack.yml": BAD });
      const ran = await world.run(number, { inputs: { "report-file": "r.json" } });
      expect(ran.code).toBe(1);
      const { findings } = JSON.parse(ran.file("r.json")) as { findings: object[] };
      expect(findings.length).toBeGreaterThan(0);
      for (const finding of findings) expect(finding).toMatchObject({ path: "new/stack.yml", preexisting: true });
      expect(world.reviews(number)[0]?.body).toContain("there before this change");
    },
  },
  {
    name: "a deleted stack is noticed",
    async run(world, number) {
      world.pull(number, { "stack.yml": GOOD, "b.yml": "a: 1\n" }, { "stack.yml": null });
      const ran = await world.run(number, { inputs: { "report-file": "r.json" } });
      const { findings } = JSON.parse(ran.file("r.json")) as { findings: { path: string; severity: string }[] };
      expect(findings.every(({ path }) => path === "stack.yml")).toBe(true);
      expect(ran.code).toBe(findings.some(({ severity }) => severity === "error") ? 1 : 0);
      expect(ran.outputs["checked-files"]).toBe("0");
    },
  },
  {
    name: "of sixty findings thirty stand on lines and the rest in the text",
    async run(world, number) {
      world.pull(number, {}, { "stack.yml": redis(names(60)) });
      expect((await world.run(number)).code).toBe(1);
      expect(world.github.takeRequests()).toEqual([...READ, "review"]);
      expect(world.visible(number)).toHaveLength(30);
      const body = world.reviews(number)[0]?.body ?? "";
      const spoken = [...world.visible(number).map((one) => one.body), body].join("\n");
      for (const name of names(60)) expect(spoken).toContain(`\`${name}-data\``);
    },
  },
  {
    name: "nine changed files take four requests, and fifty one more for their sizes",
    async run(world, number) {
      const bad = (index: number) => redis(["cache", "more"], index === 7 ? ["cache"] : ["cache", "more"]);
      world.pull(
        number,
        many(50, () => GOOD),
        many(9, bad),
      );
      expect((await world.run(number)).code).toBe(1);
      expect(world.github.takeRequests()).toEqual([...READ, "review"]);
      world.push(number, many(50, bad));
      expect((await world.run(number)).code).toBe(1);
      // The table and the patch of the review are about fifty files now; the comment stays the one it is.
      expect(world.github.takeRequests()).toEqual(["compare", "sizes", "contents", "standing", "update"]);
      expect(world.reviews(number)).toMatchObject([{ body: expect.stringContaining("stacks/s49/stack.yml") }]);
      expect(world.visible(number)).toMatchObject([{ path: "stacks/s7/stack.yml" }]);
    },
  },
  {
    name: "a hundred and fifty take one more",
    async run(world, number) {
      world.pull(
        number,
        {},
        many(150, (index) => (index < 3 ? BAD : GOOD)),
      );
      const ran = await world.run(number);
      expect(ran.code).toBe(1);
      expect(ran.outputs).toMatchObject({ errors: "3", "checked-files": "150" });
      expect(world.github.takeRequests()).toEqual([
        ...["compare", "sizes", "sizes", "contents", "contents", "standing", "review"],
      ]);
    },
  },
  {
    name: "more than a comparison holds are listed by pages",
    async run(world, number) {
      world.pull(
        number,
        {},
        { ...Object.fromEntries(names(320).map((name) => [`docs/${name}.md`, `${name}\n`])), "z/stack.yml": BAD },
      );
      expect((await world.run(number)).code).toBe(1);
      expect(world.github.takeRequests()).toEqual([
        "compare",
        "files",
        "files",
        "files",
        "files",
        "contents",
        "standing",
        "review",
      ]);
      expect(world.visible(number)).toMatchObject([{ path: "z/stack.yml" }]);
    },
  },
  {
    name: "more than GitHub lists are found all the same",
    async run(world, number) {
      const docs = Object.fromEntries(Array.from({ length: 3010 }, (_, index) => [`docs/${index}.md`, `${index}\n`]));
      const moved = { "zz/old.yml": null, "zz/new.yml": GOOD };
      world.pull(number, { "zz/old.yml": GOOD }, { ...docs, "z/stack.yml": BAD, ...moved });
      const ran = await world.run(number);
      expect(ran).toMatchObject({ code: 1, outputs: { "checked-files": "2", errors: "1", warnings: "0" } });
      expect(world.github.takeRequests()).toHaveLength(1 + 30 + 2 + 3);
      expect(world.reviews(number)[0]?.body).toContain("GitHub lists 3000 changed files and no more");
      expect(world.reviews(number)[0]?.body).toContain(STAYS_BEHIND);
    },
  },
  {
    name: "a finding off the lines of the diff stands in the text",
    async run(world, number) {
      const long = (first: string) => `# ${first}\n${"#\n".repeat(20)}${BAD}`;
      world.pull(number, { "stack.yml": long("one") }, { "stack.yml": long("two") });
      expect((await world.run(number)).code).toBe(1);
      expect(world.visible(number)).toEqual([]);
      expect(world.reviews(number)[0]?.body).toContain("Not on a line of this diff");
      expect(world.reviews(number)[0]?.body).toContain(STAYS_BEHIND);
    },
  },
  {
    name: "a file with CRLF gets no suggestion",
    async run(world, number) {
      world.pull(number, {}, { "stack.yml": BAD.replaceAll("\n", "\r\n") });
      expect((await world.run(number)).code).toBe(1);
      expect(world.visible(number).map(suggestionIn)).toEqual([undefined]);
    },
  },
  {
    name: "nor does a last line without an end",
    async run(world, number) {
      const text =
        "volumes:\n  cache-data:\nservices:\n  cache:\n    image: redis:7.4.2\n    volumes:\n      - cache-data:/data";
      world.pull(number, {}, { "stack.yml": text });
      expect((await world.run(number)).code).toBe(1);
      expect(world.visible(number).map(suggestionIn)).toEqual([undefined]);
    },
  },
  {
    name: "all suggestions together turn it green",
    async run(world, number) {
      world.pull(number, { [POLICY]: "storage:\n  pin-to: worker-1\n" }, { "stack.yml": redis(["a", "b", "c"]) });
      expect((await world.run(number)).code).toBe(1);
      const suggestions = world.visible(number).flatMap((one) => suggestionIn(one) ?? []);
      expect(suggestions).toHaveLength(3);
      world.push(number, { "stack.yml": apply(world.text(number, "stack.yml"), suggestions as Suggestion[]) });
      expect((await world.run(number)).code).toBe(0);
      expect(world.visible(number)).toEqual([]);
    },
  },
  {
    name: "a token of a fork posts nothing, and the result is the same",
    async run(world, number) {
      world.pull(number, {}, { "stack.yml": BAD });
      world.github.mayWrite = false;
      const ran = await world.run(number);
      expect(ran.code).toBe(1);
      expect(ran.outputs).toMatchObject({ verdict: "fail", "review-url": "" });
      expect(world.reviews(number)).toEqual([]);
      expect(ran.summary).toContain(STAYS_BEHIND);
      expect(ran.summary).toContain("There is no review, because the token may not write");
      expect(ran.commands.filter(({ name }) => name === "error")).toHaveLength(1);
      expect(ran.commands.filter(({ name }) => name === "warning")).toHaveLength(1);
    },
  },
  {
    name: "a token that may not even read reviews does neither",
    async run(world, number) {
      world.pull(number, {}, { "stack.yml": GOOD });
      world.github.mayReadPulls = false;
      const ran = await world.run(number);
      expect(ran.code).toBe(0);
      expect(ran.summary).toContain("There is no review");
    },
  },
  {
    name: "a merge queue is gated and gets no review",
    async run(world, number) {
      world.pull(number, {}, { "stack.yml": BAD });
      const payload = example("merge_group");
      const group = {
        ...(payload.merge_group as object),
        base_sha: world.sha(`base-${number}`),
        head_sha: world.sha(`head-${number}`),
      };
      const ran = await world.job({
        event: "merge_group",
        payload: { ...payload, merge_group: group },
        sha: group.head_sha,
      });
      expect(ran.code).toBe(1);
      expect(world.github.takeRequests()).toEqual(["compare", "contents"]);
      expect(ran.summary).toContain(STAYS_BEHIND);
    },
  },
  {
    name: "a push is compared with what was before",
    async run(world, number) {
      world.pull(number, { "old/stack.yml": BAD }, { "stack.yml": BAD });
      const [before, after] = [world.sha(`base-${number}`), world.sha(`head-${number}`)];
      const ran = await world.job({
        event: "push",
        payload: { ...example("push"), ref: "refs/heads/main", before, after, deleted: false },
        sha: after,
      });
      expect(ran).toMatchObject({ code: 1, outputs: { errors: "1", "checked-files": "1" } });
      expect(world.github.takeRequests()).toEqual(["compare", "contents"]);
    },
  },
  {
    name: "a forced push of something else is checked whole",
    async run(world, number) {
      world.pull(number, { "old/stack.yml": BAD }, { "stack.yml": BAD });
      const after = world.sha(`head-${number}`);
      const ran = await world.job({
        event: "push",
        payload: { ...example("push"), ref: "refs/heads/main", before: "1".repeat(40), after, deleted: false },
        sha: after,
      });
      expect(ran).toMatchObject({ code: 1, outputs: { errors: "2", "checked-files": "2" } });
      expect(world.github.takeRequests()).toEqual(["compare", "tree", "contents"]);
    },
  },
  {
    name: "a new branch is checked whole, and a deleted one not at all",
    async run(world, number) {
      world.pull(number, { "old/stack.yml": BAD }, { "stack.yml": BAD });
      const after = world.sha(`head-${number}`);
      const push = { ...example("push"), ref: "refs/heads/main", before: ZERO, after, deleted: false };
      expect(await world.job({ event: "push", payload: push, sha: after })).toMatchObject({
        code: 1,
        outputs: { "checked-files": "2" },
      });
      world.github.takeRequests();
      const gone = { ...push, before: after, after: ZERO, deleted: true };
      expect(await world.job({ event: "push", payload: gone, sha: ZERO })).toMatchObject({
        code: 0,
        outputs: { verdict: "pass" },
      });
      expect(world.github.takeRequests()).toEqual([]);
    },
  },
  {
    name: "a schedule checks everything, without a checkout",
    async run(world, number) {
      world.pull(
        number,
        { "a/stack.yml": GOOD, "deploy.yml": BAD, "node_modules/x/stack.yml": BAD, ".hidden/stack.yml": BAD },
        {},
      );
      const sha = world.sha(`base-${number}`);
      const ran = await world.job({ event: "schedule", payload: { schedule: "0 4 * * 1" }, sha });
      expect(ran).toMatchObject({ code: 1, outputs: { errors: "1", "checked-files": "2" } });
      expect(world.github.takeRequests()).toEqual(["tree", "contents"]);
    },
  },
  {
    name: "and with one it asks nobody",
    async run(world, number) {
      world.pull(number, {}, {});
      const workspace = { ".git/HEAD": "ref: refs/heads/main\n", "a/stack.yml": BAD };
      const payload = example("workflow_dispatch");
      const ran = await world.job({ event: "workflow_dispatch", payload, sha: world.sha(`base-${number}`), workspace });
      expect(ran).toMatchObject({ code: 1, outputs: { errors: "1", "checked-files": "1" } });
      expect(world.github.takeRequests()).toEqual([]);
    },
  },
  {
    name: "a pull request cannot switch its own check off",
    async run(world, number) {
      const off = "fail-on: never\nrules:\n  local-volume-unpinned: off\n";
      world.pull(number, { [POLICY]: "fail-on: error\n" }, { [POLICY]: off, "stack.yml": BAD });
      const ran = await world.run(number);
      expect(ran.code).toBe(1);
      expect(world.reviews(number)[0]?.body).toContain("counts after the merge");
      expect(world.visible(number)).toHaveLength(1);
    },
  },
  {
    name: "nor with a new configuration or baseline",
    async run(world, number) {
      const ignore = "ignore:\n  - rule: local-volume-unpinned\n    reason: we know\n";
      world.pull(
        number,
        { "b.json": '{"schemaVersion": 1, "findings": []}' },
        { [POLICY]: ignore, "b.json": '{"schemaVersion": 1, "findings": [] }', "stack.yml": BAD },
      );
      const ran = await world.run(number, { inputs: { baseline: "b.json" } });
      expect(ran.code).toBe(1);
      expect(ran.summary).toContain("this check still goes without it");
      expect(world.reviews(number)[0]?.body.match(/counts after the merge/g)).toHaveLength(2);
    },
  },
  {
    name: "what base ignores is ignored",
    async run(world, number) {
      const ignore = "ignore:\n  - rule: local-volume-unpinned\n    reason: it is a cache that may be lost\n";
      world.pull(number, { [POLICY]: ignore }, { "stack.yml": BAD });
      expect(await world.run(number)).toMatchObject({ code: 0, outputs: { errors: "0" } });
      expect(world.reviews(number)).toEqual([]);
    },
  },
  {
    name: "a wrong proposal is told, and fails",
    async run(world, number) {
      world.pull(number, { [POLICY]: "fail-on: error\n" }, { [POLICY]: "fail-on: eror\n", "stack.yml": GOOD });
      const ran = await world.run(number);
      expect(ran.code).toBe(2);
      expect(ran.outputs.verdict).toBe("error");
      expect(ran.commands.filter(({ name }) => name === "error")).toMatchObject([
        { properties: { file: POLICY, line: "1" }, message: expect.stringContaining("error") },
      ]);
      expect(ran.summary).toContain("It is wrong: line 1");
    },
  },
  {
    name: "a broken policy can be repaired, and stands in the way until then",
    async run(world, number) {
      world.pull(number, { [POLICY]: "nodes: 3\n" }, { "stack.yml": BAD });
      const broken = await world.run(number);
      expect(broken.code).toBe(2);
      expect(broken.commands.filter(({ name }) => name === "error")).toMatchObject([{ properties: { file: POLICY } }]);
      world.push(number, { [POLICY]: "cluster:\n  nodes: 1\n" });
      const repaired = await world.run(number);
      expect(repaired.code).toBe(1);
      expect(repaired.summary).toContain("this check goes without any");
    },
  },
  {
    name: "a comment that somebody answered stays",
    async run(world, number) {
      world.pull(number, {}, { "stack.yml": BAD });
      await world.run(number);
      const [comment] = world.visible(number);
      world.github.reply(comment as never, "alice", "Is that so?");
      const body = comment?.body;
      world.push(number, { "stack.yml": GOOD });
      expect((await world.run(number)).code).toBe(0);
      expect(comment).toMatchObject({ minimized: undefined, body });
      expect(world.reviews(number)[0]?.body).toContain("🟢");
    },
  },
  {
    name: "a comment that somebody removed does not come back",
    async run(world, number) {
      world.pull(number, {}, { "stack.yml": BAD });
      await world.run(number);
      const at = world.github.comments.findIndex(({ pull }) => pull === number);
      world.github.comments.splice(at, 1);
      expect((await world.run(number)).code).toBe(1);
      expect(world.visible(number)).toEqual([]);
      expect(world.reviews(number)).toHaveLength(1);
      expect(world.reviews(number)[0]?.body).toContain(STAYS_BEHIND);
    },
  },
  {
    name: "two runs at once leave no double behind",
    async run(world, number) {
      world.pull(number, {}, { "stack.yml": BAD });
      await Promise.all([world.run(number), world.run(number)]);
      await world.run(number);
      expect(world.visible(number)).toHaveLength(1);
      expect(world.reviews(number).filter(({ minimized }) => minimized === undefined)).toHaveLength(1);
      world.github.takeRequests();
      await world.run(number);
      expect(world.github.takeRequests()).toEqual(READ);
    },
  },
  {
    name: "a marker that somebody pasted means nothing",
    async run(world, number) {
      world.pull(number, {}, { "stack.yml": BAD });
      await world.run(number);
      const [review] = world.reviews(number);
      const [comment] = world.visible(number);
      world.github.reviews.splice(world.github.reviews.indexOf(review as never), 1);
      world.github.comments.splice(world.github.comments.indexOf(comment as never), 1);
      const { id } = world.github.addReview({
        author: "mallory",
        pull: number,
        body: review?.body ?? "",
        commit: world.sha(`head-${number}`),
        event: "COMMENT",
      });
      world.github.addComment({
        author: "mallory",
        review: id,
        pull: number,
        path: "stack.yml",
        line: 5,
        startLine: undefined,
        body: comment?.body ?? "",
      });
      expect((await world.run(number)).code).toBe(1);
      expect(world.visible(number).map(({ author }) => author)).toEqual(["mallory", world.github.viewer]);
    },
  },
  {
    name: "an older run does not speak over a newer one",
    async run(world, number) {
      world.pull(number, {}, { "stack.yml": BAD });
      const old = world.payload(number);
      world.push(number, { "stack.yml": GOOD.replace("7.4.2", "7.4.3") });
      await world.run(number, { inputs: { review: "always" } });
      const before = structuredClone([world.reviews(number), world.visible(number)]);
      const ran = await world.job({ event: "pull_request", payload: old, sha: "" });
      expect(ran.code).toBe(1);
      expect([world.reviews(number), world.visible(number)]).toEqual(before);
      expect(ran.summary).toContain("The pull request has a newer commit");
    },
  },
  {
    name: "the files of one stack are read together",
    async run(world, number) {
      const config = "stacks:\n  - name: shop\n    files: [base.yml, prod.yml]\n    env-files: [prod.env]\n";
      const base = {
        [POLICY]: config,
        "base.yml": redis(["cache"]),
        "prod.env": "NODE=worker-1\n",
        "prod.yml": "services:\n  cache:\n    deploy:\n      replicas: 1\n",
      };
      const pin =
        "services:\n  cache:\n    deploy:\n      placement:\n        constraints: ['node.hostname == $" + "{NODE}']\n";
      world.pull(number, base, { "prod.yml": pin });
      const ran = await world.run(number);
      expect(ran).toMatchObject({ code: 0, outputs: { "checked-files": "2" } });
      expect(world.github.takeRequests()).toEqual(["compare", "contents", "contents", "standing"]);
      world.push(number, { "prod.yml": null, "base.yml": redis(["cache", "b"], ["b"]) });
      const broken = await world.run(number);
      expect(broken.code).toBe(1);
      expect(broken.log).toContain("prod.yml");
    },
  },
  {
    name: "links, submodules, folders, binaries and huge files are told",
    async run(world, number) {
      const base = { "l.yml": BAD, "s.yml": BAD, "b.yml": BAD, "real.yml": GOOD };
      const head = {
        "l.yml": { link: "real.yml" },
        "s.yml": null,
        "s.yml/x": "a folder now\n",
        "b.yml": new Uint8Array([0x73, 0, 1, 2]),
        "link-stack.yml": { link: "real.yml" },
        "stack-sub.yml": { submodule: "1".repeat(40) },
        "big-stack.yml": `${BAD}${"# padding\n".repeat(230_000)}`,
        "huge.yml": new Uint8Array(11_000_000).fill(0x23),
        "image.yml": new Uint8Array([0, 1, 2]),
      };
      world.pull(number, base, head);
      const ran = await world.run(number, { inputs: { "report-file": "r.json", review: "never" } });
      expect(ran.code).toBe(1);
      const { findings, skipped } = JSON.parse(ran.file("r.json")) as {
        findings: { path: string; ruleId: string }[];
        skipped: { path: string }[];
      };
      const unreadable = findings.filter(({ ruleId }) => ruleId === "file-unreadable").map(({ path }) => path);
      expect(unreadable.sort()).toEqual(["b.yml", "big-stack.yml", "l.yml"]);
      expect(skipped.map(({ path }) => path).sort()).toEqual([
        "b.yml",
        "big-stack.yml",
        "l.yml",
        "link-stack.yml",
        "stack-sub.yml",
      ]);
    },
  },
  {
    name: "pull_request_target reads content as data",
    async run(world, number) {
      world.pull(number, {}, { "stack.yml": BAD });
      expect((await world.run(number, { event: "pull_request_target" })).code).toBe(1);
      expect(world.reviews(number)).toHaveLength(1);
    },
  },
  {
    name: "a block is lifted when all is well, and comes back",
    async run(world, number) {
      const inputs = { "review-event": "request-changes" };
      world.pull(number, {}, { "stack.yml": BAD });
      await world.run(number, { inputs });
      expect(world.reviews(number)).toMatchObject([{ state: "CHANGES_REQUESTED" }]);
      world.push(number, { "stack.yml": GOOD });
      expect((await world.run(number, { inputs })).code).toBe(0);
      expect(world.reviews(number)).toMatchObject([{ state: "DISMISSED", body: expect.stringContaining("🟢") }]);
      world.push(number, { "stack.yml": redis(["other"]) });
      expect((await world.run(number, { inputs })).code).toBe(1);
      expect(world.reviews(number).map(({ state }) => state)).toEqual(["DISMISSED", "CHANGES_REQUESTED"]);
    },
  },
  {
    name: "only what is new fails when that is asked for",
    async run(world, number) {
      const inputs = { "only-new": "true" };
      world.pull(number, { "stack.yml": redis(["a"]) }, { "stack.yml": redis(["a", "b"], ["b"]) });
      expect(await world.run(number, { inputs })).toMatchObject({ code: 0, outputs: { verdict: "pass", errors: "1" } });
      expect(world.reviews(number)).toEqual([]);
      world.push(number, { "stack.yml": redis(["a", "b"]) });
      expect((await world.run(number, { inputs })).code).toBe(1);
      expect(world.visible(number)).toMatchObject([{ body: expect.stringContaining("`b`") }]);
    },
  },
  {
    name: "the threshold is the caller's",
    async run(world, number) {
      world.pull(number, { [POLICY]: "fail-on: never\n" }, { "stack.yml": BAD });
      expect((await world.run(number)).code).toBe(0);
      expect(world.reviews(number)).toHaveLength(1);
      expect((await world.run(number, { inputs: { "fail-on": "error" } })).code).toBe(1);
    },
  },
  {
    name: "files can be asked for, and are written",
    async run(world, number) {
      const inputs = {
        files: "deploy\nextra.txt",
        "report-file": "out.json",
        "sarif-file": "out.sarif",
        "patch-file": "out.patch",
      };
      world.pull(number, { "deploy/stack.yml": GOOD }, { "deploy/stack.yml": BAD, "stack.yml": BAD, "extra.txt": BAD });
      const ran = await world.run(number, { inputs });
      expect(ran).toMatchObject({
        code: 1,
        outputs: {
          "checked-files": "2",
          "report-file": "out.json",
          "sarif-file": "out.sarif",
          "patch-file": "out.patch",
        },
      });
      const { results } = JSON.parse(ran.file("out.sarif")).runs[0] as { results: { level: string }[] };
      expect(results.filter(({ level }) => level === "error")).toHaveLength(2);
      const patched = world.github.repository.applies(`head-${number}`, ran.file("out.patch"));
      expect(patched).toBe("");
    },
  },
  {
    name: "Compose files are left alone",
    async run(world, number) {
      world.pull(number, {}, { "compose.yml": `name: app\n${BAD}` });
      const ran = await world.run(number);
      expect(ran).toMatchObject({ code: 0, outputs: { "checked-files": "0", "skipped-files": "1" } });
    },
  },
  {
    name: "a list without patches is no list without changes",
    async run(world, number) {
      world.pull(number, { "stack.yml": GOOD }, { "stack.yml": BAD });
      world.github.withoutPatches = true;
      expect((await world.run(number)).code).toBe(1);
      expect(world.visible(number)).toEqual([]);
      expect(world.reviews(number)[0]?.body).toContain(STAYS_BEHIND);
    },
  },
  {
    name: "everything can be checked on a pull request too",
    async run(world, number) {
      world.pull(number, { "old/stack.yml": BAD }, { "stack.yml": GOOD });
      const ran = await world.run(number, { inputs: { scope: "all" } });
      expect(ran).toMatchObject({ code: 1, outputs: { "checked-files": "2", errors: "1" } });
      expect(world.reviews(number)[0]?.body).toContain("old/stack.yml");
    },
  },
  {
    name: "storage is priced when a provider is configured",
    async run(world, number) {
      const sized = (text: string, size: string) =>
        text.replace("  cache-data:\n", `  cache-data:\n    labels:\n      volume.size: ${size}\n`);
      const config = "storage:\n  provider: aws\n  region: eu-west-1\nvolumes:\n  cache-data:\n    size: 100 GiB\n";
      world.pull(number, { [POLICY]: config }, { "stack.yml": sized(GOOD, "100GiB") });
      const ran = await world.run(number);
      expect(ran.code).toBe(0);
      expect(ran.outputs["monthly-cost"]).toMatch(/^\d+(\.\d+)? USD$/);
      expect(ran.outputs["monthly-cost-change"]).toBe(ran.outputs["monthly-cost"]);
      expect(await world.run(number, { inputs: { region: "nowhere-1" } })).toMatchObject({
        code: 2,
        outputs: { verdict: "error" },
      });
    },
  },
];
