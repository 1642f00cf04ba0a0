import { closeSync, constants, fstatSync, openSync, readSync, type Stats, statSync } from "node:fs";
import { fileOf, type ReadResult, tooLarge } from "../session/decode.ts";
import type { ReadOptions, ReadProblem } from "../session/workspace.ts";

/** Reads a stack file. Nothing but a plain file is opened, so that a pipe cannot block and a device is left alone. */
export function readStackFile(path: string, displayPath: string, options: ReadOptions): ReadResult {
  const read = readBytes(path, options);
  return "problem" in read ? read : fileOf(read.bytes, displayPath, options);
}

/** Whether a path leads to something that is no folder. */
export function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === false;
}

/** The bytes of a plain file of at most `maxBytes`. */
export function readBytes(
  path: string,
  { maxBytes }: ReadOptions,
): { readonly bytes: Uint8Array } | { readonly problem: ReadProblem } {
  try {
    const before = obstacle(statSync(path), maxBytes);
    if (before) return { problem: before };
    // The file may have become something else meanwhile: the open does not wait, and what was opened is looked at again.
    const descriptor = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    try {
      const opened = fstatSync(descriptor);
      const found = obstacle(opened, maxBytes);
      if (found) return { problem: found };
      const bytes = readUpTo(descriptor, opened.size, maxBytes + 1);
      return bytes.length > maxBytes ? { problem: tooLarge(undefined, maxBytes) } : { bytes };
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    return { problem: plainProblem(error) };
  }
}

function readUpTo(descriptor: number, size: number, limit: number): Uint8Array {
  // Files in /proc say 0 and hold something all the same.
  let buffer = Buffer.alloc(Math.min(limit, size === 0 ? 65536 : size + 1));
  let length = 0;
  for (;;) {
    const count = readSync(descriptor, buffer, length, buffer.length - length, null);
    length += count;
    if (count === 0 || length === limit) return buffer.subarray(0, length);
    if (length === buffer.length) buffer = Buffer.concat([buffer], Math.min(limit, 2 * buffer.length));
  }
}

function obstacle(stats: Stats, maxBytes: number): ReadProblem | undefined {
  if (stats.isFile()) return stats.size > maxBytes ? tooLarge(stats.size, maxBytes) : undefined;
  const kind = stats.isDirectory()
    ? "a folder"
    : stats.isFIFO()
      ? "a named pipe"
      : stats.isSocket()
        ? "a socket"
        : "a device";
  return { message: `this is ${kind}, not a file: nothing was read`, help: "name a stack file" };
}

const PLAIN: Readonly<Record<string, readonly [message: string, help: string]>> = {
  ENOENT: ["there is no such file or folder", "check the path"],
  ENOTDIR: ["a part of the path is a file, not a folder", "check the path"],
  EACCES: ["permission to read it is denied", "give the user who runs this permission to read it"],
  EPERM: ["permission to read it is denied", "give the user who runs this permission to read it"],
  ELOOP: ["its symbolic links lead in a circle", "point the link at a file"],
  ENAMETOOLONG: ["the path is longer than the system allows", "check the path"],
  EMFILE: ["too many files are open", "raise the limit on open files"],
  EIO: ["the disk reports an error", "check the disk"],
};

/** What a failed file operation means, without the system's shorthand where it is known. */
export function plainProblem(error: unknown): ReadProblem {
  const code = (error as NodeJS.ErrnoException).code;
  if (typeof code !== "string") throw error;
  const [message, help] = PLAIN[code] ?? [`the system answers ${code}`, "check the path and the disk"];
  return { message, help, ...(code === "ENOENT" || code === "ENOTDIR" ? { missing: true } : {}) };
}
