import { testRule } from "./harness.ts";

/** A service `a` with constraints. */
const service = (...constraints: readonly string[]): string =>
  `services:\n  a: {image: 'acme/app:1', deploy: {placement: {constraints: [${constraints.join(", ")}]}}}\n`;
const PENDING = 'so no node fits and the task stays pending ("no suitable node"). The deploy itself says nothing.';
const KEY = "`a` never runs: Swarm does not know the key of this constraint,";
const ssd = new Map([["disk", "ssd"]]);
const NODES = [
  { hostname: "m1", role: "manager", labels: new Map(), zone: undefined },
  { hostname: "w1", role: "worker", labels: ssd, zone: undefined },
  { hostname: "w2", role: "worker", labels: ssd, zone: undefined },
] as const;
const ROLE = "`a` never runs: this constraint asks for a role that does not exist,";

testRule("constraint-never-met", {
  valid: [
    { name: "no constraints", yaml: service() },
    {
      name: "every known key",
      yaml: service(
        "'node.id == x'",
        "'node.hostname == a'",
        "'node.ip == 10.0.0.1'",
        "'node.role == manager'",
        "'node.platform.os == linux'",
        "'node.platform.arch == x86_64'",
        "'node.labels.disk == ssd'",
        "'engine.labels.disk == ssd'",
      ),
    },
    { name: "keys and roles in other cases", yaml: service("'Node.HostName == a'", "'NODE.ROLE == Worker'") },
    { name: "not a role", yaml: service("'node.role != manager'") },
    { name: "not a role that does not exist", yaml: service("'node.role != master'") },
    { name: "one value twice", yaml: service("'node.hostname == a'", "'node.hostname == a'") },
    { name: "one value twice, in another case", yaml: service("'node.hostname == a'", "'NODE.HOSTNAME == A'") },
    { name: "two values that are not wanted", yaml: service("'node.hostname != a'", "'node.hostname != b'") },
    { name: "one that is wanted and one that is not", yaml: service("'node.hostname == a'", "'node.hostname != b'") },
    {
      name: "a label that a node of the list carries",
      facts: { nodeList: NODES },
      yaml: service("'node.labels.disk == ssd'"),
    },
    {
      name: "labels that no node states",
      facts: { nodeList: [{ ...NODES[0], labels: undefined }] },
      yaml: service("'node.labels.disk == ssd'"),
    },
    { name: "two labels", yaml: service("'node.labels.a == 1'", "'node.labels.b == 2'") },
    { name: "two labels that differ in case", yaml: service("'node.labels.zone == a'", "'node.labels.Zone == b'") },
    {
      name: "a label of the node and one of the engine",
      yaml: service("'node.labels.a == 1'", "'engine.labels.a == 2'"),
    },
    { name: "an address in a subnet", yaml: service("'node.ip == 10.0.0.0/24'", "'node.ip == 10.0.0.7'") },
    { name: "two subnets", yaml: service("'node.ip == 10.0.0.0/8'", "'node.ip == 10.1.0.0/16'") },
    {
      name: "from variables",
      yaml: service("'${KEY} == a'", "'node.hostname == ${ONE}'", "'node.hostname == ${TWO}'"),
    },
    { name: "one value from a variable", yaml: service("'node.hostname == a'", "'node.hostname == ${TWO}'") },
    { name: "replicas: 0", yaml: service("'node.name == a'").replace("deploy: {", "deploy: {replicas: 0, ") },
    { name: "no operator: constraint-invalid speaks", rejected: ["constraint-invalid"], yaml: service("node.name") },
    { name: "no key: constraint-invalid speaks", rejected: ["constraint-invalid"], yaml: service("'no de == a'") },
    { name: "no value: constraint-invalid speaks", rejected: ["constraint-invalid"], yaml: service("'node.name == '") },
  ],
  invalid: [
    {
      name: "an unknown key",
      yaml: `
        services:
          db:
            image: postgres:16
            deploy:
              placement:
                constraints:
                  - node.role == worker
                  - ⟦node.name == node1⟧
      `,
      findings: [
        {
          severity: "error",
          message: `\`db\` never runs: Swarm does not know the key of this constraint, ${PENDING}`,
          help: "Use a key that Swarm knows: `node.hostname`, `node.id`, `node.ip`, `node.role`, `node.platform.os`, `node.platform.arch`, `node.labels.*` or `engine.labels.*`.",
          service: "db",
        },
      ],
    },
    {
      name: "an unknown key that is not wanted",
      yaml: service("⟦'node.name != a'⟧"),
      findings: [{ severity: "error", message: KEY, service: "a" }],
    },
    {
      name: "a label without its prefix",
      yaml: service("⟦'labels.disk == ssd'⟧"),
      findings: [{ severity: "error", message: KEY, service: "a" }],
    },
    {
      name: "one label too few letters",
      yaml: service("⟦'node.label.disk == ssd'⟧"),
      findings: [{ severity: "error", message: KEY, service: "a" }],
    },
    {
      name: "a label without a name",
      yaml: service("⟦'node.labels. == ssd'⟧"),
      findings: [{ severity: "error", message: KEY, service: "a" }],
    },
    {
      name: "a platform's other key",
      yaml: service("⟦'node.platform.version == 1'⟧"),
      findings: [{ severity: "error", message: KEY, service: "a" }],
    },
    {
      name: "two unknown keys: the first is shown",
      yaml: service("⟦'node.name == a'⟧", "'node.city == b'"),
      findings: [{ severity: "error", message: KEY, service: "a" }],
    },
    {
      name: "a role that does not exist",
      yaml: service("⟦'node.role == master'⟧"),
      findings: [
        { severity: "error", message: `${ROLE} ${PENDING}`, help: "Write `manager` or `worker`.", service: "a" },
      ],
    },
    {
      name: "two host names",
      yaml: service("'node.hostname == a'", "⟦'node.hostname == b'⟧"),
      findings: [
        {
          severity: "error",
          message: `\`a\` never runs: two constraints ask for two different values of \`node.hostname\`, ${PENDING}`,
          help: "Remove one of the two.",
          service: "a",
        },
      ],
    },
    {
      name: "two host names in other cases",
      yaml: service("'node.hostname == a'", "⟦'Node.Hostname == B'⟧"),
      findings: [{ severity: "error", message: "`Node.Hostname`", service: "a" }],
    },
    {
      name: "both roles",
      yaml: service("'node.role == manager'", "⟦'node.role == worker'⟧"),
      findings: [{ severity: "error", message: "`node.role`", service: "a" }],
    },
    {
      name: "two values of a label",
      yaml: service("'node.labels.zone == a'", "⟦'Node.Labels.zone == b'⟧"),
      findings: [{ severity: "error", message: "`Node.Labels.zone`", service: "a" }],
    },
    {
      name: "two addresses",
      yaml: service("'node.ip == 10.0.0.1'", "⟦'node.ip == 10.0.0.2'⟧"),
      findings: [{ severity: "error", message: "`node.ip`", service: "a" }],
    },
    {
      name: "two platforms",
      yaml: service("'node.platform.os == linux'", "⟦'node.platform.OS == windows'⟧"),
      findings: [{ severity: "error", message: "two different values", service: "a" }],
    },
    {
      name: "no node of the list",
      facts: { nodeList: NODES },
      yaml: service("'node.role == worker'", "⟦'node.labels.disk == hdd'⟧"),
      findings: [
        {
          severity: "error",
          message: `\`a\` never runs: none of the 3 nodes in the configuration meets this constraint, ${PENDING}`,
          help: "Correct the constraint, or the nodes under `cluster` in the configuration.",
          service: "a",
        },
      ],
    },
    {
      name: "no node of the list meets both",
      facts: { nodeList: NODES },
      yaml: service("'node.role == manager'", "⟦'node.labels.disk == ssd'⟧"),
      findings: [{ severity: "error", message: "together with the constraints above it, so", service: "a" }],
    },
    {
      name: "all nodes of the list are excluded",
      facts: { nodeList: NODES },
      yaml: service("'node.role != manager'", "'node.hostname != w1'", "⟦'node.hostname != w2'⟧"),
      findings: [{ severity: "error", message: "none of the 3 nodes", service: "a" }],
    },
    {
      name: "global",
      yaml: service("⟦'node.name == a'⟧").replace("deploy: {", "deploy: {mode: global, "),
      findings: [{ severity: "error", message: KEY, service: "a" }],
    },
    {
      name: "one node",
      facts: { nodes: 1 },
      yaml: service("⟦'node.name == a'⟧"),
      findings: [{ severity: "error", message: KEY, service: "a" }],
    },
    {
      name: "a variable that is set",
      variables: { KEY: "node.name" },
      yaml: service("⟦'${KEY} == a'⟧"),
      findings: [{ severity: "error", message: KEY, service: "a" }],
    },
    {
      name: "through an alias",
      yaml: `
        x-pin: &pin node.name == a
        services:
          a:
            image: acme/app:1
            deploy: {placement: {constraints: [⟦*pin⟧]}}
      `,
      findings: [{ severity: "error", message: KEY, service: "a", anchor: "pin" }],
    },
    {
      name: "through a merge key above",
      yaml: `
        x-deploy: &deploy {placement: {constraints: [node.name == a]}}
        services:
          a:
            image: acme/app:1
            deploy: {<<: ⟦*deploy⟧, replicas: 2}
      `,
      findings: [{ severity: "error", message: KEY, service: "a", anchor: "deploy" }],
    },
    {
      name: "another file asks for another node",
      yaml: { "stack.yml": service("'node.hostname == a'"), "test.yml": service("⟦'node.hostname == b'⟧") },
      findings: [{ severity: "error", message: "`node.hostname`", service: "a" }],
    },
  ],
});
