import { testRule } from "./harness.ts";

const BASE =
  "services:\n  a: {image: 'acme/app:1', volumes: ['data:/srv']}\n  b: {image: 'acme/b:1'}\nvolumes: {data: }\n";

testRule("volume-removed", {
  valid: [
    { name: "no base", yaml: "services: {a: {image: 'acme/app:1'}}\n" },
    { name: "the same", base: BASE, yaml: BASE },
    {
      name: "by another service",
      base: BASE,
      yaml: BASE.replace(", volumes: ['data:/srv']", "").replace("b:1'", "b:1', volumes: ['data:/x']"),
    },
    { name: "another volume: volume-renamed speaks", base: BASE, yaml: BASE.replaceAll("data:", "files:") },
    { name: "scaled to 0", base: BASE, yaml: BASE.replace("acme/app:1'", "acme/app:1', deploy: {replicas: 0}") },
    { name: "a cache", base: BASE.replace("/srv", "/var/cache"), yaml: "services: {a: {image: 'acme/app:1'}}\n" },
    { name: "anonymous", base: BASE.replace("data:/srv", "/srv"), yaml: "services: {a: {image: 'acme/app:1'}}\n" },
    {
      name: "the host path of a service that is gone",
      base: BASE.replace("data:/srv", "/srv:/srv"),
      yaml: "services: {b: {image: 'acme/b:1'}}\n",
    },
    {
      name: "a head that is no YAML: nothing is known of what is missing in it",
      base: BASE,
      yaml: BASE.replace("  a: {image: 'acme/app:1', volumes: ['data:/srv']}", "  a"),
      rejected: ["yaml-invalid"],
    },
    {
      name: "a head whose services are under another key",
      base: BASE,
      yaml: BASE.replace("services:", "service:"),
      rejected: ["schema-invalid"],
    },
    {
      name: "a head that deploy refuses: it changes nothing",
      base: BASE,
      yaml: "services:\n  a: {image: 'acme/app:2', volumes: ['/x:/x', '/y:/x']}\nvolumes: {data: }\n",
      rejected: ["duplicate-target"],
    },
    { name: "a variable may name it", base: BASE, yaml: BASE.replace("data:/srv", "${WHICH}:/srv") },
  ],
  invalid: [
    {
      name: "the mount is gone",
      base: BASE,
      yaml: "services:\n  ⟦a⟧: {image: 'acme/app:2'}\n",
      findings: [
        {
          severity: "warning",
          message:
            "When this change is deployed, `a` no longer mounts the volume `data`, which it had at `/srv`, and starts without what is in it. The volume `data` is kept.",
          help: "Mount it again",
          service: "a",
          volume: "data",
        },
      ],
    },
    {
      name: "a host path is gone",
      base: BASE.replace("data:/srv", "/mnt/files:/srv"),
      yaml: "services:\n  ⟦a⟧: {image: 'acme/app:1'}\n",
      findings: [{ severity: "warning", message: "no longer mounts `/mnt/files`", service: "a" }],
    },
    {
      name: "the service is gone, the volume is still declared",
      base: BASE,
      yaml: "services:\n  b: {image: 'acme/b:1'}\nvolumes: {⟦data⟧: }\n",
      findings: [
        {
          severity: "note",
          message: "After this change no service of the stack mounts the volume `data`. Docker keeps it with its data",
          help: "docker volume rm",
          volume: "data",
        },
      ],
    },
    {
      name: "service and volume are gone",
      base: BASE,
      stackName: "shop",
      yaml: "⟦⟧services:\n  b: {image: 'acme/b:1'}\n",
      findings: [{ severity: "note", message: "mounts the volume `shop_data`", volume: "data" }],
    },
    {
      name: "two services that shared it are gone",
      base: BASE.replace("b:1'", "b:1', volumes: ['data:/x']"),
      yaml: "⟦⟧services:\n  c: {image: 'acme/c:1'}\n",
      findings: [{ severity: "note", message: "the volume `data`", volume: "data" }],
    },
  ],
});
