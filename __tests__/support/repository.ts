import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** A git repository in a folder of its own, with a branch `main`. Nothing of the user's git settings counts. */
export class Repository {
  readonly root = realpathSync(mkdtempSync(join(tmpdir(), "git-")));

  constructor() {
    this.git("init", "-q", "-b", "main");
  }

  git(...args: readonly string[]): string {
    return execFileSync("git", ["-C", this.root, ...args], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
      env: {
        ...process.env,
        GIT_CONFIG_GLOBAL: "/dev/null",
        GIT_CONFIG_NOSYSTEM: "1",
        GIT_AUTHOR_NAME: "a",
        GIT_AUTHOR_EMAIL: "a@example.org",
        GIT_COMMITTER_NAME: "a",
        GIT_COMMITTER_EMAIL: "a@example.org",
      },
    });
  }

  put(path: string, text: string | Uint8Array): void {
    mkdirSync(dirname(join(this.root, path)), { recursive: true });
    writeFileSync(join(this.root, path), text);
  }

  /** Commits everything as it is and returns the commit. */
  commit(): string {
    this.git("add", "-A", "--", ".");
    this.git("commit", "-q", "--allow-empty", "-m", "a change");
    return this.git("rev-parse", "HEAD").trim();
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}
