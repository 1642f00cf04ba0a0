import type { Mount, Volume } from "../stack/model.ts";

/** What Swarm fills a template in with, where that gives several tasks or nodes data of their own. */
export type OwnDataOf = "slot" | "node";

const TEMPLATES: readonly (readonly [OwnDataOf, RegExp])[] = [
  ["slot", /\{\{\s*\.Task\.Slot\s*\}\}/],
  ["node", /\{\{\s*\.Node\.(ID|Hostname)\s*\}\}/],
];

/** Whether each slot or each node has data of its own, by the text that decides which data a task gets. */
export function dataOfEach(mount: Mount, volume: Volume | undefined): OwnDataOf | undefined {
  const text = deciding(mount, volume);
  return TEMPLATES.find(([, template]) => template.test(text))?.[0];
}

/** Two volumes of the local driver with one device are the same data, whatever their names. */
function deciding(mount: Mount, volume: Volume | undefined): string {
  if (volume === undefined) return mount.source?.value ?? "";
  const isLocal = (volume.driver?.value ?? "local") === "local";
  const device = isLocal ? volume.driverOpts?.get("device")?.value : undefined;
  return device || volume.name?.value || "";
}

// ---- Whether Swarm takes a template ----

/** Fields that Swarm fills in, by what they belong to. swarmkit, template/context.go, read 2026-08. */
const FIELDS: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ["Service", new Set(["ID", "Name", "Labels"])],
  ["Node", new Set(["ID", "Hostname", "Platform"])],
  ["Task", new Set(["ID", "Name", "Slot"])],
]);
/** What an action may start with besides a field, a text, a number or a variable: Go's own words, and `join`. */
const WORDS = new Set(
  `and block break call continue define else end eq false ge gt html if index js join le len lt ne nil not or print printf
  println range slice template true urlquery with`.split(/\s+/),
);

/**
 * Whether Swarm surely refuses a text as a template: an action that is never closed, is empty, or starts with a name that
 * no function and no field has. Whatever is less plain passes.
 */
export function templateProblem(text: string): boolean {
  const isPlain = !/\{\{-?\s*(?:range|with|if|else|define|block|template)\b/.test(text);
  let rest = text;
  for (let open = rest.indexOf("{{"); open !== -1; open = rest.indexOf("{{")) {
    const close = endOf(rest, open + 2);
    if (close === -1) return true;
    if (isWrongAction(rest.slice(open + 2, close), isPlain)) return true;
    rest = rest.slice(close + 2);
  }
  return false;
}

/** Where the action ends; braces inside a text of Go do not end it. */
function endOf(text: string, from: number): number {
  let quote = "";
  for (let at = from; at < text.length; at++) {
    const sign = text[at] as string;
    if (quote !== "") {
      if (sign === "\\" && quote !== "`") at++;
      else if (sign === quote) quote = "";
    } else if (sign === '"' || sign === "`" || sign === "'") quote = sign;
    else if (text.startsWith("}}", at)) return at;
  }
  return -1;
}

/** Where the text is not plain, a field may belong to something else than the task, or never be asked for. */
function isWrongAction(action: string, isPlain: boolean): boolean {
  const inside = action.replace(/^- /, "").replace(/ -$/, "").trim();
  if (inside.startsWith("/*")) return false;
  if (inside === "") return true;
  const [, name] = /^([A-Za-z_]\w*)/.exec(inside) ?? [];
  if (name !== undefined) return !WORDS.has(name);
  const [, owner, field] = /^\.([A-Za-z_]\w*)(?:\.([A-Za-z_]\w*))?(?=[\s|)]|$)/.exec(inside) ?? [];
  if (owner === undefined || !isPlain) return false;
  const fields = FIELDS.get(owner);
  return fields === undefined || (field !== undefined && !fields.has(field));
}
