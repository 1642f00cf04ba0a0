import { createRequire } from "node:module";
import { vi } from "vitest";
import type { FakeGitHub } from "./fake-github.ts";

type Wait = (callback: () => void, milliseconds?: number, ...rest: []) => NodeJS.Timeout;

const { shortWaits } = createRequire(import.meta.url)("./short-waits.cjs") as {
  readonly shortWaits: (real: Wait, isAbout: (guard: "request" | "run") => boolean) => Wait;
};

/** The clock of the machine, wherever a test shortens the waits of the program. */
export const realTimeout: Wait = globalThis.setTimeout;

/**
 * Shortens the waits of the program in this process, until `vi.unstubAllGlobals()`; what guards against silence of a
 * request only while a test is about that.
 */
export function stubWaits(isAboutSilence: () => boolean): void {
  const isAbout = (guard: "request" | "run") => guard === "request" && isAboutSilence();
  vi.stubGlobal("setTimeout", shortWaits(realTimeout, isAbout));
}

/** Whether a fake GitHub is told to give no answer. */
export const silent = ({ faults }: Pick<FakeGitHub, "faults">): boolean =>
  faults.some(({ fault }) => fault === "time-out");
