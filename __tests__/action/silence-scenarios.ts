import { expect } from "vitest";
import { BAD, GOOD, redis } from "../support/stacks.ts";
import type { Scenario } from "./scenarios.ts";

const BLOCK = { inputs: { "review-event": "request-changes" } };
const IGNORED = BAD.replace(
  "services:",
  "# swarm-volume-check-ignore-file local-volume-unpinned -- fills itself\nservices:",
);
const COMPOSE = `name: shop\n${BAD}`;

/** Pull requests that would take a stack out of the check, or say of themselves that all is well. */
export const SILENCE_SCENARIOS: readonly Scenario[] = [
  {
    name: "what looks like Compose all at once is no reason to lift a block",
    async run(world, number) {
      world.pull(number, {}, { "docker-compose.yml": BAD });
      expect((await world.run(number, BLOCK)).code).toBe(1);
      world.push(number, { "docker-compose.yml": COMPOSE });
      await world.run(number, BLOCK);
      expect(world.reviews(number)).toMatchObject([{ state: "CHANGES_REQUESTED" }]);
      const body = world.reviews(number)[0]?.body;
      expect(body).not.toContain("settled");
      expect(body).toContain("An earlier comment stands in a file that is not checked now");
      expect(world.visible(number)).toHaveLength(1);
      world.push(number, { "docker-compose.yml": GOOD });
      await world.run(number, BLOCK);
      expect(world.reviews(number)).toMatchObject([{ state: "DISMISSED" }]);
    },
  },
  {
    name: "a stack with a sign of Swarm stays one",
    async run(world, number) {
      world.pull(number, { "docker-compose.yml": GOOD }, { "docker-compose.yml": COMPOSE });
      const ran = await world.run(number);
      expect(ran).toMatchObject({ code: 1, outputs: { "checked-files": "1" } });
      expect(ran.log).toMatch(/docker-compose\.yml:1:1 {2}error {2}schema-invalid/);
      expect(ran.log).toContain("local-volume-unpinned");
    },
  },
  {
    name: "a file that was checked and is a Compose file now is told",
    async run(world, number) {
      world.pull(number, { "docker-compose.yml": BAD }, { "docker-compose.yml": COMPOSE });
      const ran = await world.run(number);
      expect(ran).toMatchObject({ code: 0, outputs: { "skipped-files": "1" } });
      expect(ran.summary).toContain("Before this change, `docker-compose.yml` was checked as a stack.");
      expect(ran.summary).toContain("since this change a Compose file, and no Swarm stack any more");
    },
  },
  {
    name: "a file that gets another name may be for Compose from now on, which is told",
    async run(world, number) {
      const names = ["a", "b", "c", "d", "e"];
      const head = { "stack.yml": null, "compose.yml": `name: shop\n${redis(names)}` };
      world.pull(number, { "stack.yml": redis(names, ["a"]) }, head);
      const ran = await world.run(number);
      expect(ran).toMatchObject({ code: 0, outputs: { "skipped-files": "1" } });
      expect(ran.summary).toContain("Before this change, `compose.yml` was checked as a stack.");
    },
  },
  {
    name: "comments that come with a change and ignore its findings are named",
    async run(world, number) {
      world.pull(number, {}, { "stack.yml": BAD });
      await world.run(number, BLOCK);
      world.push(number, { "stack.yml": IGNORED });
      const ran = await world.run(number, BLOCK);
      expect(ran).toMatchObject({ code: 0 });
      const said = "Comments that come with this change ignore 1 finding: `stack.yml:1`.";
      expect(ran.summary).toContain(said);
      expect(world.reviews(number)[0]?.body).toContain(said);
      expect(world.reviews(number)[0]?.body).toContain("🟢 No finding is left: 1 stack checked; 1 finding is ignored");
    },
  },
  {
    name: "comments that were there before are not news",
    async run(world, number) {
      world.pull(number, { "stack.yml": IGNORED }, { "stack.yml": `${IGNORED}# the end\n` });
      const ran = await world.run(number);
      expect(ran).toMatchObject({ code: 0 });
      expect(ran.summary).toContain("No problem in 1 stack; 1 finding is ignored");
      expect(ran.summary).not.toContain("come with this change");
    },
  },
  {
    name: "what this very deploy does is told although the finding is ignored",
    async run(world, number) {
      world.pull(number, { "stack.yml": IGNORED }, { "stack.yml": IGNORED.replace("7.4.2", "7.4.3") });
      const ran = await world.run(number);
      expect(ran).toMatchObject({ code: 0 });
      expect(ran.summary).toContain("After this deploy, `cache` may start without its data; 1 finding is ignored");
      expect(ran.summary).not.toContain("come with this change");
    },
  },
  {
    name: "no comment opens a gate that takes none",
    async run(world, number) {
      world.pull(number, {}, { "stack.yml": IGNORED });
      expect((await world.run(number, { inputs: { "inline-ignores": "false" } })).code).toBe(1);
    },
  },
];
