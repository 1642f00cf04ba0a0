/**
 * A piece of a Markdown text that is left out whole or cut between its items, so that no fence, table or fold is ever
 * left open.
 */
export interface Block {
  /** What is missing when it is left out: `the whole patch`. */
  readonly name: string;
  readonly open: string;
  readonly items: readonly string[];
  readonly close: string;
  /** Where not all fits: the turn in which it gets room, 0 by default. Blocks of one turn get it in their order. */
  readonly turn?: number;
}

/** A block that is there whole or not at all. */
export function whole(name: string, text: string): Block {
  return { name, open: text, items: [], close: "" };
}

/** The same block behind a line that opens it; the title is ours, never untrusted text. */
export function folded(title: string, block: Block): Block {
  const { open, close } = block;
  return { ...block, open: `<details><summary>${title}</summary>\n\n${open}`, close: `${close}\n\n</details>` };
}

/** Room for the sentence that says what was left out. */
const NOTE = 600;
/** A block that is cut leaves room for the small ones behind it. */
const SMALL = 3000;

/** The blocks as one text of at most `limit`, measured by `size`; what is left out is said, and where it can be read. */
export function fitted(
  blocks: readonly Block[],
  limit: number,
  elsewhere: string,
  size: (text: string) => number = (text) => text.length,
): string {
  const all = blocks.map(textOf).join("\n\n");
  if (size(all) <= limit) return all;
  const parts = new Map<Block, string>();
  const missing = new Map<Block, string>();
  let room = limit - NOTE;
  const inTurn = blocks.toSorted((a, b) => (a.turn ?? 0) - (b.turn ?? 0));
  for (const [index, block] of inTurn.entries()) {
    const text = textOf(block);
    if (size(text) + 2 <= room) {
      parts.set(block, text);
      room -= size(text) + 2;
      continue;
    }
    const later = inTurn.slice(index + 1).map((one) => size(textOf(one)) + 2);
    const kept = later.filter((length) => length <= SMALL).reduce((sum, length) => sum + length, 0);
    const part = partOf(block, room - kept - 2, size);
    missing.set(block, part === undefined ? block.name : `${part.left} of ${block.name}`);
    if (part === undefined) continue;
    parts.set(block, part.text);
    room -= size(part.text) + 2;
  }
  const names = blocks.flatMap((block) => missing.get(block) ?? []);
  const few = names.length <= 8 ? names : [...names.slice(0, 8), `${names.length - 8} more parts`];
  const note = `**Too long for this place.** Left out here: ${few.join(", ")}. ${elsewhere}`;
  return [...blocks.flatMap((block) => parts.get(block) ?? []), note].join("\n\n");
}

function textOf({ open, items, close }: Block): string {
  return open + items.map((item) => `\n${item}`).join("") + close;
}

function partOf(
  { open, items, close }: Block,
  room: number,
  size: (text: string) => number,
): { readonly text: string; readonly left: number } | undefined {
  let left = room - size(open) - size(close);
  const fitting: string[] = [];
  for (const item of items) {
    left -= size(item) + 1;
    if (left < 0) break;
    fitting.push(item);
  }
  if (fitting.length === 0) return undefined;
  return { text: textOf({ name: "", open, items: fitting, close }), left: items.length - fitting.length };
}
