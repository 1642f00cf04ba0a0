import { type ExpectedFinding, testRule } from "./harness.ts";

const APP = "services: {app: {image: 'acme/app:1'}}\n";
const document: ExpectedFinding = {
  severity: "warning",
  message: "A second YAML document starts here. Docker reads only the first and drops this one in silence.",
  help: "Move it to a file of its own, and deploy both files.",
};
const tag = (name: string): ExpectedFinding => ({
  severity: "warning",
  message: `Docker drops the tag \`${name}\` in silence: the value is merged as if the tag were not there.`,
  help: "Only `docker compose` knows this tag.",
});

testRule("yaml-extras-ignored", {
  valid: [
    { name: "one document", yaml: APP },
    { name: "one document between its markers", yaml: `---\n${APP}...\n` },
    { name: "a second document without content", yaml: `${APP}---\n# nothing\n` },
    { name: "the marker in a text", yaml: `x-text: |\n  a\n  ---\n  b\n${APP}` },
    { name: "other tags", yaml: `x-a: [!Reset 1, !own 2, !!str 3, !resets 4]\n${APP}` },
    {
      name: "the words without a tag",
      yaml: "services: {app: {image: 'acme/app:1', command: ['!reset', '!override']}}\n",
    },
    { name: "tags in a document that is not read", yaml: `${APP}--- # !reset\n` },
    {
      name: "defaults, required variables and escaped dollar signs",
      yaml: "services: {app: {image: 'acme/app:${A:-b}-${C}', command: ['$$D-$$E', '${F:?g}', 'h-$I', '${J-$}']}}\n",
    },
    { name: "two files", yaml: { "stack.yml": APP, "more.yml": `---\n${APP}` } },
  ],
  invalid: [
    { name: "a second document", yaml: `${APP}⟦---⟧\nservices: {more: {image: 'acme/app:2'}}\n`, findings: [document] },
    { name: "after an end marker, without one of its own", yaml: `${APP}...\n⟦⟧x-a: 1\n`, findings: [document] },
    { name: "a third one is not told again", yaml: `${APP}⟦---⟧\nx-a: 1\n---\nx-a: 1\n`, findings: [document] },
    { name: "a second one that is no YAML", yaml: `${APP}⟦---⟧\nx: [\n`, findings: [document] },
    { name: "behind one without content", yaml: `${APP}---\n⟦---⟧\nx-a: 1\n`, findings: [document] },
    { name: "tags in the second document are not told", yaml: `${APP}⟦---⟧\nx-a: !reset []\n`, findings: [document] },
    {
      name: "a variable inside the default of another",
      yaml: "services: {app: {image: acme/app, hostname: ⟦'${A:-${B}}'⟧}}\n",
      findings: [
        {
          severity: "warning",
          message:
            "Docker does not look for variables behind the operator of `A`: that text ends at the first `}`, and the rest stays in the value.",
          help: "Write the default as plain text, or set the variable before the deploy.",
        },
      ],
    },
    {
      name: "an operator without braces, with and without a value",
      yaml: "x-a: ⟦$A-$B⟧\nservices: {app: {image: acme/app, hostname: ⟦$C-x⟧}}\n",
      variables: { A: "a" },
      findings: [
        {
          severity: "warning",
          message:
            "Without braces, Docker takes everything behind `$A`, up to the next `}`, as its default or error text, and drops it when the variable is set.",
          help: "Write `${A}`, with braces.",
        },
        { severity: "warning", message: "behind `$C`", help: "Write `${C}`, with braces." },
      ],
    },
    {
      name: "the tag that removes a value",
      yaml: `
        services:
          app:
            image: acme/app:1
            ports: !reset ⟦[]⟧
      `,
      findings: [tag("!reset")],
    },
    {
      name: "the tag that replaces a value",
      yaml: `
        services:
          app:
            image: acme/app:1
            command: !override ⟦run⟧
      `,
      findings: [tag("!override")],
    },
    {
      name: "both, in the second file, where Compose would use them",
      yaml: {
        "stack.yml": "services: {app: {image: 'acme/app:1', command: [a]}}\n",
        "more.yml": "services: {app: {command: !override ⟦[b]⟧, user: !reset ⟦null⟧}}\n",
      },
      findings: [tag("!override"), tag("!reset")],
    },
    {
      name: "a tag on a variable that is not set",
      yaml: "services: {app: {image: !override ⟦'${IMAGE}'⟧}}\n",
      findings: [tag("!override")],
    },
    {
      name: "a tag and a document",
      yaml: `x-a: !reset ⟦1⟧\n${APP}⟦---⟧\nx-a: 1\n`,
      findings: [tag("!reset"), document],
    },
    {
      name: "a file that is refused as well",
      yaml: `x-a: !reset ⟦1⟧\nnetwork: {}\n${APP}`,
      rejected: ["schema-invalid"],
      findings: [tag("!reset")],
    },
  ],
});
