import { describe, expect, it } from "vitest";
import { checkStack } from "../../../src/check/check.ts";
import { citesNfs } from "../../../src/persistence/images/facts/family.ts";
import { STATELESS_APPLICATIONS } from "../../../src/persistence/images/facts/stateless-applications.ts";
import { IMAGE_FAMILIES } from "../../../src/persistence/images/image-facts.ts";
import { isStatelessImage } from "../../../src/persistence/images/images.ts";
import { dedent } from "../../rules/harness.ts";

/** Where somebody read it: a repository, a commit, a file, or the makers' documentation. */
const PLACE = /\/|commit|ockerfile|\.(com|org|io|dev)\b|guide|documentation|README|compose/;

describe("the rows of the image table", () => {
  it("says where every fact was read, and calls assumed what nobody read", () => {
    const opened = IMAGE_FAMILIES.filter(({ evidence }) => evidence !== "assumed");
    expect(opened.length).toBeGreaterThanOrEqual(250);
    for (const { id, source } of opened) expect(source, id).toMatch(PLACE);
    for (const { id, source } of opened) expect(source, id).not.toMatch(/not read|not looked up$/);
  });

  it("has plausible paths: no file, no variable, none that the system owns", () => {
    for (const { id, layouts } of IMAGE_FAMILIES) {
      for (const path of layouts.flatMap(({ directories, volumes }) => [...directories, ...volumes])) {
        expect(path.replace("{major}", "17"), id).toMatch(/^\/[\w@.+/-]+$/);
        expect(path, id).not.toMatch(/^\/(?:usr|bin|lib|proc|sys|dev|home|var|etc|srv\/)$/);
      }
    }
  });

  it("names engines that are families, and never one of itself", () => {
    const ids = new Set(IMAGE_FAMILIES.map(({ id }) => id));
    for (const { id, engine } of IMAGE_FAMILIES) {
      if (engine === undefined) continue;
      expect(ids.has(engine), id).toBe(true);
      expect(engine, id).not.toBe(id);
    }
  });

  it("gives the class for NFS only with a reason", () => {
    for (const family of IMAGE_FAMILIES) {
      if (family.nfs !== "unknown") expect(family.nfsSource, family.id).not.toBe("");
      if (family.nfsSource === "") expect(citesNfs(family), family.id).toBe(false);
    }
  });

  it("has no image that keeps nothing and is a family with data", () => {
    for (const name of STATELESS_APPLICATIONS) expect(isStatelessImage(name), name).toBe(true);
    const names = new Set(IMAGE_FAMILIES.flatMap((family) => family.names));
    expect(STATELESS_APPLICATIONS.filter((name) => names.has(name))).toEqual([]);
  });
});

const PIN = "deploy: {placement: {constraints: [node.hostname == n1]}}";
const NFS = 'driver_opts: {type: nfs, o: "addr=10.0.0.5,nfsvers=4.2,hard", device: ":/export/x"}';

/** A stack, and findings that must or must not be there as `severity rule service`-like beginnings. */
const CASES: readonly [name: string, yaml: string, has: readonly string[], hasNot: readonly string[]][] = [
  [
    "Uptime Kuma with a MariaDB elsewhere has no SQLite on NFS",
    `
      services:
        k: {image: "louislam/uptime-kuma:2", environment: {UPTIME_KUMA_DB_TYPE: mariadb}, volumes: ["kk:/app/data"]}
      volumes: {kk: {${NFS}}}
    `,
    [],
    ["error engine-on-nfs", "warning engine-on-nfs"],
  ],
  [
    "Uptime Kuma with its own MariaDB has its files on NFS",
    `
      services:
        k: {image: "louislam/uptime-kuma:2", environment: {UPTIME_KUMA_DB_TYPE: embedded-mariadb}, volumes: ["kk:/app/data"]}
      volumes: {kk: {${NFS}}}
    `,
    ["error engine-on-nfs"],
    [],
  ],
  [
    "Immich's database is PostgreSQL",
    `services: {db: {image: "ghcr.io/immich-app/postgres:14-vectorchord0.4.3-pgvectors0.2.0"}}`,
    ["error stateful-no-volume"],
    [],
  ],
  [
    "pgvector 18 has its data elsewhere, as PostgreSQL 18 has",
    `
      services: {db: {image: "pgvector/pgvector:pg18", volumes: ["pg:/var/lib/postgresql/data"], ${PIN}}}
      volumes: {pg: }
    `,
    ["error volume-wrong-path"],
    [],
  ],
  [
    "QUESTDB_DATA_DIR moves the data",
    `
      services:
        q: {image: "questdb/questdb:8.2.1", environment: {QUESTDB_DATA_DIR: /data/q}, volumes: ["qq:/data/q"], ${PIN}}
      volumes: {qq: }
    `,
    [],
    ["error volume-wrong-path", "error stateful-no-volume"],
  ],
  [
    "VERDACCIO_STORAGE_PATH moves the packages",
    `
      services:
        n: {image: "verdaccio/verdaccio:5", environment: {VERDACCIO_STORAGE_PATH: /store}, volumes: ["nn:/store"], ${PIN}}
      volumes: {nn: }
    `,
    [],
    ["error volume-wrong-path", "error stateful-no-volume"],
  ],
  [
    "only a configuration server keeps data in /data/configdb",
    `
      services: {m: {image: "mongo:8", volumes: ["dd:/data/db", /data/configdb], ${PIN}}}
      volumes: {dd: }
    `,
    [],
    ["error anonymous-volume", "warning anonymous-volume"],
  ],
  [
    "a configuration server does",
    `services: {m: {image: "mongo:8", command: [--configsvr, --replSet, c], volumes: [/data/configdb], ${PIN}}}`,
    ["error anonymous-volume"],
    [],
  ],
  [
    "nobody writes where the entrypoint reads at the first start",
    `
      services: {db: {image: "mysql:8", volumes: ["dd:/var/lib/mysql", /docker-entrypoint-initdb.d], ${PIN}}}
      volumes: {dd: }
    `,
    [],
    ["error anonymous-volume", "warning anonymous-volume"],
  ],
  [
    "the site of nginx is one that somebody may write, as that of httpd",
    `
      services: {w: {image: "nginx:1.27", volumes: ["hh:/usr/share/nginx/html"]}}
      volumes: {hh: }
    `,
    ["warning local-volume-unpinned"],
    ["error local-volume-unpinned"],
  ],
  [
    "the keeper of ClickHouse, RustFS, Garage and SeaweedFS keep data",
    `
      services:
        a: {image: "clickhouse/clickhouse-keeper:24.8"}
        b: {image: "dxflrs/garage:v2.0.0"}
        c: {image: "chrislusf/seaweedfs:3.97", command: server -s3 -dir=/data}
    `,
    ["warning stateful-no-volume"],
    ["error stateful-no-volume"],
  ],
  [
    "an application whose settings may put the data elsewhere, with a volume of its own",
    `
      services: {a: {image: "mattermost/focalboard:7", volumes: ["dd:/data"], ${PIN}}}
      volumes: {dd: }
    `,
    [],
    ["warning volume-wrong-path", "error volume-wrong-path", "warning stateful-no-volume"],
  ],
  [
    "a script that waits for a database with its client and then starts an application",
    `
      services:
        a: {image: "mondedie/flarum:1", command: [sh, -c, "mysqladmin ping; startup"], volumes: ["dd:/flarum/app/public/assets"]}
      volumes: {dd: }
    `,
    ["error local-volume-unpinned"],
    [],
  ],
  [
    "the path names the engine where the image is not known",
    `
      services:
        db: {image: "acme/database:1", volumes: ["dd:/var/lib/mysql"]}
      volumes: {dd: {${NFS}}}
    `,
    ["warning engine-on-nfs"],
    ["error engine-on-nfs"],
  ],
  [
    "another service below whose own data a database's volume is mounted",
    `
      services:
        app: {image: "acme/app:1", volumes: ["dd:/data/mysql"]}
        db: {image: "jc21/mariadb-aria:10", volumes: ["dd:/var/lib/mysql"]}
      volumes: {dd: {${NFS}}}
    `,
    ["note volume-shared-by-services"],
    [],
  ],
];

describe("what rules say of images", () => {
  it.each(CASES)("%s", (_name, yaml, has, hasNot) => {
    const { findings } = checkStack([{ path: "stack.yml", text: dedent(yaml) }], {
      target: "swarm",
      facts: { nodes: undefined, sharedPaths: [] },
      variables: new Map(),
      unsetVariables: "empty",
      fileExists: () => true,
    });
    const said = findings.map(({ severity, ruleId }) => `${severity} ${ruleId}`);
    for (const one of has) expect(said).toContain(one);
    for (const one of hasNot) expect(said).not.toContain(one);
  });
});
