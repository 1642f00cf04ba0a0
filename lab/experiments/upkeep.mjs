import { join } from "node:path";
import { engineFrom } from "../engines.mjs";
import { until } from "../patience.mjs";
import { Story } from "./story.mjs";

const ONE = `services:
  app:
    image: lab:1
    volumes: [stuff:/data]
volumes:
  stuff:
`;
const ON_NODE3 = 'deploy: { placement: { constraints: [ "node.hostname == node3" ] } }';

/** One with a name and one without, on node3. */
const TWO_PINNED = `services:
  named:
    image: lab:1
    volumes: [stuff:/data]
    ${ON_NODE3}
  anonymous:
    image: lab:1
    volumes: [/data]
    ${ON_NODE3}
volumes:
  stuff:
`;

const UPGRADES = ["20", "26", "28"];

/**
 * What is done to a swarm by those who look after it.
 * @typedef {object} UpkeepPlot
 * @property {string} id
 * @property {string} title
 * @property {string} stack
 * @property {string} settings
 * @property {(story: UpkeepStory) => Promise<void>} tell
 */

/** @type {readonly UpkeepPlot[]} */
export const UPKEEP_PLOTS = [
  {
    id: "upgraded",
    title: "A node is upgraded in place, from Engine 20.10 to 26.1 and on to the newest",
    stack: TWO_PINNED,
    settings: "{}\n",
    tell: async (story) => {
      const { swarm } = story;
      const before = swarm.installed(3);
      const [first, ...later] = UPGRADES.map((name) => engineFrom(name, join(story.folder, "../engines")));
      await swarm.lose(3);
      swarm.install(3, first);
      await story.step("a new node3 joins the swarm", async () => {
        await swarm.restore();
        return `Engine ${await swarm.versionOf(3)}`;
      });
      await story.deploy();
      await story.expectReplaced({ named: "kept", anonymous: "lost" });
      for (const service of ["named", "anonymous"]) await story.writes(service);
      for (const engine of later) {
        await swarm.powerOff(3);
        swarm.install(3, engine);
        await story.step("node3 goes off, gets a newer engine, and comes back with its disk", async () => {
          await swarm.powerOn(3);
          return `Engine ${await swarm.versionOf(3)}`;
        });
        await story.finds("named", "written");
        await story.finds("anonymous", "");
        await story.writes("anonymous");
      }
      await swarm.lose(3);
      swarm.install(3, before);
      await swarm.restore();
    },
  },
  {
    id: "quorum",
    title: "Two of three managers are off, one of them with the task, and come back",
    stack: ONE,
    settings: "{}\n",
    tell: async (story) => {
      const { swarm } = story;
      for (const number of [2, 3]) await swarm.setRole(number, "manager");
      await story.deployOnNode3("app");
      await story.expectMoved("empty");
      await story.writes("app");
      for (const number of [2, 3]) await swarm.cutPower(number);
      await story.step("node2 and node3 are off, and the stack is deployed again", async () => {
        await until("the last manager to lose the lead", 60, async () => !(await swarm.hasLeader()));
        const refused = await story.deploy().then(
          () => undefined,
          ({ stderr }) => stderr,
        );
        if (!/leader/.test(refused ?? "")) throw new Error(`it is not refused: ${refused}`);
        return "refused: the swarm has no leader";
      });
      await story.step("both are back", async () => {
        await swarm.powerOn(2, 3);
        return "the managers agree on a leader";
      });
      await story.step("where the task runs, and what it finds", async () => {
        const found = await story.content("app");
        const { node } = await story.task("app");
        if ((found === "written") !== (node === 3)) throw new Error(`on node${node} it finds \`${found}\``);
        return `on node${node}: ${found === "" ? "nothing" : `\`${found}\``}`;
      });
      for (const number of [2, 3]) await swarm.setRole(number, "worker");
    },
  },
  {
    id: "removed",
    title: "A service is pruned from the stack, the stack is removed, and both come back",
    stack: TWO_PINNED,
    settings: "{}\n",
    tell: async (story) => {
      await story.deploy();
      await story.expectReplaced({ named: "kept", anonymous: "lost" });
      for (const service of ["named", "anonymous"]) await story.writes(service);
      await story.step("`stack deploy --prune` of a file without either service", async () => {
        await story.deployPruned(`services: { other: { image: lab:1, ${ON_NODE3} } }\n`);
        return "both are gone";
      });
      await story.deploy();
      await story.finds("named", "written");
      await story.finds("anonymous", "");
      await story.writes("anonymous");
      await story.step("`stack rm`, and the stack is deployed again", async () => {
        await story.removeStack();
        await story.deploy();
        return `it runs on ${await story.runsOn("named")}`;
      });
      await story.finds("named", "written");
      await story.finds("anonymous", "");
    },
  },
  {
    id: "bound-options",
    title: "A bound folder with an option missing, and the fix that completes it",
    stack: `services:
  app:
    image: lab:1
    volumes: [stuff:/data]
    ${ON_NODE3}
volumes:
  stuff: { driver_opts: { device: /srv/story, o: bind } }
`,
    settings: "{}\n",
    tell: async (story) => {
      await story.swarm.shell(3, "mkdir -p /srv/story && echo written > /srv/story/file");
      await story.step("the stack is deployed", async () => {
        await story.deploy();
        return `its task is rejected: ${await story.refusal("app")}`;
      });
      await story.repair();
      await story.removeStack();
      await story.deploy();
      await story.finds("app", "written");
      await story.startAnew("app");
      await story.finds("app", "written");
    },
  },
];

const FILE = "/data/file";

/** Each story has its own way; what it expects of the data is what the report says of it. */
export class UpkeepStory extends Story {
  tell() {
    return this.plot.tell(this);
  }

  /** What the report says of a task that is replaced, by service. */
  async expectReplaced(outcomes) {
    await this.step("what the tool says of a new task on the node", async () => {
      const said = this.#survival("replaced");
      if (JSON.stringify(said) !== JSON.stringify(outcomes)) throw new Error(JSON.stringify(said));
      return Object.entries(said)
        .map(([service, outcome]) => `${service}: ${outcome}`)
        .join(", ");
    });
  }

  async expectMoved(outcome) {
    await this.step("what the tool says of a move", async () => {
      const said = this.#survival("moved").app;
      if (said !== outcome) throw new Error(said);
      return said;
    });
  }

  #survival(event) {
    const { exposures } = this.report("--no-config").stacks[0];
    return Object.fromEntries(exposures.map(({ service, survival }) => [service, survival[event]]));
  }

  async writes(service) {
    await this.step(`${service} writes`, async () => {
      await this.runsOn(service);
      await this.content(service);
      await this.inTask(service, `echo written > ${FILE} && sync`);
      return "`written`";
    });
  }

  async finds(service, text) {
    await this.step(`what ${service} finds`, async () => {
      const found = await this.content(service);
      if (found !== text) throw new Error(`it finds \`${found}\``);
      return found === "" ? "nothing" : `\`${found}\``;
    });
  }

  /** What is in the file, as soon as a task runs that can be asked: the manager may not know yet that one has ended. */
  async content(service) {
    const { text } = await until(`the task of ${service} to answer`, 120, async () => {
      try {
        return { text: await this.inTask(service, `cat ${FILE} 2> /dev/null || true`) };
      } catch {
        return false;
      }
    });
    return text;
  }

  /** Why a service's task does not run. */
  refusal(service) {
    return until(`the task of ${service} to be rejected`, 60, async () => {
      const tasks = await this.swarm.manager.get("/tasks", { service: { [this.nameOf(service)]: true } });
      return tasks.find(({ Status }) => Status.State === "rejected")?.Status.Err.trim();
    });
  }
}
