import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { replacesTasks } from "../../../src/persistence/change/replacement.ts";
import { JOB_RUNS_AGAIN, NEW_SERVICE, TASK_KEYS } from "../../../src/persistence/change/task-keys.ts";
import type { StackView } from "../../../src/persistence/exposure.ts";
import { exposuresOf } from "../../../src/persistence/find-exposures.ts";
import { readStack } from "../../../src/stack/load.ts";

const TOP = `volumes: {data: , other: {labels: {a: b}}}
networks: {back: , front: {external: true, name: lan}}
configs: {conf: {name: conf-1, file: ./c}, plain: {file: ./p}}
secrets: {pass: {file: ./s}}
`;

function view(text: string, variables: Record<string, string> = {}, stackName?: string): StackView {
  const environment = { variables: new Map(Object.entries(variables)), unset: "unknown" as const };
  const stack = readStack([{ path: "stack.yml", text }], environment);
  expect(stack.problems.filter(({ rule }) => /invalid|forbidden/.test(rule))).toEqual([]);
  return { stack, exposures: exposuresOf(stack, { nodes: undefined, sharedPaths: [] }), stackName };
}

/** A service whose keys are those given, an image apart. */
function service(keys: string, top = TOP): string {
  const image = /(^|\n)image:/.test(keys) ? "" : "    image: acme/app:1\n";
  const lines = keys.split("\n").map((line) => `    ${line}\n`);
  return `services:\n  app:\n${image}${keys === "" ? "" : lines.join("")}${top}`;
}

const compare = (before: string, after: string) => replacesTasks(view(service(before)), view(service(after)), "app");

/** Each key of the table, and changes that replace the tasks: what stands before, and after. */
const REPLACING: readonly (readonly [key: string, before: string, after: string])[] = [
  ["image", "image: redis:7.2", "image: redis:7.4"],
  ["image", "image: redis:7", "image: valkey/valkey:7"],
  ["command", "command: serve", "command: serve --fast"],
  ["entrypoint", "", "entrypoint: [run]"],
  ["environment", "environment: {A: a}", "environment: {A: b}"],
  ["environment", "environment: {A: a}", "environment: {A: a, B: }"],
  ["env_file", "", "env_file: app.env"],
  ["configs", "configs: [conf]", "configs: [plain]"],
  ["configs", "configs: [conf]", "configs: [{source: conf, target: /etc/conf}]"],
  ["configs", "configs: [conf]", "configs: [{source: conf, mode: 0440}]"],
  ["secrets", "", "secrets: [pass]"],
  ["secrets", "secrets: [pass]", "secrets: [{source: pass, uid: '99'}]"],
  ["credential_spec", "", "credential_spec: {file: a.json}"],
  ["labels", "", "labels: {a: b}"],
  ["volumes", "volumes: [data:/data]", "volumes: [data:/data:ro]"],
  ["volumes", "volumes: [data:/data]", "volumes: [other:/data]"],
  ["volumes", "volumes: [data:/data, /srv:/srv]", "volumes: [/srv:/srv, data:/data]"],
  ["volumes", "volumes: [data:/data]", "volumes: [data:/data:nocopy]"],
  ["volumes", "volumes: [/srv:/srv]", "volumes: [/srv:/srv:rslave]"],
  ["volumes", "volumes: [{type: tmpfs, target: /t}]", "volumes: [{type: tmpfs, target: /t, tmpfs: {size: 1000}}]"],
  ["networks", "", "networks: [back]"],
  ["networks", "networks: [back]", "networks: [back, front]"],
  ["networks", "networks: {back: {aliases: [a, b]}}", "networks: {back: {aliases: [b, a]}}"],
  ["ports", "ports: ['80:80']", "ports: ['81:80']"],
  ["ports", "ports: ['80:80']", "ports: [{target: 80, published: 80, mode: host}]"],
  ["ports", "ports: ['80-81:80-81']", "ports: ['80:80']"],
  ["deploy.endpoint_mode", "", "deploy: {endpoint_mode: dnsrr}"],
  ["healthcheck", "", "healthcheck: {test: ok}"],
  ["healthcheck", "healthcheck: {test: ok, interval: 1s}", "healthcheck: {test: ok, interval: 2s}"],
  ["healthcheck", "healthcheck: {test: ok}", "healthcheck: {disable: true}"],
  ["deploy.resources", "", "deploy: {resources: {limits: {memory: 1G}}}"],
  [
    "deploy.resources",
    "deploy: {resources: {reservations: {cpus: '1'}}}",
    "deploy: {resources: {limits: {cpus: '1'}}}",
  ],
  ["deploy.restart_policy", "", "deploy: {restart_policy: {delay: 1s}}"],
  [
    "deploy.restart_policy",
    "deploy: {restart_policy: {max_attempts: 0}}",
    "deploy: {restart_policy: {condition: any}}",
  ],
  ["restart", "", "restart: always"],
  ["logging", "", "logging: {driver: journald}"],
  ["logging", "logging: {options: {max-size: 1m}}", "logging: {options: {max-size: 2m}}"],
  ["stop_grace_period", "", "stop_grace_period: 30s"],
  ["stop_signal", "", "stop_signal: SIGINT"],
  ["user", "user: '1000'", "user: '1001'"],
  ["working_dir", "", "working_dir: /app"],
  ["hostname", "", "hostname: app"],
  ["tty", "", "tty: true"],
  ["stdin_open", "", "stdin_open: true"],
  ["read_only", "", "read_only: true"],
  ["init", "", "init: false"],
  ["isolation", "", "isolation: process"],
  ["sysctls", "", "sysctls: {a.b: 1}"],
  ["cap_add", "", "cap_add: [NET_ADMIN]"],
  ["cap_drop", "", "cap_drop: [ALL]"],
  ["ulimits", "", "ulimits: {nofile: 1024}"],
  ["ulimits", "ulimits: {nofile: 1024}", "ulimits: {nofile: {soft: 1024, hard: 2048}}"],
  ["oom_score_adj", "", "oom_score_adj: 5"],
  ["extra_hosts", "", "extra_hosts: ['a:10.0.0.1']"],
  ["extra_hosts", "extra_hosts: ['a:10.0.0.1', 'b:10.0.0.2']", "extra_hosts: ['b:10.0.0.2', 'a:10.0.0.1']"],
  ["dns", "", "dns: 1.1.1.1"],
  ["dns_search", "dns_search: [a, b]", "dns_search: [b, a]"],
];

/** Changes of the text that change no task: Swarm does not compare the key, or the CLI writes the same for both. */
const HARMLESS: readonly (readonly [before: string, after: string])[] = [
  ["", "deploy: {replicas: 3}"],
  ["", "deploy: {labels: {a: b}}"],
  ["", "deploy: {update_config: {order: start-first}, rollback_config: {delay: 1s}}"],
  ["", "deploy: {mode: replicated, endpoint_mode: vip}"],
  ["", "depends_on: [app]\ncontainer_name: x\nexpose: ['80']\nprivileged: true\ntmpfs: /t\nx-note: {a: b}"],
  ["", "build: .\ndevices: [/dev/a]\nipc: host\nsecurity_opt: [a]\nshm_size: 1g\nnetwork_mode: host"],
  ["restart: always", "restart: always # comment"],
  ["restart: unless-stopped", "restart: always"],
  ["restart: always", "deploy: {restart_policy: {condition: any}}"],
  ["deploy: {restart_policy: {condition: any}}", "restart: 'no'\ndeploy: {restart_policy: {condition: any}}"],
  ["", "restart: 'no'"],
  ["image: redis", "image: docker.io/library/redis:latest"],
  ["image: acme/app:1", "image: docker.io/acme/app:1"],
  ["command: serve --name 'a b'", "command: [serve, --name, a b]"],
  ["environment: {A: '1', B: b}", "environment: [B=b, A=1]"],
  ["environment: {A: 1}", "environment: {A: '1'}"],
  ["labels: {a: b}", "labels: [a=b]"],
  ["labels: {a: ''}", "labels: [a]"],
  [
    "configs: [conf, plain]",
    "configs: [{source: plain}, {source: conf, uid: '0', gid: '0', mode: 0444, target: conf}]",
  ],
  ["secrets: [pass]", "secrets: [{source: pass, target: pass}]"],
  ["volumes: [data:/data]", "volumes: [{type: volume, source: data, target: /data}]"],
  [
    "volumes: [data:/data]",
    "volumes: [{type: volume, source: data, target: /data, volume: {nocopy: false}, read_only: false}]",
  ],
  ["volumes: [./a:/a]", "volumes: [{type: bind, source: ./a, target: /a}]"],
  ["", "networks: [default]"],
  ["networks: [back, front]", "networks: {front: {}, back: }"],
  [
    "ports: ['80:8080', 53:53/udp]",
    "ports: [{target: 53, published: 53, protocol: udp}, {target: 8080, published: 80, mode: ingress}]",
  ],
  ["ports: ['80-81:90-91']", "ports: ['81:91', '80:90']"],
  ["ports: ['127.0.0.1:80:80']", "ports: ['80:80/tcp']"],
  ["ports: [80]", "ports: ['80']"],
  ["healthcheck: {test: curl a, interval: 1m}", "healthcheck: {test: [CMD-SHELL, curl a], interval: 60s}"],
  ["healthcheck: {disable: true}", "healthcheck: {disable: true, interval: 5s}"],
  [
    "deploy: {resources: {limits: {memory: 1G, cpus: '0.50'}}}",
    "deploy: {resources: {limits: {memory: 1024m, cpus: '.5'}}}",
  ],
  ["stop_grace_period: 1m30s", "stop_grace_period: 90s"],
  ["cap_add: [net_admin, CAP_SYS_TIME]", "cap_add: [SYS_TIME, CAP_NET_ADMIN]"],
  ["ulimits: {nofile: 5, nproc: 6}", "ulimits: {nproc: {soft: 6, hard: 6}, nofile: {soft: 5, hard: 5}}"],
  ["extra_hosts: {b: 10.0.0.2, a: 10.0.0.1}", "extra_hosts: {a: 10.0.0.1, b: 10.0.0.2}"],
  ["dns: 1.1.1.1", "dns: [1.1.1.1]"],
  ["tty: false\nread_only: false", ""],
  ["user: ''\nhostname: ''", ""],
];

describe("what replaces the tasks of a service", () => {
  it.each(REPLACING)("%s: `%s` -> `%s`", (key, before, after) => {
    for (const [one, other] of [
      [before, after],
      [after, before],
    ] as const) {
      const { tasks, because } = compare(one, other);
      expect(tasks).toBe("all");
      expect(because.flatMap(({ keys }) => keys)).toContain(key);
      for (const row of because) expect(row.words).toMatch(/^(a|an|another|changed) /);
    }
  });

  it.each(HARMLESS)("is not `%s` -> `%s`", (before, after) => {
    expect(compare(before, after)).toEqual({ tasks: "none", because: [] });
    expect(compare(after, before)).toEqual({ tasks: "none", because: [] });
  });

  it("has a row for every key of a service, and a case for every row that replaces", () => {
    const { definitions } = JSON.parse(readFileSync("schemas/stack.schema.json", "utf8"));
    const written = Object.keys(definitions.service.properties).filter((key) => key !== "deploy");
    const deploy = Object.keys(definitions.deploy.properties).map((key) => `deploy.${key}`);
    const rows = TASK_KEYS.flatMap(({ keys }) => keys);
    expect([...rows].sort()).toEqual([...written, ...deploy].sort());
    const replacing = TASK_KEYS.filter(({ tasks }) => tasks === "replaces").flatMap(({ keys }) => keys);
    expect(new Set(REPLACING.map(([key]) => key))).toEqual(new Set(replacing));
    for (const { source } of TASK_KEYS) expect(source).toMatch(/20\d\d-\d\d/);
  });

  it("is only tasks on nodes that are left out, where the placement alone changes", () => {
    const placed = (inner: string) => `deploy: {placement: {${inner}}}`;
    expect(compare("", placed("constraints: [node.hostname == a]")).tasks).toBe("misplaced");
    expect(compare("", placed("preferences: [{spread: node.labels.zone}]")).tasks).toBe("misplaced");
    const both = compare("image: acme/app:1", `image: acme/app:2\n${placed("max_replicas_per_node: 1")}`);
    expect(both).toMatchObject({ tasks: "all", because: [{ keys: ["image"] }] });
  });

  it("is nothing where Swarm refuses the update", () => {
    expect(compare("", "image: acme/app:2\ndeploy: {mode: global}").tasks).toBe("none");
  });

  it("is every deploy of a job", () => {
    const job = "deploy: {mode: replicated-job}";
    expect(compare(job, job)).toEqual({ tasks: "all", because: [JOB_RUNS_AGAIN] });
  });

  it("is another name of the service, or of the stack", () => {
    const renamed = view(service("").replace("  app:", "  api:"));
    expect(replacesTasks(view(service("")), renamed, "api", "app")).toEqual({ tasks: "all", because: [NEW_SERVICE] });
    expect(replacesTasks(view(service("")), renamed, "api").tasks).toBe("none");
    const named = (name: string) => view(service(""), {}, name);
    expect(replacesTasks(named("one"), named("two"), "app").because).toEqual([NEW_SERVICE]);
    expect(replacesTasks(named("one"), named("one"), "app").tasks).toBe("none");
  });

  it.each([
    ["a volume's label", "volumes: [data:/data]", "volumes: {data: {labels: {a: b}}}", "all"],
    ["a volume's driver options", "volumes: [data:/data]", "volumes: {data: {driver_opts: {o: uid=1}}}", "all"],
    ["a volume's name", "volumes: [data:/data]", "volumes: {data: {name: own}}", "all"],
    ["a volume that is external now", "volumes: [data:/data]", "volumes: {data: {external: true}}", "all"],
    ["another volume's label", "", "volumes: {data: {labels: {a: b}}}", "none"],
    ["a network's name", "networks: [back]", "networks: {back: {name: own}}", "all"],
    ["a network's options", "networks: [back]", "networks: {back: {driver_opts: {a: b}}}", "none"],
    ["the default network's name", "", "networks: {default: {name: own}}", "all"],
    ["a config's name", "configs: [conf]", "configs: {conf: {name: conf-2, file: ./c}}", "all"],
    ["a config's file", "configs: [conf]", "configs: {conf: {file: ./d}}", "none"],
    ["a secret that is external now", "secrets: [conf]", "secrets: {conf: {external: true}}", "all"],
  ])("counts what the top of the file says: %s", (_, keys, top, tasks) => {
    const [section = ""] = top.split(":");
    const name = /\{(\w+)/.exec(top)?.[1] ?? "";
    const plain = section === "configs" || section === "secrets" ? "{file: ./c}" : "";
    const declared = `${section}: {${name === "default" ? "other" : name}: ${plain}}\n`;
    const other = `volumes: {x: , data: }\n`;
    const rest = section === "volumes" ? "" : other;
    expect(
      replacesTasks(view(service(keys, declared + rest)), view(service(keys, `${top}\n${rest}`)), "app").tasks,
    ).toBe(tasks);
  });

  it("knows variables: alike in both, given, and unknown", () => {
    const text = service("environment: {A: '${A}'}\nimage: acme/app:${TAG}");
    expect(replacesTasks(view(text), view(text), "app").tasks).toBe("none");
    expect(replacesTasks(view(text, { TAG: "1" }), view(text, { TAG: "2" }), "app").because[0]?.keys).toEqual([
      "image",
    ]);
    const fixed = service("environment: {A: '${A}'}\nimage: acme/app:7");
    expect(replacesTasks(view(text), view(fixed), "app")).toMatchObject({
      tasks: "perhaps",
      because: [{ keys: ["image"] }],
    });
    expect(replacesTasks(view(text), view(fixed.replace("acme/app", "other")), "app").tasks).toBe("all");
  });

  it("does not know what an env file, or the shell that deploys, holds", () => {
    expect(compare("environment: {A: ''}", "environment: [A]").tasks).toBe("perhaps");
    expect(compare("", "user: ${USER_ID}").tasks).toBe("perhaps");
    expect(compare("env_file: a.env", "env_file: [a.env]").tasks).toBe("none");
    expect(compare("env_file: a.env", "env_file: b.env").tasks).toBe("perhaps");
  });

  it("is nothing for a service that is new or gone", () => {
    const none = view(service("").replace("  app:", "  web:"));
    expect(replacesTasks(none, view(service("")), "app").tasks).toBe("none");
    expect(replacesTasks(view(service("")), none, "app").tasks).toBe("none");
  });
});
