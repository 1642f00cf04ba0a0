const CODES = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, blue: 34, magenta: 35, cyan: 36 } as const;

export type Style = keyof typeof CODES;

/** Puts text into a style, or leaves it as it is when there is no colour. */
export type Paint = (style: Style, text: string) => string;

/** A painter for terminals (`true`) or for plain text (`false`). */
export function painter(color: boolean): Paint {
  return color ? (style, text) => (text === "" ? "" : `\u001b[${CODES[style]}m${text}\u001b[0m`) : (_, text) => text;
}
