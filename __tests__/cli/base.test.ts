import { mkdirSync, mkdtempSync, renameSync, rmSync, unlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Report } from "../../src/model/report.ts";
import { Repository } from "../support/repository.ts";
import { type Ran, run } from "./fake-io.ts";

let repository: Repository;
beforeEach(() => {
  repository = new Repository();
});
afterEach(() => repository.remove());

const STACK = `services:
  db:
    image: postgres:16
    volumes:
      - data:/var/lib/postgresql/data
    deploy:
      placement:
        constraints: [node.hostname == one]

volumes:
  data:
`;
const RENAMED = STACK.replace("- data:/", "- files:/").replace("  data:\n", "  files:\n");
const UNPINNED = STACK.replace(/ {4}deploy:[\s\S]*one\]\n/, "");

const call = (argv: string, folder = "", stdin = ""): Promise<Ran> =>
  run(argv.split(" "), { cwd: join(repository.root, folder), stdin });
const json = async (argv: string, folder = "", stdin = ""): Promise<Report> =>
  JSON.parse((await call(`${argv} --format json`, folder, stdin)).stdout);
const says = ({ findings }: Report) =>
  findings
    .filter(({ category, severity }) => category === "change" || severity !== "note")
    .map(({ path, ruleId, preexisting }) => `${path} ${ruleId}${preexisting ? " old" : ""}`);

describe("check --base", () => {
  it("reports what the change does to data, and what it was compared with", async () => {
    repository.put("stack.yml", STACK);
    const commit = repository.commit();
    repository.put("stack.yml", RENAMED);
    const ran = await call("--base HEAD stack.yml");
    expect(ran.code).toBe(1);
    expect(ran.stdout).toMatch(/^stack\.yml:5:9 {2}error {2}volume-renamed\n/);
    expect(ran.stdout).toMatch(/\n {2}db +files:\/var\/lib\/postgresql\/data +empty /);
    expect(ran.stdout).toContain(`, compared with HEAD (${commit.slice(0, 12)})\n`);
    expect((await json("--base HEAD stack.yml")).base).toBe(`HEAD (${commit.slice(0, 12)})`);
  });

  it("says nothing of a change that is none", async () => {
    repository.put("stack.yml", STACK);
    repository.commit();
    repository.put("stack.yml", `# why\n${STACK}`);
    expect(await call("--base HEAD stack.yml")).toMatchObject({ code: 0, stderr: "" });
  });

  it("checks every stack that is named, changed or not, and a new one as new", async () => {
    repository.put("a-stack.yml", UNPINNED);
    repository.put("b-stack.yml", UNPINNED);
    repository.commit();
    repository.put("b-stack.yml", RENAMED);
    repository.put("c-stack.yml", UNPINNED);
    const report = await json("--base HEAD .");
    expect(says(report)).toEqual([
      "a-stack.yml local-volume-unpinned old",
      "b-stack.yml volume-renamed",
      "c-stack.yml local-volume-unpinned",
    ]);
    expect(report.findings.filter(({ severity, preexisting }) => preexisting && severity === "error")).toHaveLength(1);
    expect(report.stacks.map(({ exposures }) => exposures[0]?.deployed)).toEqual(["kept", "empty", undefined]);
  });

  it("lets --only-new fail for new findings alone, and lists the others", async () => {
    repository.put("stack.yml", UNPINNED);
    repository.commit();
    expect((await call("--base HEAD stack.yml")).code).toBe(1);
    const ran = await call("--base HEAD --only-new stack.yml");
    expect(ran.code).toBe(0);
    expect(ran.stdout).toContain("error  local-volume-unpinned  (already at base)");
    repository.put("new-stack.yml", UNPINNED);
    expect((await call("--base HEAD --only-new .")).code).toBe(1);
  });

  it("follows a file that was renamed and moved, and shows the new path", async () => {
    repository.put("old place/-stack.yml", UNPINNED);
    repository.commit();
    mkdirSync(join(repository.root, "new"));
    renameSync(join(repository.root, "old place/-stack.yml"), join(repository.root, "new/é-stack.yml"));
    repository.git("add", "-A");
    expect(says(await json("--base HEAD .", "new"))).toEqual(["é-stack.yml local-volume-unpinned old"]);
    const absolute = join(repository.root, "new/é-stack.yml");
    expect(says(await json(`--base HEAD ${absolute}`))).toEqual([`${absolute} local-volume-unpinned old`]);
  });

  it("compares a stack of several files", async () => {
    repository.put("a-stack.yml", STACK);
    repository.put("b-stack.yml", "services: {db: {environment: {A: b}}}\n");
    repository.commit();
    repository.put("b-stack.yml", "services: {db: {image: 'postgres:17'}}\n");
    const report = await json("--base HEAD --stack a-stack.yml --stack b-stack.yml");
    expect(says(report)).toEqual(["b-stack.yml stateful-major-upgrade"]);
  });

  it("compares standard input with the file that it stands for", async () => {
    repository.put("deploy/stack.yml", STACK);
    repository.commit();
    expect(says(await json("--base HEAD - --stdin-filename deploy/stack.yml", "", RENAMED))).toEqual([
      "deploy/stack.yml volume-renamed",
    ]);
    const ran = await call("--base HEAD -", "", RENAMED);
    expect(ran).toMatchObject({ code: 2, stdout: "" });
    expect(ran.stderr).toContain("--stdin-filename");
  });

  it("knows the stack's name when it is told", async () => {
    repository.put("stack.yml", STACK);
    repository.put("other-stack.yml", STACK);
    repository.commit();
    const named = (name: string) => STACK.replace("  data:\n", `  data:\n    name: ${name}\n`);
    repository.put("stack.yml", named("shop_data"));
    expect(says(await json("--base HEAD --stack-name shop stack.yml"))).toEqual([]);
    expect(says(await json("--base HEAD --stack-name store stack.yml"))).toEqual(["stack.yml volume-renamed"]);
    expect(says(await json("--base HEAD stack.yml"))).toEqual([]);
    const ran = await call("--stack-name shop .");
    expect(ran).toMatchObject({ code: 2, stdout: "" });
    expect(ran.stderr).toContain("names one stack, and there are 2 to check");
  });

  const NAMED = STACK.replace("  data:\n", "  data:\n    name: $" + "{NAME}\n");

  it.each([
    ["named by the call", "--variables prod.env", undefined],
    ["of the configuration", "", "stacks:\n  - files: [stack.yml]\n    env-files: [prod.env]\n"],
  ])("compares with the variables of that time, from a file %s", async (_, options, config) => {
    if (config) repository.put(".swarm-volume-check.yml", config);
    repository.put("stack.yml", NAMED);
    repository.put("prod.env", "NAME=one\n");
    repository.commit();
    const asked = `--base HEAD ${options} stack.yml`.replace("  ", " ");
    expect(says(await json(asked))).toEqual([]);
    repository.put("prod.env", "NAME=two\n");
    expect(says(await json(asked))).toEqual(["stack.yml volume-renamed"]);
  });

  it("takes a file with variables that base did not have as it is today", async () => {
    repository.put("stack.yml", NAMED);
    repository.commit();
    repository.put("prod.env", "NAME=one\n");
    expect(says(await json("--base HEAD --variables prod.env stack.yml"))).toEqual([]);
    repository.put("later.env", "NAME=two\n");
    repository.commit();
    repository.put("prod.env", "NAME=three\n");
    // The later file wins, then as now.
    expect(says(await json("--base HEAD --variables prod.env --variables later.env stack.yml"))).toEqual([]);
    expect(says(await json("--base HEAD --variables later.env --variables prod.env stack.yml"))).toEqual([
      "stack.yml volume-renamed",
    ]);
  });

  it("names the volumes of a stack file that is gone, in the folders that are checked", async () => {
    for (const path of ["deploy/stack.yml", "deploy/a.yml", "other/stack.yml", "deploy/.x/stack.yml"])
      repository.put(path, STACK);
    repository.put("deploy/values.yml", "a: b\n");
    repository.put("deploy/kept-stack.yml", STACK);
    repository.commit();
    for (const path of [
      "deploy/stack.yml",
      "deploy/a.yml",
      "other/stack.yml",
      "deploy/.x/stack.yml",
      "deploy/values.yml",
    ])
      unlinkSync(join(repository.root, path));
    const report = await json("--base HEAD deploy");
    expect(says(report)).toEqual(["deploy/a.yml volume-removed", "deploy/stack.yml volume-removed"]);
    expect(report.summary).toMatchObject({ errors: 0, warnings: 0, stacks: 1 });
    expect(says(await json("--base HEAD ../deploy/kept-stack.yml", "deploy"))).toEqual([]);
    expect(says(await json("--base HEAD", "other"))).toEqual(["stack.yml volume-removed"]);
  });

  it("leaves those out that the configuration leaves out", async () => {
    repository.put("deploy/stack.yml", STACK);
    repository.put(".swarm-volume-check.yml", "files:\n  exclude: [deploy/**]\n");
    repository.put("kept-stack.yml", STACK);
    repository.commit();
    unlinkSync(join(repository.root, "deploy/stack.yml"));
    expect(says(await json("--base HEAD ."))).toEqual([]);
  });

  it("takes a base that is no text, or was no stack, for none", async () => {
    repository.put("a-stack.yml", Uint8Array.of(0, 255));
    repository.put("b-stack.yml", "- a\n- list\n");
    repository.commit();
    repository.put("a-stack.yml", UNPINNED);
    repository.put("b-stack.yml", UNPINNED);
    expect(says(await json("--base HEAD ."))).toEqual([
      "a-stack.yml local-volume-unpinned",
      "b-stack.yml local-volume-unpinned",
    ]);
  });

  it("is a usage error with a reason", async () => {
    repository.put("stack.yml", STACK);
    repository.commit();
    const unknown = await call("--base mian stack.yml");
    expect(unknown).toMatchObject({ code: 2, stdout: "" });
    expect(unknown.stderr).toContain("--base mian: git knows no commit `mian`\n  = help: ");
    const outside = mkdtempSync(join(tmpdir(), "none-"));
    writeFileSync(join(outside, "stack.yml"), STACK);
    const ran = await run(["--base", "main", "stack.yml"], { cwd: outside });
    expect(ran).toMatchObject({ code: 2, stdout: "" });
    expect(ran.stderr).toContain("--base main: this folder is in no git checkout");
    rmSync(outside, { recursive: true });
    expect((await call("--only-new stack.yml")).stderr).toContain("`--only-new` needs `--base`");
  });

  it("checks a file outside the checkout and says that it was not compared", async () => {
    const other = new Repository();
    other.put("stack.yml", UNPINNED);
    repository.put("stack.yml", STACK);
    repository.commit();
    const ran = await call(`--base HEAD stack.yml ${other.root}/stack.yml`);
    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain("stack.yml: it lies outside the git checkout");
    expect(ran.stdout).toContain("error  local-volume-unpinned\n");
    other.remove();
  });
});
