import { execFileSync, spawnSync } from "node:child_process";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

/** What `npm pack` makes of this package, installed in an empty folder without a network. */

const root = fileURLToPath(new URL("..", import.meta.url));
const MOST_BYTES = 4_000_000;
const LOSES =
  "services:\n  db:\n    image: postgres:17\n    volumes: [data:/var/lib/postgresql/data]\nvolumes:\n  data:\n";

interface Packed {
  readonly filename: string;
  readonly size: number;
  readonly unpackedSize: number;
  readonly files: readonly { readonly path: string }[];
}

const folder = realpathSync(mkdtempSync(join(tmpdir(), "package-")));
const project = join(folder, "project");

/** As in a terminal of a user: nothing of the npm that runs the tests, and of Node only the one that runs them. */
const environment = {
  PATH: [dirname(process.execPath), ...(process.env.PATH ?? "").split(delimiter)]
    .filter((one) => !one.includes("node_modules"))
    .join(delimiter),
  HOME: folder,
  npm_config_cache: join(folder, "cache"),
  npm_config_update_notifier: "false",
  GIT_CONFIG_NOSYSTEM: "1",
  NO_COLOR: "1",
};

let packed: Packed;
let installed = "";

const npm = (cwd: string, ...args: readonly string[]) => run("npm", cwd, args);
const npx = (...args: readonly string[]) => run("npx", project, ["--offline", ...args]);

function run(program: "npm" | "npx", cwd: string, args: readonly string[]): string {
  return execFileSync(program, args, { cwd, env: environment, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
}

/** The command as a user starts it. */
function command(...args: readonly string[]): { readonly status: number | null; readonly output: string } {
  const program = join(project, "node_modules/.bin/swarm-volume-check");
  const { status, stdout, stderr } = spawnSync(program, args, { cwd: project, env: environment, encoding: "utf8" });
  return { status, output: stdout + stderr };
}

function git(...args: readonly string[]): void {
  const who = ["-c", "user.name=A", "-c", "user.email=a@example.test", "-c", "init.defaultBranch=main"];
  execFileSync("git", [...who, ...args], { cwd: project, env: environment, stdio: "ignore" });
}

beforeAll(() => {
  mkdirSync(project);
  [packed] = JSON.parse(npm(root, "pack", "--json", "--ignore-scripts", "--pack-destination", folder)) as [Packed];
  const scripts = { which: "node -p process.execPath" };
  writeFileSync(join(project, "package.json"), JSON.stringify({ name: "shop", private: true, scripts }));
  installed = npm(project, "install", "--offline", "--no-audit", "--no-fund", join(folder, packed.filename));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("the package", () => {
  it("is small, and holds what the command line needs and no more", () => {
    const own = packed.files.map(({ path }) => path).sort();
    const always = ["LICENSE", "README.md", "package.json"];
    expect(own).toEqual([...always, "dist/cli.js", "dist/cli.licenses.txt", "dist/package.json"].sort());
    expect(packed.size + packed.unpackedSize).toBeLessThan(MOST_BYTES);
  });

  it("says where it comes from", () => {
    const { repository, homepage, bugs, keywords, author, engines } = JSON.parse(
      readFileSync(join(project, "node_modules/swarm-volume-check/package.json"), "utf8"),
    );
    expect(repository.url).toMatch(/^git\+https:\/\/github\.com\/.+\.git$/);
    for (const address of [homepage, bugs]) expect(repository.url).toContain(new URL(address).pathname.split("/")[2]);
    expect(keywords).toContain("docker-swarm");
    expect(author).toBeTruthy();
    expect(engines.node).toBe(">=20.19");
  });

  it("comes alone", () => {
    expect(installed).toMatch(/^added 1 package in /m);
    const modules = join(project, "node_modules");
    expect(readdirSync(modules).filter((name) => !name.startsWith("."))).toEqual(["swarm-volume-check"]);
    expect(readdirSync(join(modules, ".bin")).filter((name) => !/\.(cmd|ps1)$/.test(name))).toEqual([
      "swarm-volume-check",
    ]);
    const nested = readdirSync(join(modules, "swarm-volume-check"), { recursive: true, encoding: "utf8" });
    expect(nested.filter((name) => name.split(sep).includes("node_modules"))).toEqual([]);
  });

  it("runs no script when it is installed", () => {
    const { scripts = {} } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
    const run = ["preinstall", "install", "postinstall", "prepare", "prepublish"];
    expect(run.filter((name) => name in scripts)).toEqual([]);
  });

  it("leaves the user's Node alone, under `npm run` and `npx`", () => {
    const meant = realpathSync(process.execPath);
    expect(realpathSync(npm(project, "run", "--silent", "which").trim())).toBe(meant);
    expect(realpathSync(npx("-c", "node -p process.execPath").trim())).toBe(meant);
  });

  it("starts under `npx`", () => {
    expect(npx("swarm-volume-check", "--version")).toMatch(/\d+\.\d+\.\d+/);
  });
});

describe("the installed command", () => {
  beforeAll(() => {
    git("init");
    writeFileSync(join(project, ".gitignore"), "node_modules\n");
    writeFileSync(join(project, "stack.yml"), "services:\n  web:\n    image: nginx:1\n");
    git("add", "-A");
    git("commit", "-m", "A web server");
    writeFileSync(join(project, "stack.yml"), LOSES);
  });

  it("checks", () => {
    const { status, output } = command("check", "stack.yml");
    expect(output).toContain("local-volume-unpinned");
    expect(status).toBe(1);
  });

  it("lists its rules", () => {
    const { status, output } = command("rules");
    expect(output).toContain("local-volume-unpinned");
    expect(status).toBe(0);
  });

  it("explains a rule, whose page it carries", () => {
    const { status, output } = command("explain", "local-volume-unpinned");
    expect(output).toContain("A volume of the `local` driver is a folder on one node.");
    expect(status).toBe(0);
  });

  it("prices, with the prices that it carries", () => {
    const { status, output } = command("cost", "stack.yml", "--provider", "aws", "--region", "eu-central-1");
    expect(output).toContain("data");
    expect(output).toMatch(/USD|\$/);
    expect(status).toBe(0);
  });

  it("previews a review against git", () => {
    const { status, output } = command("preview", "--base", "main");
    expect(output).toContain("local-volume-unpinned");
    expect(status).toBe(0);
  });

  it("is executable, and needs no more than its file", () => {
    const file = join(project, "node_modules/swarm-volume-check/dist/cli.js");
    expect(statSync(file).mode & 0o111).not.toBe(0);
    expect(readFileSync(file, "utf8")).toMatch(/^#!\/usr\/bin\/env node\n/);
  });
});
