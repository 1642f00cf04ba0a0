import { describe, expect, it } from "vitest";
import { type TextOptions, textReport } from "../../src/report/text/report.ts";
import { exposure, finding, report, stack, withSources } from "./samples.ts";

const PLAIN: TextOptions = { color: false, quiet: false, columns: undefined };
const file = { path: "stack.yml", text: "services:\n  db:\n    volumes:\n      - data:/data\n" };
const place = { startLine: 4, startColumn: 9, endLine: 4, endColumn: 13 };

function text(parts: Parameters<typeof report>[0], options: Partial<TextOptions> = {}): string {
  return textReport(withSources(report(parts), file), { ...PLAIN, ...options });
}

describe("textReport", () => {
  it("marks what base had already", () => {
    const shown = text({ findings: [finding({ ...place, preexisting: true }), finding(place)], base: "main" });
    expect(shown).toContain("stack.yml:4:9  error  local-volume-unpinned  (already at base)\n");
    expect(shown).toContain("stack.yml:4:9  error  local-volume-unpinned\n");
    expect(shown).toMatch(/\n2 errors in .*, compared with main \(there before this change: 1 error\)\n$/);
    const notes = Array(16).fill(finding({ ...place, severity: "note", preexisting: true }));
    expect(text({ findings: [finding(place), ...notes], base: "main" })).toMatch(
      /\n1 error, 16 notes in .*, compared with main \(there before this change: 16 notes\)\n$/,
    );
    expect(text({ base: "main" })).toMatch(/, compared with main\n$/);
  });

  it("shows a finding, the table, what was skipped and the counts", () => {
    const shown = text({
      findings: [finding({ ...place, help: "Pin the service.", anchor: "base" })],
      stacks: [stack([exposure("kept empty lost lost split")])],
      skipped: [{ path: "docker-compose.yml", reason: "a Compose file: service `x` is built" }],
    });
    expect(shown).toBe(`stack.yml:4:9  error  local-volume-unpinned
  The next task may start on an empty volume.

    2 |   db:
    3 |     volumes:
    4 |       - data:/data
      |         ^^^^

  = anchor: the value is written at \`&base\`
  = help: Pin the service.

What happens to the data

stack.yml
  service  mount       restarted here  moved  node lost  zone lost  scaled out
  db       data:/data  kept            empty  lost       lost       split

  kept   the same data is there
  empty  the task starts on nothing while the old data stays where it was
  lost   the data is gone
  split  each task has data of its own

Skipped
  docker-compose.yml: a Compose file: service \`x\` is built

1 error in 1 stack (1 file checked, 1 skipped: a Compose file)
`);
  });

  it("ends a finding without help at its frame, and shows one without a source", () => {
    const shown = text({ findings: [finding(place), finding({ path: "other.yml", ruleId: "file-unreadable" })] });
    expect(shown).toContain("      |         ^^^^\n\n");
    expect(shown).not.toContain("^^^^\n\n\n");
    expect(shown).toContain(
      "other.yml:1:1  error  file-unreadable\n  The next task may start on an empty volume.\n\nstack.yml",
    );
  });

  it("orders by path, line, column, severity and rule, whatever the order given", () => {
    const at = (path: string, startLine: number, startColumn: number, parts = {}) =>
      finding({ path, startLine, startColumn, endLine: startLine, endColumn: startColumn, ...parts });
    const ordered = [
      at("a.yml", 9, 1),
      at("b.yml", 1, 9),
      at("b.yml", 2, 1, { severity: "error", ruleId: "z" }),
      at("b.yml", 2, 1, { severity: "warning", ruleId: "a" }),
      at("b.yml", 2, 1, { severity: "warning", ruleId: "b", message: "a" }),
      at("b.yml", 2, 1, { severity: "warning", ruleId: "b", message: "b" }),
      at("b.yml", 2, 1, { severity: "note", ruleId: "a" }),
      at("b.yml", 10, 1),
    ];
    const shown = text({ findings: ordered });
    expect(text({ findings: [...ordered].reverse() })).toBe(shown);
    expect(shown.match(/^[ab]\.yml:.*$/gm)).toEqual([
      "a.yml:9:1  error  local-volume-unpinned",
      "b.yml:1:9  error  local-volume-unpinned",
      "b.yml:2:1  error  z",
      "b.yml:2:1  warning  a",
      "b.yml:2:1  warning  b",
      "b.yml:2:1  warning  b",
      "b.yml:2:1  note  a",
      "b.yml:10:1  error  local-volume-unpinned",
    ]);
  });

  it.each(["volume-split-between-nodes", "volume-wrong-path"])(
    "has %s before what else is said of a mount",
    (ruleId) => {
      const findings = [finding(place), finding({ ...place, ruleId, severity: "warning" })];
      expect(text({ findings }).match(/^stack\.yml:.*$/gm)).toEqual([
        `stack.yml:4:9  warning  ${ruleId}`,
        "stack.yml:4:9  error  local-volume-unpinned",
      ]);
    },
  );

  it("wraps to the width of the terminal", () => {
    const words = "word ".repeat(40).trim();
    const shown = text({ findings: [finding({ ...place, message: words, help: words })] }, { columns: 60 });
    for (const line of shown.split("\n")) expect(line.length).toBeLessThanOrEqual(60);
    expect(shown).toContain("  = help: word word");
    expect(shown).toMatch(/\n {10}word word/);
    expect(text({ findings: [finding({ message: words })] })).toContain(`\n  ${words}\n`);
  });

  it("uses colours only when asked, and the same text otherwise", () => {
    const parts = {
      findings: [finding({ ...place, help: "x" }), finding({ severity: "warning" }), finding({ severity: "note" })],
      stacks: [stack([exposure("kept empty stale down split")])],
    };
    const painted = text(parts, { color: true });
    expect(painted).toContain(
      "\u001b[1mstack.yml:4:9\u001b[0m  \u001b[31merror\u001b[0m  \u001b[2mlocal-volume-unpinned\u001b[0m",
    );
    expect(painted).toContain("\u001b[33mwarning\u001b[0m");
    expect(painted).toContain("\u001b[36mnote\u001b[0m");
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the codes
    const bare = painted.replace(/\u001b\[\d+m/g, "").replace(/ +$/gm, "");
    expect(bare).toBe(text(parts));
    expect(text(parts)).not.toContain("\u001b");
  });

  it("prints only errors and the count when quiet", () => {
    const shown = text(
      {
        findings: [finding({ severity: "note" }), finding({ severity: "warning" }), finding({ ruleId: "bad" })],
        stacks: [stack([exposure("kept empty lost lost split")])],
        skipped: [{ path: "a.yml", reason: "a Compose file" }],
      },
      { quiet: true },
    );
    expect(shown.match(/^\S.*$/gm)).toEqual([
      "stack.yml:1:1  error  bad",
      "1 error, 1 warning, 1 note in 1 stack (1 file checked, 1 skipped: a Compose file)",
    ]);
  });

  it("shows secrets neither in the frame nor around it", () => {
    const secret = { path: "stack.yml", text: 'x:\n  o: "addr=a,password=s3cret"\n  PASSWORD: s3cret\n' };
    const findings = [finding({ startLine: 3, startColumn: 13, endLine: 3, endColumn: 19 })];
    const shown = textReport(withSources(report({ findings }), secret), PLAIN);
    expect(shown).not.toContain("s3cret");
    expect(shown).toContain('    2 |   o: "addr=a,password=****"\n    3 |   PASSWORD: ****\n      |             ^^^^');
  });

  it("lets no text of the input act on a terminal or a runner", () => {
    const bad = "\u001b[2J\r\n::error::x ##[group]\u202e";
    const exposures = [exposure("kept kept kept kept kept", { service: bad, source: bad, target: bad })];
    const shown = text({
      findings: [finding({ path: `::${bad}`, ruleId: bad, message: bad, help: bad, anchor: bad })].concat(
        [1, 2, 3].map((startLine) =>
          finding({ severity: "note", path: bad, message: `::${bad}`, help: bad, startLine }),
        ),
      ),
      stacks: [stack(exposures, { files: [`::${bad}`, bad] })],
      skipped: [{ path: `::${bad}`, reason: `::${bad}` }],
    });
    expect(shown.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u);
    expect(shown).not.toMatch(/^\s*::/m);
    expect(shown).not.toContain("##[");
  });
});

describe("repeated notes", () => {
  const note = (startLine: number, parts = {}) =>
    finding({ ruleId: "ignored-key", severity: "note", message: "Swarm ignores `restart`.", startLine, ...parts });

  it("fold into one block with their lines, where the first of them stood", () => {
    const findings = [5, 2, 9, 9]
      .map((line) => note(line, { help: "Use deploy.restart_policy." }))
      .concat(finding({ startLine: 3 }), note(7, { message: "Swarm ignores `init`.", help: undefined }));
    expect(text({ findings }).split("\n\n").slice(0, 2)).toEqual([
      `stack.yml  note  ignored-key, 5 places
  Swarm ignores \`restart\`.
    lines 2, 5, 9
  = help: Use deploy.restart_policy.
  Swarm ignores \`init\`.
    line 7`,
      "stack.yml:3:1  error  local-volume-unpinned\n  The next task may start on an empty volume.",
    ]);
  });

  it("say a common help once", () => {
    const findings = [1, 2, 3].map((line) => note(line, { message: `Message ${line}.`, help: "Delete it." }));
    expect(text({ findings }).split("\n\n")[0]).toBe(`stack.yml  note  ignored-key, 3 places
  Message 1.
    line 1
  Message 2.
    line 2
  Message 3.
    line 3
  = help: Delete it.`);
  });

  it("that differ in a name only are one group without it", () => {
    const findings = ["web", "db", "a.b"].map((service, index) =>
      note(index + 1, { service, volume: "v", message: `\`${service}\` of ${service}. Web keeps web-data on v.` }),
    );
    expect(text({ findings })).toContain("  `…` of …. Web keeps web-data on ….\n    lines 1, 2, 3");
  });

  it("keep the names when all have the same", () => {
    const findings = [1, 2, 3].map((line) => note(line, { service: "web", message: "`web` has it." }));
    expect(text({ findings })).toContain("  `web` has it.\n    lines 1, 2, 3");
  });

  it("stay apart below three, in different files, of different rules, and when they are more than notes", () => {
    const findings = [
      ...[note(1), note(2), note(1, { path: "b.yml" }), note(1, { ruleId: "other" })],
      ...[4, 5, 6].map((line) => note(line, { severity: "warning", path: "c.yml" })),
    ];
    expect(text({ findings })).not.toContain("places");
  });
});

describe("tables", () => {
  const exposures = [exposure("kept empty lost lost split")];

  it("come once per stack, with one legend", () => {
    const stacks = [stack(exposures, { files: ["a.yml", "b.yml"] }), stack([]), stack(exposures, { files: ["c.yml"] })];
    const shown = text({ stacks });
    expect(shown.match(/^\S.*/gm)).toEqual([
      "What happens to the data",
      "a.yml + b.yml",
      "c.yml",
      "0 problems in 3 stacks (4 files checked)",
    ]);
    expect(shown.match(/the data is gone/g)).toHaveLength(1);
  });

  it("say that a stack is refused", () => {
    expect(text({ stacks: [stack(exposures, { verdict: "rejected" })] })).toContain(
      "\nstack.yml  docker stack deploy refuses this stack\n",
    );
  });

  it("are left out when no stack mounts anything", () => {
    expect(text({ stacks: [stack([])] })).toBe("0 problems in 1 stack (1 file checked)\n");
  });
});

describe("the count line", () => {
  const last = (parts: Parameters<typeof report>[0]) => text(parts).trimEnd().split("\n").at(-1);
  const skip = (count: number, reason: string) =>
    Array.from({ length: count }, (_, index) => ({ path: `${reason}-${index}.yml`, reason }));

  it("counts nothing too", () => expect(last({})).toBe("0 problems in 0 stacks (0 files checked)"));

  it("groups reasons", () => {
    const skipped = [...skip(2, "a Compose file"), ...skip(1, "too large: 9 bytes")];
    expect(last({ skipped })).toBe(
      "0 problems in 0 stacks (0 files checked, 3 skipped: 2 a Compose file, 1 too large)",
    );
  });

  it("leaves long reasons to the list", () => {
    expect(last({ skipped: skip(1, "x".repeat(61)) })).toBe("0 problems in 0 stacks (0 files checked, 1 skipped)");
  });

  it("stands below a list by reason when many are skipped", () => {
    const shown = text({ skipped: [...skip(5, "a Compose file"), ...skip(1, "empty")] });
    expect(shown).toBe(`Skipped
  5 files: a Compose file (a Compose file-0.yml, a Compose file-1.yml, a Compose file-2.yml and 2 more)
  1 file: empty (empty-0.yml)

0 problems in 0 stacks (0 files checked, 6 skipped: 5 a Compose file, 1 empty)
`);
  });
});
