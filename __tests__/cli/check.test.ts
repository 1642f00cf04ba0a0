import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Io } from "../../src/cli/io.ts";
import type { Report } from "../../src/model/report.ts";
import { type Ran, run } from "./fake-io.ts";

const broken = vi.hoisted(() => ({ text: undefined as string | undefined }));
vi.mock("../../src/check/check.ts", async (original) => {
  const real = await original<typeof import("../../src/check/check.ts")>();
  const checkStack: typeof real.checkStack = (files, options) => {
    if (broken.text !== undefined && files.some(({ text }) => text === broken.text)) throw new Error("a\u001b bug");
    return real.checkStack(files, options);
  };
  return { ...real, checkStack };
});

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), "cli-"));
});
afterEach(() => {
  rmSync(cwd, { recursive: true, force: true });
  broken.text = undefined;
});

function put(name: string, text: string | Uint8Array): void {
  mkdirSync(join(cwd, name, ".."), { recursive: true });
  writeFileSync(join(cwd, name), text);
}

const call = (argv: string, io: Parameters<typeof run>[1] = {}): Promise<Ran> =>
  run(
    argv.split(" ").filter((word) => word !== ""),
    { cwd, ...io },
  );
const json = async (argv: string, io: Parameters<typeof run>[1] = {}): Promise<Report> =>
  JSON.parse((await call(`${argv} --format json`, io)).stdout);
const inside = (name: string): string => readFileSync(join(cwd, name), "utf8");

const GOOD = `version: "3.8"
services:
  db:
    image: rethinkdb:2
    volumes: ["data:/data"]
    deploy:
      placement:
        constraints: ["node.hostname == one"]
volumes:
  data:
`;
const BAD = GOOD.replace(/ {4}deploy:[\s\S]*one"\]\n/, "");
const WARNING = GOOD.replace("node.hostname == one", "node.role == manager");
const COMPOSE = "services:\n  web:\n    build: .\n    volumes: [a:/b]\n";

describe("check", () => {
  it("passes a clean stack and says what was checked", async () => {
    put("stack.yml", GOOD);
    const ran = await call("--nodes 1 stack.yml");
    expect(ran).toMatchObject({ code: 0, stderr: "" });
    expect(ran.stdout).toMatch(/^What happens to the data\n\nstack\.yml\n/);
    expect(ran.stdout).toMatch(/\n0 problems in 1 stack \(1 file checked\)\n$/);
  });

  it("fails at an error and shows it", async () => {
    put("stack.yml", BAD);
    const ran = await call("stack.yml");
    expect(ran.code).toBe(1);
    expect(ran.stdout).toMatch(/^stack\.yml:5:15 {2}error {2}local-volume-unpinned\n/);
    expect(ran.stdout).toContain('    5 |     volumes: ["data:/data"]\n      |               ^^^^^^^^^^^^\n');
  });

  it("lets --fail-on decide", async () => {
    put("bad-stack.yml", BAD);
    put("warning-stack.yml", WARNING);
    const codes = async (name: string) =>
      Promise.all(["error", "warning", "never"].map(async (level) => (await call(`--fail-on ${level} ${name}`)).code));
    expect(await codes("bad-stack.yml")).toEqual([1, 1, 0]);
    expect(await codes("warning-stack.yml")).toEqual([0, 1, 0]);
  });

  it("checks the folder it stands in without any path", async () => {
    put("a/stack.yml", GOOD);
    put("b-stack.yml", BAD);
    const report = await json("");
    expect(report.stacks.map(({ files }) => files)).toEqual([["a/stack.yml"], ["b-stack.yml"]]);
  });

  it("shows paths as they were given", async () => {
    put("a/stack.yml", GOOD);
    const paths = async (argv: string) => (await json(argv)).stacks.map(({ files }) => files.join());
    expect(await paths("a")).toEqual(["a/stack.yml"]);
    expect(await paths("./a/")).toEqual(["a/stack.yml"]);
    expect(await paths("././a/stack.yml")).toEqual(["a/stack.yml"]);
    expect(await paths("a/../a/stack.yml")).toEqual(["a/../a/stack.yml"]);
    expect(await paths(cwd)).toEqual([`${cwd}/a/stack.yml`]);
    expect(await paths("./.")).toEqual(["a/stack.yml"]);
  });

  it("checks a file once, however often it is named", async () => {
    put("a/stack.yml", GOOD);
    expect((await json("a a/stack.yml ./a/stack.yml .")).summary).toMatchObject({ stacks: 1, filesChecked: 1 });
  });

  it("takes the files of --stack, in order, as one stack, and not again from a folder", async () => {
    put("a-stack.yml", GOOD);
    put("b-stack.yml", 'version: "3.8"\nservices:\n  db:\n    labels: [a=b]\n');
    put("c-stack.yml", GOOD);
    const report = await json("--stack b-stack.yml --stack a-stack.yml .");
    expect(report.stacks.map(({ files }) => files)).toEqual([["b-stack.yml", "a-stack.yml"], ["c-stack.yml"]]);
    expect((await json("--stack a-stack.yml")).stacks).toHaveLength(1);
  });

  it("reports on standard output and in files at once", async () => {
    put("stack.yml", BAD);
    const ran = await call("stack.yml --color --format text --format json --output r.json");
    expect(ran).toMatchObject({ code: 1, stderr: "" });
    expect(ran.stdout).toContain("\u001b[31m1 error\u001b[0m");
    expect(JSON.parse(inside("r.json"))).toMatchObject({ summary: { errors: 1 } });
    await call("stack.yml --color --output r.txt", { columns: 40 });
    expect(inside("r.txt")).toBe((await call("stack.yml")).stdout);
  });

  it("says when a report cannot be written, and prints the others", async () => {
    put("stack.yml", GOOD);
    const ran = await call("stack.yml --nodes 1 --format json --output no/r.json --format text");
    expect(ran.code).toBe(2);
    expect(ran.stderr).toBe(
      "swarm-volume-check: --output no/r.json: there is no such file or folder\n  = help: check the path\n",
    );
    expect(ran.stdout).toContain("0 problems");
  });

  it("does not overwrite what it checks", async () => {
    put("a/stack.yml", GOOD);
    const ran = await call("a --output ./a/stack.yml");
    expect(ran).toMatchObject({ code: 2, stdout: "" });
    expect(ran.stderr).toContain("`--output ./a/stack.yml` would overwrite a file that is checked");
    expect(inside("a/stack.yml")).toBe(GOOD);
  });

  it("is quiet when asked", async () => {
    put("stack.yml", WARNING);
    expect((await call("-q stack.yml")).stdout).toMatch(/^1 warning.* in 1 stack \(1 file checked\)\n$/);
  });

  it("passes on what it is told of the cluster", async () => {
    put("stack.yml", BAD);
    expect((await call("stack.yml --nodes 1")).code).toBe(0);
    put("bind-stack.yml", BAD.replace("data:/data", "/mnt/nas/data:/data").replace(/volumes:\n.*\n$/, ""));
    const moved = async (argv: string) =>
      (await json(`bind-stack.yml ${argv}`)).stacks[0]?.exposures[0]?.survival.moved;
    expect(await moved("")).not.toBe("kept");
    expect(await moved("--shared-path /mnt/nas")).toBe("kept");
  });

  describe("variables", () => {
    const WITH = GOOD.replace("data:/data", "${VOLUME}:/data");
    /** What the check took the mount's source for: `data` is a volume, and `/srv/a` a folder. */
    const storage = async (argv: string, env: Io["env"] = {}) =>
      (await json(`stack.yml ${argv}`, { env })).stacks[0]?.exposures[0]?.storage;

    it("come from the environment only when asked, and from files over it, the last file first", async () => {
      put("stack.yml", WITH);
      put("a.env", "VOLUME=/srv/a\n");
      put("b.env", "# none\nVOLUME\n");
      const env = { VOLUME: "data" };
      expect(await storage("", env)).toBe("unknown");
      expect(await storage("--env", env)).toBe("local-volume");
      expect(await storage("--env --variables a.env", env)).toBe("host-path");
      expect(await storage("--variables a.env --variables b.env", env)).toBe("local-volume");
      expect(await storage("--variables b.env --variables a.env", env)).toBe("host-path");
    });

    it("are not shown", async () => {
      put("stack.yml", WITH);
      const report = await json("stack.yml --env", { env: { VOLUME: "data" } });
      expect(report.stacks[0]?.exposures[0]?.source).toBe("data");
      put("stack.yml", GOOD.replace("data:/data", "/srv/${FOLDER}:/data"));
      const other = await json("stack.yml --env", { env: { FOLDER: "s3cret" } });
      expect(other.stacks[0]?.exposures[0]?.source).toBe("/srv/${FOLDER}");
    });

    it("are empty when not set, if asked", async () => {
      put("stack.yml", GOOD.replace("data:/data", "data:/data${NOTHING}"));
      expect((await json("stack.yml")).stacks[0]?.exposures[0]?.target).toBe("/data${NOTHING}");
      expect((await json("stack.yml --unset-variables empty")).stacks[0]?.exposures[0]?.target).toBe("/data");
    });

    it("from a wrong file are a usage error that shows no value", async () => {
      put("stack.yml", WITH);
      put("a.env", "OK=1\nMY VOLUME=s3cret\n");
      const ran = await call("stack.yml --variables a.env");
      expect(ran).toMatchObject({ code: 2, stdout: "" });
      expect(ran.stderr).toContain("--variables a.env: line 2, column 3: a variable's name contains a blank");
      expect(ran.stderr).not.toContain("s3cret");
      expect((await call("stack.yml --variables no.env")).stderr).toContain(
        "--variables no.env: there is no such file",
      );
    });
  });

  describe("standard input", () => {
    it("is checked under the name it is given", async () => {
      expect((await call("-", { stdin: BAD })).stdout).toMatch(/^<stdin>:5:15 {2}error/);
      expect((await call("- --stdin-filename ./a/stack.yml", { stdin: BAD })).stdout).toMatch(/^a\/stack\.yml:5:15 /);
    });

    it("can be a part of a stack", async () => {
      put("stack.yml", GOOD);
      const report = await json("--stack stack.yml --stack -", { stdin: 'version: "3.8"\n' });
      expect(report.stacks[0]?.files).toEqual(["stack.yml", "<stdin>"]);
    });

    it("is read once", async () => {
      const ran = await call("--stack - --stack -", { stdin: GOOD });
      expect(ran).toMatchObject({ code: 2, stdout: "" });
      expect(ran.stderr).toContain("standard input can be read only once");
    });

    it("is held to the limit, and asked for no more", async () => {
      let asked = 0;
      const readStdin = async (limit: number) => {
        asked = limit;
        return Buffer.from("x".repeat(limit + 1));
      };
      const ran = await call("- --max-size 100", { readStdin });
      expect(asked).toBe(100);
      expect(ran.code).toBe(1);
      expect(ran.stdout).toContain("<stdin>:1:1  error  file-unreadable");
    });
  });

  describe("of what cannot be checked", () => {
    it("reports a missing path and checks the rest", async () => {
      put("stack.yml", BAD);
      const ran = await call("no.yml stack.yml no/stack.yml");
      expect(ran.code).toBe(2);
      expect(ran.stderr).toBe(
        [
          "swarm-volume-check: no.yml: there is no such file or folder\n  = help: check the path\n",
          "swarm-volume-check: no/stack.yml: there is no such file or folder\n  = help: check the path\n",
        ].join(""),
      );
      expect(ran.stdout).toContain("1 error in 1 stack");
    });

    it("prints no report when nothing is left", async () => {
      expect(await call("no.yml")).toMatchObject({ code: 2, stdout: "" });
    });

    it("refuses an empty path, which an unset shell variable leaves", async () => {
      put("stack.yml", GOOD);
      for (const argv of [
        ["stack.yml", ""],
        ["normalize", ""],
      ]) {
        const ran = await run(argv, { cwd });
        expect(ran).toMatchObject({ code: 2, stdout: "" });
        expect(ran.stderr).toContain("a path is empty");
      }
    });

    it("takes a mistyped command for what it is", async () => {
      expect((await call("normalise")).stderr).toContain("did you mean `normalize`?");
    });

    it("leaves out a stack of which a file is missing", async () => {
      put("a-stack.yml", BAD);
      const ran = await call("--stack a-stack.yml --stack no.yml --format json");
      expect(ran.code).toBe(2);
      expect(ran.stderr).toContain("no.yml: there is no such file");
      expect(JSON.parse(ran.stdout)).toMatchObject({
        findings: [],
        stacks: [],
        skipped: [{ path: "a-stack.yml", reason: "another file of its stack could not be read" }],
      });
    });

    it("makes a finding of a file that is no text, and checks the rest", async () => {
      put("a-stack.yml", Uint8Array.of(0x61, 0xff));
      put("b-stack.yml", GOOD);
      put("c-stack.yml", "x".repeat(2000));
      const ran = await call(". --max-size 1000");
      expect(ran).toMatchObject({ code: 1, stderr: "" });
      expect(ran.stdout).toContain("a-stack.yml:1:1  error  file-unreadable\n");
      expect(ran.stdout).toContain("byte offset 1, line 1, column 2");
      expect(ran.stdout).toContain("c-stack.yml:1:1  error  file-unreadable\n");
      expect(ran.stdout).toContain(
        "\n  The file has 2000 bytes and is larger than the limit of 1000 bytes: nothing was read.\n  = help: Raise the limit with `--max-size` if this is a stack file.\n",
      );
      expect(ran.stdout).toContain("in 1 stack (1 file checked");
    });

    it("does not check a stack of which a file is no text", async () => {
      put("a-stack.yml", BAD);
      put("b-stack.yml", Uint8Array.of(0));
      const report = await json("--stack a-stack.yml --stack b-stack.yml");
      expect(report.findings.map(({ path, ruleId }) => `${path} ${ruleId}`)).toEqual(["b-stack.yml file-unreadable"]);
      expect(report.skipped.map(({ path }) => path).sort()).toEqual(["a-stack.yml", "b-stack.yml"]);
    });

    it("says what it looked for in a folder without stack files", async () => {
      put("a/other.yml", "a: b");
      put("b.txt", "");
      mkdirSync(join(cwd, "empty"));
      const ran = await call("a empty");
      expect(ran).toMatchObject({ code: 2, stdout: "" });
      expect(ran.stderr).toContain(
        "a: there is no stack file in this folder; 1 YAML file found, and none has `compose` or",
      );
      expect(ran.stderr).toContain("empty: there is no stack file in this folder; 0 YAML files found");
      expect(ran.stderr).toContain("--allow-empty");
      expect(await call("a --allow-empty")).toEqual({
        code: 0,
        stdout: "0 problems in 0 stacks (0 files checked)\n",
        stderr: "",
      });
    });

    it("lists Compose files as skipped, and they fail nothing", async () => {
      put("docker-compose.yml", `name: shop\n${COMPOSE}`);
      const ran = await call(".");
      expect(ran).toMatchObject({ code: 0, stderr: "" });
      expect(ran.stdout).toContain("0 problems in 0 stacks (0 files checked, 1 skipped: ");
      put("stack.yml", GOOD);
      expect(await call(".")).toMatchObject({ code: 0, stderr: "" });
    });

    it("looks for the files that a stack names only when asked", async () => {
      put(
        "deploy/stack.yml",
        `${GOOD}secrets: {key: {file: ./key.txt}, folder: {file: .}, shared: {external: true}}\n`,
      );
      expect(await call("deploy/stack.yml")).toMatchObject({ code: 0 });
      const ran = await call("deploy/stack.yml --check-files");
      expect(ran.code).toBe(1);
      expect(ran.stdout.match(/missing-file/g)).toHaveLength(2);
      put("deploy/key.txt", "");
      expect((await call("deploy/stack.yml --check-files")).stdout.match(/missing-file/g)).toHaveLength(1);
    });

    it.skipIf(process.getuid?.() === 0 || process.platform === "win32")("names a folder it may not open", async () => {
      put("a/stack.yml", GOOD);
      put("b/stack.yml", GOOD);
      chmodSync(join(cwd, "b"), 0);
      const ran = await call(".");
      chmodSync(join(cwd, "b"), 0o700);
      expect(ran.code).toBe(2);
      expect(ran.stderr).toContain("b: permission to read it is denied");
      expect(ran.stdout).toContain("in 1 stack");
    });

    it("escapes hostile names wherever it prints them", async () => {
      const name = "::error::\u001b[2J\r##[x]-stack.yml";
      put(name, BAD);
      put(`bad-${name}`, Uint8Array.of(0));
      const ran = await run([".", `missing ${name}`], { cwd });
      for (const text of [ran.stdout, ran.stderr]) {
        expect(text.replaceAll("\n", "")).not.toMatch(/\p{Cc}/u);
        expect(text).not.toMatch(/^\s*::/m);
        expect(text).not.toContain("##[");
      }
      expect(ran.stdout).toContain("\\u003a:error::\\u001b[2J\\u000d#\\u0023[x]-stack.yml:5:15");
    });

    it("goes on past a bug, shows it and asks for a report", async () => {
      put("a-stack.yml", `# the culprit\n${GOOD}`);
      put("b-stack.yml", BAD);
      broken.text = inside("a-stack.yml");
      const ran = await call(".");
      expect(ran.code).toBe(3);
      expect(ran.stderr).toMatch(
        /^swarm-volume-check: internal error while checking a-stack\.yml; please report this bug/,
      );
      expect(ran.stderr).toContain("Error: a\\u001b bug\n    at ");
      expect(ran.stdout).toContain("b-stack.yml:5:15  error");
    });
  });

  describe("colours", () => {
    const painted = async (argv: string, io: Partial<Io>) => {
      put("stack.yml", BAD);
      return (await call(`stack.yml ${argv}`.trim(), io)).stdout.includes("\u001b[");
    };

    it("are for terminals, unless something speaks against it or for it", async () => {
      expect(await painted("", {})).toBe(false);
      expect(await painted("", { stdoutIsTerminal: true })).toBe(true);
      expect(await painted("", { stdoutIsTerminal: true, env: { NO_COLOR: "1" } })).toBe(false);
      expect(await painted("", { stdoutIsTerminal: true, env: { NO_COLOR: "" } })).toBe(true);
      expect(await painted("", { stdoutIsTerminal: true, env: { TERM: "dumb" } })).toBe(false);
      expect(await painted("--no-color", { stdoutIsTerminal: true })).toBe(false);
      expect(await painted("--color", { env: { NO_COLOR: "1" } })).toBe(true);
    });
  });

  describe("progress", () => {
    const stacks = async (io: Partial<Io>, step = 400) => {
      for (let index = 0; index < 6; index++) put(`${index}-stack.yml`, GOOD);
      let time = 0;
      const now = () => {
        time += step;
        return time;
      };
      return (await call(".", { now, ...io })).stderr;
    };

    it("shows after a second, on one line that goes away", async () => {
      const told = await stacks({ stderrIsTerminal: true });
      expect(told.split("\r\u001b[2K")).toEqual([
        "",
        "checking 3 of 6  2-stack.yml",
        "checking 4 of 6  3-stack.yml",
        "checking 5 of 6  4-stack.yml",
        "checking 6 of 6  5-stack.yml",
        "",
      ]);
    });

    it("is rewritten ten times a second at most, and fits the line", async () => {
      const told = await stacks({ stderrIsTerminal: true, stderrColumns: 20 }, 300);
      expect(told).toContain("checking …stack.yml");
      for (const line of told.split("\r\u001b[2K")) expect(line.length).toBeLessThan(20);
      expect((await stacks({ stderrIsTerminal: true }, 60)).length).toBe(0);
    });

    it("is silent for who does not sit there, and for short runs", async () => {
      expect(await stacks({})).toBe("");
      expect(await stacks({ stderrIsTerminal: true }, 10)).toBe("");
    });
  });
});
