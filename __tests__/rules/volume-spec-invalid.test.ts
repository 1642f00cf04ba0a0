import { type ExpectedFinding, testRule } from "./harness.ts";

const refused = (why: string, service = "app"): ExpectedFinding => ({
  severity: "error",
  message: `This volume entry cannot be read (${why}); deploy refuses the file.`,
  help: "Write `name:/path/in/container`",
  service,
});
const EMPTY = refused("the entry is empty");
const GAP = refused("there is nothing between two colons, or before or after one");
const COLONS = refused("there are too many colons");
const mounts = (list: string): string =>
  `services: {app: {image: 'acme/app:1', volumes: [${list}]}}\nvolumes: {data: , c: }\n`;

testRule("volume-spec-invalid", {
  valid: [
    { name: "one, two and three parts", yaml: mounts("/a, 'data:/b', 'data:/c:ro'") },
    { name: "modes that Docker drops", yaml: mounts("'data:/b:whatever'") },
    { name: "folders", yaml: mounts("'./a:/a', '~/b:/b', '/c:/c', '../d:/d'") },
    { name: "a Windows drive", yaml: mounts("'C:\\a:/b', 'c:/x:/y:ro'") },
    {
      name: "texts of one or two characters, which are targets whatever they hold",
      yaml: mounts("a, ':', 'a:', ':b'"),
    },
    { name: "a drive letter at the end", yaml: mounts("'data:/b:r'") },
    { name: "parts from variables that are not set", yaml: mounts("'${A}:/a', 'data:${B}', '${C}', 'data:/c:${D}'") },
    { name: "parts from variables that are set", variables: { A: "data", B: "/srv:ro" }, yaml: mounts("'${A}:${B}'") },
    { name: "a default where a variable is empty", unsetVariables: "empty", yaml: mounts("'${A:-data}:/a'") },
    { name: "long form", yaml: mounts("{type: volume, source: data, target: '/a:b::c'}") },
    { name: "entries that are no text are told by another rule", rejected: ["schema-invalid"], yaml: mounts("5, [a]") },
  ],
  invalid: [
    { name: "nothing", yaml: mounts("⟦''⟧"), findings: [EMPTY] },
    { name: "no source", yaml: mounts("⟦':/srv'⟧"), findings: [GAP] },
    { name: "no target", yaml: mounts("⟦'data:'⟧"), findings: [GAP] },
    { name: "no mode", yaml: mounts("⟦'data:/srv:'⟧"), findings: [GAP] },
    { name: "two colons", yaml: mounts("⟦'data::/srv'⟧"), findings: [GAP] },
    { name: "only colons", yaml: mounts("⟦':::'⟧"), findings: [GAP] },
    { name: "four parts", yaml: mounts("⟦'data:/srv:ro:nocopy'⟧"), findings: [COLONS] },
    { name: "a path with a port", yaml: mounts("⟦'host:2049:/export:/srv'⟧"), findings: [COLONS] },
    {
      name: "a variable that is empty",
      unsetVariables: "empty",
      yaml: mounts("⟦'${A}'⟧, ⟦'${A}:/srv'⟧, ⟦'data:/b:${A}'⟧"),
      findings: [EMPTY, GAP, GAP],
    },
    {
      name: "a variable that holds colons",
      variables: { A: "data:/a:ro" },
      yaml: mounts("⟦'${A}:/srv'⟧"),
      findings: [COLONS],
    },
    { name: "beside a variable that is not set", yaml: mounts("⟦'${A}::/srv'⟧"), findings: [GAP] },
    {
      name: "in block style",
      yaml: "services:\n  app:\n    image: acme/app:1\n    volumes:\n      - ⟦:/srv⟧\n",
      findings: [GAP],
    },
    {
      name: "in two services",
      yaml: "services: {app: {image: 'acme/app:1', volumes: [⟦':/srv'⟧]}, web: {image: 'acme/app:1', volumes: [⟦''⟧]}}\n",
      findings: [GAP, refused("the entry is empty", "web")],
    },
    {
      name: "through an alias, once for all its services",
      yaml: "x-mounts: &mounts [⟦':/srv'⟧]\nservices: {app: {image: 'acme/app:1', volumes: *mounts}, web: {image: 'acme/app:1', volumes: *mounts}}\n",
      findings: [GAP],
    },
    {
      name: "in the first of two files, where the second replaces nothing",
      yaml: { "stack.yml": mounts("⟦':/srv'⟧"), "more.yml": "services: {app: {volumes: [/srv]}}\n" },
      findings: [GAP],
    },
    {
      name: "in the second of two files",
      yaml: { "stack.yml": mounts("'data:/srv'"), "more.yml": "services: {app: {volumes: [⟦'data:/srv:ro:x'⟧]}}\n" },
      findings: [COLONS],
    },
  ],
});
