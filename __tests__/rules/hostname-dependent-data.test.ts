import { testRule } from "./harness.ts";

const stack = (image: string, target: string, rest = ""): string =>
  `services:\n  mq: {image: '${image}', volumes: ['data:${target}']${rest}}\nvolumes: {data: }\n`;
const RABBIT = "/var/lib/rabbitmq";
const marked = (text: string): string => text.replace(/'data:[^']*'/, "⟦$&⟧");

testRule("hostname-dependent-data", {
  valid: [
    { name: "a host name", yaml: stack("rabbitmq:4", RABBIT, ", hostname: rabbit") },
    { name: "a host name for each slot", yaml: stack("rabbitmq:4", RABBIT, ", hostname: 'rabbit-{{.Task.Slot}}'") },
    { name: "a host name for each node", yaml: stack("rabbitmq:4", RABBIT, ", hostname: '{{.Node.Hostname}}'") },
    { name: "a host name from a variable", yaml: stack("rabbitmq:4", RABBIT, ", hostname: '${NAME}'") },
    { name: "a node name", yaml: stack("rabbitmq:4", RABBIT, ", environment: {RABBITMQ_NODENAME: rabbit@localhost}") },
    {
      name: "a node name from the environment",
      yaml: stack("rabbitmq:4", RABBIT, ", environment: [RABBITMQ_NODENAME]"),
    },
    {
      name: "Bitnami's image, which has a fixed name",
      yaml: stack("bitnami/rabbitmq:3.12", "/bitnami/rabbitmq/mnesia"),
    },
    { name: "an engine that does not do so", yaml: stack("redis:7", "/data") },
    { name: "no volume: stateful-no-volume speaks", yaml: "services: {mq: {image: 'rabbitmq:4'}}\n" },
    {
      name: "an anonymous volume: anonymous-volume speaks",
      yaml: "services: {mq: {image: 'rabbitmq:4', volumes: [/var/lib/rabbitmq]}}\n",
    },
    {
      name: "EMQX with a node name",
      yaml: stack("emqx:5", "/opt/emqx/data", ", environment: {EMQX_NODE_NAME: a@b.c}"),
    },
  ],
  invalid: [
    {
      name: "RabbitMQ without a host name",
      yaml: marked(stack("rabbitmq:4-management", RABBIT)),
      findings: [
        {
          severity: "error",
          message:
            "RabbitMQ calls the directory of its data after the container's host name, and Swarm gives every task of `mq` a new one. After each update, restart or move it starts empty beside its old data in `/var/lib/rabbitmq`.",
          help: "Write `hostname: mq`.",
          service: "mq",
          volume: "data",
        },
      ],
    },
    {
      name: "a host name with the task's id",
      yaml: marked(stack("rabbitmq:4", RABBIT, ", hostname: 'rabbit-{{.Task.ID}}'")),
      findings: [{ severity: "error", message: "RabbitMQ calls the directory", service: "mq", volume: "data" }],
    },
    {
      name: "an env_file may set it",
      yaml: marked(stack("rabbitmq:4", RABBIT, ", env_file: [a.env]")),
      findings: [{ severity: "warning", message: "RabbitMQ calls the directory", service: "mq", volume: "data" }],
    },
    {
      name: "network storage is no help",
      yaml: marked(stack("rabbitmq:4", RABBIT)).replace(
        "data: }",
        "data: {driver_opts: {type: nfs, o: 'addr=10.0.0.5', device: ':/q'}}}",
      ),
      findings: [{ severity: "error", message: "starts empty beside its old data", service: "mq", volume: "data" }],
    },
    {
      name: "EMQX goes by the address, and a host name is no help",
      yaml: marked(stack("emqx/emqx:5.8", "/opt/emqx/data", ", hostname: emqx")),
      findings: [
        {
          severity: "error",
          message: "after the container's address",
          help: "Set `EMQX_NODE__NAME`",
          service: "mq",
          volume: "data",
        },
      ],
    },
  ],
});
