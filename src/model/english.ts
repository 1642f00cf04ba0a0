/** `1 file`, `2 files`. */
export function counted(count: number, noun: string, several?: string): string {
  return `${count} ${plural(count, noun, several)}`;
}

/** `file` or `files`. */
export function plural(count: number, noun: string, several = `${noun}s`): string {
  return count === 1 ? noun : several;
}

/** `a`, `a and b`, `a, b and c`; nothing for none. */
export function listed(words: readonly string[], last: "and" | "or" = "and"): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} ${last} ${words.at(-1)}`;
}

/** As the start of a sentence. */
export function capitalized(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

/** Words that stand behind a colon, as a sentence of their own. */
export function sentence(words: string): string {
  return `${capitalized(words)}${/[.!?]$/.test(words) ? "" : "."}`;
}
