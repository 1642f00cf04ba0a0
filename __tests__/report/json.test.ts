import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import { describe, expect, it } from "vitest";
import type { Report } from "../../src/model/report.ts";
import { jsonReport } from "../../src/report/json.ts";
import { exposure, finding, report, stack } from "./samples.ts";

const schema = JSON.parse(readFileSync(new URL("../../schemas/report.schema.json", import.meta.url), "utf8"));
const validate = new Ajv({ allErrors: true, strict: true, allowUnionTypes: true }).compile(schema);

const full: Report = report({
  findings: [
    finding({
      help: "Pin the service.",
      service: "db",
      volume: "data",
      anchor: "base",
      fixes: [{ title: "Pin it", safe: false, edits: [{ path: "stack.yml", start: 0, end: 0, text: "" }] }],
    }),
    finding({ severity: "warning", category: "ignored" }),
    finding({ severity: "note", category: "config" }),
  ],
  stacks: [stack([exposure("kept empty lost down split"), exposure("stale rejected unknown kept kept")])],
  skipped: [{ path: "compose.yml", reason: "a Compose file" }],
});

describe("jsonReport", () => {
  it("holds the whole report", () => expect(JSON.parse(jsonReport(full))).toEqual(full));

  it("has two blanks of indentation and ends with a line end", () => {
    expect(jsonReport(report())).toBe(
      `{
  "schemaVersion": 1,
  "tool": {
    "name": "swarm-volume-check",
    "version": "1.2.3",
    "pages": "https://github.com/org/swarm-volume-check/blob/main/docs/rules"
  },
  "summary": {
    "filesChecked": 0,
    "filesSkipped": 0,
    "stacks": 0,
    "services": 0,
    "mounts": 0,
    "errors": 0,
    "warnings": 0,
    "notes": 0,
    "ignored": 0,
    "preexisting": 0
  },
  "findings": [],
  "ignored": [],
  "stacks": [],
  "skipped": []
}
`,
    );
  });

  it("is safe to print", () => {
    const text = jsonReport(report({ findings: [finding({ message: "##[error]\u009b\u202e" })] }));
    expect(text).toContain('"#\\u0023[error]\\u009b\\u202e"');
  });
});

/** Every object of the report with the path to it. */
function* objects(value: unknown, path: readonly (string | number)[] = []): Generator<readonly (string | number)[]> {
  if (value === null || typeof value !== "object") return;
  if (!Array.isArray(value)) yield path;
  for (const [key, inner] of Object.entries(value))
    yield* objects(inner, [...path, Array.isArray(value) ? Number(key) : key]);
}

function changed(path: readonly (string | number)[], change: (target: Record<string, unknown>) => void): unknown {
  const copy = structuredClone(full) as unknown;
  let target = copy as Record<string | number, unknown>;
  for (const step of path) target = target[step] as Record<string, unknown>;
  change(target as Record<string, unknown>);
  return copy;
}

describe("report.schema.json", () => {
  it("accepts reports as they are printed", () => {
    for (const one of [full, report()]) expect(validate(JSON.parse(jsonReport(one))) || validate.errors).toBe(true);
  });

  const paths = [...objects(full)];

  it("meets every kind of object", () => expect(paths.length).toBeGreaterThan(13));

  for (const path of paths) {
    it(`refuses another key in /${path.join("/")}`, () => {
      expect(validate(changed(path, (target) => Object.assign(target, { extra: 1 })))).toBe(false);
    });
  }

  const OPTIONAL = new Set(["help", "pages", "service", "volume", "anchor", "source"]);
  for (const path of paths) {
    const target = path.reduce<unknown>((inner, step) => (inner as Record<string, unknown>)[step], full);
    for (const key of Object.keys(target as object)) {
      const optional = OPTIONAL.has(key) && !(key === "service" && path[0] === "stacks");
      it(`${optional ? "does without" : "demands"} /${[...path, key].join("/")}`, () => {
        expect(validate(changed(path, (one) => delete one[key]))).toBe(optional);
      });
      it(`refuses null as /${[...path, key].join("/")}`, () => {
        expect(validate(changed(path, (one) => Object.assign(one, { [key]: null })))).toBe(false);
      });
    }
  }

  it("refuses unknown words and impossible numbers", () => {
    for (const wrong of [
      changed(["findings", 0], (one) => Object.assign(one, { severity: "fatal" })),
      changed(["findings", 0], (one) => Object.assign(one, { category: "other" })),
      changed(["findings", 0], (one) => Object.assign(one, { ruleId: "Not An Id" })),
      changed(["findings", 0], (one) => Object.assign(one, { startLine: 0 })),
      changed(["findings", 0], (one) => Object.assign(one, { endColumn: 1.5 })),
      changed(["stacks", 0, "exposures", 0, "survival"], (one) => Object.assign(one, { moved: "gone" })),
      changed(["stacks", 0], (one) => Object.assign(one, { files: [] })),
      changed(["summary"], (one) => Object.assign(one, { errors: -1 })),
      changed([], (one) => Object.assign(one, { schemaVersion: 2 })),
    ]) {
      expect(validate(wrong)).toBe(false);
    }
  });

  it("describes every property", () => {
    const bare: string[] = [];
    const look = (node: unknown, path: string) => {
      if (node === null || typeof node !== "object") return;
      const one = node as Record<string, unknown>;
      for (const [name, property] of Object.entries(
        (one.properties ?? {}) as Record<string, Record<string, unknown>>,
      )) {
        const target =
          typeof property.$ref === "string" ? schema.definitions[property.$ref.split("/").pop() ?? ""] : property;
        if (!property.description && !target.description) bare.push(`${path}/${name}`);
      }
      for (const [key, inner] of Object.entries(one)) look(inner, `${path}/${key}`);
    };
    look(schema, "");
    expect(bare).toEqual([]);
  });
});
