import type { Observed } from "./observe.ts";

/**
 * A first configuration. Two signs stand before what is only said, one before what can be taken over by removing it; only
 * groups of files, which the files themselves show, are active.
 */
export function firstConfig(observed: Observed): string {
  const sections = [stacks(observed), cluster(observed), storage(), volumes(observed), rest()];
  return `${[HEAD, ...sections].map((lines) => lines.join("\n")).join("\n\n")}\n`;
}

const HEAD = [
  "## The configuration of swarm-volume-check: what the stack files cannot tell.",
  "## Remove `# ` before a line to use it. docs/configuration.md explains every key.",
];

/** A text that YAML takes for nothing else. */
function yaml(text: string): string {
  const plain = /^[A-Za-z_][\w./-]*$/.test(text) && !/^(true|false|null|yes|no|on|off|y|n)$/i.test(text);
  return plain ? text : JSON.stringify(text);
}

const commented = (lines: readonly string[]): string[] => lines.map((line) => `# ${line}`);

function stacks({ groups }: Observed): string[] {
  const about = "## Files that are deployed together are checked as one stack, in this order.";
  if (groups.length === 0) {
    return [
      about,
      ...commented(["stacks:", "  - files: [base.yml, production.yml]", "    env-files: [production.env]"]),
    ];
  }
  return [about, "stacks:", ...groups.map((files) => `  - files: [${files.map(yaml).join(", ")}]`)];
}

function cluster({ hostnames, zoneLabels, externalVolumes, drivers, sharedPaths }: Observed): string[] {
  const names = hostnames.length > 0 ? hostnames : ["node1"];
  const paths = sharedPaths.length > 0 ? sharedPaths : ["/mnt/shared"];
  const reaches = (key: string, about: string, found: readonly string[]) =>
    found.length === 0
      ? []
      : [`## ${about}`, ...commented([`  ${key}:`, ...found.map((name) => `    ${yaml(name)}: cluster`)])];
  return [
    "## What the Swarm is like. With every node listed, constraints are resolved to the nodes that they leave;",
    `## without, \`nodes: 3\` says how many there are.${hostnames.length > 0 ? " These hostnames stand in constraints." : ""}`,
    ...commented(["cluster:", "  nodes:"]),
    ...names.flatMap((name) => commented([`    - hostname: ${yaml(name)}`, "      role: worker", "      labels: {}"])),
    ...(zoneLabels.length > 0
      ? ["## The label that names a node's zone.", ...commented([`  zone-label: ${yaml(zoneLabels[0] ?? "")}`])]
      : []),
    "## Folders that show the same files on every node.",
    ...commented([`  shared-paths: [${paths.map(yaml).join(", ")}]`]),
    ...reaches("external-volumes", "How far these external volumes reach: node, zone or cluster.", externalVolumes),
    ...reaches("drivers", "How far the volumes of these drivers reach: node, zone or cluster.", drivers),
  ];
}

function storage(): string[] {
  return [
    "## Where data should live: what fixes offer first, and whose prices count.",
    ...commented([
      "storage:",
      "  prefer: network",
      "  network:",
      "    kind: nfs",
      "    server: 10.0.0.5",
      '    directory: "/swarm/{stack}/{volume}"',
    ]),
  ];
}

function volumes({ volumes: keys }: Observed): string[] {
  return [
    "## How large volumes are, for prices. The first that matches counts.",
    ...commented(["volumes:", ...[...keys, "*"].map((key) => `  ${yaml(key)}: { size: 10GiB }`)]),
  ];
}

function rest(): string[] {
  return [
    "## What is known to be fine, and why. It is counted and listed in every report.",
    ...commented([
      "ignore:",
      "  - rule: local-volume-unpinned",
      "    service: cache",
      "    reason: The cache fills itself again.",
      "    expires: 2099-12-31",
    ]),
    "",
    "## Severities of single rules, and from which one on the check fails.",
    ...commented(["rules:", "  pin-by-label: error", "fail-on: error"]),
  ];
}
