import { testRule } from "./harness.ts";

/** A service `a` in one line, and the volume `data`. */
const service = (rest: string, volume = ""): string => `services:\n  a: {${rest}}\nvolumes: {data: ${volume}}\n`;
const ENV = "Give it in a file (`--variables`), or take it from the environment (`--env`).";

testRule("unresolved-variable", {
  valid: [
    { name: "no variables", yaml: service("image: 'acme/app:1', volumes: ['data:/srv']") },
    {
      name: "variables that are set",
      variables: { TAG: "1", HOST: "" },
      yaml: service("image: 'acme/app:${TAG}', volumes: ['data:/srv${HOST}']"),
    },
    { name: "defaults", yaml: service("image: 'acme/app:${TAG:-1}', volumes: ['${DATA-data}:/srv']") },
    {
      name: "empty, as Docker does",
      unsetVariables: "empty",
      yaml: service("image: 'acme/app${TAG}', volumes: ['data:/srv${HOST}']"),
    },
    { name: "a dollar sign", yaml: service("image: 'acme/app:1', volumes: ['data:/srv$$HOST']") },
    {
      name: "where no data depends on it",
      yaml: service(
        "image: 'acme/app:1', environment: {PASSWORD: '${PASSWORD}'}, labels: ['${LABEL}'], hostname: '${HOST}'",
      ),
    },
    { name: "in a part that is not read", yaml: "x-any: '${ANY}'\nservices: {a: {image: 'acme/app:1'}}\n" },
  ],
  invalid: [
    {
      name: "an image",
      yaml: `
        services:
          app:
            image: ⟦acme/app:\${TAG}⟧
      `,
      findings: [
        {
          severity: "note",
          message:
            "The value here is unknown, because `TAG` is not set, and so is what happens to the data that depends on it. A deploy without it puts an empty text in its place and says nothing; Docker does not read `.env`.",
          help: `${ENV} With \`\${TAG:?}\` in the stack, a deploy without it stops.`,
        },
      ],
    },
    {
      name: "a required variable",
      yaml: service("image: ⟦'acme/app:${TAG:?say which}'⟧"),
      findings: [
        {
          severity: "note",
          message:
            "because `TAG` is not set, and so is what happens to the data that depends on it. A deploy without it stops.",
          help: ENV,
        },
      ],
    },
    {
      name: "a required variable that may be empty",
      yaml: service("image: ⟦'acme/app:${TAG?}'⟧"),
      findings: [{ severity: "note", message: "A deploy without it stops.", help: ENV }],
    },
    {
      name: "without braces",
      yaml: service("image: ⟦'acme/app:$TAG'⟧"),
      findings: [{ severity: "note", message: "`TAG` is not set" }],
    },
    {
      name: "a mount",
      yaml: service("image: 'acme/app:1', volumes: [⟦'${DATA}:/srv'⟧]"),
      findings: [{ severity: "note", message: "`DATA` is not set" }],
    },
    {
      name: "a long mount: the value itself is shown",
      yaml: service("image: 'acme/app:1', volumes: [{type: bind, source: ⟦'${BASE}/a'⟧, target: ⟦'/srv/${NAME}'⟧}]"),
      findings: [
        { severity: "note", message: "`BASE` is not set" },
        { severity: "note", message: "`NAME` is not set" },
      ],
    },
    {
      name: "a constraint",
      yaml: service("image: 'acme/app:1', deploy: {placement: {constraints: [⟦'node.hostname == ${HOST}'⟧]}}"),
      findings: [{ severity: "note", message: "`HOST` is not set" }],
    },
    {
      name: "a volume's name, driver and options",
      yaml: service(
        "image: 'acme/app:1', volumes: ['data:/srv']",
        "{name: ⟦'${NAME}'⟧, driver: ⟦'${DRIVER}'⟧, driver_opts: {type: nfs, o: ⟦'addr=${SERVER}'⟧, device: ⟦':/${EXPORT}'⟧}}",
      ),
      findings: [
        { severity: "note", message: "`NAME` is not set" },
        { severity: "note", message: "`DRIVER` is not set" },
        { severity: "note", message: "`SERVER` is not set" },
        { severity: "note", message: "`EXPORT` is not set" },
      ],
    },
    {
      name: "two in one value",
      yaml: service("image: ⟦'${REGISTRY}/app:${TAG}'⟧"),
      findings: [
        { severity: "note", message: "`REGISTRY` is not set", at: 0 },
        { severity: "note", message: "`TAG` is not set", at: 0 },
      ],
    },
    {
      name: "one in two places: said once",
      yaml: "services:\n  a: {image: ⟦'acme/a:${TAG}'⟧}\n  b: {image: 'acme/b:${TAG}', volumes: ['x${TAG}:/srv']}\n",
      findings: [{ severity: "note", message: "`TAG` is not set" }],
    },
    {
      name: "required in one place and not in another: the first is shown",
      yaml: "services:\n  a: {image: ⟦'acme/a:${TAG}'⟧}\n  b: {image: 'acme/b:${TAG:?}'}\n",
      findings: [{ severity: "note", message: "A deploy without it puts an empty text in its place" }],
    },
    {
      name: "replicas: 0",
      yaml: service("image: ⟦'acme/app:${TAG}'⟧, deploy: {replicas: 0}"),
      findings: [{ severity: "note", message: "`TAG` is not set" }],
    },
    {
      name: "an image through an alias",
      yaml: `
        x-image: &image acme/app:\${TAG}
        services:
          a:
            image: ⟦*image⟧
      `,
      findings: [{ severity: "note", message: "`TAG` is not set", anchor: "image" }],
    },
    {
      name: "a required image through a merge key",
      yaml: `
        x-app: &app {image: "acme/app:\${TAG:?}"}
        services:
          a:
            <<: ⟦*app⟧
      `,
      findings: [{ severity: "note", message: "A deploy without it stops.", anchor: "app" }],
    },
    {
      name: "a mount through an alias",
      yaml: `
        x-volumes: &volumes ["\${DATA}:/srv"]
        services:
          a:
            image: acme/app:1
            volumes: ⟦*volumes⟧
      `,
      findings: [{ severity: "note", message: "`DATA` is not set", anchor: "volumes" }],
    },
    {
      name: "in the second file",
      yaml: { "stack.yml": service("image: 'acme/app:1'"), "more.yml": service("image: ⟦'acme/app:${TAG}'⟧") },
      findings: [{ severity: "note", message: "`TAG` is not set" }],
    },
    {
      name: "whether a volume is external",
      yaml: service("image: 'acme/app:1', volumes: ['data:/srv']", "{external: ⟦'${EXTERNAL}'⟧}"),
      findings: [{ severity: "note", message: "`EXTERNAL` is not set" }],
    },
    {
      name: "the deploy mode",
      yaml: service("image: 'acme/app:1', volumes: ['data:/srv'], deploy: {mode: ⟦'${MODE}'⟧}"),
      findings: [{ severity: "note", message: "`MODE` is not set" }],
    },
    {
      name: "the type of a mount",
      yaml: service("image: 'acme/app:1', volumes: [{type: ⟦'${TYPE}'⟧, source: data, target: /srv}]"),
      findings: [{ severity: "note", message: "`TYPE` is not set" }],
    },
  ],
});
