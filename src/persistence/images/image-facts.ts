import { APPLICATIONS } from "./facts/applications.ts";
import { BROKERS } from "./facts/brokers.ts";
import { OTHER_BROKERS } from "./facts/brokers-others.ts";
import { BUSINESS } from "./facts/business.ts";
import { CHAT_AND_MAIL } from "./facts/chat-and-mail.ts";
import { CI } from "./facts/ci.ts";
import { DEVELOPMENT } from "./facts/development.ts";
import { DIRECTORIES } from "./facts/directories.ts";
import { DOCUMENTS } from "./facts/documents.ts";
import type { ImageFamily } from "./facts/family.ts";
import { FILES_AND_NOTES } from "./facts/files-and-notes.ts";
import { GAMES } from "./facts/games.ts";
import { HOME_AUTOMATION } from "./facts/home-automation.ts";
import { INTELLIGENCE } from "./facts/intelligence.ts";
import { KEY_VALUE } from "./facts/key-value.ts";
import { MEDIA } from "./facts/media.ts";
import { OBJECT_STORES } from "./facts/object-stores.ts";
import { OBSERVABILITY } from "./facts/observability.ts";
import { OPERATIONS } from "./facts/operations.ts";
import { POSTGRES_RELATIVES } from "./facts/postgres-relatives.ts";
import { RELATIONAL } from "./facts/relational.ts";
import { OTHER_RELATIONAL } from "./facts/relational-others.ts";
import { SEARCH } from "./facts/search.ts";
import { OTHER_STORES } from "./facts/stores.ts";
import { WATCHING } from "./facts/watching.ts";
import { WIDE_COLUMN } from "./facts/wide-column.ts";

/** Engines that write their own records alone: nobody puts files into their containers. */
export const STORES: readonly ImageFamily[] = [
  ...RELATIONAL,
  ...DOCUMENTS,
  ...KEY_VALUE,
  ...WIDE_COLUMN,
  ...SEARCH,
  ...BROKERS,
  ...POSTGRES_RELATIVES,
  ...OTHER_RELATIONAL,
  ...OTHER_STORES,
  ...OTHER_BROKERS,
];

/** Every image family whose data is known, each name in one family only. */
export const IMAGE_FAMILIES: readonly ImageFamily[] = [
  ...STORES,
  ...OBSERVABILITY,
  ...DEVELOPMENT,
  ...APPLICATIONS,
  ...OPERATIONS,
  ...OBJECT_STORES,
  ...DIRECTORIES,
  ...MEDIA,
  ...HOME_AUTOMATION,
  ...CHAT_AND_MAIL,
  ...FILES_AND_NOTES,
  ...CI,
  ...BUSINESS,
  ...INTELLIGENCE,
  ...WATCHING,
  ...GAMES,
];
