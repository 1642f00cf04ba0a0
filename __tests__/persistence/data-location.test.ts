import { describe, expect, it } from "vitest";
import { judge } from "../../src/check/evaluate.ts";
import { compareLocations, locationKeys, locationOfExposure } from "../../src/persistence/data-location.ts";
import { parseFile } from "../../src/yaml/parse.ts";

/** Volumes of one stack: some are one and the same under several keys. */
const VOLUMES = [
  "",
  "{name: x}",
  "{name: '${N}'}",
  "{name: '${M}'}",
  "{name: x, external: true}",
  "{name: y, external: true}",
  "{driver: rexray/ebs}",
  "{driver: rexray/ebs, name: x}",
  "{driver: rexray/ebs, driver_opts: {size: '10'}}",
  "{driver: rexray/ebs, name: y, driver_opts: {size: '10'}}",
  "{driver_opts: {type: nfs, o: 'addr=10.0.0.5,nfsvers=4.1', device: ':/a'}}",
  "{driver_opts: {type: nfs4, o: 'nfsvers=4.1,addr=10.0.0.5', device: ':/a/'}}",
  "{driver_opts: {type: nfs, o: 'addr=10.0.0.5', device: ':/a/b'}}",
  "{driver_opts: {type: none, o: bind, device: /srv/a}}",
  "{name: x, driver_opts: {type: none, o: bind, device: /srv/b}}",
];
const SOURCES = ["/srv/a", "/srv/a/b", "/srv", "./a", ...VOLUMES.map((_, index) => `v${index}`)];

describe("locationKeys", () => {
  it("are shared by all locations of a stack that hold the same bytes", () => {
    const mounts = SOURCES.flatMap((source) => [
      `"${source}:/t"`,
      `{type: ${source.startsWith("v") ? "volume, volume: {subpath: b}" : "bind"}, source: ${source}, target: /t}`,
    ]);
    const services = mounts.map((mount, index) => `  s${index}: {image: "acme/a:1", volumes: [${mount}]}\n`);
    const volumes = VOLUMES.map((volume, index) => `  v${index}: ${volume}\n`);
    const file = { path: "s.yml", text: `services:\n${services.join("")}volumes:\n${volumes.join("")}` };
    const { context } = judge([parseFile(file)], {
      target: "swarm",
      variables: new Map(),
      unsetVariables: "unknown",
      facts: { nodes: undefined, sharedPaths: [] },
    });
    const locations = context.exposures.flatMap((exposure) => locationOfExposure(exposure, context) ?? []);
    expect(locations).toHaveLength(mounts.length);
    const pairs = locations.flatMap((one, index) => locations.slice(index + 1).map((other) => [one, other] as const));
    const same = pairs.filter(([one, other]) => compareLocations(one, other) === "same");
    expect(same.length).toBeGreaterThan(20);
    const apart = same.filter(([one, other]) => !locationKeys(one).some((key) => locationKeys(other).includes(key)));
    expect(apart).toEqual([]);
  });
});
