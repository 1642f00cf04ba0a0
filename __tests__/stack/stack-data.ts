/** The data as `toPlain` gives it: mappings without a prototype. */
export function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (value === null || typeof value !== "object") return value;
  const mapping: Record<string, unknown> = Object.create(null);
  for (const [key, child] of Object.entries(value)) mapping[key] = plain(child);
  return mapping;
}

/** A stack of one service `a` with an image, and one more value: at `services.a.ports.0`, say, with a list around it. */
export function stackWith(path: string, value: unknown): Record<string, unknown> {
  const stack: Record<string, unknown> = { services: { a: { image: "x" } } };
  const steps = path === "" ? [""] : path.split(".");
  let node = stack;
  for (const [depth, step] of steps.slice(0, -1).entries()) {
    node[step] ??= /^\d+$/.test(steps[depth + 1] as string) ? [] : {};
    node = node[step] as Record<string, unknown>;
  }
  node[steps.at(-1) as string] = value;
  return stack;
}

/** Runs the work for every item, four at a time: the CLI's time is mostly waiting. */
export async function inParallel<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const queue = items.values();
  const worker = async () => {
    for (const item of queue) await work(item);
  };
  await Promise.all([worker(), worker(), worker(), worker()]);
}
