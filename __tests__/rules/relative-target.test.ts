import { testRule } from "./harness.ts";

/** A service `a` in one line, with the volume `data`. */
const service = (rest: string): string => `services:\n  a: {image: 'acme/app:1', ${rest}}\nvolumes: {data: }\n`;
const REJECTED = "Every node rejects the task, so `a` never runs:";

testRule("relative-target", {
  valid: [
    { name: "absolute paths", yaml: service("volumes: ['data:/srv', '/srv:/etc/app', {type: tmpfs, target: /tmp}]") },
    { name: "a path with a slash at its end", yaml: service("volumes: ['data:/srv/']") },
    { name: "a path below `/.`", yaml: service("volumes: ['data:/.app']") },
    {
      name: "a named pipe",
      yaml: service("volumes: [{type: npipe, source: '\\\\.\\pipe\\a', target: '\\\\.\\pipe\\a'}]"),
    },
    { name: "a Windows path", yaml: service("volumes: [{type: volume, source: data, target: 'C:\\data'}]") },
    {
      name: "a Windows path with slashes",
      yaml: service("volumes: [{type: volume, source: data, target: 'c:/data'}]"),
    },
    { name: "a Windows share", yaml: service("volumes: [{type: volume, source: data, target: '\\\\server\\share'}]") },
    { name: "a target from a variable", yaml: service("volumes: ['data:${TARGET}']") },
    { name: "a variable that is set", variables: { TARGET: "/srv" }, yaml: service("volumes: ['data:${TARGET}']") },
    { name: "an entry from a variable", yaml: service("volumes: ['${ENTRY}']") },
    { name: "a name of one letter: single-letter-volume-name speaks", yaml: service("volumes: ['a:/data']") },
    {
      name: "a name of one letter with a mode: single-letter-volume-name speaks",
      yaml: service("volumes: ['a:/data:ro']"),
    },
    { name: "replicas: 0", yaml: service("volumes: ['data:srv'], deploy: {replicas: 0}") },
    { name: "an entry that deploy refuses", rejected: ["volume-spec-invalid"], yaml: service("volumes: ['data:']") },
    {
      name: "the default of a variable",
      unsetVariables: "empty",
      yaml: service("volumes: ['data:${TARGET:-/srv}']"),
    },
  ],
  invalid: [
    {
      name: "a relative path",
      yaml: `
        services:
          app:
            image: acme/app:1
            volumes:
              - ⟦data:srv/app⟧
        volumes:
          data:
      `,
      findings: [
        {
          severity: "error",
          message:
            "Every node rejects the task, so `app` never runs: the target of this mount, `srv/app`, is not an absolute path below `/`. The deploy itself says nothing.",
          help: "Write the absolute path in the container, such as `/data`.",
          service: "app",
        },
      ],
    },
    {
      name: "an anonymous volume",
      yaml: service("volumes: [⟦data⟧]"),
      findings: [{ severity: "error", message: `${REJECTED} the target of this mount, \`data\`,`, service: "a" }],
    },
    {
      name: "one character",
      yaml: service("volumes: [⟦x⟧]"),
      findings: [{ severity: "error", message: "`x`", service: "a" }],
    },
    {
      name: "the root",
      yaml: service("volumes: [⟦'data:/'⟧]"),
      findings: [{ severity: "error", message: "`/`, is not an absolute path below `/`", service: "a" }],
    },
    {
      name: "the root in other words",
      yaml: service("volumes: [⟦'data://'⟧, ⟦'data:/.'⟧]"),
      findings: [
        { severity: "error", message: "`//`", service: "a" },
        { severity: "error", message: "`/.`", service: "a" },
      ],
    },
    {
      name: "a dot",
      yaml: service("volumes: [⟦'/srv:./srv'⟧]"),
      findings: [{ severity: "error", message: "`./srv`", service: "a" }],
    },
    {
      name: "the home of nobody",
      yaml: service("volumes: [⟦'data:~/data'⟧]"),
      findings: [{ severity: "error", message: "`~/data`", service: "a" }],
    },
    {
      name: "a mode in the place of the target",
      yaml: service("volumes: [⟦'/srv:ro'⟧]"),
      findings: [{ severity: "error", message: "`ro`", service: "a" }],
    },
    {
      name: "long form",
      yaml: service("volumes: [⟦{type: bind, source: /srv, target: srv}⟧]"),
      findings: [{ severity: "error", message: "`srv`", service: "a" }],
    },
    {
      name: "no target",
      yaml: service("volumes: [⟦{type: volume, source: data}⟧]"),
      findings: [{ severity: "error", message: `${REJECTED} this mount has no target.`, service: "a" }],
    },
    {
      name: "an empty target",
      yaml: service("volumes: [⟦{type: tmpfs, target: ''}⟧]"),
      findings: [{ severity: "error", message: "this mount has no target", service: "a" }],
    },
    {
      name: "an empty variable",
      unsetVariables: "empty",
      yaml: service("volumes: [⟦'data:${BASE}srv'⟧]"),
      findings: [{ severity: "error", message: "`srv`", service: "a" }],
    },
    {
      name: "two empty variables leave a colon",
      unsetVariables: "empty",
      yaml: service("volumes: [⟦'${SOURCE}:${TARGET}'⟧]"),
      findings: [{ severity: "error", message: "`:`", service: "a" }],
    },
    {
      name: "global, pinned or on one node",
      facts: { nodes: 1 },
      yaml: service("volumes: [⟦'data:srv'⟧], deploy: {mode: global}"),
      findings: [{ severity: "error", message: "`srv`", service: "a" }],
    },
    {
      name: "read-only",
      yaml: service("volumes: [⟦'data:srv:ro'⟧]"),
      findings: [{ severity: "error", message: "`srv`", service: "a" }],
    },
    {
      name: "through an alias, in two services",
      yaml: `
        x-volumes: &volumes ["data:srv"]
        services:
          one:
            image: acme/app:1
            volumes: ⟦*volumes⟧
          two:
            image: acme/app:1
            volumes: ⟦*volumes⟧
        volumes: {data: }
      `,
      findings: [
        { severity: "error", message: "`one` never runs", service: "one", anchor: "volumes" },
        { severity: "error", message: "`two` never runs", service: "two", anchor: "volumes" },
      ],
    },
    {
      name: "through a merge key",
      yaml: `
        x-app: &app {image: "acme/app:1", volumes: ["data:srv"]}
        services:
          one:
            <<: ⟦*app⟧
        volumes: {data: }
      `,
      findings: [{ severity: "error", message: "`srv`", service: "one", anchor: "app" }],
    },
    {
      name: "in the second file",
      yaml: { "stack.yml": service(""), "more.yml": service("volumes: [⟦'data:srv'⟧]") },
      findings: [{ severity: "error", message: "`srv`", service: "a" }],
    },
  ],
});
