import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { FORGET } from "../nfs/swarm.mjs";
import { until } from "../patience.mjs";
import { deployedOutcomes } from "../predict.mjs";
import { EXPORT, OPTIONS } from "./nfs-kinds.mjs";
import { RedisStory, SERVICE } from "./redis.mjs";
import { Story } from "./story.mjs";

const SERVER = "server";

/** What stories leave on the server is removed, so that each begins with an empty one. */
const emptied = (Kind) =>
  class extends Kind {
    async play() {
      await this.swarm.shell(SERVER, `find ${EXPORT} -mindepth 1 -maxdepth 1 ! -name squashed -exec rm -rf {} +`);
      return super.play();
    }

    async cleanUp() {
      await super.cleanUp();
      for (const node of this.swarm.running) await this.swarm.shell(node, FORGET);
    }
  };

/** The fix is applied, its commands are run, and the data follows the task from then on. */
const FIX_PLOTS = [
  {
    id: "nfs-fixed",
    title: "Redis on a local volume, and the fix that moves it to NFS",
    settings: "storage: { prefer: network }\n",
    variables: "export NFS_SERVER=nas",
  },
].map((plot) => ({
  ...plot,
  remedy: "network",
  ending: async (story) => {
    await story.swarm.setAvailability([1], "pause"); // the only manager cannot be lost afterwards
    await story.drain(SERVICE);
    await story.expect("GET hits", "42");
    await story.redis("SET hits 43");
    await sleep(3000); // Redis writes to the disk once a second
    await story.swarm.setAvailability([1, 3], "active");
    await story.step("43 is set, and the node is lost with its disk", async () => {
      const lost = await story.runsOn(SERVICE);
      await story.swarm.lose(Number(lost.slice(4)));
      return `${lost} is gone; it runs on ${await story.runs(SERVICE, (name) => name !== lost)}`;
    });
    await story.expect("GET hits", "43");
  },
}));

const volume = (o, device) => `{ driver_opts: { type: nfs, o: "${o}", device: "${device}" } }`;

/** Says which rules the report names, and which it does not. */
function said(story, present, absent, ...words) {
  const rules = new Set(story.report("--no-config", ...words).findings.map(({ ruleId }) => ruleId));
  const missing = present.filter((rule) => !rules.has(rule));
  const unwanted = absent.filter((rule) => rules.has(rule));
  if (missing.length > 0 || unwanted.length > 0) {
    throw new Error(`missing: ${missing.join(", ") || "none"}; not wanted: ${unwanted.join(", ") || "none"}`);
  }
  return [...present.map((rule) => `\`${rule}\``), ...absent.map((rule) => `not \`${rule}\``)].join(", ");
}

const WRITER = "db";
const DATA = "/var/lib/postgresql/data";

/** A node is cut from the managers and still reaches the storage: two tasks, or one, write to the same file. */
class PartitionStory extends Story {
  async tell() {
    await this.step("what the tool says", async () =>
      this.plot.isPinned ? said(this, [], ["no-fencing"]) : said(this, ["no-fencing"], []),
    );
    await this.step("the stack is deployed, and its task starts on node3", async () => {
      await this.swarm.shell(SERVER, `mkdir -p ${EXPORT}/pg`);
      await this.swarm.setAvailability([1, 2], "pause");
      await this.deploy();
      const node = await this.runsOn(WRITER, "node3");
      await this.swarm.setAvailability([1, 2], "active");
      return `it runs on ${node}`;
    });
    const old = (await this.task(WRITER)).Status.ContainerStatus.ContainerID;
    await this.#begins(3, old, "old");
    await this.step("node3 is cut from the other nodes, not from the storage", async () => {
      const began = Date.now();
      this.swarm.cut(3, ["swarm"]);
      await this.swarm.misses(3);
      return `the manager takes it for dead after ${seconds(began)} s`;
    });
    if (this.plot.isPinned) await this.#oneWriter(old);
    else await this.#twoWriters(old);
  }

  async #twoWriters(old) {
    const began = Date.now();
    await this.step("the next task starts elsewhere", async () => {
      const node = await this.runs(WRITER, (name) => name !== "node3");
      const { node: number, Status } = await this.task(WRITER);
      await this.#begins(number, Status.ContainerStatus.ContainerID, "new");
      return `it runs on ${node} after ${seconds(began)} s`;
    });
    const both = Date.now();
    await this.step("lines that each adds in 20 seconds, as the server sees them", async () => {
      const before = await this.#lines();
      await sleep(20_000);
      const after = await this.#lines();
      const added = { old: after.old - before.old, new: after.new - before.new };
      if (added.old === 0 || added.new === 0) throw new Error(`only one of them writes: ${JSON.stringify(added)}`);
      return `the old task ${added.old}, the new one ${added.new}: both write`;
    });
    await this.step("node3 is back, and its task ends", async () => {
      await this.swarm.rejoins(3);
      await until("the old task to end", 120, async () => {
        const containers = await this.swarm.engine(3).get("/containers/json");
        return containers.every(({ Id }) => Id !== old);
      });
      return `both wrote for ${seconds(both)} s`;
    });
    await this.step("lines that were written with success and are not in the file", async () => {
      const acknowledged = await this.#acknowledged(old);
      const lines = await this.#lines();
      const lost = acknowledged - (lines.old + lines.new);
      return `${Math.max(lost, 0)} of ${acknowledged}; ${lines.torn} lines are torn`;
    });
  }

  async #oneWriter(old) {
    await this.step("for 20 seconds no other task starts", async () => {
      const before = await this.#lines();
      await sleep(20_000);
      const tasks = await this.swarm.manager.get("/tasks", { "desired-state": { running: true } });
      const others = tasks.filter(
        ({ Status }) => Status.State === "running" && Status.ContainerStatus?.ContainerID !== old,
      );
      if (others.length > 0) throw new Error(`${others.length} other tasks run`);
      const after = await this.#lines();
      if (after.old === before.old) throw new Error("the old one does not write");
      return `the old one goes on and adds ${after.old - before.old} lines`;
    });
    await this.step("node3 is back", async () => {
      await this.swarm.rejoins(3);
      return `it runs on ${await this.runsOn(WRITER, "node3")}`;
    });
    await this.step("every line of the old one is there", async () => {
      const lines = await this.#lines();
      if (lines.old === 0 || lines.torn > 0) throw new Error(JSON.stringify(lines));
      return `${lines.old}`;
    });
  }

  /** A loop in a task appends a line at a time, and counts those that were written with success. */
  async #begins(node, container, name) {
    const loop = `n=0; while :; do echo "${name} $n end" >> ${DATA}/log && n=$((n + 1)) && echo $n > ${DATA}/count-${name}; sleep 0.5; done`;
    const { code, output } = await this.swarm
      .engine(node)
      .exec(container, ["sh", "-c", `(${loop}) > /dev/null 2>&1 &`]);
    if (code !== 0) throw new Error(output);
  }

  async #lines() {
    const { stdout } = await this.swarm.shell(SERVER, `cat ${EXPORT}/pg/log`);
    const lines = stdout.split("\n").filter(Boolean);
    const whole = lines.filter((line) => /^(old|new) \d+ end$/.test(line));
    const count = (name) => whole.filter((line) => line.startsWith(name)).length;
    return { old: count("old"), new: count("new"), torn: lines.length - whole.length };
  }

  async #acknowledged() {
    const { stdout } = await this.swarm.shell(SERVER, `cat ${EXPORT}/pg/count-old ${EXPORT}/pg/count-new`);
    return stdout
      .trim()
      .split("\n")
      .map(Number)
      .reduce((sum, count) => sum + count, 0);
  }
}

const seconds = (since) => Math.round((Date.now() - since) / 1000);

const writers = (deploy) => `services:
  db:
    image: postgres:15
    volumes: [pgdata:${DATA}]
${deploy}volumes:
  pgdata: ${volume(OPTIONS, ":/pg")}
`;

const PARTITION_PLOTS = [
  { id: "nfs-two-writers", title: "A node cut off from the managers, with its data on NFS", stack: writers("") },
  {
    id: "nfs-one-writer",
    title: "The same, with the service pinned",
    isPinned: true,
    stack: writers("    deploy: { placement: { constraints: [node.hostname == node3] } }\n"),
  },
];

/** The server takes root for nobody, and Docker prepares an empty volume as root. */
class SquashedStory extends Story {
  async tell() {
    await this.step("a directory for PostgreSQL's user on the server", async () => {
      await this.swarm.shell(
        SERVER,
        `rm -rf ${EXPORT}/squashed/pg; install -d -o 999 -g 999 -m 700 ${EXPORT}/squashed/pg`,
      );
      return "owner 999, mode 700; exported with `root_squash`";
    });
    await this.step("what the tool says", async () => said(this, ["nfs-root-squash"], []));
    await this.step("the stack is deployed, and its task is refused", async () => {
      await this.deploy();
      return `\`${await this.#refusal()}\``;
    });
    await this.swarm.shell(1, "docker stack rm demo");
    await sleep(3000);
    await this.step("with `nocopy`, the tool says", async () => {
      writeFileSync(join(this.folder, "stack.yml"), squashed("{ nocopy: true }"));
      return said(this, [], ["nfs-root-squash"]);
    });
    await this.step("the volume is removed on every node, and the stack is deployed", async () => {
      await this.#forget();
      await this.deploy();
      return `it runs on ${await this.runsOn(WRITER)}`;
    });
    await this.step("PostgreSQL's user writes a file", async () => {
      await this.inTask(WRITER, `echo kept > ${DATA}/file`);
      return this.inTask(WRITER, `stat -c %u:%g ${DATA}/file`);
    });
    await this.drain(WRITER);
    await this.step("the file, from the other node", async () => {
      const found = await this.inTask(WRITER, `cat ${DATA}/file`);
      if (found !== "kept") throw new Error(found);
      return "as it was written";
    });
  }

  async #refusal() {
    return until("the refusal", 120, async () => {
      const tasks = await this.swarm.manager.get("/tasks", { service: { demo_db: true } });
      if (tasks.some(({ Status }) => Status.State === "running")) throw new Error("the task runs");
      return tasks.find(({ Status }) => Status.State === "rejected")?.Status.Err.trim();
    });
  }

  async #forget() {
    for (const node of this.swarm.running) await this.swarm.shell(node, "docker volume rm -f demo_pgdata");
  }
}

const squashed = (more) => `services:
  db:
    image: postgres:15
    user: "999:999"
    volumes:
      - { type: volume, source: pgdata, target: ${DATA}, volume: ${more} }
volumes:
  pgdata: ${volume(OPTIONS, ":/squashed/pg")}
`;

/** The server stands still for longer than a soft mount waits. */
class FrozenStory extends Story {
  async tell() {
    await this.step("what the tool says of `soft`", async () => this.#warned());
    await this.step("the stack is deployed", async () => {
      await this.swarm.shell(SERVER, `mkdir -p ${EXPORT}/soft ${EXPORT}/hard`);
      await this.deploy();
      const places = await Promise.all([this.runsOn("soft"), this.runsOn("hard")]);
      return `\`soft\` runs on ${places[0]}, \`hard\` on ${places[1]}`;
    });
    for (const service of ["soft", "hard"]) await this.#begins(service);
    await this.step("both have written", async () => {
      for (const service of ["soft", "hard"]) {
        await until(service, 60, async () => (await this.#counts(service)).written >= 3);
      }
      return "without a failure";
    });
    await this.step("the server stands still for 60 seconds, and goes on", async () => {
      this.swarm.world.freeze(SERVER);
      await sleep(60_000).finally(() => this.swarm.world.thaw(SERVER));
      for (const service of ["soft", "hard"]) {
        const { written } = await this.#counts(service);
        await until(`${service} to write again`, 180, async () => (await this.#counts(service)).written > written + 2);
      }
      return "both write again";
    });
    for (const service of ["soft", "hard"]) {
      await this.step(`\`${service}\`: writes that failed`, async () => {
        const { failed, written, error } = await this.#counts(service);
        if (failed > 0 !== (service === "soft")) throw new Error(`${failed} of ${failed + written}: ${error}`);
        return error && failed > 0 ? `${failed} (\`${error}\`)` : `${failed}`;
      });
    }
  }

  #warned() {
    const { findings } = this.report("--no-config");
    const volumes = findings.filter(({ ruleId }) => ruleId === "nfs-soft").map((one) => one.volume);
    if (volumes.join() !== "soft-data") throw new Error(`\`nfs-soft\` of ${volumes.join() || "none"}`);
    return "`nfs-soft`, of the one volume";
  }

  /** A loop writes a file a time and keeps count in memory, where no server is needed. */
  async #begins(service) {
    const loop =
      "w=0; f=0; n=0; while :; do n=$((n + 1)); if { echo $n > /data/$n && rm /data/$n; } 2> /tmp/last; then w=$((w + 1)); else f=$((f + 1)); cp /tmp/last /tmp/error; fi; echo $w $f > /tmp/counts.new; mv /tmp/counts.new /tmp/counts; sleep 1; done";
    await this.inTask(service, `(${loop}) > /dev/null 2>&1 &`);
  }

  async #counts(service) {
    const text = await this.inTask(service, "cat /tmp/counts; tail -n 1 /tmp/error 2> /dev/null || true");
    const [counts, error = ""] = text.split("\n");
    const [written, failed] = counts.split(" ").map(Number);
    return { written, failed, error: error.split(": ").at(-1) };
  }
}

const FROZEN = `services:
  soft: { image: "lab:1", volumes: ["soft-data:/data"] }
  hard: { image: "lab:1", volumes: ["hard-data:/data"] }
volumes:
  soft-data: ${volume("addr=10.88.0.254,nfsvers=4.1,soft,timeo=50,retrans=1", ":/soft")}
  hard-data: ${volume("addr=10.88.0.254,nfsvers=4.1,hard,timeo=50,retrans=1", ":/hard")}
`;

const reoptioned = (key, o) => `services:
  app: { image: "lab:1", volumes: ["${key}:/data"] }
volumes:
  ${key}: ${volume(o, ":/files")}
`;
const SOFT = "addr=10.88.0.254,nfsvers=4.1,soft";
const HARD = "addr=10.88.0.254,nfsvers=4.1,hard";

/** Options of a volume that exists are changed in the file; then it is given another name. */
class ReoptionedStory extends Story {
  async tell() {
    await this.swarm.shell(SERVER, `mkdir -p ${EXPORT}/files`);
    await this.deployOnNode3("app");
    await this.step("a file is written", async () => {
      await this.inTask("app", "echo kept > /data/file");
      return "written";
    });
    await this.#mounted(3, "soft");
    await this.step("`soft` becomes `hard` in the file, and the tool says", async () => {
      const [outcome, rules] = this.#turn(reoptioned("files", HARD), "first");
      if (!rules.includes("driver-opts-changed") || outcome !== "kept") throw new Error(`${outcome}: ${rules}`);
      return `${outcome}, with \`driver-opts-changed\``;
    });
    await this.swarm.setAvailability([1, 2], "pause");
    await this.step("it is deployed, with node3 the only node that takes tasks", async () => {
      return `it runs on ${await this.deployAgain("app")}`;
    });
    await this.swarm.setAvailability([1, 2], "active");
    await this.#mounted(3, "soft");
    await this.drain("app");
    await this.#mounted((await this.task("app")).node, "hard");
    await this.#isThere();
    await this.swarm.setAvailability([1, 2, 3], "active");
    await this.step("the volume gets another name, and the tool says", async () => {
      const [outcome] = this.#turn(reoptioned("files-hard", HARD), "second");
      if (outcome !== "kept") throw new Error(outcome);
      return outcome;
    });
    await this.swarm.setAvailability([1, 2], "drain");
    await this.swarm.setAvailability([1, 2], "pause");
    await this.step("it is deployed on node3", async () => {
      await this.deployAgain("app");
      return `it runs on ${await this.runsOn("app", "node3")}`;
    });
    await this.#mounted(3, "hard");
    await this.#isThere();
  }

  /** The file as it is now is the base, and this text what becomes of it. */
  #turn(text, name) {
    const folder = join(this.folder, name);
    mkdirSync(folder, { recursive: true });
    const file = join(folder, "stack.yml");
    writeFileSync(file, this.current ?? this.plot.stack);
    this.current = text;
    const cells = [{ file, target: "/data", flags: ["--no-config"], kind: {} }];
    const outcomes = deployedOutcomes(this.tool, folder, cells, () => writeFileSync(file, text));
    writeFileSync(join(this.folder, "stack.yml"), text);
    return [outcomes.get(file), this.#rules(folder)];
  }

  #rules(folder) {
    return this.reportIn(folder, "--base", "base", "--no-config").findings.map(({ ruleId }) => ruleId);
  }

  async #mounted(node, word) {
    await this.step(`how node${node} mounts it`, async () => {
      const found = await until("the mount", 60, async () => {
        const { stdout } = await this.swarm.shell(node, "grep /volumes/demo_files /proc/mounts || true");
        return stdout.trim();
      });
      const words = found
        .split(" ")[3]
        .split(",")
        .filter((one) => one === "soft" || one === "hard");
      if (words.join() !== word) throw new Error(`with ${words.join()}`);
      return `with \`${word}\``;
    });
  }

  async #isThere() {
    await this.step("the file", async () => {
      const found = await this.inTask("app", "cat /data/file");
      if (found !== "kept") throw new Error(found);
      return "as it was written";
    });
  }
}

const told = (Kind, plots) =>
  plots.map((plot) => ({
    id: plot.id,
    title: plot.title,
    play: (swarm, settings) => new (emptied(Kind))(swarm, { settings: "", ...plot }, settings).play(),
  }));

/** @type {readonly import("./stories.mjs").Entry[]} */
export const NFS_STORIES = [
  ...told(RedisStory, FIX_PLOTS),
  ...told(PartitionStory, PARTITION_PLOTS),
  ...told(SquashedStory, [
    {
      id: "nfs-root-squash",
      title: "PostgreSQL's first start on NFS where root is nobody",
      stack: squashed("{}"),
    },
  ]),
  ...told(FrozenStory, [
    { id: "nfs-soft", title: "A server that stands still, under `soft` and under `hard`", stack: FROZEN },
  ]),
  ...told(ReoptionedStory, [
    {
      id: "nfs-options",
      title: "Options of a volume that exists, changed in the file",
      stack: reoptioned("files", SOFT),
    },
  ]),
];
