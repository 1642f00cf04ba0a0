import { testRule } from "./harness.ts";

const stack = (constraint: string, mounts = "'data:/data'", volume = "", image = "redis:7"): string =>
  `services:\n  a: {image: '${image}', volumes: [${mounts}], deploy: {placement: {constraints: [${constraint}]}}}\nvolumes: {data: ${volume}}\n`;
const PIN = "⟦'node.hostname == one'⟧";

testRule("pinned-no-failover", {
  valid: [
    { name: "not pinned", yaml: stack("") },
    { name: "a label", yaml: stack("'node.labels.disk == ssd'") },
    { name: "one node", facts: { nodes: 1 }, yaml: stack("'node.hostname == one'") },
    {
      name: "network storage",
      yaml: stack("'node.hostname == one'", undefined, "{driver_opts: {type: nfs, o: 'addr=10.0.0.5', device: ':/a'}}"),
    },
    { name: "a cache", yaml: stack("'node.hostname == one'", "'data:/var/cache/a'", "", "acme/a:1") },
    { name: "an image that keeps nothing", yaml: stack("'node.hostname == one'", "'data:/srv'", "", "nginx:1") },
    {
      name: "settings",
      yaml: stack("'node.hostname == one'", "'/srv/app.conf:/etc/app.conf', '/srv/geo.mmdb:/geo.mmdb'", "", "acme/a:1"),
    },
    { name: "no mount", yaml: stack("'node.hostname == one'", "", "", "acme/a:1") },
  ],
  invalid: [
    {
      name: "a volume",
      yaml: stack(PIN),
      findings: [
        {
          severity: "note",
          message:
            "`a` waits while its node is down or drained, and comes back with its data. If the node's disk is lost, so is the data.",
          help: "backups on another machine",
          service: "a",
          volume: "data",
        },
      ],
    },
    {
      name: "several mounts: once, about the data",
      yaml: stack(PIN, "'/srv/x:/x', 'data:/data', '/srv/y:/y'"),
      findings: [{ severity: "note", message: "`a` waits", service: "a", volume: "data" }],
    },
    {
      name: "two nodes: once each",
      yaml: stack(PIN).replace(
        "volumes: {data",
        "  b: {image: 'acme/b:1', volumes: ['/srv/b:/b'], deploy: {placement: {constraints: [⟦'node.id == x'⟧]}}}\nvolumes: {data",
      ),
      findings: [
        { severity: "note", message: "`a` waits", service: "a", volume: "data" },
        { severity: "note", message: "`b` waits", service: "b" },
      ],
    },
    {
      name: "several services of one node: once",
      yaml: `services:\n${["a", "b", "c", "d", "e"]
        .map((name) => {
          const pin = name === "a" ? PIN : "'node.hostname == one'";
          return `  ${name}: {image: 'acme/${name}:1', volumes: ['/srv/${name}:/x'], deploy: {placement: {constraints: [${pin}]}}}\n`;
        })
        .join("")}`,
      findings: [
        { severity: "note", message: "`a`, `b`, `c` and 2 more services wait while their node is down", service: "a" },
      ],
    },
    {
      name: "two services of one node",
      yaml: `x-d: &d {placement: {constraints: [node.hostname == one]}}\nservices:\n  a: {image: 'acme/a:1', volumes: ['/srv/a:/x'], deploy: ⟦*d⟧}\n  b: {image: 'acme/b:1', volumes: ['/srv/b:/x'], deploy: *d}\n`,
      findings: [{ severity: "note", message: "`a` and `b` wait while their node", service: "a", anchor: "d" }],
    },
  ],
});
