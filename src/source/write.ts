import {
  chmodSync,
  chownSync,
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  mkdirSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { DEFAULT_MAX_BYTES, decodeText } from "../session/decode.ts";
import type { ReadProblem } from "../session/workspace.ts";
import { plainProblem, readBytes } from "./disk.ts";
import { isWithin, leadsOut, linkBelow } from "./links.ts";

/** Opened as it is: a link that has come in its place meanwhile is not followed, and a pipe not waited at. Windows has no such flags. */
const PLAINLY =
  constants.O_WRONLY |
  constants.O_CREAT |
  constants.O_TRUNC |
  (constants.O_NOFOLLOW ?? 0) |
  (constants.O_NONBLOCK ?? 0);

interface WriteOptions {
  /** Absolute: no link below it is followed. A path that lies neither there nor in another repository is the user's own affair. */
  readonly checkout: string;
  /** Whether missing folders are made. */
  readonly makeFolders?: boolean;
}

/** Writes a text to an absolute path, never through a link that lies in the checkout. */
export function writeText(
  path: string,
  text: string,
  { checkout, makeFolders }: WriteOptions,
): ReadProblem | undefined {
  try {
    const link = linkBelow(checkout, path);
    if (link !== undefined) return throughLink(link);
    if (makeFolders) mkdirSync(dirname(path), { recursive: true });
    // `/dev/stdout` is a link, too, and nobody's but the user's.
    const within = isWithin(checkout, path);
    const descriptor = openSync(path, within ? PLAINLY : "w", 0o666);
    try {
      if (within && !fstatSync(descriptor).isFile()) return NO_FILE;
      writeFileSync(descriptor, text);
    } finally {
      closeSync(descriptor);
    }
    return undefined;
  } catch (error) {
    // Nobody reads the pipe.
    return (error as NodeJS.ErrnoException).code === "ENXIO" ? NO_FILE : plainProblem(error);
  }
}

const NO_FILE: ReadProblem = {
  message: "a pipe or a device lies here: nothing was written",
  help: "remove it, or name another file",
};

function throughLink(link: string): ReadProblem {
  return {
    message: `\`${link}\` is a link: nothing is written through links of a checkout`,
    help: "remove the link, or name another file",
  };
}

/**
 * Writes another text into a file that held `before`, in one step: whoever reads it meanwhile sees the old text or the
 * new one. Links stay links where they lead to a file of the `checkout`, and the file keeps its encoding, its mode and its owner where the system allows it.
 */
export function replaceText(
  path: string,
  before: string,
  after: string,
  { checkout, maxBytes = DEFAULT_MAX_BYTES }: { readonly checkout: string; readonly maxBytes?: number },
): ReadProblem | undefined {
  let temporary: string | undefined;
  try {
    if (leadsOut(checkout, path)) return OUT_OF_CHECKOUT;
    const target = realpathSync(path);
    const read = readBytes(target, { maxBytes });
    if ("problem" in read) return read.problem;
    const decoded = decodeText(read.bytes);
    if (!("text" in decoded) || decoded.text !== before) {
      return { message: "the file has changed since it was read: it was left as it is", help: "run the fix again" };
    }
    const { mode, uid, gid } = statSync(target);
    const beside = join(dirname(target), `.${basename(target)}.${process.pid}.tmp`);
    const descriptor = openSync(beside, "wx", mode & 0o777);
    temporary = beside;
    try {
      const bytes = encoded(after, read.bytes);
      for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    chmodSync(temporary, mode & 0o7777);
    keepOwner(temporary, uid, gid);
    renameSync(temporary, target);
    return undefined;
  } catch (error) {
    if (temporary !== undefined) rmSync(temporary, { force: true });
    return plainProblem(error);
  }
}

export const OUT_OF_CHECKOUT: ReadProblem = {
  message: "a link leads out of the checkout here: the file was left as it is",
  help: "name the file that the link leads to",
};

/** In the encoding of the old bytes, which their byte order mark tells. */
function encoded(text: string, old: Uint8Array): Uint8Array {
  const wide = (old[0] === 0xff && old[1] === 0xfe) || (old[0] === 0xfe && old[1] === 0xff);
  if (!wide) return Buffer.from(text, "utf8");
  const bytes = Buffer.from(text, "utf16le");
  return old[0] === 0xfe ? bytes.swap16() : bytes;
}

/** Only root may give files away; the others keep what they can write anyway. */
function keepOwner(path: string, uid: number, gid: number): void {
  try {
    chownSync(path, uid, gid);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EPERM") throw error;
  }
}
