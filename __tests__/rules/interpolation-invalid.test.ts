import { type ExpectedFinding, type RuleCase, testRule } from "./harness.ts";

const SYNTAX: ExpectedFinding = {
  severity: "error",
  message:
    "Docker cannot fill in the variables here: a `$` here starts no variable that Docker can read; deploy refuses the file.",
};
const DOLLAR = "Write `$$` for a dollar sign that belongs to the value.";
const command = (text: string): string => `services: {app: {image: 'acme/app:1', command: [${text}]}}\n`;
const read = (name: string, text: string, more: Partial<RuleCase> = {}): RuleCase => ({
  name,
  yaml: command(text),
  ...more,
});
const EMPTY = { unsetVariables: "empty" } as const;
const required: ExpectedFinding = {
  severity: "error",
  message: "the variable `NAME` is required and has no value; deploy refuses the file.",
  help: "Set the variable where the stack is deployed; `docker stack deploy` does not read `.env`.",
};
const cast = (what: string): ExpectedFinding => ({ severity: "error", message: `this is not ${what}; deploy refuses` });

testRule("interpolation-invalid", {
  valid: [
    read("no variable", "run"),
    read("a variable that is not set", "'$NAME ${NAME}'"),
    read("a variable that is empty", "'$NAME ${NAME}'", EMPTY),
    read("a variable that is set", "'$NAME ${NAME}'", { variables: { NAME: "$1 ${" } }),
    read("defaults", "'${NAME:-a}', '${NAME-a}', '${NAME:-}', '${NAME-}'"),
    read("a required variable that is set", "'${NAME:?say it}', '${NAME?say it}'", { variables: { NAME: "a" } }),
    read("a required variable of which nothing is known", "'${NAME:?say it}', '${NAME?say it}'"),
    read("a required variable that may be empty", "'${NAME?say it}'", { ...EMPTY, variables: { NAME: "" } }),
    read("a dollar sign that is escaped", "'$$1', '$${NAME:+a}', 'a$$'"),
    read("Go templates", "'{{.Node.Hostname}}'"),
    { name: "a dollar sign in a key", yaml: "services: {app: {image: 'acme/app:1', labels: {'$1': a}}}\n" },
    { name: "a dollar sign in a comment", yaml: `# $1\n${command("run")}` },
    {
      name: "a number where a number is wanted",
      variables: { NUMBER: "2" },
      yaml: "services: {app: {image: 'acme/app:1', deploy: {replicas: '${NUMBER}'}}}\n",
    },
    {
      name: "a number that is not known",
      yaml: "services: {app: {image: 'acme/app:1', deploy: {replicas: '${NUMBER}'}}}\n",
    },
    {
      name: "all the words for booleans",
      ...EMPTY,
      yaml: `
        services:
          a: {image: "acme/app:1", read_only: "\${A:-yes}", tty: "\${A:-Y}", stdin_open: "\${A:-ON}", init: true}
          b: {image: "acme/app:1", read_only: "\${A:-no}", tty: "\${A:-n}", stdin_open: "\${A:-off}"}
      `,
    },
    {
      name: "a text where text is wanted",
      ...EMPTY,
      yaml: "services: {app: {image: 'acme/app:1', environment: {A: '${A:-many}'}, user: '${A:-many}'}}\n",
    },
  ],
  invalid: [
    { name: "a dollar sign alone", yaml: command('⟦"a$"⟧'), findings: [{ ...SYNTAX, help: DOLLAR }] },
    { name: "a dollar sign before a digit", yaml: command('⟦"$1"⟧'), findings: [{ ...SYNTAX, help: DOLLAR }] },
    { name: "a name with a point", yaml: command('⟦"${a.b}"⟧'), findings: [{ ...SYNTAX, help: DOLLAR }] },
    { name: "braces that are never closed", yaml: command('⟦"${NAME"⟧'), findings: [SYNTAX] },
    { name: "empty braces", yaml: command('⟦"${}"⟧'), findings: [SYNTAX] },
    {
      name: "the replacement of a set variable",
      yaml: command('⟦"${NAME:+a}"⟧, ⟦"${NAME+a}"⟧'),
      variables: { NAME: "a" },
      findings: [
        { ...SYNTAX, help: "Docker's stack reader does not know `${NAME:+value}`" },
        { ...SYNTAX, help: "use `${NAME:-default}`" },
      ],
    },
    {
      name: "a password in a health check, without a word of it",
      yaml: "services: {app: {image: 'acme/app:1', environment: {PASSWORD: ⟦'hunter2$'⟧}}}\n",
      findings: [{ ...SYNTAX, help: DOLLAR }],
    },
    {
      name: "a value that is a block",
      yaml: "x-text: ⟦|\n  a\n  $1\n⟧services: {app: {image: 'acme/app:1'}}\n",
      findings: [SYNTAX],
    },
    {
      name: "a key of the user's own",
      yaml: "x-own: ⟦$(pwd)⟧\nservices: {app: {image: 'acme/app:1'}}\n",
      findings: [SYNTAX],
    },
    {
      name: "required, and empty",
      ...EMPTY,
      variables: { NAME: "" },
      yaml: command('⟦"${NAME:?say it}"⟧'),
      findings: [required],
    },
    {
      name: "required, and not set",
      ...EMPTY,
      yaml: command('⟦"${NAME:?say it}"⟧, ⟦"${NAME?say it}"⟧, ⟦"${NAME:?}"⟧'),
      findings: [required, required, required],
    },
    {
      name: "a number of replicas that is none",
      ...EMPTY,
      yaml: "services: {app: {image: 'acme/app:1', deploy: {replicas: ⟦'${NUMBER:-two}'⟧}}}\n",
      findings: [{ ...cast("a whole number"), help: "`${NAME:-1}`" }],
    },
    {
      name: "a number of replicas that is empty",
      ...EMPTY,
      yaml: "services: {app: {image: 'acme/app:1', deploy: {replicas: ⟦'${NUMBER}'⟧}}}\n",
      findings: [cast("a whole number")],
    },
    {
      name: "a ratio that is none",
      variables: { RATIO: "half" },
      yaml: "services: {app: {image: 'acme/app:1', deploy: {update_config: {max_failure_ratio: ⟦'${RATIO}'⟧}}}}\n",
      findings: [cast("a number")],
    },
    {
      name: "booleans that are none",
      variables: { FLAG: "1" },
      yaml: "services: {app: {image: 'acme/app:1', read_only: ⟦'${FLAG}'⟧}}\nvolumes: {data: {external: ⟦'${FLAG}'⟧}}\n",
      findings: [cast("`true` or `false`"), cast("`true` or `false`")],
    },
    {
      name: "each of two files",
      yaml: { "stack.yml": command('⟦"$1"⟧'), "more.yml": "services: {app: {user: ⟦'a$'⟧}}\n" },
      findings: [SYNTAX, SYNTAX],
    },
    {
      name: "a value that a second file replaces",
      yaml: { "stack.yml": command('⟦"$1"⟧'), "more.yml": command("run") },
      findings: [SYNTAX],
    },
    {
      name: "through an alias it is wrong once",
      yaml: "x-user: &user ⟦'a$'⟧\nservices: {a: {image: 'acme/app:1', user: *user}, b: {image: 'acme/app:1', user: *user}}\n",
      findings: [SYNTAX],
    },
  ],
});
