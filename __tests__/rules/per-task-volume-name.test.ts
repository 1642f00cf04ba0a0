import { testRule } from "./harness.ts";

const stack = (volume: string, mount = "'data:/data'", image = "redis:7"): string =>
  `services:\n  a: {image: '${image}', volumes: [${mount}]}\nvolumes:\n  data: ${volume}\n`;

testRule("per-task-volume-name", {
  valid: [
    { name: "the slot", yaml: stack("{name: 'redis-{{.Task.Slot}}'}") },
    { name: "the node's name", yaml: stack("{name: 'redis-{{.Node.Hostname}}'}") },
    { name: "the node's id and platform", yaml: stack("{name: '{{.Node.ID}}-{{.Node.Platform.OS}}'}") },
    { name: "the service", yaml: stack("{name: '{{.Service.Name}}-{{ .Service.ID }}'}") },
    { name: "a label of the service", yaml: stack("{name: 'x-{{index .Service.Labels \"com.example.x\"}}'}") },
    { name: "a function and text with dots", yaml: stack("{name: '{{join .Task.Slot \".x.y\"}}'}") },
    { name: "no template", yaml: stack("{name: 'a.Task.ID'}") },
    { name: "a bind with the slot", yaml: stack("", "'/srv/{{.Task.Slot}}:/data'") },
    { name: "mounted by nobody", yaml: stack("{name: '{{.Task.ID}}'}", "'/srv:/data'") },
  ],
  invalid: [
    {
      name: "the task's id",
      yaml: stack("{name: ⟦'redis-{{.Task.ID}}'⟧}"),
      findings: [
        {
          severity: "error",
          message:
            "The name holds the task's own id, so every new task of `a` gets a new, empty volume at `/data`: after an update, a restart or a move. The volumes of the old tasks are left behind with their data.",
          help: "Use `{{.Task.Slot}}`",
          service: "a",
          volume: "data",
        },
      ],
    },
    {
      name: "the task's name, with blanks",
      yaml: stack("{name: ⟦'redis-{{ .Task.Name }}'⟧}"),
      findings: [{ severity: "error", message: "every new task of `a`", service: "a", volume: "data" }],
    },
    {
      name: "for a cache",
      yaml: stack("{name: ⟦'{{.Task.ID}}'⟧}", "'data:/var/cache/x'", "acme/a:1"),
      findings: [{ severity: "warning", message: "every new task of `a`", service: "a", volume: "data" }],
    },
    {
      name: "a host path",
      yaml: stack("", "⟦'/srv/{{.Task.ID}}:/data'⟧"),
      findings: [{ severity: "error", message: "looks for a path that nobody made, and is rejected", service: "a" }],
    },
    {
      name: "a field that does not exist",
      yaml: stack("{name: ⟦'redis-{{.Node.Labels.disk}}'⟧}"),
      findings: [
        {
          severity: "error",
          message:
            'Swarm cannot fill in `.Node.Labels.disk` in the storage of `a`. The engine refuses the service ("expanding mounts failed")',
          help: "Use `.Task.Slot`",
          service: "a",
          volume: "data",
        },
      ],
    },
    {
      name: "such a field in a driver option, a target and a source",
      yaml: stack(
        "{driver_opts: {type: none, o: bind, device: ⟦'/srv/{{.Node.Name}}'⟧}}",
        "'data:/data', ⟦'/x/{{.Slot}}:/y'⟧, ⟦'/z:/z/{{.Task.Index}}'⟧",
      ),
      findings: [
        { severity: "error", message: "`.Slot`", service: "a" },
        { severity: "error", message: "`.Task.Index`", service: "a" },
        { severity: "error", message: "`.Node.Name`", service: "a", volume: "data" },
      ],
    },
  ],
});
