import { testRule } from "./harness.ts";

const stack = (mount: string, volumes: string, image = "redis:7"): string =>
  `services:\n  a: {image: '${image}', volumes: [${mount}]}\nvolumes: {${volumes}}\n`;
const BASE = stack("'data:/data'", "data: ");
const NFS = "{driver_opts: {type: nfs, o: 'addr=10.0.0.5', device: ':/data'}}";

testRule("volume-renamed", {
  valid: [
    { name: "no base", yaml: BASE },
    {
      name: "the key alone",
      base: stack("'data:/data'", "data: {name: x}"),
      yaml: stack("'files:/data'", "files: {name: x}"),
    },
    {
      name: "the name that deploy gave",
      stackName: "shop",
      base: BASE,
      yaml: stack("'files:/data'", "files: {name: shop_data}"),
    },
    { name: "perhaps the name that deploy gave", base: BASE, yaml: stack("'files:/data'", "files: {name: shop_data}") },
    { name: "a variable decides", base: BASE, yaml: stack("'data:/data'", "data: {name: '${NAME}'}") },
    { name: "another program", base: BASE, yaml: stack("'pg:/data'", "pg: ", "acme/app:1") },
    { name: "a cache", base: stack("'one:/var/cache'", "one: "), yaml: stack("'two:/var/cache'", "two: ") },
    {
      name: "an image that keeps nothing",
      base: stack("'one:/srv'", "one: ", "nginx:1"),
      yaml: stack("'two:/srv'", "two: ", "nginx:1"),
    },
    { name: "read-only", base: stack("'one:/srv:ro'", "one: "), yaml: stack("'two:/srv:ro'", "two: ") },
    {
      name: "two volumes change places in the file",
      base: stack("'one:/data', 'two:/b'", "one: , two: "),
      yaml: stack("'two:/b', 'one:/data'", "two: , one: "),
    },
    {
      name: "one server, another key",
      base: stack("'data:/data'", `data: ${NFS}`),
      yaml: stack("'files:/data'", `files: ${NFS}`),
    },
    { name: "an anonymous volume before", base: stack("'/data'", ""), yaml: BASE },
  ],
  invalid: [
    {
      name: "another key",
      base: BASE,
      yaml: stack("⟦'files:/data'⟧", "files: "),
      findings: [
        {
          severity: "error",
          message:
            "When this change is deployed, `a` gets the volume `files` at `/data` in place of the volume `data`. Docker makes the new one empty, so the service starts without its data. The volume `data` is left as it is",
          help: "keep the volume `data`, or give the new key the old name (`name:` with the stack's name in front)",
          service: "a",
          volume: "files",
        },
      ],
    },
    {
      name: "a name where there was none",
      stackName: "shop",
      base: BASE,
      yaml: stack("'data:/data'", "data: {name: ⟦data⟧}"),
      findings: [
        {
          severity: "error",
          message: "`a` gets the volume `data` at `/data` in place of the volume `shop_data`",
          help: "keep the volume `shop_data`",
          service: "a",
          volume: "data",
        },
      ],
    },
    {
      name: "another stack name",
      stackName: "shop",
      baseStackName: "store",
      base: BASE,
      yaml: stack("⟦'data:/data'⟧", "data: "),
      findings: [
        {
          severity: "error",
          message: "the volume `shop_data` at `/data` in place of the volume `store_data`",
          service: "a",
          volume: "data",
        },
      ],
    },
    {
      name: "external now: it may hold the data",
      base: BASE,
      yaml: stack("'data:/data'", "⟦data⟧: {external: true}"),
      findings: [
        {
          severity: "warning",
          message:
            "When this change is deployed, `a` gets the external volume `data` at `/data` in place of the volume `STACK_data`, which this stack makes. Unless somebody copied the data there before",
          help: "leave out `external: true`, or give the external volume the old name (`name:` with the stack's name in front)",
          service: "a",
          volume: "data",
        },
      ],
    },
    {
      name: "not external any more: the stack makes another one",
      base: stack("'data:/data'", "data: {external: true}"),
      yaml: stack("'data:/data'", "⟦data⟧: "),
      findings: [
        {
          severity: "error",
          message:
            "When this change is deployed, `a` gets the volume `STACK_data`, which this stack makes, at `/data` in place of the external volume `data`. Docker makes the new one empty, so the service starts without its data. The volume `data` is left as it is",
          help: "leave `external: true` with the old name, or write `name: data`. Otherwise",
          service: "a",
          volume: "data",
        },
      ],
    },
    {
      name: "not external any more, in a stack of a known name",
      stackName: "shop",
      base: stack("'pg:/data'", "pg: {external: true, name: prod-data}"),
      yaml: stack("⟦'data:/data'⟧", "data: "),
      findings: [
        {
          severity: "error",
          message:
            "gets the volume `shop_data`, which this stack makes, at `/data` in place of the external volume `prod-data`",
          help: "or write `name: prod-data`",
          service: "a",
          volume: "data",
        },
      ],
    },
    {
      name: "to a server",
      base: BASE,
      yaml: stack("⟦'files:/data'⟧", `files: ${NFS}`),
      findings: [{ severity: "warning", message: "Unless somebody copied the data", service: "a", volume: "files" }],
    },
    {
      name: "to a host path",
      base: BASE,
      yaml: stack("⟦'/srv/redis:/data'⟧", ""),
      findings: [
        {
          severity: "warning",
          message: "`a` gets `/srv/redis` at `/data` in place of the volume `data`",
          service: "a",
        },
      ],
    },
    {
      name: "from a host path",
      base: stack("'./redis:/data'", ""),
      yaml: stack("⟦'data:/data'⟧", "data: "),
      findings: [
        {
          severity: "error",
          message: "in place of `./redis`",
          help: "Keep the old path",
          service: "a",
          volume: "data",
        },
      ],
    },
    {
      name: "in a file that was renamed",
      base: { "old/stack.yml": BASE },
      renames: { "old/stack.yml": "stack.yml" },
      yaml: stack("⟦{type: volume, source: files, target: /data}⟧", "files: "),
      findings: [{ severity: "error", message: "the volume `files`", service: "a", volume: "files" }],
    },
  ],
});
