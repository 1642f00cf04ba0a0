import { describe, expect, it } from "vitest";
import { imageProblem } from "../../src/stack/image-reference.ts";
import { cpusProblem } from "../../src/stack/quantity.ts";
import { validateStack } from "../../src/stack/schema.ts";
import { validateConversion, validateDecoding } from "../../src/stack/value-checks.ts";
import { cpuTime } from "../support/cpu-time.ts";
import { validateValues } from "../support/values.ts";
import { plain, stackWith } from "./stack-data.ts";
import { ACCEPTED, HEX, REFUSED } from "./value-texts.ts";

const FILE = "deploy refuses the file.";
const STACK = "deploy refuses the stack.";

function violationsOf(stack: unknown): unknown[] {
  return validateValues(plain(stack)).map(({ path, at, message, help }) => [path.join("/"), at, message, help]);
}

/** Whether the values of a stack with this value are accepted; the shape always is. */
function accepts(path: string, value: unknown): boolean {
  const stack = plain(stackWith(path, value));
  expect(validateStack(stack, "3.13")).toEqual([]);
  return validateValues(stack).length === 0;
}

describe.each(Object.entries(ACCEPTED))("validateValues accepts %s", (path, texts) => {
  it.each(texts)("'%s'", (text) => {
    expect(accepts(path, text)).toBe(true);
  });
});

describe.each(Object.entries(REFUSED))("validateValues refuses %s", (path, texts) => {
  it.each(texts)("'%s'", (text) => {
    expect(accepts(path, text)).toBe(false);
  });
});

describe("validateValues says what is wrong with", () => {
  const units = "Write numbers with units, such as `90s` or `1m30s`; the units are `ns`, `us`, `ms`, `s`, `m` and `h`.";
  const sizes = "Write a number and a unit, such as `512M` or `1.5G`; the units are `b`, `k`, `m`, `g`, `t` and `p`.";
  const short = 'Write `"target"`, `"published:target"` or `"published:target/protocol"`.';
  const cases: [path: string, value: string, message: string, help: string][] = [
    ["services.a.stop_grace_period", "1 min", `\`stop_grace_period\` is not a duration; ${FILE}`, units],
    [
      "services.a.healthcheck.start_interval",
      "30",
      `\`healthcheck.start_interval\` is not a duration; ${FILE}`,
      "Add a unit, such as `s`.",
    ],
    [
      "services.a.deploy.restart_policy.window",
      "9999999h",
      `\`deploy.restart_policy.window\` is longer than 292 years; ${FILE}`,
      "Write a shorter time.",
    ],
    [
      "services.a.deploy.resources.limits.memory",
      "a lot",
      `\`deploy.resources.limits.memory\` is not a size; ${FILE}`,
      sizes,
    ],
    [
      "services.a.deploy.resources.reservations.memory",
      "1Gi",
      `\`deploy.resources.reservations.memory\` is not a size; ${FILE}`,
      "Write `M` or `MiB` for `Mi`, and so on: Docker does not know these units of Kubernetes.",
    ],
    [
      "volumes.d.x-cluster-spec.capacity_range.limit_bytes",
      "x",
      `\`x-cluster-spec.capacity_range.limit_bytes\` is not a size; ${FILE}`,
      sizes,
    ],
    [
      "services.a.command",
      "it's",
      `\`command\` has a quote that is never closed; ${FILE}`,
      "Close it, or write the command as a list of words.",
    ],
    [
      "services.a.entrypoint",
      "x \\",
      `\`entrypoint\` ends with a backslash; ${FILE}`,
      "Remove it, or write the command as a list of words.",
    ],
    [
      "services.a.ports.0",
      "web:80:80",
      `Entry 1 of \`ports\` has something before the ports that is not an IP address; ${FILE}`,
      short,
    ],
    ["services.a.ports.0", "80:", `Entry 1 of \`ports\` names no port of the container; ${FILE}`, short],
    [
      "services.a.ports.0",
      "80:http",
      `Entry 1 of \`ports\` has no valid port (0 to 65535) or range for the container; ${FILE}`,
      short,
    ],
    [
      "services.a.ports.0",
      "http:80",
      `Entry 1 of \`ports\` has no valid published port (0 to 65535) or range; ${FILE}`,
      short,
    ],
    ["services.a.ports.0", "80:80-81", `Entry 1 of \`ports\` has two ranges of different length; ${FILE}`, short],
    [
      "services.a.ports.0",
      "80/http",
      `Entry 1 of \`ports\` has a protocol other than tcp, udp and sctp; ${FILE}`,
      short,
    ],
    ["services.a.image", "", `\`image\` is empty; ${STACK}`, "Name an image."],
    [
      "services.a.image",
      "Web",
      `\`image\` has capital letters in its name; ${STACK}`,
      "Use lower case; only the registry and the tag may have capitals.",
    ],
    [
      "services.a.image",
      "a b",
      `\`image\` is not an image reference; ${STACK}`,
      "Write `registry/name:tag` or `name@sha256:...`, without `https://` and spaces.",
    ],
    [
      "services.a.image",
      "a".repeat(300),
      `\`image\` has a name of more than 255 characters; ${STACK}`,
      "Use a shorter name.",
    ],
    [
      "services.a.image",
      `a@sha256:${HEX}00`,
      `\`image\` has a digest that no registry would give; ${STACK}`,
      "Copy it again: `sha256:` and 64 digits in lower case.",
    ],
    [
      "services.a.deploy.resources.limits.cpus",
      "half",
      `\`deploy.resources.limits.cpus\` is not a number of CPUs; ${STACK}`,
      'Write a decimal number in quotes, such as `"0.5"`.',
    ],
    [
      "services.a.deploy.resources.reservations.cpus",
      "0.0000000001",
      `\`deploy.resources.reservations.cpus\` is finer than a billionth of a CPU; ${STACK}`,
      "Write at most nine decimal places.",
    ],
    [
      "services.a.restart",
      "never",
      `\`restart\` is not a restart policy; ${STACK}`,
      "Use `no`, `always`, `unless-stopped`, `on-failure` or `on-failure:3`; better, `deploy.restart_policy`.",
    ],
  ];
  it.each(cases)("%s: '%s'", (path, value, message, help) => {
    expect(violationsOf(stackWith(path, value))).toEqual([[path.replaceAll(".", "/"), "value", message, help]]);
  });

  it.each([
    "stop_grace_period",
    "healthcheck.interval",
    "healthcheck.timeout",
    "healthcheck.start_period",
    "healthcheck.start_interval",
    "deploy.update_config.delay",
    "deploy.update_config.monitor",
    "deploy.rollback_config.delay",
    "deploy.rollback_config.monitor",
    "deploy.restart_policy.delay",
    "deploy.restart_policy.window",
  ])("the duration %s", (key) => {
    expect(violationsOf(stackWith(`services.a.${key}`, "soon"))).toHaveLength(1);
  });

  it("a service without an image", () => {
    expect(violationsOf({ services: { a: {}, b: { build: "." } } })).toEqual([
      ["services/a", "value", `Service \`a\` has no \`image\`; ${STACK}`, "Add `image`."],
      [
        "services/b",
        "value",
        `Service \`b\` has no \`image\`; ${STACK}`,
        "Swarm builds nothing: push the built image to a registry, and name it in `image`.",
      ],
    ]);
  });
});

describe("validateValues", () => {
  it("leaves wrong types to the schema", () => {
    for (const data of [
      null,
      [],
      "x",
      { services: [] },
      { services: { a: null } },
      { secrets: { d: { external: "x" } } },
    ]) {
      expect(validateValues(plain(data)).filter(({ path }) => path.length > 2)).toEqual([]);
    }
    const keys = [
      "image",
      "command",
      "ports",
      "healthcheck",
      "deploy",
      "restart",
      "credential_spec",
      "secrets",
      "stop_grace_period",
    ];
    for (const key of keys) {
      for (const value of [null, 5, true, {}, [], [[]], [null], { a: 1 }]) {
        expect(violationsOf(stackWith(`services.a.${key}`, value)), key).toEqual([]);
      }
    }
  });

  it("is the decoding of one file and the conversion of all", () => {
    const stack = plain({
      services: { a: { stop_grace_period: "x" }, b: { image: "Y", command: "'" } },
      secrets: { d: {} },
    });
    const paths = (violations: readonly { path: readonly unknown[] }[]) => violations.map(({ path }) => path.join("/"));
    expect(paths(validateDecoding(stack))).toEqual(["services/a/stop_grace_period", "services/b/command"]);
    expect(paths(validateConversion(stack))).toEqual(["services/a", "services/b/image", "secrets/d"]);
    expect(paths(validateValues(stack))).toEqual([
      "services/a",
      "services/a/stop_grace_period",
      "services/b/image",
      "services/b/command",
      "secrets/d",
    ]);
  });

  it("is quick with texts that are made to be slow", () => {
    const start = cpuTime();
    for (const text of [
      "1".repeat(200_000),
      `${"1".repeat(200_000)}s`,
      "a-".repeat(100_000),
      "1e999999",
      "1e-999999",
      "''".repeat(100_000),
      "1:".repeat(100_000),
      "1_".repeat(100_000),
      "._".repeat(100_000),
    ]) {
      for (const path of Object.keys(ACCEPTED)) validateValues(plain(stackWith(path, text)));
    }
    expect(cpuTime() - start).toBeLessThan(5_000);
  });
});

describe("the reasons", () => {
  it("of images and CPUs are told apart", () => {
    expect(imageProblem("x/Y")).toBe("uppercase");
    expect(imageProblem("x y")).toBe("form");
    expect(imageProblem("a".repeat(256))).toBe("length");
    expect(imageProblem(`x@md5:${HEX}`)).toBe("digest");
    expect(cpusProblem("1/3")).toBe("precision");
    expect(cpusProblem("1/0")).toBe("form");
  });
});
