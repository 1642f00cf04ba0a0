import { hasUnknown } from "../yaml/unknown.ts";
import type { MountType } from "./model.ts";

/** A short volume string, taken apart as Docker does. */
export interface ShortMount {
  readonly type: MountType;
  readonly source: string | undefined;
  readonly target: string;
  /** undefined when a variable that is not set decides. */
  readonly readOnly: boolean | undefined;
  readonly nocopy: boolean;
  readonly propagation: string | undefined;
  /** Words of the third part that Docker drops in silence. */
  readonly dropped: readonly string[];
}

const PROPAGATIONS = new Set(["rprivate", "private", "rshared", "shared", "rslave", "slave"]);

/** `[SOURCE:]TARGET[:MODE]`; on failure the reason, without the text itself. */
export function parseShortMount(text: string): ShortMount | { readonly error: string } {
  const base = { readOnly: false, nocopy: false, propagation: undefined, dropped: [] };
  if (text === "") return { error: "the entry is empty" };
  if (isTiny(text)) return { ...base, type: "volume", source: undefined, target: text };
  const sections = splitSections(text);
  if (sections.includes("")) return { error: "there is nothing between two colons, or before or after one" };
  if (sections.length > 3) return { error: "there are too many colons" };
  const [first, second, modes] = sections as [string, string?, string?];
  if (second === undefined)
    return { ...base, type: hasUnknown(first) ? "unknown" : "volume", source: undefined, target: first };
  return { ...base, type: typeOf(first), source: first, target: second, ...readModes(modes) };
}

/** One or two bytes of UTF-8: Docker takes such a text as a target, colon or not. */
function isTiny(text: string): boolean {
  return text.length === 1 ? text <= "\u07FF" : /^[\0-\x7F]{2}$/.test(text);
}

function isLetter(text: string): boolean {
  return text.length <= 2 && (/^[A-Za-z]$/.test(text) || /^\p{L}$/u.test(text));
}

/** Splits at colons, except after a section of exactly one letter: that is a Windows drive. */
function splitSections(text: string): string[] {
  const sections: string[] = [];
  let section = "";
  for (const part of text.split(":")) {
    section += part;
    if (isLetter(section)) {
      section += ":";
      continue;
    }
    sections.push(section);
    section = "";
  }
  // A drive letter at the very end (`x:/a:r`) has kept its colon although none follows.
  if (section !== "") sections.push(section.slice(0, -1));
  return sections;
}

function typeOf(source: string): MountType {
  if (/^[./~]/.test(source)) return "bind";
  if (source.startsWith("\\\\") || (source.includes(":") && /^\p{L}:/u.test(source))) return "bind";
  return /^\uFDD0/.test(source) ? "unknown" : "volume";
}

function readModes(modes: string | undefined): Partial<ShortMount> {
  if (modes === undefined) return {};
  let readOnly: boolean | undefined = false;
  let nocopy = false;
  let propagation: string | undefined;
  const dropped: string[] = [];
  for (const word of modes.split(",")) {
    if (word === "ro") readOnly = true;
    else if (word === "rw") readOnly = false;
    else if (word === "nocopy") nocopy = true;
    else if (PROPAGATIONS.has(word)) propagation = word;
    else if (hasUnknown(word)) readOnly = undefined;
    else dropped.push(word);
  }
  return { readOnly, nocopy, propagation, dropped };
}
