import { Alias, CST, type Document, type ParsedNode, YAMLMap, YAMLSeq, type Scalar as YamlScalar } from "yaml";
import type { Span } from "../model/text.ts";
import { withKnownEscapes } from "./go-yaml.ts";

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

export interface PairNode {
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
export function nodesOf({ contents }: Document.Parsed): Node | undefined {
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
export function resolvedScalar(token: CST.FlowScalar | CST.BlockScalar) {
  let wrong = false;
  const quoted = token.type === "double-quoted-scalar";
  const found = CST.resolveAsScalar(quoted ? { ...token, source: withKnownEscapes(token.source) } : token, true, () => {
    wrong = true;
  });
  return wrong ? undefined : found;
}
