import { type ExpectedFinding, testRule } from "./harness.ts";

const undeclared = (
  name: string,
  help = `Declare \`${name}\` under the top-level \`volumes\`.`,
  service = "app",
): ExpectedFinding => ({
  severity: "error",
  message: `The volume \`${name}\` is declared nowhere in the stack; deploy refuses the stack, after it has created the networks.`,
  help,
  service,
});
const mounts = (list: string, volumes = ""): string =>
  `services: {app: {image: 'acme/app:1', volumes: [${list}]}}\n${volumes}`;

testRule("undeclared-volume", {
  valid: [
    { name: "declared", yaml: mounts("'data:/srv'", "volumes: {data: }\n") },
    { name: "declared as external", yaml: mounts("'data:/srv'", "volumes: {data: {external: true}}\n") },
    { name: "anonymous", yaml: mounts("/srv, {type: volume, target: /more}") },
    { name: "folders", yaml: mounts("'./a:/a', '~/b:/b', '/c:/c', '..:/d', {type: bind, source: e, target: /e}") },
    { name: "other types", yaml: mounts("{type: tmpfs, target: /a}, {type: npipe, source: data, target: /b}") },
    { name: "a group of cluster volumes", yaml: mounts("{type: cluster, source: 'group:fast', target: /a}") },
    {
      name: "names that wait for variables",
      yaml: mounts("'${NAME}:/a', 'data-${NAME}:/b', '${ALL}', {type: volume, source: '${NAME}', target: /c}"),
    },
    { name: "a type that waits for a variable", yaml: mounts("{type: '${TYPE}', source: data, target: /c}") },
    {
      name: "a name from a variable that is set",
      variables: { NAME: "data" },
      yaml: mounts("'${NAME}:/srv'", "volumes: {data: }\n"),
    },
    {
      name: "declared in the second file",
      yaml: { "stack.yml": mounts("'data:/srv'"), "more.yml": "volumes: {data: }\n" },
    },
    {
      name: "declared in the first file",
      yaml: {
        "stack.yml": mounts("/other", "volumes: {data: }\n"),
        "more.yml": "services: {app: {volumes: ['data:/srv']}}\n",
      },
    },
    {
      name: "replaced by the second file",
      yaml: { "stack.yml": mounts("'data:/srv'"), "more.yml": "services: {app: {volumes: ['./a:/srv']}}\n" },
    },
    {
      name: "a mount that is refused for another reason",
      rejected: ["mount-invalid"],
      yaml: mounts("'data:/srv:rshared'"),
    },
  ],
  invalid: [
    {
      name: "a name in short form",
      yaml: `
        services:
          app:
            image: acme/app:1
            volumes:
              - ⟦data:/srv⟧
      `,
      findings: [undeclared("data")],
    },
    {
      name: "a name in long form",
      yaml: mounts("⟦{type: volume, source: data, target: /srv}⟧"),
      findings: [undeclared("data")],
    },
    {
      name: "a cluster volume",
      yaml: mounts("⟦{type: cluster, source: data, target: /srv}⟧"),
      findings: [undeclared("data")],
    },
    { name: "another spelling", yaml: mounts("⟦'Data:/srv'⟧", "volumes: {data: }\n"), findings: [undeclared("Data")] },
    {
      name: "the name instead of the key",
      yaml: mounts("⟦'shop-data:/srv'⟧", "volumes: {data: {name: shop-data}}\n"),
      findings: [undeclared("shop-data")],
    },
    {
      name: "a folder without a point",
      yaml: mounts("⟦'conf/app:/srv'⟧"),
      findings: [undeclared("conf/app", "If a folder is meant, write `./conf/app` or an absolute path.")],
    },
    {
      name: "a folder in a mount of type volume",
      yaml: mounts("⟦{type: volume, source: /srv/app, target: /srv}⟧"),
      findings: [undeclared("/srv/app", "If a folder is meant, write `type: bind`.")],
    },
    {
      name: "a template",
      yaml: mounts("⟦'data-{{.Task.Slot}}:/srv'⟧", "volumes: {data: }\n"),
      findings: [undeclared("data-{{.Task.Slot}}", "Declare a volume and put the template into its `name:`.")],
    },
    {
      name: "a name from a variable",
      variables: { NAME: "data" },
      yaml: mounts("⟦'${NAME}:/srv'⟧"),
      findings: [undeclared("${NAME}")],
    },
    {
      name: "a name with a default",
      unsetVariables: "empty",
      yaml: mounts("⟦'${NAME:-data}:/srv'⟧"),
      findings: [undeclared("data")],
    },
    {
      name: "declared in a service only",
      yaml: mounts("⟦'data:/srv'⟧", "x-volumes: {data: }\n"),
      findings: [undeclared("data")],
    },
    {
      name: "each of several",
      yaml: mounts("⟦'one:/a'⟧, 'two:/b', ⟦'three:/c'⟧", "volumes: {two: }\n"),
      findings: [undeclared("one"), undeclared("three")],
    },
    {
      name: "in two services",
      yaml: "services: {app: {image: 'acme/app:1', volumes: [⟦'data:/a'⟧]}, web: {image: 'acme/app:1', volumes: [⟦'data:/a'⟧]}}\n",
      findings: [undeclared("data"), undeclared("data", undefined, "web")],
    },
    {
      name: "in the second of two files",
      yaml: {
        "stack.yml": mounts("/a", "volumes: {one: }\n"),
        "more.yml": "services: {app: {volumes: [⟦'data:/srv'⟧]}}\n",
      },
      findings: [undeclared("data")],
    },
    {
      name: "through an alias",
      yaml: "x-mount: &mount 'data:/srv'\nservices: {app: {image: 'acme/app:1', volumes: [⟦*mount⟧]}}\n",
      findings: [undeclared("data")],
    },
  ],
});
