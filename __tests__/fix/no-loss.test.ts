import { describe, expect, it } from "vitest";
import type { Finding, ReportedFix } from "../../src/model/finding.ts";
import { dedent } from "../rules/harness.ts";
import { checkWith, fixedText } from "./check-with.ts";

const PINNED = "deploy: {placement: {constraints: [node.hostname == n1]}}";

function findingsOf(yaml: string): { file: { path: string; text: string }; findings: readonly Finding[] } {
  const file = { path: "stack.yml", text: dedent(yaml) };
  return { file, findings: checkWith([file]).findings };
}

function fixesOf(yaml: string, rule?: string) {
  const { file, findings } = findingsOf(yaml);
  const some = findings.filter(({ ruleId }) => rule === undefined || ruleId === rule);
  return some.flatMap(({ fixes }) => fixes.map((fix) => ({ fix, text: fixedText(file, fix) })));
}

const commands = ({ runbook = [] }: ReportedFix): string => runbook.flatMap((step) => step.commands).join("\n");

describe("a mount that may hold somebody's files", () => {
  it.each([
    ["another VOLUME of the image", "filebrowser/filebrowser:v2", "files:/srv"],
    ["a sub directory", "grafana/grafana:11.3.0", "files:/var/lib/grafana/plugins"],
    ["a sub directory of a store", "postgres:16", "files:/var/lib/postgresql/data/archive"],
    ["a single file", "ghost:5", "./config.js:/var/lib/ghost/config.js"],
    ["settings", "mysql:8", "files:/etc/mysql"],
    ["settings beside the data", "grafana/grafana:11.3.0", "files:/var/lib/provisioning"],
    ["a folder of the users", "jellyfin/jellyfin:10.9", "files:/media"],
    ["dumps of a store", "postgres:16", "files:/dumps"],
    ["a path that says nothing", "mysql:8", "files:/data"],
  ])("stays where it is: %s", (_, image, mount) => {
    const yaml = `
      services:
        app:
          image: ${image}
          volumes:
            - ${mount}
          ${PINNED}
      volumes: {files: }
    `;
    const { file, findings } = findingsOf(yaml);
    const about = findings.filter(({ ruleId }) => ruleId === "volume-wrong-path" || ruleId === "stateful-no-volume");
    const fixes = about.flatMap((one) => one.fixes);
    for (const fix of findings.flatMap((one) => one.fixes)) expect(fixedText(file, fix)).toContain(mount);
    expect(fixes.length).toBeGreaterThan(0);
    expect(fixes[0]?.title).toMatch(/^Mount the new volume `/);
  });

  it("stays when a second service has the volume, too", () => {
    const yaml = `
      services:
        db:
          image: postgres:16
          volumes: ["files:/var/lib/postgresql"]
          ${PINNED}
        web:
          image: acme/web:1
          volumes: ["files:/pages"]
          ${PINNED}
      volumes: {files: }
    `;
    for (const { text } of fixesOf(yaml, "volume-wrong-path")) expect(text).toContain('files:/var/lib/postgresql"');
  });

  it("moves when nothing else can be meant", () => {
    const titles = (image: string, mount: string) =>
      fixesOf(
        `
          services:
            db:
              image: ${image}
              volumes: ["files:${mount}"]
              ${PINNED}
          volumes: {files: }
        `,
        "volume-wrong-path",
      ).map(({ fix }) => fix.title)[0];
    expect(titles("postgres:16", "/var/lib/postgresql")).toBe("Mount it at `/var/lib/postgresql/data`");
    expect(titles("redis:7", "/var/lib/redis")).toBe("Mount it at `/data`");
    expect(titles("postgres:16", "/var/lib/mysql")).toBe("Mount it at `/var/lib/postgresql/data`");
    expect(titles("postgres:18", "/var/lib/postgresql/data")).toBe("Mount it at `/var/lib/postgresql`");
  });
});

describe("what others have, too", () => {
  it("is a folder of the host that does not move for one of them", () => {
    const stack = (other: string) => `
      services:
        db: {image: "postgres:16", volumes: ["/srv/pg:/var/lib/postgresql/data"]}
        dump: {image: "acme/dump:1", volumes: ["${other}:/pg:ro"]}
    `;
    const moves = (yaml: string) => fixesOf(yaml, "bind-host-path").filter(({ fix }) => fix.remedy === "network");
    expect(moves(stack("/srv/pg/base"))).toEqual([]);
    expect(moves(stack("/srv/other"))).toHaveLength(1);
  });

  it("is a volume of before that is not renamed away from its files", () => {
    const before = dedent(`
      services:
        app: {image: "acme/app:1", volumes: ["one:/data"]}
        other: {image: "acme/other:1", volumes: ["two:/data"]}
      volumes: {one: , two: }
    `);
    const text = before.replace("one:/data", "two:/data").replace("one: , ", "");
    const base = { files: [{ path: "stack.yml", text: before }] };
    const { findings } = checkWith([{ path: "stack.yml", text }], { base });
    expect(findings.some(({ ruleId }) => ruleId === "volume-renamed")).toBe(true);
    for (const { ruleId, fixes } of findings) if (ruleId === "volume-renamed") expect(fixes).toEqual([]);
  });

  it("is a path that another image had", () => {
    const before = "services:\n  app: {image: 'acme/old:1', volumes: ['data:/old']}\nvolumes: {data: }\n";
    const after = (image: string) => before.replace("acme/old:1", image).replace("/old'", "/new'");
    const fixes = (image: string) =>
      checkWith([{ path: "stack.yml", text: after(image) }], {
        base: { files: [{ path: "stack.yml", text: before }] },
      }).findings.flatMap(({ ruleId, fixes: some }) => (ruleId === "mount-target-changed" ? some : []));
    expect(fixes("acme/old:2").map(({ title }) => title)).toEqual(["Mount it at `/old` again"]);
    expect(fixes("acme/new:1")).toEqual([]);
  });
});

describe("data in the container", () => {
  const WRONG = `
    services:
      db:
        image: postgres:16
        volumes:
          - pgdata:/var/lib/postgresql
    volumes: {pgdata: }
  `;

  it("goes straight to the new place, and nothing stops the task before", () => {
    expect(fixesOf(WRONG, "local-volume-unpinned")).toEqual([]);
    const fixes = fixesOf(WRONG, "volume-wrong-path");
    expect(fixes.map(({ fix }) => fix.remedy)).toEqual(["network", "pin"]);
    for (const { fix, text } of fixes) {
      expect(text).toMatch(/- pgdata(-nfs)?:\/var\/lib\/postgresql\/data\n/);
      expect(commands(fix)).toContain('docker cp "$CONTAINER":/var/lib/postgresql/data/. -');
      expect(commands(fix)).not.toContain("docker service scale");
    }
  });

  it("may go into a volume in which its mount point has left an empty folder", () => {
    for (const { fix } of fixesOf(WRONG, "volume-wrong-path")) {
      expect(commands(fix)).toContain('[ -z "$(find "$TO" ! -type d | head -n 1)" ]');
      expect(commands(fix)).not.toContain("ls -A");
    }
  });

  it("is not lost by a fix of something else", () => {
    const yaml = (rest: string) => `
      services:
        db:
          image: redis:7
          command: redis-server --appendonly yes
          ${PINNED.replace("]}}", "]}, restart_policy: {condition: none}}")}
          volumes: [${rest}]
    `;
    expect(fixesOf(yaml('"/data"'), "restart-none")).toEqual([]);
    expect(fixesOf(yaml('"/srv/redis:/data"'), "restart-none")).toHaveLength(1);
  });

  it("of two directories has no fix that saves one alone", () => {
    const yaml = `
      services:
        lab:
          image: gitlab/gitlab-ce:17.0.0-ce.0
          ${PINNED}
    `;
    const { findings } = findingsOf(yaml);
    expect(findings.filter(({ ruleId }) => ruleId === "stateful-no-volume").length).toBeGreaterThan(1);
    expect(fixesOf(yaml, "stateful-no-volume")).toEqual([]);
  });
});

describe("a pin", () => {
  const stack = (image: string, mount: string, deploy: string, more = "") => `
    services:
      db:
        image: ${image}
        volumes: ["${mount}"]
        deploy: {${deploy}}
        ${more}
    volumes: {data: }
  `;
  const LABEL = "placement: {constraints: [node.labels.db == true]}";
  const pins = (yaml: string) => fixesOf(yaml).filter(({ fix }) => fix.remedy === "pin");
  const words = (yaml: string) =>
    findingsOf(yaml)
      .findings.map(({ help = "" }) => help)
      .join("\n");

  it.each([
    ["several tasks of an engine", stack("mariadb:11", "data:/var/lib/mysql", "replicas: 3")],
    ["several tasks of an image that is not known", stack("acme/app:1", "data:/data", "replicas: 2")],
    ["several tasks with a label", stack("example/galera:1", "/srv/db:/var/lib/mysql", `replicas: 3, ${LABEL}`)],
    [
      "several tasks with a role",
      stack("acme/app:1", "/srv/db:/d", "replicas: 3, placement: {constraints: [node.role == worker]}"),
    ],
    ["a number that is not known", stack("acme/app:1", "data:/data", 'replicas: "${COUNT}"')],
    ["one task a node", stack("acme/app:1", "data:/data", "replicas: 2, placement: {max_replicas_per_node: 1}")],
  ])("is not for %s", (_, yaml) => {
    expect(pins(yaml)).toEqual([]);
    expect(words(yaml)).not.toMatch(/[Pp]in the service|^Use `node\.hostname|only one node carries/m);
  });

  it.each([
    ["replicas", stack("mariadb:11", "data:/var/lib/mysql", "replicas: 3")],
    [
      "members of a cluster, one a node",
      stack("cassandra:4", "data:/var/lib/cassandra", "replicas: 3, placement: {max_replicas_per_node: 1}"),
    ],
    ["a task on every node", stack("mariadb:11", "data:/var/lib/mysql", "mode: global")],
  ])("nor does a fix leave one task of several that each have data on a node of their own: %s", (_, yaml) => {
    const titles = fixesOf(yaml).map(({ fix: { title } }) => title);
    expect(titles.filter((title) => title.startsWith("Run one task"))).toEqual([]);
  });

  it("is for one task", () => {
    expect(pins(stack("mariadb:11", "data:/var/lib/mysql", "replicas: 1"))).toHaveLength(1);
    expect(words(stack("mariadb:11", "data:/var/lib/mysql", "replicas: 1"))).toContain("Pin the service to one node");
  });

  it("does not bring the writers of one directory together", () => {
    const yaml = `
      services:
        one: {image: "mariadb:11", volumes: ["/srv/db:/var/lib/mysql"]}
        two: {image: "mariadb:11", volumes: ["/srv/db:/var/lib/mysql"]}
    `;
    expect(pins(yaml)).toEqual([]);
  });

  it("to the node of the configuration is not for members of a cluster", () => {
    const member = `
      services:
        es1:
          image: elasticsearch:8.12.2
          environment: {discovery.seed_hosts: es2}
          volumes: ["one:/usr/share/elasticsearch/data"]
      volumes: {one: }
    `;
    const file = { path: "stack.yml", text: dedent(member) };
    const pinned = (pinTo: string | undefined) =>
      checkWith([file], { storage: { pinTo } }).findings.flatMap(({ fixes }) =>
        fixes.filter(({ remedy }) => remedy === "pin"),
      );
    expect(pinned("node-7")).toEqual([]);
    expect(pinned(undefined).length).toBeGreaterThan(0);
  });
});

describe("a driver that a variable names", () => {
  it("is written out beside options of NFS", () => {
    const yaml = `
      services:
        app: {image: "acme/app:1", volumes: ["data:/data"]}
      volumes:
        data:
          driver: \${VOLUME_DRIVER:-local}
    `;
    const moves = fixesOf(yaml).filter(({ fix }) => fix.remedy === "network");
    expect(moves.length).toBeGreaterThan(0);
    for (const { text } of moves) {
      expect(text).toContain("driver: local\n");
      expect(text).not.toContain("VOLUME_DRIVER");
    }
  });

  it("is written out in another file, too", () => {
    const files = [
      {
        path: "stack.yml",
        text: 'services:\n  app: {image: "acme/app:1", volumes: ["data:/data"]}\nvolumes:\n  data: {labels: [a=b]}\n',
      },
      { path: "more.yml", text: 'volumes:\n  data: {driver: "${VOLUME_DRIVER:-local}"}\n' },
    ];
    const moves = checkWith(files).findings.flatMap(({ fixes }) => fixes.filter(({ remedy }) => remedy === "network"));
    expect(moves.length).toBeGreaterThan(0);
    for (const fix of moves) expect(files.map((file) => fixedText(file, fix)).join("")).not.toContain("VOLUME_DRIVER");
  });
});

describe("a fix is safe", () => {
  const redis = (deploy: string) => `
    services:
      redis:
        image: redis:7
        volumes: ["redis-data:/data"]
        ${deploy}
    volumes: {redis-data: }
  `;
  const safe = (yaml: string) =>
    fixesOf(yaml)
      .filter(({ fix }) => fix.safe)
      .map(({ fix }) => fix.title);

  it("only when the tasks that it replaces find their data", () => {
    expect(safe(redis(""))).toEqual([]);
    expect(safe(redis("deploy: {placement: {constraints: [node.labels.db == true]}}"))).toEqual([]);
    expect(safe(redis(PINNED))).toEqual(["Give it 30 seconds to stop"]);
  });

  it("when it replaces no task", () => {
    expect(safe(redis("deploy: {update_config: {order: start-first}}"))).toEqual([
      "Stop the old task before the new one starts: the service pauses for a few seconds",
    ]);
  });
});

describe("a volume that is external and has options, too", () => {
  it("keeps its name when the stack is to make it", () => {
    const yaml = `
      services:
        app: {image: "acme/app:1", volumes: ["data:/data"], ${PINNED}}
      volumes:
        data:
          external: true
          driver: local
    `;
    const texts = fixesOf(yaml, "external-conflict").map(({ text }) => text);
    for (const text of texts.filter((one) => !one.includes("external"))) expect(text).toContain("name: data");
    expect(texts.length).toBe(2);
  });
});
