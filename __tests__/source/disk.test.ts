import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { hasServices, lookOf } from "../../src/session/contents.ts";
import { DEFAULT_MAX_BYTES, fileOf } from "../../src/session/decode.ts";
import { plainProblem, readStackFile } from "../../src/source/disk.ts";
import { findStackFiles } from "../../src/source/walk.ts";
import { cpuTime } from "../support/cpu-time.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "disk-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const at = (name: string) => join(folder, name);
const isRoot = process.getuid?.() === 0;
const onWindows = process.platform === "win32";

function put(name: string, content: string | Uint8Array): string {
  mkdirSync(join(folder, name, ".."), { recursive: true });
  writeFileSync(at(name), content);
  return at(name);
}

function read(path: string, maxBytes = DEFAULT_MAX_BYTES) {
  return readStackFile(path, "shown.yml", { maxBytes });
}

function message(path: string, maxBytes?: number): string {
  const result = read(path, maxBytes);
  return "problem" in result ? result.problem.message : "read";
}

describe("readStackFile", () => {
  it("reads a text and calls it as it is shown", () => {
    expect(read(put("a.yml", "größe: 数\r\n"))).toEqual({ file: { path: "shown.yml", text: "größe: 数\r\n" } });
    expect(read(put("empty.yml", ""))).toEqual({ file: { path: "shown.yml", text: "" } });
  });

  it("keeps a UTF-8 byte order mark, so that offsets stay true", () => {
    expect(read(put("a.yml", "\uFEFFa: b"))).toMatchObject({ file: { text: "\uFEFFa: b" } });
  });

  it("reads up to the limit and not beyond", () => {
    const path = put("a.yml", "12345");
    expect(message(path, 5)).toBe("read");
    expect(message(path, 4)).toBe("the file has 5 bytes and is larger than the limit of 4 bytes: nothing was read");
    expect(read(path, 4)).toMatchObject({ problem: { tooLarge: true, help: expect.stringContaining("--max-size") } });
  });

  it("does not read a file of many gigabytes", () => {
    const path = put("a.yml", "");
    truncateSync(path, 2 ** 36);
    expect(message(path)).toContain("68719476736 bytes");
  });

  it.skipIf(process.platform !== "linux")("reads a file that says it is empty and is not, up to the limit", () => {
    expect(read("/proc/self/status")).toMatchObject({ file: { text: expect.stringContaining("Pid:") } });
    expect(message("/proc/self/status", 10)).toBe("the file is larger than the limit of 10 bytes: nothing was read");
  });

  it("names a folder and a missing file", () => {
    expect(message(folder)).toBe("this is a folder, not a file: nothing was read");
    expect(read(at("no.yml"))).toEqual({
      problem: { message: "there is no such file or folder", help: "check the path", missing: true },
    });
    expect(read(join(put("a.yml", ""), "b.yml"))).toMatchObject({
      problem: { message: "a part of the path is a file, not a folder", missing: true },
    });
  });

  it.skipIf(onWindows)("neither waits at a pipe nor opens a device or a socket", async () => {
    execFileSync("mkfifo", [at("pipe.yml")]);
    expect(message(at("pipe.yml"))).toContain("a named pipe");
    expect(message("/dev/null")).toContain("a device");
    const server = createServer();
    await new Promise<void>((done) => server.listen(at("s.yml"), done));
    expect(message(at("s.yml"))).toContain("a socket");
    await new Promise((done) => server.close(done));
  });

  it.skipIf(onWindows)("follows a link to a file and stops at links in a circle", () => {
    put("a.yml", "a: b");
    symlinkSync("a.yml", at("link.yml"));
    symlinkSync("loop.yml", at("loop.yml"));
    symlinkSync("nothing.yml", at("dangling.yml"));
    expect(message(at("link.yml"))).toBe("read");
    expect(message(at("loop.yml"))).toBe("its symbolic links lead in a circle");
    expect(read(at("dangling.yml"))).toMatchObject({ problem: { missing: true } });
  });

  it.skipIf(onWindows || isRoot)("says when permission is denied", () => {
    chmodSync(put("a.yml", "a"), 0);
    expect(message(at("a.yml"))).toBe("permission to read it is denied");
  });

  it.each([
    ["little end first", [0xff, 0xfe, 0x61, 0x00, 0x3d, 0xd8, 0x33, 0xdc]],
    ["big end first", [0xfe, 0xff, 0x00, 0x61, 0xd8, 0x3d, 0xdc, 0x33]],
  ])("reads UTF-16 with a byte order mark, as Docker does: %s", (_, bytes) => {
    expect(read(put("a.yml", Uint8Array.from(bytes)))).toMatchObject({ file: { text: "\uFEFFa🐳" } });
  });

  describe("of what is no text", () => {
    const cases: readonly (readonly [name: string, bytes: readonly number[], message: string])[] = [
      [
        "a zero byte",
        [0x61, 0x0a, 0x62, 0x00],
        "binary, not text: there is a zero byte at byte offset 3, line 2, column 2",
      ],
      ["half a character of UTF-16", [0xff, 0xfe, 0x61], "starts as UTF-16 text and goes on as something else"],
      ["Latin 1", [0x61, 0x3a, 0x20, 0xfc, 0x0a], "first wrong byte is at byte offset 3, line 1, column 4"],
      [
        "a wrong byte on a later line",
        [0x61, 0x0a, 0xc3, 0xbc, 0x0a, 0xc3, 0xbc, 0x80],
        "byte offset 7, line 3, column 2",
      ],
      ["a character cut off at the end", [0x61, 0xe2, 0x82], "byte offset 1, line 1, column 2"],
      ["an overlong form", [0x61, 0xc0, 0x80], "byte offset 1, line 1, column 2"],
      ["half a surrogate pair", [0xed, 0xa0, 0x80], "byte offset 0, line 1, column 1"],
      [
        "a wrong byte behind long characters",
        [0xf0, 0x9f, 0x90, 0xb3, 0xe6, 0x95, 0xb0, 0xff],
        "byte offset 7, line 1, column 4",
      ],
    ];
    for (const [name, bytes, part] of cases) {
      it(`says where: ${name}`, () => expect(message(put("a.yml", Uint8Array.from(bytes)))).toContain(part));
    }

    it("always finds a place in random bytes", () => {
      let seed = 7;
      const random = () => {
        seed = (seed * 1103515245 + 12345) % 2 ** 31;
        return seed / 2 ** 31;
      };
      for (let round = 0; round < 500; round++) {
        const bytes = Uint8Array.from({ length: 12 }, () => 1 + Math.floor(random() * 255));
        const result = fileOf(bytes, "x", { maxBytes: 99 });
        let valid = true;
        try {
          new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
        } catch {
          valid = false;
        }
        expect("file" in result).toBe(valid);
      }
    });
  });
});

describe("fileOf", () => {
  it("takes bytes from elsewhere with the same care", () => {
    const options = { maxBytes: 3 };
    expect(fileOf(Buffer.from("abc"), "-", options)).toEqual({ file: { path: "-", text: "abc" } });
    expect(fileOf(Buffer.from("abcd"), "-", options)).toMatchObject({ problem: { tooLarge: true } });
    expect(fileOf(Uint8Array.of(0), "-", options)).toMatchObject({ problem: { help: "name a stack file" } });
  });
});

describe("plainProblem", () => {
  it("passes on an unknown code and refuses what is no system error", () => {
    expect(plainProblem(Object.assign(new Error(), { code: "ESTALE" })).message).toBe("the system answers ESTALE");
    expect(() => plainProblem(new TypeError("x"))).toThrow("x");
  });
});

describe("findStackFiles", () => {
  const find = (name = "", maxBytes = DEFAULT_MAX_BYTES) =>
    findStackFiles(join(folder, name), { lookOf, isStack: hasServices, maxBytes });

  it("finds services in every way of writing the key that Docker reads", () => {
    const wide = (text: string) => Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, "utf16le")]);
    const ways: Record<string, string | Uint8Array> = {
      alias: "x-k: &k services\n*k : {a: {image: x}}\n",
      anchor: "&a services:\n  a: {image: x}\n",
      braces: "{services: {a: {image: x}}}\n",
      document: "--- {services: {a: {image: x}}}\n",
      escape: '"\\x73ervices":\n  a: {image: x}\n',
      explicit: "? services\n: a: {image: x}\n",
      explicitComment: "? services # these\n:\n  a: {image: x}\n",
      indented: " services:\n   a: {image: x}\n",
      lineEnd: "# these:\u0085services:\n  a: {image: x}\n",
      merged: "x-all: &all {services: {a: {image: x}}}\n<<: *all\n",
      tag: "!!str services:\n  a: {image: x}\n",
      tooDeep: `{services: {a: {image: x}}, x-a: ${"[".repeat(300)}${"]".repeat(300)}}\n`,
      wide: wide("services:\n  a: {image: x}\n"),
    };
    for (const [name, text] of Object.entries(ways)) put(`${name}.yml`, text);
    put("nested.yml", "jobs:\n  test:\n    services: {redis: {image: redis}}\n");
    put("listed.yml", "rules:\n  - resources: [services]\n");
    put("template.yml", "{{ if .x }}\nservices_x: {{ .services }}\n");
    expect(find().files).toEqual(Object.keys(ways).map((name) => `${name}.yml`));
  });

  it.each(["services   ", "? ", "{ ", "* ", " \n", "services", '"\\x'])("looks at many of %j in no time", (piece) => {
    put("many.yml", piece.repeat(200_000 / piece.length));
    const before = cpuTime();
    find();
    expect(cpuTime() - before).toBeLessThan(5_000);
  });

  it("finds files by name and by their services, sorted", () => {
    for (const name of ["z-stack.yml", "docker-compose.yaml", "a/My-Stack.YML", "a/b/compose.yml"]) put(name, "");
    put("services.yml", "version: '3'\nservices:\n  a: {}\n");
    put("quoted.yaml", 'x: 1\r\n"services" : {}\n');
    put("marked.yaml", "\uFEFFservices: {}\n");
    put("nested.yml", "a:\n  services: {}\n");
    put("other.yml", "x-services: {}\nservices-b: {}\n# services:\n");
    put("stack.txt", "services: {}");
    put("stack.yml.orig", "services: {}");
    expect(find()).toEqual({
      files: [
        "a/My-Stack.YML",
        "a/b/compose.yml",
        "docker-compose.yaml",
        "marked.yaml",
        "quoted.yaml",
        "services.yml",
        "z-stack.yml",
      ],
      yamlFiles: 9,
      problems: [],
    });
  });

  it("leaves out hidden folders, dependencies, and hidden files of another kind", () => {
    for (const name of [".git/stack.yml", ".cache/stack.yml", "a/node_modules/b/stack.yml"]) put(name, "services: {}");
    put(".gitlab-ci.yml", "services:\n  - docker\n");
    put(".stack.yml", "");
    expect(find()).toMatchObject({ files: [".stack.yml"], yamlFiles: 2 });
  });

  it.skipIf(onWindows)("follows links to files, not to folders", () => {
    put("a/stack.yml", "");
    symlinkSync("..", at("a/loop"));
    symlinkSync("a", at("again"));
    symlinkSync("a/stack.yml", at("linked-stack.yml"));
    symlinkSync("nothing", at("dangling-stack.yml"));
    symlinkSync("circle-stack.yml", at("circle-stack.yml"));
    execFileSync("mkfifo", [at("pipe-stack.yml")]);
    mkdirSync(at("folder-stack.yml"));
    expect(find().files).toEqual(["a/stack.yml", "linked-stack.yml"]);
  });

  it("does not look into files that are too large, but names them when their name says enough", () => {
    put("a.yml", "services: {}");
    put("stack.yml", "services: {}");
    expect(find("", 5)).toEqual({ files: ["stack.yml"], yamlFiles: 2, problems: [] });
  });

  it("says what it could not look at", () => {
    expect(find("nowhere").problems).toEqual([
      { path: "", problem: { message: "there is no such file or folder", help: "check the path", missing: true } },
    ]);
    put("a.yml", "");
    expect(find("a.yml").problems).toMatchObject([{ path: "" }]);
  });

  it.skipIf(onWindows || isRoot)("goes on past a folder and a file without permission", () => {
    put("a/stack.yml", "");
    put("b/stack.yml", "");
    put("c.yml", "services: {}");
    chmodSync(at("a"), 0);
    chmodSync(at("c.yml"), 0);
    const found = find();
    chmodSync(at("a"), 0o700);
    expect(found.files).toEqual(["b/stack.yml"]);
    expect(found.problems.map(({ path }) => path).sort()).toEqual(["a", "c.yml"]);
  });

  it("copes with 10,000 files and a deep tree", () => {
    for (let index = 0; index < 100; index++) mkdirSync(at(`d${index}`));
    for (let index = 0; index < 10_000; index++) writeFileSync(at(`d${index % 100}/f${index}.yml`), "a: b\n");
    put(`${"deep/".repeat(200)}stack.yml`, "");
    expect(find()).toMatchObject({ files: [`${"deep/".repeat(200)}stack.yml`], yamlFiles: 10_001 });
  });
});
