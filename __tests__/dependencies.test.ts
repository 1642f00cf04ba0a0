import { readFileSync } from "node:fs";
import { expect, it } from "vitest";

const read = (path: string): string => readFileSync(new URL(`../${path}`, import.meta.url), "utf8");
const manifest = JSON.parse(read("package.json")) as Record<string, Record<string, string> | undefined>;
const declared = Object.entries(manifest.devDependencies ?? {});

/** The names in the first column of CONTRIBUTING's tables, of which one may stand for several: `remark-*`. */
const explained = Array.from(read("CONTRIBUTING.md").matchAll(/^\| ([^|]+) \|/gm), ([, cell = ""]) =>
  Array.from(cell.matchAll(/`([^`]+)`/g), ([, name = ""]) => name),
).flat();

it("who installs the package gets nothing else with it", () => {
  for (const kind of ["dependencies", "optionalDependencies", "peerDependencies", "bundleDependencies"]) {
    expect(manifest[kind], kind).toBeUndefined();
  }
});

it("every dependency has its reason in CONTRIBUTING.md", () => {
  const covers = (pattern: string, name: string) =>
    pattern.endsWith("*") ? name.startsWith(pattern.slice(0, -1)) : pattern === name;
  const missing = declared.filter(([name]) => !explained.some((pattern) => covers(pattern, name)));
  expect(missing).toEqual([]);
  expect(declared.length).toBeGreaterThan(20);
});

it("every dependency is one exact version", () => {
  expect(declared.filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
});

it("no dependency is a program that would take the place of Node", () => {
  const { packages } = JSON.parse(read("package-lock.json")) as { packages: Record<string, { bin?: object | string }> };
  const takes = Object.entries(packages).filter(([, { bin }]) => typeof bin === "object" && "node" in bin);
  expect(takes).toEqual([]);
});
