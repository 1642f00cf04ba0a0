import { describe, expect, it } from "vitest";
import { redactedScript, script, word } from "../../src/fix/migrate/shell.ts";
import { substitute } from "../../src/stack/interpolate.ts";
import { redactedJson, redactionOf } from "../../src/stack/redaction.ts";
import { cpuTime } from "../support/cpu-time.ts";

function redaction(variables: Record<string, string>, written: readonly string[], names: readonly string[] = []) {
  const environment = { variables: new Map(Object.entries(variables)), unset: "unknown" } as const;
  const substitutions = written.flatMap((text) => substitute(text, environment).substitution ?? []);
  return redactionOf(substitutions, new Set(names));
}

describe("a redaction", () => {
  it.each([
    ["the value itself", "hunter2", "${A}"],
    ["a part of a name", "shop_hunter2_data", "shop_${A}_data"],
    ["a part of a path", "/srv/hunter2/x", "/srv/${A}/x"],
    ["nothing where it is a part of a word", "xhunter2", "xhunter2"],
  ])("shows %s as its variable", (_, text, shown) => {
    expect(redaction({ A: "hunter2" }, ["${A}"]).value(text)).toBe(shown);
  });

  it("knows a value by what it is written together with", () => {
    expect(redaction({ A: "one" }, ["x${A}y"]).value("the xoney")).toBe("the x${A}y");
  });

  it.each([["${A}${A}"], ["${A}${B}x"]])(
    "knows values that are written together, %s, and shows none of them",
    (written) => {
      const { value } = redaction({ A: "onE7", B: "two2" }, [written]);
      const text = written.replaceAll("${A}", "onE7").replaceAll("${B}", "two2");
      expect(value(`/srv/${text}/pg`)).toBe(`/srv/${written}/pg`);
    },
  );

  it("takes time in proportion to the values of one text", () => {
    const { value } = redaction({ A: "z" }, ["${A}".repeat(100_000)]);
    expect(value("z".repeat(100_000))).toBe("${A}".repeat(100_000));
  });

  it("knows the parts of a value that becomes several", () => {
    const { value } = redaction({ A: "data:/srv/a" }, ["${A}"]);
    expect([value("data"), value("/srv/a")]).toEqual(["${A}", "${A}"]);
  });

  it("knows a value that ends a code span, or that is told in another shape", () => {
    const { sentence } = redaction({ A: "pass`word", B: "/a/secret/b/.." }, ["x${A}", "/srv${B}"]);
    expect(sentence("The volume `xpass`word` is missing.")).toBe("The volume `x${A}` is missing.");
    expect(sentence("`pass`word/c` and password and xpass-word")).toBe("`${A}/c` and password and ${A}-${A}");
    expect(sentence("`/srv/a/secret/c`")).toBe("`/srv/a/${B}/c`");
  });

  it("does not take a constraint apart", () => {
    const { sentence } = redaction({ A: "node.hostname != worker-1" }, ["${A}"]);
    expect(sentence("Pin it: `node.role == manager`, not `worker-1`.")).toBe(
      "Pin it: `node.role == manager`, not `${A}`.",
    );
  });

  it("leaves prose alone where a short word stands in it by chance", () => {
    const { sentence } = redaction({ A: "moved", B: "16" }, ["${A}", "postgres:${B}"]);
    expect(sentence("A task that is moved finds `moved` and `postgres:16`, 16 times.")).toBe(
      "A task that is moved finds `${A}` and `postgres:${B}`, 16 times.",
    );
  });

  it("hides a distinctive value in prose too", () => {
    const { sentence } = redaction({ A: "Tr0ub4dor", B: "4815" }, ["${A}", "${B}"]);
    expect(sentence("It runs 4815 tasks of Tr0ub4dor.")).toBe("It runs ${B} tasks of ${A}.");
  });

  it("does not take the name of a service for a value", () => {
    expect(redaction({ A: "db" }, ["${A}"], ["db"]).sentence("`db` starts empty")).toBe("`db` starts empty");
  });

  it("knows nothing of variables that the files do not name", () => {
    expect(redaction({ A: "hunter2" }, ["${B}", "c"]).value("hunter2")).toBe("hunter2");
  });

  it("takes no time for a run of backticks", () => {
    const { sentence } = redaction({ A: "hunter2" }, ["${A}"]);
    const before = cpuTime();
    expect(sentence(`${"`".repeat(200_000)} \`\`hunter2\`\``).endsWith(" ``${A}``")).toBe(true);
    expect(cpuTime() - before).toBeLessThan(2000);
  });

  it("takes time in proportion to the text", () => {
    const many = Object.fromEntries(Array.from({ length: 2000 }, (_, index) => [`V${index}`, `value-${index}-x`]));
    const { value } = redaction(
      many,
      Object.keys(many).map((name) => `\${${name}}`),
    );
    expect(value("value-7-x ".repeat(5000)).startsWith("${V7} ${V7}")).toBe(true);
  });
});

describe("normal form", () => {
  it("shows variables, in numbers too", () => {
    const own = redaction({ SIZE: "123456", DATA: "/srv/hunter2" }, ["${SIZE}", "${DATA}/pg"]);
    const json = { size: 123456, mode: 7, source: "/srv/hunter2/pg", list: [true, null, "x"] };
    expect(redactedJson(json, own)).toEqual({
      size: "${SIZE}",
      mode: 7,
      source: "${DATA}/pg",
      list: [true, null, "x"],
    });
  });
});

describe("a script with values", () => {
  const own = redaction({ A: "it's a/hunter2", TO: "volume7x" }, ["${A}", "${TO}"]);

  it("asks for the variables, and stops without them", () => {
    const text = script([`FROM=${word("/srv/it's a/hunter2")}`]);
    expect(redactedScript(text, own)).toBe('(\nset -eu\nA="${A:?set it as the deploy does}"\nFROM="/srv/${A}"\n)');
  });

  it("gives another name to one that the script sets itself", () => {
    const text = script(["TO=/mnt", "docker volume inspect volume7x"]);
    expect(redactedScript(text, own)).toBe(
      '(\nset -eu\nGIVEN_TO="${TO:?set it as the deploy does}"\nTO=/mnt\ndocker volume inspect ${GIVEN_TO}\n)',
    );
  });

  it("leaves a script without values as it is", () => {
    const text = script([`FROM=${word("/srv/other things")}`]);
    expect(redactedScript(text, own)).toBe(text);
  });
});
