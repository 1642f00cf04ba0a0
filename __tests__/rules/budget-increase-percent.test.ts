import { testRule } from "./harness.ts";

const AWS = { provider: "aws", region: "eu-west-1" };

const stack = (size: string, key = "data") => `
  services:
    redis:
      image: redis:7.4
      volumes:
        - data:/data
  volumes:
    ${key}:
      labels:
        swarm-volume-check.size: ${size}
`;

testRule("budget-increase-percent", {
  valid: [
    {
      name: "exactly so much",
      base: stack("100GiB"),
      yaml: stack("120GiB"),
      cost: { ...AWS, budget: { increasePercent: "20%" } },
    },
    { name: "nothing to compare with", yaml: stack("120GiB"), cost: { ...AWS, budget: { increasePercent: "20%" } } },
    {
      name: "a new stack has risen by no percentage",
      base: {},
      yaml: stack("120GiB"),
      cost: { ...AWS, budget: { increasePercent: "20%" } },
    },
  ],
  invalid: [
    {
      name: "by more",
      base: stack("100GiB"),
      yaml: stack("173GiB", "⟦data⟧"),
      cost: { ...AWS, budget: { increasePercent: "20%" } },
      findings: [
        {
          severity: "error",
          message: "This change raises monthly storage by 73 %, from $8.80 to $15.22, and the budget allows 20%.",
        },
      ],
    },
  ],
});
