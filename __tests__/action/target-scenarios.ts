import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { BAD, POLICY, redis, STAYS_BEHIND } from "../support/stacks.ts";
import type { Scenario } from "./scenarios.ts";

const ARTICLE = readFileSync(join(import.meta.dirname, "../../examples/article/docker-compose.yml"), "utf8");
const COMPOSE = `name: shop\n${BAD}`;
const WORKFLOW = "name: CI\non: push\njobs: {test: {runs-on: ubuntu-latest}}\n";
const NAME = "docker-compose.yml";

/** Pull requests with files of which nobody said what they are for. */
export const TARGET_SCENARIOS: readonly Scenario[] = [
  {
    name: "a file that can be for Compose gets warnings, its suggestion, and the line that settles it",
    async run(world, number) {
      world.pull(number, {}, { [NAME]: ARTICLE });
      const ran = await world.run(number);
      expect(ran).toMatchObject({ code: 0, outputs: { errors: "0", warnings: "1", "checked-files": "1" } });
      const [review] = world.reviews(number);
      expect(review).toMatchObject({ state: "COMMENTED", body: expect.stringContaining("### 🟡 1 warning\n") });
      expect(review?.body).toContain("This file can be for Compose or for Swarm: service `web` is built");
      expect(review?.body).toContain("Write `target: swarm` or `target: compose` in `.swarm-volume-check.yml`");
      expect(review?.body).not.toContain("refuses");
      const [comment] = world.visible(number);
      expect(comment).toMatchObject({ path: NAME, body: expect.stringContaining(STAYS_BEHIND) });
      expect(comment?.body).toContain("```suggestion");
    },
  },
  {
    name: "a file that can be for Compose fails where warnings do",
    async run(world, number) {
      world.pull(number, {}, { [NAME]: ARTICLE });
      expect((await world.run(number, { inputs: { "fail-on": "warning" } })).code).toBe(1);
    },
  },
  {
    name: "`target: swarm` makes errors of it, in the input and in the configuration",
    async run(world, number) {
      world.pull(number, {}, { [NAME]: ARTICLE });
      const asked = await world.run(number, { inputs: { target: "swarm" } });
      expect(asked).toMatchObject({ code: 1, outputs: { errors: "2" } });
      expect(asked.log).toContain("Service `web` has no `image`");
      world.pull(number + 1000, { [POLICY]: "target: swarm\n" }, { [NAME]: ARTICLE });
      expect(await world.run(number + 1000)).toMatchObject({ code: 1, outputs: { errors: "2" } });
      world.pull(number + 2000, { [POLICY]: "target: compose\n" }, { [NAME]: ARTICLE });
      expect(await world.run(number + 2000)).toMatchObject({ code: 0, outputs: { "skipped-files": "1" } });
    },
  },
  {
    name: "a file that input `files` names is checked, and one that a pattern or folder finds is not named",
    async run(world, number) {
      world.pull(number, {}, { [`deploy/${NAME}`]: ARTICLE, "deploy/compose.yml": COMPOSE });
      expect(await world.run(number, { inputs: { files: `deploy/${NAME}` } })).toMatchObject({ code: 1 });
      expect(await world.run(number, { inputs: { files: "deploy/compose.yml" } })).toMatchObject({ code: 1 });
      for (const files of ["deploy", "deploy/*.yml"])
        expect(await world.run(number, { inputs: { files } })).toMatchObject({ code: 0 });
    },
  },
  {
    name: "a Compose file is listed with what it would lose in a Swarm, and fails nothing",
    async run(world, number) {
      world.pull(number, {}, { [NAME]: COMPOSE });
      const ran = await world.run(number, { inputs: { review: "always" } });
      expect(ran).toMatchObject({ code: 0, outputs: { "skipped-files": "1", warnings: "0" } });
      const would = "deployed to a Swarm as it is, `cache-data` of `cache` stays behind when Swarm moves a task";
      expect(ran.log).toContain(would);
      expect(ran.summary).toContain(would);
      expect(world.reviews(number)[0]?.body).toContain(would);
      expect(world.reviews(number)[0]?.body).toContain("<details><summary>1 skipped file</summary>");
    },
  },
  {
    name: "what is no stack file is told to be none, also where it is named",
    async run(world, number) {
      world.pull(number, {}, { "ci/compose.yml": WORKFLOW, "compose.extras.yaml": "# add your own services here\n" });
      const ran = await world.run(number);
      expect(ran).toMatchObject({ code: 0, outputs: { "skipped-files": "2" } });
      expect(ran.summary).toContain("no stack file: it has `on` and none of the sections of a stack file");
      expect(ran.summary).toContain("no stack file: it holds nothing");
      expect((await world.run(number, { inputs: { files: "ci/compose.yml" } })).summary).toContain(
        "Nothing was checked in `ci/compose.yml`, which is named and is no stack file.",
      );
    },
  },
  {
    name: "an error stays one when a change adds a service that is built, also under another name",
    async run(world, number) {
      const names = ["a", "b", "c", "d", "e"];
      const built = redis(names).replace("services:\n", "services:\n  web: {build: .}\n");
      world.pull(number, { [NAME]: redis(names, names) }, { [NAME]: built });
      expect(await world.run(number)).toMatchObject({ code: 1 });
      world.pull(number + 1000, { [NAME]: redis(names) }, { [NAME]: built });
      const ran = await world.run(number + 1000);
      expect(ran).toMatchObject({ code: 1, outputs: { errors: "5", warnings: "0" } });
      expect(ran.log).toContain("before this change, this file was a stack, though now service `web` is built");
      expect(ran.log).not.toContain("refuses");
      world.pull(number + 2000, { [NAME]: redis(names) }, { [NAME]: null, "app-compose.yml": built });
      expect(await world.run(number + 2000)).toMatchObject({ code: 1, outputs: { errors: "5" } });
    },
  },
  {
    name: "the configuration is read with both endings, from before the change",
    async run(world, number) {
      const other = POLICY.replace(/yml$/, "yaml");
      world.pull(number, { [other]: "cluster: {nodes: 1}\n" }, { "stack.yml": BAD });
      expect((await world.run(number)).code).toBe(0);
      world.pull(number + 1000, {}, { "stack.yml": BAD, [other]: "cluster: {nodes: 1}\n" });
      const proposed = await world.run(number + 1000);
      expect(proposed.code).toBe(1);
      expect(proposed.summary).toContain(`This changes \`${other}\`; this check still goes without it`);
      const renamed = { [POLICY]: null, [other]: "cluster: {nodes: 3}\n", "stack.yml": BAD };
      world.pull(number + 2000, { [POLICY]: "cluster: {nodes: 1}\n" }, renamed);
      expect((await world.run(number + 2000)).code).toBe(0);
    },
  },
  {
    name: "two configurations stop the check, and a change that brings the second is told",
    async run(world, number) {
      const other = POLICY.replace(/yml$/, "yaml");
      const two = { [POLICY]: "cluster: {nodes: 1}\n", [other]: "cluster: {nodes: 1}\n" };
      world.pull(number, two, { "stack.yml": BAD });
      const stopped = await world.run(number);
      expect(stopped.code).toBe(2);
      expect(stopped.log).toContain("There are two configurations");
      world.pull(
        number + 1000,
        { [POLICY]: two[POLICY] as string },
        { [other]: two[other] as string, "stack.yml": BAD },
      );
      const second = await world.run(number + 1000);
      expect(second.code).toBe(2);
      expect(second.log).toContain("There are two configurations");
      world.pull(number + 2000, two, { [other]: null, "stack.yml": BAD });
      expect((await world.run(number + 2000)).code).toBe(0);
    },
  },
  {
    name: "a configuration under a near name is told to be none",
    async run(world, number) {
      world.pull(number, { ".github/swarm-volume-check.yml": "cluster: {nodes: 1}\n" }, { "stack.yml": BAD });
      const ran = await world.run(number);
      expect(ran.code).toBe(1);
      expect(ran.summary).toContain("`.github/swarm-volume-check.yml` is not read: the configuration is called");
    },
  },
];
