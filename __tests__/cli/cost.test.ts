import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { Ajv } from "ajv";
import { afterEach, describe, expect, it } from "vitest";
import { run } from "./fake-io.ts";

const ROOT = resolve(import.meta.dirname, "../..");
const DAY = { SOURCE_DATE_EPOCH: String(Date.UTC(2026, 10, 24) / 1000) };

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), "cost-"));
  folders.push(folder);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(folder, name, ".."), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

const stack = (size: string, more = "") => `services:
  redis:
    image: redis:7.4
    volumes:
      - data:/data
${more}
volumes:
  data:${size === "" ? "" : `\n    labels:\n      swarm-volume-check.size: ${size}`}
`;

const AWS = ["--provider", "aws", "--region", "eu-west-1"];

describe("cost", () => {
  it("prints the amounts and how they come about", async () => {
    const cwd = folderWith({ "stack.yml": stack("100GiB") });
    const { code, stdout, stderr } = await run(["cost", ...AWS, "stack.yml"], { cwd, env: DAY });
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(/^ {2}data +100GiB +today +EBS gp3 +\$8\.80 +\$8\.80$/m);
    expect(stdout).toContain("today: $8.80 a month\n");
    expect(stdout).toContain("100 GiB EBS gp3: 100 GiB-month x $0.088 = $8.80  (price of 2026-09-25)\n");
    expect(stdout).not.toContain("local-volume-unpinned");
  });

  it("says at least, and the price of 100 GiB, where a size is unknown", async () => {
    const cwd = folderWith({ "stack.yml": stack("") });
    const { stdout } = await run(["cost", ...AWS, "stack.yml"], { cwd });
    expect(stdout).toMatch(/^ {2}data +unknown +today +EBS gp3 +unknown +\$8\.80$/m);
    expect(stdout).toContain("today: unknown: no size is known, or no price\n");
    const two = `${stack("100GiB").replace("- data:/data", "- data:/data\n      - more:/more")}  more:\n`;
    const both = await run(["cost", ...AWS, "stack.yml"], { cwd: folderWith({ "stack.yml": two }) });
    expect(both.stdout).toContain("today: at least $8.80 a month, without `more`\n");
  });

  it("draws bars in a terminal", async () => {
    const two = stack("100GiB").replace("- data:/data", "- data:/data\n      - more:/more");
    const cwd = folderWith({ "stack.yml": `${two}  more:\n    labels: {swarm-volume-check.size: 50GiB}\n` });
    const terminal = await run(["cost", ...AWS, "stack.yml"], { cwd, columns: 60, stdoutIsTerminal: true });
    const bars = terminal.stdout.split("\n").filter((line) => line.includes("█"));
    expect(bars.map((line) => [line.split(/\s+/)[1], line.match(/█/g)?.length])).toEqual([
      ["data", 45],
      ["more", 23],
    ]);
    expect((await run(["cost", ...AWS, "stack.yml"], { cwd })).stdout).not.toContain("█");
  });

  it("never prints a line that is wider than the terminal, in the table", async () => {
    const cwd = folderWith({
      "stack.yml": stack("100GiB").replaceAll("data", "a-volume-with-a-very-long-name-indeed"),
    });
    const { stdout } = await run(["cost", "--quiet", ...AWS, "stack.yml"], { cwd, columns: 80 });
    expect(stdout.split("\n").filter((line) => line.length > 80)).toEqual([]);
    expect(stdout).toContain("…");
  });

  it("prints the report as JSON, as the schema has it", async () => {
    const cwd = folderWith({ "stack.yml": stack("100GiB"), "other.yml": stack("1TiB") });
    const { stdout } = await run(["cost", ...AWS, "--format", "json", "stack.yml", "other.yml"], { cwd, env: DAY });
    const report = JSON.parse(stdout);
    const validate = new Ajv({ strict: false }).compile(
      JSON.parse(readFileSync(join(ROOT, "schemas/report.schema.json"), "utf8")),
    );
    expect([validate(report), validate.errors]).toEqual([true, null]);
    expect(report.stacks.map((one: { cost: { monthly: unknown } }) => one.cost.monthly)).toEqual([
      [{ amount: "8.80", currency: "USD" }],
      [{ amount: "90.11", currency: "USD" }],
    ]);
    expect(report.stacks[0].cost.warnings).toContain(
      "Prices of 2025-09-25 are more than a year old: EFS One Zone bursting, eu-west-1.",
    );
  });

  it("says what is wrong with the statements, and fails when the budget says so", async () => {
    const config = "storage: {provider: aws, region: eu-west-1}\nbudget: {monthly: {limit: 5 USD, action: fail}}\n";
    const cwd = folderWith({
      "stack.yml": stack("100GiB"),
      "wrong.yml": stack("100G"),
      ".swarm-volume-check.yml": config,
    });
    const over = await run(["cost", "stack.yml"], { cwd });
    expect(over.code).toBe(1);
    expect(over.stdout).toContain("stack.yml:8:3  error  budget-monthly\n");
    expect(over.stdout).toContain("1 error in 1 stack (1 file checked)\n");
    const wrong = await run(["cost", "wrong.yml"], { cwd });
    expect([wrong.code, wrong.stdout]).toEqual([0, expect.stringContaining("warning  storage-need-invalid")]);
  });

  it("accepts an overrun that is ignored with a reason", async () => {
    const config =
      "storage: {provider: aws, region: eu-west-1}\nbudget: {monthly: {limit: 5 USD, action: fail}}\nignore:\n  - {rule: budget-monthly, reason: agreed with finance}\n";
    const cwd = folderWith({ "stack.yml": stack("100GiB"), ".swarm-volume-check.yml": config });
    const { code, stdout } = await run(["cost", "stack.yml", "--format", "json"], { cwd });
    expect(code).toBe(0);
    expect(JSON.parse(stdout).ignored).toMatchObject([
      { finding: { ruleId: "budget-monthly" }, reason: "agreed with finance" },
    ]);
  });

  it("compares with what was there before", async () => {
    const cwd = folderWith({ "stack.yml": stack("10GiB"), "gone.yml": stack("20GiB") });
    const git = (...args: string[]) =>
      execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@example.org", ...args], { cwd, stdio: "pipe" });
    git("init", "-q");
    git("add", ".");
    git("commit", "-q", "-m", "before");
    writeFileSync(join(cwd, "stack.yml"), stack("100GiB"));
    rmSync(join(cwd, "gone.yml"));
    writeFileSync(join(cwd, "new.yml"), stack("1GiB").replace("- data:", "- fresh:").replace("  data:", "  fresh:"));
    const { stdout } = await run(["cost", ...AWS, "--base", "HEAD", "--quiet"], { cwd });
    const text = stdout.slice(stdout.indexOf("Monthly storage"));
    expect(text).toContain(
      "Monthly storage rises by $6.25 from $2.64 to $8.89 (+236.7 %).\n  + fresh: $0.09\n  ~ data: $0.88 -> $8.80\n  - data: $1.76\n",
    );
  });
});

describe("check with a base", () => {
  it("says by how much the bill changes, and nothing when it does not", async () => {
    const cwd = folderWith({ "stack.yml": stack("10GiB") });
    const git = (...args: string[]) =>
      execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@example.org", ...args], { cwd, stdio: "pipe" });
    git("init", "-q");
    git("add", ".");
    git("commit", "-q", "-m", "before");
    const same = await run(["check", ...AWS, "--base", "HEAD", "stack.yml"], { cwd });
    expect(same.stdout).not.toContain("Monthly storage");
    writeFileSync(join(cwd, "stack.yml"), stack("100GiB"));
    const { stdout } = await run(["check", ...AWS, "--base", "HEAD", "stack.yml"], { cwd });
    expect(stdout).toContain(
      "Monthly storage rises by $7.92 from $0.88 to $8.80 (+900 %).\n  ~ data: $0.88 -> $8.80\n",
    );
    writeFileSync(join(cwd, "stack.yml"), stack("5GiB"));
    const falls = await run(["cost", ...AWS, "--base", "HEAD", "stack.yml"], { cwd });
    expect(falls.stdout).toContain("Monthly storage falls by $0.44 from $0.88 to $0.44 (-50 %).\n");
    writeFileSync(join(cwd, "stack.yml"), stack("10GiB"));
    const stays = await run(["cost", ...AWS, "--base", "HEAD", "stack.yml"], { cwd });
    expect(stays.stdout).toContain("Monthly storage stays at $0.88.\n");
  });
});

describe("whose prices", () => {
  const cwd = () => folderWith({ "stack.yml": stack("100GiB") });
  const complaint = async (...args: string[]) => {
    const { code, stderr } = await run(args, { cwd: cwd() });
    expect(code).toBe(2);
    return stderr;
  };

  it("must be said to cost", async () => {
    expect(await complaint("cost", "stack.yml")).toMatch(/whose prices\?\n.*aws, azure, digitalocean/);
    expect(await complaint("cost", "--provider", "aws", "stack.yml")).toMatch(/the prices of aws differ by region/);
  });

  it("must be known; the near ones are named", async () => {
    expect(await complaint("cost", "--provider", "asw", "stack.yml")).toMatch(/there are no prices of `asw`\n.*`aws`/);
    expect(await complaint("check", "--provider", "aws", "--region", "eu-wset-1", "stack.yml")).toMatch(
      /there are no prices of aws in `eu-wset-1`\n.*write one of `eu-west-1`, `eu-west-\d`, `[a-z]+-[a-z]+-\d`, or another/,
    );
  });

  it("may be said in the configuration", async () => {
    const config = "storage: {provider: hetzner}\nvolumes:\n  data: {size: 100GB}\n";
    const folder = folderWith({ "stack.yml": stack(""), ".swarm-volume-check.yml": config });
    expect((await run(["cost", "stack.yml"], { cwd: folder })).stdout).toContain("€5.72");
    // A provider in the call has nothing to do with the region of another in the file.
    expect((await run(["cost", "--provider", "digitalocean", "stack.yml"], { cwd: folder })).stdout).toContain("$9.40");
  });

  it("stand beside what check finds, when the size is known", async () => {
    const folder = cwd();
    const priced = await run(["check", ...AWS, "stack.yml"], { cwd: folder });
    expect(priced.stdout).toContain(
      "  = cost: today: $8.80 · pin: $8.80 · EFS bursting: $33.00 · EFS elastic before data: $33.00 · EFS One Zone bursting: $17.60 · block: $8.80 a month for 100GiB\n",
    );
    expect((await run(["check", "stack.yml"], { cwd: folder })).stdout).not.toContain("= cost");
    const unsized = folderWith({ "stack.yml": stack("") });
    expect((await run(["check", ...AWS, "stack.yml"], { cwd: unsized })).stdout).not.toContain("= cost");
  });

  it("stand beside the fixes that decide where data lives", async () => {
    const { stdout } = await run(["check", ...AWS, "--format", "json", "stack.yml"], { cwd: cwd() });
    const fixes = JSON.parse(stdout).findings.flatMap(
      (finding: { fixes: { remedy?: string; monthly?: unknown }[] }) => finding.fixes,
    );
    const priced = fixes.filter((fix: { monthly?: unknown }) => fix.monthly !== undefined);
    expect(priced).toContainEqual(
      expect.objectContaining({ remedy: "pin", monthly: { amount: "8.80", currency: "USD" } }),
    );
  });
});
