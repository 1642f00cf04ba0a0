/** The name of the program. */
export const PROGRAM = "swarm-volume-check";
/** The version of the program; a test compares it with `package.json`. */
export const VERSION = "1.0.0";
