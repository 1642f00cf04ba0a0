import { execFileSync } from "node:child_process";
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { writeText } from "../../src/source/write.ts";
import { run } from "./fake-io.ts";

/** A checkout may hold links that a stranger made: they lead no write to another file, and no reading out of it. */

const STACK = "version: 3.8\nservices:\n  db:\n    image: redis:7\n    volumes: [data:/data]\nvolumes:\n  data:\n";

let top: string;
const checkout = (...parts: string[]) => join(top, "checkout", ...parts);
const outside = (...parts: string[]) => join(top, "outside", ...parts);
const link = (target: string, ...parts: string[]) => symlinkSync(target, checkout(...parts));
const call = (...argv: string[]) => run(argv, { cwd: checkout("deploy") });

beforeEach(() => {
  top = realpathSync(mkdtempSync(join(tmpdir(), "links-")));
  mkdirSync(checkout(".git"), { recursive: true });
  mkdirSync(checkout("deploy"));
  mkdirSync(outside());
  writeFileSync(outside("keys"), "mine");
  writeFileSync(checkout(".git/config"), "mine");
  writeFileSync(checkout("deploy/stack.yml"), STACK);
  writeFileSync(checkout("deploy/other.txt"), "mine");
});
afterEach(() => rmSync(top, { recursive: true, force: true }));

/** Nothing but what was there before. */
function expectNothingWritten(): void {
  expect(readdirSync(outside())).toEqual(["keys"]);
  for (const path of [outside("keys"), checkout(".git/config"), checkout("deploy/other.txt")])
    expect(readFileSync(path, "utf8")).toBe("mine");
}

const LINKS: readonly (readonly [name: string, target: string, file: string])[] = [
  ["to a file outside", "../../outside/keys", "out"],
  ["to nothing outside", "../../outside/new", "out"],
  ["to a folder outside", "../../outside", "out/report"],
  ["to git's own files", "../.git/config", "out"],
  ["to git's own folder", "../.git", "out/config"],
  ["to another file of the checkout", "other.txt", "out"],
];

describe.each(LINKS)("nothing is written through a link %s", (_, target, file) => {
  beforeEach(() => link(target, "deploy/out"));

  it.each([
    ["--output", ["stack.yml", "--output", file]],
    ["--output, by an absolute path", ["stack.yml", "--output", "ABSOLUTE"]],
    ["--output, in a roundabout way", ["stack.yml", "--output", `../deploy/../deploy/./${file}`]],
    ["preview --output", ["preview", "--base", "HEAD", "stack.yml", "--output", file]],
    ["--write-baseline", ["stack.yml", "--baseline", file, "--write-baseline"]],
  ])("by %s", async (name, argv) => {
    const ran = await call(...argv.map((word) => (word === "ABSOLUTE" ? checkout("deploy", file) : word)));
    expect(ran.code).toBe(2);
    if (!name.startsWith("preview") && !name.startsWith("--write")) {
      expect(ran.stderr).toContain("`deploy/out` is a link: nothing is written through links of a checkout");
      expect(ran.stderr).toContain("= help: remove the link, or name another file");
    }
    expectNothingWritten();
  });
});

describe("a checkout that the program was not started in", () => {
  const from = (...argv: string[]) => run(argv, { cwd: join(top, "elsewhere") });
  beforeEach(() => mkdirSync(join(top, "elsewhere")));

  it.each(LINKS)("is not written through by its link %s", async (_, target, file) => {
    link(target, "deploy/out");
    const ran = await from(checkout("deploy/stack.yml"), "--output", checkout("deploy", file));
    expect(ran.stderr).toContain("is a link: nothing is written through links of a checkout");
    expectNothingWritten();
  });

  it("has no fix follow a link out of it", async () => {
    writeFileSync(outside("keys"), STACK);
    link("../../outside/keys", "deploy/out.yml");
    const ran = await from("--fix-unsafe", checkout("deploy/out.yml"));
    expect(ran.stderr).toContain("a link leads out of the checkout here");
    expect(readFileSync(outside("keys"), "utf8")).toBe(STACK);
  });
});

describe("a pipe in a checkout", () => {
  it.skipIf(process.platform === "win32")("is neither waited at nor written to", async () => {
    execFileSync("mkfifo", [checkout("deploy/out")]);
    const ran = await call("stack.yml", "--output", "out");
    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain("a pipe or a device lies here: nothing was written");
  });
});

describe("the verdict is not lost", () => {
  it("when one of several reports cannot be written", async () => {
    link("../../outside/keys", "deploy/out");
    const ran = await call("stack.yml", "--format", "text", "--format", "json", "--output", "out");
    expect(ran.code).toBe(2);
    expect(ran.stdout).toContain("local-volume-unpinned");
  });
});

describe("a baseline", () => {
  it("is written to no link that leads nowhere", async () => {
    link("../../outside/new", "deploy/base.json");
    const ran = await call("stack.yml", "--baseline", "base.json", "--write-baseline");
    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain("`deploy/base.json` is a link");
    expectNothingWritten();
  });
});

describe("init", () => {
  it.each(["../outside/keys", "../outside/new", "deploy/other.txt"])("writes through no link to %s", async (target) => {
    link(target, ".swarm-volume-check.yml");
    for (const argv of [["init"], ["init", "--force"]]) {
      const ran = await call(...argv);
      expect(ran.code).toBe(2);
      expect(ran.stderr).toContain("`.swarm-volume-check.yml` is a link");
    }
    expectNothingWritten();
  });
});

describe("--fix", () => {
  it("follows a link to a stack of the same checkout", async () => {
    mkdirSync(checkout("base"));
    writeFileSync(checkout("base/stack.yml"), STACK);
    link("../base/stack.yml", "deploy/link.yml");
    await call("--fix", "link.yml");
    expect(readFileSync(checkout("base/stack.yml"), "utf8")).toContain('version: "3.8"');
    expect(lstatSync(checkout("deploy/link.yml")).isSymbolicLink()).toBe(true);
  });

  it.each(["--fix", "--fix-unsafe"])("follows none out of it (%s)", async (option) => {
    writeFileSync(outside("keys"), STACK);
    link("../../outside/keys", "deploy/link.yml");
    link("../../outside", "deploy/folder");
    writeFileSync(checkout(".git/stack.yml"), STACK);
    link("../.git/stack.yml", "deploy/git.yml");
    for (const path of ["link.yml", "folder/keys", "git.yml"]) {
      const ran = await call(option, path);
      expect(ran.code).toBe(2);
      expect(ran.stderr).toContain("a link leads out of the checkout here: the file was left as it is");
      expect(ran.stdout).toContain("local-volume-unpinned");
    }
    expect(readFileSync(outside("keys"), "utf8")).toBe(STACK);
    expect(readFileSync(checkout(".git/stack.yml"), "utf8")).toBe(STACK);
  });
});

describe("what the user names outside of the checkout", () => {
  it("is written, also through the user's own links", async () => {
    symlinkSync(outside("real.json"), join(top, "mine.json"));
    expect((await call("stack.yml", "--format", "json", "--output", "../../mine.json")).stderr).toBe("");
    expect(existsSync(outside("real.json"))).toBe(true);
    expect((await call("stack.yml", "--format", "json", "--output", "/dev/null")).stderr).toBe("");
  });

  it("is the user's only as far as the checkout: another name of it is the checkout", () => {
    symlinkSync(checkout(), join(top, "alias"));
    link("../../outside/new", "deploy/out");
    const options = { checkout: checkout() };
    expect(writeText(join(top, "alias/deploy/out"), "x", options)?.message).toContain("`deploy/out` is a link");
    expectNothingWritten();
  });
});

describe("nothing is read that a link leads out to", () => {
  beforeEach(() => {
    writeFileSync(outside("prod.env"), "WHERE=s3cret\n");
    writeFileSync(outside("stack.yml"), `${STACK}x-a: s3cret\ns3cret: [\n`);
  });

  it("as a file with variables of the configuration", async () => {
    link("../../outside/prod.env", "deploy/prod.env");
    writeFileSync(checkout("deploy/stack.yml"), STACK.replace("data:/data", '"$' + '{WHERE}:/data"'));
    const config = "stacks:\n  - files: [deploy/stack.yml]\n    env-files: [deploy/prod.env]\n";
    writeFileSync(checkout(".swarm-volume-check.yml"), config);
    const ran = await call("stack.yml", "--format", "json");
    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain("prod.env: a link leads out of the checkout here: nothing was read");
    expect(ran.stdout + ran.stderr).not.toContain("s3cret");
  });

  it("as a stack that is found in a folder", async () => {
    link("../../outside/stack.yml", "deploy/linked-stack.yml");
    const ran = await call(".");
    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain("linked-stack.yml: a link leads out of the checkout here: nothing was read");
    expect(ran.stdout).toContain("local-volume-unpinned");
    expect(ran.stdout + ran.stderr).not.toContain("s3cret");
  });

  it.each([
    [".swarm-volume-check.yml", ["stack.yml"]],
    ["deploy/swarm-volume-check.prices.json", ["prices"]],
  ])("as %s, which nobody named", async (path, argv) => {
    symlinkSync(outside("stack.yml"), checkout(path));
    const ran = await call(...argv);
    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain("a link leads out of the checkout here: nothing was read");
    expect(ran.stdout + ran.stderr).not.toContain("s3cret");
  });

  it("but a link to another stack of the checkout is", async () => {
    mkdirSync(checkout("base"));
    writeFileSync(checkout("base/stack.yml"), STACK);
    rmSync(checkout("deploy/stack.yml"));
    link("../base/stack.yml", "deploy/linked-stack.yml");
    expect((await call(".")).stdout).toContain("linked-stack.yml:5");
  });
});
