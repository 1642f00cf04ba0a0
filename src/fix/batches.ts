import type { Edit } from "../edit/change.ts";
import { meet, type SourceFile, type Span } from "../model/text.ts";
import type { Found } from "../rules/rule.ts";
import { type Candidate, editsKey, servicesOf } from "./verify.ts";

/** How many groups are asked whether they take a candidate: the work for fixes ends before more of a large stack are looked at. */
const MOST_ASKED = 100;

/**
 * Groups of candidates that can be looked at together: they touch no text twice, are for different findings, and where two
 * are about one service, they do the same kind of thing, so that none of them settles what the other is for.
 */
export class Batches implements Iterable<readonly Candidate[]> {
  private readonly all: Batch[] = [];
  private readonly asked: Batch[] = [];

  constructor(candidates: readonly Candidate[]) {
    for (const one of candidates) {
      if (this.asked.some((batch) => batch.add(one))) continue;
      const batch = new Batch();
      batch.add(one);
      this.all.push(batch);
      if (this.asked.length < MOST_ASKED) this.asked.push(batch);
    }
  }

  *[Symbol.iterator](): Iterator<readonly Candidate[]> {
    for (const { members } of this.all) yield members;
  }
}

class Batch {
  readonly members: Candidate[] = [];
  private readonly targets = new Set<Found>();
  /** What is done with each service. */
  private readonly kinds = new Map<string, string>();
  private readonly texts = new Set<string>();
  /** Edited places of each file, in the order of the text. */
  private readonly places = new Map<SourceFile, Span[]>();

  /** Takes a candidate in, if there is room for it. */
  add(one: Candidate): boolean {
    if (this.targets.has(one.target)) return false;
    const key = editsKey(one.edits);
    const services = servicesOf(one);
    if (!this.texts.has(key)) {
      const kind = kindOf(one);
      if ([...services].some((name) => (this.kinds.get(name) ?? kind) !== kind)) return false;
      if (one.edits.some((edit) => this.isTaken(edit))) return false;
      for (const name of services) this.kinds.set(name, kind);
      for (const edit of one.edits) this.place(edit);
      this.texts.add(key);
    }
    this.targets.add(one.target);
    this.members.push(one);
    return true;
  }

  private isTaken({ place }: Edit): boolean {
    const spans = this.places.get(place.file) ?? [];
    const at = firstFrom(spans, place.start);
    return [spans[at - 1], spans[at]].some((span) => span !== undefined && meet(span, place));
  }

  private place({ place }: Edit): void {
    const spans = this.places.get(place.file) ?? [];
    this.places.set(place.file, spans);
    spans.splice(firstFrom(spans, place.start), 0, place);
  }
}

/** A pin settles all that is said of a service's node: it is looked at alone. */
function kindOf({ target, fix }: Candidate): string {
  return fix.remedy === "pin" ? fix.title : `${target.rule.id} ${fix.remedy ?? ""}`;
}

/** The first of spans in the order of the text that starts at an offset, or after it. */
function firstFrom(spans: readonly Span[], offset: number): number {
  let [from, to] = [0, spans.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((spans[middle] as Span).start < offset) from = middle + 1;
    else to = middle;
  }
  return from;
}
