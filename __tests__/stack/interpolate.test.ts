import { describe, expect, it } from "vitest";
import type { Problem } from "../../src/model/problem.ts";
import { interpolate } from "../../src/stack/interpolate.ts";
import { toPlain } from "../../src/yaml/tree.ts";
import { unknownValue } from "../../src/yaml/unknown.ts";
import { at, environment, inShort, marked, rootOf } from "./reading.ts";

const run = (text: string, variables: Record<string, string> = {}, unset: "unknown" | "empty" = "unknown") => {
  const problems: Problem[] = [];
  const root = interpolate(rootOf(text), environment(variables, unset), problems);
  return { root, value: JSON.parse(JSON.stringify(toPlain(root))), problems };
};

describe("interpolate", () => {
  it("fills in values everywhere, and never keys", () => {
    const text = "x-a: [$V, {$V: b}]\nservices:\n  $V:\n    image: a:${V}\n";
    expect(run(text, { V: "5" })).toMatchObject({
      value: { "x-a": ["5", { $V: "b" }], services: { $V: { image: "a:5" } } },
      problems: [],
    });
  });

  it("fills in quoted text and block scalars too", () => {
    expect(run("a: '$V'\nb: \"$V\"\nc: |\n  $V\n", { V: "x" }).value).toEqual({ a: "x", b: "x", c: "x\n" });
  });

  it("fills in what escapes write, at the place of the value", () => {
    const { root, value } = run('a: "\\u0024{V}-\\x24\\x24"\nb: \'\\x24V\'\nc: "\\\\x24V"\n', { V: "x" });
    expect(value).toEqual({ a: "x-$", b: "\\x24V", c: "\\x24V" });
    expect(at(root, "a")).toMatchObject({ start: 3, end: 23 });
    expect(run('a: "\\U00000024V"\n').value).toEqual({ a: unknownValue("V") });
  });

  it("leaves the tree alone when there is nothing to fill in", () => {
    const root = rootOf("a: {b: [c]}\n");
    expect(interpolate(root, environment(), [])).toBe(root);
    const other = rootOf("a: {b: [c]}\nd: [$$]\n");
    const filled = interpolate(other, environment(), []);
    expect(filled).not.toBe(other);
    expect(at(filled, "a")).toBe(at(other, "a"));
    expect(at(filled, "d", 0)).toMatchObject({ value: "$" });
  });

  it("keeps spans, and forgets what Docker would have printed", () => {
    const { root } = run("a: b${V}c\n", { V: "x" });
    expect(at(root, "a")).toMatchObject({ value: "bxc", start: 3, end: 9, printed: undefined });
  });

  it("keeps a text that it gives back unchanged", () => {
    const root = rootOf("services: {a: {tty: '$V'}}\n");
    const filled = interpolate(root, environment({ V: "$V" }), []);
    expect(at(filled, "services", "a", "tty")).toBe(at(root, "services", "a", "tty"));
  });

  it("takes aliased values along", () => {
    expect(run("a: &x [$V]\nb: *x\n", { V: "y" }).value).toEqual({ a: ["y"], b: ["y"] });
  });
});

describe("casts", () => {
  const accepted: readonly [text: string, path: (string | number)[], variable: string, value: unknown][] = [
    ["services: {a: {deploy: {replicas: $V}}}", ["services", "a", "deploy", "replicas"], "2", 2],
    ["services: {a: {deploy: {replicas: $V}}}", ["services", "a", "deploy", "replicas"], "+2", 2],
    ["services: {a: {deploy: {replicas: $V}}}", ["services", "a", "deploy", "replicas"], "-02", -2],
    ["services: {a: {configs: [{mode: $V}]}}", ["services", "a", "configs", 0, "mode"], "5", 5],
    ["services: {a: {secrets: [{mode: $V}]}}", ["services", "a", "secrets", 0, "mode"], "5", 5],
    ["services: {a: {healthcheck: {retries: $V}}}", ["services", "a", "healthcheck", "retries"], "5", 5],
    ["services: {a: {healthcheck: {disable: $V}}}", ["services", "a", "healthcheck", "disable"], "yEs", true],
    [
      "services: {a: {deploy: {update_config: {parallelism: $V}}}}",
      ["services", "a", "deploy", "update_config", "parallelism"],
      "5",
      5,
    ],
    [
      "services: {a: {deploy: {update_config: {max_failure_ratio: $V}}}}",
      ["services", "a", "deploy", "update_config", "max_failure_ratio"],
      ".5",
      0.5,
    ],
    [
      "services: {a: {deploy: {rollback_config: {parallelism: $V}}}}",
      ["services", "a", "deploy", "rollback_config", "parallelism"],
      "5",
      5,
    ],
    [
      "services: {a: {deploy: {rollback_config: {max_failure_ratio: $V}}}}",
      ["services", "a", "deploy", "rollback_config", "max_failure_ratio"],
      "1_0.5e-1",
      1.05,
    ],
    [
      "services: {a: {deploy: {restart_policy: {max_attempts: $V}}}}",
      ["services", "a", "deploy", "restart_policy", "max_attempts"],
      "5",
      5,
    ],
    [
      "services: {a: {deploy: {placement: {max_replicas_per_node: $V}}}}",
      ["services", "a", "deploy", "placement", "max_replicas_per_node"],
      "5",
      5,
    ],
    ["services: {a: {ports: [{target: $V}]}}", ["services", "a", "ports", 0, "target"], "80", 80],
    ["services: {a: {ports: [{published: $V}]}}", ["services", "a", "ports", 0, "published"], "80", 80],
    ["services: {a: {oom_score_adj: $V}}", ["services", "a", "oom_score_adj"], "-5", -5],
    ["services: {a: {ulimits: {n: $V}}}", ["services", "a", "ulimits", "n"], "5", 5],
    ["services: {a: {ulimits: {n: {hard: $V}}}}", ["services", "a", "ulimits", "n", "hard"], "5", 5],
    ["services: {a: {ulimits: {n: {soft: $V}}}}", ["services", "a", "ulimits", "n", "soft"], "5", 5],
    ["services: {a: {privileged: $V}}", ["services", "a", "privileged"], "on", true],
    ["services: {a: {read_only: $V}}", ["services", "a", "read_only"], "Off", false],
    ["services: {a: {stdin_open: $V}}", ["services", "a", "stdin_open"], "y", true],
    ["services: {a: {tty: $V}}", ["services", "a", "tty"], "n", false],
    ["services: {a: {volumes: [{read_only: $V}]}}", ["services", "a", "volumes", 0, "read_only"], "true", true],
    [
      "services: {a: {volumes: [{volume: {nocopy: $V}}]}}",
      ["services", "a", "volumes", 0, "volume", "nocopy"],
      "no",
      false,
    ],
    ["networks: {a: {external: $V}}", ["networks", "a", "external"], "true", true],
    ["networks: {a: {internal: $V}}", ["networks", "a", "internal"], "true", true],
    ["networks: {a: {attachable: $V}}", ["networks", "a", "attachable"], "true", true],
    ["volumes: {a: {external: $V}}", ["volumes", "a", "external"], "true", true],
    ["secrets: {a: {external: $V}}", ["secrets", "a", "external"], "true", true],
    ["configs: {a: {external: $V}}", ["configs", "a", "external"], "true", true],
    ["volumes: {a.external: $V}", ["volumes", "a.external"], "true", true],
    // Everywhere else a text stays a text.
    ["volumes: {a.b: {external: $V}}", ["volumes", "a.b", "external"], "true", "true"],
    ["services: {a.b: {tty: $V}}", ["services", "a.b", "tty"], "true", "true"],
    ["services: {a: {ulimits: {n.m: $V}}}", ["services", "a", "ulimits", "n.m"], "5", "5"],
    ["services: {a: {ulimits: $V}}", ["services", "a", "ulimits"], "5", "5"],
    ["services: {a: {init: $V}}", ["services", "a", "init"], "true", "true"],
    ["services: {a: {volumes: [{tmpfs: {size: $V}}]}}", ["services", "a", "volumes", 0, "tmpfs", "size"], "5", "5"],
    ["volumes: {a: {external: {name: $V}}}", ["volumes", "a", "external", "name"], "true", "true"],
    ["volumes: {a: {driver: $V}}", ["volumes", "a", "driver"], "true", "true"],
    ["x-a: {external: $V}", ["x-a", "external"], "true", "true"],
    ["version: $V", ["version"], "3", "3"],
    ["external: $V", ["external"], "true", "true"],
  ];

  it.each(accepted)("%s with the value of %j for %j", (text, path, variable, value) => {
    const { root, problems } = run(`${text}\n`, { V: variable });
    expect(problems).toEqual([]);
    expect(at(root, ...path)).toMatchObject({ value, printed: undefined });
  });

  it.each(accepted.filter(([, , , value]) => typeof value === "number"))("%s with 1.5", (text, path) => {
    const { root, problems } = run(`${text}\n`, { V: "1.5" });
    const takesFractions = path.at(-1) === "max_failure_ratio";
    expect(problems).toHaveLength(takesFractions ? 0 : 1);
    expect(at(root, ...path)).toMatchObject({ value: takesFractions ? 1.5 : 1 });
  });

  const WHOLE = "With its variables filled in, this is not a whole number; deploy refuses the file.";
  const NUMBER = "With its variables filled in, this is not a number; deploy refuses the file.";
  const BOOLEAN = "With its variables filled in, this is not `true` or `false`; deploy refuses the file.";

  it.each<[text: string, variable: string, message: string, standIn: unknown, path: (string | number)[]]>([
    ...["", "x", "1.5", " 1", "0x5", "1e3", "9223372036854775808"].map(
      (variable) =>
        [
          "services: {a: {deploy: {replicas: ⟦$V⟧}}}",
          variable,
          WHOLE,
          1,
          ["services", "a", "deploy", "replicas"],
        ] as const,
    ),
    ...["", "x", "1e400", "1__0"].map(
      (variable) =>
        [
          "services: {a: {deploy: {update_config: {max_failure_ratio: ⟦$V⟧}}}}",
          variable,
          NUMBER,
          1,
          ["services", "a", "deploy", "update_config", "max_failure_ratio"],
        ] as const,
    ),
    ...["", "1", "0", "t", "enabled"].map(
      (variable) =>
        ['volumes: {a: {external: ⟦"${V}"⟧}}', variable, BOOLEAN, false, ["volumes", "a", "external"]] as const,
    ),
  ] as never)("%s is refused for %j", (text, variable, message, standIn, path) => {
    const { text: clean, spans } = marked(`${text}\n`);
    const { root, problems } = run(clean, { V: variable });
    expect(problems.map(inShort)).toEqual([["interpolation-invalid", spans[0], message]]);
    expect(problems[0]?.subject).toBe(path.join("."));
    expect(problems[0]?.help).toBe(
      `Give the variable such a value, or write a default: \`\${NAME:-${message === BOOLEAN ? "true" : "1"}}\`.`,
    );
    expect(at(root, ...path)).toMatchObject({ value: standIn });
  });

  it("wait for a variable that is not set", () => {
    const { root, problems } = run("services: {a: {deploy: {replicas: $V}}}\n");
    expect(problems).toEqual([]);
    expect(at(root, "services", "a", "deploy", "replicas")).toMatchObject({ value: unknownValue("V") });
  });
});

describe("what Docker cannot fill in", () => {
  const CANNOT = (why: string) => `Docker cannot fill in the variables here: ${why}; deploy refuses the file.`;
  const SYNTAX = CANNOT("a `$` here starts no variable that Docker can read");
  const ESCAPE = "Write `$$` for a dollar sign that belongs to the value.";
  const REQUIRED = "Set the variable where the stack is deployed; `docker stack deploy` does not read `.env`.";
  const PLUS = "Docker's stack reader does not know `${NAME:+value}`; write the value, or use `${NAME:-default}`.";

  it.each<[text: string, message: string, help: string, subject: string]>([
    ["x-a: ⟦cost $5⟧\n", SYNTAX, ESCAPE, "x-a"],
    ["services: {a: {command: [b, ⟦'$(date)'⟧]}}\n", SYNTAX, ESCAPE, "services.a.command.[]"],
    ['services: {a: {image: ⟦"${A:+b}"⟧}}\n', SYNTAX, PLUS, "services.a.image"],
    ['services: {a: {image: ⟦"${A+b}"⟧}}\n', SYNTAX, PLUS, "services.a.image"],
    [
      'services: {a: {image: ⟦"${U:?m}"⟧}}\n',
      CANNOT("the variable `U` is required and has no value"),
      REQUIRED,
      "services.a.image",
    ],
  ])("%s", (text, message, help, subject) => {
    const { text: clean, spans } = marked(text);
    const { problems } = run(clean, {}, "empty");
    expect(problems.map(inShort)).toEqual([["interpolation-invalid", spans[0], message]]);
    expect(problems[0]).toMatchObject({ help, subject });
  });

  it("becomes unknown, or a value of the type that is wanted", () => {
    const { root, problems } = run("services: {a: {image: $1, tty: $2, deploy: {replicas: $3}}}\n");
    expect(problems).toHaveLength(3);
    expect(toPlain(at(root, "services", "a", "image"))).toBe(unknownValue(""));
    expect(toPlain(at(root, "services", "a", "tty"))).toBe(false);
    expect(toPlain(at(root, "services", "a", "deploy", "replicas"))).toBe(1);
  });
});

describe("what Docker misreads in silence", () => {
  it("is a variable inside a default", () => {
    const { text, spans } = marked('a: ⟦"${A:-${B}}"⟧\nb: "${A:-c}"\n');
    const { value, problems } = run(text, { A: "x", B: "y" });
    expect(problems.map(inShort)).toEqual([
      [
        "yaml-extras-ignored",
        spans[0],
        "Docker does not look for variables behind the operator of `A`: that text ends at the first `}`, and the rest stays in the value.",
      ],
    ]);
    expect(problems[0]?.help).toBe("Write the default as plain text, or set the variable before the deploy.");
    expect(value).toEqual({ a: "x}", b: "x" });
  });

  it("is an operator without braces", () => {
    const { text, spans } = marked("a: ⟦$A-$B⟧\nb: ${A}-$B\n");
    const { value, problems } = run(text, { A: "x", B: "y" });
    expect(problems.map(inShort)).toEqual([
      [
        "yaml-extras-ignored",
        spans[0],
        "Without braces, Docker takes everything behind `$A`, up to the next `}`, as its default or error text, and drops it when the variable is set.",
      ],
    ]);
    expect(problems[0]?.help).toBe("Write `${A}`, with braces.");
    expect(value).toEqual({ a: "x", b: "x-y" });
  });

  it("is not said of what is refused already", () => {
    expect(run("a: $A-$B}$1\n", { A: "x" }).problems.map(({ rule }) => rule)).toEqual(["interpolation-invalid"]);
  });
});
