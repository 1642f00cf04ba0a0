/** A command that ends too early: inside quotes, or after a backslash. */
type Unfinished = "quote" | "backslash";

/**
 * The words of a command in one string, or what is unfinished. As Docker splits (google/shlex), which is not
 * quite as a shell does: in double quotes a backslash goes before every character, and `#` starts a comment.
 */
export function shellWords(text: string): string[] | Unfinished {
  const words: string[] = [];
  let word: string | undefined;
  for (let at = 0; at < text.length; at++) {
    const character = text[at] as string;
    if (" \t\r\n".includes(character)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else if (character === "#" && word === undefined) {
      const end = text.indexOf("\n", at);
      at = end === -1 ? text.length : end;
    } else if (character === "\\") {
      at++;
      if (at === text.length) return "backslash";
      word = (word ?? "") + text[at];
    } else if (character === "'") {
      const end = text.indexOf("'", at + 1);
      if (end === -1) return "quote";
      word = (word ?? "") + text.slice(at + 1, end);
      at = end;
    } else if (character === '"') {
      const quoted = doubleQuoted(text, at + 1);
      if (typeof quoted === "string") return quoted;
      word = (word ?? "") + quoted.inside;
      at = quoted.end;
    } else {
      word = (word ?? "") + character;
    }
  }
  if (word !== undefined) words.push(word);
  return words;
}

function doubleQuoted(text: string, start: number): { inside: string; end: number } | Unfinished {
  let inside = "";
  for (let at = start; at < text.length; at++) {
    if (text[at] === '"') return { inside, end: at };
    if (text[at] === "\\") at++;
    if (at === text.length) return "backslash";
    inside += text[at];
  }
  return "quote";
}
