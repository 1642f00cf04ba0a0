import { describe, expect, it } from "vitest";
import { decideTarget } from "../../src/stack/target.ts";
import { parseFile } from "../../src/yaml/parse.ts";
import { written } from "./reading.ts";

/** What several files of these names are for, each with the text. */
const decide = (text: string, ...paths: readonly string[]) =>
  decideTarget(paths.map((path) => parseFile({ path, text })));
const decideTexts = (...texts: readonly string[]) =>
  decideTarget(texts.map((text, index) => parseFile({ path: `${index}.yml`, text })));
const swarm = (reason: string) => ({ kind: "swarm", reason });
const compose = (reason: string) => ({ kind: "compose", reason, sign: { why: reason, place: expect.anything() } });
const none = (reason: string) => ({ kind: "none", reason });
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
    expect(decide("name: x", "stack/compose.yml", "swarm/a.yml").kind).toBe("compose");
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
    [
      "services: {a: {image: x, env_file: [x, {path: y}]}}",
      "service `a` writes `env_file` with options, which only Compose reads",
    ],
    [
      "web: {image: x, links: [db]}\ndb: {image: y}",
      "its services stand at the top, as in the first version of Compose files",
    ],
    ["name: x", "the top-level key `name` exists only in Compose files"],
    ["include: [a.yml]", "the top-level key `include` exists only in Compose files"],
    ["services: {a: {build: .}, b: {image: x, profiles: [p]}}", only("b", "profiles")],
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
  });

  it("takes evidence for Swarm from any file before evidence for Compose", () => {
    const [built, placed] = ["services: {a: {build: .}}", "services: {a: {deploy: {placement: {}}}}"];
    expect(decideTexts(built, placed)).toEqual(swarm("service `a` sets `deploy.placement`"));
    expect(decideTexts("services: {}", built).kind).toBe("either");
    expect(decideTexts()).toEqual(NOTHING);
  });

  describe("where a service is only built", () => {
    const pinned = (placement: string, web = "build: .") =>
      decide(`services: {web: {${web}}, db: {image: x, deploy: {placement: ${placement}}}}`, "compose.yml").kind;
    const PIN = "node.hostname == ${DB_NODE:?set it to the host name of the node that holds the data}";

    it("takes no pin of a fix for evidence: it was offered while nobody had said what the file is for", () => {
      expect(pinned(`{constraints: ["${PIN}"]}`)).toBe("either");
      expect(pinned(`{constraints: ["${PIN.replace("holds", "is to hold")}", "${PIN.replace("DB_", "WEB_")}"]}`)).toBe(
        "either",
      );
      expect(pinned(`{constraints: ["${PIN}"]}`, "build: ., profiles: [a]")).toBe("compose");
    });

    it("nor where a network is of one node", () => {
      const text = `services: {db: {image: x, networks: [n], deploy: {placement: {constraints: ["${PIN}"]}}}}\nnetworks: {n: {driver: bridge}}`;
      expect(decide(text, "compose.yml").kind).toBe("either");
    });

    it("knows the node that the configuration pins to", () => {
      const text = "services: {web: {build: .}, db: {deploy: {placement: {constraints: [node.hostname == n1]}}}}";
      const parsed = parseFile({ path: "compose.yml", text });
      expect([decideTarget([parsed], "n1").kind, decideTarget([parsed], "n2").kind]).toEqual(["either", "swarm"]);
    });

    it.each([
      `{constraints: ["${PIN}", node.role == worker]}`,
      `{constraints: ["${PIN}"], max_replicas_per_node: 1}`,
      "{constraints: [node.hostname == n1]}",
      "{constraints: ['node.hostname == ${DB_NODE:?which}']}",
      "{constraints: []}",
    ])("takes any other placement for it: %s", (placement) => expect(pinned(placement)).toBe("swarm"));

    it("takes it where every service has an image", () =>
      expect(pinned(`{constraints: ["${PIN}"]}`, "image: x, profiles: [a]")).toBe("swarm"));
  });

  it("leaves open what a file is for in which a service is only built", () => {
    const decision = decide("services:\n  db: {image: x}\n  web: {build: ., ports: ['80:80']}\n", "compose.yml");
    const why = "service `web` is built and has no `image`";
    expect(decision).toMatchObject({ kind: "either", reason: `${why}, which only Compose can run`, sign: { why } });
    expect(decision.sign && written(decision.sign.place)).toBe("web");
  });

  it.each(["[n]", "{n: {aliases: [x]}}"])(
    "leaves open what a file is for whose service uses a network of one node: %s",
    (use) => {
      const text = `services: {a: {image: x, networks: ${use}}}\nnetworks: {n: {driver: bridge}, m: {driver: macvlan}}\n`;
      const why = "network `n` uses the bridge driver";
      expect(decide(text, "compose.yml")).toMatchObject({ kind: "either", sign: { why } });
      expect(decide(text.replace("bridge", "overlay"), "compose.yml").kind).toBe("swarm");
      expect(decide(text.replace("driver: bridge", "external: true"), "compose.yml")).toEqual(NOTHING);
    },
  );

  it("takes an image from any of several files for a service that is built", () => {
    const [built, image] = ["services: {a: {build: .}}", "services: {a: {image: x}}"];
    expect(decideTexts(built, image)).toEqual(NOTHING);
    expect(decideTexts(image, built)).toEqual(NOTHING);
    expect(decideTexts(built, "services: {b: {image: x}}").kind).toBe("either");
  });

  it.each([
    [
      "name: CI\non: push\njobs: {a: {runs-on: x, services: {redis: {image: redis}}}}",
      "it has `on` and none of the sections of a stack file",
    ],
    ["- hosts: all\n  tasks: []\n", "it holds a list, and a stack file is a mapping"],
    ["../docker-compose.yml", "it holds a text, and a stack file is a mapping"],
    [
      "include: [template: x]\nstages: [build]\nbuild: {script: make}",
      "it has `stages` and none of the sections of a stack file",
    ],
    ["test: {image: node, script: [make]}", "it has `test` and none of the sections of a stack file"],
    ["image: alpine\nscript: [make]", "it has `image` and none of the sections of a stack file"],
    [
      "parameters: {a: 1}\nservices: {_defaults: {autowire: true}, App\\Mail: {arguments: [x]}}",
      "it has `parameters`, and nothing under `services` looks like a service",
    ],
    [
      "services: {_defaults: {autowire: true}, App\\: {resource: ../src}}",
      "nothing under `services` looks like a service",
    ],
    [
      "services: [mysql]\nbuild_script: [make]",
      "it has `build_script`, and nothing under `services` looks like a service",
    ],
  ])("knows what is no stack file at all: %s", (text, reason) => {
    for (const path of ["compose.yml", "docker-stack.yml"]) expect(decide(text, path)).toEqual(none(reason));
  });

  it.each(["x-a: 1", "version: '3.8'", "version: '3.8'\nx-volumes: {a: {}}"])(
    "takes what has no section for no stack file, unless its name says so: %s",
    (text) => {
      expect(decide(text, "compose.yml")).toEqual(none("it has none of the sections of a stack file"));
      expect(decide(text, "stack.yml").kind).toBe("swarm");
    },
  );

  it.each(["", "# add your own services here\n", "---\n", "~"])(
    "takes an empty file for none, unless its name says so: %j",
    (text) => {
      expect(decide(text, "compose.extras.yaml")).toEqual({ ...none("it holds nothing"), empty: true });
      expect(decide(text, "stack.yml").kind).toBe("swarm");
    },
  );

  it.each([
    "service: {a: {image: x}}",
    "services: {a: {platform: linux/arm64}}",
    "servces: {a: {image: x}}\nfoo: 1",
    "services: {a: {imgae: x}}",
    "services: {a: {image: x}}\nfoo: 1",
    "volume: {v: }",
    "services: [a]",
    "a: [",
  ])("leaves what is misspelt or broken to be told: %s", (text) => {
    expect(decide(text, "compose.yml")).toEqual(NOTHING);
  });
});
