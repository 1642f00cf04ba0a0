import { describe, expect, it } from "vitest";
import type { CostDifference, StackEstimate, StorageOption } from "../../src/model/cost.ts";
import type { Money } from "../../src/model/money.ts";
import type { Report, ReportedExposure } from "../../src/model/report.ts";
import { markdownReport } from "../../src/report/markdown/report.ts";
import { exposure, finding, report, stack } from "./samples.ts";

const text = (subject: Report, view: Partial<Parameters<typeof markdownReport>[1]> = {}) =>
  markdownReport(subject, { failing: true, ...view });
const first = (subject: Report, failing = true) => text(subject, { failing }).split("\n")[0];
const usd = (amount: string): Money => ({ amount, currency: "USD" });
const error = (parts = {}) => finding({ service: "db", ...parts });

/** The outcomes of what no task can mount. */
const NEVER = "rejected rejected rejected rejected rejected";

describe("the verdict", () => {
  const moved = (service: string) => exposure("kept empty lost lost split", { service });
  it.each<readonly [string, Report, string]>([
    [
      "nothing wrong",
      report({ stacks: [stack([exposure("kept kept kept kept kept")])] }),
      "### 🟢 No problem in 1 stack",
    ],
    ["no stack", report(), "### 🟢 No stack to check"],
    [
      "nothing wrong as far as files tell",
      report({ stacks: [stack([exposure("unknown unknown unknown unknown unknown")]), stack([])] }),
      "### 🟢 No problem in 2 stacks; for 1 mount the files alone cannot tell",
    ],
    [
      "notes alone",
      report({ findings: [error({ severity: "note" })], stacks: [stack([])] }),
      "### 🟢 No problem in 1 stack",
    ],
    [
      "data left behind",
      report({ findings: [error()], stacks: [stack([moved("db")])] }),
      "### 🔴 1 error: when Swarm moves a task, `db` starts without its data",
    ],
    [
      "of several services",
      report({
        findings: ["a", "b", "c"].map((service) => error({ service })),
        stacks: [stack(["a", "b", "c"].map(moved))],
      }),
      "### 🔴 3 errors: when Swarm moves a task, `a`, `b` and 1 more service start without their data",
    ],
    [
      "of services of one name",
      report({
        findings: [error(), error({ path: "b.yml" }), error({ path: "c.yml" })],
        stacks: [stack([moved("db"), { ...moved("db"), path: "b.yml" }, { ...moved("db"), path: "c.yml" }])],
      }),
      "### 🔴 3 errors: when Swarm moves a task, `db` and 2 more services start without their data",
    ],
    [
      "of a file that two stacks share",
      report({
        findings: [error()],
        stacks: [stack([moved("db")], { name: "blue" }), stack([moved("db")], { name: "green" })],
      }),
      "### 🔴 1 error: when Swarm moves a task, `db` and 1 more service start without their data",
    ],
    [
      "this deploy leaves data behind",
      report({ findings: [error()], stacks: [stack([exposure("kept kept kept kept kept", { deployed: "empty" })])] }),
      "### 🔴 1 error: after this deploy, `db` starts without its data",
    ],
    [
      "an older copy",
      report({ findings: [error()], stacks: [stack([exposure("kept kept kept kept kept", { deployed: "stale" })])] }),
      "### 🔴 1 error: after this deploy, `db` starts with an older copy of its data",
    ],
    [
      "tasks that cannot start",
      report({ findings: [error()], stacks: [stack([exposure("kept rejected lost lost kept")])] }),
      "### 🔴 1 error: when Swarm moves a task, `db` cannot start",
    ],
    [
      "a volume that nobody can mount",
      report({
        findings: [error({ service: undefined, volume: "data" })],
        stacks: [stack([exposure(NEVER), { ...exposure(NEVER), service: "other", source: "files" }])],
      }),
      "### 🔴 1 error: `db` cannot start",
    ],
    [
      "a new volume that nobody can mount",
      report({
        findings: [error({ service: undefined, volume: "data" })],
        stacks: [stack([exposure(NEVER, { deployed: "rejected" })])],
      }),
      "### 🔴 1 error: after this deploy, `db` cannot start",
    ],
    [
      "an error about a volume that is mounted all the same",
      report({ findings: [error({ service: undefined, volume: "data" })], stacks: [stack([moved("db")])] }),
      "### 🔴 1 error",
    ],
    [
      "data gone with the container",
      report({ findings: [error()], stacks: [stack([exposure("lost kept lost lost split")])] }),
      "### 🔴 1 error: when a task is replaced, `db` starts without its data",
    ],
    [
      "refused",
      report({ findings: [error({ category: "rejected" })], stacks: [stack([], { verdict: "rejected" })] }),
      "### 🔴 1 error: `docker stack deploy` refuses the stack",
    ],
    [
      "one of several refused",
      report({ findings: [error({ category: "rejected" })], stacks: [stack([], { verdict: "rejected" }), stack([])] }),
      "### 🔴 1 error: `docker stack deploy` refuses 1 stack",
    ],
    ["an error that is not about data", report({ findings: [error()], stacks: [stack([])] }), "### 🔴 1 error"],
    [
      "some of it there before",
      report({ findings: [error({ preexisting: true }), error({ severity: "warning" })], stacks: [stack([])] }),
      "### 🔴 1 error (there before this change), 1 warning",
    ],
    [
      "a new error beside notes that were there before",
      report({ findings: [error(), ...Array(16).fill(error({ severity: "note", preexisting: true }))] }),
      "### 🔴 1 error",
    ],
    [
      "how many of each were there before",
      report({
        findings: [
          error(),
          error({ preexisting: true }),
          ...Array(5).fill(error({ severity: "warning", preexisting: true })),
        ],
      }),
      "### 🔴 2 errors (1 there before this change), 5 warnings (all there before this change)",
    ],
  ])("says: %s", (_, subject, line) => expect(first(subject)).toBe(line));

  it("is yellow when the check passes all the same", () => {
    expect(first(report({ findings: [error({ severity: "warning" })] }), false)).toBe("### 🟡 1 warning");
  });
});

describe("the survival table", () => {
  it("has the worst first, and folds the rest and what nobody would miss", () => {
    const many = Array.from({ length: 11 }, (_, index) =>
      exposure("kept down down lost kept", { service: `s${index}` }),
    );
    const worst = exposure("kept empty lost lost split", { service: "worst" });
    const cache = exposure("kept empty lost lost split", { service: "c", role: "cache" });
    const markdown = text(report({ stacks: [stack([...many, worst, cache])] }));
    const rows = markdown.split("\n").filter((line) => line.startsWith("| `"));
    expect(rows[0]).toContain("`worst`");
    expect(rows).toHaveLength(13);
    expect(markdown).toContain("<details><summary>2 more mounts with data</summary>");
    expect(markdown).toContain("<details><summary>1 mount without data that must last</summary>");
  });

  it("explains what is in it, and nothing else", () => {
    const markdown = text(report({ stacks: [stack([exposure("kept down lost lost kept")])] }));
    expect(markdown).toContain(
      "<sub>lost: the data is gone. down: no task runs until the node or zone is back; the data waits there.</sub>",
    );
    expect(markdown).not.toContain("empty:");
  });

  it("says what this deploy does, where there is something to compare with", () => {
    const old = exposure("kept kept kept kept kept", { deployed: "stale" });
    const fresh = exposure("kept kept kept kept kept", { source: "new" });
    const markdown = text(report({ stacks: [stack([fresh, old])], base: "main" }));
    expect(markdown).toContain("| task moves | node lost | on this deploy |");
    expect(markdown).toContain("| 🟢\u00a0kept | 🟢\u00a0kept | 🟠\u00a0stale |");
    expect(markdown).toContain("| 🟢\u00a0kept | 🟢\u00a0kept | new |");
    expect(text(report({ stacks: [stack([fresh])], base: "main" }))).not.toContain("on this deploy");
  });

  it("names the files where there are several", () => {
    const two = report({
      stacks: [stack([exposure("kept kept kept kept kept"), exposure("kept kept kept kept kept", { path: "b.yml" })])],
    });
    expect(text(two)).toContain("| stack file | service |");
  });

  it("tells stacks apart that share a file, and only those", () => {
    const [one, other] = ["empty", "down"].map((moved) => exposure(`kept ${moved} lost lost kept`));
    const alone = exposure("kept kept kept kept kept", { service: "web" });
    const files = (own: string) => ["stack.yml", own];
    const third = stack([exposure("kept kept kept kept kept", { path: "c.yml" })], { files: ["c.yml"] });
    const rows = (...stacks: ReturnType<typeof stack>[]) =>
      text(report({ stacks }))
        .split("\n")
        .filter((line) => /^\| (?:stack|`| \| `)/.test(line))
        .map((line) => line.split(" | ").slice(0, 3).join(" | "));
    const blue = stack([one as ReportedExposure, alone], { files: files("blue.yml") });
    const green = stack([other as ReportedExposure], { files: files("green.yml") });
    expect(rows(blue, green)).toEqual([
      "| stack | service | volume",
      "| `blue.yml` | `db` | `data`",
      "| `green.yml` | `db` | `data`",
      "| `blue.yml` | `web` | `data`",
    ]);
    expect(rows(green, blue, third).at(-1)).toBe("|  | `c.yml` | `db`");
    const same = { files: ["stack.yml"] };
    expect(rows({ ...blue, ...same, name: "prod" }, { ...green, ...same, name: "test" })).toEqual([
      "| stack | service | volume",
      "| `prod` | `db` | `data`",
      "| `test` | `db` | `data`",
      "| `prod` | `web` | `data`",
    ]);
    const second = stack([exposure("kept down lost lost kept", { service: "second" })], { files: files("green.yml") });
    expect(rows(blue, second).every((row) => !row.includes("blue"))).toBe(true);
    expect(text(report({ stacks: [blue, green] }))).toContain(
      "S1 `db` (`blue.yml`), S2 `web` (`blue.yml`), S3 `db` (`green.yml`), V1 `data` (`blue.yml`), V2 `data` (`green.yml`)",
    );
  });

  it("says what the storage is and how far it reaches, where that is known", () => {
    const one = exposure("kept kept kept kept kept", { storage: "external-volume", reach: "unknown" });
    expect(text(report({ stacks: [stack([one])] }))).toContain("| external volume |");
  });
});

describe("the cost", () => {
  const difference = (parts: Partial<CostDifference> = {}): CostDifference => ({
    before: usd("12.50"),
    after: usd("17.75"),
    change: usd("5.25"),
    percent: "42",
    atLeast: false,
    volumes: [{ volume: "data", change: "added" }],
    ...parts,
  });
  it.each([
    [difference(), "**Storage:** 17.75 USD a month, +5.25 USD, +42 % (12.50 USD before) for `data`"],
    [
      difference({ change: usd("-3.00"), percent: "-19.4", atLeast: true, volumes: [] }),
      "**Storage:** at least 17.75 USD a month, −3.00 USD, −19.4 % (12.50 USD before)",
    ],
    [difference({ change: usd("0.00") }), "**Storage:** 17.75 USD a month, as before"],
  ])("and its change are one line", (one, line) => {
    expect(text(report({ costDifference: [one] }))).toContain(`\n\n${line}\n\n`);
  });

  it("from nothing has no percentage", () => {
    const { percent, ...rest } = difference({ before: usd("0"), change: usd("17.75") });
    expect(percent).toBe("42");
    expect(text(report({ costDifference: [rest] }))).toContain("17.75 USD a month, +17.75 USD (0 USD before)");
  });

  const option: StorageOption = {
    way: "today",
    storage: "local disk",
    lines: [],
    assumptions: ["The node's disk is paid for."],
    notes: [],
  };
  const priced: StackEstimate = {
    volumes: [
      {
        volume: "data",
        services: ["db"],
        size: { bytes: "53687091200", text: "50GiB", from: "label" },
        today: option,
        alternatives: [
          {
            ...option,
            way: "network",
            storage: "EFS Standard, eu-west-1",
            monthly: usd("16.50"),
            per100GiB: usd("33.00"),
            lines: [
              {
                what: "storage",
                label: "50 GiB",
                quantity: "50",
                unit: "GiB-month",
                price: usd("0.33"),
                monthly: usd("16.50"),
                source: "https://aws.amazon.com/efs/pricing/",
                asOf: "2026-11-01",
              },
            ],
          },
        ],
      },
      { volume: "logs", services: ["db"], today: option, alternatives: [] },
    ],
    monthly: [usd("16.50")],
    atLeast: true,
  } as unknown as StackEstimate;

  it("of the alternatives is a table; what is not known is not 0", () => {
    const markdown = text(report({ stacks: [stack([], { cost: priced })] }));
    expect(markdown).toContain("**Storage:** at least 16.50 USD a month");
    expect(markdown).toContain("| `data` | 50GiB | as it stands | local disk | not known |  |");
    expect(markdown).toContain(
      "| `data` | 50GiB | network storage | EFS Standard, eu-west-1 | 16.50 USD | 33.00 USD |",
    );
    expect(markdown).toContain("The size of `logs` is not known, so it is in no total.");
    expect(markdown).toContain("- The node's disk is paid for.");
    expect(markdown).toContain("- Price from `https://aws.amazon.com/efs/pricing/`, read on `2026-11-01`.");
  });

  it("of many stacks is one amount for each currency", () => {
    const euros = { ...priced, atLeast: false, monthly: [{ amount: "1.10", currency: "EUR" }] };
    const stacks = [priced, priced, euros].map((cost) => stack([], { cost }));
    expect(text(report({ stacks }))).toContain("**Storage:** at least 33.00 USD and at least 1.10 EUR a month");
  });

  it("comes with warnings about the prices", () => {
    const stacks = [stack([], { cost: { ...priced, warnings: ["Prices of EBS are 400 days old."] } })];
    expect(text(report({ stacks }))).toContain("- Prices of EBS are 400 days old.");
  });
});

describe("findings", () => {
  it("that say the same are one item with many places", () => {
    const findings = ["a", "b"].map((service, index) =>
      finding({ service, startLine: index + 3, message: `The task of \`${service}\` starts empty.`, help: "Pin it." }),
    );
    expect(text(report({ findings }))).toContain(
      "- 🔴 The task of `…` starts empty. ([local-volume-unpinned](https://github.com/org/swarm-volume-check/blob/main/docs/rules/local-volume-unpinned.md))<br>**What to do:** Pin it.<br>**2 places:** `stack.yml` line 3 (`a`), line 4 (`b`)",
    );
  });

  it("are folded when they are many", () => {
    const findings = ["one", "two", "three", "four"].map((message, index) =>
      finding({ message, startLine: index + 1 }),
    );
    expect(text(report({ findings }))).toContain("<details><summary>Findings (4)</summary>");
    expect(text(report({ findings: findings.slice(1) }))).toContain("**Findings**\n\n- 🔴 ");
  });

  it("that are ignored are listed with who said so", () => {
    const ignored = [
      {
        finding: finding(),
        by: "configuration" as const,
        reason: "a cache",
        path: "c.yml",
        line: 4,
        expires: "2027-01-01",
      },
      { finding: finding(), by: "baseline" as const, reason: "old", path: "b.json" },
    ];
    const markdown = text(report({ ignored }));
    expect(markdown).toContain("<summary>2 ignored findings</summary>");
    expect(markdown).toContain(
      "at `stack.yml` line 1: `a cache` (the configuration, `c.yml` line 4, until `2027-01-01`)",
    );
    expect(markdown).toContain("`old` (the baseline, `b.json`)");
  });
});

describe("the rest", () => {
  const runbook = [
    { title: "Stop it", where: "manager" as const, commands: ["docker service scale db=0", "true"] },
    { title: "Look", where: "data-node" as const, commands: [] },
  ];
  const fix = { title: "Move `data`", safe: false, remedy: "network" as const, edits: [], runbook };

  it("has each runbook once, step by step", () => {
    const markdown = text(report({ findings: [finding({ fixes: [fix] }), finding({ fixes: [fix] })] }));
    expect(markdown).toContain("<summary>How to move the data (1 runbook)</summary>");
    expect(markdown).toContain(`<details><summary>Runbook 1 (network storage)</summary>

Move \`data\`.

**1.** Stop it (on a manager):

\`\`\`sh
docker service scale db=0
true
\`\`\`

**2.** Look (on the node that holds the data, as root).

</details>`);
  });

  it("has a picture of generated names", () => {
    const mounts = [
      exposure("kept empty lost lost split", { service: "x]; click" }),
      exposure("kept kept kept kept kept", { service: "web", reach: "cluster", source: "nfs" }),
      exposure("kept empty lost lost split", { service: "web" }),
      exposure("kept unknown unknown unknown kept", { service: "web", reach: "unknown", source: "else" }),
      exposure("rejected rejected rejected rejected rejected", { service: "web", source: "none" }),
      exposure("kept down lost lost split", { service: "web", source: "pinned" }),
    ];
    expect(text(report({ stacks: [stack(mounts)] }))).toContain(`\`\`\`mermaid
flowchart LR
  S1(["S1"])
  S2(["S2"])
  subgraph reach_node["one node"]
    V1[("V1")]
    V4[("V4")]
    V5[("V5")]
  end
  subgraph reach_cluster["every node"]
    V2[("V2")]
  end
  subgraph reach_unknown["not known"]
    V3[("V3")]
  end
  S1 -. can leave it .-> V1
  S2 --> V2
  S2 -. can leave it .-> V1
  S2 -. not known .-> V3
  S2 -. cannot start .-> V4
  S2 --> V5
\`\`\`

S1 \`x]; click\`, S2 \`web\`, V1 \`data\`, V2 \`nfs\`, V3 \`else\`, V4 \`none\`, V5 \`pinned\``);
  });

  it("draws no picture that nobody can read", () => {
    const mounts = Array.from({ length: 30 }, (_, index) =>
      exposure("kept kept kept kept kept", { service: `s${index}` }),
    );
    expect(text(report({ stacks: [stack(mounts)] }))).not.toContain("mermaid");
  });

  it("names skipped files, remarks, and what was checked", () => {
    const subject = report({ skipped: [{ path: "a.yml", reason: "a Compose file" }], base: "a".repeat(40) });
    const markdown = text(subject, { remarks: ["The list was cut."], head: "b".repeat(40) });
    expect(markdown).toContain("\n\n⚠️ The list was cut.\n\n");
    expect(markdown).toContain("<summary>1 skipped file</summary>\n\n\n- `a.yml`: a Compose file");
    expect(markdown).toContain(`commit \`${"b".repeat(12)}\` · compared with \`${"a".repeat(12)}\``);
  });

  it("stays below what GitHub takes for a job, in bytes, and says what is missing", () => {
    const findings = Array.from({ length: 4000 }, (_, index) => finding({ message: `é${index} ${"ü".repeat(300)}` }));
    const markdown = text(report({ findings }));
    expect(Buffer.byteLength(markdown)).toBeLessThan(1_048_576);
    expect(markdown).toMatch(/Left out here: \d+ of the list "Findings"\. `--format json` has all of it\.\n$/);
  });
});
