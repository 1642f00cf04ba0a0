import { Composer, type CST, type Document, Lexer, Parser, type YAMLParseError } from "yaml";
import type { SourceFile } from "../model/text.ts";
import { withLineEnds } from "./go-yaml.ts";
import { createLexer } from "./lexer.ts";
import { LIMITS, Stop, tooDeep, yamlProblem } from "./limits.ts";
import { type Node, nodesOf } from "./nodes.ts";
import { readPlainDocument } from "./plain-nodes.ts";

export interface Composed {
  /** Absent when the document is empty. */
  readonly root: Node | undefined;
  readonly errors: readonly YAMLParseError[];
  /** Where a second document starts, which Docker never looks at; undefined when there is none with content. */
  readonly second: number | undefined;
}

/** Untyped scalars, tags as they are written: types are go-yaml's, not this parser's. */
const OPTIONS = {
  schema: "failsafe",
  resolveKnownTags: false,
  uniqueKeys: false,
  prettyErrors: false,
  logLevel: "silent",
  keepSourceTokens: true,
} as const;

/** The first YAML document of a file, and why it cannot be read. Docker is more lenient: its way is tried last. */
export function compose(file: SourceFile): Composed {
  const text = withLineEnds(file.text);
  const first = firstDocument(new Lexer(), text, file);
  const plain = readPlain(first.tokens);
  if (plain !== undefined) return { root: plain, errors: [], second: first.second };
  const strict = composeTokens(first, file);
  return strict.errors.length === 0 ? strict : composeTokens(firstDocument(createLexer(), text, file), file);
}

interface FirstDocument {
  readonly tokens: readonly CST.Token[];
  readonly second: number | undefined;
}

/**
 * The tokens up to a second document with content, and where that starts. `yaml` builds a document on a stack of its own,
 * and whatever comes later calls itself for each level: a document that nests too deep is given up while it is built.
 */
function firstDocument(lexer: Lexer, text: string, file: SourceFile): FirstDocument {
  const parser = new Parser();
  const tokens: CST.Token[] = [];
  let seen = false;
  /** Where a second document starts, once there is one. */
  const take = (found: Iterable<CST.Token>): number | undefined => {
    for (const token of found) {
      if (seen && token.type === "document" && token.value) return token.offset;
      if (seen && (token.type === "document" || token.type === "directive")) continue;
      if (token.type === "document") seen = true;
      tokens.push(token);
    }
    return undefined;
  };
  for (const part of lexer.lex(text)) {
    const second = take(parser.next(part));
    if (second !== undefined) return { tokens, second };
    if (parser.stack.length <= DEEPEST_STACK) continue;
    if (seen) return { tokens, second: parser.stack[0]?.offset };
    throw tooDeep({ file, start: parser.offset - part.length, end: parser.offset });
  }
  return { tokens, second: take(parser.end()) };
}

/** The document itself, and the value that is being read, beside the levels. */
const DEEPEST_STACK = LIMITS.depth + 2;

const BESIDE_DOCUMENTS = new Set(["document", "comment", "newline", "space"]);

function readPlain(tokens: readonly CST.Token[]): Node | undefined {
  const document = tokens.find((token) => token.type === "document");
  return document && tokens.every(({ type }) => BESIDE_DOCUMENTS.has(type)) ? readPlainDocument(document) : undefined;
}

function composeTokens({ tokens, second }: FirstDocument, file: SourceFile): Composed {
  const composer = new Composer(OPTIONS);
  for (const token of tokens) {
    if (token.type === "directive") checkDirective(token, file);
    for (const _ of composer.next(token)); // a document is taken from `end`
  }
  const [document] = composer.end(true, file.text.length) as Generator<Document.Parsed>;
  const errors = (document as Document.Parsed).errors.filter((error) => !isLenient(error));
  return { root: nodesOf(document as Document.Parsed), errors, second };
}

/** Docker takes a comment directly behind a quote or a bracket, and knows one escape more. */
function isLenient({ message }: YAMLParseError): boolean {
  return message.startsWith("Comments must be separated") || message === "Invalid escape sequence \\'";
}

function checkDirective({ offset, source }: CST.Directive, file: SourceFile): void {
  if (/^%YAML[ \t]+1\.1[ \t]*$/.test(source) || /^%TAG[ \t]/.test(source)) return;
  const place = { file, start: offset, end: offset + source.trimEnd().length };
  const message = source.startsWith("%YAML")
    ? "The `%YAML` directive asks for a version that Docker does not read; deploy refuses the file."
    : "Docker does not know this `%` directive; deploy refuses the file.";
  throw new Stop(yamlProblem(place, message, "Remove the line, or quote the value if `%` belongs to it."), false);
}
