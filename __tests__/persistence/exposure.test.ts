import { describe, expect, it } from "vitest";
import type { ClusterFacts } from "../../src/model/cluster.ts";
import type { Exposure } from "../../src/persistence/exposure.ts";
import { exposuresOf } from "../../src/persistence/find-exposures.ts";
import { readStack } from "../../src/stack/load.ts";

function exposures(text: string, facts: Partial<ClusterFacts> = {}): Exposure[] {
  const stack = readStack([{ path: "stack.yml", text }], { variables: new Map(), unset: "unknown" });
  return exposuresOf(stack, { nodes: undefined, sharedPaths: [], ...facts });
}

/** `target role storage` of every exposure of one service; `-` before what has no mount. */
function seen(service: string, rest = ""): string[] {
  const lines = service.split("\n").map((line) => `    ${line}`);
  return exposures(`services:\n  a:\n${lines.join("\n")}\nvolumes:\n  data: {}\n  other: {}\n${rest}`).map(
    ({ mount, target, role, storage }) => `${mount ? "" : "- "}${target} ${role} ${storage.kind}`,
  );
}

const mounts = (image: string, ...entries: readonly string[]): string =>
  `image: ${image}\nvolumes:\n${entries.map((entry) => `  - ${entry}\n`).join("")}`.trimEnd();

describe("the role of a mount", () => {
  it.each([
    ["a data directory", mounts("redis:7", "data:/data"), ["/data data local-volume"]],
    [
      "above a data directory",
      mounts("mysql:8", "data:/var/lib"),
      ["/var/lib state local-volume", "- /var/lib/mysql data anonymous-volume"],
    ],
    ["a data directory on tmpfs", mounts("redis:7", "{type: tmpfs, target: /data}"), ["/data data tmpfs"]],
    ["read-only data", mounts("redis:7", "data:/data:ro"), ["/data read-only local-volume"]],
    [
      "a read-only long mount",
      mounts("acme/app", "{type: volume, source: data, target: /srv, read_only: true}"),
      ["/srv read-only local-volume"],
    ],
    [
      "perhaps read-only",
      mounts("acme/app", '{type: volume, source: data, target: /srv, read_only: "${RO}"}'),
      ["/srv state local-volume"],
    ],
    [
      "a socket",
      mounts("acme/app", "/var/run/docker.sock:/var/run/docker.sock"),
      ["/var/run/docker.sock system host-path"],
    ],
    ["a named pipe", mounts("acme/app", "{type: npipe, source: a, target: /pipe}"), ["/pipe system named-pipe"]],
    ["a system folder where an engine keeps its data", mounts("redis:7", "/var/log:/data"), ["/data data host-path"]],
    ["a cache", mounts("acme/app", "data:/var/cache/app"), ["/var/cache/app cache local-volume"]],
    ["logs of an unknown image", mounts("acme/app", "data:/app/logs"), ["/app/logs cache local-volume"]],
    ["a file of settings", mounts("acme/app", "./app.yml:/etc/app/app.yml"), ["/etc/app/app.yml config host-path"]],
    [
      "settings told by their source",
      mounts("acme/app", "./app.conf:/etc/app/settings"),
      ["/etc/app/settings config host-path"],
    ],
    ["a volume is no file", mounts("acme/app", "data:/etc/app.d"), ["/etc/app.d state local-volume"]],
    ["an image that keeps nothing", mounts("nginx:1.27", "data:/srv"), ["/srv idle local-volume"]],
    [
      "an engine that is told to keep nothing",
      `${mounts("redis:7", "data:/data")}\ncommand: redis-server --save "" --appendonly no`,
      ["/data idle local-volume"],
    ],
    [
      "a job in an engine's image",
      `${mounts("postgres:16", "data:/dump")}\ncommand: pg_dump -h db`,
      ["/dump idle local-volume"],
    ],
    [
      "another folder of an engine",
      mounts("redis:7", "data:/data", "other:/modules"),
      ["/data data local-volume", "/modules state local-volume"],
    ],
    ["an unknown image", mounts("acme/app", "data:/srv"), ["/srv state local-volume"]],
    ["an image from a variable", mounts('"${IMAGE}"', "data:/data"), ["/data state local-volume"]],
    ["no image", "volumes:\n  - data:/data", ["/data state local-volume"]],
  ])("%s", (_, service, expected) => expect(seen(service)).toEqual(expected));
});

describe("data without a mount", () => {
  it.each([
    ["in the image's VOLUME", "image: redis:7", ["- /data data anonymous-volume"]],
    ["in the container's layer", "image: redis/redis-stack:7.4.0-v0", ["- /data data container-layer"]],
    [
      "beside a mount",
      mounts("redis:7", "data:/backup"),
      ["/backup cache local-volume", "- /data data anonymous-volume"],
    ],
    [
      "below a mount, taken by the image's VOLUME",
      mounts("postgres:16", "data:/var/lib/postgresql"),
      ["/var/lib/postgresql state local-volume", "- /var/lib/postgresql/data data anonymous-volume"],
    ],
    [
      "below the VOLUME that is mounted",
      mounts("postgres:18", "data:/var/lib/postgresql"),
      ["/var/lib/postgresql data local-volume"],
    ],
    [
      "the old place of a new image",
      mounts("postgres:18", "data:/var/lib/postgresql/data"),
      ["/var/lib/postgresql/data state local-volume", "- /var/lib/postgresql/18/docker data anonymous-volume"],
    ],
    [
      "a tag that does not tell",
      mounts("postgres", "data:/var/lib/postgresql/data"),
      ["/var/lib/postgresql/data data local-volume"],
    ],
    [
      "moved by the environment",
      `${mounts("postgres:16", "data:/srv")}\nenvironment:\n  PGDATA: /srv/pg`,
      ["/srv data local-volume"],
    ],
    [
      "two directories, one mounted",
      mounts("osixia/openldap:1.5.0", "data:/var/lib/ldap"),
      ["/var/lib/ldap data local-volume", "- /etc/ldap/slapd.d data container-layer"],
    ],
    [
      "a mount at a target from a variable may be the one",
      mounts("redis:7", '"data:${TARGET}"'),
      ["${TARGET} state local-volume"],
    ],
    ["an engine that keeps nothing", 'image: redis:7\ncommand: redis-server --save ""', []],
    ["an unknown image", "image: acme/app", []],
    ["replicas: 0", `${mounts("redis:7", "data:/srv")}\ndeploy:\n  replicas: 0`, []],
  ])("%s", (_, service, expected) => {
    expect(seen(service).map((line) => line.replace("\uFDD0TARGET\uFDD1", "${TARGET}"))).toEqual(expected);
  });

  it("says which directory, and lists it for the service", () => {
    const [exposure] = exposures("services:\n  a:\n    image: redis:7\n");
    expect(exposure?.directory).toMatchObject({ path: "/data", imageVolume: "/data", certain: true });
    expect(exposure?.view.uncovered).toEqual([exposure?.directory]);
    expect(exposure?.volume).toBeUndefined();
  });
});

describe("how sure the data directory is", () => {
  const certain = (service: string, name = "a"): boolean | undefined =>
    exposures(`services:\n  ${name}: {${service}}\nconfigs: {mine: {external: true}}\n`).at(-1)?.directory?.certain;

  it.each([
    ["an image whose versions are alike", "image: 'redis:7'", true],
    ["a version from a variable, where all are alike", "image: 'redis:${TAG}'", true],
    ["a version from a variable, where no version has a mount", "image: 'postgres:${TAG}'", true],
    [
      "a version from a variable, where one would have a mount",
      "image: 'postgres:${TAG}', volumes: ['/var/lib/postgresql/data']",
      false,
    ],
    ["a mirror", "image: 'mirror.example/redis:7'", false],
  ])("%s", (_, service, expected) => expect(certain(service)).toBe(expected));

  it.each(["cache", "session-store", "app_tmp", "CACHE"])("a service that calls itself %s", (name) => {
    expect(certain("image: 'redis:7'", name)).toBe(false);
  });

  it("a mounted configuration file, or a config, in the place of the image's own", () => {
    const image = "image: 'verdaccio/verdaccio:6'";
    const file = "/verdaccio/conf/config.yaml";
    expect(certain(image)).toBe(true);
    expect(certain(`${image}, configs: [{source: mine, target: '${file}'}]`)).toBe(false);
    expect(certain(`${image}, volumes: ['/srv/mine:${file}']`)).toBe(false);
  });
});

describe("an exposure", () => {
  it("joins mount, volume, storage, placement and survival", () => {
    const [exposure] = exposures(
      "services:\n  a:\n    image: redis:7\n    volumes: [data:/data]\n    deploy: {placement: {constraints: [node.id == x]}}\nvolumes:\n  data: {name: other}\n",
    );
    expect(exposure).toMatchObject({
      target: "/data",
      volume: { key: "data", name: { value: "other" } },
      storage: { kind: "local-volume", reach: "node" },
      view: { placement: { roam: "node", pin: "node" }, image: { name: "redis" }, needs: { state: "stateful" } },
      survival: { replaced: "kept", moved: "down", "scaled-out": "kept" },
    });
  });

  it("follows the facts about the cluster", () => {
    const text = "services:\n  a:\n    image: redis:7\n    volumes: [/srv/a:/data]\n";
    expect(exposures(text)[0]?.survival.moved).toBe("unknown");
    expect(exposures(text, { nodes: 1 })[0]?.survival.moved).toBe("down");
    expect(exposures(text, { sharedPaths: ["/srv"] })[0]?.survival.moved).toBe("kept");
  });

  it("shares one view for all mounts of a service, and has one for each service", () => {
    const all = exposures(
      "services:\n  a:\n    image: redis:7\n    volumes: [data:/data, other:/modules]\n  b:\n    image: redis:7\nvolumes: {data: , other: }\n",
    );
    expect(all.map(({ view }) => view.service.name)).toEqual(["a", "a", "b"]);
    expect(all[0]?.view).toBe(all[1]?.view);
    expect(all[0]?.view).not.toBe(all[2]?.view);
  });

  it("takes a bind's source for a path, never for a volume's key", () => {
    const [exposure] = exposures(
      "services:\n  a:\n    image: acme/app\n    volumes:\n      - {type: bind, source: data, target: /srv}\nvolumes:\n  data: {driver_opts: {type: tmpfs}}\n",
    );
    expect(exposure?.storage.kind).toBe("host-path");
  });

  it("starts nothing of a service of which one mount is refused, and the others as ever", () => {
    const bad = "bad: {driver_opts: {type: nfs, o: hard, device: ':/bad'}}";
    const all = exposures(
      `services:\n  a:\n    image: redis:7\n    volumes: [bad:/modules, ok:/more]\n  b:\n    image: redis:7\nvolumes: {ok: , ${bad}}\n`,
    );
    expect(all.map(({ target, survival }) => `${target} ${survival.replaced} ${survival["scaled-out"]}`)).toEqual([
      "/modules rejected rejected",
      "/more rejected rejected",
      "/data rejected rejected",
      "/data lost split",
    ]);
  });

  it("is there for no service at all", () => {
    expect(exposures("services: {}\n")).toEqual([]);
  });
});

describe("what newer engines do", () => {
  const survivals = (service: string, volumes: string, facts: Partial<ClusterFacts> = {}) =>
    exposures(`services:\n  a: {image: 'acme/app:1', ${service}}\nvolumes: ${volumes}\n`, facts).map(
      ({ survival }) => survival,
    );
  const SUBPATH = "volumes: [{type: volume, source: data, target: /x, volume: {subpath: app}}]";
  const CIFS = (device: string) => `{data: {driver_opts: {type: cifs, o: username=a, device: '${device}'}}}`;

  it("a folder of a volume is missing on every other node", () => {
    expect(survivals(SUBPATH, "{data: }")).toMatchObject([
      { replaced: "kept", moved: "rejected", "node-lost": "lost", "scaled-out": "rejected" },
    ]);
    expect(
      survivals("volumes: [{type: volume, source: data, target: /x, volume: {subpath: ''}}]", "{data: }"),
    ).toMatchObject([{ moved: "empty" }]);
    expect(survivals(`${SUBPATH}, deploy: {placement: {constraints: [node.hostname == a]}}`, "{data: }")).toMatchObject(
      [{ moved: "down" }],
    );
  });

  it("a device of CIFS with a port depends on the engine", () => {
    expect(new Set(Object.values(survivals("volumes: ['data:/x']", CIFS("//nas:445/a"))[0] ?? {}))).toEqual(
      new Set(["unknown"]),
    );
    expect(survivals("volumes: ['data:/x']", CIFS("//nas/a"))).toMatchObject([{ replaced: "kept", moved: "kept" }]);
  });

  it.each([
    [3, 1, 3, "down"],
    [4, 1, 3, "down"],
    [6, 2, 3, "down"],
    [2, 1, 3, "empty"],
    [3, 0, 3, "empty"],
    [3, 1, undefined, "empty"],
  ])("%s tasks, at most %s on each of %s nodes: moved %s", (replicas, most, nodes, moved) => {
    const deploy = `deploy: {replicas: ${replicas}, placement: {max_replicas_per_node: ${most}}}`;
    const [found] = survivals(`volumes: ['data:/x'], ${deploy}`, "{data: }", { nodes });
    expect(found).toMatchObject({ replaced: "kept", moved, "node-lost": "lost", "scaled-out": "split" });
  });

  it("a variable decides how many tasks there are", () => {
    const deploy = "deploy: {replicas: '${N}', placement: {max_replicas_per_node: 1}}";
    expect(survivals(`volumes: ['data:/x'], ${deploy}`, "{data: }", { nodes: 3 })).toMatchObject([{ moved: "empty" }]);
  });
});
