/** The machine lacks what the lab needs; the message says what. */
export class Unavailable extends Error {}
