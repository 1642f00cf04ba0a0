import { describe, expect, it } from "vitest";
import { AWS, problemsOf } from "./stacks.ts";

/** What is said of one volume with this declaration. */
const said = (volume: string): string[] =>
  problemsOf(`services: {a: {image: 'redis:7', volumes: ['files:/data']}}\nvolumes:\n  files:\n${volume}`, AWS).map(
    ({ message }) => message,
  );

describe("what is stated about a volume in a shape that is not read", () => {
  const MAPPING = "it has to be a mapping, such as `size: 100GiB`";
  const PLAIN = "it has to be one text or number, such as `100GiB` for a size";
  it.each([
    ["x-swarm-volume-check: {size: {value: 100, unit: GiB}}", 'size is stated as `{"value":100,"unit":"GiB"}`', PLAIN],
    ["x-swarm-volume-check: {size: [100GiB]}", 'size is stated as `["100GiB"]`', PLAIN],
    ["x-swarm-volume-check: {size: 1GiB, iops: {a: 1}}", "iops is stated", PLAIN],
    ["x-swarm-volume-check: {storage: {a: 1}}", "storage is stated", PLAIN],
    ["x-swarm-volume-check: {sizes: {a: 1}}", "sizes is stated", "`size` may be meant"],
    ["x-swarm-volume-check: 100GiB", "x-swarm-volume-check is stated as `100GiB`", MAPPING],
    ["x-swarm-volume-check: ['size=100GiB']", "x-swarm-volume-check is stated", MAPPING],
    ["x-swarm-volumes-check: {size: 1GiB}", "x-swarm-volumes-check is stated", "`x-swarm-volume-check` may be meant"],
    [
      "labels: {swarm-volume-checks.size: 1GiB}",
      "swarm-volume-checks.size is stated",
      "`swarm-volume-check.size` may be meant",
    ],
    ["labels: {swarm-volume-check: 1GiB}", "swarm-volume-check is stated", "`swarm-volume-check.size` may be meant"],
    [
      "labels: {swarm_volume_check.iops: '1'}",
      "swarm_volume_check.iops is stated",
      "`swarm-volume-check.iops` may be meant",
    ],
  ])("is told: %s", (volume, what, why) => {
    const [message = "", ...more] = said(`    ${volume}\n`);
    expect(more).toEqual([]);
    expect(message).toMatch(/^No price can be given for `files`: its /);
    expect(message).toContain(what);
    expect(message).toContain(why);
  });

  it.each([
    "labels: {com.example.size: 1GiB, swarm-cronjob.enable: 'true'}",
    "x-swarm-volume-check: ",
    "x-swarm-volume-check: {size: }",
    "x-swarm-volume-check: {size: 1GiB, iops: 3000}",
    "x-cluster-spec: {capacity_range: {required_bytes: {a: 1}}}",
  ])("is nothing where another program is spoken to, or nothing is stated: %s", (volume) => {
    expect(said(`    ${volume}\n`)).toEqual([]);
  });
});
