import { type ExpectedFinding, testRule } from "./harness.ts";

const TWICE: ExpectedFinding = {
  severity: "error",
  message: "An earlier mount of this service has the same target; the engine refuses the service.",
  help: "Remove one of the two, or give this one another path.",
  service: "app",
};
const mounts = (list: string): string =>
  `services: {app: {image: 'acme/app:1', volumes: [${list}]}}\nvolumes: {one: , two: }\n`;

testRule("duplicate-target", {
  valid: [
    { name: "different targets", yaml: mounts("'one:/a', 'two:/b'") },
    { name: "one inside the other", yaml: mounts("'one:/a', 'two:/a/b'") },
    { name: "one source at two targets", yaml: mounts("'one:/a', 'one:/b'") },
    {
      name: "one target in two services",
      yaml: "services: {app: {image: 'acme/app:1', volumes: ['one:/a']}, web: {image: 'acme/app:1', volumes: ['one:/a']}}\nvolumes: {one: }\n",
    },
    { name: "targets that are not known", yaml: mounts("'one:${TARGET}', 'two:${TARGET}'") },
    { name: "a target of which a part is not known", yaml: mounts("'one:/a/${PART}', 'two:/a/${PART}'") },
    {
      name: "a second file that replaces a mount",
      yaml: { "stack.yml": mounts("'one:/a'"), "more.yml": "services: {app: {volumes: ['two:/a']}}\n" },
    },
    {
      name: "files are merged by the target, and the last one wins",
      yaml: { "stack.yml": mounts("'one:/a', 'two:/a'"), "more.yml": "services: {app: {volumes: ['one:/b']}}\n" },
    },
    {
      name: "the key that deploy drops",
      yaml: "services: {app: {image: 'acme/app:1', tmpfs: /a, volumes: ['./a:/a']}}\n",
    },
  ],
  invalid: [
    {
      name: "another spelling of one path",
      yaml: mounts("'one:/a', ⟦'two:/a/'⟧"),
      findings: [{ ...TWICE, message: "one path in two spellings" }],
    },
    { name: "two volumes", yaml: mounts("'one:/a', ⟦'two:/a'⟧"), findings: [TWICE] },
    { name: "one volume twice, with another mode", yaml: mounts("'one:/a', ⟦'one:/a:ro'⟧"), findings: [TWICE] },
    { name: "three times", yaml: mounts("'one:/a', ⟦'two:/a'⟧, /b, ⟦/a⟧"), findings: [TWICE, TWICE] },
    { name: "short and long form", yaml: mounts("'one:/a', ⟦{type: tmpfs, target: /a}⟧"), findings: [TWICE] },
    {
      name: "a folder and a volume, in block style",
      yaml: "services:\n  app:\n    image: acme/app:1\n    volumes:\n      - ./a:/a\n      - ⟦one:/a⟧\nvolumes:\n  one:\n",
      findings: [TWICE],
    },
    {
      name: "targets from a variable that is set",
      variables: { TARGET: "/a" },
      yaml: mounts("'one:/a', ⟦'two:${TARGET}'⟧"),
      findings: [TWICE],
    },
    {
      name: "in a second file that alone has the service",
      yaml: { "stack.yml": "services: {web: {image: 'acme/app:1'}}\n", "more.yml": mounts("'one:/a', ⟦'two:/a'⟧") },
      findings: [TWICE],
    },
    { name: "through an alias", yaml: `x-mount: &mount "one:/a"\n${mounts("'two:/a', ⟦*mount⟧")}`, findings: [TWICE] },
    {
      name: "in two services",
      yaml: "services: {app: {image: 'acme/app:1', volumes: [/a, ⟦/a⟧]}, web: {image: 'acme/app:1', volumes: [/a, ⟦/a⟧]}}\n",
      findings: [TWICE, { ...TWICE, service: "web" }],
    },
  ],
});
