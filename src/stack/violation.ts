/** Steps from the root of a file: keys, and positions in lists. */
export type Path = readonly (string | number)[];

const SINGULAR = new Map([
  ["services", "service"],
  ["networks", "network"],
  ["volumes", "volume"],
  ["secrets", "secret"],
  ["configs", "config"],
]);

/** What the entries of a top-level section are called, or undefined when there is no such section. */
export function singular(section: unknown): string | undefined {
  return SINGULAR.get(section as string);
}

/** A place for the start of a sentence: "Service `a`", "`deploy.mode`", "Entry 2 of `ports`", "`target` of entry 2 of `ports`". */
export function subject(path: Path): string {
  const kind = singular(path[0]);
  if (path.length === 0) return "The file";
  if (path.length === 2 && kind) return capitalized(`${kind} \`${path[1]}\``);
  const inside = kind && path.length > 2 ? path.slice(2) : path;
  const position = inside.findLastIndex((step) => typeof step === "number");
  if (position === -1) return `\`${inside.join(".")}\``;
  const list = inside.slice(0, position).filter((step) => typeof step === "string");
  const entry = `entry ${Number(inside[position]) + 1} of \`${list.join(".")}\``;
  const tail = inside.slice(position + 1);
  return tail.length > 0 ? `\`${tail.join(".")}\` of ${entry}` : capitalized(entry);
}

function capitalized(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

/** The kind of place, with `*` for free names and positions: `services.*.ports.*.target`. */
export function pattern(path: Path): string {
  const isFree = (step: string | number, at: number): boolean =>
    typeof step === "number" || (at === 1 && singular(path[0]) !== undefined) || (at === 3 && path[2] === "networks");
  return path.map((step, at) => (isFree(step, at) ? "*" : step)).join(".");
}

/** Sorts by where things stand in the data, what is above first. */
export function byPlace(data: unknown): (left: { path: Path }, right: { path: Path }) => number {
  const orders = new Map<object, Map<string, number>>();
  const rank = (node: object, step: string | number): number => {
    if (typeof step === "number") return step;
    const order = orders.get(node) ?? new Map(Object.keys(node).map((key, index) => [key, index]));
    orders.set(node, order);
    return order.get(step) as number;
  };
  return ({ path: left }, { path: right }) => {
    let node = data as Record<string | number, never>;
    for (let depth = 0; depth < left.length && depth < right.length; depth++) {
      const [a, b] = [left[depth] as string | number, right[depth] as string | number];
      if (a !== b) return rank(node, a) - rank(node, b);
      node = node[a] as never;
    }
    return left.length - right.length;
  };
}

/** One reason why deploy refuses the file's shape or a value. */
export interface Violation {
  /** From the root of the file. A wrong key is its last step; for a missing key it is the mapping that lacks it. */
  readonly path: readonly (string | number)[];
  readonly at: "key" | "value";
  /** What is wrong, without any value of the file: it may be a secret. */
  readonly message: string;
  /** What to do. */
  readonly help?: string;
  /** Where the file alone cannot tell that it is a mistake. */
  readonly severity?: "warning";
}
