/** A mapping of plain data; `toPlain` makes them without a prototype. */
export type Plain = Readonly<Record<string, unknown>>;

const EMPTY: Plain = Object.freeze(Object.create(null));

/** The value itself when it is a mapping, else an empty one. */
export function mapping(value: unknown): Plain {
  return value !== null && typeof value === "object" && !Array.isArray(value) ? (value as Plain) : EMPTY;
}

/** The value itself when it is a list, else an empty one. */
export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** What stands under the first key, there under the second, and so on. */
export function valueAt(value: unknown, keys: readonly string[]): unknown {
  let found = value;
  for (const key of keys) {
    const within = mapping(found);
    found = Object.hasOwn(within, key) ? within[key] : undefined;
  }
  return found;
}
