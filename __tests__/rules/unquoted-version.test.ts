import { type ExpectedFinding, testRule } from "./harness.ts";

const APP = "services: {app: {image: 'acme/app:1'}}\n";
const number = (version: string): ExpectedFinding => ({
  severity: "error",
  message: "`version` is written as a number and must be a text in quotes; deploy refuses the file.",
  help: `Write \`version: "${version}"\`, or remove the line: it is optional.`,
});

testRule("unquoted-version", {
  valid: [
    { name: "no version", yaml: APP },
    { name: "double quotes", yaml: `version: "3.8"\n${APP}` },
    { name: "single quotes", yaml: `version: '3.8'\n${APP}` },
    { name: "a tag that makes it a text", yaml: `version: !!str 3.8\n${APP}` },
    { name: "an empty text", yaml: `version: ""\n${APP}` },
    { name: "only the major version", yaml: `version: "3"\n${APP}` },
    {
      name: "a number that no version is called by is refused for that",
      yaml: `version: 2.4\n${APP}`,
      rejected: ["schema-invalid"],
    },
    { name: "no value is refused for that", yaml: `version:\n${APP}`, rejected: ["schema-invalid"] },
    { name: "a list is refused for that", yaml: `version: [3]\n${APP}`, rejected: ["schema-invalid"] },
    { name: "a variable is refused for that", yaml: `version: \${VERSION}\n${APP}`, rejected: ["schema-invalid"] },
    { name: "a version elsewhere", yaml: `x-app: {version: 3.8}\n${APP}` },
    {
      name: "quotes in both of two files",
      yaml: { "stack.yml": `version: "3.8"\n${APP}`, "more.yml": "version: '3.8'\n" },
    },
  ],
  invalid: [
    { name: "a number with a point", yaml: `version: ⟦3.8⟧\n${APP}`, findings: [number("3.8")] },
    { name: "a whole number", yaml: `version: ⟦3⟧\n${APP}`, findings: [number("3")] },
    { name: "a number as Docker would print it", yaml: `version: ⟦3.80⟧\n${APP}`, findings: [number("3.8")] },
    { name: "a number that is not decimal", yaml: `version: ⟦0x3⟧\n${APP}`, findings: [number("3")] },
    { name: "a tag that makes it a number", yaml: `version: !!float ⟦"3.8"⟧\n${APP}`, findings: [number("3.8")] },
    {
      name: "through an alias",
      yaml: `x-version: &version ⟦3.8⟧\nversion: *version\n${APP}`,
      findings: [number("3.8")],
    },
    {
      name: "the second of two files",
      yaml: { "stack.yml": `version: "3.8"\n${APP}`, "more.yml": "version: ⟦3.8⟧\n" },
      findings: [number("3.8")],
    },
    {
      name: "files of two versions",
      yaml: { "stack.yml": `version: ⟦3.8⟧\n${APP}`, "more.yml": "---\nversion: ⟦3.7⟧\n" },
      rejected: ["schema-invalid"],
      findings: [number("3.8"), number("3.7")],
    },
    {
      name: "beside a key that this version has not",
      yaml: `version: ⟦3.1⟧\n${APP}configs: {}\n`,
      rejected: ["schema-invalid"],
      findings: [number("3.1")],
    },
  ],
});
