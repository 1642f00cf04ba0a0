import { describe, expect, it } from "vitest";
import { mergeFiles, serviceValues } from "../../src/stack/merge.ts";
import { type Tree, toPlain } from "../../src/yaml/tree.ts";
import { unknownValue } from "../../src/yaml/unknown.ts";
import { at, rootOf, written } from "./reading.ts";

const merge = (base: string, override: string) => mergeFiles(rootOf(base, "a.yml"), rootOf(override, "b.yml"));
const data = (tree: Tree): string => JSON.stringify(toPlain(tree));

/** What one service becomes that has the keys of both. */
function merged(base: string, override: string): unknown {
  const service = at(merge(`services: {a: {${base}}}`, `services: {a: {${override}}}`), "services", "a");
  return JSON.parse(data(service));
}

/** All merged by CLI 28.2.2 as well: the result as one file means the same to it. */
const SERVICES: readonly [base: string, override: string, result: unknown][] = [
  ["image: x, user: '1'", "image: y, tty: true", { image: "y", user: "1", tty: true }],
  // What is empty clears nothing.
  ["image: x", "image: ''", { image: "x" }],
  ["image: x", "image: ", { image: "x" }],
  ["tty: true, init: true", "tty: false, init: false", { tty: true, init: true }],
  ["oom_score_adj: 3", "oom_score_adj: 0", { oom_score_adj: 3 }],
  [
    "deploy: {placement: {max_replicas_per_node: 3}}",
    "deploy: {placement: {max_replicas_per_node: 0}}",
    {
      deploy: { placement: { max_replicas_per_node: 3 } },
    },
  ],
  ["networks: {m: {aliases: [r]}}", "networks: {m: , o: }", { networks: { m: { aliases: ["r"] }, o: null } }],
  // Numbers behind pointers are not empty.
  [
    "deploy: {replicas: 3, mode: global}",
    "deploy: {replicas: 0, mode: ''}",
    { deploy: { replicas: 0, mode: "global" } },
  ],
  [
    "deploy: {restart_policy: {max_attempts: 3}}",
    "deploy: {restart_policy: {max_attempts: 0}}",
    {
      deploy: { restart_policy: { max_attempts: 0 } },
    },
  ],
  [
    "deploy: {update_config: {parallelism: 3, order: start-first}}",
    "deploy: {update_config: {parallelism: 0}}",
    {
      deploy: { update_config: { parallelism: 0, order: "start-first" } },
    },
  ],
  [
    "healthcheck: {retries: 3, interval: 1s}",
    "healthcheck: {retries: 0}",
    { healthcheck: { retries: 0, interval: "1s" } },
  ],
  // Mappings and lists of pairs are one thing.
  ["environment: {A: 1, B: 2}", "environment: [B=3, C, D=]", { environment: { A: 1, B: "3", C: null, D: "" } }],
  ["environment: [A=1, B]", "environment: {B: 2, C: }", { environment: { A: "1", B: 2, C: null } }],
  ["environment: [A=1, B=2]", "environment: [A, B=]", { environment: { A: "1", B: "2" } }],
  ["environment: [A, B=]", "environment: [A=, B]", { environment: { A: "", B: null } }],
  ["labels: [a=b=c, d]", "labels: {d: e}", { labels: { a: "b=c", d: "e" } }],
  ["labels: {a: b}", "labels: [a, c=]", { labels: { a: null, c: "" } }],
  ["deploy: {labels: {a: b}}", "deploy: {labels: [c=d]}", { deploy: { labels: { a: "b", c: "d" } } }],
  ["sysctls: {A: 1}", "sysctls: [B=2]", { sysctls: { A: 1, B: "2" } }],
  // Commands are replaced, unless there is no word in the later one.
  ["command: [a, b]", "command: c d", { command: "c d" }],
  ["command: [a, b], entrypoint: e", "command: [], entrypoint: []", { command: ["a", "b"], entrypoint: "e" }],
  ["command: a, entrypoint: [e]", "command: '# b', entrypoint: '  '", { command: "a", entrypoint: ["e"] }],
  ["command: '  '", "command: [a]", { command: ["a"] }],
  // A text stands for a list of one.
  ["tmpfs: /a", "tmpfs: [/b]", { tmpfs: ["/a", "/b"] }],
  ["env_file: [a]", "env_file: b", { env_file: ["a", "b"] }],
  [
    "dns: 1.1.1.1, dns_search: a",
    "dns: 2.2.2.2, dns_search: b",
    { dns: ["1.1.1.1", "2.2.2.2"], dns_search: ["a", "b"] },
  ],
  ["tmpfs: /a", "tmpfs: []", { tmpfs: ["/a"] }],
  // Other lists are appended to.
  ["cap_add: [A]", "cap_add: [B]", { cap_add: ["A", "B"] }],
  ["cap_add: [A]", "cap_add: []", { cap_add: ["A"] }],
  ["networks: [n]", "networks: [m]", { networks: ["n", "m"] }],
  [
    "deploy: {placement: {constraints: [a==b]}}",
    "deploy: {placement: {constraints: [c==d]}}",
    {
      deploy: { placement: { constraints: ["a==b", "c==d"] } },
    },
  ],
  ["x-a: {b: 1, c: [1]}, x-d: 1", "x-a: {c: [2], e: 3}, x-d: 2", { "x-a": { b: 1, c: [1, 2], e: 3 }, "x-d": 2 }],
  // Of two kinds, the later one counts.
  ["ulimits: {nproc: 5}", "ulimits: {nproc: {soft: 1, hard: 2}}", { ulimits: { nproc: { soft: 1, hard: 2 } } }],
  ["ulimits: {nproc: {soft: 1, hard: 2}}", "ulimits: {nproc: 5}", { ulimits: { nproc: 5 } }],
  // Mounts go by their exact target, and are sorted as soon as the earlier file has a list.
  ["volumes: [bb:/z, cc:/y]", "volumes: [dd:/y]", { volumes: ["dd:/y", "bb:/z"] }],
  ["volumes: [bb:/z, cc:/y, ee:/z]", "user: u", { volumes: ["cc:/y", "ee:/z"], user: "u" }],
  ["volumes: [bb:/z, cc:/y]", "volumes: []", { volumes: ["cc:/y", "bb:/z"] }],
  ["volumes: []", "volumes: [bb:/z, cc:/y, bb:/z/]", { volumes: ["cc:/y", "bb:/z", "bb:/z/"] }],
  ["volumes: []", "user: u", { volumes: [], user: "u" }],
  ["user: u", "volumes: [bb:/z, cc:/y, dd:/z]", { user: "u", volumes: ["bb:/z", "cc:/y", "dd:/z"] }],
  ["user: u", "volumes: []", { user: "u" }],
  ["volumes: [bb:/Z, bb:/a, bb:/_]", "volumes: [bb:/é, /A]", { volumes: ["/A", "bb:/Z", "bb:/_", "bb:/a", "bb:/é"] }],
  [
    "volumes: [{type: volume, source: dd, target: /z, read_only: true}]",
    "volumes: [{type: bind, source: /h, target: /z}]",
    {
      volumes: [{ type: "bind", source: "/h", target: "/z" }],
    },
  ],
  [
    "volumes: [{type: volume, source: dd}]",
    "volumes: [ee:/a, {type: volume, source: ff}]",
    {
      volumes: [{ type: "volume", source: "ff" }, "ee:/a"],
    },
  ],
];

describe("mergeFiles", () => {
  it.each(SERVICES)("{%s} and {%s}", (base, override, result) => {
    expect(merged(base, override)).toEqual(result);
  });

  it.each([
    [
      "volumes: {d: {driver: q, labels: {a: b}}, e: {}}",
      "volumes: {d: {name: w}, f: }",
      '{"volumes":{"d":{"name":"w"},"e":{},"f":null}}',
    ],
    ["networks: {d: {driver: q}}", "networks: {d: }", '{"networks":{"d":null}}'],
    ["secrets: {d: {file: q}}", "secrets: {d: {external: true}}", '{"secrets":{"d":{"external":true}}}'],
    ["configs: {d: {file: q}}", "configs: {e: {file: r}}", '{"configs":{"d":{"file":"q"},"e":{"file":"r"}}}'],
    ["volumes: {d: }", "volumes: {}", '{"volumes":{"d":null}}'],
    ["volumes: {d: }", "volumes: ", '{"volumes":{"d":null}}'],
    ["volumes: ", "volumes: {d: }", '{"volumes":{"d":null}}'],
    ["x-a: {b: 1}", "x-a: {c: 1}\nx-b: 2", '{"x-a":{"b":1}}'],
    ["x-a: 1", "version: '3.8'\nservices: {b: {image: y}}", '{"x-a":1,"services":{"b":{"image":"y"}}}'],
    [
      "services: {a: {image: x}, b: {}}",
      "services: {c: {image: z}, b: {user: u}}",
      '{"services":{"a":{"image":"x"},"b":{"user":"u"},"c":{"image":"z"}}}',
    ],
    ["services: {a: {image: x}}", "services: ", '{"services":{"a":{"image":"x"}}}'],
    ["services: ", "services: {a: {image: x}}", '{"services":{"a":{"image":"x"}}}'],
    ["services: {a: }", "services: {a: {image: x}}", '{"services":{"a":{"image":"x"}}}'],
    ["services: {a: {image: x}}", "services: {a: }", '{"services":{"a":{"image":"x"}}}'],
    ["services: {a: {labels: {x: y}}}", "services: {a: {labels: }}", '{"services":{"a":{"labels":{"x":"y"}}}}'],
    ["services: {a: {labels: [1, x=y]}}", "services: {a: {labels: {}}}", '{"services":{"a":{"labels":{"x":"y"}}}}'],
  ])("%j and %j", (base, override, result) => {
    expect(data(merge(base, override))).toBe(result);
  });

  it("keeps for every value where it is written, and for a key where it is first written", () => {
    const root = merge(
      "services: {a: {image: x, tmpfs: /a, volumes: [/z, /a], environment: {K: 1}}}\nvolumes: {d: , e: }",
      "services: {a: {image: why, tmpfs: /b, volumes: [vol:/z], environment: [K=2]}}\nvolumes: {d: {name: q}}",
    );
    const place = (...path: (string | number)[]) => {
      const found = at(root, ...path);
      return `${found.file.path} ${written(found)}`;
    };
    expect(place("services", "a", "image")).toBe("b.yml why");
    expect([0, 1].map((index) => place("services", "a", "tmpfs", index))).toEqual(["a.yml /a", "b.yml /b"]);
    expect([0, 1].map((index) => place("services", "a", "volumes", index))).toEqual(["a.yml /a", "b.yml vol:/z"]);
    expect(place("services", "a", "environment", "K")).toBe("b.yml K=2");
    expect(place("volumes", "d", "name")).toBe("b.yml q");
    expect(root.file.path).toBe("a.yml");
    const keys = [root.entries.get("volumes"), root.entries.get("services")].map((entry) => entry?.key.file.path);
    expect(keys).toEqual(["a.yml", "a.yml"]);
    const sections = at(root, "volumes");
    const key = sections.kind === "mapping" ? sections.entries.get("d")?.key : undefined;
    expect(key && `${key.file.path} ${written(key)}`).toBe("b.yml d");
    const service = at(root, "services", "a");
    const image = service.kind === "mapping" ? service.entries.get("image")?.key : undefined;
    expect(image?.file.path).toBe("a.yml");
  });

  it("gives the pairs of a list the place of their item as key and value", () => {
    const root = merge("services: {a: {environment: [K=1]}}", "services: {a: {environment: [L=2]}}");
    const environment = at(root, "services", "a", "environment");
    const entry = environment.kind === "mapping" ? environment.entries.get("L") : undefined;
    expect(entry?.key.name).toBe("L");
    expect([entry?.key, entry?.value].map((place) => place && written(place))).toEqual(["L=2", "L=2"]);
  });

  it("knows of merged values what came through an alias, and of the merged mapping nothing", () => {
    const root = merge(
      "x-e: &e {A: 1, B: 2}\nx-l: &l [vol:/b, /a]\nservices: {a: {environment: *e, volumes: *l}}",
      "services: {a: {environment: {B: 3, C: 4}}}",
    );
    const environment = at(root, "services", "a", "environment");
    expect(environment.via).toBeUndefined();
    const via = ["A", "B", "C"].map((name) => at(environment, name).via?.anchor);
    expect(via).toEqual(["e", undefined, undefined]);
    const volumes = at(root, "services", "a", "volumes");
    expect(volumes.via).toBeUndefined();
    expect([0, 1].map((index) => at(volumes, index).via?.anchor)).toEqual(["l", "l"]);
  });

  it("compares targets with what stands for variables that are not set", () => {
    const target = unknownValue("T");
    expect(merged(`volumes: ["one:/${target}"]`, `volumes: ["two:/\${T}"]`)).toEqual({
      volumes: ["two:/${T}", "one:/\uFFFDT\uFFFD"],
    });
  });

  it("leaves both files as they were", () => {
    const [base, override] = [rootOf("services: {a: {tmpfs: /a}}"), rootOf("services: {a: {tmpfs: /b}}")];
    const before = [base, override].map(data);
    mergeFiles(base, override);
    expect([base, override].map(data)).toEqual(before);
  });
});

describe("serviceValues", () => {
  it("lists one key of all services that have it", () => {
    const root = rootOf("services: {a: {image: x}, b: {user: u}, c: {image: z}, d: }");
    expect(serviceValues(root, "image").map(([name, value]) => [name, toPlain(value)])).toEqual([
      ["a", "x"],
      ["c", "z"],
    ]);
    expect(serviceValues(rootOf("volumes: {}"), "image")).toEqual([]);
  });
});
