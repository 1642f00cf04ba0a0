import type { ConfigError } from "../config/model.ts";
import type { Finding } from "../model/finding.ts";
import { type Place, positionAt, type SourceFile } from "../model/text.ts";
import { parseYaml } from "../yaml/parse.ts";
import { child, entriesOf, itemsOf, type Mapping, type Tree } from "../yaml/tree.ts";
import type { Baseline, BaselineEntry } from "./model.ts";

const SCHEMA_VERSION = 1;
const KEYS = ["rule", "path", "service", "volume", "fingerprint"];
const AGAIN = "Write the baseline again with `--write-baseline`.";

/** Understands a baseline file (JSON, which is YAML too), or says everything that is wrong with it. */
export function readBaseline(
  file: SourceFile,
): { readonly baseline: Baseline } | { readonly errors: readonly ConfigError[] } {
  const errors: ConfigError[] = [];
  const refuse = (place: Place, message: string) => {
    errors.push({ path: file.path, ...positionAt(file, place.start), message, help: AGAIN });
  };
  const { tree, problems } = parseYaml(file);
  for (const { place, message } of problems) refuse(place, message.replace(/; deploy refuses (?:the file|it)\./, "."));
  if (errors.length > 0) return { errors };
  const version = child(tree, "schemaVersion");
  const findings = child(tree, "findings");
  const top = { file, start: 0, end: 0 };
  if (tree?.kind !== "mapping" || version === undefined)
    refuse(top, "This is not a baseline: it has no `schemaVersion`.");
  else if (version.kind !== "scalar" || version.value !== SCHEMA_VERSION)
    refuse(version, `\`schemaVersion\` must be ${SCHEMA_VERSION}: another version of this program wrote the file.`);
  else if (findings?.kind !== "sequence") refuse(findings ?? top, "`findings` must be a list.");
  const entries = itemsOf(findings).flatMap((item) => readEntry(item, refuse) ?? []);
  return errors.length > 0 ? { errors } : { baseline: { path: file.path, entries } };
}

function readEntry(item: Tree, refuse: (place: Place, message: string) => void): BaselineEntry | undefined {
  if (item.kind !== "mapping") {
    refuse(item, "An entry of `findings` must be a mapping.");
    return undefined;
  }
  for (const { key } of entriesOf(item)) {
    if (!KEYS.includes(key.name)) refuse(key, `\`${key.name}\` is not a key of an entry.`);
  }
  const rule = textIn(item, "rule", refuse);
  const path = textIn(item, "path", refuse);
  const fingerprint = textIn(item, "fingerprint", refuse);
  if (fingerprint !== undefined && !/^[0-9a-f]{32}$/.test(fingerprint))
    refuse(child(item, "fingerprint") ?? item, "`fingerprint` must be 32 hexadecimal digits.");
  if (rule === undefined || path === undefined || fingerprint === undefined) return undefined;
  const { line } = positionAt(item.file, item.start);
  return {
    rule,
    path,
    service: textOf(child(item, "service")),
    volume: textOf(child(item, "volume")),
    fingerprint,
    line,
  };
}

function textIn(item: Mapping, key: string, refuse: (place: Place, message: string) => void): string | undefined {
  const found = child(item, key);
  const text = textOf(found);
  if (text === undefined) refuse(found ?? item, found ? `\`${key}\` must be a string.` : `An entry lacks \`${key}\`.`);
  return text;
}

function textOf(tree: Tree | undefined): string | undefined {
  return tree?.kind === "scalar" && typeof tree.value === "string" ? tree.value : undefined;
}

/** Whether a finding can be in a baseline. What deploy refuses cannot, nor what could not be checked. */
const canStand = ({ category }: Finding): boolean => category !== "rejected" && category !== "config";

/** The text of a baseline: what stands now, and what an earlier one says of files that were not checked. */
export function baselineText(
  findings: readonly Finding[],
  unchecked: readonly BaselineEntry[],
  rootPath: (path: string) => string,
): string {
  const active = findings.filter(canStand).map(({ ruleId: rule, path, service, volume, fingerprint }) => {
    return { rule, path: rootPath(path), service, volume, fingerprint };
  });
  const earlier = unchecked.map(({ line, ...entry }) => entry);
  const entries = new Map([...earlier, ...active].map((entry) => [entry.fingerprint, entry]));
  const order = ({ path, rule, service = "", volume = "", fingerprint }: Omit<BaselineEntry, "line">): string =>
    [path, rule, service, volume, fingerprint].join("\n");
  const sorted = [...entries.values()].sort((a, b) => (order(a) < order(b) ? -1 : 1));
  const lines = sorted.map(({ rule, path, service, volume, fingerprint }) => {
    return `    ${JSON.stringify({ rule, path, service, volume, fingerprint })}`;
  });
  const list = lines.length === 0 ? "[]" : `[\n${lines.join(",\n")}\n  ]`;
  return `{\n  "schemaVersion": ${SCHEMA_VERSION},\n  "findings": ${list}\n}\n`;
}
