import { describe, type Path, type Violation } from "./messages.ts";
import { type SchemaError, validate } from "./schema-validator.generated.js";

/** Everything that the schema refuses, once for each place. */
export function checkShape(plain: unknown): Violation[] {
  if (validate(plain)) return [];
  const violations = new Map<string, Violation>();
  for (const error of validate.errors ?? []) {
    const { path, value } = resolve(error, plain);
    const violation = describe(error, path, value);
    const place = JSON.stringify([violation.at, ...violation.path]);
    if (!violations.has(place)) violations.set(place, violation);
  }
  const all = [...violations.values()];
  // That a value fits none of several shapes follows from what is wrong inside it.
  return all.filter(({ at, path }) => at !== "value" || !all.some((other) => isInside(other, path)));
}

function isInside({ path }: Violation, outer: Path): boolean {
  return path.length > outer.length && outer.every((step, depth) => path[depth] === step);
}

/** The steps of a JSON pointer, positions in lists as numbers, and what stands there. */
function resolve({ instancePath }: SchemaError, plain: unknown): { path: Path; value: unknown } {
  const path: (string | number)[] = [];
  let value = plain;
  for (const written of instancePath.split("/").slice(1)) {
    const step = written.replaceAll("~1", "/").replaceAll("~0", "~");
    path.push(Array.isArray(value) ? Number(step) : step);
    value = (value as Record<string, unknown>)[step];
  }
  return { path, value };
}
