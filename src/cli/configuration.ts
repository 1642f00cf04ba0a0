import { dirname, relative, resolve, sep } from "node:path";
import type { Config, ConfigError } from "../config/model.ts";
import { CONFIG_NAMES, NEAR_CONFIG_NAMES, notRead, readConfig, TWO_CONFIGS } from "../config/read.ts";
import { printable } from "../model/printable.ts";
import type { SourceFile } from "../model/text.ts";
import { rules } from "../rules/index.ts";
import { DEFAULT_MAX_BYTES, readStackFile } from "../source/disk.ts";
import { LINK_OUT, leadsOut } from "../source/links.ts";
import { lookAround } from "../source/surroundings.ts";
import type { Arguments } from "./arguments.ts";
import type { Io } from "./io.ts";
import type { Complaints } from "./messages.ts";
import { PROGRAM } from "./program.ts";
import { UsageError } from "./usage.ts";

/** The policy, and what its paths are relative to. */
export interface Setup {
  readonly config: Config | undefined;
  /** Absolute: the root of the repository, else the configuration's folder, else the working directory. */
  readonly root: string;
  /** The configuration file, for outputs that show code. */
  readonly source?: SourceFile;
}

/** Finds and reads the configuration. undefined when it is wrong: everything that is wrong was complained about. */
export function setUp(
  { configPath, noConfig }: Pick<Arguments, "configPath" | "noConfig">,
  io: Io,
  complaints: Complaints,
): Setup | undefined {
  const around = lookAround(io.cwd, CONFIG_NAMES);
  const searched = !noConfig && configPath === undefined;
  if (searched && around.files.length > 1) {
    const [first = ""] = around.files;
    complaints.add(`${slashed(relative(io.cwd, dirname(first))) || "."}: ${TWO_CONFIGS.message}`, TWO_CONFIGS.help);
    return undefined;
  }
  const near = searched ? lookAround(io.cwd, NEAR_CONFIG_NAMES).files : [];
  for (const one of near) io.stderr(`${PROGRAM}: ${printable(notRead(slashed(relative(io.cwd, one))))}\n`);
  const path = noConfig ? undefined : configPath === undefined ? around.files[0] : resolve(io.cwd, configPath);
  if (path === undefined) return { config: undefined, root: around.root ?? io.cwd };
  const root = around.root ?? dirname(path);
  const display = slashed(relative(io.cwd, path));
  if (configPath === undefined && leadsOut(root, path))
    throw new UsageError(`${display}: ${LINK_OUT.message}`, LINK_OUT.help);
  const read = readStackFile(path, display, { maxBytes: DEFAULT_MAX_BYTES });
  if ("problem" in read) {
    const { message, help } = read.problem;
    throw new UsageError(`${configPath === undefined ? display : `--config ${configPath}`}: ${message}`, help);
  }
  const result = readConfig(read.file, { rules, folder: folderOf(root, path) });
  if ("config" in result) return { config: result.config, root, source: read.file };
  complainAbout(result.errors, complaints);
  return undefined;
}

/** Tells every mistake in a file that is no stack. */
export function complainAbout(errors: readonly ConfigError[], complaints: Complaints): void {
  for (const { path, line, column, message, help } of errors) {
    complaints.add(`${path}:${line}:${column}: ${message}`, help);
  }
}

/** The folder of a file, relative to the root. A configuration from elsewhere speaks of the root. */
function folderOf(root: string, path: string): string {
  const folder = slashed(relative(root, dirname(path)));
  return folder.startsWith("..") || resolve(root, folder) !== dirname(path) ? "" : folder;
}

/** A path relative to the root where it lies below it, else as it is: what globs are compared with. */
export function rootPath({ root }: Setup, path: string): string {
  const inside = slashed(relative(root, path));
  return inside.startsWith("../") || inside === ".." ? slashed(path) : inside;
}

export function slashed(path: string): string {
  return sep === "\\" ? path.replaceAll("\\", "/") : path;
}
