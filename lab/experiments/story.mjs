import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { until } from "../patience.mjs";
import { fixedBy, reportOn } from "../predict.mjs";

const STACK = "demo";
/** The step of a runbook that nobody runs when all went well. */
const BACK = "To go back";
/** What the command line prints of each fix that it has applied. */
const FIXED = /^\S+: fixed [\w-]+: (.+)$/gm;
const RUNBOOK = /^(How to move the data|What to do first): /gm;
const FIND = "Find the node that holds the data";

/**
 * A stack that loses data, the tool's own fix, and the same stack that does not any more. What is told is in `tell`,
 * which throws where something is not as it should be.
 *
 * @typedef {object} Told
 * @property {string} title
 * @property {boolean} passed
 * @property {number} seconds
 * @property {readonly { what: string, result: string }[]} steps
 */
export class Story {
  steps = [];

  /**
   * @param {import("../cluster/swarm.mjs").Swarm} swarm
   * @param {{ id: string, title: string, stack: string, settings: string }} plot
   * @param {{ tool: string, folder: string }} settings
   */
  constructor(swarm, plot, { tool, folder }) {
    this.swarm = swarm;
    this.plot = plot;
    this.tool = tool;
    this.folder = join(folder, `story-${plot.id}`);
    this.dataNode = 3;
  }

  /** @returns {Promise<Told>} */
  async play() {
    const began = Date.now();
    let passed = true;
    try {
      mkdirSync(this.folder, { recursive: true });
      writeFileSync(join(this.folder, "stack.yml"), this.plot.stack);
      writeFileSync(join(this.folder, "settings.yml"), this.plot.settings);
      await this.tell();
    } catch (error) {
      passed = false;
      this.steps.push({ what: "It ends here", result: error.message });
    }
    await this.cleanUp();
    const seconds = Math.round((Date.now() - began) / 100) / 10;
    return { title: this.plot.title, passed, seconds, steps: this.steps };
  }

  async step(what, act) {
    this.steps.push({ what, result: await act() });
  }

  /** The tool's report on the stack file as it is now. */
  report(...words) {
    return this.reportIn(this.folder, ...words);
  }

  reportIn(folder, ...words) {
    return reportOn(this.tool, [...words, "stack.yml"], folder);
  }

  deploy() {
    return this.swarm.deploy(STACK, join(this.folder, "stack.yml"));
  }

  nameOf(service) {
    return `${STACK}_${service}`;
  }

  /** Another file, and services that are not in it are removed. */
  async deployPruned(text) {
    writeFileSync(join(this.folder, "pruned.yml"), text);
    await this.swarm.shell(
      1,
      `docker stack deploy --detach=true --prune --resolve-image never -c pruned.yml ${STACK}`,
      {
        cwd: this.folder,
      },
    );
  }

  async removeStack() {
    await this.swarm.shell(1, `docker stack rm ${STACK}`);
    await this.#containersGone();
  }

  /** The file as it is now is deployed over what runs; where its task then is. */
  async deployAgain(service) {
    await this.deploy();
    await sleep(1000); // The manager takes a moment to begin.
    await until("the update", 120, async () => {
      const [{ UpdateStatus }] = await this.swarm.manager.get("/services", { name: { [`${STACK}_${service}`]: true } });
      return UpdateStatus?.State !== "updating";
    });
    return this.runsOn(service);
  }

  async deployOnNode3(service) {
    await this.step("the stack is deployed, and its task starts on node3", async () => {
      await this.swarm.setAvailability([1, 2], "pause");
      await this.deploy();
      const node = await this.runsOn(service, "node3");
      await this.swarm.setAvailability([1, 2], "active");
      return `it runs on ${node}`;
    });
  }

  /** The node of the task is drained, and the task starts elsewhere. */
  async drain(service) {
    const node = await this.runsOn(service);
    await this.step(`${node} is drained, and the task moves`, async () => {
      await this.swarm.setAvailability([Number(node.slice(4))], "drain");
      return `it runs on ${await this.runs(service, (name) => name !== node)}`;
    });
  }

  /** The service gets a new task, on the node where the old one was. */
  async startAnew(service) {
    await this.step("the service is updated, and its task starts anew", async () => {
      const node = await this.runsOn(service);
      await this.swarm.shell(1, `docker service update --force --detach=false ${STACK}_${service}`);
      return `it runs on ${await this.runsOn(service, node)}`;
    });
  }

  /**
   * The tool changes the file, and what it prints to be run is run, in its order.
   * @param {string} option of the command line
   * @returns {Promise<readonly { title: string, remedy?: string, runbook?: readonly object[] }[]>} the fixes that it applied
   */
  async repair(option = "--fix-unsafe") {
    const proposed = this.report("--config", "settings.yml").findings.flatMap(({ fixes }) => fixes);
    const words = ["--config", "settings.yml", "--target", "swarm", option, "stack.yml"];
    const printed = fixedBy(this.tool, words, this.folder);
    const titles = Array.from(printed.matchAll(FIXED), ([, title]) => title);
    const isApplied = ({ title }) => titles.includes(title);
    const applied = new Map(proposed.filter(isApplied).map((fix) => [fix.title, fix]));
    const runbooks = [...applied.values()].flatMap(({ runbook }) => (runbook ? [runbook] : []));
    if (runbooks.length !== (printed.match(RUNBOOK) ?? []).length)
      throw new Error(`it prints other runbooks: ${printed}`);
    await this.step(`the tool repairs the file with \`${option}\``, async () => {
      return titles.length === 0 ? "it leaves the file alone" : titles.join("; ");
    });
    for (const runbook of runbooks) await this.#followAll(runbook);
    return [...applied.values()];
  }

  /** As `repair`, with a fix of this kind and what it says of the way back. */
  async repairBy(remedy) {
    const fix = (await this.repair()).find((one) => one.remedy !== undefined);
    if (fix?.remedy !== remedy) throw new Error(`the first remedy is ${fix?.remedy}`);
    if (!fix.runbook) throw new Error("the fix has no runbook");
    return fix;
  }

  async #followAll(runbook) {
    for (const { title, where, commands } of runbook) {
      if (title.startsWith(BACK)) continue;
      const follow = () => this.#follow(where, commands);
      await this.step(title, title.startsWith(FIND) ? () => this.find(follow) : follow);
    }
  }

  /** The runbook finds the node that holds the data. */
  async find(follow) {
    const said = await follow();
    const [, node] = said.match(/^`node(\d)`$/) ?? [];
    if (node === undefined) throw new Error(`the data is on ${said}`);
    this.dataNode = Number(node);
    return said;
  }

  /** The last step of the runbook. */
  async goBack({ runbook }) {
    const { where, commands } = runbook.find(({ title }) => title.startsWith(BACK));
    await this.step("to go back, by the runbook", () => this.#follow(where, commands));
  }

  /** Runs the commands of a step as they are printed, where it says, with the variables that a person would set. */
  async #follow(where, commands) {
    const nodes = { manager: 1, "any-node": 2, "data-node": this.dataNode, workstation: 1 };
    const node = nodes[where];
    if (node === undefined) throw new Error(`the lab has no ${where}`);
    const said = [];
    const variables = [`export STACK=${STACK}`, this.plot.variables].filter(Boolean).join("\n");
    for (const command of commands) {
      const { stdout } = await this.swarm.shell(node, `${variables}\n${command}`, { cwd: this.folder });
      said.push(stdout.trim());
    }
    const lines = said.flatMap((text) => text.split("\n")).filter(Boolean);
    return lines.length === 0 ? "nothing to run" : `\`${lines.at(-1).trim()}\``;
  }

  /** What a shell in the task says. */
  async inTask(service, command) {
    const { code, output } = (await this.exec(service, ["sh", "-c", command])) ?? {};
    if (code !== 0) throw new Error(`\`${command}\` in the task: ${output}`);
    return output.trim();
  }

  /** undefined when no task runs. */
  async exec(service, words) {
    const task = await this.task(service);
    return task && this.swarm.engine(task.node).exec(task.Status.ContainerStatus.ContainerID, words);
  }

  /** The task that runs, with the number of its node. */
  async task(service) {
    const filters = { service: { [`${STACK}_${service}`]: true }, "desired-state": { running: true } };
    const [tasks, up] = await Promise.all([this.swarm.manager.get("/tasks", filters), this.swarm.upNodes()]);
    const task = tasks.find(({ Status, NodeID }) => Status.State === "running" && up.has(NodeID));
    return task && { ...task, node: up.get(task.NodeID).number };
  }

  /** Waits until the task runs, on this node where one is named. */
  runsOn(service, node) {
    return this.runs(service, (name) => node === undefined || name === node);
  }

  runs(service, fits) {
    return until(`the task of ${service} to run`, 90, async () => {
      const task = await this.task(service);
      return task && fits(`node${task.node}`) && `node${task.node}`;
    });
  }

  async #containersGone() {
    await until("the containers to go", 60, async () => {
      const lists = await Promise.all(
        this.swarm.running.map((node) => this.swarm.engine(node).get("/containers/json?all=true")),
      );
      return lists.flat().length === 0;
    });
  }

  async cleanUp() {
    await this.removeStack();
    // From Engine 23.0 on, `volume prune` leaves named volumes.
    const remove = "docker volume ls -q | xargs -r docker volume rm -f";
    for (const node of this.swarm.running) await this.swarm.shell(node, remove);
    await this.swarm.restore();
  }
}
