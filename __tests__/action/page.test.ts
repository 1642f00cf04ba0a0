import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";

interface ActionFile {
  readonly inputs: Readonly<Record<string, { readonly description: string; readonly default: string }>>;
  readonly outputs: Readonly<Record<string, { readonly description: string }>>;
}

const page = readFileSync("docs/action.md", "utf8");
const action = parse(readFileSync("action.yml", "utf8")) as ActionFile;

/** The rows of a table between two marks, as cells. */
function rows(name: string): string[][] {
  const [, table = ""] = new RegExp(`<!-- ${name} -->\\n([\\s\\S]*?)<!-- /${name} -->`).exec(page) ?? [];
  const lines = table.trimEnd().split("\n").slice(2);
  return lines.map((line) =>
    line
      .slice(2, -2)
      .split(" | ")
      .map((cell) => cell.trim()),
  );
}

describe("the page of the Action", () => {
  it("has the inputs with their defaults", () => {
    const inputs = Object.entries(action.inputs).map(([name, { description, default: value }]) => [
      `\`${name}\``,
      description,
      value === "" ? "" : `\`${value}\``,
    ]);
    expect(rows("inputs")).toEqual(inputs);
  });

  it("has the outputs", () => {
    expect(rows("outputs")).toEqual(
      Object.entries(action.outputs).map(([name, { description }]) => [`\`${name}\``, description]),
    );
  });

  it("names the limits that the source has", () => {
    const source = (path: string) => readFileSync(`src/${path}`, "utf8");
    expect(source("github/contents.ts")).toContain("MOST_FILES = 120;");
    expect(page).toContain("asks for more than 120 files");
    expect(source("github/contents.ts")).toContain("MOST_UNSIZED = 28;");
    expect(page).toContain("up to nine changed YAML files");
    expect(source("github/contents.ts")).toContain("MOST_BYTES = 8_000_000;");
    expect(page).toContain("8 MB at most");
    expect(source("github/client.ts")).toContain("REQUEST_TIME = 30_000;");
    expect(page).toContain("no answer within 30 seconds");
    expect(source("github/answers.ts")).toMatch(/LONGEST_WAIT = 300;\s*export const MOST_WAITS = 2;/);
    expect(page).toContain("waits up to five minutes, twice");
    expect(source("action.ts")).toContain("LONGEST_RUN = 10 * 60 * 1000;");
    expect(page).toContain("ends after ten minutes");
    expect(source("session/decode.ts")).toContain("DEFAULT_MAX_BYTES = 2 * 1024 * 1024;");
    expect(page).toContain("files up to 2 MiB are checked");
  });
});
