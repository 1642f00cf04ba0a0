import { type ExpectedFinding, type InvalidCase, testRule } from "./harness.ts";

const error = (message: string, help?: string): ExpectedFinding => ({
  severity: "error",
  message,
  ...(help === undefined ? {} : { help }),
  service: "app",
});
const mounts = (list: string): string =>
  `services: {app: {image: 'acme/app:1', volumes: [${list}]}}\nvolumes: {data: }\n`;
const TYPE = error(
  "Docker does not know this mount type; deploy refuses the stack.",
  "Use `volume`, `bind`, `tmpfs`, `npipe` or `cluster`, in lower case.",
);
const SOURCE = error("A mount of type `bind` needs a `source`; deploy refuses the file.", "Add `source:`.");

/** Options in a mount that has everything else. */
function options(type: string, source: string, map: string, value: string): InvalidCase {
  return {
    name: `${map} options of a mount of type ${type}`,
    yaml: mounts(`⟦{type: ${type}, ${source}target: /srv, ${map}: ${value}}⟧`),
    findings: [
      error(
        `\`${map}\` options do not go with a mount of type \`${type}\`; deploy refuses the stack.`,
        `Remove the \`${map}\` options, or correct the type.`,
      ),
    ],
  };
}

testRule("mount-invalid", {
  valid: [
    {
      name: "all types",
      yaml: mounts(
        "{type: volume, source: data, target: /a}, {type: bind, source: ./b, target: /b}, {type: tmpfs, target: /c}, {type: npipe, source: x, target: /d}, {type: cluster, source: 'group:x', target: /e}",
      ),
    },
    { name: "no type is a volume", yaml: mounts("{type: '', source: data, target: /a}") },
    { name: "an anonymous volume", yaml: mounts("{type: volume, target: /a}") },
    { name: "a tmpfs with an empty source", yaml: mounts("{type: tmpfs, source: '', target: /a}") },
    {
      name: "options that go with their type",
      yaml: mounts(
        "{type: volume, source: data, target: /a, volume: {nocopy: true, subpath: x}}, {type: bind, source: /b, target: /b, bind: {propagation: shared}}, {type: tmpfs, target: /c, tmpfs: {size: 1}}, {type: npipe, source: x, target: /d, bind: {propagation: shared}}",
      ),
    },
    { name: "modes that go with their source", yaml: mounts("'data:/a:nocopy', '/b:/b:rshared'") },
    {
      name: "a type that is not known",
      yaml: mounts("{type: '${TYPE}', target: /a, bind: {}, volume: {}, tmpfs: {}}"),
    },
    { name: "a source that is not known", yaml: mounts("{type: bind, source: '${SOURCE}', target: /a}") },
    {
      name: "a subpath that is not known",
      yaml: mounts("{type: volume, source: data, target: /a, volume: {subpath: '${PATH}'}}"),
    },
    {
      name: "a subpath without a value",
      yaml: mounts("{type: volume, source: data, target: /a, volume: {subpath: }}"),
    },
    {
      name: "a type from a variable",
      variables: { TYPE: "bind" },
      yaml: mounts("{type: '${TYPE}', source: /a, target: /a}"),
    },
    {
      name: "no type at all is told by another rule",
      rejected: ["schema-invalid"],
      yaml: mounts("{source: data, target: /a}"),
    },
    {
      name: "an unknown type that a second file replaces",
      yaml: {
        "stack.yml": mounts("{type: Volume, source: data, target: /srv}"),
        "more.yml": "services: {app: {volumes: ['data:/srv']}}\n",
      },
    },
    {
      name: "options that a second file replaces",
      yaml: {
        "stack.yml": mounts("{type: tmpfs, source: x, target: /srv}"),
        "more.yml": "services: {app: {volumes: ['data:/srv']}}\n",
      },
    },
  ],
  invalid: [
    { name: "a type that does not exist", yaml: mounts("{type: ⟦folder⟧, source: /a, target: /a}"), findings: [TYPE] },
    { name: "a type in capitals", yaml: mounts("{type: ⟦Volume⟧, source: data, target: /a}"), findings: [TYPE] },
    {
      name: "a type from a variable that does not exist",
      variables: { TYPE: "disk" },
      yaml: mounts("{type: ⟦'${TYPE}'⟧, source: data, target: /a}"),
      findings: [TYPE],
    },
    { name: "a bind without a source", yaml: mounts("⟦{type: bind, target: /a}⟧"), findings: [SOURCE] },
    { name: "a bind with an empty source", yaml: mounts("{type: bind, source: ⟦''⟧, target: /a}"), findings: [SOURCE] },
    {
      name: "a bind with a source from a variable that is empty",
      unsetVariables: "empty",
      yaml: mounts("{type: bind, source: ⟦'${DIRECTORY}'⟧, target: /a}"),
      findings: [{ ...SOURCE, help: "A variable that is not set leaves it empty." }],
    },
    {
      name: "a pipe and a cluster volume without a source",
      yaml: mounts("⟦{type: npipe, target: /a}⟧, ⟦{type: cluster, target: /b}⟧"),
      findings: [
        error("A mount of type `npipe` needs a `source`; deploy refuses the stack.", "Add `source:`."),
        error("A mount of type `cluster` needs a `source`; deploy refuses the stack."),
      ],
    },
    {
      name: "a tmpfs with a source",
      yaml: mounts("⟦{type: tmpfs, source: data, target: /a}⟧"),
      findings: [
        error(
          "A mount of type `tmpfs` cannot have a `source`; deploy refuses the stack.",
          "Remove `source:`, or correct the type.",
        ),
      ],
    },
    {
      name: "an image",
      yaml: mounts("⟦{type: image, source: 'acme/app:1', target: /a}⟧"),
      findings: [
        error(
          "No engine takes a mount of type `image` in a service; it refuses the service.",
          "Copy the files into the image",
        ),
      ],
    },
    options("volume", "source: data, ", "bind", "{}"),
    options("volume", "source: data, ", "tmpfs", "{size: 1}"),
    options("bind", "source: /a, ", "volume", "{nocopy: true}"),
    options("bind", "source: /a, ", "tmpfs", "{}"),
    options("tmpfs", "", "bind", "{propagation: shared}"),
    options("tmpfs", "", "volume", "{}"),
    options("npipe", "source: a, ", "volume", "{}"),
    options("npipe", "source: a, ", "tmpfs", "{}"),
    options("cluster", "source: 'group:a', ", "tmpfs", "{}"),
    options("cluster", "source: 'group:a', ", "bind", "{}"),
    options("cluster", "source: 'group:a', ", "volume", "{}"),
    {
      name: "modes of a short entry that do not go with its source",
      yaml: mounts("⟦'data:/a:rshared'⟧, ⟦'/b:/b:nocopy'⟧"),
      findings: [
        error("`bind` options do not go with a mount of type `volume`"),
        error("`volume` options do not go with a mount of type `bind`"),
      ],
    },
    {
      name: "a subpath that is no text",
      rejected: ["schema-invalid"],
      yaml: mounts(
        "{type: volume, source: data, target: /a, volume: {subpath: ⟦5⟧}}, {type: volume, source: data, target: /b, volume: {subpath: ⟦[a]⟧}}",
      ),
      findings: [
        error("`subpath` must be text; deploy refuses the file.", "Put the value in quotes."),
        error("`subpath` must be text"),
      ],
    },
    {
      name: "in the first of two files, before it is replaced",
      yaml: {
        "stack.yml": mounts("⟦{type: bind, target: /a}⟧"),
        "more.yml": "services: {app: {volumes: ['data:/a']}}\n",
      },
      findings: [SOURCE],
    },
    {
      name: "in the second of two files",
      yaml: {
        "stack.yml": mounts("'data:/a'"),
        "more.yml": "services: {app: {volumes: [⟦{type: tmpfs, source: a, target: /a}⟧]}}\n",
      },
      findings: [error("A mount of type `tmpfs` cannot have a `source`")],
    },
    {
      name: "through an alias",
      yaml: "x-mount: &mount {type: tmpfs, source: a, target: /a}\nservices: {app: {image: 'acme/app:1', volumes: [⟦*mount⟧]}}\n",
      findings: [error("A mount of type `tmpfs` cannot have a `source`")],
    },
  ],
});
