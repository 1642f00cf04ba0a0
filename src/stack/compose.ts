import { Composer, type CST, type Document, Parser, type YAMLParseError } from "yaml";
import type { SourceFile } from "../text.ts";
import { withLineEnds } from "./go-yaml.ts";
import { createLexer } from "./lexer.ts";
import { Stop, yamlProblem } from "./limits.ts";
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
  const first = firstDocument(new Parser().parse(text));
  const plain = readPlain(first.tokens);
  if (plain !== undefined) return { root: plain, errors: [], second: first.second };
  const strict = composeTokens(first, file);
  return strict.errors.length === 0 ? strict : composeTokens(firstDocument(lenientTokens(text)), file);
}

interface FirstDocument {
  readonly tokens: readonly CST.Token[];
  readonly second: number | undefined;
}

/** The tokens up to a second document with content, and where that starts. */
function firstDocument(all: Iterable<CST.Token>): FirstDocument {
  const tokens: CST.Token[] = [];
  let seen = false;
  for (const token of all) {
    if (seen && token.type === "document" && token.value) return { tokens, second: token.offset };
    if (seen && (token.type === "document" || token.type === "directive")) continue;
    if (token.type === "document") seen = true;
    tokens.push(token);
  }
  return { tokens, second: undefined };
}

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

function* lenientTokens(text: string): Generator<CST.Token> {
  const parser = new Parser();
  for (const part of createLexer().lex(text)) yield* parser.next(part);
  yield* parser.end();
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
