import { isUtf8 } from "node:buffer";

export type Decoded =
  | { readonly text: string }
  | {
      readonly problem: {
        readonly message: string;
        readonly help: string;
        readonly line: number;
        readonly column: number;
      };
    };

/** Bytes as text. A UTF-8 byte order mark stays, so that offsets are those of the file. */
export function decodeText(bytes: Uint8Array): Decoded {
  const start = { line: 1, column: 1 };
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) {
    const message = "the file is UTF-16 text (it starts with a UTF-16 byte order mark), and Docker reads only UTF-8";
    return { problem: { message, help: "save it as UTF-8", ...start } };
  }
  const zero = bytes.indexOf(0);
  if (zero !== -1) {
    const message = `the file is binary: the byte at offset ${zero} is zero`;
    return { problem: { message, help: "name a stack file", ...positionOf(bytes, zero) } };
  }
  if (!isUtf8(bytes)) {
    const at = firstInvalid(bytes);
    const { line, column } = positionOf(bytes, at);
    const message = `the file is not valid UTF-8: byte offset ${at}, line ${line}, column ${column}`;
    return { problem: { message, help: "save it as UTF-8", line, column } };
  }
  return { text: textOf(bytes) };
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8");
}

/** The line and column, from 1, of the character that the byte at `offset` starts. */
function positionOf(bytes: Uint8Array, offset: number): { line: number; column: number } {
  const before = textOf(bytes.subarray(0, offset));
  return { line: before.split("\n").length, column: before.length - before.lastIndexOf("\n") };
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
