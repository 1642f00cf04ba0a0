import { Readable } from "node:stream";
import { describe, expect, it, vi } from "vitest";
import { failedStream, processIo, readUpTo } from "../../src/cli/io.ts";
import { run } from "./fake-io.ts";

describe("main", () => {
  it("says in one sentence what is wrong with a call", async () => {
    expect(await run(["--nods"])).toEqual({
      code: 2,
      stdout: "",
      stderr: "swarm-volume-check: there is no option `--nods`\n  = help: did you mean `--nodes`?\n",
    });
  });

  it("shows a call's hostile words as text", async () => {
    const { stderr } = await run(["--\u001b[2J\n::error::x"]);
    expect(stderr).toContain("there is no option `--\\u001b[2J\\u000a::error::x`");
  });

  it("keeps the stack trace of anything else and asks for a report", async () => {
    const now = () => {
      throw new RangeError("clock");
    };
    const ran = await run(["--allow-empty", "/nowhere"], { now });
    expect(ran.code).toBe(3);
    expect(ran.stderr).toMatch(/internal error while running; please report this bug.*\nRangeError: clock\n {4}at /);
    const thrown = await run(["."], {
      now: () => {
        throw "a text";
      },
    });
    expect(thrown).toMatchObject({ code: 3, stderr: expect.stringContaining("\na text\n") });
  });
});

describe("the process", () => {
  it("is handed over as it is", () => {
    const io = processIo();
    expect(io.cwd).toBe(process.cwd());
    expect(io.env).toBe(process.env);
    expect(io.now()).toBeLessThanOrEqual(io.now());
    const written: unknown[] = [];
    for (const stream of [process.stdout, process.stderr]) {
      vi.spyOn(stream, "write").mockImplementation((text) => written.push(text) > 0);
    }
    io.stdout("a");
    io.stderr("b");
    vi.restoreAllMocks();
    expect(written).toEqual(["a", "b"]);
    for (const stream of [process.stdout, process.stderr]) stream.off("error", failedStream);
  });

  it("does not mind a closed pipe, and ends when the output cannot be written", () => {
    const exit = vi.spyOn(process, "exit").mockImplementation(() => undefined as never);
    const write = vi.spyOn(process.stderr, "write").mockImplementation(() => true);
    failedStream(Object.assign(new Error(), { code: "EPIPE" }));
    expect(exit).not.toHaveBeenCalled();
    failedStream(Object.assign(new Error(), { code: "ENOSPC" }));
    expect(exit).toHaveBeenCalledWith(3);
    expect(write).toHaveBeenCalledWith("swarm-volume-check: the output cannot be written: ENOSPC\n");
    vi.restoreAllMocks();
  });

  it("reads input to its end, or little beyond the limit", async () => {
    const chunks = () => Readable.from([Buffer.from("ab"), Buffer.from("cd"), Buffer.from("ef")]);
    expect(Buffer.from(await readUpTo(chunks(), 6)).toString()).toBe("abcdef");
    expect(Buffer.from(await readUpTo(chunks(), 3)).toString()).toBe("abcd");
    expect(await readUpTo(Readable.from([]), 3)).toHaveLength(0);
  });
});
