import { Story } from "./story.mjs";

/** Neither root nor anybody that the images know. */
const OWNER = "999:998";

/**
 * Files in a container, some in volumes and some not, and how the stack is repaired.
 * @typedef {object} FilePlot
 * @property {string} id
 * @property {string} title
 * @property {string} stack
 * @property {string} service
 * @property {readonly string[]} files where the service writes, before the stack is repaired
 * @property {string} settings
 * @property {string} option the command line's, for the repair
 * @property {(story: FileStory) => Promise<void>} ending
 */

/** @type {readonly FilePlot[]} */
export const FILE_PLOTS = [
  {
    id: "wrong-path",
    title: "PostgreSQL with a volume above its data, and the fix that mounts it where the data is",
    stack: "services: { db: { image: postgres:15, volumes: [pgdata:/var/lib/postgresql] } }\nvolumes: { pgdata: }\n",
    service: "db",
    files: ["/var/lib/postgresql/data/base/1"],
    settings: "storage: { prefer: pin }\n",
    option: "--fix-unsafe",
    ending: (story) => story.startAnew("db"),
  },
  {
    id: "wrong-path-shared",
    title: "PostgreSQL with a volume above its data, and the fix that moves the data to a shared folder",
    stack: "services: { db: { image: postgres:15, volumes: [pgdata:/var/lib/postgresql] } }\nvolumes: { pgdata: }\n",
    service: "db",
    files: ["/var/lib/postgresql/data/base/1"],
    settings: "storage: { prefer: network, shared-path: /srv/shared }\n",
    option: "--fix-unsafe",
    ending: (story) => story.drain("db"),
  },
  {
    id: "beside",
    title: "Redis with a volume beside its data, and the fix that mounts it where the data is",
    stack: "services: { cache: { image: redis:7, volumes: [redis-data:/var/lib/redis] } }\nvolumes: { redis-data: }\n",
    service: "cache",
    files: ["/data/appendonly.aof"],
    settings: "storage: { prefer: pin }\n",
    option: "--fix-unsafe",
    ending: async (story) => {
      for (let times = 0; times < 3; times++) await story.startAnew("cache");
    },
  },
  {
    id: "users-files",
    title: "File Browser with its users' files in a volume, and the fix that keeps its database in another",
    stack: "services: { files: { image: filebrowser/filebrowser:v2, volumes: [shared:/srv] } }\nvolumes: { shared: }\n",
    service: "files",
    files: ["/srv/photo", "/database/filebrowser.db"],
    settings: "storage: { prefer: pin }\n",
    option: "--fix-unsafe",
    ending: (story) => story.startAnew("files"),
  },
  {
    id: "reader",
    title: "A service on its node and a reader of its volume anywhere, and the fix that pins the reader too",
    stack: `services:
  app:
    image: lab:1
    volumes: [stuff:/data]
    deploy: { placement: { constraints: [ "node.hostname == node3" ] } }
  reader:
    image: lab:1
    volumes: ["stuff:/in:ro"]
volumes:
  stuff:
`,
    service: "app",
    files: ["/data/report"],
    settings: "storage: { prefer: pin }\n",
    option: "--fix-unsafe",
    ending: async (story) => {
      await story.startAnew("reader");
      await story.reads("reader", "/in/report", "/data/report");
    },
  },
  {
    id: "three",
    title: "Three services on one volume, and the fix that pins all of them",
    stack: `services:
  app:
    image: lab:1
    volumes: [stuff:/data]
  worker:
    image: lab:1
    volumes: [stuff:/work]
  reader:
    image: lab:1
    volumes: ["stuff:/in:ro"]
volumes:
  stuff:
`,
    service: "app",
    files: ["/data/report"],
    settings: "storage: { prefer: pin }\n",
    option: "--fix-unsafe",
    ending: async (story) => {
      for (const [service, folder] of [
        ["worker", "/work"],
        ["reader", "/in"],
      ]) {
        await story.startAnew(service);
        await story.reads(service, `${folder}/report`, "/data/report");
      }
    },
  },
  {
    id: "safe-fix",
    title: "Redis on a local volume, and the fixes that change nothing that runs",
    stack: "services: { redis: { image: redis:7, volumes: [redis-data:/data] } }\nvolumes: { redis-data: }\n",
    service: "redis",
    files: ["/data/appendonly.aof"],
    settings: "storage: { prefer: pin }\n",
    option: "--fix",
    ending: (story) =>
      story.step("the file is deployed again, with two idle nodes", async () => {
        return `it runs on ${await story.deployAgain("redis")}`;
      }),
  },
];

/** Whatever a service has written is there, with its owner, when its stack has been repaired. */
export class FileStory extends Story {
  async tell() {
    const { service, files } = this.plot;
    await this.deployOnNode3(service);
    for (const file of files) {
      await this.step(`\`${file}\` is written`, async () => {
        await this.inTask(service, `mkdir -p $(dirname ${file}) && echo ${file} > ${file} && chown ${OWNER} ${file}`);
        return "written";
      });
    }
    await this.repair(this.plot.option);
    await this.expectAll();
    await this.plot.ending(this);
    await this.expectAll();
  }

  /** Another service finds the file too, wherever it has it. */
  async reads(service, file, text) {
    await this.step(`what ${service} finds`, async () => {
      const found = await this.inTask(service, `cat ${file}`);
      if (found !== text) throw new Error(`it finds \`${found}\``);
      return `\`${file}\``;
    });
  }

  /** Every file is where it was written. */
  async expectAll() {
    const { service, files } = this.plot;
    for (const file of files) {
      await this.step(`\`${file}\``, async () => {
        const found = await this.inTask(service, `cat ${file} && stat -c %u:%g ${file}`);
        if (found !== `${file}\n${OWNER}`) throw new Error(`there is \`${found}\``);
        return "as it was written";
      });
    }
  }
}
