import { quoteVersion } from "./mechanical.ts";
import type { Fixer } from "./model.ts";
import { leftBehind } from "./remedies.ts";

/** What repairs the findings of a rule, by its id. */
export const FIXERS: ReadonlyMap<string, Fixer> = new Map<string, Fixer>([
  ["local-volume-unpinned", leftBehind],
  ["unquoted-version", quoteVersion],
]);
