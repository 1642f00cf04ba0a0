import { describe, expect, it } from "vitest";
import { underway } from "../../src/github/underway.ts";

/** Requests that leave, and answers that come, when the test says so. */
function scene() {
  const left = later<void>();
  const answer = later<string>();
  return { client: { departure: () => left.promise }, left, answer };
}

function later<T>() {
  let resolve: (value: T) => void = () => {};
  const promise = new Promise<T>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

const soon = () => new Promise((done) => setImmediate(done));

describe("what is under way", () => {
  it("leaves time as soon as the question has left", async () => {
    const { client, left, answer } = scene();
    let back = false;
    const asking = underway(client, () => answer.promise).then((started) => {
      back = true;
      return started;
    });
    await soon();
    expect(back).toBe(false);
    left.resolve();
    const started = await asking;
    answer.resolve("here");
    expect(await started.answer).toBe("here");
  });

  it("waits for departures from before the question on", async () => {
    const order: string[] = [];
    const client = { departure: async () => void order.push("listening") };
    await underway(client, async () => order.push("asking"));
    expect(order).toEqual(["listening", "asking"]);
  });

  it("comes back when there is an answer, or a failure, without anything having left", async () => {
    const { client, answer } = scene();
    answer.resolve("known");
    expect(await (await underway(client, () => answer.promise)).answer).toBe("known");
    const failing = await underway(client, () => Promise.reject(new Error("no line")));
    await soon();
    await expect(failing.answer).rejects.toThrow("no line");
  });

  it("waits for the answer where nobody tells of departures", async () => {
    const { answer } = scene();
    const asking = underway(undefined, () => answer.promise);
    answer.resolve("here");
    expect(await (await asking).answer).toBe("here");
  });
});
