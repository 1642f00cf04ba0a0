import { testRule } from "./harness.ts";

const stack = (mounts: string, rest = "", volumes = "{data: }"): string =>
  `services:\n  app: {image: 'acme/app:1', volumes: [${mounts}]${rest}}\nvolumes: ${volumes}\n`;
const mount = (subpath: string): string => `{type: volume, source: data, target: /x, volume: {subpath: ${subpath}}}`;
const WARNING =
  "From Engine 26.1 on, no task of `app` starts while the volume `data` lacks the folder `files/a`. Docker does not make it, and nothing in the stack mounts the whole volume.";

testRule("subpath-missing", {
  valid: [
    { name: "no subpath", yaml: stack("'data:/x'") },
    { name: "an empty one", yaml: stack(mount("''")) },
    { name: "the service mounts the whole volume too", yaml: stack(`${mount("a")}, 'data:/all'`) },
    {
      name: "another service mounts the whole volume",
      yaml: `services:\n  app: {image: 'acme/app:1', volumes: [${mount("a")}]}\n  init: {image: 'acme/init:1', volumes: ['data:/all']}\nvolumes: {data: }\n`,
    },
    { name: "an external volume", yaml: stack(mount("a"), "", "{data: {external: true}}") },
    { name: "no task", yaml: stack(mount("a"), ", deploy: {replicas: 0}") },
  ],
  invalid: [
    {
      name: "nobody else mounts the volume",
      yaml: stack(mount("⟦files/a⟧")),
      findings: [
        {
          severity: "warning",
          message: WARNING,
          help: "Make the folder before the deploy",
          service: "app",
          volume: "data",
        },
      ],
    },
    {
      name: "pinned",
      yaml: stack(mount("⟦files/a⟧"), ", deploy: {placement: {constraints: ['node.hostname == n1']}}"),
      findings: [{ severity: "warning", message: WARNING, service: "app", volume: "data" }],
    },
    {
      name: "whoever has the whole volume may not write",
      yaml: stack(`${mount("⟦files/a⟧")}, 'data:/all:ro'`),
      findings: [{ severity: "warning", message: WARNING, service: "app", volume: "data" }],
    },
    {
      name: "from a variable",
      yaml: stack(mount("⟦'${SUB}'⟧")),
      findings: [{ severity: "warning", message: "the folder `${SUB}`", service: "app", volume: "data" }],
    },
  ],
});
