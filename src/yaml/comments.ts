import type { Place, SourceFile } from "../model/text.ts";
import { withLineEnds } from "./go-yaml.ts";
import { partsOf } from "./lexer.ts";

export interface Comment {
  /** From `#` to the end of the line. */
  readonly place: Place;
  readonly text: string;
  /** Nothing but blanks stands before it on its line. */
  readonly alone: boolean;
}

/** Every comment of a file. A `#` inside a text is none: the lexer decides, as for the values. */
export function commentsOf(file: SourceFile): Comment[] {
  const comments: Comment[] = [];
  let alone = true;
  for (const { text, start, isScalar } of partsOf(withLineEnds(file.text))) {
    if (!isScalar && text.startsWith("#")) {
      const written = text.trimEnd();
      comments.push({ place: { file, start, end: start + written.length }, text: written, alone });
    }
    if (/[\n\r]$/.test(text)) alone = true;
    else if (isScalar || !/^[ \t\uFEFF]*$/.test(text)) alone = false;
  }
  return comments;
}
