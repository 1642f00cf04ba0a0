// Waits are two hundred times as short. The guards against silence, half a minute for a request and ten for a run, stay
// as they are unless a test is about them: a busy machine would set them off.
const WAIT = 200;
const GUARDS = new Map([
  [30_000, { name: "request", factor: 30 }],
  [600_000, { name: "run", factor: 200 }],
]);

/** `isAbout` says whether a test is about the guard of a `request` or of a `run`. */
exports.shortWaits =
  (setTimeout, isAbout) =>
  (callback, milliseconds = 0, ...rest) => {
    const guard = GUARDS.get(milliseconds);
    const factor = guard === undefined ? WAIT : isAbout(guard.name) ? guard.factor : 1;
    return setTimeout(callback, milliseconds / factor, ...rest);
  };
