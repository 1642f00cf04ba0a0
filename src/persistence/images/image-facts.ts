import { APPLICATIONS } from "./facts/applications.ts";
import { BROKERS } from "./facts/brokers.ts";
import { DEVELOPMENT } from "./facts/development.ts";
import { DOCUMENTS } from "./facts/documents.ts";
import type { ImageFamily } from "./facts/family.ts";
import { KEY_VALUE } from "./facts/key-value.ts";
import { OBSERVABILITY } from "./facts/observability.ts";
import { OPERATIONS } from "./facts/operations.ts";
import { RELATIONAL } from "./facts/relational.ts";
import { SEARCH } from "./facts/search.ts";
import { WIDE_COLUMN } from "./facts/wide-column.ts";

/** Engines that write their own records alone: nobody puts files into their containers. */
export const STORES: readonly ImageFamily[] = [
  ...RELATIONAL,
  ...DOCUMENTS,
  ...KEY_VALUE,
  ...WIDE_COLUMN,
  ...SEARCH,
  ...BROKERS,
];

/** Every image family whose data is known, each name in one family only. */
export const IMAGE_FAMILIES: readonly ImageFamily[] = [
  ...STORES,
  ...OBSERVABILITY,
  ...DEVELOPMENT,
  ...APPLICATIONS,
  ...OPERATIONS,
];
