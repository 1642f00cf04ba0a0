import type { Io } from "../../src/cli/io.ts";
import { main } from "../../src/cli/main.ts";

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command line in this process, in `cwd`, with a stand-in for everything around it. */
export async function run(
  argv: readonly string[],
  io: Partial<Io> & { stdin?: string | Uint8Array } = {},
): Promise<Ran> {
  let stdout = "";
  let stderr = "";
  const code = await main(argv, {
    cwd: "/",
    env: {},
    stdoutIsTerminal: false,
    stderrIsTerminal: false,
    columns: undefined,
    stderrColumns: undefined,
    stdout: (text) => {
      stdout += text;
    },
    stderr: (text) => {
      stderr += text;
    },
    readStdin: async () => Buffer.from(io.stdin ?? ""),
    now: () => 0,
    ...io,
  });
  return { code, stdout, stderr };
}
