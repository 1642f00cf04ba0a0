import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { describe, expect, it } from "vitest";
import { describeYamlError } from "../../src/yaml/yaml-errors.ts";

const declarations = readFileSync(
  createRequire(import.meta.url)
    .resolve("yaml")
    .replace(/index\.js$/, "errors.d.ts"),
  "utf8",
);
const codes = Array.from(
  (/type ErrorCode =([^;]+);/.exec(declarations)?.[1] ?? "").matchAll(/'([A-Z_0-9]+)'/g),
  (match) => match[1] as Parameters<typeof describeYamlError>[0]["code"],
);

describe("describeYamlError", () => {
  it("knows the parser's list of codes", () => {
    expect(codes).toContain("TAB_AS_INDENT");
    expect(codes.length).toBeGreaterThan(20);
  });

  // A file past a limit is another problem: `parse.ts` looks for that code.
  it.each(codes.filter((code) => code !== "RESOURCE_EXHAUSTION"))("has words of its own for %s", (code) => {
    const [message, help] = describeYamlError({ code });
    expect(message).toMatch(/^[A-Z].*[^.], so the file is not valid YAML; deploy refuses it\.$/);
    expect(message).not.toMatch(/^This cannot be read,/);
    expect(help).toMatch(/^[A-Z].*\.$/);
  });

  it("has words for a code that it does not know", () => {
    expect(describeYamlError({ code: "NEW" as "IMPOSSIBLE" })).toEqual([
      "This cannot be read, so the file is not valid YAML; deploy refuses it.",
      "Compare with the lines above.",
    ]);
  });
});
