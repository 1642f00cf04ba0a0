import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { persistently, type Thrown } from "../../src/github/attempts.ts";

const NOW = Date.UTC(2026, 0, 1);

beforeEach(() => void vi.useFakeTimers({ now: NOW }));
afterEach(() => void vi.useRealTimers());

/** Fails as told, one time after the other, and then works. */
async function tryWith(failures: readonly Partial<Thrown>[], repeatable = true) {
  const said: number[] = [];
  const times: number[] = [];
  const left = [...failures];
  const result = persistently(
    async () => {
      times.push((Date.now() - NOW) / 1000);
      const failure = left.shift();
      if (failure) throw Object.assign(new Error(failure.message ?? "no"), failure);
      return "done";
    },
    { repeatable, waits: (seconds) => said.push(seconds) },
  ).catch((error: Thrown) => `failed: ${error.message}`);
  await vi.runAllTimersAsync();
  return { result: await result, said, times };
}

const refusal = (status: number, headers: Record<string, string> = {}, message = "no") => ({
  status,
  message,
  response: { headers },
});
const silence = { status: 500, message: "socket hang up" };

describe("what fails", () => {
  it.each<[string, readonly Partial<Thrown>[], number[]]>([
    ["a server's failure", [refusal(500), refusal(502), refusal(503)], [0, 1, 5, 14]],
    ["no answer", [silence, silence], [0, 1, 5]],
  ])("is tried again after 1, 4 and 9 seconds: %s", async (_, failures, times) => {
    expect(await tryWith(failures)).toEqual({ result: "done", said: [], times });
  });

  it("is given up after the fourth attempt", async () => {
    const always = Array.from({ length: 9 }, () => refusal(500));
    expect(await tryWith(always)).toEqual({ result: "failed: no", said: [], times: [0, 1, 5, 14] });
  });

  it("is not tried again when GitHub may have done it", async () => {
    expect(await tryWith([refusal(502)], false)).toMatchObject({ result: "failed: no", times: [0] });
    expect(await tryWith([silence], false)).toMatchObject({ times: [0] });
  });

  it.each([400, 401, 403, 404, 410, 422])("is final with %i", async (status) => {
    expect(await tryWith([refusal(status)])).toMatchObject({ result: "failed: no", times: [0] });
  });
});

describe("a limit", () => {
  const reset = (seconds: number) => ({
    "x-ratelimit-remaining": "0",
    "x-ratelimit-reset": String(NOW / 1000 + seconds),
  });

  it.each<[string, Partial<Thrown>, number]>([
    ["that names a time", refusal(429, { "retry-after": "7" }), 7],
    ["that names a time with 403", refusal(403, { "retry-after": "7" }), 7],
    ["that is used up", refusal(403, reset(20)), 21],
    ["that was used up before", refusal(429, reset(-5)), 1],
    ["that names nothing", refusal(429), 60],
    ["whose time is no number", refusal(429, { "retry-after": "Fri, 01 Jan 2027 00:00:00 GMT" }), 60],
    ["of the second kind that names nothing", refusal(403, {}, "You have exceeded a secondary rate limit"), 60],
    ["with requests left", refusal(429, { "x-ratelimit-remaining": "3", "x-ratelimit-reset": "9999999999" }), 60],
  ])("%s is waited for, also with what is not tried again otherwise", async (_, failure, seconds) => {
    expect(await tryWith([failure], false)).toEqual({ result: "done", said: [seconds], times: [0, seconds] });
  });

  it("is waited for twice", async () => {
    const limit = refusal(429, { "retry-after": "1" });
    expect(await tryWith([limit, limit])).toMatchObject({ result: "done", said: [1, 1] });
    expect(await tryWith([limit, limit, limit])).toMatchObject({ result: "failed: no", said: [1, 1] });
  });

  it("that lasts longer than two minutes is not waited for", async () => {
    expect(await tryWith([refusal(429, { "retry-after": "120" })])).toMatchObject({ result: "done" });
    expect(await tryWith([refusal(429, { "retry-after": "121" })])).toMatchObject({ result: "failed: no", said: [] });
    expect(await tryWith([refusal(403, reset(3000))])).toMatchObject({ result: "failed: no", said: [] });
  });
});
