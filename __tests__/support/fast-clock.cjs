// Loaded before the Action in tests that make it wait: timers run two hundred times as fast, and those that guard against
// silence thirty times, so that a busy machine does not set them off. That of the whole run stays. The program is the
// same and asks for the same waits.
const real = globalThis.setTimeout;
const factor = (milliseconds) => (milliseconds < 20_000 ? 200 : milliseconds < 300_000 ? 30 : 1);
globalThis.setTimeout = (callback, milliseconds = 0, ...rest) =>
  real(callback, milliseconds / factor(milliseconds), ...rest);
