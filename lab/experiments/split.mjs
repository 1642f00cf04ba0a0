import { Story } from "./story.mjs";

const RULE = "volume-split-between-nodes";
const WRITER = "producer";
const READER = "consumer";

/** One service writes files, the other takes them from the folder that both mount. */
const STACK = `services:
  producer:
    image: lab:1
    volumes: [spool:/out]
  consumer:
    image: lab:1
    volumes: [spool:/in]
volumes:
  spool:
`;

/**
 * How the two should share the folder from now on.
 * @typedef {object} SplitPlot
 * @property {string} id
 * @property {string} title
 * @property {string} settings
 * @property {string} remedy
 * @property {(story: SplitStory) => Promise<void>} ending
 */

/** @type {readonly SplitPlot[]} */
export const SPLIT_PLOTS = [
  {
    id: "split-pinned",
    title: "Two services that share a disk, and the fix that pins both to one node",
    settings: "storage: { prefer: pin }\n",
    remedy: "pin",
    ending: async (story) => {
      for (const service of [WRITER, READER]) await story.startAnew(service);
      await story.write("report-3");
      await story.expect("report-1 report-2 report-3");
    },
  },
  {
    id: "split-shared",
    title: "Two services that share a disk, and the fix that moves the files to a shared folder",
    settings: "storage: { prefer: network, shared-path: /srv/shared }\n",
    remedy: "network",
    ending: async (story) => {
      await story.drain(WRITER);
      await story.expect("report-1 report-2");
      await story.write("report-3");
      await story.expect("report-1 report-2 report-3");
    },
  },
];

/** Two services mount one local volume: on three nodes they are apart from the first deploy on, until the fix. */
export class SplitStory extends Story {
  /** @param {SplitPlot} plot */
  constructor(swarm, plot, settings) {
    super(swarm, { stack: STACK, ...plot }, settings);
  }

  async tell() {
    await this.step("the stack is deployed on three nodes", async () => {
      await this.deploy();
      const [writer, reader] = await this.#places();
      if (writer === reader) throw new Error(`both run on ${writer}`);
      this.dataNode = Number(writer.slice(4));
      return `the producer runs on ${writer}, the consumer on ${reader}`;
    });
    await this.step("what the tool says", async () => this.#said());
    await this.write("report-1");
    await this.expect("");
    await this.repairBy(this.plot.remedy);
    await this.step("where they run now", async () => {
      const [writer, reader] = await this.#places();
      return `the producer on ${writer}, the consumer on ${reader}`;
    });
    await this.expect("report-1");
    await this.write("report-2");
    await this.expect("report-1 report-2");
    await this.plot.ending(this);
  }

  #places() {
    return Promise.all([this.runsOn(WRITER), this.runsOn(READER)]);
  }

  #said() {
    const { findings, stacks } = this.report("--no-config");
    if (findings.filter(({ ruleId }) => ruleId === RULE).length !== 1)
      throw new Error(`it does not say \`${RULE}\` once`);
    const rows = stacks[0].exposures.map(({ survival }) => survival);
    if (rows.some(({ replaced, moved }) => replaced !== "split" || moved !== "split")) {
      throw new Error(JSON.stringify(rows));
    }
    return `\`${RULE}\`, once; the rows say split`;
  }

  /** Two nodes have a volume of the name: what the consumer should see is where the producer is. */
  async finds() {
    await this.step("of the two nodes, the one with the files is chosen", async () => {
      await this.swarm.shell(1, `echo node${this.dataNode} > spool.node`, { cwd: this.folder });
      return `node${this.dataNode}`;
    });
  }

  async write(name) {
    await this.step(`the producer writes \`${name}\``, async () => {
      await this.inTask(WRITER, `echo ${name} > /out/${name} && sync`);
      return "written";
    });
  }

  /** What the consumer finds must be this. */
  async expect(names) {
    await this.step("what the consumer finds", async () => {
      const found = (await this.inTask(READER, "ls /in")).split(/\s+/).filter(Boolean).sort().join(" ");
      if (found !== names) throw new Error(`it finds \`${found}\` and not \`${names}\``);
      return found === "" ? "nothing" : `\`${found}\``;
    });
  }
}
