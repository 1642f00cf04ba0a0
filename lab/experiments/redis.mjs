import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { until } from "../patience.mjs";
import { Story } from "./story.mjs";

const EXAMPLE = fileURLToPath(new URL("../../examples/redis-local/docker-compose.yml", import.meta.url));
export const SERVICE = "redis";

/** The article's example: Redis loses its data when its task moves, the tool's own fix is applied, and it does not. */
export class RedisStory extends Story {
  /** @param {import("./plots.mjs").Plot} plot */
  constructor(swarm, plot, settings) {
    super(swarm, { stack: readFileSync(EXAMPLE, "utf8"), ...plot }, settings);
  }

  async tell() {
    await this.#asTheArticleHasIt();
    await this.cleanUp();
    await this.#withTheFix();
  }

  async #begin() {
    await this.deployOnNode3(SERVICE);
    await this.redis("SET hits 42");
    await this.expect("GET hits", "42");
  }

  async #asTheArticleHasIt() {
    await this.#begin();
    await this.step("what the tool says of a move", async () => {
      const [{ survival }] = this.report("--no-config").stacks[0].exposures;
      if (survival.moved !== (this.plot.moved ?? "empty")) throw new Error(`the tool says ${survival.moved}`);
      return survival.moved;
    });
    await this.drain(SERVICE);
    await this.expect("GET hits", "");
  }

  async #withTheFix() {
    await this.#begin();
    await this.plot.beginning?.(this);
    this.fix = await this.repairBy(this.plot.remedy);
    await this.expect("GET hits", "42");
    await this.plot.ending(this);
  }

  /** What Redis answers must be this. */
  async expect(question, answer) {
    await this.step(`\`${question}\``, async () => {
      const said = await this.redis(question);
      if (said !== answer) throw new Error(`Redis says \`${said}\` and not \`${answer}\``);
      return said === "" ? "nothing" : `\`${said}\``;
    });
  }

  async redis(words) {
    return until("Redis to answer", 60, async () => {
      const result = await this.exec(SERVICE, ["redis-cli", ...words.split(" ")]);
      const isAnswer = result?.code === 0 && !/^(LOADING|Could not connect)/.test(result.output);
      return isAnswer && { said: result.output.trim() };
    }).then(({ said }) => said);
  }
}
