import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Change, Path, Value } from "../../src/edit/change.ts";
import { applyEdits, editsFor } from "../../src/edit/edits.ts";
import { expectedValue, sameValue } from "../../src/edit/expected.ts";
import { parseFile } from "../../src/yaml/parse.ts";
import { type Mapping, type Tree, toPlain } from "../../src/yaml/tree.ts";
import { dedent } from "../rules/harness.ts";

type Bare = Change extends infer C ? (C extends Change ? Omit<C, "file"> : never) : never;

function rootOf(text: string): Mapping {
  const { root, problems } = parseFile({ path: "stack.yml", text });
  if (!root) throw new Error(`${problems[0]?.message}\n${text}`);
  return root;
}

/** The text after the changes; undefined when they cannot be made. */
function changed(text: string, changes: readonly Bare[]): string | undefined {
  const root = rootOf(text);
  const all = changes.map((change) => ({ ...change, file: root.file }) as Change);
  const edits = editsFor(all, new Map([[root.file, root]]));
  if (edits === undefined) return undefined;
  return (applyEdits(edits).get(root.file) ?? root.file).text;
}

const set = (path: Path, value: Value): Bare => ({ kind: "set", path, value });
const append = (path: Path, value: Value): Bare => ({ kind: "append", path, value });
const remove = (path: Path): Bare => ({ kind: "remove", path });
const rename = (path: Path, to: string): Bare => ({ kind: "rename", path, to });

interface Case {
  readonly name: string;
  readonly before: string;
  readonly changes: readonly Bare[];
  /** undefined: it cannot be done in place. */
  readonly after: string | undefined;
}

const CASES: readonly Case[] = [
  {
    name: "a key behind the last one, before the comment of what follows",
    before: `
      services:
        a:
          image: x # the image
          # volumes: none

        b:
          image: y
    `,
    changes: [set(["services", "a", "hostname"], "a")],
    after: `
      services:
        a:
          image: x # the image
          hostname: a
          # volumes: none

        b:
          image: y
    `,
  },
  {
    name: "a list below keys that do not exist, as the file indents",
    before: `
      services:
          a:
              image: x
              ports:
              - 80:80
    `,
    changes: [append(["services", "a", "deploy", "placement", "constraints"], "node.hostname == n1")],
    after: `
      services:
          a:
              image: x
              ports:
              - 80:80
              deploy:
                  placement:
                      constraints:
                      - node.hostname == n1
    `,
  },
  {
    name: "an item of a block list",
    before: `
      a:
        - one
        - two   # the second
      b: 1
    `,
    changes: [append(["a"], { type: "volume", source: "x", volume: { nocopy: true } })],
    after: `
      a:
        - one
        - two   # the second
        - type: volume
          source: x
          volume:
            nocopy: true
      b: 1
    `,
  },
  {
    name: "an item and a key in flow style",
    before: `
      a: {b: [one, "two"], c: {d: 1,}} # end
    `,
    changes: [append(["a", "b"], "x?y"), set(["a", "c", "e"], { f: ["g, h"] })],
    after: `
      a: {b: [one, "two", "x?y"], c: {d: 1, e: { f: ["g, h"] },}} # end
    `,
  },
  {
    name: "below a key without a value, behind its comment",
    before: `
      volumes:
        data: # all of it
        other: ~
        third: {}
        fourth: null # none
    `,
    changes: ["data", "other", "third", "fourth"].map((key) => set(["volumes", key, "driver_opts", "type"], "nfs")),
    after: `
      volumes:
        data: # all of it
          driver_opts:
            type: nfs
        other:
          driver_opts:
            type: nfs
        third:
          driver_opts:
            type: nfs
        fourth: # none
          driver_opts:
            type: nfs
    `,
  },
  {
    name: "in the quotes that stood there",
    before: `
      a: 'it'
      b: "x"
      c: plain
      d: plain
      e: !!str tagged
      f: 3.8
    `,
    changes: [
      set(["a"], "it's"),
      set(["b"], 'a "b"'),
      set(["c"], "a:b c"),
      set(["d"], "a: b"),
      set(["e"], "other"),
      set(["f"], "3.8"),
    ],
    after: `
      a: 'it''s'
      b: "a \\"b\\""
      c: a:b c
      d: "a: b"
      e: !!str other
      f: "3.8"
    `,
  },
  {
    name: "a section at the end, apart as the others are",
    before: `
      version: "3.8"

      services:
        a:
          image: x
      # the end
    `,
    changes: [set(["volumes", "data"], null)],
    after: `
      version: "3.8"

      services:
        a:
          image: x

      volumes:
        data:
      # the end
    `,
  },
  {
    name: "three places that end at one line, from the deepest",
    before: `
      services:
        a:
          image: x
    `,
    changes: [
      set(["volumes", "data"], null),
      append(["services", "a", "volumes"], "data:/data"),
      set(["services", "a", "hostname"], "a"),
    ],
    after: `
      services:
        a:
          image: x
          volumes:
            - data:/data
          hostname: a
      volumes:
        data:
    `,
  },
  {
    name: "one key made twice",
    before: "a: 1\n",
    changes: [set(["b", "c"], 1), set(["b", "d"], 2)],
    after: undefined,
  },
  {
    name: "removal of lines, and of what would be left empty",
    before: `
      services:
        a:
          restart: always # ignored
          image: x
          deploy:
            placement:
              constraints: [one]
        b:
          volumes:
            - type: volume
              target: /x
            - y:/z
    `,
    changes: [
      remove(["services", "a", "restart"]),
      remove(["services", "a", "deploy", "placement", "constraints", 0]),
      remove(["services", "b", "volumes", 0, "type"]),
      remove(["services", "b", "volumes", 1]),
    ],
    after: `
      services:
        a:
          image: x
        b:
          volumes:
            - target: /x
    `,
  },
  {
    name: "removal in flow style",
    before: "a: {b: 1, c: [x, y], d: {e: 1}}\n",
    changes: [remove(["a", "b"]), remove(["a", "c", 1]), remove(["a", "d", "e"])],
    after: "a: {c: [x]}\n",
  },
  {
    name: "another name",
    before: `
      volumes:
        data: # keep
          driver: local
        "two":
    `,
    changes: [rename(["volumes", "data"], "data-nfs"), rename(["volumes", "two"], "three")],
    after: `
      volumes:
        data-nfs: # keep
          driver: local
        "three":
    `,
  },
  {
    name: "an alias is replaced where it is used",
    before: "a: &x {b: 1}\nc: *x\nd: 1\n",
    changes: [set(["c"], { e: 2 })],
    after: "a: &x {b: 1}\nc:\n  e: 2\nd: 1\n",
  },
  { name: "through an alias", before: "a: &x {b: 1}\nc: *x\n", changes: [set(["c", "b"], 2)], after: undefined },
  {
    name: "through a merge key",
    before: "a: &x {b: {c: 1}}\nd:\n  <<: *x\n",
    changes: [set(["d", "b", "c"], 2)],
    after: undefined,
  },
  {
    name: "beside a merge key",
    before: "a: &x {b: {c: 1}}\nd:\n  <<: *x\ne: {<<: *x}\n",
    changes: [set(["d", "f"], 2), set(["e", "f"], 2)],
    after: "a: &x {b: {c: 1}}\nd:\n  <<: *x\n  f: 2\ne: {<<: *x, f: 2}\n",
  },
  { name: "a text of several lines", before: "a: |\n  b\n", changes: [set(["a"], "c")], after: undefined },
  {
    name: "behind a text of several lines",
    before: "s:\n  a: |\n    b\n\n  # two\nt: >-\n  c\n",
    changes: [set(["s", "d"], 1), set(["u"], 2)],
    after: "s:\n  a: |\n    b\n  d: 1\n\n  # two\nt: >-\n  c\nu: 2\n",
  },
  { name: "below a text", before: "a: b\n", changes: [set(["a", "c"], 1)], after: undefined },
  {
    name: "without a last line end",
    before: "a:\n  b: 1",
    changes: [set(["a", "c"], 2)],
    after: "a:\n  b: 1\n  c: 2",
  },
  { name: "the last line goes", before: "a: 1\r\nb: 2", changes: [remove(["b"])], after: "a: 1" },
  {
    name: "line ends of Windows",
    before: "a:\r\n  b: 1\r\n  g: 2\r\nc:\r\n",
    changes: [set(["a", "d"], ["x"]), set(["c", "e"], 1), remove(["a", "b"])],
    after: "a:\r\n  g: 2\r\n  d:\r\n    - x\r\nc:\r\n  e: 1\r\n",
  },
];

describe("a change of the structure is an edit of the text", () => {
  it.each(CASES)("$name", ({ before, changes, after }) => {
    const clean = (text: string) => (text.startsWith("\n") ? dedent(text) : text);
    const text = clean(before);
    const result = changed(text, changes);
    expect(result).toBe(after === undefined ? undefined : clean(after));
    if (result !== undefined) holds(text, changes, result);
  });
});

/** The new text is read as the old value with the changes made to it, and keeps every comment that no removal takes. */
function holds(text: string, changes: readonly Bare[], result: string): void {
  const root = rootOf(text);
  const all = changes.map((change) => ({ ...change, file: root.file }) as Change);
  const is = toPlain(rootOf(result));
  if (!sameValue(is, expectedValue(root, all))) {
    throw new Error(`${text}\n---\n${result}\n---\n${JSON.stringify(changes)}`);
  }
}

// ---- Any text, any change ----

const KEYS = ["a", "b-c", "d.e", "x_1", "on", "7up"];
const scalar = fc.oneof(
  fc.constantFrom(
    "plain",
    "3.8",
    "yes",
    "a:b",
    "x y",
    "it's",
    'say "x"',
    "# no",
    "{a}",
    "${VAR:-x, y}",
    "",
    "é☃",
    "- a",
    "tab\tx",
  ),
  fc.integer({ min: -5, max: 99 }),
  fc.boolean(),
  fc.constant(null),
);
const { value } = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small", maxDepth: 4 },
    scalar,
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...KEYS), tie("value"), { maxKeys: 3 }),
  ),
}));
const document = fc.dictionary(fc.constantFrom(...KEYS), value, { minKeys: 1, maxKeys: 4 });

/** Writes a value with a style that `random` chooses at every place. */
function write(value: Value, indent: string, random: () => number, flow: boolean): string {
  const pick = (count: number) => random() % count;
  const comment = () => (pick(4) === 0 ? " # note" : "");
  const name = (key: string) => (/^[a-z]/.test(key) && key !== "on" && pick(3) > 0 ? key : JSON.stringify(key));
  if (typeof value !== "object" || value === null) {
    if (value === null) return (flow ? " null" : ["", " ~", " null"][pick(3)]) + (flow ? "" : comment());
    if (typeof value !== "string") return ` ${value}${flow ? "" : comment()}`;
    const quoted =
      pick(3) === 0 && /^[a-z][a-z :]*$/.test(value) && !/^(yes|no)$/.test(value)
        ? value
        : pick(2) === 0 && !/[\t]/.test(value)
          ? `'${value.replaceAll("'", "''")}'`
          : JSON.stringify(value);
    return ` ${quoted}${flow ? "" : comment()}`;
  }
  const entries = Object.entries(value);
  if (flow || entries.length === 0 || pick(4) === 0) {
    const open = Array.isArray(value) ? "[" : "{";
    const close = Array.isArray(value) ? "]" : "}";
    const items = entries.map(([key, one]) =>
      Array.isArray(value)
        ? write(one, "", random, true).trim() || "null"
        : `${name(key)}:${write(one, "", random, true)}`,
    );
    const space = pick(2) === 0 ? " " : "";
    const trailing = items.length > 0 && pick(4) === 0 ? "," : "";
    return ` ${open}${space}${items.join(", ")}${trailing}${space}${close}${flow ? "" : comment()}`;
  }
  const deeper = indent + " ".repeat(1 + pick(3));
  const lines = entries.map(([key, one]) => {
    const before = pick(6) === 0 ? `\n${deeper}# about it` : "";
    const gap = pick(8) === 0 ? "\n" : "";
    if (!Array.isArray(value)) return `${gap}${before}\n${deeper}${name(key)}:${write(one, deeper, random, false)}`;
    if (
      typeof one === "object" &&
      one !== null &&
      !Array.isArray(one) &&
      Object.keys(one).length > 0 &&
      pick(2) === 0
    ) {
      const inner = Object.entries(one).map(([k, v]) => `${name(k)}:${write(v, `${deeper}  `, random, false)}`);
      return `${gap}${before}\n${deeper}- ${inner.join(`\n${deeper}  `)}`;
    }
    return `${gap}${before}\n${deeper}-${write(one, `${deeper}  `, random, typeof one === "object" && one !== null)}`;
  });
  return comment() + lines.join("");
}

function pathsOf(tree: Tree, path: Path = []): Path[] {
  const below =
    tree.kind === "mapping"
      ? Array.from(tree.entries, ([key, entry]) => pathsOf(entry.value, [...path, key]))
      : tree.kind === "sequence"
        ? tree.items.map((item, index) => pathsOf(item, [...path, index]))
        : [];
  return [path, ...below.flat()];
}

const seeded = (seed: number) => {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return state >>> 8;
  };
};

describe("any change of any file", () => {
  const missing = fc.array(fc.constantFrom("new", "more", "a"), { maxLength: 3 });
  it("is what the structure says, or is not offered", () => {
    let made = 0;
    let tried = 0;
    fc.assert(
      fc.property(
        document,
        fc.integer(),
        fc.nat(),
        missing,
        fc.constantFrom("set", "append", "remove", "rename"),
        value,
        fc.boolean(),
        fc.boolean(),
        (content, seed, at, more, kind, what, windows, open) => {
          const entries = Object.entries(content);
          const random = seeded(seed);
          const lines = entries
            .map(([key, one]) => `${JSON.stringify(key)}:${write(one, "", random, false)}\n`)
            .join("");
          const ended = open ? lines.replace(/\n$/, "") : lines;
          const text = windows ? ended.replaceAll("\n", "\r\n") : ended;
          const root = rootOf(text);
          expect(sameValue(toPlain(root), content), `the test writes what it means:\n${text}`).toBe(true);
          const paths = pathsOf(root).slice(1);
          const path = [...(paths[at % paths.length] ?? []), ...(kind === "set" || kind === "append" ? more : [])];
          const change =
            kind === "set" || kind === "append"
              ? ({ kind, path, value: what } as Bare)
              : kind === "rename"
                ? rename(path, "renamed")
                : remove(path);
          tried++;
          const result = changed(text, [change]);
          if (result === undefined) return;
          made++;
          holds(text, [change], result);
          if (kind !== "remove") {
            const comments = (all: string) => all.match(/# (note|about it)/g)?.length ?? 0;
            expect(comments(result), `${text}\n---\n${result}`).toBe(comments(text));
          }
          if (text.includes("\r\n")) expect(result.replaceAll("\r\n", "")).not.toContain("\n");
        },
      ),
      { numRuns: 1500 },
    );
    expect(made).toBeGreaterThan(tried / 3);
  });
});
