import { type ExpectedFinding, testRule } from "./harness.ts";

const REMOVE = "An external volume is made outside the stack: remove the key, or remove `external`.";
const conflict = (key: string, help = REMOVE): ExpectedFinding => ({
  severity: "error",
  message: `The volume \`data\` is external and also sets \`${key}\`; deploy refuses the file.`,
  help,
  volume: "data",
});
const NAME = conflict("name", "Keep `name` and write `external: true`.");
const volume = (keys: string): string =>
  `services: {app: {image: 'acme/app:1', volumes: ['data:/srv']}}\nvolumes: {data: {${keys}}}\n`;

testRule("external-conflict", {
  valid: [
    { name: "external, and nothing else", yaml: volume("external: true") },
    { name: "external with a name", yaml: volume("external: true, name: shop") },
    { name: "the old form with a name", yaml: volume("external: {name: shop}") },
    { name: "the old form without a name, and a name", yaml: volume("external: {name: ''}, name: shop") },
    { name: "not external", yaml: volume("external: false, driver: local, driver_opts: {type: none}, labels: [a]") },
    { name: "a driver without `external`", yaml: volume("driver: local, labels: {a: b}") },
    { name: "keys that are empty", yaml: volume("external: true, driver: '', driver_opts: {}, labels: []") },
    {
      name: "a driver that is not known: it may be empty",
      yaml: volume("external: true, driver: '${DRIVER}'"),
    },
    { name: "keys of the user's own", yaml: volume("external: true, x-owner: me") },
    { name: "what a variable decides", yaml: volume("external: '${EXTERNAL}', driver: local") },
    {
      name: "what a variable decides, told",
      variables: { EXTERNAL: "no" },
      yaml: volume("external: '${EXTERNAL}', driver: local"),
    },
    {
      name: "other kinds of objects",
      yaml: `${volume("external: true")}networks: {a: {external: true, driver: overlay}}\n`,
    },
    {
      name: "a second file that makes it external",
      yaml: { "stack.yml": volume("driver: local"), "more.yml": "volumes: {data: {external: true}}\n" },
    },
  ],
  invalid: [
    { name: "a driver", yaml: volume("external: true, driver: ⟦local⟧"), findings: [conflict("driver")] },
    {
      name: "options of a driver",
      yaml: volume("external: true, driver_opts: ⟦{type: nfs}⟧"),
      findings: [conflict("driver_opts")],
    },
    { name: "labels as a mapping", yaml: volume("external: true, labels: ⟦{a: b}⟧"), findings: [conflict("labels")] },
    { name: "labels as a list", yaml: volume("external: true, labels: ⟦[a]⟧"), findings: [conflict("labels")] },
    {
      name: "all of them: the first is told",
      yaml: volume("external: true, labels: [a], driver_opts: {a: b}, driver: ⟦local⟧"),
      findings: [conflict("driver")],
    },
    {
      name: "the old form with a driver",
      yaml: volume("external: {name: shop}, driver: ⟦local⟧"),
      findings: [conflict("driver")],
    },
    {
      name: "an empty mapping is external too",
      yaml: volume("external: {}, driver: ⟦local⟧"),
      findings: [conflict("driver")],
    },
    { name: "two names", yaml: volume("external: {name: shop}, name: ⟦other⟧"), findings: [NAME] },
    { name: "one name twice", yaml: volume("external: {name: shop}, name: ⟦shop⟧"), findings: [NAME] },
    {
      name: "external by a variable",
      variables: { EXTERNAL: "yes" },
      yaml: volume("external: '${EXTERNAL}', driver: ⟦local⟧"),
      findings: [conflict("driver")],
    },
    {
      name: "a file that a second one corrects",
      yaml: {
        "stack.yml": volume("external: true, driver: ⟦local⟧"),
        "more.yml": "volumes: {data: {external: true}}\n",
      },
      findings: [conflict("driver")],
    },
    {
      name: "the second of two files",
      yaml: {
        "stack.yml": volume("external: true"),
        "more.yml": "volumes: {data: {external: true, driver: ⟦local⟧}}\n",
      },
      findings: [conflict("driver")],
    },
    {
      name: "two volumes",
      yaml: "services: {app: {image: 'acme/app:1'}}\nvolumes: {data: {external: true, driver: ⟦local⟧}, more: {external: true, labels: ⟦[a]⟧}}\n",
      findings: [
        conflict("driver"),
        { ...conflict("labels"), message: "The volume `more` is external", volume: "more" },
      ],
    },
    {
      name: "through a merge key",
      yaml: "x-local: &local {driver: ⟦local⟧}\nservices: {app: {image: 'acme/app:1'}}\nvolumes: {data: {<<: *local, external: true}}\n",
      findings: [conflict("driver")],
    },
  ],
});
