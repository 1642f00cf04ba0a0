import { describe, expect, it } from "vitest";
import type { Problem } from "../../src/model/problem.ts";
import { interpolate } from "../../src/stack/interpolate.ts";
import type { Service } from "../../src/stack/model.ts";
import { readServices } from "../../src/stack/read-services.ts";
import { child } from "../../src/yaml/tree.ts";
import { unknownValue } from "../../src/yaml/unknown.ts";
import { environment, marked, rootOf } from "./reading.ts";

function read(section: string) {
  const { text, spans } = marked(`services: ${section}`);
  const problems: Problem[] = [];
  const root = interpolate(rootOf(text), environment(), problems);
  const services = readServices(child(root, "services"), problems);
  return { services, service: services[0] as Service, problems, spans };
}

const values = (list: readonly { value: unknown }[]) => list.map(({ value }) => value);
const X = unknownValue("X");

describe("readServices", () => {
  it("reads everything that a service says", () => {
    const { service, problems, spans } = read(`
  ⟦web⟧:
    image: ⟦nginx:1⟧
    command: [⟦run⟧, 5]
    entrypoint: sh -c 'a b'
    environment: {A: 1, B: , C: '\${X}'}
    env_file: one.env
    hostname: ⟦h⟧
    tmpfs: [/run, /tmp]
    volumes: [⟦data:/d⟧, {type: tmpfs, target: /t}]
    deploy:
      mode: ⟦replicated⟧
      replicas: ⟦3⟧
      placement: {constraints: [⟦node.role == manager⟧, b], max_replicas_per_node: ⟦2⟧}
      update_config: {order: ⟦start-first⟧}
      rollback_config: {order: ⟦stop-first⟧}
`);
    expect(problems).toEqual([]);
    expect(service.name).toBe("web");
    expect(service.image?.value).toBe("nginx:1");
    expect(values(service.command)).toEqual(["run", "5"]);
    expect(values(service.entrypoint)).toEqual(["sh", "-c", "a b"]);
    expect(Array.from(service.environment, ([name, text]) => [name, text?.value])).toEqual([
      ["A", "1"],
      ["B", undefined],
      ["C", X],
    ]);
    expect(values(service.envFiles)).toEqual(["one.env"]);
    expect(service.hostname?.value).toBe("h");
    expect(values(service.tmpfs)).toEqual(["/run", "/tmp"]);
    expect(service.mounts.map(({ type, target }) => [type, target.value])).toEqual([
      ["volume", "/d"],
      ["tmpfs", "/t"],
    ]);
    expect([service.mode.value, service.modeWaits]).toEqual(["replicated", undefined]);
    expect([service.replicas?.value, service.maxReplicasPerNode?.value]).toEqual([3, 2]);
    expect(values(service.constraints)).toEqual(["node.role == manager", "b"]);
    expect([service.updateOrder?.value, service.rollbackOrder?.value]).toEqual(["start-first", "stop-first"]);
    const { image, command, hostname, mounts, mode, replicas, constraints, maxReplicasPerNode } = service;
    const located = [image, command[0], hostname, mounts[0], mode, replicas, constraints[0], maxReplicasPerNode];
    const places = [
      service.place,
      ...[...located, service.updateOrder, service.rollbackOrder].map((found) => found?.place),
    ];
    expect(places.map((place) => place && [place.start, place.end])).toEqual(spans);
  });

  it("reads a service that says nothing", () => {
    const { service, problems } = read("{web: {}}");
    expect(problems).toEqual([]);
    expect({ ...service, place: undefined, mode: service.mode.value }).toEqual({
      name: "web",
      place: undefined,
      image: undefined,
      command: [],
      entrypoint: [],
      environment: new Map(),
      envFiles: [],
      fileTargets: [],
      hostname: undefined,
      mode: "replicated",
      modeWaits: undefined,
      replicas: undefined,
      constraints: [],
      maxReplicasPerNode: undefined,
      updateOrder: undefined,
      rollbackOrder: undefined,
      stopGracePeriod: undefined,
      holdsHostPort: false,
      restartCondition: undefined,
      restartMaxAttempts: undefined,
      mounts: [],
      tmpfs: [],
    });
  });

  it("reads how a task is stopped and started again", () => {
    const policy = "restart_policy: {condition: ⟦on-failure⟧, max_attempts: ⟦3⟧}";
    const { service, spans } = read(`{web: {stop_grace_period: ⟦1m30s⟧, deploy: {${policy}}}}`);
    const { stopGracePeriod, restartCondition, restartMaxAttempts } = service;
    const found = [stopGracePeriod, restartCondition, restartMaxAttempts];
    expect(found.map((one) => one?.value)).toEqual(["1m30s", "on-failure", 3]);
    expect(found.map((one) => one?.place && [one.place.start, one.place.end])).toEqual(spans);
  });

  it("takes services in the order of the file, and only mappings", () => {
    expect(read("{b: {}, a: , c: x, '1': {}, d: []}").services.map(({ name }) => name)).toEqual(["b", "1"]);
    expect(read("[a]").services).toEqual([]);
    expect(read("").services).toEqual([]);
  });

  it.each([
    [
      "configs: [a, {source: b}, {source: c, target: d}, {source: e, target: /f/g}, /h]",
      ["/a", "/b", "/d", "/f/g", "/h"],
    ],
    [
      "secrets: [a, {source: b}, {source: c, target: d}, {source: e, target: /f/g}]",
      ["/run/secrets/a", "/run/secrets/b", "/run/secrets/d", "/f/g"],
    ],
    ["secrets: [s], configs: [c]", ["/c", "/run/secrets/s"]],
    ["configs: [{target: t}, {}, [x], ], secrets: x", ["/t"]],
    ["configs: [{source: c, target: '${X}'}]", [`/${X}`]],
  ])("knows where configs and secrets appear: %s", (keys, targets) => {
    expect(read(`{web: {${keys}}}`).service.fileTargets).toEqual(targets);
  });

  it.each([
    ["'${X}'", "unknown", X],
    ["''", "replicated", undefined],
    ["", "replicated", undefined],
    ["global", "global", undefined],
    ["replicated-job", "replicated-job", undefined],
    ["global-job", "global-job", undefined],
  ])("reads the mode %s", (written, mode, waits) => {
    const { service, problems } = read(`{web: {deploy: {mode: ${written}}}}`);
    expect([service.mode.value, service.modeWaits?.value]).toEqual([mode, waits]);
    expect(problems).toEqual([]);
  });

  it.each([["{web: ⟦{image: x}⟧}"], ["{web: {deploy: ⟦{replicas: 2}⟧}}"], ["{web: {deploy: ⟦{mode: ''}⟧}}"]])(
    "gives a mode that is not written the place where it could be: %s",
    (section) => {
      const { service, spans } = read(section);
      expect([service.mode.place.start, service.mode.place.end]).toEqual(spans[0]);
    },
  );

  it.each(["Global", "daemon", "constructor"])("refuses the mode %s", (mode) => {
    const { service, problems, spans } = read(`{web: {deploy: {mode: ⟦${mode}⟧, replicas: 2}}}`);
    expect(service.mode.value).toBe("unknown");
    expect(problems).toEqual([
      {
        rule: "deploy-mode-invalid",
        place: { file: expect.anything(), start: spans[0]?.[0], end: spans[0]?.[1] },
        message: "Docker does not know this deploy mode; deploy refuses the stack.",
        help: "Use `replicated`, `global`, `replicated-job` or `global-job`.",
        service: "web",
        subject: "deploy.mode",
      },
    ]);
  });

  it.each([
    ["global", "2", "replicated"],
    ["global", "0", "replicated"],
    ["global-job", "'${X}'", "replicated-job"],
  ])("refuses replicas of the mode %s: %s", (mode, replicas, instead) => {
    const { problems, spans } = read(`{web: {deploy: {mode: ${mode}, replicas: ⟦${replicas}⟧}}}`);
    expect(problems).toEqual([
      {
        rule: "deploy-mode-invalid",
        place: { file: expect.anything(), start: spans[0]?.[0], end: spans[0]?.[1] },
        message: `A service with \`mode: ${mode}\` cannot have \`replicas\`; deploy refuses the stack.`,
        help: `Remove \`replicas\`, or set \`mode: ${instead}\`.`,
        service: "web",
        subject: "deploy.replicas",
      },
    ]);
  });

  it.each([
    "mode: replicated-job, replicas: 2",
    "mode: '${X}', replicas: 2",
    "mode: global",
    "mode: global, replicas: ",
  ])("takes {%s}", (deploy) => {
    expect(read(`{web: {deploy: {${deploy}}}}`).problems).toEqual([]);
  });

  it("waits for a number that a variable decides", () => {
    const { service } = read("{web: {deploy: {replicas: '${X}', placement: {max_replicas_per_node: '${X}'}}}}");
    expect(service.replicas).toMatchObject({ value: undefined, place: {} });
    expect(service.maxReplicasPerNode).toMatchObject({ value: undefined, place: {} });
  });

  it("leaves out mounts that are refused, under the name of their service", () => {
    const { services, problems } = read("{a: {volumes: ['', /x]}, b: {volumes: [{type: other}, 5]}, c: {volumes: /x}}");
    expect(services.map(({ mounts }) => mounts.length)).toEqual([1, 0, 0]);
    expect(problems.map(({ service, rule }) => [service, rule])).toEqual([
      ["a", "volume-spec-invalid"],
      ["b", "mount-invalid"],
    ]);
  });

  it("knows of everything below an alias", () => {
    const root = rootOf("x-a: &a {image: x, volumes: [/t]}\nservices: {web: *a}");
    const [service] = readServices(child(root, "services"), []);
    expect([service?.image?.via?.anchor, service?.mounts[0]?.via?.anchor]).toEqual(["a", "a"]);
  });
});
