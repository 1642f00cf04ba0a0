// Waits are two hundred times as short. The guards against silence, half a minute for a request and ten for a run, stay
// as they are unless a test is about them: a busy machine would set them off. So do waits of less than half a second,
// which are those of Node and of packages: undici takes each for the half second that it counts its time-outs by.
const WAIT = 200;
const LEAST = 500;
const GUARDS = new Map([
  [30_000, { name: "request", factor: 15 }],
  [600_000, { name: "run", factor: 200 }],
]);

/** `isAbout` says whether a test is about the guard of a `request` or of a `run`. */
exports.shortWaits =
  (setTimeout, isAbout) =>
  (callback, milliseconds = 0, ...rest) => {
    const guard = GUARDS.get(milliseconds);
    const factor = guard ? (isAbout(guard.name) ? guard.factor : 1) : milliseconds < LEAST ? 1 : WAIT;
    return setTimeout(callback, milliseconds / factor, ...rest);
  };
