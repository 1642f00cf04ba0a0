import { describe, expect, it } from "vitest";
import { DISPOSABLE_TARGETS } from "../../src/persistence/facts/paths.ts";
import { isConfigLike, isDisposableTarget, isSystemSource, looksShared } from "../../src/persistence/paths.ts";
import { cleanPath, covers } from "../../src/stack/container-path.ts";

describe("cleanPath", () => {
  const ROWS: readonly (readonly [path: string, clean: string])[] = [
    ["/data", "/data"],
    ["/data/", "/data"],
    ["//data///x/", "/data/x"],
    ["/data/./x", "/data/x"],
    ["/data/../x", "/x"],
    ["/../..", "/"],
    ["/", "/"],
    ["./data/", "data"],
    ["a/../..", ".."],
    ["../../x", "../../x"],
    [".", "."],
    ["", "."],
  ];
  it.each(ROWS)("%j is %j", (path, clean) => expect(cleanPath(path)).toBe(clean));
});

describe("covers", () => {
  const YES: readonly (readonly [target: string, directory: string])[] = [
    ["/data", "/data"],
    ["/data/", "/data"],
    ["/data", "/data/db"],
    ["/var/lib//postgresql/", "/var/lib/postgresql/data"],
    ["/", "/data"],
    ["/a/../data", "/data/x"],
  ];
  const NO: readonly (readonly [target: string, directory: string])[] = [
    ["/data", "/database"],
    ["/data/db", "/data"],
    ["/data", "/"],
    ["/data", "/dat"],
    ["data", "/data"],
  ];
  it.each(YES)("%j holds %j", (target, directory) => expect(covers(target, directory)).toBe(true));
  it.each(NO)("%j does not hold %j", (target, directory) => expect(covers(target, directory)).toBe(false));
});

describe("isDisposableTarget", () => {
  const YES = [
    "/tmp",
    "/tmp/x",
    "/var/tmp",
    "/run/secrets",
    "/var/run",
    "/dev/shm",
    "/app/.cache",
    "/app/cache/x",
    "/app/tmp",
    "/app/temp/",
    "/var/azuracast/www_tmp",
    "/analysis_scratch",
    "/app/thumbnail-cache",
    "/var/cache/nginx",
    "/var/log/nginx",
    "/app/logs",
    "/app/log/x",
    "/app/node_modules",
    "/app/__pycache__",
    "/root/.npm",
    "/root/.m2/repository",
    "/var/lib/nginx",
    "/etc/nginx/conf.d",
    "/docker-entrypoint-initdb.d",
    "/docker-entrypoint-preinitdb.d/x",
    "/docker-entrypoint.d",
    "/backup",
    "/backups/daily",
  ];
  const NO = [
    "/app/template",
    "/app/scratchpad",
    "/data",
    "/var/lib/postgresql/data",
    "/tmpdata",
    "/app/mytmp",
    "/app/cached",
    "/app/catalogs",
    "/runner",
    "/dev/shm2",
    "/var/lib/nginx-data",
    "/usr/share/nginx/html",
    "/usr/share/nginx/html/uploads",
    "/etc/nginxx",
    "/backupstore",
    "/app/backup",
    "/",
  ];
  it.each(YES)("%j may go", (path) => expect(isDisposableTarget(path)).toBe(true));
  it.each(NO)("%j may be data", (path) => expect(isDisposableTarget(path)).toBe(false));

  it("has a reason for each pattern", () => {
    expect(DISPOSABLE_TARGETS.filter(({ why }) => why === "")).toEqual([]);
  });
});

describe("isConfigLike", () => {
  const YES: readonly (readonly [target: string, source?: string])[] = [
    ["/etc/redis.conf"],
    ["/app/config.YAML"],
    ["/certs/tls.key"],
    ["/app/.env"],
    ["/etc/nginx/.htpasswd"],
    ["/docker-entrypoint-initdb.d/init.sql"],
    ["/data", "./config.json"],
    ["/etc/app", "/srv/app/app.toml"],
  ];
  const NO: readonly (readonly [target: string, source?: string])[] = [
    ["/data"],
    ["/data", "/srv/data"],
    ["/etc/conf.d"],
    ["/data.db"],
    ["/letsencrypt/acme.json"],
    ["/acme.json", "./acme.json"],
    ["/app/env"],
  ];
  for (const [target, source] of YES) {
    it(`${target} from ${source} is configuration`, () => expect(isConfigLike(target, source)).toBe(true));
  }
  for (const [target, source] of NO) {
    it(`${target} from ${source} is not`, () => expect(isConfigLike(target, source)).toBe(false));
  }
});

describe("isSystemSource", () => {
  const YES = [
    "/",
    "/var/run/docker.sock",
    "/run/docker.sock/",
    "/etc/localtime",
    "/proc",
    "/proc/1/ns",
    "/sys/fs/cgroup",
    "/dev/ttyUSB0",
    "/var/lib/docker",
    "/var/lib/docker/volumes",
    "/var/log",
    "/run/user/1000/podman.sock",
    "/var/run/mysqld/mysqld.sock",
    "/tmp/.X11-unix",
  ];
  const NO = [
    "/srv/data",
    "/var/lib/docker/volumes/db/_data",
    "/var/log/app",
    "/var/run/app",
    "/device",
    "/etc/app",
    "./data",
    "/home/me/app.sock",
  ];
  it.each(YES)("%j is the system's", (path) => expect(isSystemSource(path)).toBe(true));
  it.each(NO)("%j is not", (path) => expect(isSystemSource(path)).toBe(false));
});

describe("looksShared", () => {
  const YES = [
    "/mnt/nfs",
    "/mnt/nfs/db",
    "/nfs/a",
    "/efs",
    "/mnt/glusterfs/x",
    "/srv/nfs/",
    "/net/server/x",
    "/shared/a",
  ];
  const NO = ["/mnt", "/mnt/nfs2", "/srv", "/network", "/srv/data", "/mnt/data", "nfs"];
  it.each(YES)("%j does", (path) => expect(looksShared(path)).toBe(true));
  it.each(NO)("%j does not", (path) => expect(looksShared(path)).toBe(false));
});
