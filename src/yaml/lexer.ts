import { CST, Lexer } from "yaml";
import type { Place, SourceFile } from "../model/text.ts";

/** What the lexer adds to the text. */
const LEXER_MARKS = new Set([CST.DOCUMENT, CST.FLOW_END, CST.SCALAR]);

/** The parts of the lexer that decide how far a line must be indented to belong to what stands above it. */
interface Inside {
  indentNext: number;
  readonly flowLevel: number;
  parseQuotedScalar(): Generator<string, unknown>;
}

/**
 * A lexer that, like Docker's, lets the lines inside quotes, `[ ]` and `{ }` start at any column.
 * `yaml` has no option for it, so its lexer is told there that no indentation is needed.
 */
export function createLexer(): Lexer {
  const lexer = new Lexer();
  const inside = lexer as unknown as Inside;
  const parseQuotedScalar = inside.parseQuotedScalar.bind(lexer);
  let quoted = false;
  let indentNext = 0;
  Object.defineProperty(lexer, "indentNext", {
    get: () => (quoted || inside.flowLevel > 0 ? 0 : indentNext),
    set: (value: number) => {
      indentNext = value;
    },
  });
  inside.parseQuotedScalar = function* () {
    quoted = true;
    const next = yield* parseQuotedScalar();
    quoted = false;
    return next;
  };
  return lexer;
}

/** A piece of the text as the lexer cuts it. */
export interface Part {
  readonly text: string;
  readonly start: number;
  /** A plain or a block scalar. */
  readonly isScalar: boolean;
}

/** The whole text, piece by piece. */
export function* partsOf(text: string): Generator<Part> {
  let start = 0;
  let isScalar = false;
  for (const part of createLexer().lex(text)) {
    if (LEXER_MARKS.has(part)) {
      isScalar = part === CST.SCALAR;
      continue;
    }
    yield { text: part, start, isScalar };
    isScalar = false;
    start += part.length;
  }
}

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

/** Characters at which a line ends for Docker, while `yaml` takes them for text. */
const OTHER_LINE_ENDS = /[\u0085\u2028\u2029]/g;

/** The text with Docker's other line ends, quoted text aside, as `\n`; offsets stay the same. */
export function withLineEnds(text: string): string {
  if (text.search(OTHER_LINE_ENDS) === -1) return text;
  const parts = Array.from(partsOf(text), (part) =>
    /^["']/.test(part.text) && !part.isScalar ? part.text : part.text.replace(OTHER_LINE_ENDS, "\n"),
  );
  return parts.join("");
}
