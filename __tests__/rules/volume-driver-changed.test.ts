import { testRule } from "./harness.ts";

const stack = (volume: string): string =>
  `services:\n  a: {image: 'redis:7', volumes: ['data:/data']}\nvolumes:\n  data: ${volume}\n`;

testRule("volume-driver-changed", {
  valid: [
    { name: "no base", yaml: stack("{driver: rexray/ebs}") },
    { name: "local, written out", base: stack("{}"), yaml: stack("{driver: local}") },
    { name: "latest, written out", base: stack("{driver: x/y}"), yaml: stack("{driver: 'x/y:latest'}") },
    { name: "another name too", base: stack("{}"), yaml: stack("{driver: x/y, name: new}") },
    { name: "a variable decides", base: stack("{}"), yaml: stack("{driver: '${DRIVER}'}") },
    { name: "external before", base: stack("{external: true}"), yaml: stack("{driver: x/y, name: data}") },
    {
      name: "not mounted before",
      base: "services: {a: {image: 'redis:7'}}\nvolumes: {data: }\n",
      yaml: stack("{driver: x/y}"),
    },
  ],
  invalid: [
    {
      name: "from local to a plugin",
      base: stack("{}"),
      yaml: stack("{driver: ⟦rexray/ebs⟧}"),
      findings: [
        {
          severity: "error",
          message:
            'The volume `data` exists already with the driver `local`. On every node that has it, a task with the driver `rexray/ebs` is rejected ("volume name must be unique"); any other node makes a new volume without the data.',
          help: "under a new volume name",
          volume: "data",
        },
      ],
    },
    {
      name: "from a plugin to local",
      base: stack("{driver: rexray/ebs}"),
      yaml: stack("{}").replace("  data:", "  ⟦data⟧:"),
      findings: [{ severity: "error", message: "exists already with the driver `rexray/ebs`", volume: "data" }],
    },
    {
      name: "from one plugin to another, with other options",
      base: stack("{driver: rexray/ebs, driver_opts: {size: '1'}}"),
      yaml: stack("{driver: ⟦x/y⟧, driver_opts: {capacity: '1'}}"),
      findings: [{ severity: "error", message: "a task with the driver `x/y` is rejected", volume: "data" }],
    },
  ],
});
