import { testRule } from "./harness.ts";

const stack = (comment: string, pin = ""): string =>
  `services:\n  store:\n    image: redis:7\n    volumes:\n      ${comment}\n      - data:/data\n${pin}volumes:\n  data:\n`;
const PIN = "    deploy: {placement: {constraints: [node.hostname == one]}}\n";
const IGNORE = "# swarm-volume-check-ignore local-volume-unpinned";
const entry = (rest: string): string => `ignore:\n⟦⟧  - rule: local-volume-unpinned\n    reason: A cache.\n${rest}`;

testRule("ignore-unused", {
  valid: [
    { name: "above the line", yaml: stack(`${IGNORE} -- a cache`) },
    { name: "above the line, with more comments between", yaml: stack(`${IGNORE} -- a cache\n      # more\n\n`) },
    { name: "on the line", yaml: stack("# x").replace("- data:/data", `- data:/data ${IGNORE} -- a cache`) },
    {
      name: "on a line of the finding",
      yaml: stack("# x").replace(
        "- data:/data",
        `- type: volume\n        source: data ${IGNORE} -- a cache\n        target: /data`,
      ),
    },
    {
      name: "a block",
      yaml: `${IGNORE.replace("ignore", "ignore-start")} -- x\n${stack("# swarm-volume-check-ignore-end")}`
        .replace(
          "-end\n      - data:/data",
          "-start unused-volume -- x\n      - data:/data\n      # swarm-volume-check-ignore-end\n      # swarm-volume-check-ignore-end",
        )
        .replace("unused-volume", "local-volume-unpinned"),
    },
    { name: "the file", yaml: `${IGNORE.replace("ignore", "ignore-file")} -- x\n${stack("# x")}` },
    {
      name: "in the configuration",
      yaml: {
        "stack.yml": stack("# x"),
        ".swarm-volume-check.yml": entry("    service: store\n    volume: data\n    path: '*.yml'\n").replace("⟦⟧", ""),
      },
    },
  ],
  invalid: [
    {
      name: "nothing to ignore",
      yaml: stack(`⟦${IGNORE} -- a cache⟧`, PIN),
      findings: [
        {
          severity: "warning",
          message: "This comment is not needed: `local-volume-unpinned` finds nothing on line 6.",
          help: "Remove the comment.",
        },
      ],
    },
    {
      name: "one of two rules",
      yaml: stack(`⟦${IGNORE}, unused-volume -- a cache⟧`),
      findings: [
        {
          severity: "warning",
          message: "This comment is not needed: `unused-volume` finds nothing on line 6.",
          help: "Take `unused-volume` out of the comment.",
        },
      ],
    },
    {
      name: "the wrong line",
      yaml: stack("# x").replace("    image:", `    ⟦${IGNORE} -- a cache⟧\n    image:`),
      findings: [{ severity: "warning", message: "finds nothing on line 4" }],
    },
    {
      name: "a block that ends too early",
      yaml: stack(`⟦${IGNORE.replace("ignore", "ignore-start")} -- x⟧\n      # swarm-volume-check-ignore-end`),
      findings: [{ severity: "warning", message: "finds nothing on lines 5 to 6" }],
    },
    {
      name: "a file",
      yaml: `⟦${IGNORE.replace("ignore", "ignore-file")} -- x⟧\n${stack("# x", PIN)}`,
      findings: [{ severity: "warning", message: "finds nothing in this file" }],
    },
    {
      name: "behind the last line",
      yaml: `${stack("# x")}⟦${IGNORE} -- x⟧\n`,
      findings: [{ severity: "warning", message: "finds nothing on line" }],
    },
    ...["service: other", "volume: other", "path: other/*.yml"].map((part) => ({
      name: `an entry of the configuration: ${part}`,
      yaml: { "stack.yml": stack("# x"), ".swarm-volume-check.yml": entry(`    ${part}\n`) },
      findings: [
        {
          severity: "warning" as const,
          message: "This entry is not needed: `local-volume-unpinned` finds nothing that it matches.",
          help: "Remove the entry.",
        },
      ],
    })),
  ],
});
