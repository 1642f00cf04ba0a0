import { Composer, type CST, type Document, Parser, type YAMLParseError } from "yaml";
import type { SourceFile } from "../text.ts";
import { withLineEnds } from "./go-yaml.ts";
import { createLexer } from "./lexer.ts";
import { Stop, yamlProblem } from "./limits.ts";

export interface Composed {
  readonly document: Document.Parsed;
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
} as const;

/** The first YAML document of a file, and why it cannot be read. Docker is more lenient: its way is tried second. */
export function compose(file: SourceFile): Composed {
  const text = withLineEnds(file.text);
  const strict = composeTokens(new Parser().parse(text), file);
  return strict.errors.length === 0 ? strict : composeTokens(lenientTokens(text), file);
}

function composeTokens(tokens: Iterable<CST.Token>, file: SourceFile): Composed {
  const composer = new Composer(OPTIONS);
  let seen = false;
  for (const token of tokens) {
    if (token.type === "document") {
      if (seen && token.value) return finish(composer, file, token.offset);
      if (seen) continue;
      seen = true;
    }
    if (token.type === "directive") {
      if (seen) continue;
      checkDirective(token, file);
    }
    for (const _ of composer.next(token)); // a document is taken from `end`
  }
  return finish(composer, file, undefined);
}

function* lenientTokens(text: string): Generator<CST.Token> {
  const parser = new Parser();
  for (const part of createLexer().lex(text)) yield* parser.next(part);
  yield* parser.end();
}

function finish(composer: Composer, { text }: SourceFile, second: number | undefined): Composed {
  const [document] = composer.end(true, text.length) as Generator<Document.Parsed>;
  const errors = (document as Document.Parsed).errors.filter((error) => !isLenient(error));
  return { document: document as Document.Parsed, errors, second };
}

/** Docker takes a comment directly behind a quote or a bracket. */
function isLenient({ message }: YAMLParseError): boolean {
  return message.startsWith("Comments must be separated");
}

function checkDirective({ offset, source }: CST.Directive, file: SourceFile): void {
  if (/^%YAML[ \t]+1\.1[ \t]*$/.test(source) || /^%TAG[ \t]/.test(source)) return;
  const place = { file, start: offset, end: offset + source.trimEnd().length };
  const message = source.startsWith("%YAML")
    ? "The `%YAML` directive asks for a version that Docker does not read; deploy refuses the file."
    : "Docker does not know this `%` directive; deploy refuses the file.";
  throw new Stop(yamlProblem(place, message, "Remove the line, or quote the value if `%` belongs to it."), false);
}
