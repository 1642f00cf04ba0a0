import { describe, expect, it } from "vitest";
import { loadStack, readStack } from "../../src/stack/load.ts";
import type { Stack } from "../../src/stack/model.ts";
import { parseFile } from "../../src/yaml/parse.ts";
import { toPlain } from "../../src/yaml/tree.ts";
import { environment, marked, sourceFile } from "./reading.ts";

/** The stack of the files `0.yml`, `1.yml`, ..., and the marked spans of each. */
function load(...texts: readonly string[]) {
  const files = texts.map((text, index) => ({ ...marked(text), path: `${index}.yml` }));
  const stack = readStack(
    files.map(({ text, path }) => sourceFile(text, path)),
    environment(),
  );
  return { stack, spans: files.map(({ spans }) => spans) };
}

/** Rule, file, and the text that is underlined. */
const inShort = ({ problems }: Stack) =>
  problems.map(({ rule, place }) => [rule, place.file.path, place.file.text.slice(place.start, place.end)]);

const APP = "services: {a: {image: x}}\n";
const VERSIONS = "`docker stack deploy` reads versions 3.0 to 3.13 only; it refuses the file.";
const REMOVE = "Remove the line: it is optional.";

describe("a section that stands twice", () => {
  it("is the only mistake: what the unseen one declares is not called undeclared", () => {
    const twice = "volumes: {a: }\n⟦volumes⟧: {b: }\n";
    const { stack } = load(`services: {s: {image: x, volumes: ["a:/a"], networks: [n]}}\n${twice}`);
    expect(inShort(stack)).toEqual([["yaml-invalid", "0.yml", "volumes"]]);
  });
});

describe("the version", () => {
  it.each([
    ["", "3.13"],
    ["version: '3'", "3.13"],
    ["version: ''", "3.13"],
    ["version: '3.0'", "3.0"],
    ["version: '3.8'", "3.8"],
    ["version: '3.13'", "3.13"],
  ])("of %j is %s", (line, version) => {
    const { stack } = load(`${line}\n${APP}`);
    expect(stack).toMatchObject({ version, problems: [] });
  });

  it.each([
    ["version: '⟦2.4⟧'", VERSIONS, `${REMOVE} Or write \`version: "3.8"\`.`],
    ["version: '⟦3.14⟧'", VERSIONS, `${REMOVE} Or write \`version: "3.8"\`.`],
    ["version: '⟦3.01⟧'", VERSIONS, `${REMOVE} Or write \`version: "3.8"\`.`],
    ["version: '⟦ 3.8⟧'", VERSIONS, `${REMOVE} Or write \`version: "3.8"\`.`],
    ["version: ⟦2.4⟧", VERSIONS, `${REMOVE} Or write \`version: "3.8"\`.`],
    ["version: ⟦2001-01-01⟧", VERSIONS, `${REMOVE} Or write \`version: "3.8"\`.`],
    ["version: '⟦${V}⟧'", VERSIONS, `${REMOVE} Or write \`version: "3.8"\`. No variable is filled in here.`],
    ["⟦version⟧: ", "`version` is there without a number in quotes; deploy refuses the file.", REMOVE],
    ["version: ⟦~⟧", "`version` is there without a number in quotes; deploy refuses the file.", REMOVE],
    ["version: ⟦true⟧", "`version` is there without a number in quotes; deploy refuses the file.", REMOVE],
    ["version: ⟦[3]⟧", "`version` is there without a number in quotes; deploy refuses the file.", REMOVE],
  ])("is refused: %s", (line, message, help) => {
    const { stack, spans } = load(`${line}\n${APP}`);
    const [[start, end]] = spans[0] as [[number, number]];
    const quote = line.includes("'") ? 1 : 0;
    expect(stack.problems).toEqual([
      {
        rule: "schema-invalid",
        place: { file: stack.files[0], start: start - quote, end: end + quote },
        message,
        help,
        subject: "version",
      },
    ]);
    expect(stack.version).toBe("3.13");
    expect(stack.services).toHaveLength(1);
  });

  it.each([
    ["3", "3", "3.13"],
    ["3.8", "3.8", "3.8"],
    ["3.10", "3.1", "3.1"],
  ])("is refused as the number %s, and counts", (number, printed, version) => {
    const { stack, spans } = load(`version: ⟦${number}⟧\n${APP}`);
    const [[start, end]] = spans[0] as [[number, number]];
    expect(stack.problems).toEqual([
      {
        rule: "unquoted-version",
        place: { file: stack.files[0], start, end },
        message: "`version` is written as a number and must be a text in quotes; deploy refuses the file.",
        help: `Write \`version: "${printed}"\`, or remove the line: it is optional.`,
        subject: "version",
      },
    ]);
    expect(stack.version).toBe(version);
  });

  it("has to be the same in all files", () => {
    const mismatch = (first: string, own: string) => ({
      rule: "schema-invalid",
      message: `This file counts as version ${own} and the first as ${first}; deploy refuses to combine them.`,
      help: "Give all files the same `version`, or none.",
      subject: "version",
    });
    const [old, older] = [`version: '3.8'\n${APP}`, `version: '3.7'\n${APP}`];
    expect(load(old, APP).stack.problems).toEqual([
      { ...mismatch("3.8", "3.13"), place: { file: expect.objectContaining({ path: "1.yml" }), start: 0, end: 0 } },
    ]);
    expect(load(old, old, older).stack.problems).toEqual([
      { ...mismatch("3.8", "3.7"), place: { file: expect.objectContaining({ path: "2.yml" }), start: 9, end: 14 } },
    ]);
    expect(load(APP, `version: '3'\n${APP}`, "version: ''").stack.problems).toEqual([]);
    expect(load(old, old).stack).toMatchObject({ version: "3.8", problems: [] });
  });

  it("that is refused is compared with no other", () => {
    const { stack } = load(`version: '2.4'\n${APP}`, `version: '3.8'\n${APP}`, `version: '9'\n${APP}`);
    expect(inShort(stack)).toEqual([
      ["schema-invalid", "0.yml", "'2.4'"],
      ["schema-invalid", "2.yml", "'9'"],
    ]);
    expect(stack.version).toBe("3.8");
  });

  it("decides about the keys of its own file", () => {
    const text = "services: {a: {image: x, init: true}}\n";
    expect(inShort(load(`version: '3.6'\n${text}`).stack)).toEqual([["schema-invalid", "0.yml", "init"]]);
    expect(inShort(load(`version: '3.7'\n${text}`).stack)).toEqual([]);
    expect(inShort(load(`version: '2'\n${text}`).stack)).toEqual([["schema-invalid", "0.yml", "'2'"]]);
  });
});

describe("readStack", () => {
  it("reads no stack from no file", () => {
    expect(readStack([], environment())).toEqual({
      files: [],
      version: "3.13",
      services: [],
      volumes: new Map(),
      substitutions: [],
      problems: [],
    });
  });

  it("keeps what is wrong with a file that is no stack, and reads the others", () => {
    const { stack } = load("[", APP, "");
    expect(inShort(stack)).toEqual([
      ["yaml-invalid", "0.yml", ""],
      ["yaml-invalid", "2.yml", ""],
    ]);
    expect(stack.services.map(({ name }) => name)).toEqual(["a"]);
    expect(stack.files.map(({ path }) => path)).toEqual(["0.yml", "1.yml", "2.yml"]);
    expect(load("[").stack).toMatchObject({ version: "3.13", services: [], problems: [{ rule: "yaml-invalid" }] });
  });

  it("sees services and volumes of all files as one stack", () => {
    const { stack } = load(
      "services: {a: {user: u, volumes: [data:/x]}}",
      "services: {a: {image: x}, b: {image: y}}\nvolumes: {data: {driver: q}}",
    );
    expect(stack.problems).toEqual([]);
    expect(stack.services.map(({ name, image }) => [name, image?.value])).toEqual([
      ["a", "x"],
      ["b", "y"],
    ]);
    expect(stack.volumes.get("data")?.driver?.value).toBe("q");
  });

  it("fills in variables, in each file", () => {
    const files = [
      sourceFile("services: {a: {image: '${I}', user: '${U}'}}"),
      sourceFile("services: {a: {hostname: $H}}"),
    ];
    const { services } = readStack(files, environment({ I: "i", H: "h" }));
    expect([services[0]?.image?.value, services[0]?.hostname?.value]).toEqual(["i", "h"]);
  });

  it("finds what is wrong in one file although another replaces it", () => {
    const { stack } = load("services: {a: {image: x, volumes: [⟦''⟧]}}", "services: {a: {volumes: []}}");
    expect(inShort(stack)).toEqual([["volume-spec-invalid", "0.yml", "''"]]);
    const conflict = load("volumes: {d: {external: true, driver: q}}", "volumes: {d: {}}").stack;
    expect(inShort(conflict)).toEqual([["external-conflict", "0.yml", "q"]]);
  });

  it("finds only what is left when files are merged, of what deploy checks then", () => {
    expect(
      load("services: {a: {image: x, volumes: ['/h:/x:nocopy']}}", "services: {a: {volumes: ['/y:/x']}}").stack
        .problems,
    ).toEqual([]);
    expect(load("services: {a: {image: x, volumes: [/x, /x]}}", "services: {a: {user: u}}").stack.problems).toEqual([]);
    expect(
      inShort(
        load("services: {a: {image: x, deploy: {mode: global}}}", "services: {a: {deploy: {replicas: 2}}}").stack,
      ),
    ).toEqual([["deploy-mode-invalid", "1.yml", "2"]]);
    expect(load("services: {a: {user: u}}", "services: {b: {image: x}}").stack.problems).toMatchObject([
      { rule: "service-invalid", message: "Service `a` has no `image`; deploy refuses the stack.", service: "a" },
    ]);
  });

  it("finds one mistake once, however often it is used", () => {
    const { stack, spans } = load("x-v: &v [⟦''⟧]\nservices: {a: {image: x, volumes: *v}, b: {image: x, volumes: *v}}");
    const found = stack.problems.filter(({ rule }) => rule === "volume-spec-invalid");
    expect(found.map(({ place, service }) => [[place.start, place.end], service])).toEqual([[spans[0]?.[0], "a"]]);
    expect(
      load("services: {a: {image: x, volumes: ['', 'data:', '']}}").stack.problems.map(({ rule }) => rule),
    ).toEqual(Array(3).fill("volume-spec-invalid"));
  });

  it("finds the same text twice in two files", () => {
    const text = "services: {a: {image: x, profiles: [p]}}";
    expect(inShort(load(text, text).stack)).toEqual([
      ["schema-invalid", "0.yml", "profiles"],
      ["schema-invalid", "1.yml", "profiles"],
    ]);
  });

  it("finds things in the order in which deploy would", () => {
    const { stack } = load(
      "version: 3.8\nservices:\n  a: {image: X, extends: b, profiles: [c], user: '${', stop_grace_period: '5', volumes: ['data:', none:/t], networks: [n]}\n---\nz: 1",
    );
    expect(stack.problems.map(({ rule }) => rule)).toEqual([
      "yaml-extras-ignored",
      "unquoted-version",
      "forbidden-key",
      "interpolation-invalid",
      "schema-invalid",
      "value-invalid",
      "volume-spec-invalid",
      "service-invalid",
      "undefined-reference",
      "undeclared-volume",
    ]);
  });
});

describe("what the schema refuses is shown", () => {
  it.each([
    ["at a wrong key", "services: {web: {image: x, ⟦profiles⟧: [p]}}", "services.web.profiles", { service: "web" }],
    ["at a wrong key at the top", "⟦name⟧: x\nservices: {}", "name", {}],
    ["at a wrong value", "services: {web: {image: ⟦5⟧}}", "services.web.image", { service: "web" }],
    [
      "at the key of a mapping",
      "services: {web: {image: x, ⟦depends_on⟧: {a: {}}}}",
      "services.web.depends_on",
      { service: "web" },
    ],
    ["at the key of a list", "services: {web: {⟦image⟧: [x]}}", "services.web.image", { service: "web" }],
    [
      "at the key of a value that is not there",
      "services: {web: {image: x, ⟦volumes⟧: }}",
      "services.web.volumes",
      { service: "web" },
    ],
    ["at an item", "services: {web: {image: x, cap_add: [A, ⟦5⟧]}}", "services.web.cap_add", { service: "web" }],
    [
      "at an item that is a mapping",
      "services: {web: {image: x, volumes: [⟦{target: /t}⟧]}}",
      "services.web.volumes",
      { service: "web" },
    ],
    [
      "inside an item",
      "services: {web: {image: x, volumes: [{type: volume, ⟦other⟧: 1}]}}",
      "services.web.volumes.other",
      { service: "web" },
    ],
    ["at a volume", "volumes: {data: {⟦other⟧: 1}}", "volumes.data.other", { volume: "data" }],
    ["at the name of a volume", "volumes: {⟦a b⟧: }", "volumes.a b", { volume: "a b" }],
    ["at a section", "⟦volumes⟧: []", "volumes", {}],
    ["at a network", "networks: {n: {driver: ⟦5⟧}}", "networks.n.driver", {}],
  ])("%s", (_, text, subject, names) => {
    const { stack, spans } = load(text);
    const [found, ...more] = stack.problems.filter(({ rule }) => rule === "schema-invalid");
    expect(more).toEqual([]);
    expect([found?.place.start, found?.place.end]).toEqual(spans[0]?.[0]);
    const { rule: _rule, place: _place, message, help, ...rest } = found ?? {};
    expect(rest).toEqual({ subject, ...names });
    expect([message, help]).toEqual([
      expect.stringMatching(/deploy refuses the file\.$/),
      expect.stringMatching(/\.$/),
    ]);
    expect(Object.keys(found?.place ?? {})).toEqual(["file", "start", "end"]);
  });

  it("with an advice, whatever it is", () => {
    const help = (text: string) => load(text).stack.problems.find(({ rule }) => rule === "schema-invalid")?.help;
    expect(help("services: {a: {image: x, profiles: [p]}}")).toMatch(/^Swarm has no profiles/);
    expect(help("services: {a: {image: x, qqqqqqqqqqqq: [p]}}")).toBe("Correct the key, or remove it.");
    expect(help("services: {a: {image: x, volumes: {}}}")).toMatch(/\.$/);
  });

  it("not where a variable that is not set decides, nor where another rule says it", () => {
    expect(load("services: {a: {image: x, deploy: {replicas: '${R}'}, ports: ['${P}']}}").stack.problems).toEqual([]);
    expect(inShort(load("services: {a: {image: x, extends: b, mem_limit: 1}}").stack)).toEqual([
      ["forbidden-key", "0.yml", "extends"],
      ["forbidden-key", "0.yml", "mem_limit"],
    ]);
    expect(inShort(load("services: {a: {image: x, deploy: {extends: b}}}").stack)).toEqual([
      ["schema-invalid", "0.yml", "extends"],
    ]);
    expect(inShort(load("services: {extends: 5}").stack)[0]).toEqual(["schema-invalid", "0.yml", "5"]);
  });
});

describe("loadStack", () => {
  it("asks whether files are there, for every file of the stack", () => {
    const texts = ["services: {a: {image: x, env_file: one}}", "services: {a: {env_file: two}}"];
    const parsed = texts.map((text, index) => parseFile(sourceFile(text, `${index}.yml`)));
    const { problems } = loadStack(parsed, environment(), (path) => path !== "two");
    expect(problems.map(({ rule, place }) => [rule, place.file.path])).toEqual([["missing-file", "1.yml"]]);
    expect(loadStack(parsed, environment()).problems).toEqual([]);
  });

  it("leaves what it was given as it was", () => {
    const parsed = [parseFile(sourceFile("services: {a: {image: '${I}', tmpfs: /x}}\n---\n- x"))];
    const before = JSON.stringify([parsed[0]?.problems, parsed[0]?.root && toPlain(parsed[0].root)]);
    loadStack(parsed, environment({ I: "x" }));
    expect(JSON.stringify([parsed[0]?.problems, parsed[0]?.root && toPlain(parsed[0].root)])).toBe(before);
    expect(parsed[0]?.problems).toHaveLength(1);
  });
});
