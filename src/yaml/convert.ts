import type { Problem } from "../model/problem.ts";
import { type Place, placeOf, type SourceFile } from "../model/text.ts";
import type { AliasNode, MappingNode, Node, ScalarNode, SequenceNode } from "./compose.ts";
import { findRefusedEscape, isSplitKey } from "./go-yaml.ts";
import { type ResolvedScalar, resolvePlain, resolveTagged } from "./scalar.ts";
import { type Entry, type Key, type Mapping, type Scalar, type Sequence, type Tree, useOf, type Via } from "./tree.ts";
import { withoutMarkers } from "./unknown.ts";
import { describeYamlError, guardExpansion, LIMITS, Stop, tooDeep, yamlProblem } from "./yaml-errors.ts";

interface Anchored {
  /** Absent while the anchored value is being read. */
  readonly tree: Tree | undefined;
  readonly size: number;
  /** Levels, itself included. */
  readonly height: number;
}

const TAG = "tag:yaml.org,2002:";

/** Turns YAML nodes into a `Tree`: types scalars, follows aliases, applies merge keys, finds duplicate keys. */
export class Converter {
  readonly problems: Problem[] = [];
  /** Whether any value is a date, which Docker takes in few places. */
  sawDate = false;
  private readonly file: SourceFile;
  private readonly anchors = new Map<string, Anchored>();
  private size = 0;
  private aliased = 0;
  private depth = 0;
  /** The deepest level since the innermost anchor. */
  private deepest = 0;
  /** Levels of `[ ]` and `{ }` around the value being read. */
  private flow = 0;

  constructor(file: SourceFile) {
    this.file = file;
  }

  convert(node: Node): Tree {
    this.size += 1;
    if (node.kind === "alias") return this.alias(node);
    this.enter(1, node);
    const tree = node.anchor === undefined ? this.value(node) : this.anchored(node.anchor, node);
    this.depth -= 1;
    return tree;
  }

  /** Goes down one level, to a value that has so many of its own. */
  private enter(height: number, node: Node): void {
    const deepest = this.depth + height;
    if (deepest > LIMITS.depth) throw tooDeep(this.place(node));
    this.deepest = Math.max(this.deepest, deepest);
    this.depth += 1;
  }

  private anchored(anchor: string, node: Exclude<Node, AliasNode>): Tree {
    this.checkName(anchor, node);
    this.anchors.set(anchor, { tree: undefined, size: 0, height: 0 });
    const { size, deepest } = this;
    this.deepest = this.depth;
    const tree = this.value(node);
    this.anchors.set(anchor, { tree, size: this.size - size + 1, height: this.deepest - this.depth + 1 });
    this.deepest = Math.max(deepest, this.deepest);
    return tree;
  }

  private place({ start, end }: Node): Place {
    return { file: this.file, start, end };
  }

  /** The parser counts the line ends and comments after a block collection to it; a person does not. */
  private endOf({ flow, end }: MappingNode | SequenceNode, last: Tree | undefined): number {
    return flow || last === undefined ? end : useOf(last).end;
  }

  private value(node: Exclude<Node, AliasNode>): Tree {
    if (node.tag !== undefined) this.noteTag(node.tag, node);
    if (node.kind === "scalar") return this.scalar(node);
    const inside = node.flow ? 1 : 0;
    this.flow += inside;
    const tree = node.kind === "mapping" ? this.mapping(node) : this.sequence(node);
    this.flow -= inside;
    return tree;
  }

  private alias(node: AliasNode): Tree {
    const { name } = node;
    const place = this.place(node);
    this.checkName(name, node);
    const target = this.anchors.get(name);
    if (target === undefined) {
      const message = `There is no anchor \`&${name}\` before this alias; deploy refuses the file.`;
      throw new Stop(yamlProblem(place, message, "Define the anchor above its first use, or remove the alias."), false);
    }
    if (target.tree === undefined) {
      const message = `The anchor \`&${name}\` contains itself; deploy refuses the file.`;
      throw new Stop(yamlProblem(place, message, "Remove the alias."), false);
    }
    this.size += target.size;
    this.aliased += target.size;
    guardExpansion(this.size, this.aliased, place);
    this.enter(target.height, node);
    this.depth -= 1;
    return { ...target.tree, via: { kind: "alias", anchor: name, use: place } };
  }

  private checkName(name: string, node: Node): void {
    if (/^[A-Za-z0-9_-]+$/.test(name)) return;
    throw new Stop(yamlProblem(this.place(node), ...describeYamlError({ code: "BAD_ALIAS" })), false);
  }

  private noteTag(tag: string, node: Node): void {
    if (tag !== "!reset" && tag !== "!override") return;
    const message = `Docker drops the tag \`${tag}\` in silence: the value is merged as if the tag were not there.`;
    const help = "Only `docker compose` knows this tag. For `docker stack deploy`, write the value that you want.";
    const place = this.place(node);
    this.problems.push({ rule: "yaml-extras-ignored", place, message, help, subject: `tag ${tag}` });
  }

  private scalar(node: ScalarNode): Scalar {
    const { start, end } = node;
    const { value, printed } = this.resolve(node);
    if (this.flow > 0 && node.plain) this.refuseQuestionMark(node);
    if (printed !== undefined && typeof value === "string") this.sawDate = true;
    if (typeof value === "number" && !Number.isFinite(value)) {
      const message = "Docker cannot pass on a number that is infinite or none; deploy refuses the file.";
      this.problems.push(yamlProblem(this.place(node), message, "Put the value in quotes, or write a real number."));
    }
    return { kind: "scalar", file: this.file, start, end, via: undefined, value, printed };
  }

  private refuseQuestionMark({ text, start }: ScalarNode): void {
    const at = text.indexOf("?");
    if (at < 1) return;
    const place = { file: this.file, start: start + at, end: start + at + 1 };
    const message =
      "Inside `[ ]` and `{ }`, Docker takes a `?` without quotes for the start of a key; deploy refuses the file.";
    throw new Stop(yamlProblem(place, message, "Put the value in quotes."), false);
  }

  private resolve(node: ScalarNode): ResolvedScalar {
    const { tag, plain } = node;
    const text = plain ? node.text : this.quoted(node);
    if (tag === undefined || tag === "!") return plain ? resolvePlain(text) : { value: text };
    if (!tag.startsWith(TAG)) return { value: text };
    const resolved = resolveTagged(tag.slice(TAG.length), text);
    if (resolved) return resolved;
    const message = "The value is not of the type that its tag names; deploy refuses the file.";
    throw new Stop(yamlProblem(this.place(node), message, "Remove the tag."), false);
  }

  /** An escape can write the markers of variables, too. */
  private quoted(node: ScalarNode): string {
    const refused = findRefusedEscape(this.file.text, node);
    if (refused === undefined) return withoutMarkers(node.text);
    const { start, end, message, help } = refused;
    throw new Stop(yamlProblem({ file: this.file, start, end }, message, help), false);
  }

  private sequence(node: SequenceNode): Sequence {
    const items = node.items.map((item) => this.convert(item));
    const end = this.endOf(node, items.at(-1));
    return { kind: "sequence", file: this.file, start: node.start, end, via: undefined, items };
  }

  private mapping(node: MappingNode): Mapping {
    const entries = new Map<string, Entry>();
    const written = new Set<string>();
    const writtenAliases = new Set<string>();
    let merge: Entry | undefined;
    let last: Tree | undefined;
    for (const pair of node.pairs) {
      const key = this.key(pair.key);
      if (key === undefined) continue;
      const identity = pair.key.kind === "alias" ? pair.key.name : key.name;
      const others = pair.key.kind === "alias" ? writtenAliases : written;
      if (node.flow && pair.value !== undefined && isSplitKey(this.file.text, key)) throw splitKey(key);
      if (others.has(identity)) this.duplicate(key);
      others.add(identity);
      const value = pair.value === undefined ? this.missing(key) : this.convert(pair.value);
      last = value;
      if (key.name === "<<" && isMergeKey(pair.key)) merge ??= { key, value };
      else entries.set(key.name, { key, value });
    }
    if (merge) {
      this.size += node.pairs.length; // go-yaml looks at the keys a second time
      this.merge(entries, merge);
    }
    const end = this.endOf(node, last);
    return { kind: "mapping", file: this.file, start: node.start, end, via: undefined, entries };
  }

  /** The value of a key that has not even a colon. */
  private missing({ end }: Key): Scalar {
    return { kind: "scalar", file: this.file, start: end, end, via: undefined, value: null, printed: undefined };
  }

  private key(node: Node): Key | undefined {
    const tree = this.convert(node);
    const tag = node.kind === "alias" ? undefined : node.tag;
    const typed = tag !== undefined && tag !== "!" && tag !== `${TAG}str` && tag !== `${TAG}merge`;
    const date = tree.kind === "scalar" && tree.printed !== undefined;
    if (tree.kind === "scalar" && typeof tree.value === "string" && !typed && !date) {
      return { file: this.file, start: node.start, end: node.end, name: tree.value };
    }
    const message = "This key is not a string (a number, a boolean, a date, a list or empty); deploy refuses the file.";
    this.problems.push(yamlProblem(this.place(node), message, "Put the key in quotes."));
    return undefined;
  }

  private duplicate(key: Key): void {
    const message = `The key \`${key.name}\` stands twice in one mapping; deploy refuses the file.`;
    this.problems.push({ ...yamlProblem(key, message, "Keep one of the two."), subject: `duplicate ${key.name}` });
  }

  /** Merge keys are shallow; what is written in the mapping itself wins, then the earlier of several. */
  private merge(entries: Map<string, Entry>, { key, value }: Entry): void {
    const sources = value.kind === "sequence" && value.via === undefined ? value.items : [value];
    for (const source of sources) {
      if (source.kind !== "mapping") {
        const message = "A merge key `<<` takes a mapping or a list of mappings; deploy refuses the file.";
        const help = "Write `<<: *anchor`, or `<<: [*one, *other]`, where the anchors stand on mappings.";
        const place = source.via?.use ?? (source.start < source.end ? source : key);
        this.problems.push(yamlProblem(placeOf(place), message, help));
        continue;
      }
      for (const [name, entry] of source.entries) {
        const own = entries.get(name);
        if (own === undefined) entries.set(name, source.via ? through(source.via, entry) : entry);
        else if (own.value.kind === "mapping" && entry.value.kind === "mapping")
          entries.set(name, { replaced: entry, ...own });
      }
    }
  }
}

function splitKey(key: Key): Stop {
  const message = "Inside `{ }`, a key and its colon must stand on one line; deploy refuses the file.";
  return new Stop(yamlProblem(placeOf(key), message, "A comma or a colon may be missing on the line above."), false);
}

function through({ anchor, use }: Via, { key, value }: Entry): Entry {
  return { key, value: { ...value, via: { kind: "merge", anchor, use } } };
}

function isMergeKey(node: Node): boolean {
  if (node.kind !== "scalar") return false;
  return node.tag === `${TAG}merge` || (node.plain && (node.tag === undefined || node.tag === "!"));
}
