// Waits are two hundred times as short. What guards against silence, half a minute for a request, is left as it is unless
// a test is about silence: a busy machine would set it off. The guard of a whole run stays as it is too.
const GUARD = 30_000;
const WHOLE_RUN = 600_000;

exports.shortWaits =
  (setTimeout, isAboutSilence) =>
  (callback, milliseconds = 0, ...rest) => {
    const factor = milliseconds === GUARD ? (isAboutSilence() ? 30 : 1) : milliseconds < WHOLE_RUN ? 200 : 1;
    return setTimeout(callback, milliseconds / factor, ...rest);
  };
