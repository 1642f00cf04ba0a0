import { describe, expect, it } from "vitest";
import { complaints, dedent, deepFreeze, findDoubles, type InvalidCase, readCase } from "./harness.ts";

const GOOD: InvalidCase = {
  name: "a",
  yaml: "services:\n  app: {image: 'acme/app:1', volumes: [⟦/srv⟧]}\n",
  findings: [{ severity: "error", message: "Every new task of `app`", service: "app" }],
};

const about = (change: Partial<InvalidCase>): string =>
  complaints("anonymous-volume", { ...GOOD, ...change }).join("\n");
const finding = (change: object): Partial<InvalidCase> => ({ findings: [{ ...GOOD.findings[0], ...change } as never] });

describe("complaints", () => {
  it("has none about a case that holds", () => expect(about({})).toBe(""));

  it.each([
    ["a finding too many", { findings: [] }, "expected 0 findings, got 1"],
    ["a finding too few", { yaml: "services: {app: {image: 'acme/app:1'}}\n" }, "expected 1 findings, got 0"],
    ["another severity", finding({ severity: "warning" }), 'severity is "error", expected "warning"'],
    ["another message", finding({ message: "Something else" }), "message is"],
    ["no message", finding({ message: " " }), "the expected message is empty"],
    ["another help", finding({ help: "Something else" }), "help is"],
    ["another service", finding({ service: "other" }), 'service is "app"'],
    ["a volume", finding({ volume: "data" }), "volume is undefined"],
    ["an anchor", finding({ anchor: "a" }), "anchor is undefined"],
    ["a place that starts later", { yaml: GOOD.yaml.toString().replace("⟦/", "/⟦") }, "place is"],
    ["a place that ends later", { yaml: GOOD.yaml.toString().replace("⟧]", "]⟧") }, "place is"],
    ["no place", { yaml: GOOD.yaml.toString().replace(/[⟦⟧]/g, "") }, "expected undefined"],
    ["a mark without a finding", { yaml: `${GOOD.yaml}⟦x-a⟧: 1\n` }, "mark 1 belongs to no finding"],
    ["a stack that deploy refuses", { yaml: `${GOOD.yaml}nonsense: 1\n` }, "Docker's verdict is not as stated"],
    ["a refusal that does not come", { rejected: ["schema-invalid"] }, "Docker's verdict is not as stated"],
    ["nothing to look at", { yaml: "services: {}\n", findings: [] }, "it proves nothing"],
  ] satisfies [string, Partial<InvalidCase>, string][])("says so: %s", (_, change, part) => {
    expect(about(change)).toContain(part);
  });

  it("refuses a rule that is none", () => {
    expect(complaints("no-such-rule", { ...GOOD, findings: [], yaml: "services: {a: {image: a}}\n" })).toEqual([
      "there is no rule no-such-rule",
    ]);
  });

  it("demands that no value of an environment is shown", () => {
    const yaml = "services:\n  swordfish: {image: 'acme/app:1', environment: {A: swordfish}, volumes: [⟦/srv⟧]}\n";
    const text = about({ yaml, findings: [{ severity: "error", message: "swordfish", service: "swordfish" }] });
    expect(text).toContain("message holds a value of an environment");
  });
});

describe("findDoubles", () => {
  const one = { name: "one", yaml: "a: ⟦1⟧\n" };

  it("finds a name that is used twice", () => {
    expect(findDoubles([one, { name: "one", yaml: "b: 1\n" }])).toEqual(['"one" repeats "one"']);
  });

  it("finds a text that is used twice, marked or not, indented or not", () => {
    expect(findDoubles([one, { name: "two", yaml: "\n    a: 1\n  " }])).toEqual(['"two" repeats "one"']);
  });

  it("takes options for a part of the case", () => {
    expect(findDoubles([one, { ...one, name: "two", facts: { nodes: 1 } }])).toEqual([]);
    expect(findDoubles([one, { ...one, name: "two", variables: { A: "" } }])).toEqual([]);
    expect(findDoubles([one, { ...one, name: "two", unsetVariables: "empty" }])).toEqual([]);
  });
});

describe("readCase", () => {
  it("counts lines and columns from 1, in UTF-16, without the marks", () => {
    const { files, marks } = readCase("a: ⟦x⟧\nb: 😀 ⟦y⟦z⟧\n⟧");
    expect(files).toEqual([{ path: "stack.yml", text: "a: x\nb: 😀 yz\n" }]);
    const at = (startLine: number, startColumn: number, endLine: number, endColumn: number) => {
      return { path: "stack.yml", startLine, startColumn, endLine, endColumn };
    };
    expect(marks).toEqual([at(1, 4, 1, 5), at(2, 7, 3, 1), at(2, 8, 2, 9)]);
  });

  it("takes several files in their order", () => {
    const { files, marks } = readCase({ "b.yml": "⟦b⟧", "a.yml": "⟦a⟧" });
    expect(files.map(({ path }) => path)).toEqual(["b.yml", "a.yml"]);
    expect(marks.map(({ path }) => path)).toEqual(["b.yml", "a.yml"]);
  });

  it("refuses a mark without its other half", () => {
    expect(() => readCase("⟦a")).toThrow("⟦ without ⟧");
    expect(() => readCase("a⟧")).toThrow("⟧ without ⟦");
  });
});

describe("dedent", () => {
  it.each([
    ["\n    a:\n      b\n  ", "a:\n  b\n"],
    ["a:\n  b\n", "a:\n  b\n"],
    ["\n\n  a\n\n  b\n", "\na\n\nb\n"],
  ])("%j", (text, expected) => expect(dedent(text)).toBe(expected));
});

describe("deepFreeze", () => {
  it("stops changes at any depth, in maps and sets too", () => {
    const loop: Record<string, unknown> = {};
    const value = { list: [{ a: 1 }], map: new Map([["k", { b: 1 }]]), set: new Set([1]), loop };
    loop.self = loop;
    deepFreeze(value, new Set());
    expect(() => (value.list as unknown[]).push(1)).toThrow(TypeError);
    expect(() => Object.assign(value.list[0] as object, { a: 2 })).toThrow(TypeError);
    expect(() => value.map.set("x", { b: 2 })).toThrow("frozen collection");
    expect(() => Object.assign(value.map.get("k") as object, { b: 2 })).toThrow(TypeError);
    expect(() => value.set.add(2)).toThrow("frozen collection");
    expect(() => Object.assign(loop, { other: 1 })).toThrow(TypeError);
    expect(value.map.get("k")).toEqual({ b: 1 });
  });
});
