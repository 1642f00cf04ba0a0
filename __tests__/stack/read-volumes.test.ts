import { describe, expect, it } from "vitest";
import type { Problem } from "../../src/model/problem.ts";
import { interpolate } from "../../src/stack/interpolate.ts";
import { mergeFiles } from "../../src/stack/merge.ts";
import type { Volume } from "../../src/stack/model.ts";
import { readVolumes } from "../../src/stack/read-volumes.ts";
import { child, type Mapping } from "../../src/yaml/tree.ts";
import { unknownValue } from "../../src/yaml/unknown.ts";
import { environment, marked, rootOf } from "./reading.ts";

function read(section: string) {
  const { text, spans } = marked(`volumes: ${section}`);
  const problems: Problem[] = [];
  const root = interpolate(rootOf(text), environment(), problems);
  return { volumes: readVolumes(child(root, "volumes"), problems), problems, spans };
}

/** The volume with texts as plain values, without what is absent or empty. */
function plainly({ place: _, key: __, replaced: ___, driverOpts, labels, extensions, ...rest }: Volume): unknown {
  const texts = Object.entries(rest).map(([name, value]) => [name, typeof value === "object" ? value.value : value]);
  return {
    ...Object.fromEntries(texts.filter(([, value]) => value !== undefined && value !== false)),
    ...(driverOpts
      ? { driverOpts: Object.fromEntries(Array.from(driverOpts, ([key, text]) => [key, text.value])) }
      : {}),
    ...(labels.size > 0 ? { labels: Object.fromEntries(labels) } : {}),
    ...(extensions.size > 0 ? { extensions: Object.fromEntries(extensions) } : {}),
  };
}

const X = unknownValue("X");

describe("readVolumes", () => {
  it.each([
    ["", {}],
    ["{}", {}],
    ["local", {}],
    ["{name: n, driver: q}", { name: "n", driver: "q" }],
    ["{name: '', driver: ''}", {}],
    ["{name: , driver: }", {}],
    ["{driver_opts: {}}", { driverOpts: {} }],
    ["{driver_opts: }", {}],
    ["{driver_opts: {a: 1e3, b: x, c: 010, d: [1], e: }}", { driverOpts: { a: "1000", b: "x", c: "8", e: "" } }],
    ["{labels: {a: 1, b: }}", { labels: { a: "1", b: "" } }],
    ["{labels: [a=b=c, d]}", { labels: { a: "b=c", d: "" } }],
    ["{x-a: {b: [1]}, x-: , other: 1, 'X-b': 2}", { extensions: { "x-a": { b: [1] }, "x-": null } }],
    ["{external: true}", { external: true }],
    ["{external: true, name: n}", { external: true, name: "n" }],
    ["{external: true, driver: '', driver_opts: {}, labels: []}", { external: true, driverOpts: {} }],
    ["{external: false, driver: q, labels: [a]}", { driver: "q", labels: { a: "" } }],
    ["{external: 'true'}", {}],
    ["{external: }", {}],
    ["{external: {}}", { external: true }],
    ["{external: {name: n}}", { external: true, name: "n" }],
    ["{external: {name: ''}, name: n}", { external: true, name: "n" }],
    ["{external: {name: n}, name: ''}", { external: true, name: "n" }],
    ["{name: 'n${X}', driver: '${X}'}", { name: `n${X}`, driver: X }],
    ["{driver_opts: {a: '${X}'}, labels: {a: '${X}'}}", { driverOpts: { a: X }, labels: { a: X } }],
    ["{external: '${X}', driver: q}", { externalWaits: X, driver: "q" }],
  ])("reads %s", (written, expected) => {
    const { volumes, problems } = read(`{d: ${written}}`);
    expect(plainly(volumes.get("d") as Volume)).toEqual(expected);
    expect(problems).toEqual([]);
  });

  it("has the key, its place, and the places of the values", () => {
    const { volumes, spans } = read(
      "{⟦d⟧: {name: ⟦n⟧, driver: ⟦q⟧, driver_opts: {a: ⟦b⟧}}, ⟦e⟧: {external: {name: ⟦'m'⟧}}}",
    );
    const [d, e] = [...volumes.values()];
    expect([...volumes.keys()]).toEqual(["d", "e"]);
    expect([d?.key, e?.key]).toEqual(["d", "e"]);
    const places = [
      d?.place,
      d?.name?.place,
      d?.driver?.place,
      d?.driverOpts?.get("a")?.place,
      e?.place,
      e?.name?.place,
    ];
    expect(places.map((place) => place && [place.start, place.end])).toEqual(spans);
    expect(d?.place).not.toHaveProperty("name");
  });

  it.each(["", "[d]", "d", "{}"])("finds no volume in the section %j", (section) => {
    expect(read(section)).toMatchObject({ volumes: new Map(), problems: [] });
  });

  it("keeps what an earlier file said, and the options that a merge key would have brought", () => {
    const roots = ["{d: {driver: q}, e: }", "{d: , f: }", "{d: {name: n}}"].map((text) => rootOf(`volumes: ${text}`));
    const [first, ...rest] = roots as [Mapping, ...Mapping[]];
    const volumes = readVolumes(child(rest.reduce(mergeFiles, first), "volumes"), []);
    const before = volumes.get("d")?.replaced;
    expect(before?.by).toBe("later file");
    expect(before?.volume.replaced?.volume.driver?.value).toBe("q");
    expect([before?.volume.place.file, before?.volume.replaced?.volume.place.file]).toEqual([
      roots[1]?.file,
      first.file,
    ]);
    expect([volumes.get("e")?.replaced, volumes.get("f")?.replaced]).toEqual([undefined, undefined]);

    const { volumes: merged } = read("{d: {<<: {driver: q, driver_opts: {a: 1, b: 2}}, driver_opts: {a: 3}}}");
    const [d] = merged.values();
    expect([d?.driverOpts?.get("a")?.value, d?.driverOpts?.has("b"), d?.replaced?.by]).toEqual([
      "3",
      false,
      "own options",
    ]);
    expect([...(d?.replaced?.volume.driverOpts?.keys() ?? [])]).toEqual(["a", "b"]);
  });

  const DROP = "An external volume is made outside the stack: remove the key, or remove `external`.";

  it.each([
    ["{external: true, driver: ⟦q⟧}", "driver", DROP],
    ["{external: {name: n}, driver: ⟦q⟧}", "driver", DROP],
    ["{external: true, driver_opts: ⟦{a: b}⟧}", "driver_opts", DROP],
    ["{external: true, labels: ⟦{a: b}⟧}", "labels", DROP],
    ["{external: true, labels: ⟦[a]⟧}", "labels", DROP],
    ["{labels: [a], driver_opts: ⟦{a: b}⟧, driver: '', external: true}", "driver_opts", DROP],
    ["{name: n, labels: [a], driver: ⟦q⟧, driver_opts: {a: b}, external: {name: n}}", "driver", DROP],
    ["{external: {name: n}, name: ⟦n⟧}", "name", "Keep `name` and write `external: true`."],
  ])("says of %s what conflicts", (written, key, help) => {
    const { problems, spans, volumes } = read(`{d: ${written}}`);
    expect(problems).toEqual([
      {
        rule: "external-conflict",
        place: { file: expect.anything(), start: spans[0]?.[0], end: spans[0]?.[1] },
        message: `The volume \`d\` is external and also sets \`${key}\`; deploy refuses the file.`,
        help,
        volume: "d",
        subject: `volumes.d.${key}`,
      },
    ]);
    expect(volumes.get("d")?.external).toBe(true);
  });
});
