import type { Finding } from "../model/finding.ts";
import type { Report } from "../model/report.ts";

/** Notes of one rule in one file that are shown as one block. */
export interface FoldedNotes {
  readonly path: string;
  readonly ruleId: string;
  readonly places: number;
  readonly groups: readonly NoteGroup[];
}

/** Notes that say the same, but for the name of the service or volume. */
interface NoteGroup {
  readonly message: string;
  readonly help: string | undefined;
  readonly lines: readonly number[];
  readonly notes: readonly Finding[];
}

/** From this many on, notes of one rule in one file are one block. */
const MANY = 3;

/** Findings in their order; repeated notes stand together where the first of them stood. */
export function foldNotes(findings: readonly Finding[]): (Finding | FoldedNotes)[] {
  const notes = new Map<string, Finding[]>();
  for (const finding of findings) {
    if (finding.severity !== "note") continue;
    const key = `${finding.ruleId} ${finding.path}`;
    const same = notes.get(key);
    if (same) same.push(finding);
    else notes.set(key, [finding]);
  }
  return findings.flatMap((finding): readonly (Finding | FoldedNotes)[] => {
    const same = finding.severity === "note" ? notes.get(`${finding.ruleId} ${finding.path}`) : undefined;
    if (same === undefined || same.length < MANY) return [finding];
    return same[0] === finding ? [folded(same)] : [];
  });
}

function folded(notes: readonly Finding[]): FoldedNotes {
  const { path, ruleId } = notes[0] as Finding;
  const groups = new Map<string, { message: string; help: string | undefined; lines: number[]; notes: Finding[] }>();
  for (const note of notes) {
    const general = withoutNames(note);
    const key = JSON.stringify([general, note.help]);
    const group = groups.get(key);
    if (group === undefined) {
      groups.set(key, { message: note.message, help: note.help, lines: [note.startLine], notes: [note] });
    } else {
      group.notes.push(note);
      if (group.message !== note.message) group.message = general;
      if (group.lines.at(-1) !== note.startLine) group.lines.push(note.startLine);
    }
  }
  return { path, ruleId, places: notes.length, groups: [...groups.values()] };
}

/** The message with an ellipsis for the service and the volume. */
export function withoutNames({ message, service, volume }: Finding): string {
  return message.replace(/[\w-]+(?:\.[\w-]+)*/g, (word) => (word === service || word === volume ? "…" : word));
}

/** That fixes were not worked out for all findings, in the same words everywhere. */
export function fixesLine({ workedOutFor, findings }: NonNullable<Report["fixes"]>): string {
  return `Fixes were worked out for ${workedOutFor} of ${findings} findings: for a stack of this size there is no time for more.`;
}
