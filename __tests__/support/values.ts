import { validateConversion, validateDecoding } from "../../src/stack/value-checks.ts";
import { byPlace, type Violation } from "../../src/stack/violation.ts";

/**
 * What deploy refuses in one file although the schema accepts it, in the order of the file: texts that it cannot read
 * as durations, sizes, ports, commands or images, and settings that exclude each other. Values of a wrong type are
 * left to `validateStack`; mounts, volumes, deploy modes and names that are declared nowhere are checked elsewhere.
 *
 * Of several files that deploy merges, each is decoded by itself (`validateDecoding`), and what they amount to
 * together is converted (`validateConversion`).
 */
export function validateValues(plain: unknown): Violation[] {
  return [...validateDecoding(plain), ...validateConversion(plain)].sort(byPlace(plain));
}
