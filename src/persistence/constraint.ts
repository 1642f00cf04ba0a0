/** A placement constraint, taken apart. */
export interface Constraint {
  readonly key: string;
  readonly operator: "==" | "!=";
  readonly value: string;
}

/** Splits at the first operator as SwarmKit does: `==` is looked for before `!=`. */
export function parseConstraint(text: string): Constraint | undefined {
  for (const operator of ["==", "!="] as const) {
    const at = text.indexOf(operator);
    if (at === -1) continue;
    return { operator, key: text.slice(0, at).trim(), value: text.slice(at + 2).trim() };
  }
  return undefined;
}
