import { testRule } from "./harness.ts";

const AWS = { provider: "aws", region: "eu-west-1" };

const volume = (key: string, size: string | undefined) =>
  size === undefined ? `    ${key}:\n` : `    ${key}:\n      labels:\n        swarm-volume-check.size: ${size}\n`;

const stack = (...volumes: readonly (readonly [key: string, size: string | undefined])[]) =>
  `  services:
    redis:
      image: redis:7.4
      volumes:
${volumes.map(([key]) => `        - ${key.replace(/[⟦⟧]/g, "")}:/data/${key.replace(/[⟦⟧]/g, "")}\n`).join("")}  volumes:
${volumes.map(([key, size]) => volume(key, size)).join("")}`;

testRule("budget-increase", {
  valid: [
    {
      name: "not dearer",
      base: stack(["data", "100GiB"]),
      yaml: stack(["data", "90GiB"]),
      cost: { ...AWS, budget: { increase: "0 USD" } },
    },
    {
      name: "to the cent",
      base: stack(["data", "90GiB"]),
      yaml: stack(["data", "100GiB"]),
      cost: { ...AWS, budget: { increase: "0.88 USD" } },
    },
    {
      name: "nothing to compare with",
      yaml: stack(["data", "100GiB"]),
      cost: { ...AWS, budget: { increase: "1 USD" } },
    },
    {
      name: "the size was not known before",
      base: stack(["data", undefined]),
      yaml: stack(["data", "100GiB"]),
      cost: { ...AWS, budget: { increase: "1 USD" } },
    },
    {
      name: "another currency is not judged",
      base: stack(["data", "1GiB"]),
      yaml: stack(["data", "1000GiB"]),
      cost: { ...AWS, budget: { increase: "1 EUR" } },
    },
  ],
  invalid: [
    {
      name: "a larger volume",
      base: stack(["data", "10GiB"]),
      yaml: stack(["⟦data⟧", "100GiB"]),
      cost: { ...AWS, budget: { increase: "5 USD" } },
      findings: [
        {
          severity: "error",
          message:
            "This change raises monthly storage by $7.92 to $8.80, and the budget allows $5.00 more. The largest part of it is `data`.",
        },
      ],
    },
    {
      name: "the volume that rises most is pointed at",
      base: stack(["data", "500GiB"], ["logs", "10GiB"]),
      yaml: stack(["data", "510GiB"], ["⟦logs⟧", "100GiB"]),
      cost: { ...AWS, budget: { increase: "5 USD" }, action: "warn" },
      findings: [{ severity: "warning", message: "raises monthly storage by $8.80 to $53.68" }],
    },
    {
      name: "a new stack rises from nothing",
      base: {},
      yaml: stack(["⟦data⟧", "100GiB"]),
      cost: { ...AWS, budget: { increase: "5 USD" } },
      findings: [{ severity: "error", message: "raises monthly storage by $8.80 to $8.80" }],
    },
  ],
});
