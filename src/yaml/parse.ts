import type { Problem } from "../model/problem.ts";
import type { Place, SourceFile } from "../model/text.ts";
import { compose } from "./compose.ts";
import { Converter } from "./convert.ts";
import { findDates } from "./dates.ts";
import { findRefusedTab } from "./go-yaml.ts";
import type { Mapping, Tree } from "./tree.ts";
import { withoutMarkers } from "./unknown.ts";
import { describeYamlError, Stop, tooDeep, yamlProblem } from "./yaml-errors.ts";

export { type Comment, commentsOf } from "./lexer.ts";
export { LIMITS } from "./yaml-errors.ts";

export interface ParsedFile {
  readonly file: SourceFile;
  /** Absent when the text is no YAML, or no mapping stands at its top. */
  readonly root: Mapping | undefined;
  /** What stands at its top; undefined when the text is no YAML. */
  readonly top: "mapping" | "sequence" | "scalar" | "empty" | undefined;
  readonly problems: readonly Problem[];
  /** True when only this tool gives up (a limit): Docker's own verdict is not known. */
  readonly gaveUp: boolean;
}

/** Reads the first YAML document of a file, as Docker does; the rest of the file is not looked at. */
export function parseFile(original: SourceFile): ParsedFile {
  const { file, tree, problems, stopped, sawDate } = parseYaml(original);
  if (stopped) return { file, root: undefined, top: undefined, problems, gaveUp: stopped.gaveUp };
  if (tree?.kind === "mapping") {
    const all = sawDate ? [...problems, ...findDates(tree)] : problems;
    return { file, root: tree, top: "mapping", problems: all, gaveUp: false };
  }
  const place: Place = { file, start: tree?.start ?? 0, end: tree?.end ?? 0 };
  const message = "There is no mapping at the top of the file; deploy refuses it.";
  const none = yamlProblem(place, message, "A stack file is a mapping with `services:` at its top.");
  const isEmpty = tree === undefined || (tree.kind === "scalar" && tree.value === null);
  const top = isEmpty ? "empty" : tree.kind;
  return { file, root: undefined, top, problems: [...problems, none], gaveUp: false };
}

/** The first YAML document of any file. */
interface ParsedYaml {
  readonly file: SourceFile;
  /** Absent when the document is empty, or could not be read. */
  readonly tree: Tree | undefined;
  readonly problems: readonly Problem[];
  /** Set when the document could not be read; the reason is among the problems. */
  readonly stopped: { readonly gaveUp: boolean } | undefined;
  /** Whether any value is a date, which Docker takes in few places. */
  readonly sawDate: boolean;
}

/** Reads YAML of any shape, with Docker's rules and limits. */
export function parseYaml(original: SourceFile): ParsedYaml {
  const file: SourceFile = { path: original.path, text: withoutMarkers(original.text) };
  try {
    refuseControlCharacters(file);
    return { file, stopped: undefined, ...convertFirst(file) };
  } catch (error) {
    const stop = error instanceof RangeError ? tooDeep({ file, start: 0, end: 0 }) : error;
    if (!(stop instanceof Stop)) throw error;
    return { file, tree: undefined, problems: [stop.problem], stopped: { gaveUp: stop.gaveUp }, sawDate: false };
  }
}

function convertFirst(file: SourceFile): Pick<ParsedYaml, "tree" | "problems" | "sawDate"> {
  const { root, errors, second } = compose(file);
  const [error] = errors; // later ones mostly follow from the first
  if (error) {
    if (errors.some(({ code }) => code === "RESOURCE_EXHAUSTION")) throw tooDeep({ file, start: 0, end: 0 });
    const [start, end] = error.pos.map((offset) => Math.min(offset, file.text.length)) as [number, number];
    throw new Stop(yamlProblem({ file, start, end }, ...describeYamlError(error)), false);
  }
  refuseForDocker(file);
  const converter = new Converter(file);
  const tree = root && converter.convert(root);
  const problems = [...converter.problems];
  if (second !== undefined) problems.push(secondDocument(file, second));
  return { tree, problems, sawDate: converter.sawDate };
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that Docker's reader refuses
const FORBIDDEN_CHARACTER = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u0084\u0086-\u009F\uFFFE\uFFFF]/;

function refuseControlCharacters(file: SourceFile): void {
  const control = FORBIDDEN_CHARACTER.exec(file.text);
  if (!control) return;
  const code = control[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, "0");
  const place = { file, start: control.index, end: control.index + 1 };
  const message = `The file holds the control character U+${code}, which YAML does not allow; deploy refuses the file.`;
  throw new Stop(yamlProblem(place, message, "Remove the character."), false);
}

/** After the parser's own errors, which are more exact. */
function refuseForDocker(file: SourceFile): void {
  const refused = findRefusedTab(file.text);
  if (!refused) return;
  const { start, end, message, help } = refused;
  throw new Stop(yamlProblem({ file, start, end }, message, help), false);
}

function secondDocument(file: SourceFile, start: number): Problem {
  const place = { file, start, end: file.text.startsWith("---", start) ? start + 3 : start };
  const message = "A second YAML document starts here. Docker reads only the first and drops this one in silence.";
  const help = "Move it to a file of its own, and deploy both files.";
  return { rule: "yaml-extras-ignored", place, message, help, subject: "document" };
}
