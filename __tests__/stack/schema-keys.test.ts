import { describe, expect, it } from "vitest";
import { validateStack } from "../../src/stack/schema.ts";
import { plain, stackWith } from "./stack-data.ts";

const NEWEST = "3.13";
const REFUSES = "deploy refuses the file.";

/** The only violation of a stack with this value, as [path, key or value, message, help]. */
function violationsOf(path: string, value: unknown, version = NEWEST): unknown[] {
  return validateStack(plain(stackWith(path, value)), version).map((found) => [
    found.path.join("/"),
    found.at,
    found.message,
    found.help,
  ]);
}

describe("validateStack refuses a key", () => {
  const known = (...keys: string[]) => `Known here: ${keys.map((key) => `\`${key}\``).join(", ")}.`;
  const cases: [path: string, container: string, help: string | undefined][] = [
    [
      "name",
      "the top level of a stack file",
      "Remove it: the stack's name is the last argument of `docker stack deploy`.",
    ],
    ["include", "the top level of a stack file", "Give deploy several files: `-c base.yml -c more.yml`."],
    ["service", "the top level of a stack file", "Did you mean `services`?"],
    ["image", "the top level of a stack file", "Put it into a service, under `services`."],
    [
      "whatever",
      "the top level of a stack file",
      known("version", "services", "networks", "volumes", "secrets", "configs"),
    ],
    [
      "services.a.profiles",
      "a service",
      "Swarm has no profiles: it deploys every service. Move this one to a stack file of its own.",
    ],
    ["services.a.cpus", "a service", 'Write `deploy.resources.limits.cpus`, as text: `"0.5"`.'],
    ["services.a.mem_reservation", "a service", "Write `deploy.resources.reservations.memory`."],
    ["services.a.scale", "a service", "Write `deploy.replicas`."],
    ["services.a.replicas", "a service", "Put it under `deploy`."],
    ["services.a.conatiner_name", "a service", "Did you mean `container_name`?"],
    ["services.a.toString", "a service", undefined],
    ["services.a.__proto__x", "a service", undefined],
    ["services.a.deploy.image", "`deploy`", "Put it into the service itself, beside `deploy`."],
    ["services.a.deploy.constraints", "`deploy`", "Put it under `placement`."],
    [
      "services.a.deploy.x-mine",
      "`deploy`",
      known(
        "endpoint_mode",
        "labels",
        "mode",
        "placement",
        "replicas",
        "resources",
        "restart_policy",
        "rollback_config",
        "update_config",
      ),
    ],
    ["services.a.deploy.resources.limits.memmory", "`deploy.resources.limits`", "Did you mean `memory`?"],
    [
      "services.a.deploy.resources.reservations.devices",
      "`deploy.resources.reservations`",
      expect.stringContaining("generic_resources") as unknown as string,
    ],
    [
      "services.a.deploy.update_config.wait",
      "`deploy.update_config`",
      known("delay", "failure_action", "max_failure_ratio", "monitor", "order", "parallelism"),
    ],
    ["services.a.ports.0.host_ip", "an entry of `ports`", expect.stringContaining("firewall") as unknown as string],
    ["services.a.networks.n.mac_address", "`networks.n`", "Remove it: Swarm assigns addresses itself."],
    ["services.a.logging.level", "`logging`", known("driver", "options")],
    ["networks.d.driver_opt", "a network", "Did you mean `driver_opts`?"],
    ["networks.d.external.nam", "`external`", "Did you mean `name`?"],
    [
      "networks.d.ipam.config.0.gateway",
      "an entry of `ipam.config`",
      "Only `subnet` is read. Make the network by hand and declare it `external`.",
    ],
    ["volumes.d.labells", "a volume", "Did you mean `labels`?"],
    [
      "secrets.d.environment",
      "a secret",
      "Swarm reads the value from `file`, or finds it in the cluster with `external: true`.",
    ],
    [
      "configs.d.content",
      "a config",
      "Swarm reads the value from `file`, or finds it in the cluster with `external: true`.",
    ],
  ];
  it.each(cases)("%s", (path, container, help) => {
    const key = path.split(".").at(-1);
    const message = `\`${key}\` is not a key of ${container}; ${REFUSES}`;
    expect(violationsOf(path, "secret")).toEqual([[path.replaceAll(".", "/"), "key", message, help]]);
  });

  it("a service at the top level, as in files without version", () => {
    expect(violationsOf("web", { image: "x" })).toEqual([
      [
        "web",
        "key",
        `\`web\` is not a key of the top level of a stack file; ${REFUSES}`,
        "Services belong under the top-level `services`.",
      ],
    ]);
  });

  it.each([
    ["services.my app", "service"],
    ["networks.n", undefined],
    ["volumes.é", "volume"],
    ["secrets.a/b", "secret"],
    ["configs.a~b", "config"],
    ["services.a.networks.my net", "network"],
  ])("%s, by its name", (path, what) => {
    const name = path.split(".").at(-1);
    const help = "Use letters, digits, `.`, `_` and `-` only.";
    const violation = [
      path.replaceAll(".", "/"),
      "key",
      `\`${name}\` cannot be the name of a ${what}; ${REFUSES}`,
      help,
    ];
    expect(violationsOf(path, {})).toEqual(what ? [violation] : []);
  });

  it("without a name", () => {
    expect(violationsOf("services.a.environment", { "": "secret" })).toEqual([
      ["services/a/environment/", "key", `\`environment\` has an entry without a name; ${REFUSES}`, undefined],
    ]);
  });

  it("even a key that plain objects have by themselves", () => {
    const stack = plain(JSON.parse('{"services": {"a": {"image": "x", "__proto__": {"image": "y"}}}}'));
    expect(validateStack(stack, NEWEST).map(({ path, at }) => [path, at])).toEqual([
      [["services", "a", "__proto__"], "key"],
    ]);
  });
});
