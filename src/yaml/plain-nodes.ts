import type { CST } from "yaml";
import { type Node, type PairNode, resolvedScalar } from "./nodes.ts";
import { endOf, positionOfEmpty, propertiesOf, type ReadProperties } from "./plain-properties.ts";

/** A value, and where what follows it begins: behind comments and line ends. */
interface Read {
  readonly node: Node;
  readonly outer: number;
}

/** `yaml` refuses keys of more than 1024 characters. */
const LONG_KEY = 1000;

/**
 * Reads the tokens of an ordinary document, in a fraction of the time that composing it takes:
 * mappings and sequences, in block and flow form, scalars, comments, anchors on values, aliases. As soon as
 * anything else or anything wrong is met there is no result, and `yaml` composes the document.
 */
export function readPlainDocument({ start, value, end, offset }: CST.Document): Node | undefined {
  const properties = propertiesOf(start, "doc-start", offset, true);
  if (value === undefined || properties === undefined || properties.anchor !== undefined) return undefined;
  if (properties.found && isBlock(value) && !properties.newline) return undefined;
  const read = readValue(value, undefined);
  return read !== undefined && endOf(end, read.outer) !== undefined ? read.node : undefined;
}

const isBlock = ({ type }: CST.Token): boolean => type === "block-map" || type === "block-seq";

function readValue(token: CST.Token, anchor: string | undefined): Read | undefined {
  switch (token.type) {
    case "scalar":
    case "single-quoted-scalar":
    case "double-quoted-scalar":
      return scalar(token, anchor);
    case "block-scalar":
      return blockScalar(token, anchor);
    case "block-map":
      return blockMapping(token, anchor);
    case "block-seq":
      return blockSequence(token, anchor);
    case "flow-collection":
      return flowCollection(token, anchor);
    case "alias":
      return anchor === undefined ? alias(token) : undefined;
    default:
      return undefined;
  }
}

/** A value, or the empty scalar where there is none. */
function valueOrEmpty(
  token: CST.Token | null | undefined,
  before: readonly CST.SourceToken[],
  { anchor, comment, end }: ReadProperties,
): Read | undefined {
  if (token) return readValue(token, anchor);
  const at = positionOfEmpty(before, end);
  const node: Node = { kind: "scalar", text: "", plain: true, anchor, tag: undefined, start: at, end: at };
  return { node, outer: comment ? end : at };
}

// ---- Scalars ----

function alias({ source, offset: start, end: after }: CST.FlowScalar): Read | undefined {
  const end = start + source.length;
  const outer = endOf(after, end);
  if (outer === undefined || source.length === 1 || source.endsWith(":")) return undefined;
  return { node: { kind: "alias", name: source.slice(1), start, end }, outer };
}

function scalar(token: CST.FlowScalar, anchor: string | undefined): Read | undefined {
  const start = token.offset;
  const end = start + token.source.length;
  const outer = endOf(token.end, end);
  const text = textOf(token);
  if (outer === undefined || text === undefined) return undefined;
  return { node: { kind: "scalar", text, plain: token.type === "scalar", anchor, tag: undefined, start, end }, outer };
}

function textOf(token: CST.FlowScalar): string | undefined {
  const { type, source } = token;
  if (source.includes("\n")) return resolvedScalar(token)?.value;
  if (type === "scalar") return /^[\t,%|>@`]/.test(source) ? undefined : source;
  if (source.length < 2 || source.at(-1) !== source[0]) return undefined;
  if (type === "single-quoted-scalar") return source.slice(1, -1).replaceAll("''", "'");
  return source.includes("\\") ? resolvedScalar(token)?.value : source.slice(1, -1);
}

function blockScalar(token: CST.BlockScalar, anchor: string | undefined): Read | undefined {
  const found = resolvedScalar(token);
  if (found === undefined || found.type === null) return undefined;
  const [start, end, outer] = found.range;
  return { node: { kind: "scalar", text: found.value, plain: false, anchor, tag: undefined, start, end }, outer };
}

// ---- Collections ----

function blockMapping({ items, offset, indent }: CST.BlockMap, anchor: string | undefined): Read | undefined {
  const pairs: PairNode[] = [];
  let end = offset;
  let commentEnd: number | undefined;
  for (const [index, { start, key, sep, value }] of items.entries()) {
    const before = propertiesOf(start, undefined, end, true);
    if (before === undefined || before.anchor !== undefined) return undefined;
    if (!key && !sep && !value && index === items.length - 1) {
      commentEnd = before.end;
      continue;
    }
    if (!key || !sep || !isShortKey(key) || key.indent !== indent || !startsWithColon(sep)) return undefined;
    const properties = propertiesOf(sep, "map-value-ind", key.offset, false);
    if (properties === undefined || (value && isBlock(value) && !isBelow(properties))) return undefined;
    const readKey = scalar(key, undefined);
    const read = valueOrEmpty(value, sep, properties);
    if (readKey === undefined || read === undefined) return undefined;
    pairs.push({ key: readKey.node, value: read.node });
    end = read.outer;
  }
  const node: Node = { kind: "mapping", flow: false, pairs, anchor, tag: undefined, start: offset, end };
  return { node, outer: commentEnd ?? end };
}

function isShortKey(key: CST.Token): key is CST.FlowScalar {
  if (key.type !== "scalar" && key.type !== "single-quoted-scalar" && key.type !== "double-quoted-scalar") return false;
  return key.source.length < LONG_KEY && !key.source.includes("\n") && !key.end?.length;
}

/** On the line of the key, behind blanks alone. */
function startsWithColon([first, second]: readonly CST.SourceToken[]): boolean {
  return first?.type === "map-value-ind" || (first?.type === "space" && second?.type === "map-value-ind");
}

/** A block collection starts on a line of its own, behind its anchor too. */
function isBelow({ newline, anchor, newlineAfterAnchor }: ReadProperties): boolean {
  return anchor === undefined ? newline : newlineAfterAnchor;
}

function blockSequence({ items, offset }: CST.BlockSequence, anchor: string | undefined): Read | undefined {
  const nodes: Node[] = [];
  let end = offset;
  let commentEnd: number | undefined;
  for (const [index, { start, value }] of items.entries()) {
    const properties = propertiesOf(start, "seq-item-ind", end, true);
    if (properties === undefined) return undefined;
    if (!properties.found) {
      if (properties.anchor !== undefined || value || index < items.length - 1) return undefined;
      commentEnd = properties.end;
      continue;
    }
    if (value && isBlock(value) && properties.anchor !== undefined && !properties.newlineAfterAnchor) return undefined;
    const read = valueOrEmpty(value, start, properties);
    if (read === undefined) return undefined;
    nodes.push(read.node);
    end = read.outer;
  }
  const node: Node = { kind: "sequence", flow: false, items: nodes, anchor, tag: undefined, start: offset, end };
  return { node, outer: commentEnd ?? end };
}

/** `[a, b]` and `{a: b}`; a pair in a sequence and a key without a value are left to the library. */
function flowCollection(token: CST.FlowCollection, anchor: string | undefined): Read | undefined {
  const [bracket, ...after] = token.end;
  const mapping = token.start.source === "{";
  if (bracket?.source !== (mapping ? "}" : "]")) return undefined;
  const items: Node[] = [];
  const pairs: PairNode[] = [];
  for (const [index, item] of token.items.entries()) {
    if (!isSeparated(item.start, index > 0)) return undefined;
    const { key, sep, value } = item;
    if (!key && !sep && !value && index === token.items.length - 1) continue;
    if (value && isBlock(value)) return undefined;
    const pair = mapping ? flowPair(item) : undefined;
    const read = mapping || key || sep || !value ? undefined : readValue(value, undefined);
    if (pair) pairs.push(pair);
    else if (read) items.push(read.node);
    else return undefined;
  }
  const start = token.offset;
  const end = bracket.offset + 1;
  const outer = endOf(after, end);
  if (outer === undefined) return undefined;
  const shared = { flow: true, anchor, tag: undefined, start, end };
  return { node: mapping ? { kind: "mapping", pairs, ...shared } : { kind: "sequence", items, ...shared }, outer };
}

/** Whether there is a comma where one belongs, and nothing but blanks and comments beside it. */
function isSeparated(start: readonly CST.SourceToken[], wanted: boolean): boolean {
  const comma = start[0]?.type === "comma";
  if (comma !== wanted) return false;
  const properties = propertiesOf(comma ? start.slice(1) : start, undefined, 0, false);
  return properties !== undefined && properties.anchor === undefined;
}

function flowPair({ key, sep, value }: CST.CollectionItem): PairNode | undefined {
  if (!key || !sep || !isShortKey(key) || !startsWithColon(sep)) return undefined;
  const properties = propertiesOf(sep, "map-value-ind", key.offset, false);
  const readKey = properties && scalar(key, undefined);
  const read = properties && valueOrEmpty(value, sep, properties);
  return readKey && read && { key: readKey.node, value: read.node };
}
