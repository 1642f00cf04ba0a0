import { testRule } from "./harness.ts";

const stack = (comment: string): string =>
  `services:\n  store:\n    image: redis:7\n    volumes:\n      ${comment}\n      - data:/data\nvolumes:\n  data:\n`;

const WARNING = { severity: "warning", message: "This comment does not say why, so it ignores nothing." } as const;

testRule("ignore-without-reason", {
  valid: [
    { name: "a reason", yaml: stack("# swarm-volume-check-ignore local-volume-unpinned -- a cache") },
    {
      name: "a reason with dashes",
      yaml: stack("# swarm-volume-check-ignore local-volume-unpinned -- a cache -- really"),
    },
    { name: "an end needs none", yaml: stack("# swarm-volume-check-ignore-end") },
  ],
  invalid: [
    {
      name: "no reason",
      yaml: stack("⟦# swarm-volume-check-ignore local-volume-unpinned⟧"),
      findings: [
        {
          ...WARNING,
          help: "Write the reason behind two dashes: `# swarm-volume-check-ignore local-volume-unpinned -- reason`.",
        },
      ],
    },
    {
      name: "dashes alone",
      yaml: stack("⟦# swarm-volume-check-ignore local-volume-unpinned --⟧  "),
      findings: [WARNING],
    },
    {
      name: "one dash",
      yaml: stack("⟦# swarm-volume-check-ignore local-volume-unpinned - a cache⟧"),
      findings: [{ ...WARNING, help: "`# swarm-volume-check-ignore local-volume-unpinned -- reason`" }],
    },
    {
      name: "a block",
      yaml: `${stack("# x")}⟦# swarm-volume-check-ignore-start local-volume-unpinned⟧\n# swarm-volume-check-ignore-end\n`,
      findings: [WARNING],
    },
    {
      name: "a file",
      yaml: `⟦# swarm-volume-check-ignore-file local-volume-unpinned unused-volume⟧\n${stack("# x")}`,
      findings: [{ ...WARNING, help: "local-volume-unpinned, unused-volume -- reason" }],
    },
  ],
});
