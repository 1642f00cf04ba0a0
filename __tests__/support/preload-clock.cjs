// Loaded before the Action in tests that make it wait: the same program asks for the same waits.
const { shortWaits } = require("./short-waits.cjs");
const about = process.env.TEST_IS_ABOUT ?? "";
globalThis.setTimeout = shortWaits(globalThis.setTimeout, (guard) => about === guard);
