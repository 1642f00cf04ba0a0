import type { Outcome } from "../model/outcome.ts";
import type { Report, ReportedExposure } from "../model/report.ts";
import { type Block, folded, whole } from "./blocks.ts";
import { dataMounts } from "./markdown-survival.ts";
import { stackLabels } from "./stack-labels.ts";
import { code } from "./untrusted.ts";

/** A larger picture is no picture. */
const MOST_MOUNTS = 24;

const REACHES = [
  ["container", "one container"],
  ["node", "one node"],
  ["zone", "one zone"],
  ["cluster", "every node"],
  ["unknown", "not known"],
] as const;

/** What stands at the arrow from a service to its storage; nothing where both stay together. */
const MOVED: Readonly<Record<Outcome, string>> = {
  kept: "",
  down: "",
  "may-be-empty": "can leave it",
  empty: "can leave it",
  lost: "can leave it",
  split: "can leave it",
  stale: "can leave it",
  rejected: "cannot start",
  unknown: "not known",
};

/** A storage in the picture: its generated id, what it is, and who mounts it. */
interface Drawn {
  readonly id: string;
  /** Markdown. */
  readonly name: string;
  readonly reach: string;
}

/**
 * Services, the storage behind their mounts and how far each reaches. The picture holds generated ids only: names are
 * untrusted, and stand in the table below it.
 */
export function pictureBlock(report: Report): Block[] {
  const mounts = dataMounts(report);
  if (mounts.length === 0 || mounts.length > MOST_MOUNTS) return [];
  const labels = stackLabels(report);
  const services = new Map<string, string>();
  const volumes = new Map<string, Drawn>();
  const arrows: string[] = [];
  for (const mount of mounts) {
    const stack = labels.get(mount);
    const service = idOf(services, JSON.stringify([nameOf(mount.service, stack), mount.path]), "S");
    // What is no local volume may be the same storage in all stacks.
    const volume = drawn(volumes, mount, mount.storage === "local-volume" ? stack : undefined);
    const words = MOVED[mount.survival.moved];
    arrows.push(`  ${service} ${words === "" ? "-->" : `-. ${words} .->`} ${volume.id}`);
  }
  const lines = ["flowchart LR", ...Array.from(services.values(), (id) => `  ${id}(["${id}"])`)];
  for (const [reach, words] of REACHES) {
    const inside = [...volumes.values()].filter((one) => one.reach === reach);
    if (inside.length === 0) continue;
    lines.push(`  subgraph reach_${reach}["${words}"]`, ...inside.map(({ id }) => `    ${id}[("${id}")]`), "  end");
  }
  const names = [
    ...Array.from(services, ([key, id]) => [id, (JSON.parse(key) as [string])[0]] as const),
    ...Array.from(volumes.values(), ({ id, name }) => [id, name] as const),
  ].map(([id, name]) => `${id} ${name}`);
  const text = `\`\`\`mermaid\n${[...lines, ...arrows].join("\n")}\n\`\`\`\n\n${names.join(", ")}`;
  return [folded("A picture: services, and how far their data reaches", whole("the picture", text))];
}

function idOf(ids: Map<string, string>, key: string, letter: string): string {
  const known = ids.get(key);
  if (known !== undefined) return known;
  const id = `${letter}${ids.size + 1}`;
  ids.set(key, id);
  return id;
}

/** A name below the picture; the stack, where several have one that looks the same. */
function nameOf(name: string, stack: string | undefined): string {
  return stack === undefined ? code(name, "text", 60) : `${code(name, "text", 60)} (${code(stack, "text", 60)})`;
}

function drawn(
  volumes: Map<string, Drawn>,
  { path, service, source, target, reach }: ReportedExposure,
  stack: string | undefined,
): Drawn {
  const key = JSON.stringify(source === undefined ? [path, stack, service, target] : [path, stack, source]);
  const known = volumes.get(key);
  if (known) return known;
  const one = {
    id: `V${volumes.size + 1}`,
    name: nameOf(source ?? target, stack),
    reach: REACHES.some(([name]) => name === reach) ? reach : "unknown",
  };
  volumes.set(key, one);
  return one;
}
