import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { normalizeFiles } from "../../src/stack/normalize.ts";
import { stackConfig } from "../support/docker.ts";
import { inParallel } from "./stack-data.ts";

/** Texts of stack files, in the order of deployment. */
export type Files = readonly string[];
export type Variables = Readonly<Record<string, string>>;

/** The folder in which `stackConfig` puts the files: relative paths start there. */
const FOLDER = new RegExp(`${join(tmpdir(), "svc-").replaceAll(/[.\\+]/g, "\\$&")}\\w{6}`);

/** All values as texts: `docker stack config` prints some with quotes and some without. */
function asTexts(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asTexts);
  if (value === null || typeof value !== "object") return String(value);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, asTexts(inner)]));
}

interface Sections {
  readonly services: Record<string, { volumes?: readonly { source?: string }[] }>;
  readonly volumes: Record<string, unknown>;
}

/** The sections of a printed configuration that `normalize` speaks of, and the folder of the files. */
function printedSections(printed: string): Sections & { readonly folder: string } {
  const config = parse(printed, { schema: "failsafe", merge: false, maxAliasCount: -1 });
  const services: Sections["services"] = {};
  for (const [name, { volumes }] of Object.entries<Sections["services"][string]>(config.services ?? {})) {
    services[name] = volumes ? { volumes } : {};
  }
  const folder = FOLDER.exec(printed)?.[0] ?? join(tmpdir(), "svc-000000");
  return { services, volumes: config.volumes ?? {}, folder };
}

/** What this tool makes of files; undefined when it says that `docker stack config` refuses them. */
function normalForm(files: Files, variables: Variables, folder: string): Sections | undefined {
  const { normalized } = normalizeFiles(
    files.map((text, index) => ({ path: `${index}.yml`, text })),
    {
      variables: new Map(Object.entries(variables)),
      unset: "empty",
      workingDirectory: folder,
      home: variables.HOME,
    },
  );
  return normalized && ({ volumes: {}, ...normalized } as Sections);
}

/** Whether this tool says that `docker stack config` accepts files. */
export const accepts = (files: Files): boolean => normalForm(files, {}, "/") !== undefined;

const config = (files: Files, variables: Variables) =>
  stackConfig(Object.fromEntries(files.map((text, index) => [`${index}.yml`, text])), { env: variables });

/** How Docker and this tool differ on files; undefined when they agree. `more` compares what else Docker prints. */
export async function difference(
  files: Files,
  variables: Variables = {},
  more: (printed: string) => string | undefined = () => undefined,
): Promise<string | undefined> {
  const { code, stdout, stderr } = await config(files, variables);
  const printed = code === 0 ? printedSections(stdout) : undefined;
  const own = normalForm(files, variables, printed?.folder ?? "/");
  if ((printed === undefined) !== (own === undefined)) {
    return own ? `Docker refuses, this tool does not: ${stderr}` : "this tool refuses, Docker does not";
  }
  if (!printed || !own) return undefined;
  const [theirs, ours] = [
    { services: printed.services, volumes: printed.volumes },
    { services: own.services, volumes: own.volumes },
  ].map((value) => JSON.stringify(asTexts(value)));
  return theirs === ours ? more(stdout) : `Docker: ${theirs}\nthis tool: ${ours}`;
}

export interface Batch<T> {
  readonly items: readonly T[];
  /** Stack files that hold all items. */
  readonly wrap: (items: readonly T[]) => Files;
  readonly variables?: Variables;
}

/**
 * The items on which Docker and this tool differ. What this tool accepts goes to Docker in one run; what it refuses goes alone.
 * When the large run differs, the item that makes the difference is searched for.
 */
export async function differences<T>({ items, wrap, variables = {} }: Batch<T>): Promise<string[]> {
  const refused = items.filter((item) => !normalForm(wrap([item]), variables, "/"));
  const accepted = items.filter((item) => !refused.includes(item));
  const found: string[] = [];
  if (accepted.length < items.length / 4) found.push(`this proves little: only ${accepted.length} items are accepted`);
  await inParallel(refused, async (item) => {
    const differs = await difference(wrap([item]), variables);
    if (differs !== undefined) found.push(`${JSON.stringify(item)}: ${differs}`);
  });
  const search = async (list: readonly T[]): Promise<void> => {
    if (list.length === 0 || found.length > 20) return;
    const differs = await difference(wrap(list), variables);
    if (differs === undefined) return;
    if (list.length === 1) return void found.push(`${JSON.stringify(list[0])}: ${differs}`);
    const half = list.length >> 1;
    await search(list.slice(0, half));
    await search(list.slice(half));
  };
  await search(accepted);
  return found;
}
