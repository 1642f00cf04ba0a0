/** A text as one word of a POSIX shell. */
export function word(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** Lines that stop at the first failure, and leave the reader's shell open. */
export function script(lines: readonly string[]): string {
  return ["(", "set -eu", ...lines, ")"].join("\n");
}

/** A variable that the reader gives, or a shell that stops and says so. */
export function given(name: string, what: string): string {
  return `${name}="\${${name}:?set it to ${what}}"`;
}
