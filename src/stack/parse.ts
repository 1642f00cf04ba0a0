import { Alias, Composer, type Document, Parser, YAMLMap, YAMLSeq, Scalar as YamlScalar } from "yaml";
import type { Place, SourceFile } from "../text.ts";
import type { Problem } from "./model.ts";
import { resolvePlain } from "./scalar.ts";
import type { Entry, Mapping, Scalar, Sequence, Tree, Via } from "./tree.ts";
import { withoutMarkers } from "./unknown.ts";
import { describeYamlError } from "./yaml-errors.ts";

/** How much of a file is read before the tool says that it is too much. */
export const LIMITS = {
  /** Levels of nesting; real stacks have about ten. */
  depth: 200,
  /** Values after every alias has been followed; the largest real stack has about 20,000. */
  expanded: 500_000,
} as const;

export interface ParsedFile {
  readonly file: SourceFile;
  /** Absent when the text is no YAML, or no mapping stands at its top. */
  readonly root: Mapping | undefined;
  readonly problems: readonly Problem[];
  /** True when only this tool gives up (a limit): Docker's own verdict is not known. */
  readonly gaveUp: boolean;
}

class Stop extends Error {
  readonly problem: Problem;
  readonly gaveUp: boolean;
  constructor(problem: Problem, gaveUp: boolean) {
    super(problem.message);
    this.problem = problem;
    this.gaveUp = gaveUp;
  }
}

const yamlProblem = (place: Place, message: string, help?: string): Problem => ({
  rule: "yaml-invalid",
  place,
  message,
  help,
  subject: "yaml",
});

function limitProblem(place: Place, message: string): Problem {
  const help = "Check this file on its own with `docker stack config`, or make it smaller.";
  return { rule: "file-unreadable", place, message, help, subject: "limit" };
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that Docker's reader refuses
const FORBIDDEN_CHARACTER = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u0084\u0086-\u009F\uFFFE\uFFFF]/;

/** Reads the first YAML document of a file, as Docker does; the rest of the file is not looked at. */
export function parseFile(original: SourceFile): ParsedFile {
  const file: SourceFile = { path: original.path, text: withoutMarkers(original.text) };
  const whole = (start: number, end = start): Place => ({ file, start, end });
  const failed = (problem: Problem, gaveUp = false): ParsedFile => ({
    file,
    root: undefined,
    problems: [problem],
    gaveUp,
  });
  const control = FORBIDDEN_CHARACTER.exec(file.text);
  if (control) {
    const code = control[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, "0");
    const message = `The file holds the control character U+${code}, which YAML does not allow; deploy refuses the file.`;
    return failed(yamlProblem(whole(control.index, control.index + 1), message, "Remove the character."));
  }
  try {
    const documents = compose(file);
    const document = documents.first;
    const error = document.errors[0]; // later ones mostly follow from the first
    if (document.errors.some(({ code }) => code === "RESOURCE_EXHAUSTION")) throw new RangeError();
    if (error) return failed(yamlProblem(whole(...error.pos), ...describeYamlError(error)));
    const converter = new Converter(file);
    const root = converter.convert(document);
    const problems = documents.more === undefined ? converter.problems : [...converter.problems, extra(documents.more)];
    if (root?.kind !== "mapping") {
      const place = root ?? whole(0);
      problems.push(yamlProblem(place, "There is no mapping at the top of the file; deploy refuses it.", EXPECTED));
      return { file, root: undefined, problems, gaveUp: false };
    }
    return { file, root, problems, gaveUp: false };
  } catch (error) {
    if (error instanceof Stop) return failed(error.problem, error.gaveUp);
    if (!(error instanceof RangeError)) throw error;
    const message = `The file nests deeper than ${LIMITS.depth} levels and was not checked.`;
    return failed(limitProblem(whole(0), message), true);
  }

  function extra(start: number): Problem {
    const message = "A second YAML document starts here. Docker reads only the first and drops this one in silence.";
    const help = "Move it to a file of its own, and deploy both files.";
    return { rule: "yaml-extras-ignored", place: whole(start, start + 3), message, help, subject: "document" };
  }
}

const EXPECTED = "A stack file is a mapping with `services:` at its top.";

function compose(file: SourceFile): { first: Document.Parsed; more: number | undefined } {
  const options = { schema: "failsafe", uniqueKeys: false, prettyErrors: false, logLevel: "silent" } as const;
  const composer = new Composer(options);
  let first: Document.Parsed | undefined;
  for (const document of composer.compose(new Parser().parse(file.text), true, file.text.length)) {
    if (first) return { first, more: document.range[0] };
    first = document as Document.Parsed;
    const version = first.directives.yaml;
    if (version.explicit && version.version !== "1.1") {
      const place = { file, start: 0, end: Math.max(0, file.text.indexOf("\n")) };
      const message = "The `%YAML` directive asks for a version that Docker does not read; deploy refuses the file.";
      throw new Stop(yamlProblem(place, message, "Remove the directive."), false);
    }
  }
  return { first: first as Document.Parsed, more: undefined };
}

interface Anchored {
  readonly tree: Tree | undefined;
  readonly size: number;
}

/** Turns the YAML nodes into a `Tree`: types scalars, follows aliases, applies merge keys, finds duplicate keys. */
class Converter {
  readonly problems: Problem[] = [];
  private readonly file: SourceFile;
  private readonly anchors = new Map<string, Anchored>();
  private size = 0;
  private aliased = 0;
  private depth = 0;

  constructor(file: SourceFile) {
    this.file = file;
  }

  convert(document: Document.Parsed): Tree | undefined {
    return document.contents === null ? undefined : this.node(document.contents);
  }

  private place(node: { range?: readonly number[] | null | undefined }): Place {
    return { file: this.file, start: node.range?.[0] ?? 0, end: node.range?.[1] ?? 0 };
  }

  private node(node: unknown): Tree {
    if (node instanceof Alias) return this.alias(node);
    this.size += 1;
    const anchor = (node as { anchor?: string }).anchor;
    const before = this.size;
    if (anchor !== undefined) this.anchors.set(anchor, { tree: undefined, size: 0 });
    if (++this.depth > LIMITS.depth) {
      const message = `The file nests deeper than ${LIMITS.depth} levels and was not checked.`;
      throw new Stop(limitProblem(this.place(node as YAMLMap), message), true);
    }
    let tree: Tree;
    if (node instanceof YAMLMap) tree = this.mapping(node);
    else if (node instanceof YAMLSeq) tree = this.sequence(node);
    else tree = this.scalar(node as YamlScalar);
    this.depth -= 1;
    if (anchor !== undefined) this.anchors.set(anchor, { tree, size: this.size - before + 1 });
    return tree;
  }

  private alias(node: Alias): Tree {
    const place = this.place(node);
    const target = this.anchors.get(node.source);
    if (target === undefined) {
      const message = `There is no anchor \`&${node.source}\` before this alias; deploy refuses the file.`;
      throw new Stop(yamlProblem(place, message, "Define the anchor above its first use, or remove the alias."), false);
    }
    if (target.tree === undefined) {
      const message = `The anchor \`&${node.source}\` contains itself; deploy refuses the file.`;
      throw new Stop(yamlProblem(place, message, "Remove the alias."), false);
    }
    this.size += target.size;
    this.aliased += target.size;
    this.guardExpansion(place);
    return { ...target.tree, via: { kind: "alias", anchor: node.source, use: place } };
  }

  /** go-yaml's own defence first (its limits, not ours), then this tool's. */
  private guardExpansion(place: Place): void {
    const { size, aliased } = this;
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

  private scalar(node: YamlScalar): Scalar {
    const place = this.place(node);
    const base = { kind: "scalar" as const, ...place, via: undefined };
    const text = node.source ?? "";
    const tag = node.tag;
    const plain = node.type === undefined || node.type === "PLAIN";
    if (tag !== undefined && tag !== "!") this.noteTag(tag, place);
    if (tag === "tag:yaml.org,2002:binary")
      return { ...base, value: decodeBase64(text), printed: undefined, quoted: true };
    const typed = tag === undefined ? plain : /^tag:yaml\.org,2002:(int|float|bool|null)$/.test(tag);
    if (!typed) return { ...base, value: text, printed: undefined, quoted: !plain };
    const { value, printed } = resolvePlain(text);
    return { ...base, value, printed, quoted: false };
  }

  private noteTag(tag: string, place: Place): void {
    if (tag !== "!reset" && tag !== "!override") return;
    const message = `Docker drops the tag \`${tag}\` in silence: the value is merged as if the tag were not there.`;
    const help = "Only `docker compose` knows this tag. For `docker stack deploy`, write the value that you want.";
    this.problems.push({ rule: "yaml-extras-ignored", place, message, help, subject: `tag ${tag}` });
  }

  private sequence(node: YAMLSeq): Sequence {
    if (node.tag !== undefined) this.noteTag(node.tag, this.place(node));
    return {
      kind: "sequence",
      ...this.place(node),
      via: undefined,
      items: node.items.map((item) => this.node(item)),
    };
  }

  private mapping(node: YAMLMap): Mapping {
    if (node.tag !== undefined) this.noteTag(node.tag, this.place(node));
    const entries = new Map<string, Entry>();
    let merge: Tree | undefined;
    const written = new Map<string, Place>();
    for (const pair of node.items) {
      const keyNode = pair.key instanceof Alias ? this.alias(pair.key) : pair.key;
      const key = this.key(pair.key, keyNode);
      if (key === undefined) continue;
      const first = written.get(key.name);
      if (first) this.duplicate(key);
      written.set(key.name, key);
      const value = pair.value === null ? this.empty(key) : this.node(pair.value);
      if (key.name === "<<" && isMergeKey(pair.key)) merge ??= value;
      else entries.set(key.name, { key, value });
    }
    if (merge) this.merge(entries, merge);
    return { kind: "mapping", ...this.place(node), via: undefined, entries };
  }

  private empty(key: Place): Scalar {
    return {
      kind: "scalar",
      file: this.file,
      start: key.end,
      end: key.end,
      via: undefined,
      value: null,
      printed: undefined,
      quoted: false,
    };
  }

  private key(written: unknown, node: unknown): (Place & { name: string }) | undefined {
    const place = this.place(written as YAMLMap);
    if (node instanceof YamlScalar) {
      const scalar = this.scalar(node);
      if (typeof scalar.value === "string") return { ...place, name: scalar.value };
    } else if ((node as Scalar | undefined)?.kind === "scalar") {
      const { value } = node as Scalar;
      if (typeof value === "string") return { ...place, name: value };
    }
    const message = "This key is not a string (a number, a boolean, a date or empty); deploy refuses the file.";
    this.problems.push(yamlProblem(place, message, "Put the key in quotes."));
    return undefined;
  }

  private duplicate(key: Place & { name: string }): void {
    const message = `The key \`${key.name}\` stands twice in one mapping; deploy refuses the file.`;
    this.problems.push({ ...yamlProblem(key, message, "Keep one of the two."), subject: `duplicate ${key.name}` });
  }

  /** Merge keys are shallow; what is written in the mapping itself wins, then the earlier of several. */
  private merge(entries: Map<string, Entry>, merge: Tree): void {
    const sources = merge.kind === "sequence" ? merge.items : [merge];
    for (const source of sources) {
      if (source.kind !== "mapping") {
        const message = "A merge key `<<` takes a mapping or a list of mappings; deploy refuses the file.";
        this.problems.push(yamlProblem(source.via?.use ?? source, message));
        continue;
      }
      for (const [name, entry] of source.entries) {
        if (entries.has(name)) continue;
        const use = source.via?.use ?? source;
        const via: Via = { kind: "merge", anchor: source.via?.anchor ?? "", use };
        entries.set(name, { key: entry.key, value: { ...entry.value, via } });
      }
    }
  }
}

function isMergeKey(node: unknown): boolean {
  if (!(node instanceof YamlScalar)) return false;
  return node.tag === "tag:yaml.org,2002:merge" || (node.tag === undefined && node.type === "PLAIN");
}

function decodeBase64(text: string): string {
  const bytes = Uint8Array.from(atob(text.replace(/\s/g, "")), (character) => character.charCodeAt(0));
  return new TextDecoder().decode(bytes);
}
