import { describe, expect, it } from "vitest";
import { findMissingFiles } from "../../src/stack/file-uses.ts";
import { interpolate } from "../../src/stack/interpolate.ts";
import type { Problem } from "../../src/stack/model.ts";
import { environment, marked, rootOf } from "./reading.ts";

function problemsOf(written: string, answer: boolean | undefined = false) {
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
    const { problems, asked, spans } = problemsOf(text);
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

  const EXTERNAL_HELP = "Set `file:`, or `external: true` if it exists in the cluster.";

  it.each([
    ["services: {a: {env_file: ⟦''⟧}}", "env file", "Write a path, or remove the entry."],
    ["services: {a: {env_file: [⟦''⟧]}}", "env file", "Write a path, or remove the entry."],
    ["secrets: {⟦s⟧: {}}", "secret", EXTERNAL_HELP],
    ["secrets: {⟦s⟧: {file: }}", "secret", EXTERNAL_HELP],
    ["secrets: {s: {file: ⟦''⟧, content: c}}", "secret", EXTERNAL_HELP],
    ["secrets: {⟦s⟧: {external: }}", "secret", EXTERNAL_HELP],
    ["configs: {⟦c⟧: {external: false}}", "config", EXTERNAL_HELP],
    ["configs: {⟦c⟧: {name: n}}", "config", EXTERNAL_HELP],
  ])("reports what names no file, without asking: %s", (text, what, help) => {
    for (const answer of [true, false, undefined]) {
      const { problems, asked, spans } = problemsOf(text, answer);
      expect(asked).toEqual([]);
      expect(problems).toMatchObject([
        {
          rule: "missing-file",
          place: { start: spans[0]?.[0], end: spans[0]?.[1] },
          message: `This ${what} names no file, so deploy tries to read a folder; it refuses the stack.`,
          help,
        },
      ]);
    }
  });

  it.each([
    "secrets: {s: {external: true}, t: {external: {name: n}}, u: {external: {}}}",
    "secrets: {s: {external: '${E}'}}",
    "secrets: {s: {driver: d}}",
    "secrets: {s: {environment: E}}",
    "configs: {c: {content: x}, d: }",
    "secrets: {s: {file: '${F}'}}",
    "services: {a: {env_file: 'x${F}.env'}}",
    "services: {a: {env_file: [{path: x}]}, b: {env_file: }}",
    "volumes: {v: {file: x}}",
  ])("knows nothing wrong with %s", (text) => {
    expect(problemsOf(text)).toMatchObject({ problems: [], asked: [] });
  });
});
