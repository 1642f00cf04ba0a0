import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { stringify } from "yaml";
import type { Changes } from "../support/git-repository.ts";
import { NODE_24, type Ran } from "../support/runner.ts";
import { POLICY } from "../support/stacks.ts";
import { World } from "../support/world.ts";

/** What an env file of the workflow holds: a password, numbers, and texts of several parts or with markup in them. */
const SECRETS = {
  DB_PASSWORD: "kanari7vogel",
  PIN: "48151623",
  SHORT: "k4nari",
  OPTIONS: "addr=kanari7vogel,soft",
  LOGIN: "user:kanari7vogel@host",
  MARKED: "kanari7_*vogel*[x]<b>",
} as const;
const NAMES = Object.keys(SECRETS) as (keyof typeof SECRETS)[];
const ENV_FILE = Object.entries(SECRETS)
  .map(([name, value]) => `${name}=${value}\n`)
  .join("");
const SEEN = /kanari7|k4nari|48[ ,.'_\u202f]?151[ ,.'_\u202f]?623/i;

type Service = Record<string, unknown>;
interface Stack {
  services: { app: Service };
  [section: string]: Record<string, unknown>;
}

const data = "/var/lib/postgresql/data";
const stack = (app: Service, sections: Record<string, Record<string, unknown>> = {}): Stack => ({
  services: { app: { image: "postgres:16", volumes: [`data:${data}`], ...app } },
  volumes: { data: {} },
  ...sections,
});
const volume = (of: Record<string, unknown>): Stack => stack({}, { volumes: { data: of } });
const mount = (of: Record<string, unknown>): Stack =>
  stack({ volumes: [{ type: "volume", source: "data", target: data, ...of }] });
const deploy = (of: Record<string, unknown>): Stack => stack({ deploy: of });

/** Where a stranger may put a variable. */
const PLACES: Readonly<Record<string, (v: string) => Stack>> = {
  image: (v) => stack({ image: v }),
  "name of an image": (v) => stack({ image: `acme/${v}` }),
  tag: (v) => stack({ image: `postgres:${v}` }),
  command: (v) => stack({ command: v }),
  "list of a command": (v) => stack({ command: ["postgres", "-D", `/${v}`] }),
  entrypoint: (v) => stack({ entrypoint: ["sh", "-c", v] }),
  hostname: (v) => stack({ hostname: v }),
  user: (v) => stack({ user: v }),
  "data directory": (v) => stack({ environment: { PGDATA: `/${v}` } }),
  "environment as a list": (v) => stack({ environment: [`PGDATA=/srv/${v}`, v] }),
  "short mount": (v) => stack({ volumes: [v] }),
  "source of a short mount": (v) => stack({ volumes: [`${v}:${data}`] }),
  "path on the host": (v) => stack({ volumes: [`/srv/${v}:${data}`] }),
  "target of a short mount": (v) => stack({ volumes: [`data:/${v}`] }),
  "mode of a short mount": (v) => stack({ volumes: [`data:${data}:${v}`] }),
  "type of a mount": (v) => mount({ type: v }),
  "source of a mount": (v) => mount({ source: v }),
  "source of a bind": (v) => mount({ type: "bind", source: `/srv/${v}` }),
  "target of a mount": (v) => mount({ target: `/${v}` }),
  "size of a tmpfs": (v) => mount({ type: "tmpfs", source: undefined, tmpfs: { size: v } }),
  "folder of a volume": (v) => mount({ volume: { subpath: v } }),
  driver: (v) => volume({ driver: v }),
  "option of a driver": (v) => volume({ driver: "acme/disk", driver_opts: { size: v } }),
  "type of a file system": (v) => volume({ driver_opts: { type: v, device: "/dev/sdb", o: "ro" } }),
  "options of NFS": (v) => volume({ driver_opts: { type: "nfs", o: `addr=${v},soft`, device: ":/srv" } }),
  "all options": (v) => volume({ driver_opts: { type: "nfs", o: v, device: ":/srv" } }),
  "password of CIFS": (v) =>
    volume({ driver_opts: { type: "cifs", o: `username=u,password=${v}`, device: "//nas/share" } }),
  device: (v) => volume({ driver_opts: { type: "nfs", o: "addr=nas,soft", device: `:/${v}` } }),
  "name of a volume": (v) => volume({ name: v }),
  "name of an external volume": (v) => volume({ name: v, external: true }),
  external: (v) => volume({ external: v }),
  "label of a volume": (v) => volume({ labels: { owner: v } }),
  "label of a service": (v) => deploy({ labels: [`owner=${v}`] }),
  labels: (v) => stack({ labels: { owner: v } }),
  replicas: (v) => deploy({ replicas: v }),
  "replicas with data each": (v) => ({
    ...deploy({ replicas: v }),
    volumes: { data: { name: "data-{{.Task.Slot}}" } },
  }),
  mode: (v) => deploy({ mode: v }),
  "node of a constraint": (v) => deploy({ placement: { constraints: [`node.hostname == ${v}`] } }),
  "label of a constraint": (v) => deploy({ placement: { constraints: [`node.labels.${v} == true`] } }),
  constraint: (v) => deploy({ placement: { constraints: [v] } }),
  preference: (v) => deploy({ placement: { preferences: [{ spread: v }] } }),
  "most tasks of a node": (v) => deploy({ replicas: 3, placement: { max_replicas_per_node: v } }),
  memory: (v) => deploy({ resources: { limits: { memory: v } } }),
  order: (v) => deploy({ update_config: { order: v, parallelism: v } }),
  condition: (v) => deploy({ restart_policy: { condition: v, max_attempts: v } }),
  "grace period": (v) => stack({ stop_grace_period: `${v}s` }),
  "whole grace period": (v) => stack({ stop_grace_period: v }),
  "stop signal": (v) => stack({ stop_signal: v }),
  healthcheck: (v) => stack({ healthcheck: { test: ["CMD", v], interval: v } }),
  port: (v) => stack({ ports: [`${v}:5432`] }),
  "published port": (v) => stack({ ports: [{ target: 5432, published: v }] }),
  tmpfs: (v) => stack({ tmpfs: [`/${v}`] }),
  network: (v) => stack({ networks: [v] }),
  "source of a config": (v) => stack({ configs: [v] }),
  "target of a config": (v) =>
    stack({ configs: [{ source: "conf", target: `/${v}` }] }, { configs: { conf: { file: `./${v}` } } }),
  "name of a config": (v) => stack({ configs: ["conf"] }, { configs: { conf: { external: true, name: v } } }),
  "file of a secret": (v) => stack({ secrets: ["key"] }, { secrets: { key: { file: v } } }),
  "file with variables": (v) => stack({ env_file: v }),
  "name of the stack": (v) => ({ ...stack({}), name: v }) as unknown as Stack,
  version: (v) => ({ version: v, ...stack({}) }) as unknown as Stack,
  extension: (v) => stack({}, { "x-notes": { note: v } }),
  "throughput of a volume": (v) => volume({ labels: { "swarm-volume-check.throughput": v } }),
  "log driver": (v) => stack({ logging: { driver: v, options: { tag: v } } }),
};
const ALL = Object.entries(PLACES);

/** How else it may stand there. */
const FORMS: readonly ((name: string) => string)[] = [
  (name) => `x\${${name}}-1`,
  (name) => `$${name}`,
  (name) => `\${${name}:-none}`,
  (name) => `\${${name}}\${${name}}`,
  (name) => `a/\${${name}?it must be set}=1`,
];

const pathOf = (index: number) => `s${index}/stack.yml`;
const textOf = (made: Stack) => stringify(made, { lineWidth: 0 });
const plain = (make: (v: string) => Stack) => textOf(make("written"));

/** The stacks, each with another one of the variables in its place; which one, `shift` says. */
const filled = (shift: number, written: (name: string, index: number) => string): Changes =>
  Object.fromEntries(
    ALL.map(([, make], index) => {
      const name = NAMES[(index + shift) % NAMES.length] as string;
      return [pathOf(index), textOf(make(written(name, index)))];
    }),
  );

/** The text as it was before anything escaped it for JSON, Markdown, HTML or an address. */
function unescaped(text: string): string {
  return text
    .replaceAll(/%([0-7][0-9a-f])/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    .replaceAll(/&#x?\w+;|\\u[0-9a-f]{4}|[\\\u200b-\u200d\u2060\u00ad`]/gi, "");
}

/** Where a value is shown, with some text around it. */
function leaksIn(outputs: Readonly<Record<string, string>>): string[] {
  return Object.entries(outputs).flatMap(([name, text]) =>
    [text, unescaped(text)].flatMap((one) => {
      const found = SEEN.exec(one);
      return found ? [`${name}: ${one.slice(Math.max(0, found.index - 200), found.index + 60)}`] : [];
    }),
  );
}

const PRICED = 'storage:\n  provider: aws\n  region: eu-west-1\nvolumes:\n  "*":\n    size: 10 GiB\n';
const INPUTS = {
  "env-file": "deploy.env",
  "report-file": "r.json",
  "sarif-file": "r.sarif",
  "patch-file": "r.patch",
};

describe(`the values of an env file, in ${ALL.length} places of a stranger's stack`, () => {
  let world: World;

  beforeAll(async () => {
    world = await World.open(NODE_24 === undefined ? "source" : "bundle");
  });
  afterAll(() => world.close());

  /** Runs it, and returns everything that leaves the run. */
  async function everything(number: number, event: "pull_request" | "pull_request_target") {
    world.github.takeRequests();
    const ran: Ran = await world.run(number, {
      event,
      inputs: INPUTS,
      env: { RUNNER_DEBUG: "1" },
      workspace: { "deploy.env": ENV_FILE },
    });
    const requests = world.github.requests.map(({ operation, body }) => [operation, JSON.stringify(body)] as const);
    const outputs: Record<string, string> = {
      log: ran.log,
      annotations: JSON.stringify(ran.commands),
      summary: ran.summary,
      outputs: JSON.stringify(ran.outputs),
      report: ran.file("r.json"),
      sarif: ran.file("r.sarif"),
      patch: ran.file("r.patch"),
    };
    for (const [index, [operation, body]] of requests.entries()) outputs[`request ${index}, ${operation}`] = body ?? "";
    return { ran, outputs, operations: requests.map(([operation]) => operation) };
  }

  it.each(NAMES.map((_, shift) => [shift, shift % 2 === 0 ? "pull_request_target" : "pull_request"] as const))(
    "leave a run nowhere: %i, %s",
    async (shift, event) => {
      const number = shift + 1;
      const before = Object.fromEntries(ALL.map(([, make], index) => [pathOf(index), plain(make)]));
      world.pull(
        number,
        { ...before, [POLICY]: PRICED },
        filled(shift, (name) => `\${${name}}`),
      );
      const first = await everything(number, event);
      expect(first.operations).toContain("review");
      expect(leaksIn(first.outputs).slice(0, 5)).toEqual([]);
      // Everything was read with the values, and is told: by the names of the variables.
      expect(first.ran.log).toContain(`Stack: ${pathOf(0)}, compared with ${pathOf(0)}, ${NAMES.length} variables`);
      for (const name of NAMES) {
        expect(first.ran.log).toContain(`\${${name}}`);
        expect(first.ran.file("r.json")).toContain(`\${${name}}`);
      }
      expect(world.reviews(number)[0]?.body).toMatch(/\$\{[A-Z_]+\}/);
      for (const name of ["summary", "annotations", "sarif", "patch"])
        expect(first.outputs[name]?.length).toBeGreaterThan(500);

      // The same with something around them: then earlier comments and the summary are updated.
      world.push(
        number,
        filled(shift, (name, index) => FORMS[index % FORMS.length]?.(name) as string),
      );
      const second = await everything(number, event);
      expect(second.operations).toContain("update");
      expect(leaksIn(second.outputs).slice(0, 5)).toEqual([]);
    },
  );

  it("would be seen in whatever they are written", () => {
    for (const value of Object.values(SECRETS)) {
      const written = [
        value,
        encodeURIComponent(value),
        JSON.stringify(value),
        value.replaceAll(/\W|_/g, "\\$&"),
        value.toUpperCase(),
        [...value].join("\u200b"),
      ];
      for (const text of written) expect(leaksIn({ log: `a ${text} b` }), text).not.toEqual([]);
    }
    expect(leaksIn({ log: "48,151,623 seconds" })).not.toEqual([]);
    expect(leaksIn({ log: "a word, and 4815 more" })).toEqual([]);
  });

  it.each([
    ["out of the workspace", { "deploy.env": { link: "../kanari.env" } }],
    ["to the runner's own files", { "deploy.env": { link: "../event.json" } }],
    ["to the environment of the run", { "deploy.env": { link: "/proc/self/environ" } }],
  ])("are not read through a link %s", async (_, workspace) => {
    const number = 50;
    world.pull(number, {}, { "stack.yml": plain(PLACES.replicas as (v: string) => Stack) });
    world.github.takeRequests();
    const ran = await world.run(number, {
      inputs: INPUTS,
      workspace,
      env: { RUNNER_DEBUG: "1", SECRET: "kanari7vogel" },
    });
    expect(ran).toMatchObject({ code: 2, outputs: { verdict: "error" } });
    expect(ran.log).toContain("`deploy.env` cannot be read: ");
    expect(world.reviews(number)).toEqual([]);
    expect(ran.log).not.toMatch(SEEN);
    expect(ran.log).not.toContain(`"number":${number}`);
  });
});
