/** Whether a name is what a pattern says, in which `*` stands for any text. */
export function matchesName(pattern: string, name: string): boolean {
  if (!pattern.includes("*")) return pattern === name;
  const [first = "", ...others] = pattern.split("*");
  const last = others.pop() ?? "";
  if (name.length < first.length + last.length || !name.startsWith(first) || !name.endsWith(last)) return false;
  let at = first.length;
  for (const part of others) {
    const found = name.indexOf(part, at);
    if (found === -1 || found + part.length > name.length - last.length) return false;
    at = found + part.length;
  }
  return true;
}

/** How many single edits turn one word into the other: a letter more, less, other, or two swapped. */
export function editDistance(left: string, right: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: right.length + 1 }, (_, column) => column);
  for (let row = 1; row <= left.length; row++) {
    const current = [row];
    for (let column = 1; column <= right.length; column++) {
      const same = left[row - 1] === right[column - 1];
      let best = Math.min(at(last, column) + 1, at(current, column - 1) + 1, at(last, column - 1) + (same ? 0 : 1));
      const swapped = left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1];
      if (column > 1 && row > 1 && swapped) best = Math.min(best, at(beforeLast, column - 2) + 1);
      current.push(best);
    }
    beforeLast = last;
    last = current;
  }
  return at(last, right.length);
}

const at = (row: readonly number[], column: number): number => row[column] as number;

/** Longer words are nobody's typing error of a key, and comparing them takes time. */
const LONGEST = 40;

/** The candidate that a person most likely meant, or undefined when none is near. Case and `-` for `_` do not count. */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  if (word.length > LONGEST) return undefined;
  const plain = (text: string): string => text.toLowerCase().replaceAll("-", "_");
  const meant = plain(word);
  let found: string | undefined;
  let smallest = Math.floor(word.length / 3) + 0.5;
  for (const candidate of candidates) {
    const distance = editDistance(meant, plain(candidate));
    if (distance < smallest) {
      smallest = distance;
      found = candidate;
    }
  }
  return found;
}

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
