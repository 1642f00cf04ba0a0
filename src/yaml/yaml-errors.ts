import type { YAMLParseError } from "yaml";
import type { Problem } from "../model/problem.ts";
import type { Place } from "../model/text.ts";

/** How much of a file is read before the tool says that it is too much. */
export const LIMITS = {
  /** Levels of nesting; real stacks have about ten. */
  depth: 200,
  /** Values after every alias has been followed; the largest real stack has about 20,000. */
  expanded: 500_000,
} as const;

/** Ends the reading of a file. */
export class Stop extends Error {
  readonly problem: Problem;
  /** True when only this tool gives up: Docker's own verdict is not known. */
  readonly gaveUp: boolean;
  constructor(problem: Problem, gaveUp: boolean) {
    super(problem.message);
    this.problem = problem;
    this.gaveUp = gaveUp;
  }
}

/** Something that makes Docker refuse the text as YAML. */
export function yamlProblem(place: Place, message: string, help?: string): Problem {
  return { rule: "yaml-invalid", place, message, help, subject: "yaml" };
}

/** A file that this tool does not check any further. */
function limitProblem(place: Place, message: string): Problem {
  const help = "Check this file on its own with `docker stack config`, or make it smaller.";
  return { rule: "file-unreadable", place, message, help, subject: "limit" };
}

export function tooDeep(place: Place): Stop {
  return new Stop(limitProblem(place, `The file nests deeper than ${LIMITS.depth} levels and was not checked.`), true);
}

/** Ends the reading where `size` values so far, `aliased` of them by aliases, are too many: go-yaml's own limits, then ours. */
export function guardExpansion(size: number, aliased: number, place: Place): void {
  const allowed = size <= 400_000 ? 0.99 : size >= 4_000_000 ? 0.1 : 0.99 - (0.89 * (size - 400_000)) / 3_600_000;
  if (aliased > 100 && size > 1000 && aliased / size > allowed) {
    const message = "Aliases multiply the file to an excessive size here; deploy refuses the file.";
    throw new Stop(yamlProblem(place, message, "Use fewer aliases inside anchored values."), false);
  }
  if (size > LIMITS.expanded) {
    const message = `Aliases make the file grow past ${LIMITS.expanded} values here; it was not checked.`;
    throw new Stop(limitProblem(place, message), true);
  }
}

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
