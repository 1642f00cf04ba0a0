// Loaded before the Action in tests that make it wait: the same program asks for the same waits.
const { shortWaits } = require("./short-waits.cjs");
globalThis.setTimeout = shortWaits(globalThis.setTimeout, () => process.env.ABOUT_SILENCE === "1");
