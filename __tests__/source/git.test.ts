import { mkdirSync, mkdtempSync, realpathSync, renameSync, rmSync, symlinkSync, unlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type BaseCommit, type GitAnswer, openBase } from "../../src/source/git.ts";
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
  [...base.read(paths, LIMIT)].map(([path, { path: old, bytes }]) => `${path} < ${old}: ${bytes}`);

describe("openBase", () => {
  it("reads files as they were at the named commit", () => {
    repository.put("a.yml", "one\n");
    const commit = repository.commit();
    repository.put("a.yml", "two\n");
    repository.put("b.yml", "new\n");
    repository.commit();
    const base = open("HEAD~1");
    expect(base).toMatchObject({ commit, root: repository.root, removed: [] });
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
    expect(base.removed).toEqual(["b.yml"]);
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
    expect(base.removed).toEqual([]);
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
    expect(read.get("a.yml")?.bytes.equals(bytes)).toBe(true);
    expect(String(read.get("b.yml")?.bytes)).toBe("b");
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

    it.each<[string, GitAnswer[], string]>([
      ["without git", [{ ok: false, status: undefined, stderr: "ENOENT" }], "git could not be started"],
      [
        "in a checkout of somebody else",
        [{ ok: false, status: 128, stderr: "fatal: detected dubious ownership in repository" }],
        "git refuses this checkout, because it belongs to another user",
      ],
      [
        "when git fails in the middle",
        [
          said("/x\n"),
          said("abc\n"),
          said("abc\n"),
          { ok: false, status: 128, stderr: "fatal: bad tree\nmore" },
          said(""),
        ],
        "git failed: fatal: bad tree",
      ],
    ])("%s", (_, list, message) => {
      const opened = openBase("/x", "main", answers(...list));
      expect("problem" in opened && opened.problem.message).toBe(message);
    });
  });
});
