import { testRule } from "./harness.ts";

const STACK = `services:\n  store:\n    image: redis:7\n    volumes:\n      - data:/data\nvolumes:\n  data:\n`;
const baseline = (...lines: readonly string[]): string =>
  `{\n  "schemaVersion": 1,\n  "findings": [\n${lines.join(",\n")}\n  ]\n}\n`;
const ENTRY = '{ "rule": "unused-volume", "path": "stack.yml", "fingerprint": "00000000000000000000000000000000" }';
const KNOWN =
  '{ "rule": "local-volume-unpinned", "path": "stack.yml", "service": "store", "volume": "data", "fingerprint": "29d646dea50f27f0d7136eeece4220c6" }';

testRule("baseline-stale", {
  valid: [
    { name: "no baseline", yaml: STACK },
    {
      name: "an empty baseline",
      yaml: { "stack.yml": STACK, "baseline.json": '{ "schemaVersion": 1, "findings": [] }\n' },
    },
    { name: "an entry that is found", yaml: { "stack.yml": STACK, "baseline.json": baseline(KNOWN) } },
  ],
  invalid: [
    {
      name: "an entry that is found no more",
      yaml: { "stack.yml": STACK, "baseline.json": baseline(KNOWN, `⟦⟧    ${ENTRY}`) },
      findings: [
        {
          severity: "note",
          message: "The baseline holds a finding of `unused-volume` in `stack.yml` that is not there any more.",
          help: "Write the baseline again with `--write-baseline`, so that the finding is noticed if it comes back.",
        },
      ],
    },
    {
      name: "a file that is there no more",
      yaml: { "stack.yml": STACK, "baseline.json": baseline(`⟦⟧    ${ENTRY.replace("stack.yml", "old.yml")}`) },
      findings: [{ severity: "note", message: "in `old.yml`" }],
    },
  ],
});
