import type { Span } from "../model/text.ts";

/** `$NAME` and `${NAME}` alone (or for a shell, with `$$`) give nothing away; with a default they might. */
export function isReference(value: string): boolean {
  return /^\${1,2}(?:\w+|\{\w+\})$/.test(value);
}

/** Secrets that show by their own form, whatever stands before them. */
const TOKENS =
  /\b(?:A[KS]IA[0-9A-Z]{16}|gh[pousr]_\w{20,}|github_pat_\w{20,}|glpat-[\w-]{16,}|xox[abeoprs]-[\w-]{10,}|sk-[\w-]{20,}|SWMTKN-1-[\w-]+|eyJ[\w-]{10,}\.[\w.-]+)|\bbearer\s+[^\s"']+/gi;

/** Programs whose short options carry passwords: `-psecret`, `-a secret`, `-u user:secret`. */
const PROGRAM = /\b(?:mysql|mariadb|mongo|sshpass|redis-cli|curl)/;
const SHORT_OPTION = /(?<![\w-])-(?:p|a|u)["',\s]*([^\s"',]+)/g;

/** A part of every secret name, of every token above, and of every program above: most lines have none. */
const SUSPICIOUS =
  /passw|passphrase|passcode|pwd|secret|token|credential|cookie|webhook|key|auth|htpasswd|connection|pass|salt|dsn|bearer|A[KS]IA|gh[pousr]_|github_pat|glpat|xox|sk-|SWMTKN|eyJ|mysql|mariadb|mongo|redis-cli|curl|@/i;

/** Whether a line needs to be looked at closely. */
export function mayHoldSecret(line: string): boolean {
  return SUSPICIOUS.test(line);
}

/** What a line gives away by itself, without a telling name before it; offsets count from the line's start. */
export function bareSecrets(line: string): Span[] {
  const spans: Span[] = [];
  for (const match of line.matchAll(TOKENS)) spans.push({ start: match.index, end: match.index + match[0].length });
  if (PROGRAM.test(line)) {
    for (const match of line.matchAll(SHORT_OPTION)) {
      const end = match.index + match[0].length;
      spans.push({ start: end - (match[1] as string).length, end });
    }
  }
  if (line.includes("@")) {
    for (const match of line.matchAll(/\S+/g)) spans.push(...userInformation(match[0], match.index));
  }
  return spans;
}

/** The part before the last `@` in `scheme://user:password@host`, and the password in `user:password@host`. */
function userInformation(word: string, offset: number): Span[] {
  const at = word.lastIndexOf("@");
  if (/^sha(?:256|512):/.test(word.slice(at + 1, at + 8))) return [];
  const scheme = word.indexOf("://");
  const colon = word.indexOf(":");
  const start = scheme !== -1 && scheme < at ? scheme + 3 : colon + 1;
  const user = word.slice(start, at);
  // An `@` in a path is none of this: `./data:/volume1/@docker`, `https://host/package@version`.
  const inPath = start === colon + 1 ? user.startsWith("/") : user.includes("/") && !user.includes(":");
  return start === 0 || user === "" || inPath ? [] : [{ start: offset + start, end: offset + at }];
}
