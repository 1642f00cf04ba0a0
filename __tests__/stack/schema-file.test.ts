import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import { describe, expect, it } from "vitest";
import { durationProblem } from "../../src/stack/quantity.ts";
import { validateStack } from "../../src/stack/schema.ts";
import { validateDecoding } from "../../src/stack/value-checks.ts";
import { CONSTANT } from "./probes.ts";
import { plain, stackWith } from "./stack-data.ts";
import { ACCEPTED, REFUSED } from "./value-texts.ts";

const schema = JSON.parse(readFileSync(new URL("../../schemas/stack.schema.json", import.meta.url), "utf8"));

/** Every schema of a property, by its JSON pointer. */
function propertiesOf(node: unknown, path = "#"): [string, Record<string, unknown>][] {
  if (node === null || typeof node !== "object") return [];
  return Object.entries(node).flatMap(([key, child]) => {
    const below = propertiesOf(child, `${path}/${key}`);
    if (key !== "properties") return below;
    const own = Object.entries(child as Record<string, Record<string, unknown>>);
    return [...own.map(([name, value]) => [`${path}/${name}`, value] as [string, Record<string, unknown>]), ...below];
  });
}

describe("schemas/stack.schema.json", () => {
  const ajv = new Ajv({ strictTypes: false });
  ajv.addVocabulary(["x-since", "x-form-since", "x-distinct-until", "x-checked-since"]);
  const validate = ajv.compile(schema);

  it("describes every property in one line", () => {
    const properties = propertiesOf(schema).filter(([, value]) => typeof value === "object");
    expect(properties.length).toBeGreaterThan(150);
    for (const [path, { description }] of properties) expect(description, path).toMatch(/^[^\n]{5,140}[.]$/);
  });

  it("says versions as 3.x", () => {
    const versions = JSON.stringify(schema).match(/"x-(?:since|checked-since|distinct-until)":"[^"]*"/g) ?? [];
    expect(versions.length).toBeGreaterThan(40);
    for (const version of versions) expect(version).toMatch(/"3\.([0-9]|1[0-3])"$/);
  });

  it("means in an editor what it means here", () => {
    for (const [path, ...values] of CONSTANT) {
      for (const value of values) {
        const stack = stackWith(path, value);
        const data = plain(stack);
        const refusals = [...validateStack(data, "3.13"), ...validateDecoding(data)];
        expect(validate(stack), `${path}: ${JSON.stringify(value)}`).toBe(refusals.length === 0);
      }
    }
  });

  it("has a pattern for durations that lets all of them pass", () => {
    const pattern = new RegExp(schema.definitions.duration.pattern, "u");
    const place = "services.a.stop_grace_period";
    for (const text of ACCEPTED[place] ?? []) expect(text).toMatch(pattern);
    for (const text of REFUSED[place] ?? []) expect(pattern.test(text), text).toBe(durationProblem(text) === "range");
  });
});
