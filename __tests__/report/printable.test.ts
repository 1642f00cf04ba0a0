import { describe, expect, it } from "vitest";
import { printable, printableJson, withoutCommands } from "../../src/model/printable.ts";

describe("printable", () => {
  const cases: readonly (readonly [name: string, text: string, shown: string])[] = [
    ["plain text", "stack.yml: `a` -> b", "stack.yml: `a` -> b"],
    ["letters of any script", "größe 数据 données", "größe 数据 données"],
    ["an emoji joined of several", "👩‍👩‍👧", "👩‍👩‍👧"],
    ["escape", "a\u001b[31mb", "a\\u001b[31mb"],
    ["a C1 control", "a\u009bb", "a\\u009bb"],
    ["line ends and tabs", "a\r\n\tb", "a\\u000d\\u000a\\u0009b"],
    ["delete and bell", "\u007f\u0007", "\\u007f\\u0007"],
    ["the separators that are line ends to some", "a\u2028b\u2029c\u0085d", "a\\u2028b\\u2029c\\u0085d"],
    ["bidirectional overrides", "a\u202eb\u2066c\u200fd\u061ce", "a\\u202eb\\u2066c\\u200fd\\u061ce"],
    ["invisible characters", "a\ufeffb\u200bc\u00add\u2060e", "a\\ufeffb\\u200bc\\u00add\\u2060e"],
    ["tag characters", "a\u{e0041}b", "a\\u{e0041}b"],
    ["half a surrogate pair", "a\ud800b", "a\\ud800b"],
    ["the markers of unset variables", "\ufdd0A\ufdd1", "\\ufdd0A\\ufdd1"],
    ["a workflow command", "::set-output name=a::b", "\\u003a:set-output name=a::b"],
    ["a workflow command behind blanks", " \u3000::error::x", " \u3000\\u003a:error::x"],
    ["the older workflow command anywhere", "a ##[set-env name=b]c", "a #\\u0023[set-env name=b]c"],
    ["one of them behind a third number sign", "###[x]", "##\\u0023[x]"],
    ["double colons elsewhere", "a::b [::1]", "a::b [::1]"],
  ];
  for (const [name, text, shown] of cases) it(name, () => expect(printable(text)).toBe(shown));

  it("leaves nothing that a runner or terminal acts on, and stays as it is when done again", () => {
    let all = "";
    for (let code = 0; code < 0x3000; code++) all += String.fromCharCode(code);
    const shown = printable(`${all}::a ##[b]`);
    expect(shown).not.toMatch(/[\p{Cc}\p{Bidi_Control}\u2028\u2029]/u);
    expect(shown).not.toContain("##[");
    expect(printable(shown)).toBe(shown);
  });
});

describe("withoutCommands", () => {
  it("looks at every line and keeps the lines", () => {
    expect(withoutCommands("a\n::b::\n  ::c\r::d\n::::e")).toBe("a\n\\u003a:b::\n  \\u003a:c\r\\u003a:d\n\\u003a:::e");
  });

  it("copes with very many blank lines", () => {
    expect(withoutCommands(" \n".repeat(200_000))).toHaveLength(400_000);
  });
});

describe("printableJson", () => {
  it("keeps every value and is safe to print", () => {
    const value = { "a##[b": ["\u001b\u009b\u202e\u2028\u{e0041}\ud800", "::x", "größe 👩‍👧"], "c\td": "\r\n" };
    const json = printableJson(JSON.stringify(value, null, 2));
    expect(JSON.parse(json)).toEqual(value);
    expect(json.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Bidi_Control}\u2028\u2029]/u);
    expect(json).not.toContain("##[");
    expect(json).toContain("größe 👩‍👧");
    expect(json.split("\n")).toHaveLength(8);
  });
});
