import { PROGRAM } from "../session/program.ts";

/** Everything that the command line takes from its process, so that a test can stand in for it. */
export interface Io {
  /** Absolute folder that paths are relative to. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdoutIsTerminal: boolean;
  readonly stderrIsTerminal: boolean;
  /** Width of the terminal; undefined when standard output is none. */
  readonly columns: number | undefined;
  /** The same for standard error. */
  readonly stderrColumns: number | undefined;
  stdout(text: string): void;
  stderr(text: string): void;
  /** Standard input up to its end, but no more than about `limit` bytes. */
  readStdin(limit: number): Promise<Uint8Array>;
  /** Milliseconds. */
  now(): number;
}

/** The io of the running process. */
export function processIo(): Io {
  for (const stream of [process.stdout, process.stderr]) stream.on("error", failedStream);
  return {
    cwd: process.cwd(),
    env: process.env,
    stdoutIsTerminal: process.stdout.isTTY === true,
    stderrIsTerminal: process.stderr.isTTY === true,
    columns: process.stdout.columns,
    stderrColumns: process.stderr.columns,
    stdout: (text) => void process.stdout.write(text),
    stderr: (text) => void process.stderr.write(text),
    readStdin: (limit) => readUpTo(process.stdin, limit),
    now: Date.now,
  };
}

/** `| head` closes the pipe when it has seen enough, which is no failure; a full disk is one. */
export function failedStream(error: NodeJS.ErrnoException): void {
  if (error.code === "EPIPE") return;
  process.stderr.write(`${PROGRAM}: the output cannot be written: ${error.code}\n`);
  process.exit(3);
}

/** The bytes of a stream up to its end, or a little more than `limit` of them. */
export async function readUpTo(stream: AsyncIterable<Uint8Array>, limit: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of stream) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > limit) break;
  }
  return Buffer.concat(chunks);
}

/** Whether a stream gets colours; `color` is what the call says. */
export function usesColor(
  { color }: { readonly color: boolean | undefined },
  env: Io["env"],
  isTerminal: boolean,
): boolean {
  return color ?? (isTerminal && !env.NO_COLOR && env.TERM !== "dumb");
}
