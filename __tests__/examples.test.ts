import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { run } from "./cli/fake-io.ts";

const ROOT = resolve(import.meta.dirname, "..");

/** What a reader of the article gets; `vitest --update` writes the outputs again. */
describe("the article's file", () => {
  it.each([
    ["article", 1],
    ["article-pinned", 0],
    ["article-efs", 0],
  ])("examples/%s says what stands beside it, and ends with exit code %d", async (name, code) => {
    const ran = await run([`examples/${name}/docker-compose.yml`], { cwd: ROOT });
    expect(ran).toMatchObject({ code, stderr: "" });
    await expect(ran.stdout).toMatchFileSnapshot(join(ROOT, "examples", name, "output.txt"));
  });
});
