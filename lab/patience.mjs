import { setTimeout as sleep } from "node:timers/promises";

let times = 1;

/** From now on everything may take so many times as long: machines are slow. */
export function waitLonger(factor) {
  times = factor;
}

/** How long something may take that takes so long on an ordinary machine. */
export const patient = (duration) => duration * times;

/**
 * Asks again and again until the answer is something.
 * @template T
 * @param {string | (() => string)} what what is waited for, for the error
 * @param {number} seconds how long at most
 * @param {() => T | undefined | false | Promise<T | undefined | false>} ask
 * @returns {Promise<T>}
 */
export async function until(what, seconds, ask, every = 100) {
  const end = Date.now() + patient(seconds) * 1000;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (Date.now() > end)
      throw new Error(`waited ${patient(seconds)} s for ${typeof what === "string" ? what : what()}`);
    await sleep(every);
  }
}
