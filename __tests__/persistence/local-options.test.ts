import { describe, expect, it } from "vitest";
import { localOptions, refusalsOf } from "../../src/persistence/local-options.ts";
import { isAddress, nfsMount, splitDevice } from "../../src/persistence/nfs.ts";
import { readStack } from "../../src/stack/load.ts";
import type { Volume } from "../../src/stack/model.ts";

/** The volume `d`, with unset variables left unknown; `E` is set. */
function volume(yaml: string): Volume {
  const file = { path: "stack.yml", text: `services: {a: {image: b}}\nvolumes:\n  d: ${yaml}\n` };
  const stack = readStack([file], { variables: new Map([["E", "x,y"]]), unset: "unknown" });
  return stack.volumes.get("d") as Volume;
}

const words = (o: string): string[] => {
  const options = localOptions(volume(`{driver_opts: {type: nfs, device: ":/d", o: ${o}}}`));
  return (options?.words ?? []).map(({ name, value, place: { file, start, end } }) =>
    [name, ...(value === undefined ? [] : [value]), file.text.slice(start, end)].join(" | "),
  );
};

describe("the words of o", () => {
  it.each([
    ["soft", ["soft | soft"]],
    ["'a=1,b'", ["a | 1 | a=1", "b | b"]],
    ['"a=1, b ,,c=d=e"', ["a | 1 | a=1", "b | b", "c | d=e | c=d=e"]],
    ["'addr=${S},b'", ["addr | \uFDD0S\uFDD1 | addr=${S}", "b | b"]],
    // The text on the page is not the value: the whole of it is the place.
    ["'a,${E}'", ["a | 'a,${E}'", "x | 'a,${E}'", "y | 'a,${E}'"]],
    ['"a,\\x62"', ['a | "a,\\x62"', 'b | "a,\\x62"']],
    ["'a,it''s'", ["a | 'a,it''s'", "it's | 'a,it''s'"]],
    [
      `'a={{index .Service.Labels "x,y"}},b'`,
      ['a | {{index .Service.Labels "x,y"}} | a={{index .Service.Labels "x,y"}}', "b | b"],
    ],
    ["''", []],
    ["7", ["7 | 7"]],
  ])("reads %s", (o, expected) => expect(words(o)).toEqual(expected));

  it("points at the whole value of a block", () => {
    const [a, b] = localOptions(volume("\n    driver_opts:\n      o: >-\n        a,\n        b\n"))?.words ?? [];
    expect([a?.name, b?.name, a?.place]).toEqual(["a", "b", b?.place]);
  });

  it.each([
    ["a,b", false],
    ["a=${X},b", false],
    ["a,${X}", true],
    ["'{{.Node.Hostname}}'", true],
  ])("may %s hold more: %j", (o, open) => {
    expect(localOptions(volume(`{driver_opts: {o: "${o}"}}`))?.open).toBe(open);
  });
});

describe("localOptions", () => {
  it.each(["", "{driver: q, driver_opts: {a: b}}", "{external: true}", "{driver: '${D}', driver_opts: {a: b}}"])(
    "has none for %j",
    (yaml) => expect(localOptions(volume(yaml))).toBeUndefined(),
  );

  it("reads a volume once", () => {
    const one = volume("{driver: local, driver_opts: {o: a}}");
    expect(localOptions(one)).toBe(localOptions(one));
  });
});

describe("refusalsOf", () => {
  it.each([
    ["{}", []],
    ["{type: nfs, device: ':/d'}", []],
    ["{type: '', device: '', o: ''}", []],
    ["{size: 1}", []],
    ["{a: b, c: d}", ["unknown option a", "unknown option c"]],
    ["{type: nfs}", ["missing option device"]],
    ["{device: /d}", ["missing option type"]],
    ["{o: bind}", ["missing option type,device"]],
    ["{o: bind, type: none}", ["missing option device"]],
    ["{type: nfs, device: ''}", ["no device"]],
    ["{type: none, device: /d}", ["no file system"]],
    ["{type: none, device: /d, o: 'rw,rbind'}", []],
    ["{type: none, device: /d, o: '${X}'}", []],
    ["{type: '${X}', device: /d}", []],
  ])("of %s", (options, expected) => {
    const found = refusalsOf(localOptions(volume(`{driver_opts: ${options}}`)) as never);
    const say = found.map((one) =>
      [one.kind, "name" in one ? one.name : "", "names" in one ? one.names.join() : ""].filter(Boolean).join(" "),
    );
    expect(say).toEqual(expected);
  });
});

describe("nfsMount", () => {
  it.each([
    ["nfs", "addr=h", "default"],
    ["nfs", "addr=h,nfsvers=3", 3],
    ["nfs", "addr=h,vers=4.2", 4],
    ["nfs", "v4.1", 4],
    ["nfs", "vers=3,v4", 4],
    ["nfs", "vers=${V}", "unknown"],
    ["nfs", "vers=next", "unknown"],
    ["nfs", "${X}", "unknown"],
    ["nfs4", "addr=h", 4],
  ])("type %s with %s is version %s", (type, o, version) => {
    expect(nfsMount(volume(`{driver_opts: {type: ${type}, o: "${o}", device: ':/d'}}`))?.version).toBe(version);
  });

  it("is none for another file system", () => {
    expect(nfsMount(volume("{driver_opts: {type: cifs, o: addr=h, device: //h/d}}"))).toBeUndefined();
  });

  it("looks at the first address", () => {
    expect(nfsMount(volume("{driver_opts: {type: nfs, o: 'addr=a,addr=b', device: ':/d'}}"))?.address?.value).toBe("a");
  });
});

describe("hosts and devices", () => {
  it.each([
    ["10.0.0.5", true],
    ["fd00::5", true],
    ["[fd00::5]", true],
    ["fe80::1%eth0", true],
    ["nas", false],
    ["10.0.0", false],
    ["nas.example.org", false],
  ])("is %s an address: %j", (host, expected) => expect(isAddress(host)).toBe(expected));

  it.each([
    [":/d", { host: "", path: "/d" }],
    ["nas:/d", { host: "nas", path: "/d" }],
    ["[fd00::5]:/d", { host: "[fd00::5]", path: "/d" }],
    ["/d", undefined],
  ])("divides %s", (device, expected) => expect(splitDevice(device)).toEqual(expected));
});
