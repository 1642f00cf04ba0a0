import { describe, expect, it } from "vitest";
import type { Problem } from "../../src/model/problem.ts";
import { interpolate } from "../../src/stack/interpolate.ts";
import { findMissingFiles } from "../../src/stack/references.ts";
import { environment, marked, rootOf } from "./reading.ts";

function problemsOf(written: string, answer: boolean | undefined) {
  const { text, spans } = marked(written);
  const problems: Problem[] = [];
  const asked: string[] = [];
  const lookup = (path: string) => {
    asked.push(path);
    return answer;
  };
  findMissingFiles(interpolate(rootOf(text), environment(), problems), lookup, problems);
  return { problems, asked, spans };
}

const PATH_HELP = "Correct the path. It is relative to the folder of the first stack file.";

describe("findMissingFiles", () => {
  it.each([
    ["services: {a: {env_file: ⟦x.env⟧}}", "This env file", "a:env_file", "x.env"],
    ["services: {a: {env_file: [⟦../x.env⟧]}}", "This env file", "a:env_file", "../x.env"],
    ["services: {a: {env_file: [⟦5⟧]}}", "This env file", "a:env_file", "5"],
    ["secrets: {s: {file: ⟦./s.txt⟧}}", "The file of this secret", "secrets.s", "./s.txt"],
    ["secrets: {s: {file: ⟦x⟧, external: false, driver: ''}}", "The file of this secret", "secrets.s", "x"],
    ["configs: {c: {file: ⟦/c⟧, environment: E}}", "The file of this config", "configs.c", "/c"],
  ])("reports a file that is not there: %s", (text, which, subject, path) => {
    const { problems, asked, spans } = problemsOf(text, false);
    expect(asked).toEqual([path]);
    expect(problems).toEqual([
      {
        rule: "missing-file",
        place: { file: expect.anything(), start: spans[0]?.[0], end: spans[0]?.[1] },
        subject,
        message: `${which} cannot be read here; deploy refuses the stack.`,
        help: PATH_HELP,
      },
    ]);
    expect(problemsOf(text, true).problems).toEqual([]);
    expect(problemsOf(text, undefined).problems).toEqual([]);
  });

  it("asks for every file of every service, in order", () => {
    const { asked, problems } = problemsOf(
      "configs: {c: {file: 4}}\nsecrets: {s: {file: '3'}}\nservices: {a: {env_file: ['1', '2']}, b: {}, c: {env_file: '2'}}",
      false,
    );
    expect(asked).toEqual(["1", "2", "2", "3", "4"]);
    expect(problems.map(({ subject }) => subject)).toEqual([
      "a:env_file",
      "a:env_file",
      "c:env_file",
      "secrets.s",
      "configs.c",
    ]);
  });

  it.each([
    "secrets: {s: {external: true}, t: {external: {name: n}}, u: {external: {}}}",
    "secrets: {s: {external: '${E}'}}",
    "secrets: {s: {file: x, external: true}, t: {file: x, external: {name: n}}, u: {file: x, external: '${E}'}}",
    "secrets: {s: {file: x, driver: d}, t: {file: x, driver: '${D}'}}",
    "secrets: {s: {file: ''}, t: {file: }, u: {}, v: }",
    "configs: {c: {content: x}, d: }",
    "secrets: {s: {file: '${F}'}}",
    "services: {a: {env_file: 'x${F}.env'}}",
    "services: {a: {env_file: [{path: x}]}, b: {env_file: }, c: {env_file: 'x${F}'}}",
    "volumes: {v: {file: x}}",
  ])("knows nothing wrong with %s", (text) => {
    expect(problemsOf(text, false)).toMatchObject({ problems: [], asked: [] });
  });
});
