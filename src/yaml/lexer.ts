import { CST, Lexer } from "yaml";

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
