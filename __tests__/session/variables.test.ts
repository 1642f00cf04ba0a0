import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { parseVariables } from "../../src/session/variables.ts";
import { dockerAvailable, stackConfig } from "../support/docker.ts";

describe("parseVariables", () => {
  /** The variables as an object, or the problem's message. */
  function variables(text: string, environment: Record<string, string> = {}): unknown {
    const result = parseVariables(text, environment);
    return "message" in result ? result.message : Object.fromEntries(result);
  }

  it("reads what `docker run --env-file` reads", () => {
    const text =
      '\uFEFFA=1\n  B="q" #c \nC=\nHOME\nNOPE\n \t# x\n\nD=a=b\r\nE= x \nA=2\n\u0085I=1\n\u2028J=1\n\u00a0#c\nF\u00a0G=1\n\uFEFFL=1';
    expect(variables(text, { HOME: "/root", A: "0" })).toEqual({
      A: "2",
      B: '"q" #c ',
      C: "",
      D: "a=b",
      E: " x ",
      "F\u00a0G": "1",
      HOME: "/root",
      I: "1",
      J: "1",
      "\uFEFFL": "1",
    });
    expect(variables("")).toEqual({});
  });

  it("says where a name is wrong, and never what stands there", () => {
    expect(variables("A=1\n  B C=s3cret\n")).toBe("line 2, column 4: a variable's name contains a blank");
    expect(variables("export A=1")).toBe("line 1, column 7: a variable's name contains a blank");
    expect(variables("A\t=1")).toBe("line 1, column 2: a variable's name contains a blank");
    expect(variables("A=1\n\nHOME ")).toBe("line 3, column 5: a variable's name contains a blank");
    expect(variables("\n =s3cret")).toBe("line 2, column 2: there is no variable name before `=`");
  });
});

describe.skipIf(dockerAvailable() !== undefined)(`compared with Docker (${dockerAvailable() ?? "present"})`, () => {
  const PIECES = [
    "A",
    "B",
    "HOME",
    "=",
    "=",
    "\n",
    "\n",
    "\r\n",
    " ",
    "\t",
    "#",
    '"',
    "x",
    "\uFEFF",
    "\u00a0",
    "\u0085",
    "é",
  ];

  it("reads the same variables, or refuses the same files", async () => {
    let seed = 20;
    const random = (below: number) => {
      seed = (seed * 1103515245 + 12345) % 2 ** 31;
      return Math.floor((seed / 2 ** 31) * below);
    };
    const texts = Array.from({ length: 40 }, () =>
      Array.from({ length: 3 + random(12) }, () => PIECES[random(PIECES.length)]).join(""),
    );
    const stack = 'version: "3.8"\nservices:\n  a:\n    image: x\n    env_file: [./e]\n';
    const env = { HOME: "/home/me" };
    await Promise.all(
      texts.map(async (text) => {
        const { code, stdout } = await stackConfig({ "stack.yml": stack, e: text }, { env });
        const ours = parseVariables(text, env);
        expect("message" in ours, JSON.stringify(text)).toBe(code !== 0);
        if ("message" in ours) return;
        const theirs = parse(stdout).services.a.environment ?? {};
        expect(Object.fromEntries(ours), JSON.stringify(text)).toEqual(theirs);
      }),
    );
  });
});
