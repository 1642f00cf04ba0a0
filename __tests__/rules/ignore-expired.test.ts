import { testRule } from "./harness.ts";

const STACK = `services:\n  store:\n    image: redis:7\n    volumes:\n      - data:/data\nvolumes:\n  data:\n`;
const yaml = (expires: string, mark = "") => ({
  "stack.yml": STACK,
  ".swarm-volume-check.yml": `ignore:\n${mark}  - rule: local-volume-unpinned\n    reason: A cache.\n    expires: ${expires}\n`,
});

testRule("ignore-expired", {
  valid: [
    { name: "before its last day", yaml: yaml("2027-02-01"), today: "2027-01-31" },
    { name: "on its last day", yaml: yaml("2027-01-31"), today: "2027-01-31" },
    { name: "on a day that is not known", yaml: yaml("2020-01-01") },
  ],
  invalid: [
    {
      name: "after its last day",
      yaml: yaml("2027-01-31", "⟦⟧"),
      today: "2027-02-01",
      findings: [
        {
          severity: "warning",
          message: "This entry counted up to 2027-01-31 and ignores nothing any more.",
          help: "Repair what it ignored and remove it, or set a new day in `expires`.",
        },
      ],
    },
    {
      name: "in another year, in quotes",
      yaml: yaml('"2026-12-31"', "⟦⟧"),
      today: "2027-01-01",
      findings: [{ severity: "warning", message: "up to 2026-12-31" }],
    },
  ],
});
