import { counted, listed } from "../../model/english.ts";
import { printable } from "../../model/printable.ts";

/** Where a piece of Markdown stands: in running text, or in a cell of a table, where `|` ends the cell. */
type Where = "text" | "cell";

/** Code points of one name or value that are shown. */
const LONGEST_NAME = 120;
/** Code points of one message that are shown. */
const LONGEST_MESSAGE = 2000;

/**
 * Untrusted text (a file name, a service, a value) as a code span. In a code span GitHub sees no link, mention, issue,
 * emoji or formula, and no HTML.
 */
export function code(text: string, where: Where = "text", most = LONGEST_NAME): string {
  const shown = shortened(text, most);
  if (shown === "") return "`(empty)`";
  const fence = "`".repeat(longestRun(shown) + 1);
  const pad = /^`|`$|^ .*[^ ].* $/.test(shown) ? " " : "";
  const content = where === "cell" ? shown.replace(/(\\*)\|/g, oddBackslashes) : shown;
  return fence + pad + content + pad + fence;
}

/** In a table `\|` is a bar, and readers differ on `\\|`: an odd number of backslashes means the same to all of them. */
function oddBackslashes(_: string, backslashes: string): string {
  return `${backslashes}${backslashes.length % 2 === 0 ? "\\" : "\\\\"}|`;
}

/**
 * A sentence of ours that may quote untrusted text. What stands between backticks stays a code span; elsewhere, every
 * word that is more than letters, digits and plain punctuation becomes one. So it does not matter whether a quoted name
 * held a backtick.
 */
export function prose(text: string, where: Where = "text"): string {
  const shown = shortened(text, LONGEST_MESSAGE);
  const parts: string[] = [];
  let at = 0;
  for (const match of shown.matchAll(/(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)/g)) {
    parts.push(words(shown.slice(at, match.index), parts.length === 0, where));
    parts.push(code(trimmedOnce(match[2] as string), where, LONGEST_MESSAGE));
    at = match.index + match[0].length;
  }
  parts.push(words(shown.slice(at), parts.length === 0, where));
  return parts.reduce(joined, "").trim();
}

/** `text` between fences that nothing in it can close; control characters are shown, not sent. */
export function fenced(text: string, language: string): string {
  const lines = text
    .replace(/\n$/, "")
    .split("\n")
    .map((line) => line.split("\t").map(visible).join("\t"));
  const shown = lines.join("\n");
  const fence = "`".repeat(Math.max(3, longestRun(shown) + 1));
  return `${fence}${language}\n${shown}\n${fence}`;
}

/** Whether lines can stand in a fence letter by letter: no character in them acts on a reader's eye or a terminal. */
export function isPlainText(text: string): boolean {
  return text.split(/[\t\n]/).every((piece) => visible(piece) === piece);
}

/** As `printable` has it, but `::` at the start stays: that is for a log, and this is not. */
function visible(line: string): string {
  return printable(`x${line}`).slice(1);
}

const isAscii = (text: string): boolean => /^[ -~]*$/.test(text);

function shortened(text: string, most: number): string {
  // Marks are stacked on the letter before them; three are enough for every script.
  const start = text.slice(0, 4 * most + 4);
  const unstacked = isAscii(start) ? start : start.replace(/(\p{M}{3})\p{M}+/gu, "$1");
  const characters = Array.from(unstacked, printable);
  const cut = characters.length > most || text.length > 4 * most + 4;
  return cut ? `${characters.slice(0, most - 1).join("")}…` : characters.join("");
}

function longestRun(text: string): number {
  return Array.from(text.matchAll(/`+/g), ([run]) => run.length).reduce((a, b) => Math.max(a, b), 0);
}

/** As Markdown reads a code span: one blank at both ends belongs to the fence. */
function trimmedOnce(span: string): string {
  return /^ .*[^ ].* $/.test(span) ? span.slice(1, -1) : span;
}

function joined(left: string, right: string): string {
  return left.endsWith("`") && right.startsWith("`") ? `${left} ${right}` : left + right;
}

/** Letters, digits and punctuation that mean nothing to Markdown. */
const PLAIN_WORD = /^(?!.*::)[("']*[A-Za-z0-9](?:[A-Za-z0-9.,;!?()'"%/-]|:(?=\d))*[:.,;)"']*$/;

/** The same in any script. A pattern with all letters takes a millisecond to get ready, and few texts need it. */
function isForeignWord(word: string): boolean {
  return /^(?!.*::)[("'“‘]*[\p{L}\p{N}](?:[\p{L}\p{N}\p{M}.,;!?()'"’”%/…–—-]|:(?=\d))*[:.,;)"']*$/u.test(word);
}

/** What stands beside a code span, or as a word of its own. */
const PUNCTUATION = /^(?!.*:(?:\/|.*:))[.,;:!?()"'’“”/…–—%-]+$/;
/** What ends a sentence or a part of it, and belongs to no name. */
const TRAILING = /(?<=[^.,;:!?])[.,;!?]*:?$/;
/** What GitHub or a mail program makes a link of, also behind punctuation and letters that are not ASCII. */
const LINKED = /\b(?:www\.|GH-\d|(?<!-)[A-Za-z]+-\d+\b|[0-9a-f]{7,40}\b)/i;
/** At the start of a line these would be a list or a rule. */
const OPENS_A_BLOCK = /^(?:\d+[.)]|.*[–—-])$/;

/** Words between code spans; neighbours that need one share it. */
function words(text: string, first: boolean, where: Where): string {
  const all = text.split(" ").filter((word) => word !== "");
  const shown: string[] = [];
  let unsafe: string[] = [];
  const flush = () => {
    if (unsafe.length > 0) shown.push(quotedWords(unsafe.join(" "), where));
    unsafe = [];
  };
  all.forEach((word, index) => {
    if (!isPlain(word, first && index === 0)) unsafe.push(word);
    else {
      flush();
      shown.push(word);
    }
  });
  flush();
  const blank = (at: number) => (text.at(at) === " " ? " " : "");
  return all.length === 0 ? blank(0) : blank(0) + shown.join(" ") + blank(-1);
}

/** As code, but for the punctuation behind it: a bracket too, where the one that it closes is not within. */
function quotedWords(text: string, where: Where): string {
  const end = TRAILING.exec(text)?.index ?? text.length;
  const closes = text[end - 1] === ")" && !text.includes("(") && end > 1;
  const inside = text.slice(0, closes ? end - 1 : end);
  return code(inside, where, LONGEST_MESSAGE) + text.slice(inside.length);
}

function isPlain(word: string, opens: boolean): boolean {
  const plain = isAscii(word) ? PLAIN_WORD.test(word) : isForeignWord(word);
  if (!plain && !PUNCTUATION.test(word)) return false;
  return !LINKED.test(word) && !(opens && OPENS_A_BLOCK.test(word));
}

/** `a`, `b` and 3 more things: names as code spans, each once; things of one name are counted one by one. */
export function namesOf(names: readonly string[], noun: string, most = 2): string {
  const shown = [...new Set(names)].slice(0, most).map((name) => code(name, "text", 60));
  const left = names.length - shown.length;
  const all = left > 0 ? [...shown, `${counted(left, `more ${noun}`)}`] : shown;
  return listed(all);
}
