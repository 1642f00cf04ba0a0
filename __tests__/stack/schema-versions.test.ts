import { describe, expect, it } from "vitest";
import { validateStack } from "../../src/stack/schema.ts";
import { plain, stackWith } from "./stack-data.ts";

function violationsOf(path: string, value: unknown, version: string): unknown[] {
  return validateStack(plain(stackWith(path, value)), version).map((found) => [
    found.path.join("/"),
    found.at,
    found.message,
    found.help,
  ]);
}

describe("validateStack knows versions", () => {
  const raise = (version: string) =>
    `Write \`version: "${version}"\` or a higher one, or remove \`version\`: then the newest counts.`;
  const since: [path: string, value: unknown, needed: string][] = [
    ["secrets", {}, "3.1"],
    ["configs", {}, "3.3"],
    ["x-a", 1, "3.4"],
    ["services.a.x-a", 1, "3.7"],
    ["services.a.secrets", [], "3.1"],
    ["services.a.configs", [], "3.3"],
    ["services.a.credential_spec", {}, "3.3"],
    ["services.a.init", true, "3.7"],
    ["services.a.isolation", "", "3.5"],
    ["services.a.cgroupns_mode", "", "3.9"],
    ["services.a.oom_score_adj", 1, "3.13"],
    ["services.a.build.cache_from", [], "3.2"],
    ["services.a.build.anything", 1, "3.11"],
    ["services.a.healthcheck.start_period", "1s", "3.4"],
    ["services.a.healthcheck.start_interval", "1s", "3.12"],
    ["services.a.networks.n.driver_opts", {}, "3.13"],
    ["services.a.deploy.endpoint_mode", "vip", "3.2"],
    ["services.a.deploy.rollback_config", { order: "stop-first" }, "3.7"],
    ["services.a.deploy.update_config.order", "stop-first", "3.4"],
    ["services.a.deploy.placement.preferences", [], "3.3"],
    ["services.a.deploy.placement.max_replicas_per_node", 1, "3.8"],
    ["services.a.deploy.resources.limits.pids", 1, "3.9"],
    ["services.a.deploy.resources.reservations.generic_resources", [], "3.5"],
    ["networks.d.attachable", true, "3.2"],
    ["networks.d.name", "x", "3.5"],
    ["networks.d.x-a", 1, "3.7"],
    ["volumes.d.name", "x", "3.4"],
    ["volumes.d.x-cluster-spec", {}, "3.7"],
  ];
  it.each(since)("%s: %j needs %s", (path, value, needed) => {
    const before = `3.${Number(needed.slice(2)) - 1}`;
    const key = path.split(".").at(-1);
    const message = `\`${key}\` needs version ${needed}; this file says ${before}, so deploy refuses it.`;
    expect(violationsOf(path, value, needed)).toEqual([]);
    expect(violationsOf(path, value, before)).toEqual([[path.replaceAll(".", "/"), "key", message, raise(needed)]]);
  });

  it.each(["ports", "volumes"])("and the long form of %s", (key) => {
    const entries = ["80", { type: "volume", target: key === "ports" ? 80 : "/x" }].map((entry) =>
      key === "ports" && typeof entry === "object" ? { target: 80 } : entry,
    );
    const message = `Entry 2 of \`${key}\` is a mapping, which needs version 3.2; this file says 3.1, so deploy refuses it.`;
    expect(violationsOf(`services.a.${key}`, entries, "3.2")).toEqual([]);
    expect(violationsOf(`services.a.${key}`, entries, "3.1")).toEqual([
      [`services/a/${key}/1`, "value", message, raise("3.2")],
    ]);
  });

  it("and that 3.0 and 3.1 refuse equal mounts", () => {
    const message = `Entry 2 of \`volumes\` is the same as entry 1; deploy refuses the file.`;
    expect(violationsOf("services.a.volumes", ["a:/b", "a:/b"], "3.1")).toEqual([
      ["services/a/volumes/1", "value", message, "Remove one of the two."],
    ]);
  });

  it("and what the oldest refuses too", () => {
    const message = "`image` is a number and must be text; deploy refuses the file.";
    expect(violationsOf("services.a.image", 5, "3.0")).toEqual([
      ["services/a/image", "value", message, "Put it in quotes."],
    ]);
  });

  it("and where versions before 3.10 do not look", () => {
    const found = (version: string) =>
      violationsOf("volumes.d.x-cluster-spec", { group: 5, capacity_range: { limit_bytes: 5 } }, version).map(
        (violation) => (violation as [string])[0],
      );
    expect(found("3.9")).toEqual(["volumes/d/x-cluster-spec/group"]);
    expect(found("3.10")).toEqual([
      "volumes/d/x-cluster-spec/group",
      "volumes/d/x-cluster-spec/capacity_range/limit_bytes",
    ]);
  });

  it("and takes one that it does not know for the newest", () => {
    expect(violationsOf("services.a.oom_score_adj", 1, "4.0")).toEqual([]);
  });

  it("and says no more about what is inside a key that is too new", () => {
    const found = violationsOf("secrets.d.driver", "x", "3.0") as [string][];
    expect(found.map(([path]) => path)).toEqual(["secrets"]);
  });
});
