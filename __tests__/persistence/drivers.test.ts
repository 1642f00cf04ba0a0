import { describe, expect, it } from "vitest";
import { describeDriver } from "../../src/persistence/drivers.ts";
import { DRIVERS } from "../../src/persistence/facts/drivers.ts";

type Row = readonly [driver: string, kind: string, alive: string];

const ROWS: readonly Row[] = [
  ["local", "local", "maintained"],
  ["", "local", "maintained"],
  ["LOCAL", "local", "maintained"],
  ["rexray/ebs", "block", "dead"],
  ["rexray/ebs:latest", "block", "dead"],
  ["rexray/ebs:0.11.4", "block", "dead"],
  ["docker.io/rexray/ebs:latest", "block", "dead"],
  ["rexray/dobs", "block", "dead"],
  ["rexray/efs:latest", "shared", "dead"],
  ["rexray", "unknown", "dead"],
  ["cloudstor:aws", "unknown", "dead"],
  ["docker4x/cloudstor:18.09.2-ce-aws1", "unknown", "dead"],
  ["flocker", "block", "dead"],
  ["nfs", "shared", "dead"],
  ["efs", "shared", "dead"],
  ["vsphere", "block", "dead"],
  ["vsphere:latest", "block", "dead"],
  ["vieux/sshfs:latest", "shared", "dead"],
  ["trajano/nfs-volume-plugin", "shared", "dead"],
  ["local-persist", "local", "dead"],
  ["linode/docker-volume-linode:latest", "block", "maintained"],
  ["costela/docker-volume-hetzner:1.0.0", "block", "maintained"],
  ["juicedata/juicefs", "shared", "maintained"],
  ["netapp", "unknown", "maintained"],
  ["wetopi/rbd:latest", "block", "maintained"],
  ["pxd", "unknown", "unknown"],
  ["seaweedfs", "shared", "unknown"],
  // By the words of their names
  ["acme/ebs-driver:1", "block", "unknown"],
  ["ebs.csi.aws.com", "block", "unknown"],
  ["my-hetzner", "block", "unknown"],
  ["pd.csi.storage.gke.io", "block", "unknown"],
  ["glusterfs:latest", "shared", "unknown"],
  ["registry.example:5000/acme/nfs-plugin:2", "shared", "unknown"],
  // Nothing to go by
  ["webserver-volumes", "unknown", "unknown"],
  ["my-csi-driver", "unknown", "unknown"],
  ["acme/storage", "unknown", "unknown"],
  ["pdf-store", "unknown", "unknown"],
];

describe("describeDriver", () => {
  it.each(ROWS)("%j is %s, %s", (driver, kind, alive) => {
    const { source, ...rest } = describeDriver(driver);
    expect(rest).toEqual({ kind, alive });
    expect(source).not.toBe("");
  });

  it("finds every listed name, with and without a tag", () => {
    for (const { names, kind, alive, source } of DRIVERS) {
      for (const name of names) {
        expect(describeDriver(name), name).toEqual({ kind, alive, source });
        if (name !== "") expect(describeDriver(`${name.replace(/:.*/, "")}:latest`).alive, name).toBe(alive);
      }
    }
  });
});

describe("the table of drivers", () => {
  it("has every name once, in lower case", () => {
    const names = DRIVERS.flatMap((driver) => driver.names);
    expect(names).toEqual([...new Set(names)]);
    expect(names.filter((name) => name !== name.toLowerCase())).toEqual([]);
  });

  it("dates what it calls dead or maintained", () => {
    for (const { names, alive, source } of DRIVERS) {
      expect(source, names[0]).not.toBe("");
      const dated = /\d{4}-\d{2}/.test(source) || /Docker Engine|archived documentation/.test(source);
      if (alive !== "unknown") expect(dated, names[0]).toBe(true);
    }
  });
});
