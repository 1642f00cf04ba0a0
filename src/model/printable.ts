/**
 * Characters that a terminal or a reader's eye would act on instead of showing: controls (line ends,
 * ESC, C1), bidirectional and other invisible format characters, lone surrogates, noncharacters.
 * The two joiners stay: emoji and several scripts need them. Made when a text needs it, which is seldom: that takes time.
 */
const unsafe = (): RegExp => /(?![\u200C\u200D])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}]/gu;

function escapeCharacter(character: string): string {
  const code = character.codePointAt(0) as number;
  return code > 0xffff ? `\\u{${code.toString(16)}}` : `\\u${code.toString(16).padStart(4, "0")}`;
}

/** Untrusted text (a file name, a message, a piece of YAML) as one line that any terminal or runner can show. */
export function printable(text: string): string {
  const safe = /^[ -~]*$/.test(text) ? text : text.replace(unsafe(), escapeCharacter);
  return withoutCommands(safe);
}

/**
 * Text of any number of lines in which a GitHub runner finds no workflow command. It looks for `::`
 * at the start of a line, blanks aside, and for `##[` anywhere.
 */
export function withoutCommands(text: string): string {
  if (!text.includes("::") && !text.includes("##[")) return text;
  return text.replace(/^([^\S\r\n]*):(?=:)/gm, "$1\\u003a").replaceAll("##[", "#\\u0023[");
}

/** The same care for JSON text: each escape is the same value to whoever parses it. */
export function printableJson(json: string): string {
  const escaped = json.replace(unsafe(), (character) => (character === "\n" ? character : jsonEscape(character)));
  return escaped.replaceAll("##[", "#\\u0023[");
}

function jsonEscape(character: string): string {
  let escaped = "";
  for (let at = 0; at < character.length; at++) {
    escaped += `\\u${character.charCodeAt(at).toString(16).padStart(4, "0")}`;
  }
  return escaped;
}
