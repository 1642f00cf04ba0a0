/** The name of the program. */
export const PROGRAM = "swarm-volume-check";
