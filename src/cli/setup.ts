import { dirname, relative, resolve } from "node:path";
import { CONFIG_NAMES, NEAR_CONFIG_NAMES, notRead, TWO_CONFIGS } from "../config/read.ts";
import { printable } from "../model/printable.ts";
import { DEFAULT_MAX_BYTES } from "../session/decode.ts";
import { type ActivePolicy, configIn, PRICE_FILE, readBaseline, readPriceFile } from "../session/policy.ts";
import { PROGRAM } from "../session/program.ts";
import { PolicyError, UsageError } from "../session/usage.ts";
import { slashed } from "../source/checkout.ts";
import { isFile, readStackFile } from "../source/disk.ts";
import { checkoutAround, LINK_OUT, leadsOut } from "../source/links.ts";
import { lookAround } from "../source/surroundings.ts";
import type { Arguments } from "./arguments.ts";
import type { Io } from "./io.ts";

/** The policy, and what its paths are relative to. */
export interface Setup {
  readonly policy: ActivePolicy;
  /** Absolute: the root of the repository, else the configuration's folder, else the working directory. */
  readonly root: string;
}

/** Finds and reads the configuration, the baseline and the prices. Throws a `UsageError` or a `PolicyError`. */
export function setUp(args: Arguments, io: Io): Setup {
  const { path, root } = findConfig(args, io);
  const file = path === undefined ? undefined : configFile(path, root, args, io);
  const read = file && path !== undefined ? configIn(file, folderOf(root, path)) : { config: undefined };
  if ("errors" in read) throw new PolicyError(read.errors);
  const { config } = read;
  const asked = args.provider ?? args.region ?? args.prices ?? config?.storage.provider;
  const baseline = args.baseline === undefined ? undefined : baselineOf(args, args.baseline, io);
  const prices = asked === undefined && args.command !== "cost" ? [] : refreshedTables(args.prices, io);
  return { policy: { config, baseline, prices, file, remarks: [], mistakes: [] }, root };
}

function findConfig(
  { configPath, noConfig }: Pick<Arguments, "configPath" | "noConfig">,
  io: Io,
): { readonly path: string | undefined; readonly root: string } {
  const around = lookAround(io.cwd, CONFIG_NAMES);
  const searched = !noConfig && configPath === undefined;
  if (searched && around.files.length > 1) {
    const folder = slashed(relative(io.cwd, dirname(around.files[0] ?? ""))) || ".";
    throw new UsageError(`${folder}: ${TWO_CONFIGS.message}`, TWO_CONFIGS.help);
  }
  const near = searched ? lookAround(io.cwd, NEAR_CONFIG_NAMES).files : [];
  for (const one of near) io.stderr(`${PROGRAM}: ${printable(notRead(slashed(relative(io.cwd, one))))}\n`);
  const path = noConfig ? undefined : configPath === undefined ? around.files[0] : resolve(io.cwd, configPath);
  return { path, root: around.root ?? (path === undefined ? io.cwd : dirname(path)) };
}

function configFile(path: string, root: string, { configPath }: Arguments, { cwd }: Io) {
  const display = slashed(relative(cwd, path));
  if (configPath === undefined && leadsOut(root, path))
    throw new UsageError(`${display}: ${LINK_OUT.message}`, LINK_OUT.help);
  const read = readStackFile(path, display, { maxBytes: DEFAULT_MAX_BYTES });
  if ("file" in read) return read.file;
  const { message, help } = read.problem;
  throw new UsageError(`${configPath === undefined ? display : `--config ${configPath}`}: ${message}`, help);
}

/** The folder of a file, relative to the root. A configuration from elsewhere speaks of the root. */
function folderOf(root: string, path: string): string {
  const folder = slashed(relative(root, dirname(path)));
  return folder.startsWith("..") || resolve(root, folder) !== dirname(path) ? "" : folder;
}

function baselineOf({ writeBaseline }: Arguments, path: string, { cwd }: Io): ActivePolicy["baseline"] {
  const read = readStackFile(resolve(cwd, path), path, { maxBytes: DEFAULT_MAX_BYTES });
  if ("problem" in read) {
    if (read.problem.missing && writeBaseline) return { path, entries: [] };
    const help = read.problem.missing ? "write it first with `--write-baseline`" : read.problem.help;
    throw new UsageError(`--baseline ${path}: ${read.problem.message}`, help);
  }
  const result = readBaseline(read.file);
  if ("baseline" in result) return result.baseline;
  throw new PolicyError(result.errors);
}

/** The prices of a refresh: those of the file that is named, else of the usual one where it is there. */
export function refreshedTables(given: string | undefined, { cwd }: Pick<Io, "cwd">): ActivePolicy["prices"] {
  const display = given ?? PRICE_FILE;
  const path = resolve(cwd, display);
  if (given === undefined && !isFile(path)) return [];
  if (given === undefined && leadsOut(checkoutAround(cwd), path))
    throw new UsageError(`${PRICE_FILE}: ${LINK_OUT.message}`, LINK_OUT.help);
  const read = readStackFile(path, display, { maxBytes: DEFAULT_MAX_BYTES });
  if ("problem" in read) throw new UsageError(`${display}: ${read.problem.message}`, read.problem.help);
  const found = readPriceFile(read.file.text);
  if ("tables" in found) return found.tables;
  throw new UsageError(`${display}: ${found.wrong}`, "`swarm-volume-check prices refresh` writes such a file");
}

/** Whether a call is about everything below the root. */
export function coversRoot({ operands, stack }: Arguments, root: string, { cwd }: Io): boolean {
  if (operands.length === 0) return stack.length === 0 && root === cwd;
  return operands.some((path) => resolve(cwd, path) === root);
}

/** The day on which prices are judged. `SOURCE_DATE_EPOCH` makes outputs that can be reproduced. */
export function priceDay({ env, now }: Pick<Io, "env" | "now">): string {
  const stated = /^\d{1,11}$/.exec(env.SOURCE_DATE_EPOCH ?? "")?.[0];
  return dayOf(stated === undefined ? now() : Number(stated) * 1000);
}

/** `2026-03-31`, from milliseconds. */
export const dayOf = (milliseconds: number): string => new Date(milliseconds).toISOString().slice(0, 10);
