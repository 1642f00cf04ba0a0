import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const at = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url));
const promises = readFileSync(at("SECURITY.md"), "utf8")
  .split(/\n(?=- \*\*)/)
  .slice(1)
  .map((text) => (text.split(/\n\n/)[0] as string).replace(/\s+/g, " "));

describe("each promise of SECURITY.md names tests that are there", () => {
  it("there are many", () => expect(promises.length).toBeGreaterThan(12));

  it.each(promises)("%.60s", (promise) => {
    const named = [...promise.matchAll(/`(__tests__\/[^`]+)`: "([^"]+)"/g)];
    expect(named).not.toEqual([]);
    // Every file that is named has a test behind it.
    expect([...promise.matchAll(/__tests__\//g)]).toHaveLength(named.length);
    for (const [, path = "", title = ""] of named) {
      expect(existsSync(at(path)), path).toBe(true);
      const titles = [...readFileSync(at(path), "utf8").matchAll(/(?:\(|name: |, )\s*["`]((?:[^"`\\\n]|\\.)+)["`]/g)];
      expect(
        titles.map(([, one]) => one).filter((one) => one?.includes(title)),
        `${path}: ${title}`,
      ).not.toEqual([]);
    }
  });
});
