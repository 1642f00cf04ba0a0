import type { ReportedEdit } from "../model/finding.ts";
import type { SourceFile } from "../model/text.ts";
import type { Mapping } from "../yaml/tree.ts";
import type { Change, Edit } from "./change.ts";
import { modify, type Piece } from "./modify.ts";

/**
 * The text edits that carry out changes, by file and in the order of the text, never overlapping or touching. What they do
 * not change stays as it is written: comments, order, quotes, indentation, line ends. undefined when one of the changes
 * cannot be made in place, two of them meet, or a file is not among `roots`: the tree of each file, before variables are
 * filled in and files are merged.
 */
export function editsFor(changes: readonly Change[], roots: ReadonlyMap<SourceFile, Mapping>): Edit[] | undefined {
  const edits: Edit[] = [];
  for (const file of new Set(changes.map((change) => change.file))) {
    const root = roots.get(file);
    if (root === undefined) return undefined;
    const pieces: Piece[] = [];
    for (const change of changes) {
      if (change.file !== file) continue;
      const made = modify(root, change);
      if (made === undefined) return undefined;
      pieces.push(...made);
    }
    const joined = join(outOfRemoved(pieces, file));
    if (joined === undefined) return undefined;
    edits.push(...joined.map((piece) => smallest(piece, file)));
  }
  return edits.filter(({ place, text }) => text !== "" || place.start < place.end).reduce<Edit[]>(withNext, []);
}

/** Edits that touch become one: two at one place would have to be told apart by their order. */
function withNext(edits: Edit[], next: Edit): Edit[] {
  const last = edits.at(-1);
  if (last?.place.file === next.place.file && last.place.end === next.place.start) {
    edits[edits.length - 1] = { place: { ...last.place, end: next.place.end }, text: last.text + next.text };
  } else edits.push(next);
  return edits;
}

/** What would be inserted after a line that goes is inserted after the line before it. */
function outOfRemoved(pieces: readonly Piece[], { text }: SourceFile): Piece[] {
  const removed = pieces.filter((piece) => piece.text === "" && text[piece.start - 1] === "\n");
  return pieces.map((piece) => {
    const gone =
      piece.start === piece.end && removed.find(({ start, end }) => start < piece.start && piece.start < end);
    if (!gone) return piece;
    const at = gone.start - (text[gone.start - 2] === "\r" ? 2 : 1);
    return { ...piece, start: at, end: at };
  });
}

/** In the order of the text. What is inserted at one place stands there from the deepest to the shallowest. */
function join(pieces: readonly Piece[]): Piece[] | undefined {
  const made = pieces.flatMap(({ makes }) => makes ?? []);
  if (new Set(made).size < made.length) return undefined; // one key would be made twice
  const joined: Piece[] = [];
  for (const piece of [...pieces].sort((a, b) => a.start - b.start || a.end - b.end || b.depth - a.depth)) {
    const last = joined.at(-1);
    if (last && last.start === piece.start && last.end === last.start && piece.end === piece.start) {
      joined[joined.length - 1] = { ...last, text: last.text + piece.text };
    } else if (last && piece.start < last.end) return undefined;
    else joined.push(piece);
  }
  return joined;
}

/** Without what stays the same at both ends, so that an edit repeats as little of the file as it can. */
function smallest({ start, end, text }: Piece, file: SourceFile): Edit {
  const old = file.text.slice(start, end);
  const most = Math.min(old.length, text.length);
  let head = 0;
  while (head < most && old[head] === text[head]) head++;
  let tail = 0;
  while (tail < most - head && old[old.length - 1 - tail] === text[text.length - 1 - tail]) tail++;
  const place = { file, start: start + head, end: end - tail };
  return { place, text: text.slice(head, text.length - tail) };
}

/** The files that edits change, as they are afterwards, by what they were. Throws when edits overlap. */
export function applyEdits(edits: readonly Edit[]): Map<SourceFile, SourceFile> {
  const files = new Set(edits.map(({ place }) => place.file));
  return new Map(
    Array.from(files, (file) => {
      const own = edits.filter(({ place }) => place.file === file);
      const pieces = own.map(({ place: { start, end }, text }) => ({ start, end, text }));
      return [file, { path: file.path, text: spliced(file, pieces) }];
    }),
  );
}

/** The text of a file after those of the edits that are for its path. Throws when they overlap. */
export function withEdits(file: SourceFile, edits: readonly ReportedEdit[]): string {
  return spliced(
    file,
    edits.filter(({ path }) => path === file.path),
  );
}

function spliced(file: SourceFile, pieces: readonly Pick<Piece, "start" | "end" | "text">[]): string {
  let text = "";
  let at = 0;
  for (const piece of [...pieces].sort((a, b) => a.start - b.start)) {
    if (piece.start < at) throw new Error(`edits overlap in ${file.path} at ${piece.start}`);
    text += file.text.slice(at, piece.start) + piece.text;
    at = piece.end;
  }
  return text + file.text.slice(at);
}
