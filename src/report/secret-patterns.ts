import type { Span } from "../text.ts";

const SECRET_NAME = new RegExp(
  [
    "passw(?:or)?d|passphrase|passcode|pwd|secret|token|credential|cookie|webhook",
    "api[_.-]?key|basic[_.-]?auth|authorization|htpasswd|masterauth|connection[_.-]?string",
    "(?:pass|salt|dsn|(?:^|[_.-])key)$",
    "(?:private|access|encryption|signing|master|license|account|shared|session|deploy|app|ssh|auth)[_.-]?key",
  ].join("|"),
  "i",
);

/** `secrets` lists names, and what ends like this says where a secret lies, not what it is. */
const HARMLESS_NAME = /^secrets$|(?:file|path|dir)$/i;

/** Whether the value under this name has to stay unseen. */
export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name) && !HARMLESS_NAME.test(name);
}

/** `$NAME` and `${NAME}` alone give nothing away; with a default they might. */
export function isReference(value: string): boolean {
  return /^\$(?:\w+|\{\w+\})$/.test(value);
}

/** Secrets that show by their own form, whatever stands before them. */
const TOKENS =
  /\b(?:A[KS]IA[0-9A-Z]{16}|gh[pousr]_\w{20,}|github_pat_\w{20,}|glpat-[\w-]{16,}|xox[abeoprs]-[\w-]{10,}|sk-[\w-]{20,}|SWMTKN-1-[\w-]+|eyJ[\w-]{10,}\.[\w.-]+)|\bbearer\s+[^\s"']+/gi;

/** Programs whose short options carry passwords: `-psecret`, `-a secret`, `-u user:secret`. */
const PROGRAM = /\b(?:mysql|mariadb|mongo|sshpass|redis-cli|curl)/;
const SHORT_OPTION = /(?<![\w-])-(?:p|a|u)["',\s]*([^\s"',]+)/g;

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
    for (const match of line.matchAll(/[^\s"]+/g)) spans.push(...userInformation(match[0], match.index));
  }
  return spans;
}

/** The part before the `@` in `scheme://user:password@host`, and the password in `user:password@host`. */
function userInformation(word: string, offset: number): Span[] {
  const at = word.lastIndexOf("@");
  if (at < 1 || /^sha(?:256|512):/.test(word.slice(at + 1, at + 8))) return [];
  const scheme = word.indexOf("://");
  if (scheme !== -1 && scheme < at) {
    const start = scheme + 3;
    const first = word.slice(start, at).split("/", 1)[0] as string;
    const slash = start + first.length;
    // A slash before the `@` belongs to a password, unless a host and port or a bare host came before it.
    if (slash === at || (first.includes(":") && !/:\d*$/.test(first))) return [{ start: offset + start, end: offset + at }];
    const earlier = first.lastIndexOf("@");
    return earlier < 1 ? [] : [{ start: offset + start, end: offset + start + earlier }];
  }
  const colon = word.indexOf(":");
  return colon < 1 || colon + 1 >= at ? [] : [{ start: offset + colon + 1, end: offset + at }];
}
