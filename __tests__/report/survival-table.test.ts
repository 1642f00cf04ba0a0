import { describe, expect, it } from "vitest";
import { legend, survivalTable } from "../../src/report/text/survival.ts";
import { painter, textWidth } from "../../src/report/text/terminal.ts";
import { exposure, stack } from "./samples.ts";

const plain = painter(false);

describe("survivalTable", () => {
  it("has one line per mount and one column per event", () => {
    const exposures = [
      exposure("kept empty lost lost split"),
      exposure("kept rejected down down unknown", { service: "worker", source: "./conf", target: "/etc/worker" }),
    ];
    expect(survivalTable(stack(exposures), undefined, plain)).toEqual([
      "  service  mount               restarted here  moved     node lost  zone lost  scaled out",
      "  db       data:/data          kept            empty     lost       lost       split",
      "  worker   ./conf:/etc/worker  kept            rejected  down       down       unknown",
    ]);
  });

  it("says first what this change does, when there is a base", () => {
    const exposures = [
      exposure("kept kept kept unknown kept", { deployed: "stale" }),
      exposure("kept kept kept unknown kept", { service: "web" }),
    ];
    expect(survivalTable(stack(exposures), undefined, plain)).toEqual([
      "  service  mount       this change  restarted here  moved  node lost  zone lost  scaled out",
      "  db       data:/data  stale        kept            kept   kept       unknown    kept",
      "  web      data:/data  new          kept            kept   kept       unknown    kept",
    ]);
    expect(legend([stack(exposures)], plain).map((line) => line.trim().split(" ")[0])).toEqual([
      "kept",
      "stale",
      "unknown",
      "new",
    ]);
  });

  it("says what may be in words, and lists the words of what is shown alone", () => {
    const exposures = [exposure("kept empty lost lost split", { deployed: "may-be-empty" })];
    const [head, row] = survivalTable(stack(exposures), undefined, plain);
    expect(head).toContain("mount       this change   restarted here");
    expect(row).toContain("data:/data  may be empty  kept            empty");
    const words = legend([stack(exposures)], plain).map((line) => line.trim().split(/ {2,}/)[0]);
    expect(words).toEqual(["kept", "may be empty", "empty", "lost", "split"]);
    expect(legend([stack([exposure("kept kept kept kept kept")])], plain).join()).not.toContain("new");
  });

  it("is nothing for a stack without mounts", () => expect(survivalTable(stack([]), undefined, plain)).toEqual([]));

  it("shows the directory alone where nothing is mounted", () => {
    const { source: _, ...unmounted } = exposure("lost lost lost lost split");
    expect(survivalTable(stack([unmounted]), undefined, plain)[1]).toMatch(/^ {2}db {7}\/data {2}lost/);
  });

  it("says what a mount is for when nothing depends on its data, and paints it quietly", () => {
    const exposures = [
      exposure("lost lost lost lost split", { role: "cache" }),
      exposure("lost empty lost lost split"),
    ];
    const [, cache, data] = survivalTable(stack(exposures), undefined, painter(true));
    expect(cache).toContain("data:/data (cache)  \u001b[2mlost\u001b[0m");
    expect(data).toContain("data:/data          \u001b[31mlost\u001b[0m");
    const roles = ["idle", "config", "system", "read-only", "state"].map((role) =>
      survivalTable(stack([exposure("kept kept kept kept kept", { role })]), undefined, plain)[1]?.replace(
        / {2}kept.*/,
        "",
      ),
    );
    expect(roles).toEqual([
      "  db       data:/data (keeps nothing)",
      "  db       data:/data (configuration)",
      "  db       data:/data (system)",
      "  db       data:/data (read-only)",
      "  db       data:/data",
    ]);
  });

  it("keeps columns straight whatever is painted or wide", () => {
    const exposures = [
      exposure("kept stale down rejected unknown", { service: "数据库" }),
      exposure("lost empty split kept kept", { target: "/größe" }),
    ];
    const painted = survivalTable(stack(exposures), undefined, painter(true));
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the codes
    const bare = painted.map((line) => line.replace(/\u001b\[\d+m/g, "").trimEnd());
    expect(bare).toEqual(survivalTable(stack(exposures), undefined, plain));
    const columns = bare.slice(1).map((line) => textWidth(line.slice(0, line.search(/kept|lost/))));
    expect(new Set(columns).size).toBe(1);
  });

  it("folds the headings before it crops names", () => {
    const [first, second, body] = survivalTable(stack([exposure("kept empty lost lost split")]), 70, plain);
    expect(first).toBe("                       restarted         node  zone  scaled");
    expect(second).toBe("  service  mount       here       moved  lost  lost  out");
    expect(body).toBe("  db       data:/data  kept       empty  lost  lost  split");
  });

  it("crops long names in their middle to fit, and keeps what a mount is for", () => {
    const long = exposure("kept rejected unknown unknown rejected", {
      service: "a-service-with-a-long-name",
      source: "a-volume-with-a-long-name",
      target: "/a/path/that/is/long",
      role: "config",
    });
    const lines = survivalTable(stack([long]), 90, plain);
    for (const line of lines) expect(textWidth(line)).toBeLessThanOrEqual(90);
    expect(lines.at(-1)).toMatch(/^ {2}a-ser…\S+ {2}a-vo\S*…\S* \(configuration\) {2}kept/);
    for (const line of survivalTable(stack([long]), 20, plain)) expect(textWidth(line)).toBeLessThan(100);
  });

  it("escapes hostile names", () => {
    const table = survivalTable(
      stack([exposure("kept kept kept kept kept", { service: "a\u001b[2J\nb" })]),
      undefined,
      plain,
    );
    expect(table[1]).toContain("a\\u001b[2J\\u000ab");
  });

  it("copes with very many mounts", () => {
    const exposures = Array.from({ length: 150_000 }, () => exposure("kept kept kept kept kept"));
    expect(survivalTable(stack(exposures), 80, plain)).toHaveLength(150_001);
  });
});

describe("legend", () => {
  it("explains each outcome that occurs, once", () => {
    const stacks = [stack([exposure("kept empty lost lost split")]), stack([exposure("kept kept lost down unknown")])];
    expect(legend(stacks, plain).map((line) => line.trim().split(/ {2,}/)[0])).toEqual([
      "kept",
      "empty",
      "lost",
      "split",
      "down",
      "unknown",
    ]);
  });

  it("lines up the meanings", () => {
    const lines = legend([stack([exposure("kept rejected stale kept kept")])], plain);
    expect(lines).toEqual([
      "  kept      the same data is there",
      "  rejected  Swarm cannot start the task",
      "  stale     the task finds an older copy of the data",
    ]);
  });
});
