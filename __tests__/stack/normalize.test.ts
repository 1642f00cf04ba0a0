import { describe, expect, it } from "vitest";
import { readStack } from "../../src/stack/load.ts";
import { type NormalizeOptions, normalize, normalizeFiles } from "../../src/stack/normalize.ts";
import { environment, sourceFile } from "./reading.ts";

const OPTIONS: NormalizeOptions = { ...environment(), workingDirectory: "/base/dir", home: "/home/me" };

const json = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
const normal = (text: string, options: Partial<NormalizeOptions> = {}): unknown => {
  const used = { ...OPTIONS, ...options };
  return json(normalize(readStack([sourceFile(text)], used), used));
};

function mount(written: string, options: Partial<NormalizeOptions> = {}): unknown {
  const { services } = normal(`services: {a: {image: x, volumes: [${written}]}}`, options) as {
    services: { a: { volumes: unknown[] } };
  };
  return services.a.volumes[0];
}

const volume = (written: string): unknown =>
  (normal(`volumes: {d: ${written}}`) as { volumes: { d: unknown } }).volumes.d;

describe("normalize writes a mount as CLI 28.2.2 does:", () => {
  it.each([
    ["data:/t", { type: "volume", source: "data", target: "/t" }],
    ["/t", { type: "volume", target: "/t" }],
    ["data:/t:ro", { type: "volume", source: "data", target: "/t", read_only: true }],
    ["data:/t:rw,z", { type: "volume", source: "data", target: "/t" }],
    ["data:/t:nocopy", { type: "volume", source: "data", target: "/t", volume: { nocopy: true } }],
    ["data:/t:rshared", { type: "volume", source: "data", target: "/t", bind: { propagation: "rshared" } }],
    ["{type: volume, target: /t}", { type: "volume", target: "/t" }],
    ["{type: volume, source: data}", { type: "volume", source: "data" }],
    ["{type: volume, source: '', target: ''}", { type: "volume" }],
    [
      "{type: bind, source: /h, target: /t, read_only: true, consistency: cached, bind: {propagation: slave, create_host_path: false}}",
      {
        type: "bind",
        source: "/h",
        target: "/t",
        read_only: true,
        consistency: "cached",
        bind: { propagation: "slave" },
      },
    ],
    [
      "{type: volume, target: /t, consistency: '', bind: {}, volume: {}, tmpfs: {}, cluster: {}}",
      {
        type: "volume",
        target: "/t",
        bind: {},
        volume: {},
        tmpfs: {},
        cluster: {},
      },
    ],
    ["{type: volume, target: /t, volume: {nocopy: false, subpath: ''}}", { type: "volume", target: "/t", volume: {} }],
    [
      "{type: volume, target: /t, volume: {nocopy: true, subpath: a/b}}",
      {
        type: "volume",
        target: "/t",
        volume: { nocopy: true, subpath: "a/b" },
      },
    ],
    ["{type: tmpfs, target: /t, tmpfs: {size: 1048576}}", { type: "tmpfs", target: "/t", tmpfs: { size: 1048576 } }],
    ["{type: tmpfs, target: /t, tmpfs: {size: 0, mode: 5}}", { type: "tmpfs", target: "/t", tmpfs: {} }],
    [
      "{type: bind, source: /h, target: /t, bind: {propagation: ''}}",
      { type: "bind", source: "/h", target: "/t", bind: {} },
    ],
    ["{type: npipe, source: './x', target: /t}", { type: "npipe", source: "./x", target: "/t" }],
    ["{type: volume, source: ./x, target: /t}", { type: "volume", source: "./x", target: "/t" }],
  ])("%s", (written, expected) => {
    expect(mount(written)).toEqual(expected);
  });

  it.each([
    [".", "/base/dir"],
    ["./", "/base/dir"],
    ["./x", "/base/dir/x"],
    ["./x//y/./z/", "/base/dir/x/y/z"],
    ["../x", "/base/x"],
    ["../../../../x", "/x"],
    ["..", "/base"],
    [".hidden", "/base/dir/.hidden"],
    ["./...", "/base/dir/..."],
    ["~", "/home/me"],
    ["~/x", "/home/me/x"],
    ["~/../x/", "/home/me/../x/"],
    ["~other", "/home/meother"],
    ["x~", "/base/dir/x~"],
    ["/h//x/../y/", "/h//x/../y/"],
    ["C:\\x", "C:\\x"],
    ["c:/x", "c:/x"],
    ["C:x", "/base/dir/C:x"],
    ["\\\\server\\share\\x", "\\\\server\\share\\x"],
    ["\\\\server\\share", "/base/dir/\\\\server\\share"],
    ["\\\\.\\pipe\\x", "/base/dir/\\\\.\\pipe\\x"],
  ])("the source %s of a bind mount is %s", (source, expected) => {
    expect(mount(`{type: bind, source: '${source}', target: /t}`)).toMatchObject({ source: expected });
  });

  it("keeps `~` where nobody is at home, and joins it", () => {
    expect(mount("~/x:/t", { home: undefined })).toMatchObject({ source: "/base/dir/~/x" });
    expect(mount("~/x:/t", { home: "" })).toMatchObject({ source: "/x" });
    expect(mount("~/x:/t", { home: "rel" })).toMatchObject({ source: "/base/dir/rel/x" });
  });

  it("shows variables that are not set as they are written", () => {
    expect(mount("'${S}:/t/${T:?why}'")).toEqual({ type: "unknown", source: "${S}", target: "/t/${T}" });
    expect(mount("'./${S}:/t'")).toMatchObject({ source: "/base/dir/${S}" });
    expect(mount("{type: volume, volume: {subpath: 'x${P}'}}")).toMatchObject({ volume: { subpath: "x${P}" } });
    expect(mount("'data${S}:/t/${T}'", { unset: "empty" })).toEqual({ type: "volume", source: "data", target: "/t/" });
  });
});

describe("normalize writes a volume as CLI 28.2.2 does:", () => {
  it.each([
    ["", {}],
    ["{}", {}],
    ["{name: '', driver: '', driver_opts: {}, labels: {}}", {}],
    ["{name: n, driver: local}", { name: "n", driver: "local" }],
    [
      "{driver_opts: {a: 1e3, b: 'x', c: 1000000.0, d: 0440}}",
      { driver_opts: { a: "1000", b: "x", c: "1e+06", d: "288" } },
    ],
    ["{labels: {a: 1, b: true, c: }}", { labels: { a: "1", b: "true", c: "" } }],
    ["{labels: [a=b=c, d]}", { labels: { a: "b=c", d: "" } }],
    ["{external: true}", { name: "d", external: true }],
    ["{external: false}", {}],
    ["{external: true, name: n}", { name: "n", external: true }],
    ["{external: {name: n}}", { name: "n", external: true }],
    ["{external: {}}", { name: "d", external: true }],
    ["{x-a: 1}", {}],
    ["{external: true, x-a: {b: [1]}}", { name: "d", external: true, "x-a": { b: [1] } }],
    [
      "{name: 'n${N}', driver: 'd${D}', driver_opts: {o: '${O}'}}",
      {
        name: "n${N}",
        driver: "d${D}",
        driver_opts: { o: "${O}" },
      },
    ],
    [
      "{x-cluster-spec: {group: g, access_mode: {scope: single, mount: {}}, capacity_range: {limit_bytes: 1.5K, required_bytes: 512}, accessibility_requirements: {requisite: [{segments: [a=b, c, d=e=f]}, {segments: {g: h}}]}, secrets: [{key: k, secret: s}]}}",
      {
        "x-cluster-spec": {
          group: "g",
          access_mode: { scope: "single", mount: {} },
          capacity_range: { limit_bytes: "1536", required_bytes: "512" },
          accessibility_requirements: {
            requisite: [{ segments: { a: "b", c: "", d: "e=f" } }, { segments: { g: "h" } }],
          },
          secrets: [{ key: "k", secret: "s" }],
        },
      },
    ],
  ])("%s", (written, expected) => {
    expect(volume(written)).toEqual(expected);
  });

  it("keeps what is not a size, and null", () => {
    expect(volume("{x-cluster-spec: {capacity_range: {limit_bytes: '${B}'}, group: , secrets: [x]}}")).toEqual({
      "x-cluster-spec": { capacity_range: { limit_bytes: expect.stringContaining("B") }, group: null, secrets: ["x"] },
    });
  });
});

describe("normalize", () => {
  it("lists all services, and volumes only where there are some", () => {
    expect(normal("services: {a: {image: x}, b: {image: x, volumes: []}}")).toEqual({ services: { a: {}, b: {} } });
    expect(normal("volumes: {d: }")).toEqual({ services: {}, volumes: { d: {} } });
    expect(normal("volumes: {}")).toEqual({ services: {} });
  });

  it("takes `__proto__` for a name like others", () => {
    const text =
      "services: {__proto__: {image: x, volumes: [__proto__:/t]}}\nvolumes: {__proto__: {driver_opts: {__proto__: x}}}";
    const stack = readStack([sourceFile(text)], OPTIONS);
    expect(JSON.stringify(normalize(stack, OPTIONS))).toBe(
      '{"services":{"__proto__":{"volumes":[{"type":"volume","source":"__proto__","target":"/t"}]}},"volumes":{"__proto__":{"driver_opts":{"__proto__":"x"}}}}',
    );
  });
});

describe("normalizeFiles", () => {
  const read = (...texts: readonly string[]) =>
    normalizeFiles(
      texts.map((text, index) => sourceFile(text, `${index}.yml`)),
      OPTIONS,
    );

  it("merges files and reads what the variables say", () => {
    const { normalized, refused, stack } = normalizeFiles(
      [sourceFile("services: {a: {image: x, volumes: ['${V}:/t']}}"), sourceFile("services: {a: {volumes: [/s]}}")],
      { ...OPTIONS, ...environment({ V: "data" }) },
    );
    expect(refused).toEqual([]);
    expect(stack.services.map(({ name }) => name)).toEqual(["a"]);
    expect(json(normalized)).toEqual({
      services: {
        a: {
          volumes: [
            { type: "volume", target: "/s" },
            { type: "volume", source: "data", target: "/t" },
          ],
        },
      },
    });
  });

  it.each([
    ["yaml-invalid", "a: ["],
    ["file-unreadable", `a: ${"[".repeat(201)}${"]".repeat(201)}`],
    ["forbidden-key", "services: {a: {image: x, extends: b}}"],
    ["interpolation-invalid", "services: {a: {image: '${'}}"],
    ["schema-invalid", "services: {a: {image: x, profiles: [b]}}"],
    ["unquoted-version", "version: 3.8"],
    ["value-invalid", "services: {a: {image: x, stop_grace_period: '5'}}"],
    ["volume-spec-invalid", "services: {a: {image: x, volumes: ['data:']}}"],
    ["external-conflict", "volumes: {d: {external: true, driver: x}}"],
    ["mount-invalid", "services: {a: {image: x, volumes: [{type: bind, target: /t}]}}"],
    ["mount-invalid", "services: {a: {image: x, volumes: [{type: volume, target: /t, volume: {subpath: 5}}]}}"],
  ])("has no normal form of what `stack config` refuses: %s", (rule, text) => {
    const { normalized, refused } = read(text);
    expect(normalized).toBeUndefined();
    expect(refused.map((problem) => problem.rule)).toContain(rule);
  });

  it.each([
    ["mount-invalid", "services: {a: {image: x, volumes: [{type: other, target: /t}]}}"],
    ["mount-invalid", "services: {a: {image: x, volumes: ['/h:/t:nocopy']}}"],
    ["undeclared-volume", "services: {a: {image: x, volumes: [data:/t]}}"],
    ["duplicate-target", "services: {a: {image: x, volumes: [/t, /t]}}"],
    ["undefined-reference", "services: {a: {image: x, networks: [n]}}"],
    ["deploy-mode-invalid", "services: {a: {image: x, deploy: {mode: other}}}"],
    ["service-invalid", "services: {a: {user: x}}"],
    ["ignored-key", "services: {a: {image: x, links: [a]}}"],
    ["yaml-extras-ignored", "services: {}\n---\na: b"],
  ])("has one of what only deploy refuses or ignores: %s", (rule, text) => {
    const { normalized, refused, stack } = read(text);
    expect(refused).toEqual([]);
    expect(normalized).toBeDefined();
    expect(stack.problems.map((problem) => problem.rule)).toEqual([rule]);
  });
});
