/**
 * What this program posted is recognised by an invisible comment in the first line of its text. Untrusted text never
 * stands there, so a marker quoted further down means nothing; the account that posted it is compared too, elsewhere.
 */
const MARKER = /^<!-- swarm-volume-check:(finding|summary|clean|more)((?: [0-9A-Za-z%]+)*) -->(?:\r?\n|$)/;

export interface Marker {
  /**
   * A comment on a line; the review that holds the summary, and the same as long as there was never a finding; a later
   * review that only brought more comments.
   */
  readonly kind: "finding" | "summary" | "clean" | "more";
  /** The findings that a comment is about, or that stand on lines by this review or an earlier one. */
  readonly fingerprints: readonly string[];
}

/** The first line of a comment or review. */
export function markerLine({ kind, fingerprints }: Marker): string {
  return `<!-- swarm-volume-check:${kind}${fingerprints.map((one) => ` ${escaped(one)}`).join("")} -->`;
}

/** The marker in the first line of a text; undefined: not ours. */
export function markerOf(body: string): Marker | undefined {
  const match = MARKER.exec(body);
  if (!match) return undefined;
  const fingerprints: string[] = [];
  for (const word of (match[2] as string).split(" ").filter((one) => one !== "")) {
    const fingerprint = unescaped(word);
    if (fingerprint === undefined) return undefined;
    fingerprints.push(fingerprint);
  }
  return { kind: match[1] as Marker["kind"], fingerprints };
}

/** Letters and digits stay, so that nothing in a marker can end it. */
function escaped(text: string): string {
  return Array.from(new TextEncoder().encode(text), (byte) => {
    const character = String.fromCharCode(byte);
    return /[0-9A-Za-z]/.test(character) ? character : `%${byte.toString(16).padStart(2, "0")}`;
  }).join("");
}

function unescaped(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
