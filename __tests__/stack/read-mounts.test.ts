import { describe, expect, it } from "vitest";
import type { Problem } from "../../src/model/problem.ts";
import { interpolate } from "../../src/stack/interpolate.ts";
import type { Mount } from "../../src/stack/model.ts";
import { readMount, targetOf } from "../../src/stack/mounts.ts";
import { unknownValue } from "../../src/yaml/unknown.ts";
import { at, environment, marked, rootOf } from "./reading.ts";

function read(entry: string) {
  const { text, spans } = marked(`x-m: ${entry}`);
  const problems: Problem[] = [];
  const root = interpolate(rootOf(text), environment(), problems);
  const mount = readMount(at(root, "x-m"), "web", problems);
  return { mount, problems, spans, root };
}

/** A mount with `source`, `target`, `typeWaits` and `subpath` as plain texts, and options as a list. */
function plainly(mount: Mount | undefined): unknown {
  if (!mount) return undefined;
  const { place: _, via: __, source, target, typeWaits, subpath, options, ...rest } = mount;
  return {
    ...rest,
    source: source?.value,
    target: target.value,
    options: [...options],
    ...(typeWaits ? { typeWaits: typeWaits.value } : {}),
    ...(subpath ? { subpath: subpath.value } : {}),
  };
}

const short = { form: "short", readOnly: false, options: [], droppedModes: [] };
const long = { ...short, form: "long" };
const [S, T] = [unknownValue("S"), unknownValue("T")];

const READ: readonly [entry: string, mount: object][] = [
  ["data:/t", { ...short, type: "volume", source: "data", target: "/t" }],
  ["/t", { ...short, type: "volume", source: undefined, target: "/t" }],
  ["./x:/t:ro", { ...short, type: "bind", source: "./x", target: "/t", readOnly: true }],
  [
    "data:/t:Z,nocopy,RO",
    {
      ...short,
      type: "volume",
      source: "data",
      target: "/t",
      nocopy: true,
      options: ["volume"],
      droppedModes: ["Z", "RO"],
    },
  ],
  ["/h:/t:rslave", { ...short, type: "bind", source: "/h", target: "/t", propagation: "rslave", options: ["bind"] }],
  [
    "/h:/t:shared,nocopy",
    {
      ...short,
      type: "bind",
      source: "/h",
      target: "/t",
      propagation: "shared",
      nocopy: true,
      options: ["bind", "volume"],
    },
  ],
  ["'${S}:/t:${T}'", { ...short, type: "unknown", source: S, target: "/t", readOnly: undefined }],
  ["{type: volume, source: data, target: /t}", { ...long, type: "volume", source: "data", target: "/t" }],
  ["{type: volume, source: '', target: ''}", { ...long, type: "volume", source: undefined, target: "" }],
  ["{type: volume}", { ...long, type: "volume", source: undefined, target: "" }],
  [
    "{type: bind, source: /h, target: /t, read_only: true, consistency: cached, bind: {propagation: slave}}",
    {
      ...long,
      type: "bind",
      source: "/h",
      target: "/t",
      readOnly: true,
      consistency: "cached",
      propagation: "slave",
      options: ["bind"],
    },
  ],
  [
    "{type: tmpfs, target: /t, tmpfs: {size: 5}}",
    {
      ...long,
      type: "tmpfs",
      source: undefined,
      target: "/t",
      tmpfsSize: 5,
      options: ["tmpfs"],
    },
  ],
  ["{type: tmpfs, tmpfs: {size: '5'}}", { ...long, type: "tmpfs", source: undefined, target: "", options: ["tmpfs"] }],
  [
    "{type: volume, volume: {nocopy: true, subpath: a}, cluster: {}}",
    {
      ...long,
      type: "volume",
      source: undefined,
      target: "",
      nocopy: true,
      subpath: "a",
      options: ["volume", "cluster"],
    },
  ],
  [
    "{type: volume, volume: {nocopy: false, subpath: }, bind: , tmpfs: 1, image: {}}",
    {
      ...long,
      type: "volume",
      source: undefined,
      target: "",
      options: ["volume"],
    },
  ],
  ["{type: npipe, source: '\\\\.\\pipe\\x'}", { ...long, type: "npipe", source: "\\\\.\\pipe\\x", target: "" }],
  ["{type: cluster, source: 'group:x'}", { ...long, type: "cluster", source: "group:x", target: "" }],
  ["{type: image, source: x}", { ...long, type: "image", source: "x", target: "" }],
  [
    "{type: '${T}', source: '${S}', target: '/${T}', read_only: '${S}'}",
    {
      ...long,
      type: "unknown",
      typeWaits: T,
      source: S,
      target: `/${T}`,
      readOnly: undefined,
    },
  ],
  [
    "{type: bind, source: '${S}', read_only: , volume: {subpath: '${T}'}}",
    {
      ...long,
      type: "bind",
      source: S,
      target: "",
      options: ["volume"],
      subpath: T,
    },
  ],
  ["{type: volume, read_only: [true], target: 5}", { ...long, type: "volume", source: undefined, target: "5" }],
];

describe("readMount", () => {
  it.each(READ)("reads %s", (entry, mount) => {
    const found = read(entry);
    expect(plainly(found.mount)).toEqual(mount);
    expect(found.problems).toEqual([]);
  });

  it.each(["[data:/t]", "5", "true", "", "{source: data, target: /t}", "{}", "{type: , target: /t}"])(
    "leaves to others what is no mount: %s",
    (entry) => {
      expect(read(entry)).toMatchObject({ mount: undefined, problems: [] });
    },
  );

  it.each([
    ["⟦''⟧", "the entry is empty"],
    ["⟦'data:'⟧", "there is nothing between two colons, or before or after one"],
    ["⟦data:/a:ro:x⟧", "there are too many colons"],
  ])("refuses %s", (entry, reason) => {
    const { mount, problems, spans } = read(entry);
    expect(mount).toBeUndefined();
    expect(problems).toEqual([
      {
        rule: "volume-spec-invalid",
        place: { file: expect.anything(), start: spans[0]?.[0], end: spans[0]?.[1] },
        message: `This volume entry cannot be read (${reason}); deploy refuses the file.`,
        help: "Write `name:/path/in/container`, `/host/path:/path/in/container` or the long form with `type:`. A variable that is not set leaves an empty part behind.",
        service: "web",
        subject: "volumes",
      },
    ]);
  });

  it.each(["Volume", "volumes", "nfs", "constructor", "5"])("does not know the type %s", (type) => {
    const { mount, problems, spans } = read(`{type: ⟦${type}⟧, target: /t}`);
    expect(mount).toBeUndefined();
    expect(problems).toEqual([
      {
        rule: "mount-invalid",
        place: { file: expect.anything(), start: spans[0]?.[0], end: spans[0]?.[1] },
        message: "Docker does not know this mount type; deploy refuses the stack.",
        help: "Use `volume`, `bind`, `tmpfs`, `npipe` or `cluster`, in lower case.",
        service: "web",
        subject: "volumes type",
      },
    ]);
  });

  const SOURCE = [
    "volumes source",
    "A mount of type `bind` needs a `source`; deploy refuses the file.",
    "Add `source:`. A variable that is not set leaves it empty.",
  ] as const;
  const SUBPATH = [
    "volumes subpath",
    "`subpath` must be text; deploy refuses the file.",
    "Put the value in quotes.",
  ] as const;

  it.each([
    ["⟦{type: bind, target: /t}⟧", SOURCE],
    ["⟦{type: bind, source: }⟧", SOURCE],
    ["{type: bind, source: ⟦''⟧}", SOURCE],
    ["{type: volume, volume: {subpath: ⟦5⟧}}", SUBPATH],
    ["{type: volume, volume: {subpath: ⟦true⟧}}", SUBPATH],
    ["{type: volume, volume: {subpath: ⟦[a]⟧}}", SUBPATH],
    ["{type: tmpfs, volume: {subpath: ⟦{}⟧}}", SUBPATH],
  ])("keeps %s, and says that it is refused", (entry, [subject, message, help]) => {
    const { mount, problems, spans } = read(entry);
    expect(mount).toBeDefined();
    const place = { file: expect.anything(), start: spans[0]?.[0], end: spans[0]?.[1] };
    expect(problems).toEqual([{ rule: "mount-invalid", place, message, help, service: "web", subject }]);
  });

  it("has the place of the entry, and of each text in a long one", () => {
    const entry = read("⟦{type: bind, source: ⟦/h⟧, target: ⟦/t⟧, volume: {subpath: ⟦s⟧}}⟧");
    const spanOf = (located: { place: { start: number; end: number } } | undefined) =>
      located && [located.place.start, located.place.end];
    const { mount, spans } = entry;
    expect([mount, mount?.source, mount?.target, mount?.subpath].map(spanOf)).toEqual(spans);
    const whole = read("⟦'data:/t'⟧");
    expect([whole.mount, whole.mount?.source, whole.mount?.target].map(spanOf)).toEqual(Array(3).fill(whole.spans[0]));
    const none = read("⟦{type: volume}⟧");
    expect(spanOf(none.mount?.target)).toEqual(none.spans[0]);
  });

  it("has the place of the alias that it came through, and texts the place of the definition", () => {
    const { text, spans } = marked("x-m: &m ⟦data:/t⟧\nx-l: &l [⟦/s⟧]\nx-u: ⟦*m⟧\nx-v: ⟦*l⟧");
    const root = rootOf(text);
    const direct = readMount(at(root, "x-u"), "web", []);
    expect([direct?.place.start, direct?.place.end]).toEqual(spans[2]);
    expect([direct?.source?.place.start, direct?.source?.place.end]).toEqual(spans[0]);
    expect(direct?.via?.anchor).toBe("m");
    expect(direct?.target.via?.anchor).toBe("m");
    expect(direct?.place).not.toHaveProperty("value");
  });
});

describe("targetOf", () => {
  it.each([
    ["data:/t", "/t"],
    ["/t", "/t"],
    ["./x:/t/:ro", "/t/"],
    ["5", "5"],
    ["''", ""],
    ["'data:'", ""],
    ["{target: /t}", "/t"],
    ["{target: 5}", "5"],
    ["{target: }", ""],
    ["{type: volume}", ""],
    ["[/t]", ""],
  ])("of %s is %j", (entry, target) => {
    expect(targetOf(at(rootOf(`x-m: ${entry}`), "x-m"))).toBe(target);
  });
});
