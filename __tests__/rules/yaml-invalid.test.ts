import { type ExpectedFinding, type InvalidCase, testRule } from "./harness.ts";

const APP = "services: {app: {image: 'acme/app:1'}}\n";
const error = (message: string, help?: string): ExpectedFinding => ({
  severity: "error",
  message,
  ...(help === undefined ? {} : { help }),
});
const one = (name: string, yaml: string, message: string, help?: string): InvalidCase => ({
  name,
  yaml,
  findings: [error(message, help)],
});

testRule("yaml-invalid", {
  valid: [
    { name: "block and flow style", yaml: "services:\n  app:\n    image: acme/app:1\n    command: [run, 'it']\n" },
    { name: "a byte order mark", yaml: `\uFEFF${APP}` },
    { name: "lines that end in CR LF", yaml: "services:\r\n  app:\r\n    image: acme/app:1\r\n" },
    { name: "tabs between words and before comments", yaml: `x-words: a\tb\t# why\n${APP}` },
    { name: "control characters that YAML allows", yaml: `x-words: "a\u0085b\tc"\n${APP}` },
    { name: "the directive of YAML 1.1", yaml: `%YAML 1.1\n---\n${APP}` },
    { name: "a tag directive", yaml: `%TAG ! tag:example.com,2000:\n---\n${APP}` },
    { name: "what is wrong in the second document", yaml: `${APP}---\nx: [\n` },
    {
      name: "keys in quotes that would be numbers, words and dates",
      yaml: `x-map: {"5": a, 'true': b, "2024-01-01": c, "": d}\n${APP}`,
    },
    {
      name: "words that other readers take for booleans, as keys",
      yaml: `x-map: {yes: a, no: b, on: c, off: d, y: e}\n${APP}`,
    },
    { name: "one name in two mappings", yaml: `x-a: {a: 1}\nx-b: {a: 1}\n${APP}` },
    {
      name: "a key that a merge also brings",
      yaml: "x-app: &app {image: 'acme/app:1'}\nservices: {app: {<<: *app, image: 'acme/app:2'}}\n",
    },
    {
      name: "merge keys of one mapping and of several",
      yaml: "x-a: &a {image: 'acme/app:1'}\nx-b: &b {user: '1'}\nservices: {one: {<<: *a}, two: {<<: [*a, *b]}}\n",
    },
    { name: "a merge key in quotes is a key like others", yaml: `x-a: {"<<": 5}\n${APP}` },
    { name: "an anchor that is set again", yaml: `x-a: &a 1\nx-b: &a 2\nx-c: *a\n${APP}` },
    { name: "numbers without end in quotes", yaml: `x-a: [".inf", '.nan']\n${APP}` },
    {
      name: "tags that fit",
      yaml: `x-a: [!!int "5", !!str 5, !!bool "true", !!null "", !!float 1, !own x, !!binary YQ==]\n${APP}`,
    },
    { name: "a question mark in quotes, in brackets", yaml: `x-a: ["a?b"]\nx-b: a?b\n${APP}` },
    { name: "a comment directly behind a bracket", yaml: `x-a: []#why\n${APP}` },
    { name: "lines in brackets that start at the margin", yaml: "services: {\napp: {\nimage: 'acme/app:1'\n}\n}\n" },
    { name: "a trailing comma", yaml: "services: {app: {image: 'acme/app:1', command: [a, b,],},}\n" },
    {
      name: "a variable that is not set",
      yaml: "services: {app: {image: '${IMAGE}', command: ['${A}', '${B:-b}']}}\n",
    },
    {
      name: "two files",
      yaml: { "stack.yml": APP, "more.yml": "x-note: more\n" },
    },
  ],
  invalid: [
    one(
      "an empty file",
      "⟦⟧",
      "There is no mapping at the top of the file; deploy refuses it.",
      "`services:` at its top.",
    ),
    one("comments only", "⟦⟧# nothing\n", "There is no mapping at the top"),
    one("a list at the top", "⟦- services⟧\n", "There is no mapping at the top"),
    one("a text at the top", "⟦services⟧\n", "There is no mapping at the top"),
    one("an empty first document", "---⟦⟧\n---\nservices: {}\n", "There is no mapping at the top"),
    one(
      "a control character",
      `${APP}x-a: "a⟦\u0007⟧"\n`,
      "The file holds the control character U+0007,",
      "Remove the character.",
    ),
    one("a control character in the second document", `${APP}---\n# ⟦\u007F⟧\n`, "U+007F"),
    one("the directive of YAML 1.2", `⟦%YAML 1.2⟧\n---\n${APP}`, "a version that Docker does not read"),
    one("a directive that nobody knows", `⟦%FOO bar⟧\n---\n${APP}`, "Docker does not know this `%` directive"),
    one(
      "a key that stands twice",
      "services:\n  app:\n    image: acme/app:1\n    ⟦image⟧: acme/app:2\n",
      "The key `image` stands twice in one mapping; deploy refuses the file.",
      "Keep one of the two.",
    ),
    {
      name: "a key that stands three times, with and without quotes",
      yaml: `x-a: {a: 1, ⟦"a"⟧: 2, ⟦'a'⟧: 3}\n${APP}`,
      findings: [error("The key `a` stands twice"), error("The key `a` stands twice")],
    },
    one(
      "two merge keys",
      "x-app: &app {image: 'acme/app:1'}\nservices: {app: {<<: *app, ⟦<<⟧: *app}}\n",
      "The key `<<` stands twice",
    ),
    {
      name: "keys that are no text",
      yaml: `x-a: {⟦5⟧: a, ⟦true⟧: b, ⟦null⟧: c, ⟦2024-01-01⟧: d, ⟦1.5⟧: e}\n${APP}`,
      findings: [1, 2, 3, 4, 5].map(() => error("This key is not a string", "Put the key in quotes.")),
    },
    one("a key that is a list", `x-a: {? ⟦[a, b]⟧ : c}\n${APP}`, "This key is not a string"),
    {
      name: "a merge of something that is no mapping",
      yaml: "x-a: &a 5\nservices: {app: {image: 'acme/app:1', <<: ⟦5⟧}, two: {image: 'acme/app:1', <<: ⟦*a⟧}, three: {image: 'acme/app:1', ⟦<<⟧: }}\n",
      findings: [1, 2, 3].map(() =>
        error("A merge key `<<` takes a mapping or a list of mappings", "Write `<<: *anchor`"),
      ),
    },
    one(
      "a list to merge with something that is no mapping",
      "x-a: &a {image: 'acme/app:1'}\nservices: {app: {<<: [*a, ⟦text⟧]}}\n",
      "A merge key `<<` takes",
    ),
    {
      name: "numbers without end",
      yaml: `x-a: [⟦.inf⟧, ⟦-.inf⟧, ⟦.nan⟧]\n${APP}`,
      findings: [1, 2, 3].map(() => error("Docker cannot pass on a number that is infinite or none")),
    },
    one(
      "an alias without an anchor",
      "services: {app: ⟦*base⟧}\n",
      "There is no anchor `&base` before this alias",
      "above its first use",
    ),
    one("an alias above its anchor", `x-a: ⟦*late⟧\nx-b: &late 1\n${APP}`, "There is no anchor `&late`"),
    one("an anchor that stands in another file", `x-a: ⟦*elsewhere⟧\n${APP}`, "There is no anchor `&elsewhere`"),
    one(
      "an anchor that contains itself",
      "services: &all {app: ⟦*all⟧}\n",
      "The anchor `&all` contains itself",
      "Remove the alias.",
    ),
    one(
      "an anchor with a name that Docker does not read",
      `x-a: &a.b ⟦1⟧\n${APP}`,
      "The name of this anchor or alias is not valid",
    ),
    one(
      "an alias with a name that Docker does not read",
      `x-a: ⟦*é⟧\n${APP}`,
      "The name of this anchor or alias is not valid",
    ),
    one(
      "a tag that does not fit",
      `x-a: !!int ⟦five⟧\n${APP}`,
      "The value is not of the type that its tag names",
      "Remove the tag.",
    ),
    one(
      "aliases of aliases",
      `x-a: &a [0, 0, 0, 0, 0, 0, 0, 0, 0, 0]\nx-b: &b [${"*a, ".repeat(20)}*a]\nx-c: &c [${"*b, ".repeat(20)}*b]\nx-d: [⟦*c⟧, *c]\n${APP}`,
      "Aliases multiply the file to an excessive size here",
      "Use fewer aliases",
    ),
    one(
      "a tab at the start of a line",
      "services:\n⟦\t⟧app: {image: 'acme/app:1'}\n",
      "The line is indented with a tab",
      "Indent with spaces.",
    ),
    one("a tab behind a dash", `x-a:\n  b: 1\n⟦\t⟧\n${APP}`, "A tab stands here where YAML takes only spaces"),
    one(
      "a question mark in brackets",
      `x-a: [a⟦?⟧b]\n${APP}`,
      "Inside `[ ]` and `{ }`, Docker takes a `?`",
      "Put the value in quotes.",
    ),
    one(
      "a line that is too far left",
      "services:\n  app:\n    image: acme/app:1\n⟦ ⟧  user: '1'\n",
      "The indentation does not fit the lines above",
    ),
    one(
      "a missing space after a colon",
      "services:\n  app:\n    ⟦image:x\n    command⟧: run\n",
      "A key must stand on one line",
    ),
    one("a colon in a value", "services:\n  app:\n    image: ⟦a⟧: b\n", "A key stands inside the value of another key"),
    one(
      "a text behind a quoted text",
      "services:\n  app:\n    image: 'a' ⟦b⟧\n",
      "does not belong to the value before it",
    ),
    one("a list behind a key on its line", "services:\n  app: ⟦-⟧ b\n", "does not belong to the value before it"),
    one(
      "a character that starts no value",
      "services: {app: {image: ⟦@⟧app}}\n",
      "A plain value cannot start with this character",
      "Put the value in quotes.",
    ),
    one(
      "an unknown backslash sequence",
      'services: {app: {image: "⟦\\⟧q"}}\n',
      "The backslash sequence in this double-quoted text is not valid",
    ),
    one("a block value in brackets", "services: {app: {image: ⟦a: b⟧}}\n", "A block value cannot stand inside"),
    one("two anchors", `x-a: &a ⟦&b⟧ 1\n${APP}`, "The value has two anchors", "Keep one."),
    one("two tags", `x-a: !!str ⟦!!str⟧ a\n${APP}`, "The value has two tags", "Keep one."),
    one("an alias with an anchor", `x-a: &a 1\nx-b: &b ⟦*a⟧\n${APP}`, "An alias cannot have an anchor or a tag"),
    one("a quote that is never closed", `${APP}x-a: 'text\n⟦⟧`, "A quote that is opened above is not closed"),
    one("a bracket too many", "services: {app: {image: 'acme/app:1'}}⟦]⟧\n", "does not belong to the value before it"),
    one("a key without its end", `? [a\n⟦⟧`, "so the file is not valid YAML; deploy refuses it."),
    {
      name: "the second of two files",
      yaml: { "stack.yml": APP, "more.yml": "⟦- a⟧\n" },
      findings: [error("There is no mapping at the top")],
    },
    {
      name: "both files",
      yaml: {
        "stack.yml": "x-a: {a: 1, ⟦a⟧: 1}\nservices: {app: {image: 'acme/app:1'}}\n",
        "more.yml": "x-more: {a: 1, ⟦a⟧: 1}\n",
      },
      findings: [error("The key `a` stands twice"), error("The key `a` stands twice")],
    },
    {
      name: "another mistake beside it is found as well",
      yaml: "services: {app: {imag: 'acme/app:1', image: 'acme/app:1', ⟦image⟧: 'acme/app:1'}}\n",
      rejected: ["schema-invalid"],
      findings: [error("The key `image` stands twice")],
    },
  ],
});
