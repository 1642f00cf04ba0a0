import { describe, expect, it } from "vitest";
import type { Problem } from "../../src/model/problem.ts";
import { FORBIDDEN_KEYS, findKeyProblems } from "../../src/stack/keys.ts";
import { marked, rootOf } from "./reading.ts";

function problemsOf(written: string): { problems: Problem[]; spans: [number, number][] } {
  const { text, spans } = marked(written);
  const problems: Problem[] = [];
  findKeyProblems(rootOf(text), problems);
  return { problems, spans };
}

/** One service with the keys; the problem of the only marked place. */
function problemOf(keys: string): unknown {
  const { problems, spans } = problemsOf(`services: {web: {${keys}}}`);
  expect(problems.map(({ place }) => [place.start, place.end])).toEqual(spans);
  expect(problems).toHaveLength(1);
  const { place: _, ...rest } = problems[0] as Problem;
  return rest;
}

const FORBIDDEN = "cpu_quota cpu_shares cpuset extends mem_limit memswap_limit volume_driver volumes_from".split(" ");
const WARNED = ["build", "devices", "privileged", "shm_size", "tmpfs"];
const NOTED =
  "cgroupns_mode cgroup_parent domainname external_links ipc links mac_address network_mode pid security_opt userns_mode container_name expose depends_on".split(
    " ",
  );

describe("findKeyProblems", () => {
  it.each(FORBIDDEN)("finds the forbidden key `%s`", (key) => {
    expect(problemOf(`image: x, ⟦${key}⟧: 1`)).toEqual({
      rule: "forbidden-key",
      message: `\`${key}\` is forbidden in a stack; deploy refuses the file.`,
      help: FORBIDDEN_KEYS.get(key),
      service: "web",
      subject: key,
    });
  });

  it("says what to write instead of the forbidden keys", () => {
    expect(Object.fromEntries([...FORBIDDEN_KEYS].sort())).toEqual({
      ...Object.fromEntries(
        ["cpu_quota", "cpu_shares", "cpuset", "mem_limit", "memswap_limit"].map((key) => [
          key,
          "Set limits under `deploy.resources`.",
        ]),
      ),
      extends: "Copy what is inherited into the service, or share it with a YAML anchor.",
      volume_driver: "Set `driver` on the volume in the top-level `volumes` section.",
      volumes_from: "Declare a volume in the top-level `volumes` section and mount it in both services.",
    });
  });

  it.each([...WARNED.map((key) => [key, "warning"]), ...NOTED.map((key) => [key, "note"])])(
    "finds the ignored key `%s`, a %s",
    (key, severity) => {
      expect(problemOf(`image: x, ⟦${key}⟧: 1`)).toEqual({
        rule: "ignored-key",
        message: expect.stringMatching(new RegExp(`^Swarm ignores \`${key}\`: [a-z\`S].*[^.]\\.$`)),
        help: expect.stringMatching(/^[A-Z].*\.$/),
        service: "web",
        subject: key,
        severity,
      });
    },
  );

  it.each([
    ["tmpfs", "nothing is mounted there, without any message, and the files go to the container's layer on disk"],
    ["build", "no image is built; the nodes pull `image` from a registry"],
    ["depends_on", "Swarm starts services in any order"],
    ["shm_size", "`/dev/shm` keeps its 64 MB"],
    ["container_name", "the task's container gets a name of its own"],
  ])("says what Swarm does instead of `%s`", (key, effect) => {
    expect(problemOf(`⟦${key}⟧: 1`)).toMatchObject({ message: `Swarm ignores \`${key}\`: ${effect}.` });
  });

  it("finds them in every service, in the order of the file, whatever their value", () => {
    const { problems, spans } = problemsOf(
      "services: {b: {⟦pid⟧: , image: x, ⟦extends⟧: {}}, a: {⟦build⟧: []}, c: , d: {image: y}}",
    );
    expect(problems.map(({ service, subject, rule }) => [service, subject, rule])).toEqual([
      ["b", "pid", "ignored-key"],
      ["b", "extends", "forbidden-key"],
      ["a", "build", "ignored-key"],
    ]);
    expect(problems.map(({ place }) => [place.start, place.end])).toEqual(spans);
  });

  it.each([
    "services: {a: {image: x, deploy: {restart: 1}, labels: {build: 1}}}",
    "build: 1\nextends: 2",
    "services: {build: {image: x}, constructor: {toString: 1}}",
    "networks: {a: {extends: b, links: c}}",
    "services: [build]",
    "services: {a: [tmpfs]}",
  ])("finds nothing in %s", (text) => {
    expect(problemsOf(text).problems).toEqual([]);
  });

  it("points at the definition of what comes through an alias or a merge key", () => {
    const { problems, spans } = problemsOf("x-a: &a {⟦restart⟧: no}\nservices: {a: *a, b: {<<: *a, image: x}}");
    expect(problems.map(({ service, place }) => [service, [place.start, place.end]])).toEqual([
      ["a", spans[0]],
      ["b", spans[0]],
    ]);
  });
});

describe("findKeyProblems in long mounts", () => {
  const long = (options: string) => `volumes: [data:/x, {type: volume, target: /t, ${options}}]`;

  it.each([
    ["bind", "create_host_path", "a missing host path makes the task fail"],
    ["bind", "selinux", "it changes nothing"],
    ["bind", "recursive", "it changes nothing"],
    ["volume", "labels", "it changes nothing"],
    ["tmpfs", "mode", "it changes nothing"],
    ["tmpfs", "propagation", "it changes nothing"],
    ["bind", "size", "it changes nothing"],
  ])("finds `%s.%s`", (map, key, effect) => {
    expect(problemOf(long(`${map}: {⟦${key}⟧: 1}`))).toEqual({
      rule: "ignored-key",
      message: `Swarm ignores \`${map}.${key}\` of a mount: ${effect}.`,
      help: "Remove the key, or accept that it does nothing.",
      service: "web",
      subject: `volumes.${map}.${key}`,
      severity: "note",
    });
  });

  it("takes what deploy reads, and leaves wrong keys to others", () => {
    const read = "bind: {propagation: shared}, volume: {nocopy: true, subpath: x}, tmpfs: {size: 1}";
    expect(problemsOf(`services: {web: {${long(read)}}}`).problems).toEqual([]);
    expect(problemsOf(`services: {web: {${long("cluster: {a: b}, image: {c: d}, other: {e: f}")}}}`).problems).toEqual(
      [],
    );
    expect(problemsOf(`services: {web: {${long("bind: , volume: 1, tmpfs: [mode]")}}}`).problems).toEqual([]);
    expect(problemsOf("services: {web: {volumes: {bind: {selinux: z}}}}").problems).toEqual([]);
  });

  it("finds them after the service's own keys, by mount and map", () => {
    const { problems } = problemsOf(
      "services: {a: {volumes: [{tmpfs: {mode: 1}, bind: {selinux: z}}, {volume: {labels: {}}}], pid: host}}",
    );
    expect(problems.map(({ subject }) => subject)).toEqual([
      "pid",
      "volumes.bind.selinux",
      "volumes.tmpfs.mode",
      "volumes.volume.labels",
    ]);
  });
});
