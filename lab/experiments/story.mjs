import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { until } from "../patience.mjs";
import { fixedBy, reportOn } from "../predict.mjs";

const EXAMPLE = fileURLToPath(new URL("../../examples/redis-local/docker-compose.yml", import.meta.url));
const STACK = "demo";
const SERVICE = "redis";
/** The step of a runbook that nobody runs when all went well. */
const BACK = "To go back";

/** The article's example: Redis loses its data when its task moves, the tool's own fix is applied, and it does not. */
export class Story {
  steps = [];

  /**
   * @param {import("../cluster/swarm.mjs").Swarm} swarm
   * @param {import("./plots.mjs").Plot} plot
   */
  constructor(swarm, plot, { tool, folder }) {
    this.swarm = swarm;
    this.plot = plot;
    this.tool = tool;
    this.folder = join(folder, `story-${plot.id}`);
  }

  /** @returns {Promise<{ title: string, passed: boolean, seconds: number, steps: readonly object[] }>} */
  async play() {
    const began = Date.now();
    let passed = true;
    try {
      await this.#asTheArticleHasIt();
      await this.#withTheFix();
    } catch (error) {
      passed = false;
      this.steps.push({ what: "It ends here", result: error.message });
    }
    await this.#cleanUp();
    const seconds = Math.round((Date.now() - began) / 100) / 10;
    return { title: this.plot.title, passed, seconds, steps: this.steps };
  }

  async #asTheArticleHasIt() {
    mkdirSync(this.folder, { recursive: true });
    writeFileSync(join(this.folder, "stack.yml"), this.plot.stack ?? readFileSync(EXAMPLE));
    writeFileSync(join(this.folder, "settings.yml"), this.plot.settings);
    await this.#deployOnNode3();
    await this.redis("SET hits 42");
    await this.expect("GET hits", "42");
    await this.step("what the tool says of a move", async () => {
      const [{ survival }] = reportOn(this.tool, ["--no-config", "stack.yml"], this.folder).stacks[0].exposures;
      if (survival.moved !== (this.plot.moved ?? "empty")) throw new Error(`the tool says ${survival.moved}`);
      return survival.moved;
    });
    await this.drain();
    await this.expect("GET hits", "");
    await this.#cleanUp();
  }

  async #withTheFix() {
    await this.#deployOnNode3();
    await this.redis("SET hits 42");
    await this.expect("GET hits", "42");
    await this.plot.beginning?.(this);
    const fix = this.#proposedFix();
    this.runbook = fix.runbook;
    await this.step("the tool repairs the file with `--fix-unsafe`", async () => {
      const before = readFileSync(join(this.folder, "stack.yml"), "utf8");
      fixedBy(this.tool, ["--config", "settings.yml", "--fix-unsafe", "stack.yml"], this.folder);
      if (readFileSync(join(this.folder, "stack.yml"), "utf8") === before) throw new Error("the file is as it was");
      return fix.title;
    });
    for (const { title, where, commands } of fix.runbook) {
      if (title.startsWith(BACK)) continue;
      await this.step(title, () => this.#follow(where, commands));
    }
    await this.expect("GET hits", "42");
    await this.plot.ending(this);
  }

  /** The node of the task is drained, and the task starts elsewhere. */
  async drain() {
    const node = await this.runsOn();
    await this.step(`${node} is drained, and the task moves`, async () => {
      await this.swarm.setAvailability([Number(node.slice(4))], "drain");
      return `it runs on ${await this.#runs((name) => name !== node)}`;
    });
  }

  /** The service gets a new task, on the node where the old one was. */
  async startAnew() {
    await this.step("the service is updated, and its task starts anew", async () => {
      const node = await this.runsOn();
      await this.swarm.shell(1, `docker service update --force --detach=false ${STACK}_${SERVICE}`);
      return `it runs on ${await this.runsOn(node)}`;
    });
  }

  /** The last step of the runbook. */
  async goBack() {
    const { where, commands } = this.runbook.find(({ title }) => title.startsWith(BACK));
    await this.step("to go back, by the runbook", () => this.#follow(where, commands));
  }

  /** The fix that the report names first, and its runbook. */
  #proposedFix() {
    const { findings } = reportOn(this.tool, ["--config", "settings.yml", "stack.yml"], this.folder);
    const fixes = findings.flatMap((finding) => finding.fixes);
    const fix = fixes.find(({ remedy }) => remedy !== undefined);
    if (fix?.remedy !== this.plot.remedy) throw new Error(`the first remedy is ${fix?.remedy}`);
    if (!fix.runbook) throw new Error("the fix has no runbook");
    return fix;
  }

  /** Runs the commands of a step as they are printed, where it says. `$STACK` is what a person would set. */
  async #follow(where, commands) {
    const nodes = { manager: 1, "any-node": 2, "data-node": 3, workstation: 1 };
    const node = nodes[where];
    if (node === undefined) throw new Error(`the lab has no ${where}`);
    const said = [];
    for (const command of commands) {
      const { stdout } = await this.swarm.shell(node, `export STACK=${STACK}\n${command}`, { cwd: this.folder });
      said.push(stdout.trim());
    }
    const lines = said.flatMap((text) => text.split("\n")).filter(Boolean);
    return lines.length === 0 ? "nothing to run" : `\`${lines.at(-1).trim()}\``;
  }

  async #deployOnNode3() {
    await this.step("the stack is deployed, and its task starts on node3", async () => {
      await this.swarm.setAvailability([1, 2], "pause");
      await this.swarm.deploy(STACK, join(this.folder, "stack.yml"));
      const node = await this.runsOn("node3");
      await this.swarm.setAvailability([1, 2], "active");
      return `it runs on ${node}`;
    });
  }

  async step(what, act) {
    this.steps.push({ what, result: await act() });
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
      const result = await this.#exec(["redis-cli", ...words.split(" ")]);
      const isAnswer = result?.code === 0 && !/^(LOADING|Could not connect)/.test(result.output);
      return isAnswer && { said: result.output.trim() };
    }).then(({ said }) => said);
  }

  /** What a shell in the task says. */
  async inTask(command) {
    const { code, output } = (await this.#exec(["sh", "-c", command])) ?? {};
    if (code !== 0) throw new Error(`\`${command}\` in the task: ${output}`);
    return output.trim();
  }

  /** undefined when no task runs. */
  async #exec(words) {
    const task = await this.task();
    return task && this.swarm.engine(task.node).exec(task.Status.ContainerStatus.ContainerID, words);
  }

  /** The task that runs, with the number of its node. */
  async task() {
    const filters = { service: { [`${STACK}_${SERVICE}`]: true }, "desired-state": { running: true } };
    const [tasks, up] = await Promise.all([this.swarm.manager.get("/tasks", filters), this.swarm.upNodes()]);
    const task = tasks.find(({ Status, NodeID }) => Status.State === "running" && up.has(NodeID));
    return task && { ...task, node: up.get(task.NodeID).number };
  }

  /** Waits until the task runs, on this node where one is named. */
  runsOn(node) {
    return this.#runs((name) => node === undefined || name === node);
  }

  #runs(fits) {
    return until("the task to run", 90, async () => {
      const task = await this.task();
      return task && fits(`node${task.node}`) && `node${task.node}`;
    });
  }

  async #cleanUp() {
    await this.swarm.shell(1, `docker stack rm ${STACK}`);
    await until("the containers to go", 60, async () => {
      const lists = await Promise.all(
        this.swarm.running.map((node) => this.swarm.engine(node).get("/containers/json?all=true")),
      );
      return lists.flat().length === 0;
    });
    for (const node of this.swarm.running) await this.swarm.shell(node, "docker volume prune -f");
    await this.swarm.restore();
  }
}
