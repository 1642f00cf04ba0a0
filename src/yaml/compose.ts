import {
  Alias,
  Composer,
  CST,
  type Document,
  Lexer,
  type ParsedNode,
  Parser,
  YAMLMap,
  type YAMLParseError,
  YAMLSeq,
  type Scalar as YamlScalar,
} from "yaml";
import type { SourceFile, Span } from "../model/text.ts";
import { withKnownEscapes } from "./go-yaml.ts";
import { createLexer, withLineEnds } from "./lexer.ts";
import { LIMITS, Stop, tooDeep, yamlProblem } from "./yaml-errors.ts";

interface Composed {
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
  const strict = composeTokens(firstDocument(new Lexer(), text, file), file);
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

// ---- Nodes ----

/** YAML as it is written: tags, anchors and aliases are not resolved, scalars have no types yet. */
export type Node = AliasNode | ScalarNode | MappingNode | SequenceNode;

interface Properties extends Span {
  readonly anchor: string | undefined;
  readonly tag: string | undefined;
}

export interface AliasNode extends Span {
  readonly kind: "alias";
  readonly name: string;
}

export interface ScalarNode extends Properties {
  readonly kind: "scalar";
  /** Without quotes, folded and unescaped. */
  readonly text: string;
  /** Neither quoted nor a block scalar: the text decides the type. */
  readonly plain: boolean;
}

export interface MappingNode extends Properties {
  readonly kind: "mapping";
  readonly flow: boolean;
  readonly pairs: readonly PairNode[];
}

interface PairNode {
  readonly key: Node;
  /** undefined: the key has not even a colon. */
  readonly value: Node | undefined;
}

export interface SequenceNode extends Properties {
  readonly kind: "sequence";
  readonly flow: boolean;
  readonly items: readonly Node[];
}

/** The nodes of a document that `yaml` composed. */
function nodesOf({ contents }: Document.Parsed): Node | undefined {
  return contents === null ? undefined : fromYaml(contents);
}

function fromYaml(node: ParsedNode): Node {
  const [start, end] = node.range;
  if (node instanceof Alias) return { kind: "alias", name: node.source, start, end };
  const { anchor, tag } = node;
  const shared = { anchor, tag, start, end };
  if (node instanceof YAMLMap) {
    const pairs = node.items.map(({ key, value }) => ({
      key: fromYaml(key),
      value: value === null ? undefined : fromYaml(value),
    }));
    return { kind: "mapping", flow: node.flow === true, pairs, ...shared };
  }
  if (node instanceof YAMLSeq) {
    const items = node.items.map((item) => fromYaml(item as ParsedNode));
    return { kind: "sequence", flow: node.flow === true, items, ...shared };
  }
  const { source = "", type, srcToken } = node as YamlScalar;
  const text = srcToken?.type === "double-quoted-scalar" ? resolvedScalar(srcToken)?.value : source;
  return { kind: "scalar", text: text ?? source, plain: type === undefined || type === "PLAIN", ...shared };
}

/** The library's own folding and unescaping, with Docker's escapes; undefined when anything is wrong. */
function resolvedScalar(token: CST.FlowScalar | CST.BlockScalar) {
  let wrong = false;
  const quoted = token.type === "double-quoted-scalar";
  const found = CST.resolveAsScalar(quoted ? { ...token, source: withKnownEscapes(token.source) } : token, true, () => {
    wrong = true;
  });
  return wrong ? undefined : found;
}
