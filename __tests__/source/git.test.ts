import { execFileSync } from "node:child_process";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type BaseCommit, openBase } from "../../src/source/git.ts";
import { type GitAnswer, gitIn } from "../../src/source/git-process.ts";
import { Repository } from "../support/repository.ts";

let repository: Repository;
beforeEach(() => {
  repository = new Repository();
});
afterEach(() => repository.remove());

const LIMIT = { maxBytes: 1000 };

function open(ref: string, folder = repository.root): BaseCommit {
  const opened = openBase(folder, ref);
  if ("problem" in opened) throw new Error(opened.problem.message);
  return opened.base;
}

function problem(ref: string, folder = repository.root) {
  const opened = openBase(folder, ref);
  return "problem" in opened ? opened.problem : undefined;
}

const texts = (base: BaseCommit, ...paths: readonly string[]) =>
  paths.flatMap((path) => {
    const old = base.changed.find((one) => one.path === path)?.previousPath ?? path;
    const bytes = base.read([old], LIMIT).get(old);
    return bytes === undefined ? [] : [`${path} < ${old}: ${bytes}`];
  });

const removed = (base: BaseCommit) => base.changed.flatMap(({ path, status }) => (status === "removed" ? [path] : []));

describe("openBase", () => {
  it.skipIf(process.platform === "win32").each([".gitattributes", ".git/info/attributes", ".git/pipe"])(
    "does not wait for a pipe in place of %s",
    (path) => {
      repository.put("a.yml", "one\n");
      repository.commit();
      repository.put("a.yml", "two\n");
      repository.git("config", "include.path", "pipe");
      execFileSync("mkfifo", [join(repository.root, path)]);
      const opened = openBase(repository.root, "HEAD", (folder) => gitIn(folder, 2000));
      expect(opened).toMatchObject({ problem: { message: "git gave no answer within 2 seconds" } });
    },
  );

  it("reads files as they were at the named commit", () => {
    repository.put("a.yml", "one\n");
    const commit = repository.commit();
    repository.put("a.yml", "two\n");
    repository.put("b.yml", "new\n");
    repository.commit();
    const base = open("HEAD~1");
    expect(base).toMatchObject({ commit, root: repository.root, tip: commit });
    expect(texts(base, "a.yml", "b.yml")).toEqual(["a.yml < a.yml: one\n"]);
  });

  it("goes back to where the branch left the other, as three dots do", () => {
    repository.put("a.yml", "one\n");
    const fork = repository.commit();
    repository.git("checkout", "-q", "-b", "work");
    repository.put("a.yml", "mine\n");
    repository.commit();
    repository.git("checkout", "-q", "main");
    repository.put("a.yml", "theirs\n");
    repository.commit();
    repository.git("checkout", "-q", "work");
    const base = open("main");
    expect(base.commit).toBe(fork);
    expect(texts(base, "a.yml")).toEqual(["a.yml < a.yml: one\n"]);
  });

  it("compares with what lies on the disk, committed or not", () => {
    repository.put("a.yml", "one\n");
    repository.put("b.yml", "gone\n");
    repository.commit();
    repository.put("a.yml", "two\n");
    unlinkSync(join(repository.root, "b.yml"));
    const base = open("HEAD");
    expect(texts(base, "a.yml")).toEqual(["a.yml < a.yml: one\n"]);
    expect(removed(base)).toEqual(["b.yml"]);
  });

  it("takes paths as they are: blanks, other alphabets, dashes, quotes, line ends", () => {
    const paths = ["a b/c d.yml", "größe/日本.yml", "-x/-rf.yml", "q\"u'o$t`e\\.yml", "line\nend.yml", "tab\t.yml"];
    for (const path of paths) repository.put(path, `${path.length}`);
    repository.commit();
    for (const path of paths) repository.put(path, "changed");
    expect(texts(open("HEAD"), ...paths)).toEqual(paths.map((path) => `${path} < ${path}: ${path.length}`));
  });

  it("follows renames, also of such paths and with changes, once git knows the new name", () => {
    const lines = Array.from({ length: 30 }, (_, index) => `line ${index}\n`).join("");
    repository.put("old name/-a.yml", lines);
    repository.put("b.yml", "another\n");
    repository.commit();
    mkdirSync(join(repository.root, "ne\nw"));
    renameSync(join(repository.root, "old name/-a.yml"), join(repository.root, "ne\nw/é.yml"));
    repository.put("ne\nw/é.yml", `${lines}one more\n`);
    repository.git("add", "-A");
    const base = open("HEAD");
    expect(texts(base, "ne\nw/é.yml")).toEqual([`ne\nw/é.yml < old name/-a.yml: ${lines}`]);
    expect(removed(base)).toEqual([]);
  });

  it("reads a file once, and leaves out what is too large or no file", () => {
    repository.put("a.yml", "same\n");
    repository.put("b.yml", "same\n");
    repository.put("empty.yml", "");
    repository.put("large.yml", "x".repeat(1001));
    symlinkSync("a.yml", join(repository.root, "link.yml"));
    repository.commit();
    const base = open("HEAD");
    expect(texts(base, "a.yml", "b.yml", "empty.yml", "large.yml", "link.yml", "no.yml")).toEqual([
      "a.yml < a.yml: same\n",
      "b.yml < b.yml: same\n",
      "empty.yml < empty.yml: ",
    ]);
    expect(texts(base, "large.yml")).toEqual([]);
    expect(texts(base)).toEqual([]);
  });

  it("keeps bytes as they are", () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, index) => index);
    repository.put("a.yml", bytes);
    repository.put("b.yml", "b");
    repository.commit();
    const read = open("HEAD").read(["a.yml", "b.yml"], LIMIT);
    expect(read.get("a.yml")?.equals(bytes)).toBe(true);
    expect(String(read.get("b.yml"))).toBe("b");
  });

  it("says where a path lies in the checkout", () => {
    repository.put("deep/er/a.yml", "");
    repository.commit();
    symlinkSync(join(repository.root, "deep/er/a.yml"), join(repository.root, "link.yml"));
    const base = open("HEAD", join(repository.root, "deep"));
    const inside = (path: string) => base.inside(join(repository.root, path));
    expect(inside("deep/er/a.yml")).toBe("deep/er/a.yml");
    expect(inside("link.yml")).toBe("deep/er/a.yml");
    expect(inside("not/there/b.yml")).toBe("not/there/b.yml");
    expect(inside("..a.yml")).toBe("..a.yml");
    expect(inside("../other.yml")).toBeUndefined();
    expect(inside(".")).toBeUndefined();
    expect(base.inside("/")).toBeUndefined();
  });

  describe("says what is wrong", () => {
    it("outside a checkout", () => {
      const folder = realpathSync(mkdtempSync(join(tmpdir(), "none-")));
      expect(problem("main", folder)?.message).toBe("this folder is in no git checkout");
      rmSync(folder, { recursive: true });
    });

    it("with a name that is no commit, whatever it looks like", () => {
      repository.put("a", "");
      repository.commit();
      for (const ref of ["mian", "-x", "--upload-pack=x", "", "a b", "HEAD:a", "$(id)", "HEAD~9"]) {
        expect(problem(ref)?.message, ref).toBe(`git knows no commit \`${ref}\``);
      }
      expect(problem("mian")?.help).toContain("git fetch origin NAME");
    });

    it("before the first commit", () => expect(problem("HEAD")?.message).toBe("git knows no commit `HEAD`"));

    it("without a common commit", () => {
      repository.commit();
      repository.git("checkout", "-q", "--orphan", "other");
      repository.put("a", "");
      repository.commit();
      expect(problem("main")).toEqual({
        message: "`main` and HEAD have no commit in common",
        help: "name a commit that HEAD comes from",
      });
    });

    it("in a shallow clone", () => {
      repository.put("a", "");
      const first = repository.commit();
      repository.commit();
      const clone = new Repository();
      clone.git("fetch", "-q", "--depth", "1", `file://${repository.root}`, "main");
      clone.git("checkout", "-q", "FETCH_HEAD");
      expect(problem(first, clone.root)?.help).toContain("fetch-depth: 0");
      clone.git("branch", "work");
      clone.git("checkout", "-q", "--orphan", "other");
      clone.git("commit", "-q", "-m", "another");
      expect(problem("work", clone.root)).toMatchObject({
        message: "`work` and HEAD have no commit in common",
        help: expect.stringContaining("git fetch --unshallow"),
      });
      clone.remove();
    });

    const answers = (...list: readonly GitAnswer[]) => {
      const left = [...list];
      return () => () => left.shift() as GitAnswer;
    };
    const said = (stdout: string): GitAnswer => ({ ok: true, stdout: Buffer.from(stdout) });
    const failed = (status: number | undefined, stderr: string): GitAnswer => ({ ok: false, status, stderr });

    it.each<[string, (root: string) => GitAnswer[], string]>([
      ["without git", () => [failed(undefined, "ENOENT")], "git could not be started"],
      [
        "in a checkout of somebody else",
        () => [failed(128, "fatal: detected dubious ownership in repository")],
        "git refuses this checkout, because it belongs to another user",
      ],
      [
        "when git goes by a folder that looks like a repository",
        (root) => [said(`${root}\n${root}\n`)],
        "git takes another repository for the one in",
      ],
      [
        "when git fails in the middle",
        (root) => [
          said(`${root}/.git\n${root}\n`),
          said("abc\n"),
          said("abc\n"),
          failed(1, ""),
          failed(128, "fatal: bad tree\nmore"),
          said(""),
        ],
        "git failed: fatal: bad tree",
      ],
    ])("%s", (_, list, message) => {
      const opened = openBase(repository.root, "main", answers(...list(repository.root)));
      expect("problem" in opened && opened.problem.message).toContain(message);
    });

    it("in a clone without the contents of old files, which are not fetched", () => {
      repository.put("a.yml", "one\n");
      repository.commit();
      repository.put("a.yml", "two\n");
      repository.commit();
      repository.git("config", "uploadpack.allowFilter", "true");
      const clone = new Repository();
      const folder = join(clone.root, "clone");
      clone.git("clone", "-q", "--filter=blob:none", `file://${repository.root}`, folder);
      expect(() => open("HEAD~1", folder).read(["a.yml"], LIMIT)).toThrow("this clone has no contents of old files");
      clone.remove();
    });
  });
});

/** A program that a checkout names: it leaves a file where it ran. */
const traceIn = (folder: string) => {
  const path = join(folder, "ran");
  return { command: `echo ran >> '${path}'; cat; false`, ran: () => existsSync(path) };
};

describe("a checkout runs nothing", () => {
  let outside: string;
  beforeEach(() => {
    outside = realpathSync(mkdtempSync(join(tmpdir(), "trace-")));
  });
  afterEach(() => {
    rmSync(outside, { recursive: true, force: true });
  });

  /** Everything that is asked of git. */
  function use(folder = repository.root): readonly string[] {
    const base = open("HEAD~1", folder);
    return [...texts(base, "deploy/stack.yml", "a.yml"), ...removed(base), base.diff() ?? "no diff"];
  }

  /** Two commits, the second of which renames, removes and changes; and a change that is not committed. */
  function history(): void {
    repository.put("deploy/stack.yml", "one\n");
    repository.put("a.yml", "a\n".repeat(20));
    repository.put("gone.yml", "gone\n");
    repository.put(".gitattributes", "* filter=x diff=x merge=x\n");
    repository.commit();
    repository.put("deploy/stack.yml", "two\n");
    unlinkSync(join(repository.root, "gone.yml"));
    repository.commit();
    repository.put("a.yml", "a\n".repeat(21));
  }

  const SETTINGS: readonly (readonly [name: string, value: (command: string) => string])[] = [
    ["core.fsmonitor", (command) => command],
    ["core.hooksPath", () => "hooks"],
    ["core.pager", (command) => command],
    ["pager.diff", (command) => command],
    ["core.sshCommand", (command) => command],
    ["core.editor", (command) => command],
    ["core.askPass", (command) => command],
    ["credential.helper", (command) => `!${command}`],
    ["diff.external", (command) => command],
    ["diff.x.command", (command) => command],
    ["diff.x.textconv", (command) => command],
    ["merge.x.driver", (command) => command],
    ["filter.x.clean", (command) => command],
    ["filter.x.smudge", (command) => command],
    ["filter.x.process", (command) => command],
    ["filter.x.required", () => "true"],
    ["alias.diff", (command) => `!${command}`],
    ["alias.rev-parse", (command) => `!${command}`],
    ["gpg.program", (command) => command],
    ["interactive.diffFilter", (command) => command],
  ];

  it.each(SETTINGS)("by %s of its .git/config", (name, value) => {
    history();
    const expected = use();
    const { command, ran } = traceIn(outside);
    repository.git("config", name, value(command));
    repository.put("hooks/post-index-change", `#!/bin/sh\n${command}\n`);
    chmodSync(join(repository.root, "hooks/post-index-change"), 0o755);
    expect(use()).toEqual(expected);
    expect(ran()).toBe(false);
  });

  it("by all of them, named in a file that it includes", () => {
    history();
    const { command, ran } = traceIn(outside);
    for (const [name, value] of SETTINGS) repository.git("config", "-f", "more", name, value(command));
    repository.git("config", "include.path", "../more");
    use();
    expect(ran()).toBe(false);
  });

  it("by a filter whose name cannot be switched off: that is an error", () => {
    history();
    repository.git("config", "filter.a=b.clean", "cat");
    expect(problem("HEAD~1")?.message).toContain("a filter `a=b`");
  });

  it("by a repository that is committed as a folder, which decides nothing either", () => {
    const { command, ran } = traceIn(outside);
    const inner = new Repository();
    inner.put("stack.yml", "inner\n");
    inner.commit();
    inner.commit();
    history();
    for (const name of ["HEAD", "objects", "refs", "index"])
      cpSync(join(inner.root, ".git", name), join(repository.root, "deploy", name), { recursive: true });
    inner.remove();
    repository.put(
      "deploy/config",
      `[core]\nrepositoryformatversion = 0\nbare = false\nworktree = .\nfsmonitor = "${command}"\n`,
    );
    const folder = join(repository.root, "deploy");
    expect(open("HEAD~1", folder).root).toBe(repository.root);
    expect(use(folder)).toContain("deploy/stack.yml < deploy/stack.yml: one\n");
    expect(ran()).toBe(false);
  });

  it("by the server of a partial clone", () => {
    history();
    repository.git("config", "uploadpack.allowFilter", "true");
    const clone = join(outside, "clone");
    repository.git("clone", "-q", "--filter=blob:none", `file://${repository.root}`, clone);
    const { command, ran } = traceIn(outside);
    for (const [name, value] of [
      ["remote.origin.uploadpack", command],
      ["remote.origin.url", `ext::sh -c ${command.replaceAll(" ", "% ")}`],
      ["protocol.ext.allow", "always"],
    ] as const)
      repository.git("-C", clone, "config", name, value);
    expect(() => use(clone)).toThrow();
    expect(ran()).toBe(false);
  });

  it("by what the environment tells git", () => {
    history();
    const expected = use();
    const other = new Repository();
    const { command, ran } = traceIn(outside);
    const told: Record<string, string> = {
      GIT_DIR: join(other.root, ".git"),
      GIT_WORK_TREE: other.root,
      GIT_INDEX_FILE: join(other.root, "index"),
      GIT_OBJECT_DIRECTORY: join(other.root, "objects"),
      GIT_EXTERNAL_DIFF: command,
      GIT_PAGER: command,
      GIT_SSH_COMMAND: command,
      GIT_CONFIG_PARAMETERS: `'core.fsmonitor'='${command.replaceAll("'", "'\\''")}'`,
      GIT_TRACE: join(outside, "ran"),
    };
    Object.assign(process.env, told);
    try {
      expect(use()).toEqual(expected);
    } finally {
      for (const name of Object.keys(told)) delete process.env[name];
    }
    other.remove();
    expect(ran()).toBe(false);
  });

  it("when `.git` leads to another folder's files, which is an error", () => {
    history();
    repository.git("config", "core.worktree", outside);
    expect(problem("HEAD~1")?.message).toBe(
      `git takes another repository for the one in \`${join(repository.root, ".git")}\``,
    );
  });

  it("and works in a linked worktree and in a submodule", () => {
    history();
    const linked = join(outside, "linked");
    repository.git("worktree", "add", "-q", linked, "HEAD");
    expect(open("HEAD~1", join(linked, "deploy"))).toMatchObject({
      root: linked,
      changed: expect.arrayContaining([{ path: "gone.yml", status: "removed" }]),
    });
    const whole = new Repository();
    whole.git("-c", "protocol.file.allow=always", "submodule", "-q", "add", repository.root, "part");
    whole.commit();
    const part = join(whole.root, "part");
    expect(open("HEAD~1", join(part, "deploy"))).toMatchObject({
      root: part,
      changed: expect.arrayContaining([{ path: "gone.yml", status: "removed" }]),
    });
    whole.remove();
  });
});
