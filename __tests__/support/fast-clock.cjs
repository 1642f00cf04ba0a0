// Loaded before the Action in tests that make it wait: timers run two hundred times as fast, and those that guard against
// silence thirty times, so that a busy machine does not set them off. The program is the same and asks for the same waits.
const real = globalThis.setTimeout;
globalThis.setTimeout = (callback, milliseconds = 0, ...rest) =>
  real(callback, milliseconds / (milliseconds < 20_000 ? 200 : 30), ...rest);
