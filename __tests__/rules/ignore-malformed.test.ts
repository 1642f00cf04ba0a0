import { testRule } from "./harness.ts";

const stack = (comment: string, top = ""): string =>
  `${top}services:\n  store:\n    image: redis:7\n    volumes:\n      ${comment}\n      - data:/data\nvolumes:\n  data:\n`;

const WARNING = { severity: "warning" } as const;

testRule("ignore-malformed", {
  valid: [
    { name: "no comment", yaml: stack("# data of the shop") },
    { name: "on the line above", yaml: stack("# swarm-volume-check-ignore local-volume-unpinned -- a cache") },
    { name: "with more signs", yaml: stack("##  swarm-volume-check-ignore local-volume-unpinned -- a cache") },
    {
      name: "two rules",
      yaml: stack("# swarm-volume-check-ignore local-volume-unpinned, unused-volume -- a cache"),
    },
    {
      name: "a block",
      yaml: stack("# swarm-volume-check-ignore-end", "# swarm-volume-check-ignore-start unused-volume -- x\n"),
    },
    { name: "a file", yaml: stack("# x", "# the shop\n\n# swarm-volume-check-ignore-file unused-volume -- x\n---\n") },
    {
      name: "words in a text",
      yaml: stack('- "# swarm-volume-check-ignore:/x"').replace(
        "volumes:\n  data",
        "volumes:\n  '# swarm-volume-check-ignore':\n  data",
      ),
      rejected: ["schema-invalid"],
    },
    { name: "about the words", yaml: stack("# see swarm-volume-check-ignore in the documentation") },
  ],
  invalid: [
    {
      name: "a rule that does not exist",
      yaml: stack("⟦# swarm-volume-check-ignore local-volume-unpind -- a cache⟧"),
      findings: [
        {
          ...WARNING,
          message: "There is no rule `local-volume-unpind` that this comment could ignore.",
          help: "Did you mean `local-volume-unpinned`?",
        },
      ],
    },
    {
      name: "behind a value",
      yaml: stack("- data:/x ⟦# swarm-volume-check-ignore zzz -- a cache⟧"),
      findings: [
        { ...WARNING, message: "There is no rule `zzz`", help: "`swarm-volume-check rules` lists the rules." },
      ],
    },
    {
      name: "no rule",
      yaml: stack("⟦# swarm-volume-check-ignore -- a cache⟧"),
      findings: [
        {
          ...WARNING,
          message: "This comment names no rule, so it ignores nothing.",
          help: "Write `# swarm-volume-check-ignore RULE -- reason`.",
        },
      ],
    },
    {
      name: "a form that does not exist",
      yaml: stack("⟦# swarm-volume-check-ignore-strat local-volume-unpinned -- a cache⟧"),
      findings: [
        {
          ...WARNING,
          message: "There is no `swarm-volume-check-ignore-strat`, so this comment ignores nothing.",
          help: "Did you mean `swarm-volume-check-ignore-start`?",
        },
      ],
    },
    {
      name: "a form that is like none",
      yaml: stack("⟦# swarm-volume-check-ignore-next-line local-volume-unpinned -- a cache⟧"),
      findings: [{ ...WARNING, message: "There is no `swarm-volume-check-ignore-next-line`" }],
    },
    {
      name: "a block that is not closed",
      yaml: stack("⟦# swarm-volume-check-ignore-start local-volume-unpinned -- a cache⟧"),
      findings: [
        {
          ...WARNING,
          message: "This block is never closed, so it ignores nothing.",
          help: "Write `# swarm-volume-check-ignore-end` behind its last line.",
        },
      ],
    },
    {
      name: "an end without a start",
      yaml: stack("⟦# swarm-volume-check-ignore-end⟧"),
      findings: [{ ...WARNING, message: "This comment closes no block, so it does nothing." }],
    },
    {
      name: "for the file, below its top",
      yaml: stack("⟦# swarm-volume-check-ignore-file local-volume-unpinned -- a cache⟧"),
      findings: [
        {
          ...WARNING,
          message: "This comment stands below the top of the file, so it ignores nothing.",
          help: "Move it above",
        },
      ],
    },
  ],
});
