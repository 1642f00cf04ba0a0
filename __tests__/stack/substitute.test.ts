import { describe, expect, it } from "vitest";
import { findMisread, substitute } from "../../src/stack/interpolate.ts";
import { unknownValue } from "../../src/yaml/unknown.ts";
import { environment } from "./reading.ts";

const VARIABLES = { A: "alpha", B: "b-c", E: "", _x1: "us", low: "l", "K\u212A": "kelvin" };
const U = unknownValue("U");
const needs = (name: string) => `the variable \`${name}\` is required and has no value`;
const SYNTAX = "a `$` here starts no variable that Docker can read";

/** Written, the text with unset variables empty, and with unset variables unknown where that differs. */
const CASES: readonly [written: string, empty: string, unknown?: string][] = [
  ["", ""],
  ["plain { } text", "plain { } text"],
  ["$A", "alpha"],
  ["${A}", "alpha"],
  ["$A$A", "alphaalpha"],
  ["x${A}y$A.z", "xalphayalpha.z"],
  ["$_x1 ${_x1}", "us us"],
  ["$low", "l"],
  ["$Ab", "", unknownValue("Ab")],
  ["$U", "", U],
  ["${U}", "", U],
  ["${E}", ""],
  ["$$A", "$A"],
  ["$$$A", "$alpha"],
  ["$$$$", "$$"],
  ["$${A}", "${A}"],
  ["${A:-d}", "alpha"],
  ["${E:-d}", "d"],
  ["${U:-d}", "d"],
  ["${U:-}", ""],
  ["${A-d}", "alpha"],
  ["${E-d}", ""],
  ["${U-d}", "d"],
  ["${U:-a:b-c?d}", "a:b-c?d"],
  ["${A:?m}", "alpha"],
  ["${A?m}", "alpha"],
  ["${E?m}", ""],
  ["${U:?m}", "", U],
  ["${U?m}", "", U],
  ["${E:?m}", "", unknownValue("E")],
  ["${U:?no-host}", "host"],
  ["${U?a:-b}", "b"],
  ["$A-$B", "alpha"],
  ["$U-data", "data"],
  ["$U:-$B}x", "$B}x"],
  ["$A?x}y", "alpha}y"],
  ["${U:-${A}}", "${A}"],
  ["${A:-${B}}", "alpha}"],
  ["${U:-$$}", "$$"],
  ["{{.Node.Hostname}}", "{{.Node.Hostname}}"],
  ["$K\u212A", "kelvin"],
];

/** Written, and the text and the error with unset variables empty. */
const ERRORS: readonly [written: string, text: string, error: string][] = [
  ["$", "", SYNTAX],
  ["$1", "1", SYNTAX],
  ["${", "{", SYNTAX],
  ["${}", "{}", SYNTAX],
  ["${1}", "{1}", SYNTAX],
  ["${A.b}", "{A.b}", SYNTAX],
  ["${A:+x}", "{A:+x}", SYNTAX],
  ["${A", "{A", SYNTAX],
  ["$(A)", "(A)", SYNTAX],
  ["a $ b", "a  b", SYNTAX],
  ["$\u00E9", "\u00E9", SYNTAX],
  ["${U:?m}", "", needs("U")],
  ["${U?m}", "", needs("U")],
  ["${E:?m}", "", needs("E")],
  ["$U?x", "", needs("U")],
  ["${A}${U?m}", "alpha", needs("U")],
  ["$ $$", " $", SYNTAX],
];

describe("substitute", () => {
  it.each(CASES)("%j", (written, empty, unknown) => {
    if (unknown === undefined || !/[?]/.test(written)) {
      expect(substitute(written, environment(VARIABLES, "empty"))).toMatchObject({ text: empty, error: undefined });
    }
    expect(substitute(written, environment(VARIABLES))).toMatchObject({ text: unknown ?? empty, error: undefined });
  });

  it.each(ERRORS)("%j is refused", (written, text, error) => {
    expect(substitute(written, environment(VARIABLES, "empty"))).toMatchObject({ text, error });
  });

  it("hides an error behind a later reference that is fine, as Docker does", () => {
    expect(substitute("$1 ${A}", environment(VARIABLES, "empty"))).toMatchObject({ text: "1 alpha", error: undefined });
    expect(substitute("${U?m} $U", environment(VARIABLES, "empty"))).toMatchObject({ text: " ", error: undefined });
  });

  it("waits for a required variable only where a name stands", () => {
    expect(substitute("${U?m}", environment(VARIABLES))).toMatchObject({ text: U, error: undefined });
    expect(substitute("${U:x?m}", environment(VARIABLES)).error).toBe(SYNTAX);
  });

  it("says no value in an error", () => {
    const { error } = substitute("${U:?hunter2}", environment({}, "empty"));
    expect(error).not.toContain("hunter2");
  });
});

describe("findMisread", () => {
  it.each<[written: string, misread: ReturnType<typeof findMisread>]>([
    ["", undefined],
    ["$A", undefined],
    ["${A}", undefined],
    ["${A:-b}", undefined],
    ["${A:-$}", undefined],
    ["${A:-1$2}", undefined],
    ["${A}-$B", undefined],
    ["http://$A:80/", undefined],
    ["$$A-b", undefined],
    ["$1-${A}", undefined],
    ["${A:-${B}}", { name: "A", kind: "nested" }],
    ["${A-$B}", { name: "A", kind: "nested" }],
    ["${A?$B}", { name: "A", kind: "nested" }],
    ["${A:-$$B}", { name: "A", kind: "nested" }],
    ["$C ${A:-x${B}}", { name: "A", kind: "nested" }],
    ["$A-b", { name: "A", kind: "bare" }],
    ["$A-$B", { name: "A", kind: "bare" }],
    ["x$A:-b", { name: "A", kind: "bare" }],
    ["http://$HOST?x=1", { name: "HOST", kind: "bare" }],
  ])("%j", (written, misread) => {
    expect(findMisread(written)).toEqual(misread);
  });
});
