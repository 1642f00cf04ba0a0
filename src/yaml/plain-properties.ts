import type { CST } from "yaml";

/** What stands before a value. */
export interface ReadProperties {
  readonly anchor: string | undefined;
  /** Whether the indicator (`-`, `:`, `---`) was there. */
  readonly found: boolean;
  readonly newline: boolean;
  readonly newlineAfterAnchor: boolean;
  readonly comment: boolean;
  /** Behind all of it. */
  readonly end: number;
}

/** What stands before a value; undefined when it is more than one indicator, then one anchor, with blanks and comments. */
export function propertiesOf(
  tokens: readonly CST.SourceToken[],
  indicator: "doc-start" | "seq-item-ind" | "map-value-ind" | undefined,
  offset: number,
  startsOnNewline: boolean,
): ReadProperties | undefined {
  let anchor: string | undefined;
  let found = false;
  let newline = false;
  let newlineAfterAnchor = false;
  let comment = false;
  let blank = startsOnNewline;
  let end = offset;
  for (const { type, source, offset: at } of tokens) {
    end = at + source.length;
    if (type === "space") {
      if (source.includes("\t")) return undefined;
      blank = true;
    } else if (type === "newline") {
      newline = true;
      newlineAfterAnchor = anchor !== undefined;
      blank = true;
    } else if (type === "comment") {
      if (!blank) return undefined;
      comment = true;
    } else if (type === indicator && !found && anchor === undefined) {
      found = true;
      blank = false;
    } else if (type === "anchor" && anchor === undefined && source.length > 1 && !source.endsWith(":")) {
      anchor = source.slice(1);
      blank = false;
    } else return undefined;
  }
  // An anchor that touches what follows is a mistake.
  if (anchor !== undefined && !blank) return undefined;
  return { anchor, found, newline, newlineAfterAnchor, comment, end };
}

/** Behind the blanks and comments that follow a value which ends at `offset`; undefined when there is something else. */
export function endOf(tokens: readonly CST.SourceToken[] | undefined, offset: number): number | undefined {
  if (tokens === undefined) return offset;
  let blank = false;
  let end = offset;
  for (const { type, source } of tokens) {
    if (type === "space" || type === "newline") blank = true;
    else if (type !== "comment" || !blank) return undefined;
    end += source.length;
  }
  return end;
}

const BETWEEN = new Set(["space", "newline", "comment"]);

/** Where `yaml` places an empty value: behind the indicator or anchor before it, and the blanks of its line. */
export function positionOfEmpty(before: readonly CST.SourceToken[], end: number): number {
  let at = before.findLastIndex(({ type }) => !BETWEEN.has(type));
  let position = end;
  for (let index = before.length - 1; index > at; index -= 1)
    position -= (before[index] as CST.SourceToken).source.length;
  if (at === -1) return position;
  for (at += 1; before[at]?.type === "space"; at += 1) position += (before[at] as CST.SourceToken).source.length;
  return position;
}
