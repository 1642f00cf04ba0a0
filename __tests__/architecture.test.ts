import { readdirSync, readFileSync } from "node:fs";
import { dirname, posix, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

/** A module: its path from the root of the repository, and its text. */
interface Module {
  readonly path: string;
  readonly text: string;
}

// ---- The plan of the house ----

/** Who may import whom: a room imports the rooms above it in this list, and itself. */
const ROOMS: readonly (readonly string[])[] = [
  ["model"],
  ["yaml"],
  ["stack", "edit"],
  ["config"],
  ["persistence/images"],
  ["persistence"],
  ["persistence/change"],
  ["rules"],
  ["fix", "cost"],
  ["ignore", "init"],
  ["check"],
  ["report"],
  ["review"],
  ["session"],
  ["source", "github"],
  ["shells"],
];
/** Rooms inside another room. */
const INNER_ROOMS = /^src\/(persistence\/(?:images|change))\//;

/** What a check is made of: a shell asks the session for it. Only `prices` is about prices themselves. */
const BEHIND_THE_SESSION = new Set([
  "yaml",
  "stack",
  "persistence",
  "persistence/change",
  "persistence/images",
  "rules",
  "fix",
  "cost",
  "ignore",
  "check",
]);
const KNOW_PRICES = new Set(["src/cli/prices.ts", "src/cli/options.ts"]);

/** The rooms that touch the world. */
const IMPURE = new Set(["shells", "source", "github"]);
/** Rooms that only shells may import. */
const FOR_SHELLS = new Set(["source", "github", "shells"]);
/** Node's own modules that depend on their arguments alone. */
const PURE_BUILTINS = new Set(["node:buffer", "node:crypto", "node:path/posix"]);
/** Packages, Node's way to the network, and the modules that may import them; `types` for `import type` alone. */
const PACKAGES = new Map<string, ReadonlyMap<string, "values" | "types">>([
  // What prints is log.ts alone, so that no untrusted text is ever a command of the runner.
  [
    "@actions/core",
    packageIn("src/action/log.ts", "src/action/inputs.ts", "src/action/outputs.ts", "src/action/run.ts"),
  ],
  [
    "@actions/github",
    new Map([
      ["src/github/client.ts", "values"],
      ["src/github/answers.ts", "types"],
      ["src/action/event.ts", "values"],
      ["src/action/run.ts", "values"],
      ["src/action/trace.ts", "values"],
    ]),
  ],
  ["@octokit", packageIn("src/github/client.ts")],
  ["node:http", packageIn()],
  ["node:https", packageIn()],
  [
    "yaml",
    new Map([
      ["src/yaml/parse.ts", "values"],
      ["src/yaml/lexer.ts", "values"],
      ["src/yaml/compose.ts", "values"],
      ["src/yaml/yaml-errors.ts", "types"],
    ]),
  ],
  ["big.js", new Map([["src/model/money.ts", "values"]])],
  ["diff", new Map([["src/edit/unified.ts", "values"]])],
]);
function packageIn(...modules: readonly string[]): ReadonlyMap<string, "values"> {
  return new Map(modules.map((module) => [module, "values"]));
}
/** Parts of the parser: nobody else imports them. */
const PARSER = "src/yaml/parse.ts";
const PARTS_OF_THE_PARSER = ["src/yaml/lexer.ts", "src/yaml/go-yaml.ts", "src/yaml/compose.ts", "src/yaml/convert.ts"];

const MOST_LINES = 400;
const MOST_LINES_OF_A_RULE = 100;
/** Tables of facts are as long as the facts are many. */
const TABLES = /^src\/persistence\/(?:images\/|change\/)?facts\//;
const VAGUE_NAME = /(^|[-_.])(utils?|helpers?|misc|common)([-_.]|$)/i;

function roomOf(path: string): string {
  const inner = INNER_ROOMS.exec(path)?.[1];
  if (inner !== undefined) return inner;
  const [, first = "", ...rest] = path.split("/");
  if (rest.length > 0) return first === "cli" || first === "action" ? "shells" : first;
  if (/^(action|main|cli)\.ts$/.test(first)) return "shells";
  return first.replace(/\.ts$/, "");
}

// ---- The checker ----

/** Every way in which modules break the plan. */
function violations(modules: readonly Module[]): string[] {
  return modules.flatMap((module) => [
    ...importViolations(module),
    ...worldViolations(module),
    ...sizeViolations(module),
    ...nameViolations(module),
  ]);
}

interface Import {
  readonly from: string;
  readonly typeOnly: boolean;
}

function importsOf(text: string): Import[] {
  const code = withoutComments(text);
  const statements = code.matchAll(/^\s*(?:import|export)\s+(type\s)?[^"'`;]*?\bfrom\s*["']([^"']+)["']/gm);
  const bare = code.matchAll(/^\s*import\s*()["']([^"']+)["']/gm);
  const calls = code.matchAll(/\b(import|require)\s*\(\s*["'`]([^"'`]+)["'`]/g);
  return [
    ...Array.from(statements, ([, type, from = ""]) => ({ from, typeOnly: type !== undefined })),
    ...Array.from([...bare, ...calls], ([, , from = ""]) => ({ from, typeOnly: false })),
  ];
}

function importViolations({ path, text }: Module): string[] {
  const room = roomOf(path);
  const level = levelOf(room);
  if (level === -1) return [`${path}: the room ${room} is not in the plan`];
  return importsOf(text).flatMap(({ from, typeOnly }) => {
    const breaks = (why: string) => [`${path} imports ${from}: ${why}`];
    if (!from.startsWith(".")) return foreignViolation(path, room, from, typeOnly).flatMap(breaks);
    const target = posix.normalize(posix.join(posix.dirname(path), from));
    if (!target.startsWith("src/")) return [];
    if (PARTS_OF_THE_PARSER.includes(target) && path !== PARSER && !PARTS_OF_THE_PARSER.includes(path))
      return breaks("a part of the parser");
    const other = roomOf(target);
    if (shellOf(path) !== undefined && shellOf(target) !== undefined && shellOf(path) !== shellOf(target))
      return breaks("one shell leans on the other");
    if (other === room) return [];
    if (room === "shells" && BEHIND_THE_SESSION.has(other) && !(KNOW_PRICES.has(path) && other === "cost"))
      return breaks(`${other} is behind the session`);
    if (FOR_SHELLS.has(other) && room !== "shells") return breaks(`${other} is for shells alone`);
    return levelOf(other) < level ? [] : breaks(`${other} is not above ${room}`);
  });
}

const shellOf = (path: string): string | undefined => /^src\/(cli|action)\//.exec(path)?.[1];

const levelOf = (room: string): number => ROOMS.findIndex((rooms) => rooms.includes(room));

function foreignViolation(path: string, room: string, from: string, typeOnly: boolean): string[] {
  const [scope = "", name = ""] = from.split("/");
  const allowed = PACKAGES.get(scope) ?? PACKAGES.get(`${scope}/${name}`);
  if (allowed) {
    const how = allowed.get(path);
    if (how === "values" || (how === "types" && typeOnly)) return [];
    return [how === "types" ? "only its types are needed here" : "another module reads it for all"];
  }
  if (IMPURE.has(room) || PURE_BUILTINS.has(from)) return [];
  return ["this room is pure"];
}

/** Names through which a module without any import reaches the world. */
const WORLD = /(?<![\w.$])(?:process|console)(?=\s*(?:[.[][\w"'`]|[;)]))|\bglobalThis\b|\bfetch\s*\(/;

function worldViolations({ path, text }: Module): string[] {
  if (IMPURE.has(roomOf(path))) return [];
  const found = WORLD.exec(withoutComments(text).replace(STRING, '""'));
  return found ? [`${path} uses ${found[0].trim()}: this room is pure`] : [];
}

function sizeViolations({ path, text }: Module): string[] {
  if (TABLES.test(path)) return [];
  const lines = text.replace(/\n$/, "").split("\n").length;
  const isRule = path.startsWith("src/rules/") && path !== "src/rules/index.ts";
  const most = isRule ? MOST_LINES_OF_A_RULE : MOST_LINES;
  return lines > most ? [`${path} has ${lines} lines, and ${most} are the most`] : [];
}

function nameViolations({ path }: Module): string[] {
  return path.split("/").some((part) => VAGUE_NAME.test(part)) ? [`${path}: the name says nothing`] : [];
}

/** The first circle of imports, its first file again at the end; empty when there is none. */
function circleIn(modules: readonly Module[]): string[] {
  const imported = new Map(
    modules.map(({ path, text }) => [
      path,
      importsOf(text).map(({ from }) => posix.normalize(posix.join(posix.dirname(path), from))),
    ]),
  );
  const done = new Set<string>();
  const follow = (path: string, way: readonly string[]): string[] => {
    if (way.includes(path)) return [...way.slice(way.indexOf(path)), path];
    if (done.has(path)) return [];
    for (const next of imported.get(path) ?? []) {
      const circle = follow(next, [...way, path]);
      if (circle.length > 0) return circle;
    }
    done.add(path);
    return [];
  };
  for (const path of imported.keys()) {
    const circle = follow(path, []);
    if (circle.length > 0) return circle;
  }
  return [];
}

const STRING = /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'/g;
const COMMENT_OR_STRING = /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|\/\/[^\n]*|\/\*[\s\S]*?\*\//g;

function withoutComments(text: string): string {
  return text.replace(COMMENT_OR_STRING, (match) => (match.startsWith("/") ? "" : match));
}

// ---- The house as it stands ----

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), "..");

function modulesOf(folder: string): Module[] {
  return readdirSync(resolve(ROOT, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".ts") && !entry.name.includes(".generated."))
    .map((entry) => {
      const file = resolve(entry.parentPath, entry.name);
      return { path: relative(ROOT, file).replaceAll("\\", "/"), text: readFileSync(file, "utf8") };
    });
}

describe("the house", () => {
  const modules = modulesOf("src");

  it("is found", () => {
    expect(modules.map(({ path }) => path)).toEqual(
      expect.arrayContaining(["src/check/check.ts", "src/rules/rule.ts"]),
    );
  });

  it("keeps its import directions, its purity, its sizes and its names", () => {
    expect(violations(modules)).toEqual([]);
  });

  it("has no files that import each other in a circle", () => {
    expect(circleIn(modules)).toEqual([]);
    const circle = [at("src/fix/a.ts", 'import { b } from "./b.ts";'), at("src/fix/b.ts", 'export * from "./a.ts";')];
    expect(circleIn(circle)).toEqual(["src/fix/a.ts", "src/fix/b.ts", "src/fix/a.ts"]);
  });

  it("has no vague names among the tests", () => {
    expect(modulesOf("__tests__").flatMap(nameViolations)).toEqual([]);
  });
});

// ---- The checker itself ----

const at = (path: string, text: string): Module => ({ path, text });
const lines = (count: number): string => "export {};\n".repeat(count);

const REFUSED: readonly (readonly [name: string, module: Module, part: string])[] = [
  [
    "a room imports one below it",
    at("src/stack/x.ts", 'import { a } from "../rules/a.ts";'),
    "rules is not above stack",
  ],
  [
    "a type counts too",
    at("src/stack/x.ts", 'import type { A } from "../persistence/a.ts";'),
    "persistence is not above",
  ],
  [
    "persistence imports rules",
    at("src/persistence/x.ts", 'import { a } from "../rules/a.ts";'),
    "not above persistence",
  ],
  [
    "persistence imports check",
    at("src/persistence/x.ts", 'import { a } from "../check.ts";'),
    "not above persistence",
  ],
  [
    "a rule imports an output",
    at("src/rules/x.ts", 'import { a } from "../report/text.ts";'),
    "report is not above rules",
  ],
  ["a rule imports check", at("src/rules/x.ts", 'import { a } from "../check.ts";'), "check is not above rules"],
  ["fix and cost do not meet", at("src/fix/x.ts", 'import { a } from "../cost/a.ts";'), "cost is not above fix"],
  [
    "check imports an output",
    at("src/check/x.ts", 'import { a } from "../report/json.ts";'),
    "report is not above check",
  ],
  ["an output imports a shell", at("src/report/x.ts", 'import { a } from "../cli.ts";'), "for shells alone"],
  ["a shell imports the other", at("src/action/x.ts", 'import { a } from "../cli/a.ts";'), "leans on the other"],
  ["a shell imports a rule", at("src/cli/x.ts", 'import { a } from "../rules/a.ts";'), "rules is behind the session"],
  ["a shell imports prices", at("src/action/x.ts", 'import { a } from "../cost/a.ts";'), "cost is behind the session"],
  ["the session imports source", at("src/session/x.ts", 'import { a } from "../source/a.ts";'), "for shells alone"],
  ["an output imports a shell's room", at("src/report/x.ts", 'import { a } from "../cli/a.ts";'), "for shells alone"],
  [
    "check imports source",
    at("src/check/x.ts", 'import { a } from "../source/disk.ts";'),
    "source is for shells alone",
  ],
  ["github imports source", at("src/github/x.ts", 'import { a } from "../source/disk.ts";'), "for shells alone"],
  [
    "a word of the model imports a room",
    at("src/model/text.ts", 'import { a } from "../stack/a.ts";'),
    "stack is not above model",
  ],
  ["an export is an import", at("src/stack/x.ts", 'export * from "../rules/a.ts";'), "rules is not above stack"],
  [
    "over several lines",
    at("src/stack/x.ts", 'import {\n  a,\n  b,\n} from "../rules/a.ts";'),
    "rules is not above stack",
  ],
  ["an import call", at("src/stack/x.ts", 'const a = await import("../rules/a.ts");'), "rules is not above stack"],
  ["an import for its effects", at("src/stack/x.ts", 'import "../rules/a.ts";'), "rules is not above stack"],
  ["an unknown room", at("src/attic/x.ts", ""), "the room attic is not in the plan"],
  ["node:fs", at("src/rules/x.ts", 'import { readFileSync } from "node:fs";'), "this room is pure"],
  ["node:fs/promises", at("src/check/check.ts", 'import { readFile } from "node:fs/promises";'), "this room is pure"],
  ["a child process", at("src/report/x.ts", 'import { spawn } from "node:child_process";'), "this room is pure"],
  ["node:process", at("src/report/x.ts", 'import process from "node:process";'), "this room is pure"],
  ["a built-in without its prefix", at("src/stack/x.ts", 'import fs from "fs";'), "this room is pure"],
  ["require", at("src/stack/x.ts", 'const fs = require("node:fs");'), "this room is pure"],
  ["an Actions package", at("src/review/x.ts", 'import * as core from "@actions/core";'), "another module reads it"],
  ["Octokit", at("src/review/x.ts", 'import { retry } from "@octokit/plugin-retry";'), "another module reads it"],
  [
    "Octokit in a shell",
    at("src/action.ts", 'import { getOctokit } from "@actions/github";'),
    "another module reads it",
  ],
  [
    "Octokit in another module",
    at("src/github/reviews.ts", 'import { retry } from "@octokit/plugin-retry";'),
    "another module reads it",
  ],
  [
    "printing past the log",
    at("src/action/publish.ts", 'import { info } from "@actions/core";'),
    "another module reads it",
  ],
  [
    "a request past the client",
    at("src/github/trees.ts", 'const { request } = await import("node:https");'),
    "another module reads it",
  ],
  ["process", at("src/rules/x.ts", "export const home = process.env.HOME;"), "uses process"],
  ["process taken apart", at("src/rules/x.ts", "const { env } = process;"), "uses process"],
  ["process in a template", at("src/rules/x.ts", "const a = `${process.cwd()}`;"), "uses process"],
  ["process through the global object", at("src/rules/x.ts", "globalThis.process.exit();"), "uses globalThis"],
  ["console", at("src/report/x.ts", 'console.log("a");'), "uses console"],
  ["fetch", at("src/cost/x.ts", 'const a = await fetch("https://example.org");'), "uses fetch("],
  ["code after a URL", at("src/rules/x.ts", 'const a = ["https://example.org", process.env];'), "uses process"],
  ["yaml in another room", at("src/rules/x.ts", 'import { parse } from "yaml";'), "another module reads it"],
  ["yaml in another module", at("src/stack/x.ts", 'import type { Node } from "yaml";'), "another module reads it"],
  [
    "a part of the parser in another module",
    at("src/stack/x.ts", 'import { a } from "../yaml/lexer.ts";'),
    "a part of the parser",
  ],
  ["yaml in a shell", at("src/cli.ts", 'import { parse } from "yaml";'), "another module reads it"],
  ["yaml's values", at("src/yaml/yaml-errors.ts", 'import { parse } from "yaml";'), "only its types"],
  ["a long module", at("src/stack/x.ts", lines(401)), "401 lines, and 400 are the most"],
  ["a long rule", at("src/rules/x.ts", lines(101)), "101 lines, and 100 are the most"],
  ["utils", at("src/stack/utils.ts", ""), "the name says nothing"],
  ["some utils", at("src/stack/mount-utils.ts", ""), "the name says nothing"],
  ["a folder of helpers", at("src/stack/helpers/mount.ts", ""), "the name says nothing"],
];

const ACCEPTED: readonly (readonly [name: string, module: Module])[] = [
  ["a room imports the one above", at("src/persistence/x.ts", 'import { a } from "../stack/a.ts";')],
  ["a room imports itself", at("src/rules/x.ts", 'import { a } from "./y.ts";')],
  ["a folder of its own room", at("src/persistence/facts/x.ts", 'import { a } from "../y.ts";')],
  ["everybody imports texts", at("src/stack/x.ts", 'import { positionAt } from "../model/text.ts";')],
  ["everybody imports the model", at("src/persistence/x.ts", 'import type { Event } from "../model/outcome.ts";')],
  ["an output imports the report's types", at("src/report/x.ts", 'import type { Report } from "../model/report.ts";')],
  ["check imports rules", at("src/check/check.ts", 'import { rules } from "./rules/index.ts";')],
  [
    "a shell imports anything",
    at("src/cli.ts", 'import { a } from "./report/text.ts";\nimport { b } from "./source/disk.ts";'),
  ],
  [
    "the command line's room is a shell",
    at("src/cli/x.ts", 'import { readFileSync } from "node:fs";\nconsole.log(process.argv);'),
  ],
  ["the Action's room is a shell", at("src/action/x.ts", "process.exitCode = 1;")],
  ["source reads files", at("src/source/disk.ts", 'import { readFileSync } from "node:fs";')],
  ["github uses its packages", at("src/github/client.ts", 'import { retry } from "@octokit/plugin-retry";')],
  ["the log prints", at("src/action/log.ts", 'import * as core from "@actions/core";')],
  ["the parser parses", at("src/yaml/parse.ts", 'import { Parser } from "yaml";')],
  ["the types of its errors", at("src/yaml/yaml-errors.ts", 'import type { YAMLError } from "yaml";')],
  ["a hash", at("src/check/check.ts", 'import { createHash } from "node:crypto";')],
  [
    "words in a text",
    at("src/rules/x.ts", 'const help = "Stop the process; write console.log no more (the process).";'),
  ],
  ["words in a comment", at("src/rules/x.ts", "// process.env is for shells\n/* fetch( too */")],
  ["an import in a comment", at("src/stack/x.ts", '// import { a } from "../rules/a.ts";')],
  ["words that look like an import", at("src/rules/x.ts", 'const words = ["import", "from", "export"];')],
  ["a name that holds another", at("src/rules/x.ts", "const a = subprocess.env; postprocess(a);")],
  ["400 lines", at("src/stack/x.ts", lines(400))],
  ["a rule of 100 lines", at("src/rules/x.ts", lines(100))],
  ["a long table of facts", at("src/persistence/facts/x.ts", lines(900))],
  ["a name with a vague word inside", at("src/stack/commonplace.ts", "")],
];

describe("the checker refuses", () => {
  for (const [name, module, part] of REFUSED) {
    it(name, () => expect(violations([module])).toEqual([expect.stringContaining(part)]));
  }
});

describe("the checker accepts", () => {
  for (const [name, module] of ACCEPTED) {
    it(name, () => expect(violations([module])).toEqual([]));
  }
});
