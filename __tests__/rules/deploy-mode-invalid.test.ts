import { type ExpectedFinding, testRule } from "./harness.ts";

const UNKNOWN: ExpectedFinding = {
  severity: "error",
  message: "Docker does not know this deploy mode; deploy refuses the stack.",
  help: "Use `replicated`, `global`, `replicated-job` or `global-job`.",
  service: "app",
};
const replicas = (mode: string, instead: string): ExpectedFinding => ({
  severity: "error",
  message: `A service with \`mode: ${mode}\` cannot have \`replicas\`; deploy refuses the stack.`,
  help: `Remove \`replicas\`, or set \`mode: ${instead}\`.`,
  service: "app",
});
const deploy = (keys: string): string => `services: {app: {image: 'acme/app:1', deploy: {${keys}}}}\n`;

testRule("deploy-mode-invalid", {
  valid: [
    { name: "no mode", yaml: deploy("replicas: 2") },
    { name: "an empty mode", yaml: deploy("mode: '', replicas: 2") },
    { name: "replicated", yaml: deploy("mode: replicated, replicas: 2") },
    { name: "a job", yaml: deploy("mode: replicated-job, replicas: 2") },
    { name: "global", yaml: deploy("mode: global") },
    { name: "a global job", yaml: deploy("mode: global-job") },
    { name: "a mode that is not known", yaml: deploy("mode: '${MODE}', replicas: 2") },
    { name: "a mode from a variable", variables: { MODE: "global" }, yaml: deploy("mode: '${MODE}'") },
    {
      name: "a mode of another type is told by another rule",
      rejected: ["schema-invalid"],
      yaml: deploy("mode: [global], replicas: 2"),
    },
    {
      name: "a second file that changes the mode",
      yaml: { "stack.yml": deploy("mode: global"), "more.yml": deploy("mode: replicated, replicas: 2") },
    },
    {
      name: "an unknown mode that a second file replaces",
      yaml: { "stack.yml": deploy("mode: Global"), "more.yml": deploy("mode: global") },
    },
    {
      name: "replicas of a global service that a second file makes replicated",
      yaml: { "stack.yml": deploy("mode: global, replicas: 2"), "more.yml": deploy("mode: replicated") },
    },
  ],
  invalid: [
    { name: "a mode that does not exist", yaml: deploy("mode: ⟦daemonset⟧"), findings: [UNKNOWN] },
    { name: "a mode in capitals", yaml: deploy("mode: ⟦Global⟧"), findings: [UNKNOWN] },
    {
      name: "a mode from a variable that does not exist",
      variables: { MODE: "single" },
      yaml: deploy("mode: ⟦'${MODE}'⟧"),
      findings: [UNKNOWN],
    },
    {
      name: "an unknown mode with replicas is told once",
      yaml: deploy("mode: ⟦everywhere⟧, replicas: 2"),
      findings: [UNKNOWN],
    },
    {
      name: "global with replicas",
      yaml: deploy("mode: global, replicas: ⟦2⟧"),
      findings: [replicas("global", "replicated")],
    },
    {
      name: "global with no replicas wanted",
      yaml: deploy("mode: global, replicas: ⟦0⟧"),
      findings: [replicas("global", "replicated")],
    },
    {
      name: "a global job with replicas",
      yaml: deploy("replicas: ⟦1⟧, mode: global-job"),
      findings: [replicas("global-job", "replicated-job")],
    },
    {
      name: "a number that is not known: any is refused",
      yaml: deploy("mode: global, replicas: ⟦'${N}'⟧"),
      findings: [replicas("global", "replicated")],
    },
    {
      name: "replicas in a second file",
      yaml: { "stack.yml": deploy("mode: global"), "more.yml": "services: {app: {deploy: {replicas: ⟦2⟧}}}\n" },
      findings: [replicas("global", "replicated")],
    },
    {
      name: "a mode in a second file",
      yaml: { "stack.yml": deploy("replicas: ⟦2⟧"), "more.yml": "services: {app: {deploy: {mode: global}}}\n" },
      findings: [replicas("global", "replicated")],
    },
    {
      name: "through a merge key, once for all its services",
      yaml: "x-deploy: &deploy {mode: ⟦all⟧}\nservices: {app: {image: 'acme/app:1', deploy: *deploy}, web: {image: 'acme/app:1', deploy: {<<: *deploy, endpoint_mode: vip}}}\n",
      findings: [UNKNOWN],
    },
    {
      name: "two services",
      yaml: "services: {app: {image: 'acme/app:1', deploy: {mode: ⟦a⟧}}, web: {image: 'acme/app:1', deploy: {mode: ⟦b⟧}}}\n",
      findings: [UNKNOWN, { ...UNKNOWN, service: "web" }],
    },
  ],
});
