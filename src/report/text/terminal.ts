const WIDE =
  /^[\p{Emoji_Presentation}\u1100-\u115F\u2E80-\u303E\u3041-\uA4CF\uA960-\uA97F\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF01-\uFF60\uFFE0-\uFFE6\u{20000}-\u{3FFFD}]$/u;

/** The terminal columns that one character (a code point) takes. */
export function characterWidth(character: string): number {
  if (character <= "~") return 1;
  if (/^[\p{Mn}\p{Me}\u200C\u200D]$/u.test(character)) return 0;
  return WIDE.test(character) ? 2 : 1;
}

/** The terminal columns of a printable text. */
export function textWidth(text: string): number {
  if (/^[ -~]*$/.test(text)) return text.length;
  let width = 0;
  for (const character of text) width += characterWidth(character);
  return width;
}

/** The text with blanks behind it up to a width. */
export function padded(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - textWidth(text)));
}

/** The text, or its two ends around an ellipsis when it is wider than `width`. */
export function cropped(text: string, width: number): string {
  if (textWidth(text) <= width) return text;
  const characters = Array.from(text);
  const room = width - 1;
  const head = fitting(characters, Math.floor(room / 2));
  const tail = fitting(characters.toReversed(), room - Math.floor(room / 2));
  return `${head.join("")}…${tail.toReversed().join("")}`;
}

function fitting(characters: readonly string[], room: number): string[] {
  let width = 0;
  const end = characters.findIndex((character) => {
    width += characterWidth(character);
    return width > room;
  });
  return characters.slice(0, end);
}

/** Lines of at most `columns` (unless one word is longer), or one line when `columns` is not known. */
export function wrapped(text: string, columns: number | undefined): string[] {
  if (columns === undefined) return [text];
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && textWidth(line) + 1 + textWidth(word) > columns) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  lines.push(line);
  return lines;
}

const CODES = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, blue: 34, magenta: 35, cyan: 36 } as const;

export type Style = keyof typeof CODES;

/** Puts text into a style, or leaves it as it is when there is no colour. */
export type Paint = (style: Style, text: string) => string;

/** A painter for terminals (`true`) or for plain text (`false`). */
export function painter(color: boolean): Paint {
  return color ? (style, text) => (text === "" ? "" : `\u001b[${CODES[style]}m${text}\u001b[0m`) : (_, text) => text;
}
