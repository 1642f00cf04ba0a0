import { testRule } from "./harness.ts";

const stack = (comment: string, mount: string): string =>
  `services:\n  store:\n    image: redis:7\n    volumes:\n      ${comment}\n      - ${mount}\n`;

testRule("ignore-rejected", {
  valid: [
    {
      name: "something else",
      yaml: stack("# swarm-volume-check-ignore bind-host-path -- it is mounted", "/srv:/data"),
    },
    {
      name: "nothing to ignore",
      yaml: stack("# swarm-volume-check-ignore undeclared-volume -- made by hand", "/srv:/data"),
    },
  ],
  invalid: [
    {
      name: "by a comment",
      yaml: stack("⟦# swarm-volume-check-ignore undeclared-volume -- made by hand⟧", "data:/data"),
      rejected: ["undeclared-volume"],
      findings: [
        {
          severity: "warning",
          message:
            "This comment cannot ignore what `undeclared-volume` finds: docker stack deploy refuses the stack all the same.",
          help: "Correct what deploy refuses, and remove the comment.",
        },
      ],
    },
    {
      name: "by the configuration",
      yaml: {
        "stack.yml": stack("# x", "data:/data"),
        ".swarm-volume-check.yml": "ignore:\n⟦⟧  - rule: undeclared-volume\n    reason: It is made by hand.\n",
      },
      rejected: ["undeclared-volume"],
      findings: [{ severity: "warning", message: "This entry cannot ignore what `undeclared-volume` finds" }],
    },
  ],
});
