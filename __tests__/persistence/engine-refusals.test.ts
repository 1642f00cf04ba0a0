import { describe, expect, it } from "vitest";
import { engineRefusals, neverRuns } from "../../src/persistence/engine-refusals.ts";
import { ENGINE_CHECKS, UNCHECKED } from "../../src/persistence/facts/engine-checks.ts";
import { exposuresOf } from "../../src/persistence/find-exposures.ts";
import { readStack } from "../../src/stack/load.ts";

/** What stands in a service, by check: what every engine takes, and what the check is about. */
const VALUES: Readonly<Record<string, { readonly passes: readonly string[]; readonly refused: readonly string[] }>> = {
  "restart-condition": {
    passes: ["none", "on-failure", "any", "''", "'${CONDITION}'"].map(
      (word) => `deploy: {restart_policy: {condition: ${word}}}`,
    ),
    refused: ["unless-stopped", "always", "'no'", "Any"].map(
      (word) => `deploy: {restart_policy: {condition: ${word}}}`,
    ),
  },
  "restart-delay": {
    passes: ["deploy: {restart_policy: {delay: 5s}}", "deploy: {restart_policy: {delay: 0s}}"],
    refused: ["deploy: {restart_policy: {delay: -5s}}"],
  },
  "restart-window": {
    passes: ["deploy: {restart_policy: {window: 1m30s}}", "deploy: {restart_policy: {window: '${WINDOW}'}}"],
    refused: ["deploy: {restart_policy: {window: -1ns}}"],
  },
  "endpoint-mode": {
    passes: ["vip", "dnsrr", "DNSRR", "''"].map((word) => `deploy: {endpoint_mode: ${word}}`),
    refused: ["deploy: {endpoint_mode: host}"],
  },
  "dnsrr-ingress": {
    passes: [
      "deploy: {endpoint_mode: dnsrr}, ports: [{target: 80, published: 80, mode: host}]",
      "deploy: {endpoint_mode: dnsrr}",
      "deploy: {endpoint_mode: dnsrr}, ports: [{target: 80, published: 80, mode: '${MODE}'}]",
      "ports: ['80:80']",
    ],
    refused: [
      "deploy: {endpoint_mode: dnsrr}, ports: ['80:80']",
      "deploy: {endpoint_mode: DNSRR}, ports: [{target: 80, mode: ingress}]",
    ],
  },
  "update_config-failure-action": {
    passes: ["pause", "continue", "rollback"].map((word) => `deploy: {update_config: {failure_action: ${word}}}`),
    refused: ["deploy: {update_config: {failure_action: restart}}"],
  },
  "rollback_config-failure-action": {
    passes: ["pause", "continue", "rollback"].map((word) => `deploy: {rollback_config: {failure_action: ${word}}}`),
    refused: ["deploy: {rollback_config: {failure_action: stop}}"],
  },
  "update-delay": {
    passes: ["deploy: {update_config: {delay: 10s}}", "deploy: {rollback_config: {delay: -10s}}"],
    refused: ["deploy: {update_config: {delay: -10s}}"],
  },
  "update-monitor": {
    passes: ["deploy: {update_config: {monitor: 10s}}", "deploy: {rollback_config: {monitor: -10s}}"],
    refused: ["deploy: {update_config: {monitor: -10s}}"],
  },
  "update-ratio": {
    passes: [0, 0.2, 1].map((share) => `deploy: {update_config: {max_failure_ratio: ${share}}}`),
    refused: [20, 1.01, -0.1].map((share) => `deploy: {update_config: {max_failure_ratio: ${share}}}`),
  },
  "job-update-config": {
    passes: [
      "deploy: {mode: replicated-job}",
      "deploy: {mode: replicated-job, update_config: }",
      "deploy: {update_config: {parallelism: 1}}",
    ],
    refused: [
      "deploy: {mode: replicated-job, update_config: {parallelism: 1}}",
      "deploy: {mode: global-job, update_config: {}}",
    ],
  },
  "cpus-limits": {
    passes: ["0.001", "0.5", "0", "1/2", "${CPUS}"].map((text) => `deploy: {resources: {limits: {cpus: '${text}'}}}`),
    refused: ["0.0001", "1/2000", "-1"].map((text) => `deploy: {resources: {limits: {cpus: '${text}'}}}`),
  },
  "cpus-reservations": {
    passes: ["deploy: {resources: {reservations: {cpus: '0.25'}}}"],
    refused: ["deploy: {resources: {reservations: {cpus: '0.0005'}}}"],
  },
  "memory-limits": {
    passes: ["6M", "512M", "0"].map((text) => `deploy: {resources: {limits: {memory: '${text}'}}}`),
    refused: ["512", "1M", "4095k"].map((text) => `deploy: {resources: {limits: {memory: '${text}'}}}`),
  },
  "memory-reservations": {
    passes: ["deploy: {resources: {reservations: {memory: 4M}}}"],
    refused: ["deploy: {resources: {reservations: {memory: '256'}}}"],
  },
  "memory-limit-small": {
    passes: ["deploy: {resources: {limits: {memory: 6M}}}", "deploy: {resources: {reservations: {memory: 5M}}}"],
    refused: ["4M", "5M", "6143k"].map((text) => `deploy: {resources: {limits: {memory: ${text}}}}`),
  },
  ...Object.fromEntries(
    ["interval", "timeout", "start_period", "start_interval"].map((key) => [
      `health-${key}`,
      {
        passes: [
          `healthcheck: {${key}: 1ms}`,
          `healthcheck: {${key}: 0s}`,
          `healthcheck: {disable: true, ${key}: 1us}`,
        ],
        refused: [`healthcheck: {${key}: 999us}`, `healthcheck: {${key}: -1s}`],
      },
    ]),
  ),
  "port-twice": {
    passes: [
      "ports: ['53:53/tcp', '53:53/udp']",
      "ports: ['80', '80']".replace("'80', '80'", "'80', '81'"),
      "ports: ['80:80', '81:80']",
      "ports: [{target: 80, published: 80}, {target: 80, published: '${PORT}'}]",
    ],
    refused: [
      "ports: ['80:80', '80:81']",
      "ports: [{target: 80, published: 80, mode: host}, '80:8080']",
      "ports: ['8000-8002:8000-8002', '8001:80']",
    ],
  },
  "mount-propagation": {
    passes: ["rprivate", "RSLAVE", "''"].map(
      (word) => `volumes: [{type: bind, source: /a, target: /a, bind: {propagation: ${word}}}]`,
    ),
    refused: ["volumes: [{type: bind, source: /a, target: /a, bind: {propagation: cached}}]"],
  },
  "template-hostname": {
    passes: ["'{{.Node.Hostname}}-{{.Task.Slot}}'", "'{{ .Service.Name }}'", "'${HOST}'", "web"].map(
      (text) => `hostname: ${text}`,
    ),
    refused: ["'{{.Node.Name}}'", "'{{.Hostname}}'", "'{{.Node.Hostname'"].map((text) => `hostname: ${text}`),
  },
  "template-environment": {
    passes: [
      "{A: '{{.Task.ID}}'}",
      "{A: '{{\"{{\"}} name }}'}",
      "{A: '{{with .Service}}{{.Name}}{{end}}'}",
      "{A: '{{index .Service.Labels \"a\"}}'}",
      "{A: '{ {x} }}'}",
      "['A={{if eq .Task.Slot 1}}x{{end}}']",
    ].map((text) => `environment: ${text}`),
    refused: ["{A: 'gateway/{{ .GatewayID }}/event'}", "['A={{ name }}']", "{A: '{{'}", "{A: 'a {{}} b'}"].map(
      (text) => `environment: ${text}`,
    ),
  },
  cap_add: {
    passes: ["cap_add: [NET_ADMIN, cap_sys_time, ALL, Cap_Bpf]"],
    refused: ["cap_add: [NET_ADMN]", "cap_add: ['NET ADMIN']"],
  },
  cap_drop: { passes: ["cap_drop: [all, CHOWN]"], refused: ["cap_drop: [SETUUID]"] },
  "stop-signal": {
    passes: ["SIGTERM", "quit", "'9'", "SIGRTMIN+3", "RTMAX-14", "''"].map((text) => `stop_signal: ${text}`),
    refused: ["SIGFOO", "'0'", "RTMIN+16"].map((text) => `stop_signal: ${text}`),
  },
  "working-dir": {
    passes: ["/app", "'C:\\app'", "''", "'${DIR}'"].map((text) => `working_dir: ${text}`),
    refused: ["app", "./app"].map((text) => `working_dir: ${text}`),
  },
  "hostname-length": {
    passes: [`hostname: ${"a".repeat(64)}`, `hostname: '{{.Node.Hostname}}${"a".repeat(64)}'`],
    refused: [`hostname: ${"a".repeat(65)}`],
  },
  "environment-name": { passes: ["environment: ['A=', B]"], refused: ["environment: ['=x']"] },
  "extra-hosts": {
    passes: [
      "extra_hosts: ['db:10.0.0.7', 'gw:host-gateway', 'six:::1', 'eq=10.0.0.1', 'x:${ADDRESS}']",
      "extra_hosts: {db: 10.0.0.7, six: 'fe80::1'}",
    ],
    refused: ["extra_hosts: ['db:other-host']", "extra_hosts: {db: 10.0.0.256}", "extra_hosts: {db: localhost}"],
  },
  ...Object.fromEntries(
    ["secrets", "configs"].flatMap((list) =>
      ["uid", "gid"].map((key) => [
        `${list}-${key}`,
        {
          passes: ["'1000'", "'0'", "''"].map((text) => `${list}: [{source: one, ${key}: ${text}}]`),
          refused: [`${list}: [{source: one, ${key}: www-data}]`],
        },
      ]),
    ),
  ),
  "host-port-range": {
    passes: ["ports: [{target: 80, published: 65535, mode: host}]"],
    refused: ["ports: [{target: 80, published: 70000, mode: host}]"],
  },
  "anonymous-read-only": {
    passes: [
      "volumes: [{type: volume, target: /a}]",
      "volumes: [{type: volume, source: data, target: /a, read_only: true}]",
    ],
    refused: ["volumes: [{type: volume, target: /a, read_only: true}]"],
  },
  "subpath-outside": {
    passes: ["a", "a/../b", "./a", "''", "..a"].map(
      (text) => `volumes: [{type: volume, source: data, target: /a, volume: {subpath: ${text}}}]`,
    ),
    refused: ["/a", "..", "a/../../b"].map(
      (text) => `volumes: [{type: volume, source: data, target: /a, volume: {subpath: ${text}}}]`,
    ),
  },
  "health-test": {
    passes: ["[CMD, 'true']", "[CMD-SHELL, 'a b']", "[NONE]", "[]", "curl localhost", "['${KIND}', a]"].map(
      (text) => `healthcheck: {test: ${text}}`,
    ),
    refused: ["[curl, '-f', localhost]", "[cmd, a]"].map((text) => `healthcheck: {test: ${text}}`),
  },
  "ulimit-soft": {
    passes: ["{soft: 1, hard: 2}", "{soft: 2, hard: 2}", "{soft: 2, hard: -1}", "2"].map(
      (text) => `ulimits: {nofile: ${text}}`,
    ),
    refused: ["{soft: 3, hard: 2}", "{soft: -1, hard: 2}"].map((text) => `ulimits: {nofile: ${text}}`),
  },
  "ulimit-name": { passes: ["ulimits: {nofile: 1, memlock: 1}"], refused: ["ulimits: {files: 1}"] },
};

/** One service with a volume; `data` is mounted unless the service has volumes of its own. */
function load(rest: string, top = "") {
  const volumes = /\bvolumes:/.test(rest) ? "" : ", volumes: ['data:/data']";
  const text = `services:\n  app: {image: 'acme/app:1', ${rest}${volumes}}\nvolumes: {data: }\n${top}`;
  const declared = `${text}secrets: {one: {external: true}}\nconfigs: {one: {external: true}}\n`;
  return readStack([{ path: "stack.yml", text: top ? text : declared }], { variables: new Map(), unset: "unknown" });
}

const FACTS = { nodes: undefined, sharedPaths: [] };

describe("what the engine refuses", () => {
  it("has a case for every check, and a source", () => {
    expect(Object.keys(VALUES).sort()).toEqual(ENGINE_CHECKS.map(({ id }) => id).sort());
    for (const { source } of ENGINE_CHECKS) expect(source).toMatch(/(moby|swarmkit|Linux).* 2026-\d\d/);
  });

  for (const check of ENGINE_CHECKS) {
    const { passes = [], refused = [] } = VALUES[check.id] ?? {};
    it.each(passes)(`${check.id} passes %s`, (rest) => {
      const stack = load(rest);
      expect(stack.problems.filter(({ rule }) => rule === "yaml-invalid")).toEqual([]);
      expect(engineRefusals(stack).filter(({ id }) => id === check.id)).toEqual([]);
    });
    it.each(refused)(`${check.id} is about %s`, (rest) => {
      const stack = load(rest);
      const certain = check.engines === undefined && check.derived !== true;
      expect(stack.problems.filter(({ severity }) => severity !== "warning" && severity !== "note")).toEqual([]);
      expect(engineRefusals(stack)).toMatchObject([{ id: check.id, refused: check.refused, certain }]);
      const outcomes = exposuresOf(stack, FACTS).flatMap(({ survival }) => Object.values(survival));
      expect(new Set(outcomes)).toEqual(new Set([certain ? "rejected" : "unknown"]));
    });
  }

  it("leaves alone what no engine looks at", () => {
    const rest = `deploy: {rollback_config: {delay: -1s, monitor: -1s, max_failure_ratio: 3},
      placement: {preferences: [{spread: node.hostname}]}, resources: {limits: {pids: -1}}},
      ports: [{target: 80, published: 80, mode: foo, protocol: icmp}], secrets: [{source: one, mode: 440}],
      configs: [{source: one, target: a/b}], stop_grace_period: -1s, isolation: foo,
      volumes: [{type: volume, source: data, target: /a, consistency: foo}]`;
    const stack = load(rest);
    expect(UNCHECKED).toHaveLength(12);
    expect(stack.problems).toEqual([]);
    expect(engineRefusals(stack)).toEqual([]);
  });

  it("says nothing of tasks that are not wanted, and all of a service that is refused", () => {
    const off = "deploy: {replicas: 0, restart_policy: {condition: always}}, working_dir: app";
    expect(engineRefusals(load(off)).map(({ id }) => id)).toEqual(["restart-condition"]);
  });
});

describe("names and networks", () => {
  const found = (text: string) => {
    const stack = readStack([{ path: "stack.yml", text }], { variables: new Map(), unset: "unknown" });
    expect(stack.problems).toEqual([]);
    const ids = engineRefusals(stack).map(({ id, refused }) => `${id} ${refused}`);
    return { ids, never: stack.services.map((service) => neverRuns(stack, service)) };
  };
  const app = (rest = "") => `services: {app: {image: 'acme/app:1'${rest}}, other: {image: 'acme/app:1'}}\n`;

  it.each([
    ["a bridge", "front: {driver: bridge}", ["network-local service"], ["service", undefined]],
    ["a macvlan", "front: {driver: macvlan}", ["network-local service"], ["service", undefined]],
    ["an overlay", "front: {driver: overlay}", [], [undefined, undefined]],
    ["no driver", "front: ", [], [undefined, undefined]],
    ["from a variable", "front: {driver: '${DRIVER}'}", [], [undefined, undefined]],
    ["external", "front: {external: true}", [], [undefined, undefined]],
    ["Swarm's own", "front: {external: true, name: ingress}", ["network-ingress service"], ["service", undefined]],
    ["Docker's name", "front: {name: host}", ["network-own stack"], ["service", "service"]],
    ["a dot", "front: {name: a.b}", ["network-name stack"], ["service", "service"]],
    ["64 characters", `front: {name: ${"a".repeat(64)}}`, ["network-name stack"], ["service", "service"]],
    ["63 characters", `front: {name: ${"a".repeat(63)}}`, [], [undefined, undefined]],
  ])("network: %s", (_, network, ids, never) => {
    expect(found(`${app(", networks: [front]")}networks: {${network}}\n`)).toEqual({ ids, never });
  });

  it("leaves a network alone that nobody uses, and knows the default one", () => {
    expect(found(`${app()}networks: {front: {driver: bridge}}\n`).ids).toEqual([]);
    expect(found(`${app()}networks: {default: {driver: bridge}}\n`).never).toEqual(["service", "service"]);
  });

  it.each([
    ["registry.local", ["service-name service"]],
    ["web_", ["service-name service"]],
    ["-web", []],
    ["a__b--c", []],
    ["a".repeat(61), []],
    ["a".repeat(62), ["service-name service"]],
  ])("service %s", (name, ids) => {
    expect(found(`services: {'${name}': {image: 'acme/app:1'}}\n`).ids).toEqual(ids);
  });

  it.each([
    ["secrets: {a_: {file: x}}", ["secret-name stack"]],
    ["configs: {a.: {file: x}}", ["config-name stack"]],
    ["configs: {a: {file: x, name: 'a b'}}", ["config-name stack"]],
    [`configs: {a: {file: x, name: ${"a".repeat(65)}}}`, ["config-name stack"]],
    ["configs: {a: {file: x, name: 'conf-${HASH}'}}", []],
    ["configs: {a.b_c-d: {file: x}}", []],
    ["configs: {a_: {external: true, name: 'a b'}}", []],
  ])("%s", (section, ids) => {
    expect(found(`${app()}${section}\n`).ids).toEqual(ids);
  });

  it.each([
    ["{data: {name: 'a b'}}", ["volume-name tasks"]],
    ["{data: {name: /srv/data}}", ["volume-name tasks"]],
    ["{data: {name: _data}}", ["volume-name tasks"]],
    ["{data: {name: a.b_c-d}}", []],
    ["{data: {name: '{{.Task.Slot}}-data'}}", []],
    ["{data: {name: 'a b', driver: acme/disk}}", []],
    ["{data: {name: 'a b', external: true}}", []],
  ])("volumes %s", (volumes, ids) => {
    expect(found(`${app(", volumes: ['data:/data']")}volumes: ${volumes}\n`).ids).toEqual(ids);
  });

  it.each([
    [", configs: [{source: one, target: /data/app.conf}], volumes: ['data:/data:ro']", ["file-in-read-only tasks"]],
    [", configs: [{source: one, target: /data/app.conf}], volumes: ['data:/data']", []],
    [", configs: [{source: one, target: /etc/app.conf}], volumes: ['data:/data:ro']", []],
    [", configs: [{source: one, target: /data/etc/app.conf}], volumes: ['data:/data:ro', '/etc/app:/data/etc']", []],
    [", configs: [{source: one, target: /data/app.conf}], volumes: ['/srv:/data:ro']", []],
  ])("files in mounts: %s", (rest, ids) => {
    const top = "volumes: {data: }\nconfigs: {one: {external: true}}\n";
    const { ids: all, never } = found(`${app(rest)}${top}`);
    expect(all).toEqual(ids);
    expect(never[0]).toBe(ids.length > 0 ? "unsure" : undefined);
  });
});
