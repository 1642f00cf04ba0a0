import { expect } from "vitest";
import { BAD, GOOD, POLICY, redis } from "../support/stacks.ts";
import { example } from "../support/world.ts";
import type { Scenario } from "./scenarios.ts";

const READ = ["compare", "contents", "standing"];
const BLOCKING = { "review-event": "request-changes" };

interface Told {
  readonly findings: readonly { readonly path: string; readonly ruleId: string; readonly severity: string }[];
  readonly skipped: readonly { readonly path: string; readonly reason: string }[];
}
const told = (ran: { file(path: string): string }) => JSON.parse(ran.file("r.json")) as Told;
const REPORT = { inputs: { "report-file": "r.json" } };

/** What happens where events, trees and people do something unusual. */
export const EDGE_SCENARIOS: readonly Scenario[] = [
  {
    name: "a configuration that is moved away is announced, and still counts",
    async run(world, number) {
      const strict = "fail-on: warning\nrules:\n  local-volume-unpinned: warning\n";
      world.pull(number, { [POLICY]: strict }, { [POLICY]: null, "old.yml": strict, "stack.yml": BAD });
      const ran = await world.run(number);
      expect(ran.code).toBe(1);
      expect(ran.summary).toMatch(/This removes `\.swarm-volume-check\.yml`; this check still goes by the one before/);
    },
  },
  {
    name: "a changed configuration counts when it is pushed to the default branch, and not on another one",
    async run(world, number) {
      const mild = "rules:\n  local-volume-unpinned: warning\n";
      world.pull(number, {}, { [POLICY]: mild, "stack.yml": BAD });
      const [before, after] = [world.sha(`base-${number}`), world.sha(`head-${number}`)];
      const pushed = (ref: string) => {
        const payload = { ...example("push"), repository: { default_branch: "trunk" }, ref, before, after };
        return world.job({ event: "push", payload: { ...payload, deleted: false }, sha: after });
      };
      const accepted = await pushed("refs/heads/trunk");
      expect(accepted).toMatchObject({ code: 0, outputs: { errors: "0", warnings: "1" } });
      expect(accepted.summary).not.toContain("counts after the merge");
      const proposed = await pushed("refs/heads/topic");
      expect(proposed).toMatchObject({ code: 1, outputs: { errors: "1" } });
      expect(proposed.summary).toContain(`This changes \`${POLICY}\``);
    },
  },
  {
    name: "a merge group whose base is not there is no reason to go by its own configuration",
    async run(world, number) {
      const off = "rules:\n  local-volume-unpinned: off\n";
      world.pull(number, {}, { [POLICY]: off, "stack.yml": BAD });
      const head_sha = world.sha(`head-${number}`);
      const payload = { merge_group: { base_sha: "1".repeat(40), head_sha } };
      expect(await world.job({ event: "merge_group", payload, sha: head_sha })).toMatchObject({
        code: 3,
        outputs: { verdict: "error" },
      });
    },
  },
  {
    name: "a configuration that a file is moved onto is announced, and does not count",
    async run(world, number) {
      const off = "fail-on: never\n# a comment that is long enough for git to see the move\n";
      world.pull(number, { "old.yml": off }, { "old.yml": null, [POLICY]: off, "stack.yml": BAD });
      const ran = await world.run(number);
      expect(ran.code).toBe(1);
      expect(ran.summary).toContain("This changes `.swarm-volume-check.yml`; this check still goes without it");
    },
  },
  {
    name: "a file that GitHub sends no diff of is told",
    async run(world, number) {
      world.pull(
        number,
        { "stack.yml": GOOD, "same.yml": GOOD },
        { "stack.yml": BAD, "same.yml": { executable: GOOD } },
      );
      world.github.withoutPatches = true;
      const ran = await world.run(number);
      expect(ran.code).toBe(1);
      const body = world.reviews(number)[0]?.body;
      expect(body).toContain("GitHub sent no diff of `stack.yml`");
      expect(body).not.toContain("`same.yml`:");
    },
  },
  {
    name: "a tag is checked whole, whatever object it is",
    async run(world, number) {
      world.pull(number, { "old/stack.yml": BAD }, { "stack.yml": GOOD });
      const sha = world.sha(`head-${number}`);
      const tag = (before: string) => ({
        event: "push",
        payload: { ...example("push"), ref: "refs/tags/v1", before, after: "7".repeat(40), deleted: false },
        sha,
      });
      for (const before of ["0".repeat(40), "6".repeat(40)]) {
        const ran = await world.job(tag(before));
        expect(ran).toMatchObject({ code: 1, outputs: { "checked-files": "2", errors: "1" } });
        expect(world.github.takeRequests()).toEqual(["tree", "contents"]);
      }
    },
  },
  {
    name: "a file whose name GitHub cannot tell is not passed over",
    async run(world, number) {
      world.pull(number, {}, { "d\uFFFDr/stack.yml": BAD, "d\uFFFDr/values.yml": "a: 1\n" });
      const ran = await world.run(number, REPORT);
      expect(ran.code).toBe(1);
      expect(told(ran).findings).toMatchObject([{ path: "d\uFFFDr/stack.yml", ruleId: "file-unreadable" }]);
      expect(told(ran).skipped.map(({ path }) => path)).toEqual(["d\uFFFDr/stack.yml", "d\uFFFDr/values.yml"]);
    },
  },
  {
    name: "a stack is compared with the variables that it had",
    async run(world, number) {
      const stack = `${GOOD.replace("  cache-data:\n", "  cache-data:\n    name: ${VOLUME}\n")}`;
      const config = "stacks:\n  - name: shop\n    files: [shop.yml]\n    env-files: [prod.env]\n";
      const base = { [POLICY]: config, "shop.yml": stack, "prod.env": "VOLUME=first\n" };
      world.pull(number, base, { "prod.env": "VOLUME=second\n" });
      const ran = await world.run(number, REPORT);
      expect(told(ran).findings.map(({ ruleId }) => ruleId)).toContain("volume-renamed");
      expect(ran.code).toBe(1);
    },
  },
  {
    name: "a file of a configured stack is followed to its new name",
    async run(world, number) {
      const config = (name: string) => `stacks:\n  - name: shop\n    files: [${name}, prod.yml]\n`;
      const pin =
        "services:\n  cache:\n    deploy:\n      placement:\n        constraints: [node.hostname == worker-1]\n";
      world.pull(
        number,
        { [POLICY]: config("base.yml"), "base.yml": BAD, "prod.yml": pin },
        { [POLICY]: config("app.yml"), "base.yml": null, "app.yml": BAD },
      );
      const ran = await world.run(number, REPORT);
      expect(told(ran).findings.filter(({ severity }) => severity !== "note")).toEqual([]);
      expect(ran).toMatchObject({ code: 0, outputs: { "checked-files": "2", "skipped-files": "0" } });
    },
  },
  {
    name: "variables that are for all stacks and change are told",
    async run(world, number) {
      world.pull(number, { "stack.yml": GOOD, "prod.env": "A=1\n" }, { "prod.env": "A=2\n" });
      const ran = await world.run(number, { inputs: { "env-file": "prod.env" } });
      expect(ran).toMatchObject({ code: 0, outputs: { "checked-files": "0" } });
      expect(ran.summary).toContain("`prod.env`");
      expect(ran.summary).toContain("`scope: all`");
    },
  },
  {
    name: "a limit is no lack of permissions",
    async run(world, number) {
      world.pull(number, {}, { "stack.yml": BAD });
      const limit = {
        status: 403,
        headers: { "retry-after": "3600" },
        message: "You have exceeded a secondary rate limit",
      };
      world.github.fail("review", limit);
      const posting = await world.run(number);
      expect(posting.code).toBe(1);
      expect(posting.summary).not.toContain("may not write");
      expect(posting.summary).toContain("limits the requests");
      world.github.heal();
      world.github.fail("compare", limit);
      const reading = await world.run(number);
      expect(reading.code).toBe(3);
      expect(reading.log).not.toContain("permissions");
      expect(reading.log).toContain("limits the requests");
    },
  },
  {
    name: "a run that is overtaken before it posts finds what the other one posted",
    async run(world, number) {
      world.pull(number, {}, { "stack.yml": BAD });
      let other: Promise<unknown> | undefined;
      world.github.meanwhile = async (operation) => {
        if (operation !== "standing" || other) return;
        other = world.run(number);
        await other;
      };
      expect((await world.run(number)).code).toBe(1);
      expect(world.reviews(number)).toHaveLength(1);
      expect(world.visible(number)).toHaveLength(1);
      expect(world.github.takeRequests()).toEqual([
        "compare",
        "contents",
        "compare",
        "contents",
        "standing",
        "review",
        "standing",
      ]);
    },
  },
  {
    name: "what comes back is said again",
    async run(world, number) {
      world.pull(number, {}, { "stack.yml": BAD });
      await world.run(number);
      world.push(number, { "stack.yml": GOOD });
      await world.run(number);
      expect(world.visible(number)).toEqual([]);
      world.push(number, { "stack.yml": BAD });
      expect((await world.run(number)).code).toBe(1);
      expect(world.visible(number)).toHaveLength(1);
      expect(world.reviews(number)[0]?.body).toContain("🔴");
    },
  },
  {
    name: "an answered comment stays when its file moves",
    async run(world, number) {
      world.pull(number, {}, { "stack.yml": BAD });
      await world.run(number);
      const [comment] = world.visible(number);
      world.github.reply(comment as never, "alice", "Is that so?");
      const before = structuredClone(comment);
      world.push(number, { "stack.yml": null, "moved/stack.yml": BAD });
      expect((await world.run(number)).code).toBe(1);
      expect(comment).toEqual(before);
      expect(world.visible(number).map(({ path }) => path)).toEqual(["stack.yml", "stack.yml", "moved/stack.yml"]);
    },
  },
  {
    name: "a block stays while one of two errors is left",
    async run(world, number) {
      world.pull(number, {}, { "stack.yml": redis(["a", "b"]) });
      await world.run(number, { inputs: BLOCKING });
      world.push(number, { "stack.yml": redis(["a", "b"], ["a"]) });
      expect((await world.run(number, { inputs: BLOCKING })).code).toBe(1);
      expect(world.reviews(number).map(({ state }) => state)).toEqual(["CHANGES_REQUESTED"]);
      world.push(number, { "stack.yml": redis(["a", "b"], ["a", "b"]) });
      world.github.takeRequests();
      expect((await world.run(number, { inputs: BLOCKING })).code).toBe(0);
      expect(world.github.takeRequests()).toEqual([...READ, "update", "dismiss", "hide"]);
      expect(world.reviews(number).map(({ state }) => state)).toEqual(["DISMISSED"]);
    },
  },
  {
    name: "a block that a person lifts does not come back for the same commit",
    async run(world, number) {
      world.pull(number, {}, { "stack.yml": BAD });
      await world.run(number, { inputs: BLOCKING });
      const [block] = world.reviews(number);
      if (block) block.state = "DISMISSED";
      world.github.takeRequests();
      expect((await world.run(number, { inputs: BLOCKING })).code).toBe(1);
      expect(world.github.takeRequests()).toEqual(READ);
      world.push(number, { "stack.yml": redis(["cache", "other"]) });
      expect((await world.run(number, { inputs: BLOCKING })).code).toBe(1);
      expect(world.reviews(number).map(({ state }) => state)).toEqual(["DISMISSED", "CHANGES_REQUESTED"]);
    },
  },
  {
    name: "a line with very many findings gets one comment, and the text has the rest",
    async run(world, number) {
      const names = Array.from({ length: 190 }, (_, index) => `s${index}`);
      const services = names.map((name) => [name, { image: "redis:7.4.2-alpine", volumes: [`${name}-data:/data`] }]);
      const volumes = names.map((name) => [`${name}-data`, {}]);
      const stack = { services: Object.fromEntries(services), volumes: Object.fromEntries(volumes) };
      world.pull(number, {}, { "stack.yml": `${JSON.stringify(stack)}\n` });
      expect((await world.run(number)).code).toBe(1);
      expect(world.github.takeRequests()).toEqual([...READ, "review"]);
      expect(world.visible(number)).toHaveLength(1);
      const said = [...world.reviews(number), ...world.visible(number)].map(({ body }) => body).join("\n");
      for (const name of names) expect(said).toContain(`\`${name}\``);
      await world.run(number);
      expect(world.github.takeRequests()).toEqual(READ);
    },
  },
  {
    name: "a block of somebody else is not lifted",
    async run(world, number) {
      world.pull(number, {}, { "stack.yml": BAD });
      await world.run(number, { inputs: BLOCKING });
      const [own] = world.reviews(number);
      const theirs = { author: "alice", pull: number, commit: world.sha(`head-${number}`), event: "REQUEST_CHANGES" };
      const other = world.github.addReview({ ...theirs, body: own?.body ?? "" });
      world.push(number, { "stack.yml": GOOD });
      await world.run(number, { inputs: BLOCKING });
      expect([own?.state, other.state]).toEqual(["DISMISSED", "CHANGES_REQUESTED"]);
    },
  },
  {
    name: "a stack that gets a name which is looked at no more is told",
    async run(world, number) {
      world.pull(number, { "stack.yml": GOOD }, { "stack.yml": null, "stack.yml.disabled": GOOD });
      const ran = await world.run(number, REPORT);
      expect(ran.outputs["checked-files"]).toBe("0");
      expect(told(ran).findings.map(({ path }) => path)).toContain("stack.yml");
    },
  },
  {
    name: "a link that becomes a stack is a new stack, and a stack that becomes a link cannot be read",
    async run(world, number) {
      world.pull(number, { "a.yml": { link: "x" }, "b.yml": GOOD }, { "a.yml": BAD, "b.yml": { link: "a.yml" } });
      const ran = await world.run(number, REPORT);
      expect(ran.code).toBe(1);
      const found = told(ran).findings.filter(({ severity }) => severity === "error");
      expect(found.map(({ path, ruleId }) => `${path} ${ruleId}`).sort()).toEqual([
        "a.yml local-volume-unpinned",
        "b.yml file-unreadable",
      ]);
    },
  },
  {
    name: "another event looks at everything where it stands",
    async run(world, number) {
      world.pull(number, { "stack.yml": BAD }, {});
      const payload = example("issue_comment");
      const ran = await world.job({ event: "issue_comment", payload, sha: world.sha(`base-${number}`) });
      expect(ran).toMatchObject({ code: 1, outputs: { "checked-files": "1", "review-url": "" } });
    },
  },
  {
    name: "no stack is a failure only where that is asked for",
    async run(world, number) {
      world.pull(number, {}, { "a.txt": "a\n" });
      const ran = await world.run(number, { inputs: { "fail-on-empty": "true" } });
      expect(ran).toMatchObject({ code: 1, outputs: { verdict: "fail", "checked-files": "0" } });
    },
  },
  {
    name: "every input that is wrong is named, with what to write",
    async run(world, number) {
      world.pull(number, {}, { "stack.yml": BAD });
      const wrong: Readonly<Record<string, readonly [given: string, help: string]>> = {
        config: ["none.yml", "correct"],
        baseline: ["none.json", "correct"],
        "fail-on": ["eror", "error"],
        "only-new": ["yes", "true or false"],
        "fail-on-empty": ["1", "true or false"],
        "inline-ignores": ["off", "true or false"],
        review: ["sometimes", "on-findings"],
        "review-event": ["block", "request-changes"],
        annotations: ["no", "true or false"],
        summary: ["on", "true or false"],
        "max-inline-comments": ["61", "60"],
        "report-file": ["../r.json", "from the root"],
        "sarif-file": ["/r.sarif", "from the root"],
        "patch-file": ["a/../../r.patch", "from the root"],
        "env-file": ["none.env", "correct"],
        region: ["nowhere-1", "provider"],
        files: ["../x", "from the root"],
        scope: ["everything", "all"],
        target: ["kubernetes", "swarm"],
        nodes: ["0", "from 1"],
        "shared-paths": ["data", "from `/`"],
      };
      for (const [name, [given, help]] of Object.entries(wrong)) {
        const ran = await world.run(number, { inputs: { [name]: given } });
        expect(ran.code, name).toBe(2);
        expect(ran.outputs.verdict, name).toBe("error");
        const messages = ran.commands.filter((one) => one.name === "error").map(({ message }) => message);
        expect(messages, name).toHaveLength(1);
        expect(messages[0], name).toContain(`\`${name}\``);
        expect(messages[0]?.toLowerCase(), name).toContain(help);
      }
      expect(world.reviews(number)).toEqual([]);
    },
  },
  {
    name: "a summary that GitHub would drop is cut, and says so",
    async run(world, number) {
      const names = Array.from({ length: 6500 }, (_, index) => `service-with-a-long-name-${index}`);
      const stack = `services:\n${names.map((name) => `  ${name}:\n    image: acme/${name}\n    volumes: ["/srv/${name}:/var/lib/mysql"]\n`).join("")}`;
      world.pull(number, {}, { "stack.yml": stack });
      const ran = await world.run(number, { inputs: { "report-file": "r.json", review: "on-findings" } });
      expect(Buffer.byteLength(ran.summary)).toBeGreaterThan(100_000);
      expect(ran.summary).toContain("Left out here: ");
      expect(ran.summary).toMatch(
        /The log has every finding, and a report file \(input `report-file`\) all of it\.\n$/,
      );
      expect(told(ran).findings.length).toBeGreaterThan(6000);
      for (const name of [names[0], names.at(-1)]) expect(ran.log).toContain(`${name}`);
      expect(world.reviews(number)[0]?.body).toContain(
        "The summary of this check's job has more, and its log every finding.",
      );
    },
  },
];
