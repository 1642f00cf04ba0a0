import { describe, expect, it } from "vitest";
import type { Problem } from "../../src/model/problem.ts";
import { readStack } from "../../src/stack/load.ts";
import { checkMounts } from "../../src/stack/mounts.ts";
import { environment, marked, sourceFile } from "./reading.ts";

/** What is wrong with the mounts of `web`, in a stack that declares the volumes `data` and `db`. */
function problemsOf(mounts: string): { problems: Problem[]; spans: [number, number][] } {
  const { text, spans } = marked(`services: {web: {image: x, volumes: [${mounts}]}}\nvolumes: {data: , db: }`);
  const { services, volumes } = readStack([sourceFile(text)], environment());
  return { problems: checkMounts(services, volumes), spans };
}

const mount = (type: string, rest: string) => `⟦{type: ${type}, target: /t${rest === "" ? "" : `, ${rest}`}}⟧`;
const TYPE_HELP = (option: string) => `Remove the \`${option}\` options, or correct the type.`;

describe("checkMounts", () => {
  it.each(
    [
      ["volume", "source: data", ["bind", "tmpfs", "cluster"], ["volume"]],
      ["bind", "source: /h", ["volume", "tmpfs", "cluster"], ["bind"]],
      ["tmpfs", "", ["bind", "volume", "cluster"], ["tmpfs"]],
      ["npipe", "source: /h", ["volume", "tmpfs"], ["bind", "cluster"]],
      ["cluster", "source: data", ["tmpfs", "bind", "volume"], ["cluster"]],
      ["image", "source: i", [], []],
      ["'${T}'", "source: data", [], ["bind", "volume", "tmpfs", "cluster"]],
    ].flatMap(([type, rest, refused, taken]) => [
      ...(refused as string[]).map((option) => [type, rest, option, true] as const),
      ...(taken as string[]).map((option) => [type, rest, option, false] as const),
    ]) as [string, string, string, boolean][],
  )("a mount {type: %s, %s} with the options `%s` is refused: %s", (type, rest, option, isRefused) => {
    const { problems, spans } = problemsOf(mount(type, [rest, `${option}: {}`].filter(Boolean).join(", ")));
    if (!isRefused) return expect(problems).toEqual([]);
    expect(problems).toEqual([
      {
        rule: "mount-invalid",
        place: { file: expect.anything(), start: spans[0]?.[0], end: spans[0]?.[1] },
        message: `\`${option}\` options do not go with a mount of type \`${type}\`; deploy refuses the stack.`,
        help: TYPE_HELP(option),
        service: "web",
        subject: "volumes[/t]",
      },
    ]);
  });

  it.each([
    ["volume", "tmpfs: {}, bind: {}, cluster: {}", "tmpfs"],
    ["bind", "source: /h, cluster: {}, tmpfs: {}, volume: {}", "volume"],
    ["tmpfs", "source: s, cluster: {}, volume: {}, bind: {}", "bind"],
    ["npipe", "tmpfs: {}, volume: {}", "volume"],
    ["cluster", "bind: {}, tmpfs: {}", "tmpfs"],
  ])("names one option of several, before a missing source: %s, {%s}", (type, rest, option) => {
    const { problems } = problemsOf(mount(type, rest));
    expect(problems.map(({ help }) => help)).toEqual([TYPE_HELP(option)]);
  });

  it.each([
    ["⟦data:/t:shared⟧", "bind", "volume"],
    ["⟦/h:/t:nocopy⟧", "volume", "bind"],
    ["⟦nowhere:/t:rslave⟧", "bind", "volume"],
  ])("refuses the mode of the short form %s", (text, option, type) => {
    const { problems } = problemsOf(text);
    expect(problems).toMatchObject([
      {
        rule: "mount-invalid",
        message: `\`${option}\` options do not go with a mount of type \`${type}\`; deploy refuses the stack.`,
      },
    ]);
  });

  it.each([
    [
      "image",
      "source: x",
      "No engine takes a mount of type `image` in a service; it refuses the service.",
      "Copy the files into the image, or use a config or a volume.",
    ],
    [
      "image",
      "bind: {}",
      "No engine takes a mount of type `image` in a service; it refuses the service.",
      "Copy the files into the image, or use a config or a volume.",
    ],
    ["npipe", "", "A mount of type `npipe` needs a `source`; deploy refuses the stack.", "Add `source:`."],
    [
      "cluster",
      "source: ''",
      "A mount of type `cluster` needs a `source`; deploy refuses the stack.",
      "Add `source:`.",
    ],
    [
      "tmpfs",
      "source: data",
      "A mount of type `tmpfs` cannot have a `source`; deploy refuses the stack.",
      "Remove `source:`, or correct the type.",
    ],
  ])("refuses a mount of type %s with {%s}", (type, rest, message, help) => {
    const { problems, spans } = problemsOf(mount(type, rest));
    const place = { file: expect.anything(), start: spans[0]?.[0], end: spans[0]?.[1] };
    expect(problems).toEqual([{ rule: "mount-invalid", place, message, help, service: "web", subject: "volumes[/t]" }]);
  });

  const FOLDER = (name: string) => `If a folder is meant, write \`./${name}\` or an absolute path.`;

  it.each([
    ["⟦nowhere:/t⟧", "nowhere", "Declare `nowhere` under the top-level `volumes`."],
    ["⟦toString:/t⟧", "toString", "Declare `toString` under the top-level `volumes`."],
    ["⟦Data:/t⟧", "Data", "Declare `Data` under the top-level `volumes`."],
    ["⟦some/folder:/t⟧", "some/folder", FOLDER("some/folder")],
    ["'⟦a\\b:/t⟧'", "a\\b", FOLDER("a\\b")],
    ["'⟦{{.Node.ID}}/x:/t⟧'", "{{.Node.ID}}/x", "Declare a volume and put the template into its `name:`."],
    [mount("volume", "source: ./x"), "./x", "If a folder is meant, write `type: bind`."],
    [mount("volume", "source: nowhere"), "nowhere", "Declare `nowhere` under the top-level `volumes`."],
    [mount("cluster", "source: nowhere"), "nowhere", "Declare `nowhere` under the top-level `volumes`."],
    [mount("volume", "source: 'group:x'"), "group:x", "Declare `group:x` under the top-level `volumes`."],
  ])("finds a volume that is not declared: %s", (text, name, help) => {
    const { problems } = problemsOf(text);
    expect(problems).toMatchObject([
      {
        rule: "undeclared-volume",
        message: `The volume \`${name}\` is declared nowhere in the stack; deploy refuses the stack, after it has created the networks.`,
        help,
        service: "web",
        subject: "volumes[/t]",
      },
    ]);
  });

  it.each([
    "data:/a, db:/b",
    "/a, /b, data:/a/b",
    "./x:/a, ~/x:/b, /x:/c",
    mount("cluster", "source: 'group:x'"),
    mount("cluster", "source: db"),
    mount("volume", ""),
    mount("volume", "source: ''"),
    mount("bind", "source: nowhere"),
    mount("npipe", "source: nowhere"),
    mount("'${T}'", "source: nowhere"),
    "'${V}:/a', 'x${V}:/b'",
    "'data:/a${T}', 'db:/a${T}'",
  ])("finds nothing wrong with %s", (text) => {
    expect(problemsOf(text).problems).toEqual([]);
  });

  it("finds a target that stands twice, in each service for itself", () => {
    const { problems, spans } = problemsOf("data:/a, ⟦db:/a⟧, ⟦{type: tmpfs, target: /a}⟧");
    expect(problems).toEqual(
      spans.map(([start, end]) => ({
        rule: "duplicate-target",
        place: { file: expect.anything(), start, end },
        message: "An earlier mount of this service has the same target; the engine refuses the service.",
        help: "Remove one of the two, or give this one another path.",
        service: "web",
        subject: "volumes[/a]",
      })),
    );
    const two = "services: {a: {image: x, volumes: [/a]}, b: {image: x, volumes: [/a]}}";
    expect(readStack([sourceFile(two)], environment()).problems).toEqual([]);
  });

  it.each(["/a/", "//a", "/a/.", "/./a"])(
    "finds one path in two spellings, which only a node refuses: /a and %s",
    (target) => {
      const { problems } = problemsOf(`data:/a, db:${target}`);
      expect(problems).toMatchObject([
        { rule: "duplicate-target", category: "persistence", subject: `volumes[${target}]` },
      ]);
    },
  );

  it("says of one mount that it is refused and that its target stands twice", () => {
    const { problems } = problemsOf("data:/a, nowhere:/a");
    expect(problems.map(({ rule }) => rule)).toEqual(["undeclared-volume", "duplicate-target"]);
  });
});
