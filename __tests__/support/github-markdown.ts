import rehypeRaw from "rehype-raw";
import rehypeSanitize from "rehype-sanitize";
import rehypeStringify from "rehype-stringify";
import remarkGfm from "remark-gfm";
import remarkParse from "remark-parse";
import remarkRehype from "remark-rehype";
import { unified } from "unified";

/** The parts of a rendered text that a test looks at. */
export interface Element {
  readonly type: string;
  readonly tagName?: string;
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly value?: string;
  readonly children?: readonly Element[];
}

// rehype-sanitize's own list of elements and attributes is GitHub's.
const processor = unified()
  .use(remarkParse)
  .use(remarkGfm)
  .use(remarkRehype, { allowDangerousHtml: true })
  .use(rehypeRaw)
  .use(rehypeSanitize)
  .use(rehypeStringify);

/** Markdown as GitHub renders it: tables and autolinks, raw HTML, and then only what is allowed. */
export function renderedHtml(markdown: string): string {
  return String(processor.processSync(markdown));
}

/** The same as a tree. */
export function renderedTree(markdown: string): Element {
  return processor.runSync(processor.parse(markdown)) as unknown as Element;
}

/** The blocks of a text, as Markdown's own tree. */
export function parsedMarkdown(markdown: string): Element {
  return processor.parse(markdown) as unknown as Element;
}

/** A page's elements, as a browser reads them. */
export function parsedHtml(html: string): Element {
  const root = { type: "root", children: [{ type: "raw", value: html }] };
  return unified()
    .use(rehypeRaw)
    .runSync(root as never) as unknown as Element;
}

/** Every element and text of a tree. */
export function nodesOf(node: Element): Element[] {
  return [node, ...(node.children ?? []).flatMap(nodesOf)];
}

/** The texts in which GitHub looks for mentions, issues and addresses: outside code and links. */
export function speakingTexts(node: Element): string[] {
  if (node.tagName === "code" || node.tagName === "pre" || node.tagName === "a") return [];
  if (node.type === "text") return [node.value ?? ""];
  return (node.children ?? []).flatMap(speakingTexts);
}

/** Elements whose names are counted, so that untrusted text cannot add one unseen. */
export function elementCounts(node: Element): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { tagName } of nodesOf(node)) if (tagName) counts[tagName] = (counts[tagName] ?? 0) + 1;
  return counts;
}

/** What GitHub would make a link, a ping or a picture of in a text outside code. */
export const ACTIVE =
  /(?:^|[^\w`])@[a-z\d]|#\d|\bGH-\d|:\/\/|\bwww\.|(?:^|\s):[\w+-]+:|\$[^$]+\$|\b[0-9a-f]{40}\b|::|##\[/i;
