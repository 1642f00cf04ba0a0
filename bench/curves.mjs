// How the time of a check grows with the stack: each kind of growth at 10, 100, 1,000 and, for the text report, 8,000.
// Usage: node bench/curves.mjs [WORD...]     (only the kinds of growth and the outputs that hold one of the words)
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { GROWING } from "./growing.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const cli = join(root, "dist/cli.js");
const folder = mkdtempSync(join(tmpdir(), "curves-"));
process.on("exit", () => rmSync(folder, { recursive: true }));
// A review is of a change: before it there was no stack.
const author = ["-c", "user.name=bench", "-c", "user.email=bench@example.org"];
for (const command of [
  ["init", "--quiet"],
  [...author, "commit", "--quiet", "--allow-empty", "--message", "nothing"],
])
  spawnSync("git", command, { cwd: folder, stdio: "inherit" });

/** What is made of a stack, and the sizes at which. `preview` works out the review that the Action posts. */
const OUTPUTS = [
  { name: "text", args: ["--format", "text"], sizes: [10, 100, 1_000, 8_000] },
  { name: "markdown", args: ["--format", "markdown"], sizes: [10, 100, 1_000] },
  { name: "html", args: ["--format", "html"], sizes: [10, 100, 1_000] },
  { name: "review", args: ["preview", "--base", "HEAD"], sizes: [10, 100, 1_000] },
];

/** The time may grow so many times as fast as the stack. */
const LIMIT = 1.2;
/** What is less cannot be told from noise, in seconds. */
const LEAST = 0.02;
/** Nobody waits longer for one run, in milliseconds. */
const PATIENCE = 120_000;

/** CPU seconds of a whole run, user and system: the least of several runs. `undefined` when it did not end. */
function cpu(args, runs) {
  let least = Number.POSITIVE_INFINITY;
  for (let run = 0; run < runs; run += 1) {
    const started = performance.now();
    const child = spawnSync(process.execPath, [join(root, "bench/cpu.mjs"), cli, ...args], {
      cwd: folder,
      timeout: PATIENCE,
      stdio: ["ignore", "ignore", "pipe"],
    });
    const measured = /\ncpu ([0-9]+)\n$/.exec(child.stderr.toString());
    if (measured === null && child.signal !== null) return undefined;
    if (measured === null || child.status > 1) throw new Error(`${args.join(" ")}: ${child.stderr}`);
    least = Math.min(least, Number(measured[1]) / 1e6);
    if (performance.now() - started > 1_000) break;
  }
  return least;
}

const args = (output, make, n) => {
  const made = make(n);
  const { stack = made, variables } = typeof made === "string" ? {} : made;
  writeFileSync(join(folder, "stack.yml"), stack);
  if (variables === undefined) return [...output.args, "--target", "swarm", "stack.yml"];
  writeFileSync(join(folder, "values.env"), variables);
  return [...output.args, "--target", "swarm", "--variables", "values.env", "stack.yml"];
};

const words = process.argv.slice(2);
const wants = (kind, output) => words.every((word) => kind.includes(word) || output.name === word);
const seconds = (value) => (value < 10 ? value.toFixed(2) : value.toFixed(0));
const rows = [];
for (const output of OUTPUTS) {
  const kinds = Object.entries(GROWING).filter(([kind]) => wants(kind, output));
  if (kinds.length === 0) continue;
  const empty = cpu(
    args(output, () => 'services: {s: {image: "acme/app:1"}}\n'),
    5,
  );
  for (const [kind, make] of kinds) {
    const cells = [];
    let before;
    for (const n of output.sizes) {
      const whole = cpu(args(output, make, n), 3);
      const own = whole === undefined ? undefined : Math.max(whole - empty, LEAST);
      const allowed = before && LIMIT * (n / before.n);
      const factor = own && before && own / before.own;
      const over = before !== undefined && (factor === undefined || factor > allowed);
      if (over) process.exitCode = 1;
      const shown = own === undefined ? `over ${PATIENCE / 1e3}` : seconds(own);
      cells.push(before === undefined ? shown : `${shown} (x${factor?.toFixed(1) ?? "?"}${over ? ", OVER" : ""})`);
      if (own === undefined) break;
      before = { n, own };
    }
    const row = `| ${output.name} | ${kind} | ${[...cells, ...Array(4).fill("")].slice(0, 4).join(" | ")} |`;
    rows.push(row);
    console.error(row);
  }
}
console.log(`CPU seconds of a run (user and system, the least of several) without those of a stack of one service, on Node
${process.version}; in brackets the factor from one size to the next. Less than ${LEAST} s counts as ${LEAST} s. The factor is at most
${LIMIT} times that of the size: 12 from 10 to 100 and from 100 to 1,000, 9.6 from 1,000 to 8,000.

| output | n | 10 | 100 | 1,000 | 8,000 |
|---|---|---|---|---|---|
${rows.join("\n")}`);
