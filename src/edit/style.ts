import type { Mapping, Tree } from "../yaml/tree.ts";

const styles = new WeakMap<Mapping, Style>();

/** How a file is written: its line ends, and its own first indentations. */
export function styleOf(root: Mapping): Style {
  const known = styles.get(root);
  if (known) return known;
  const { text } = root.file;
  const firstEnd = text.indexOf("\n");
  const style = {
    lineEnd: text[firstEnd - 1] === "\r" ? "\r\n" : "\n",
    step: firstStep(root, "mapping") ?? 2,
    listStep: firstStep(root, "sequence") ?? 2,
  };
  styles.set(root, style);
  return style;
}

/** How far the first block collection of a kind stands to the right of its key. */
function firstStep(tree: Tree, kind: "mapping" | "sequence"): number | undefined {
  if (tree.via !== undefined || tree.kind === "scalar" || isFlow(tree)) return undefined;
  if (tree.kind === "sequence") return firstOf(tree.items, (item) => firstStep(item, kind));
  const { text } = tree.file;
  return firstOf(tree.entries.values(), ({ key, value }) => {
    const below = value.kind === kind && value.via === undefined && !isFlow(value) && isEmptyBefore(text, value.start);
    return below ? column(text, value.start) - column(text, key.start) : firstStep(value, kind);
  });
}

function firstOf<T, R>(list: Iterable<T>, of: (one: T) => R | undefined): R | undefined {
  for (const one of list) {
    const found = of(one);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Whether a collection is written with `[ ]` or `{ }`. */
export function isFlow(tree: Tree): boolean {
  const first = tree.file.text[tree.start];
  return tree.kind !== "scalar" && (first === "{" || first === "[");
}

/** How far an offset is from the start of its line. */
export function column(text: string, offset: number): number {
  const start = lineStart(text, offset);
  return offset - start - (start === 0 && text.startsWith("\uFEFF") ? 1 : 0);
}

export function lineStart(text: string, offset: number): number {
  return text.lastIndexOf("\n", offset - 1) + 1;
}

/** The offset of the line end (`\r\n` or `\n`) at or after an offset, or the end of the text. */
export function lineEnd(text: string, offset: number): number {
  const at = text.indexOf("\n", offset);
  if (at === -1) return text.length;
  return at > offset && text[at - 1] === "\r" ? at - 1 : at;
}

/** Whether only indentation and dashes stand before an offset on its line. */
function isEmptyBefore(text: string, offset: number): boolean {
  return /^[ -]*$/.test(text.slice(lineStart(text, offset), offset));
}

/** How a file is written, so that what is added looks like the rest. */
export interface Style {
  readonly lineEnd: string;
  /** Spaces of one level. */
  readonly step: number;
  /** Spaces of a list's dash below its key. */
  readonly listStep: number;
}
