import {
  chmodSync,
  chownSync,
  closeSync,
  fsyncSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { decodeText } from "./decode.ts";
import { DEFAULT_MAX_BYTES, plainProblem, type ReadProblem, readBytes } from "./disk.ts";

/**
 * Writes another text into a file that held `before`, in one step: whoever reads it meanwhile sees the old text or the
 * new one. Links stay links, and the file keeps its encoding, its mode and its owner where the system allows it.
 */
export function replaceText(
  path: string,
  before: string,
  after: string,
  maxBytes = DEFAULT_MAX_BYTES,
): ReadProblem | undefined {
  let temporary: string | undefined;
  try {
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
