import type { YAMLParseError } from "yaml";

/** What is wrong and what to do, by the parser's closed list of codes. */
const TEXTS: Partial<Record<YAMLParseError["code"], readonly [string, string]>> = {
  ALIAS_PROPS: ["An alias cannot have an anchor or a tag", "Remove the anchor or the tag."],
  BAD_ALIAS: ["The name of this anchor or alias is not valid", "Use letters, digits, `-` and `_`."],
  BAD_COLLECTION_TYPE: ["The tag does not fit what follows it", "Remove the tag."],
  BAD_DIRECTIVE: ["This `%` directive is not valid", "Remove the line, or quote the value if `%` belongs to it."],
  BAD_DQ_ESCAPE: ["The backslash sequence in this double-quoted text is not valid", "Use single quotes, or `\\\\`."],
  BAD_INDENT: ["The indentation does not fit the lines above", "Align the line with its neighbours, with spaces."],
  BAD_PROP_ORDER: ["An anchor or a tag stands at the wrong place", "Put it directly before its value."],
  BAD_SCALAR_START: ["A plain value cannot start with this character", "Put the value in quotes."],
  BLOCK_AS_IMPLICIT_KEY: [
    "A key stands inside the value of another key",
    "Quote the value if the colon belongs to it, or indent the next line like the key above.",
  ],
  BLOCK_IN_FLOW: ["A block value cannot stand inside `[ ]` or `{ }`", "Write it without the brackets."],
  DUPLICATE_KEY: ["A key stands twice in one mapping", "Keep one of the two."],
  IMPOSSIBLE: ["This cannot be read as YAML", "Compare with the lines above."],
  KEY_OVER_1024_CHARS: ["The key is longer than 1024 characters", "Shorten it."],
  MISSING_CHAR: [
    "A character is missing here: a space, a comma, a quote or a bracket",
    "Check the line and the one above.",
  ],
  MULTILINE_IMPLICIT_KEY: ["A key must stand on one line", "A colon or a quote may be missing on the line above."],
  MULTIPLE_ANCHORS: ["The value has two anchors", "Keep one."],
  MULTIPLE_DOCS: ["A second document starts here", "Move it to a file of its own."],
  MULTIPLE_TAGS: ["The value has two tags", "Keep one."],
  NON_STRING_KEY: ["The key is not a string", "Put it in quotes."],
  TAB_AS_INDENT: ["The line is indented with a tab", "Indent with spaces."],
  TAG_RESOLVE_FAILED: ["The tag is not valid for this value", "Remove the tag."],
  UNEXPECTED_TOKEN: ["Something here does not belong to the value before it", "A quote or a colon may be missing."],
};

/** Cases of one code that need words of their own, by the parser's message. */
const CASES: readonly (readonly [RegExp, string, string])[] = [
  [/ and end with a [\]}]$/, "A bracket that is opened above is not closed", "Add the missing `]` or `}`."],
  [/^Missing closing /, "A quote that is opened above is not closed", "Add the missing quote."],
];

/** A parser's error in this project's words: what is wrong, what to do. */
export function describeYamlError({
  code,
  message = "",
}: Pick<YAMLParseError, "code"> & { readonly message?: string }): [message: string, help: string] {
  const special = CASES.find(([pattern]) => pattern.test(message))?.slice(1) as [string, string] | undefined;
  const [what, help] = special ?? TEXTS[code] ?? ["This cannot be read", "Compare with the lines above."];
  return [`${what}, so the file is not valid YAML; deploy refuses it.`, help];
}
