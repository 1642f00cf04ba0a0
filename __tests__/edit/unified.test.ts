import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { unifiedDiff } from "../../src/edit/unified.ts";

const git = spawnSync("git", ["--version"]).status === 0;
if (!git) process.stderr.write("skipped: there is no git on this machine\n");

/** What `git apply` makes of a file. */
function applied(path: string, before: string, patch: string): string {
  const folder = mkdtempSync(join(tmpdir(), "svc-patch-"));
  try {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), before);
    const { status, stderr } = spawnSync("git", ["apply", "--whitespace=nowarn"], {
      cwd: folder,
      input: patch,
      encoding: "utf8",
    });
    if (status !== 0) throw new Error(`${stderr}\n${patch}`);
    return readFileSync(join(folder, path), "utf8");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const LINES = "a\nb\nc\nd\ne\nf\ng\nh\n";

describe("a unified diff", () => {
  it("is empty when nothing differs", () => expect(unifiedDiff({ path: "a", text: "x\n" }, "x\n")).toBe(""));

  it.runIf(git)("of very many changes is a longer one that applies", () => {
    const lines = Array.from({ length: 3_000 }, (_, index) => `line ${index}`);
    const after = lines.map((line, index) =>
      index > 20 && index < 2_900 && index % 2 === 0 ? `${line} changed` : line,
    );
    for (const [before, now] of [
      [lines.join("\n"), `${after.join("\n")}\n`],
      [`${lines.join("\n")}\n`, after.join("\n")],
    ] as const) {
      const patch = unifiedDiff({ path: "a.yml", text: before }, now);
      expect(patch.match(/^@@/gm)).toHaveLength(1);
      expect(applied("a.yml", before, patch)).toBe(now);
    }
  });

  it("has three lines around a change", () => {
    expect(unifiedDiff({ path: "deploy/stack.yml", text: LINES }, LINES.replace("e\n", "E\n"))).toBe(
      "--- a/deploy/stack.yml\n+++ b/deploy/stack.yml\n@@ -2,7 +2,7 @@\n b\n c\n d\n-e\n+E\n f\n g\n h\n",
    );
  });

  it("says where a last line has no end", () => {
    expect(unifiedDiff({ path: "a", text: "x" }, "y\n")).toBe(
      "--- a/a\n+++ b/a\n@@ -1 +1 @@\n-x\n\\ No newline at end of file\n+y\n",
    );
  });

  it.skipIf(!git).each([
    ["a plain path", "deploy/stack.yml"],
    ["a blank", "my stacks/the stack.yml"],
    ["quotes and a backslash", 'a "b" \\c.yml'],
    ["a tab", "a\tb.yml"],
    ["other scripts", "wolkë/☃.yml"],
    ["a path that looks like an option", "-R.yml"],
  ])("is taken by git apply: %s", (_, path) => {
    const after = LINES.replace("b\n", "B\nB\n").replace("h\n", "h");
    expect(applied(path, LINES, unifiedDiff({ path, text: LINES }, after))).toBe(after);
  });

  it.skipIf(!git)(
    "is taken by git apply whatever the texts",
    () => {
      const line = fc.constantFrom("a", "b", "", "  - x", "\tt", "-- y", "++ z", "@@ -1 +1 @@", "\\ No newline", "é");
      const text = fc
        .tuple(fc.array(line, { maxLength: 20 }), fc.constantFrom("\n", "\r\n"), fc.boolean())
        .map(([lines, end, open]) => (open ? lines.join(end) : lines.map((one) => one + end).join("")));
      fc.assert(
        fc.property(text, text, (before, after) => {
          fc.pre(before !== after && before !== "" && after !== "");
          expect(applied("s.yml", before, unifiedDiff({ path: "s.yml", text: before }, after))).toBe(after);
        }),
        { numRuns: 40 },
      );
    },
    30_000,
  );
});
