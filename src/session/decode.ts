import { isUtf8 } from "node:buffer";
import type { SourceFile } from "../model/text.ts";
import type { ReadProblem } from "./workspace.ts";

type Decoded = { readonly text: string } | { readonly problem: { readonly message: string; readonly help: string } };

/** No stack file that people write comes near this, in bytes. */
export const DEFAULT_MAX_BYTES = 2 * 1024 * 1024;

export type ReadResult = { readonly file: SourceFile } | { readonly problem: ReadProblem };

/** A file from its bytes. */
export function fileOf(bytes: Uint8Array, path: string, { maxBytes }: { readonly maxBytes: number }): ReadResult {
  if (bytes.length > maxBytes) return { problem: tooLarge(undefined, maxBytes) };
  const decoded = decodeText(bytes);
  return "problem" in decoded ? decoded : { file: { path, text: decoded.text } };
}

/** `size` in bytes, where it is known. */
export function tooLarge(size: number | undefined, maxBytes: number): ReadProblem {
  const has = size === undefined ? "" : `has ${size} bytes and `;
  return {
    message: `the file ${has}is larger than the limit of ${maxBytes} bytes: nothing was read`,
    help: "raise the limit with `--max-size` if this is a stack file",
    tooLarge: true,
  };
}

/** Bytes as text: UTF-8, or UTF-16 with a byte order mark, as Docker reads them. The mark stays in the text. */
export function decodeText(bytes: Uint8Array): Decoded {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return wide(bytes, "utf-16le");
  if (first === 0xfe && second === 0xff) return wide(bytes, "utf-16be");
  const zero = bytes.indexOf(0);
  if (zero !== -1) {
    const message = `the file is binary, not text: there is a zero byte at ${placeOf(bytes, zero)}`;
    return { problem: { message, help: "name a stack file" } };
  }
  if (!isUtf8(bytes)) {
    const message = `the file is not valid UTF-8 text: the first wrong byte is at ${placeOf(bytes, firstInvalid(bytes))}`;
    return { problem: { message, help: "save it as UTF-8" } };
  }
  return { text: textOf(bytes) };
}

function wide(bytes: Uint8Array, encoding: "utf-16le" | "utf-16be"): Decoded {
  try {
    return { text: new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch {
    const message = "the file starts as UTF-16 text and goes on as something else";
    return { problem: { message, help: "save it as UTF-8" } };
  }
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8");
}

function placeOf(bytes: Uint8Array, offset: number): string {
  const before = textOf(bytes.subarray(0, offset));
  const line = before.split("\n").length;
  return `byte offset ${offset}, line ${line}, column ${before.length - before.lastIndexOf("\n")}`;
}

/** The offset of the first byte that starts no character. */
function firstInvalid(bytes: Uint8Array): number {
  let at = 0;
  for (let end = bytes.indexOf(0x0a); end !== -1 && isUtf8(bytes.subarray(at, end + 1)); ) {
    at = end + 1;
    end = bytes.indexOf(0x0a, at);
  }
  for (;;) {
    const lead = bytes[at] as number;
    const length = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    if (at + length > bytes.length || !isUtf8(bytes.subarray(at, at + length))) return at;
    at += length;
  }
}
