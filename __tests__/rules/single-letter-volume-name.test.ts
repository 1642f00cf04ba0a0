import { testRule } from "./harness.ts";

/** A service `a` in one line, with volumes of one and of more letters. */
const service = (rest: string, volumes = "{a: , data: }"): string =>
  `services:\n  app: {image: 'acme/app:1', ${rest}}\nvolumes: ${volumes}\n`;
const REJECTED =
  "Every node rejects the task, so `app` never runs: Docker takes a volume name of one letter for a Windows drive, and";

testRule("single-letter-volume-name", {
  valid: [
    { name: "two letters", yaml: service("volumes: ['ab:/data']", "{ab: }") },
    { name: "a letter and a number", yaml: service("volumes: ['a1:/data']", "{a1: }") },
    { name: "a number", yaml: service("volumes: ['1:/data']", "{'1': }") },
    {
      name: "long form: the name is put behind the stack's",
      yaml: service("volumes: [{type: volume, source: a, target: /data}]"),
    },
    { name: "a Windows path", yaml: service("volumes: ['c:\\data']") },
    { name: "a Windows path in front of a Windows path", yaml: service("volumes: ['c:/data:d:/data']") },
    { name: "a Windows path in front of a path of Linux", yaml: service("volumes: ['c:/Users/me:/data']") },
    { name: "an anonymous volume", yaml: service("volumes: [/data]") },
    { name: "one letter as a whole: relative-target speaks", yaml: service("volumes: [a]") },
    { name: "a name from a variable", yaml: service("volumes: ['${NAME}:/data']") },
    { name: "a relative target", yaml: service("volumes: ['a:data']"), rejected: [] },
    { name: "replicas: 0", yaml: service("volumes: ['a:/data'], deploy: {replicas: 0}") },
    { name: "a key of one letter alone", yaml: service("volumes: ['data:/data']") },
    { name: "a name of two letters", yaml: service("volumes: ['data:/data']", "{data: {name: ab}}") },
    {
      name: "an external volume: a plugin may have made it",
      yaml: service("volumes: ['data:/data']", "{data: {external: true, name: b}}"),
    },
    {
      name: "another driver's volume",
      yaml: service("volumes: ['data:/data']", "{data: {name: b, driver: acme/disk}}"),
    },
    { name: "no name", yaml: service("volumes: ['data:/data']", "{data: {name: ''}}") },
    {
      name: "the volume's name from a variable",
      yaml: service("volumes: ['data:/data']", "{data: {name: '${NAME}'}}"),
    },
  ],
  invalid: [
    {
      name: "short form",
      yaml: `
        services:
          app:
            image: acme/app:1
            volumes:
              - ⟦a:/data⟧
        volumes:
          a:
      `,
      findings: [
        {
          severity: "error",
          message: `${REJECTED} the whole entry for a path in the container.`,
          help: "Give the volume a name of two characters or more.",
          service: "app",
        },
      ],
    },
    {
      name: "with a mode",
      yaml: service("volumes: [⟦'a:/data:ro'⟧]"),
      findings: [
        { severity: "error", message: `${REJECTED} name and path together for a folder of the node.`, service: "app" },
      ],
    },
    {
      name: "a capital",
      yaml: service("volumes: [⟦'A:/data'⟧]"),
      findings: [{ severity: "error", message: REJECTED, service: "app" }],
    },
    {
      name: "a letter of another alphabet",
      yaml: service("volumes: [⟦'ж:/data'⟧]"),
      findings: [{ severity: "error", message: REJECTED, service: "app" }],
    },
    {
      name: "a name that is declared nowhere",
      yaml: service("volumes: [⟦'b:/data'⟧]", "{}"),
      findings: [{ severity: "error", message: REJECTED, service: "app" }],
    },
    {
      name: "from a variable",
      variables: { NAME: "a" },
      yaml: service("volumes: [⟦'${NAME}:/data'⟧]"),
      findings: [{ severity: "error", message: REJECTED, service: "app" }],
    },
    {
      name: "two of them",
      yaml: service("volumes: [⟦'a:/one'⟧, ⟦'a:/two'⟧]"),
      findings: [
        { severity: "error", message: REJECTED, service: "app" },
        { severity: "error", message: REJECTED, service: "app" },
      ],
    },
    {
      name: "a volume's own name",
      yaml: `
        services:
          app:
            image: acme/app:1
            volumes: [data:/data]
        volumes:
          data:
            name: ⟦b⟧
      `,
      findings: [
        {
          severity: "error",
          message:
            "Every node rejects a task that mounts `data`, which then never runs: the name of a volume needs two characters, and this one has one.",
          help: "Give it a longer `name:`.",
          volume: "data",
        },
      ],
    },
    {
      name: "a volume's own name, as a number",
      yaml: service("volumes: ['data:/data']", "{data: {name: ⟦'7'⟧}}"),
      findings: [{ severity: "error", message: "needs two characters", volume: "data" }],
    },
    {
      name: "a mount and a name",
      yaml: service("volumes: [⟦'a:/data'⟧]", "{data: {name: ⟦b⟧}}"),
      findings: [
        { severity: "error", message: REJECTED, service: "app" },
        { severity: "error", message: "needs two characters", volume: "data" },
      ],
    },
    {
      name: "a name through an alias",
      yaml: `
        x-name: &name b
        services: {app: {image: "acme/app:1", volumes: ["data:/data"]}}
        volumes:
          data:
            name: ⟦*name⟧
      `,
      findings: [{ severity: "error", message: "needs two characters", volume: "data", anchor: "name" }],
    },
    {
      name: "a mount through an alias",
      yaml: `
        x-mount: &mount a:/data
        services:
          app:
            image: acme/app:1
            volumes:
              - ⟦*mount⟧
        volumes: {a: }
      `,
      findings: [{ severity: "error", message: REJECTED, service: "app", anchor: "mount" }],
    },
    {
      name: "a mount through a merge key",
      yaml: `
        x-app: &app {image: "acme/app:1", volumes: ["a:/data"]}
        services:
          app:
            <<: ⟦*app⟧
        volumes: {a: }
      `,
      findings: [{ severity: "error", message: REJECTED, service: "app", anchor: "app" }],
    },
    {
      name: "in the second file",
      yaml: { "stack.yml": service(""), "more.yml": service("volumes: [⟦'a:/data'⟧]") },
      findings: [{ severity: "error", message: REJECTED, service: "app" }],
    },
  ],
});
