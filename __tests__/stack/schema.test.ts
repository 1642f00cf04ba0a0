import { describe, expect, it } from "vitest";
import { isSupportedVersion, validateStack } from "../../src/stack/schema.ts";
import { cpuTime } from "../support/cpu-time.ts";
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

describe("isSupportedVersion", () => {
  it.each(["3.0", "3.1", "3.9", "3.10", "3.13"])("knows %s", (version) => {
    expect(isSupportedVersion(version)).toBe(true);
  });
  it.each(["", "3", "2.4", "3.14", "3.20", "3.00", "3.01", "3.130", "4.0", "13.0", "3.8 ", "<nil>"])(
    "does not know '%s'",
    (version) => {
      expect(isSupportedVersion(version)).toBe(false);
    },
  );
});

describe("validateStack accepts", () => {
  const accepted: [string, unknown, string?][] = [
    ["version", "3.8", "3.8"],
    ["x-anything", { a: [null] }],
    ["services", {}],
    ["services.a.deploy", null],
    ["services.a.pid", null],
    ["services.a.environment", { A: "b", B: 1, C: 1.5, D: null }],
    ["services.a.environment", ["A=b", "B"]],
    ["services.a.ports", [80, "80", { target: 80 }, { target: 80, published: 80, mode: "host", protocol: "tcp" }]],
    ["services.a.expose", [1, "1"]],
    ["services.a.command", ["a", "a"]],
    ["services.a.volumes", ["a:/b", "a:/b"], "3.2"],
    ["services.a.volumes", [{ type: "anything", bind: { anything: 1 }, volume: { x: 1 }, tmpfs: { mode: 1 } }]],
    ["services.a.configs", [{ source: "a", anything: 1, mode: 1.5 }]],
    ["services.a.build", { anything: 1 }, "3.11"],
    ["services.a.ulimits", { nofile: -1, nproc: { soft: 1, hard: 2 }, NOFILE: { soft: 1, hard: 2, more: 3 } }],
    ["services.a.networks", { a: null, b: {} }],
    ["services.a.healthcheck.retries", 1.5],
    ["networks", { "any name": null, d: null }],
    ["networks.d.external", { name: "x" }],
    ["volumes.d", null],
    ["volumes.d.driver_opts", { a: 1, b: "c" }],
    ["secrets.d.external", { name: "x", anything: 1 }],
    ["volumes.d.x-cluster-spec", { capacity_range: { limit_bytes: 5 } }, "3.9"],
  ];
  it.each(accepted)("%s: %j", (path, value, version) => {
    expect(violationsOf(path, value, version)).toEqual([]);
  });
});

describe("validateStack refuses a value", () => {
  const list = "Write a list: one entry a line, each after `- `.";
  const quotes = "Put it in quotes.";
  const cases: [path: string, value: unknown, message: string, help: string | undefined][] = [
    ["services", null, "`services` has no value and must be a mapping", "Give it a value, or remove it."],
    ["volumes", [], "`volumes` is a list and must be a mapping", "Write `key: value` lines, without `- `."],
    ["services.a", "secret", "Service `a` is text and must be a mapping", undefined],
    ["services.a", null, "Service `a` has no value and must be a mapping", "Give it a value, or remove it."],
    ["networks.d", 5, "Network `d` is a number and must be a mapping or empty", undefined],
    ["version", 3.8, "`version` is a number and must be text", quotes],
    ["services.a.image", 5, "`image` is a number and must be text", quotes],
    ["services.a.command", true, "`command` is a boolean and must be text or a list", quotes],
    ["services.a.environment.A", true, "`environment.A` is a boolean and must be text, a number or empty", quotes],
    ["services.a.environment.A", {}, "`environment.A` is a mapping and must be text, a number or empty", undefined],
    ["services.a.environment.0", 1, "Entry 1 of `environment` is a number and must be text", quotes],
    ["services.a.tty", "yes", "`tty` is text and must be true or false", "Write `true` or `false`, without quotes."],
    ["services.a.cap_add", "NET_ADMIN", "`cap_add` is text and must be a list", list],
    [
      "services.a.depends_on",
      { b: {} },
      "`depends_on` is a mapping and must be a list",
      "Write a plain list of services, or remove it: Swarm starts services in any order and ignores the conditions.",
    ],
    [
      "services.a.env_file.0",
      { path: "x" },
      "Entry 1 of `env_file` is a mapping and must be text",
      "Write only the path: deploy knows neither `required` nor `format`.",
    ],
    [
      "services.a.ports.0.target",
      "80",
      "`target` of entry 1 of `ports` is text and must be a whole number",
      "Remove the quotes.",
    ],
    [
      "services.a.ports.0.target",
      "http",
      "`target` of entry 1 of `ports` is text and must be a whole number",
      undefined,
    ],
    [
      "services.a.ports.0.published",
      "80-81",
      "`published` of entry 1 of `ports` is text and must be a whole number",
      'Write one number without quotes. For a range use the short form: `"8000-8010:80"`.',
    ],
    ["services.a.ports.0", 70000, "Entry 1 of `ports` is above 65535", "Use at most 65535."],
    ["services.a.ports.0", -1, "Entry 1 of `ports` is negative", "Use 0 or more."],
    ["services.a.deploy.replicas", -1, "`deploy.replicas` is negative", "Use 0 or more."],
    ["services.a.deploy.replicas", 1.5, "`deploy.replicas` is a fraction and must be a whole number", undefined],
    ["services.a.healthcheck.retries", -0.5, "`healthcheck.retries` is negative", "Use 0 or more."],
    [
      "services.a.healthcheck.interval",
      10,
      "`healthcheck.interval` is a number and must be text",
      "Write a number with a unit, such as `10s`.",
    ],
    [
      "services.a.deploy.resources.limits.memory",
      512,
      "`deploy.resources.limits.memory` is a number and must be text",
      "Write a number with a unit, such as `512M`.",
    ],
    [
      "services.a.deploy.resources.limits.cpus",
      0.5,
      "`deploy.resources.limits.cpus` is a number and must be text",
      quotes,
    ],
    [
      "services.a.deploy.update_config.order",
      "start_first",
      "`deploy.update_config.order` must be `start-first` or `stop-first`",
      "Did you mean `start-first`?",
    ],
    [
      "services.a.deploy.update_config.order",
      "whatever",
      "`deploy.update_config.order` must be `start-first` or `stop-first`",
      undefined,
    ],
    [
      "services.a.deploy.placement.constraints",
      "node.role==manager",
      "`deploy.placement.constraints` is text and must be a list",
      list,
    ],
    [
      "services.a.volumes.0.tmpfs",
      { size: "64M" },
      "Entry 1 of `volumes` lacks `type`",
      "Add `type: volume`, `bind`, `tmpfs`, `npipe` or `cluster`.",
    ],
    ["services.a.ulimits.nofile", { soft: 1 }, "`ulimits.nofile` lacks `hard`", "Add `hard`."],
    ["services.a.shm_size", 64, "`shm_size` is a number and must be text", quotes],
    [
      "services.a.secrets.0.mode",
      "0440",
      "`mode` of entry 1 of `secrets` is text and must be a number",
      "Write a number without quotes, such as `0440`.",
    ],
    [
      "services.a.networks",
      null,
      "`networks` has no value and must be a list or a mapping",
      "Give it a value, or remove it.",
    ],
    ["volumes.d.driver_opts.a", true, "`driver_opts.a` is a boolean and must be text or a number", quotes],
    ["services.a.cap_add", ["A", "B", "A"], "Entry 3 of `cap_add` is the same as entry 1", "Remove one of the two."],
    [
      "services.a.ports",
      [
        { target: 80, mode: "host" },
        { mode: "host", target: 80 },
      ],
      "Entry 2 of `ports` is the same as entry 1",
      "Remove one of the two.",
    ],
    ["services.a.expose", [80, "80", 80], "Entry 3 of `expose` is the same as entry 1", "Remove one of the two."],
  ];
  it.each(cases)("%s: %j", (path, value, message, help) => {
    const [first, ...more] = violationsOf(path, value) as [string, string, string, string?][];
    expect(first?.slice(1)).toEqual(["value", `${message}; ${REFUSES}`, help]);
    expect(more.filter(([, , text]) => text.startsWith(message))).toEqual([]);
  });

  it("that is no mapping at all", () => {
    for (const data of [null, [], "secret", 5]) {
      const [violation, ...more] = validateStack(data, NEWEST);
      expect(violation).toMatchObject({
        path: [],
        at: "value",
        message: expect.stringMatching(/^The file .* must be a mapping;/),
      });
      expect(more).toEqual([]);
    }
  });

  it("and never says what it is", () => {
    const values = ["hunter2", { hunter2: "hunter2" }, ["hunter2", "hunter2"], 70_707];
    for (const path of [
      "services.a.image",
      "services.a.ports",
      "services.a.deploy.update_config.order",
      "secrets.d.file",
    ]) {
      for (const value of values) {
        for (const { message, help } of validateStack(plain(stackWith(path, value)), NEWEST)) {
          expect(`${message} ${help}`.replace("`hunter2` is not a key", "")).not.toMatch(/hunter2|70707/);
        }
      }
    }
  });
});

describe("validateStack", () => {
  it("gives every violation, in the order of the file, none twice", () => {
    const stack = plain({
      volumes: { d: { foo: 1 } },
      services: {
        b: { ports: [null, null, "80", true], foo: 1, image: 5 },
        a: { "x-a": 1, image: null },
      },
      foo: 1,
    });
    expect(validateStack(stack, "3.6").map(({ path, at }) => `${path.join("/")} ${at}`)).toEqual([
      "volumes/d/foo key",
      "services/b/ports/0 value",
      "services/b/ports/1 value",
      "services/b/ports/3 value",
      "services/b/foo key",
      "services/b/image value",
      "services/a/x-a key",
      "services/a/image value",
      "foo key",
    ]);
  });

  it("keeps numbers in a path for lists", () => {
    const paths = validateStack(plain({ services: { "0": { ports: [true], foo: 1 } } }), NEWEST).map(
      ({ path }) => path,
    );
    expect(paths).toEqual([
      ["services", "0", "ports", 0],
      ["services", "0", "foo"],
    ]);
  });

  it("reads names with the characters of JSON pointers", () => {
    const paths = validateStack(plain({ services: { a: { labels: { "a/b~1c~0": true } } } }), NEWEST).map(
      ({ path }) => path,
    );
    expect(paths).toEqual([["services", "a", "labels", "a/b~1c~0"]]);
  });

  it("finds a repetition in a long list at once", () => {
    const ports = Array.from({ length: 50_000 }, (_, index) => ({ target: index }));
    const start = cpuTime();
    expect(validateStack(plain(stackWith("services.a.ports", [...ports, { target: 7 }])), NEWEST)).toHaveLength(1);
    expect(cpuTime() - start).toBeLessThan(2_000);
  });
});
