import { testRule } from "./harness.ts";

const AWS = { provider: "aws", region: "eu-west-1" };

const stack = (size: string, mark = (key: string) => key, image = "redis:7.4") => `
  services:
    redis:
      image: ${image}
      volumes:
        - data:/data
  volumes:
    ${mark("data")}:
      labels:
        swarm-volume-check.size: ${size}
`;
const marked = (key: string) => `⟦${key}⟧`;

testRule("budget-monthly", {
  valid: [
    { name: "below the budget", yaml: stack("100GiB"), cost: { ...AWS, budget: { monthly: "8.81 USD" } } },
    { name: "to the cent", yaml: stack("100GiB"), cost: { ...AWS, budget: { monthly: "8.80 USD" } } },
    { name: "another currency is not judged", yaml: stack("100GiB"), cost: { ...AWS, budget: { monthly: "1 EUR" } } },
    { name: "no budget", yaml: stack("100GiB"), cost: AWS },
    { name: "no prices", yaml: stack("100GiB") },
    {
      name: "no size is known",
      yaml: `
        services:
          redis:
            image: redis:7.4
            volumes:
              - data:/data
        volumes:
          data:
      `,
      cost: { ...AWS, budget: { monthly: "1 USD" } },
    },
  ],
  invalid: [
    {
      name: "above the budget",
      yaml: stack("100GiB", marked),
      cost: { ...AWS, budget: { monthly: "8.79 USD" } },
      findings: [
        {
          severity: "error",
          message:
            "The storage of this stack costs $8.80 a month, and the budget allows $8.79. The largest part of it is `data`.",
          help: "an entry of `ignore` with a reason",
        },
      ],
    },
    {
      name: "a warning, as the budget has it",
      yaml: stack("100GiB", marked),
      cost: { ...AWS, budget: { monthly: "5 USD" }, action: "warn" },
      findings: [{ severity: "warning", message: "the budget allows $5.00" }],
    },
    {
      name: "in the currency of the provider",
      yaml: stack("100GB", marked),
      cost: { provider: "hetzner", budget: { monthly: "5 EUR" } },
      findings: [{ severity: "error", message: "costs €5.72 a month, and the budget allows €5.00" }],
    },
    {
      name: "at least so much, when a size is unknown",
      yaml: `
        services:
          redis:
            image: redis:7.4
            volumes:
              - data:/data
              - more:/more
        volumes:
          ⟦data⟧:
            labels:
              swarm-volume-check.size: 100GiB
          more:
      `,
      cost: { ...AWS, budget: { monthly: "5 USD" } },
      findings: [{ severity: "error", message: "costs at least $8.80 a month" }],
    },
    {
      name: "an inferred price backs no error",
      yaml: `
        services:
          redis:
            image: redis:7.4
            volumes:
              - data:/data
        volumes:
          ⟦data⟧:
            x-swarm-volume-check:
              size: 100GiB
              storage: io2
      `,
      cost: { provider: "aws", region: "eu-west-3", budget: { monthly: "5 USD" } },
      findings: [{ severity: "warning", message: "costs $22.10 a month" }],
    },
  ],
});
