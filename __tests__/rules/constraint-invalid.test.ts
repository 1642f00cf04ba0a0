import { testRule } from "./harness.ts";

/** A service `a` with constraints. */
const service = (...constraints: readonly string[]): string =>
  `services:\n  a: {image: 'acme/app:1', deploy: {placement: {constraints: [${constraints.join(", ")}]}}}\n`;
const STOPS = "The engine refuses the service, and the deploy stops there.";
const NO_OPERATOR = `This constraint has no \`==\` or \`!=\`. ${STOPS}`;
const BAD_KEY = `The left side of this constraint is not a key such as \`node.hostname\`. ${STOPS}`;
const BAD_VALUE = `The right side of this constraint is empty or holds a character that is not allowed. ${STOPS}`;

testRule("constraint-invalid", {
  valid: [
    { name: "no constraints", yaml: service() },
    { name: "equal", yaml: service("'node.hostname == node1'") },
    { name: "without spaces", yaml: service("'node.hostname==node1'") },
    { name: "with more spaces", yaml: service("'  node.hostname   ==   node1  '") },
    { name: "not equal", yaml: service("'node.role != manager'") },
    { name: "labels", yaml: service("'node.labels.com.example.disk-type == ssd_1'", "'engine.labels.a == b'") },
    { name: "a key with capitals and an underscore", yaml: service("'_Node.Hostname == a'") },
    { name: "a value with every sign that is allowed", yaml: service("'node.labels.a == [a-b]+c*(n|b)/^$$?.:_\\'") },
    { name: "a space in the value", yaml: service("'node.labels.room == server room'") },
    { name: "a subnet", yaml: service("'node.ip == 10.0.0.0/24'") },
    { name: "an address of IPv6", yaml: service("'node.ip == 2001:db8::2'") },
    { name: "a known form that no node meets: constraint-never-met speaks", yaml: service("'node.name == a'") },
    {
      name: "from a variable",
      yaml: service("'${CONSTRAINT}'", "'node.hostname == ${HOST}'", "'${KEY} == a'", "'node.hostname ${IS} a'"),
    },
    { name: "a variable that is set", variables: { HOST: "node1" }, yaml: service("'node.hostname == ${HOST}'") },
    {
      name: "a default",
      unsetVariables: "empty",
      yaml: service("'node.hostname == ${HOST:-node1}'"),
    },
  ],
  invalid: [
    {
      name: "one equals sign",
      yaml: `
        services:
          db:
            image: postgres:16
            deploy:
              placement:
                constraints:
                  - ⟦node.hostname = node1⟧
      `,
      findings: [
        {
          severity: "error",
          message: NO_OPERATOR,
          help: "Write `node.hostname == name`, `node.labels.key == value` or the same with `!=`.",
          service: "db",
        },
      ],
    },
    {
      name: "no operator",
      yaml: service("⟦node.hostname⟧"),
      findings: [{ severity: "error", message: NO_OPERATOR, service: "a" }],
    },
    {
      name: "another operator",
      yaml: service("⟦'node.hostname =~ node.*'⟧"),
      findings: [{ severity: "error", message: NO_OPERATOR, service: "a" }],
    },
    {
      name: "an empty text",
      yaml: service("⟦''⟧"),
      findings: [{ severity: "error", message: NO_OPERATOR, service: "a" }],
    },
    {
      name: "no key",
      yaml: service("⟦'== node1'⟧"),
      findings: [{ severity: "error", message: BAD_KEY, service: "a" }],
    },
    {
      name: "a key of one letter",
      yaml: service("⟦'a == node1'⟧"),
      findings: [{ severity: "error", message: BAD_KEY, service: "a" }],
    },
    {
      name: "a key that starts with a number",
      yaml: service("⟦'1node == a'⟧"),
      findings: [{ severity: "error", message: BAD_KEY, service: "a" }],
    },
    {
      name: "a space in the key",
      yaml: service("⟦'node hostname == a'⟧"),
      findings: [{ severity: "error", message: BAD_KEY, service: "a" }],
    },
    {
      name: "a slash in the key",
      yaml: service("⟦'node.labels.example.org/disk == ssd'⟧"),
      findings: [{ severity: "error", message: BAD_KEY, service: "a" }],
    },
    {
      name: "no value",
      yaml: service("⟦'node.hostname =='⟧"),
      findings: [{ severity: "error", message: BAD_VALUE, service: "a" }],
    },
    {
      name: "a value of spaces",
      yaml: service("⟦'node.hostname !=   '⟧"),
      findings: [{ severity: "error", message: BAD_VALUE, service: "a" }],
    },
    {
      name: "three equals signs",
      yaml: service("⟦'node.hostname === a'⟧"),
      findings: [{ severity: "error", message: BAD_VALUE, service: "a" }],
    },
    {
      name: "quotes in the value",
      yaml: service("⟦'node.hostname == \"a\"'⟧"),
      findings: [
        {
          severity: "error",
          message:
            "The quotes are a part of this constraint's right side, and are not allowed there. The engine refuses the service",
          service: "a",
        },
      ],
    },
    {
      name: "a comma",
      yaml: service("⟦'node.hostname == a,b'⟧"),
      findings: [{ severity: "error", message: BAD_VALUE, service: "a" }],
    },
    {
      name: "an empty variable",
      unsetVariables: "empty",
      yaml: service("⟦'node.hostname == ${HOST}'⟧"),
      findings: [{ severity: "error", message: BAD_VALUE, service: "a" }],
    },
    {
      name: "each one that is wrong",
      yaml: service("⟦a⟧", "'node.id == x'", "⟦b⟧"),
      findings: [
        { severity: "error", message: NO_OPERATOR, service: "a" },
        { severity: "error", message: NO_OPERATOR, service: "a" },
      ],
    },
    {
      name: "replicas: 0 is refused as well",
      yaml: "services:\n  a: {image: 'acme/app:1', deploy: {replicas: 0, placement: {constraints: [⟦nonsense⟧]}}}\n",
      findings: [{ severity: "error", message: NO_OPERATOR, service: "a" }],
    },
    {
      name: "through an alias",
      yaml: `
        x-pin: &pin nonsense
        services:
          a:
            image: acme/app:1
            deploy: {placement: {constraints: [⟦*pin⟧]}}
      `,
      findings: [{ severity: "error", message: NO_OPERATOR, service: "a", anchor: "pin" }],
    },
    {
      name: "through an alias above, in two services",
      yaml: `
        x-placement: &placement {constraints: [nonsense]}
        services:
          a: {image: "acme/app:1", deploy: {placement: ⟦*placement⟧}}
          b: {image: "acme/app:1", deploy: {placement: ⟦*placement⟧}}
      `,
      findings: [
        { severity: "error", message: NO_OPERATOR, service: "a", anchor: "placement" },
        { severity: "error", message: NO_OPERATOR, service: "b", anchor: "placement" },
      ],
    },
    {
      name: "in the second file, which adds to the first",
      yaml: { "stack.yml": service("'node.id == x'"), "more.yml": service("⟦nonsense⟧") },
      findings: [{ severity: "error", message: NO_OPERATOR, service: "a" }],
    },
  ],
});
