import { describe, expect, it } from "vitest";
import { decideTarget } from "../../src/stack/target.ts";
import { rootOf } from "./reading.ts";

const decide = (text: string, ...paths: readonly string[]) => decideTarget(paths, [rootOf(text)]);
const swarm = (reason: string) => ({ target: "swarm", reason });
const compose = (reason: string) => ({ target: "compose", reason });
const NOTHING = swarm("nothing in it is refused by `docker stack deploy`'s format");

describe("decideTarget", () => {
  it.each([
    ["docker-stack.yml", "stack"],
    ["a/b/my-STACKS.yaml", "stack"],
    ["Swarm.yml", "swarm"],
    ["swarm-stack.yml", "swarm"],
  ])("goes by the file name %s, whatever is in it", (path, word) => {
    const text = "name: x\nservices: {a: {extends: b}}";
    expect(decide(text, "compose.yml", path)).toEqual(swarm(`the file name says "${word}"`));
  });

  it("does not go by the folder", () => {
    expect(decide("name: x", "stack/compose.yml", "swarm/a.yml").target).toBe("compose");
  });

  it.each([
    ...["placement", "update_config", "rollback_config", "endpoint_mode"].map((key) => [
      `services: {b: {image: x}, a: {deploy: {replicas: 2, ${key}: {}}, extends: b}}`,
      `service \`a\` sets \`deploy.${key}\``,
    ]),
    ["services: {a: {deploy: {mode: global}}}", "service `a` sets `deploy.mode`"],
    ["services: {a: {deploy: {mode: '${MODE}'}}}", "service `a` sets `deploy.mode`"],
    ["services: {a: }\nnetworks: {m: , n: {driver: overlay}}", "network `n` uses the overlay driver"],
    ["name: x\nnetworks: {n: {driver: overlay}}", "network `n` uses the overlay driver"],
  ] as [string, string][])("knows Swarm by what stands in %s", (text, reason) => {
    expect(decide(text, "compose.yml")).toEqual(swarm(reason));
  });

  const only = (service: string, key: string) => `service \`${service}\` sets \`${key}\`, which only Compose reads`;

  it.each([
    ...["name", "include", "models"].map((key) => [
      `services: {a: {extends: b}}\n${key}: x`,
      `the top-level key \`${key}\` exists only in Compose files`,
    ]),
    ..."extends profiles develop provider pull_policy post_start pre_start pre_stop scale gpus volumes_from"
      .split(" ")
      .map((key) => [`services: {b: {image: x}, a: {image: x, ${key}: }}`, only("a", key)]),
    ["services: {a: {profiles: [p], extends: b, build: .}}", only("a", "extends")],
    [
      "services: {a: {image: x, depends_on: {b: {condition: service_started}}}}",
      "service `a` writes `depends_on` as a mapping, which only Compose reads",
    ],
    ["services: {a: {build: .}}", "service `a` is built and has no `image`, which only Compose can run"],
    [
      "services: {a: {image: x, env_file: [x, {path: y}]}}",
      "service `a` writes `env_file` with options, which only Compose reads",
    ],
    ["x-a: 1", "it has none of the sections of a stack file"],
    ["version: '3.8'", "it has none of the sections of a stack file"],
  ] as [string, string][])("knows Compose by what stands in %s", (text, reason) => {
    expect(decide(text, "compose.yml")).toEqual(compose(reason));
  });

  it.each([
    "services: {a: {image: x, build: ., depends_on: [b], env_file: [x], ports: ['80:80'], container_name: c}}",
    "services: {a: {image: x, deploy: {replicas: 2, mode: replicated, resources: {}, labels: {}, restart_policy: {}}}}",
    "services: {a: {image: x, env_file: x, deploy: }}",
    "services: ",
    "networks: {n: {driver: bridge}}",
    "volumes: {v: }",
    "secrets: {}",
    "configs: {}",
  ])("takes for a stack what both read: %s", (text) => {
    expect(decide(text, "compose.yml")).toEqual(NOTHING);
    expect(decide(text)).toEqual(NOTHING);
  });

  it("takes evidence for Swarm from any file before evidence for Compose", () => {
    const [built, placed] = [rootOf("services: {a: {build: .}}"), rootOf("services: {a: {deploy: {placement: {}}}}")];
    expect(decideTarget([], [built, placed])).toEqual(swarm("service `a` sets `deploy.placement`"));
    expect(decideTarget([], [rootOf("services: {}"), built]).target).toBe("compose");
    expect(decideTarget([], [])).toEqual(NOTHING);
  });
});
