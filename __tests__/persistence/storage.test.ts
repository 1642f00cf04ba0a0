import { describe, expect, it } from "vitest";
import type { ClusterFacts } from "../../src/model/cluster.ts";
import { CONTAINER_LAYER, describeStorage, IMAGE_VOLUME, type Storage } from "../../src/persistence/storage.ts";
import { readStack } from "../../src/stack/load.ts";
import type { Mount } from "../../src/stack/model.ts";

interface Row {
  readonly name: string;
  /** The mount, in one line of YAML; without it, the volume `data` at `/data`. */
  readonly mount?: string;
  /** What the top-level `data` says, in one line of YAML. */
  readonly volume?: string;
  readonly shared?: readonly string[];
  /** What the configuration says. */
  readonly facts?: Partial<ClusterFacts>;
  readonly kind: Storage["kind"];
  readonly reach: Storage["reach"];
  readonly why?: string;
}

/** Reads the mount with the real reader; `${...}` stays unknown. */
function storageOf({ mount = "data:/data", volume = "", shared = [], facts: stated = {} }: Partial<Row>): Storage {
  const text = `services:\n  a:\n    image: a\n    volumes:\n      - ${mount}\nvolumes:\n  data: ${volume}\n`;
  const stack = readStack([{ path: "stack.yml", text }], { variables: new Map(), unset: "unknown" });
  const read = stack.services[0]?.mounts[0] as Mount;
  const facts: ClusterFacts = { nodes: undefined, sharedPaths: shared, ...stated };
  return describeStorage(read, read.source && stack.volumes.get(read.source.value), facts);
}

const STATED: Partial<ClusterFacts> = {
  externalVolumes: new Map([
    ["shop-*", "cluster"],
    ["*", "node"],
  ]),
  drivers: new Map([
    ["acme/blocks", "zone"],
    ["acme/files", "cluster"],
    ["csi/files", "cluster"],
    ["rexray/ebs", "node"],
  ]),
};

const ROWS: readonly Row[] = [
  // What the configuration says
  {
    name: "an external volume, stated",
    volume: "{external: true, name: shop-data}",
    facts: STATED,
    kind: "external-volume",
    reach: "cluster",
    why: "the configuration says that it reaches every node",
  },
  {
    name: "the first name that fits",
    volume: "{external: true}",
    facts: STATED,
    kind: "external-volume",
    reach: "node",
  },
  {
    name: "an external volume with an unknown name, stated",
    volume: "{external: true, name: 'shop-${X}'}",
    facts: STATED,
    kind: "external-volume",
    reach: "unknown",
  },
  {
    name: "a driver, stated",
    volume: "{driver: acme/blocks}",
    facts: STATED,
    kind: "block-volume",
    reach: "zone",
    why: "the configuration says that the driver `acme/blocks` reaches the nodes of one zone",
  },
  {
    name: "a shared driver, stated",
    volume: "{driver: acme/files}",
    facts: STATED,
    kind: "shared-volume",
    reach: "cluster",
  },
  { name: "against what is known", volume: "{driver: rexray/ebs}", facts: STATED, kind: "local-volume", reach: "node" },
  {
    name: "a cluster volume's driver, stated",
    volume: "{driver: csi/files, x-cluster-spec: {}}",
    facts: STATED,
    kind: "cluster-volume",
    reach: "cluster",
  },
  // What a mount says alone
  { name: "anonymous, short", mount: "/data", kind: "anonymous-volume", reach: "container" },
  { name: "anonymous, long", mount: "{type: volume, target: /data}", kind: "anonymous-volume", reach: "container" },
  { name: "tmpfs", mount: "{type: tmpfs, target: /data}", kind: "tmpfs", reach: "container" },
  { name: "a named pipe", mount: "{type: npipe, source: a, target: b}", kind: "named-pipe", reach: "unknown" },
  {
    name: "a cluster volume",
    mount: "{type: cluster, source: data, target: /data}",
    kind: "cluster-volume",
    reach: "unknown",
    why: "CSI",
  },
  {
    name: "an image",
    mount: "{type: image, source: alpine, target: /data}",
    kind: "unknown",
    reach: "unknown",
    why: "Docker does not run it",
  },
  {
    name: "a volume that is not declared",
    mount: "other:/data",
    kind: "unknown",
    reach: "unknown",
    why: "not declared",
  },
  {
    name: "a type from a variable",
    mount: '{type: "${TYPE}", source: data, target: /data}',
    kind: "unknown",
    reach: "unknown",
  },
  {
    name: "a source from a variable",
    mount: '"${SOURCE}:/data"',
    kind: "unknown",
    reach: "unknown",
    why: "it depends on `SOURCE`, which is not set here",
  },
  {
    name: "an entry from two variables",
    mount: '"${SOURCE}/${FOLDER}:/data"',
    kind: "unknown",
    reach: "unknown",
    why: "it depends on `SOURCE`, `FOLDER`, which is not set here",
  },
  // Host paths
  { name: "a host path", mount: "/srv/data:/data", kind: "host-path", reach: "node", why: "belongs to its node" },
  { name: "a relative path", mount: "./data:/data", kind: "host-path", reach: "node" },
  { name: "a path at home", mount: "~/data:/data", kind: "host-path", reach: "node" },
  { name: "a long bind", mount: "{type: bind, source: /srv/data, target: /data}", kind: "host-path", reach: "node" },
  { name: "a bind without source", mount: "{type: bind, target: /data}", kind: "host-path", reach: "node" },
  {
    name: "a declared shared path",
    mount: "/srv/data:/data",
    shared: ["/srv"],
    kind: "shared-path",
    reach: "cluster",
    why: "`/srv` is declared to be the same on every node",
  },
  { name: "the shared path itself", mount: "/srv:/data", shared: ["/srv"], kind: "shared-path", reach: "cluster" },
  { name: "one of two shared paths", mount: "/b/c:/data", shared: ["/a", "/b"], kind: "shared-path", reach: "cluster" },
  { name: "beside a shared path", mount: "/srv2/data:/data", shared: ["/srv"], kind: "host-path", reach: "node" },
  {
    name: "a path that looks shared",
    mount: "/mnt/nfs/a:/data",
    kind: "shared-path",
    reach: "unknown",
    why: "`--shared-path`",
  },
  {
    name: "one that looks shared and is",
    mount: "/mnt/nfs/a:/data",
    shared: ["/mnt/nfs"],
    kind: "shared-path",
    reach: "cluster",
  },
  { name: "a path from a variable", mount: '"/srv/${NAME}:/data"', kind: "unknown", reach: "unknown", why: "`NAME`" },
  {
    name: "a shared path from a variable",
    mount: '"/srv/${NAME}:/data"',
    shared: ["/srv"],
    kind: "unknown",
    reach: "unknown",
  },
  // Declared volumes
  { name: "an empty declaration", kind: "local-volume", reach: "node" },
  { name: "the local driver", volume: "{driver: local}", kind: "local-volume", reach: "node" },
  { name: "an empty driver", volume: '{driver: ""}', kind: "local-volume", reach: "node" },
  { name: "a name of its own", volume: "{name: other}", kind: "local-volume", reach: "node" },
  { name: "a name for each slot", volume: '{name: "d-{{.Task.Slot}}"}', kind: "local-volume", reach: "node" },
  { name: "a name for each node", volume: '{name: "d-{{.Node.Hostname}}"}', kind: "local-volume", reach: "node" },
  {
    name: "a shared folder for each node",
    volume: '{name: "d-{{.Node.ID}}", driver_opts: {type: nfs, o: addr=nas, device: ":/{{.Node.Hostname}}"}}',
    kind: "network-volume",
    reach: "node",
    why: "each node has data of its own there",
  },
  {
    name: "one shared folder under a name for each node",
    volume: '{name: "d-{{.Node.ID}}", driver_opts: {type: nfs, o: addr=nas, device: ":/data"}}',
    kind: "network-volume",
    reach: "cluster",
  },
  {
    name: "a shared path for each node",
    mount: '"/srv/{{.Node.Hostname}}:/data"',
    shared: ["/srv"],
    kind: "shared-path",
    reach: "node",
  },
  { name: "a name for each task id", volume: '{name: "d-{{.Task.ID}}"}', kind: "per-task-volume", reach: "container" },
  { name: "a name for each task", volume: '{name: "d-{{ .Task.Name }}"}', kind: "per-task-volume", reach: "container" },
  { name: "external", volume: "{external: true}", kind: "external-volume", reach: "unknown" },
  { name: "external with a name", volume: "{external: {name: other}}", kind: "external-volume", reach: "unknown" },
  { name: "not external", volume: "{external: false}", kind: "local-volume", reach: "node" },
  {
    name: "perhaps external",
    volume: '{external: "${EXTERNAL}"}',
    kind: "unknown",
    reach: "unknown",
    why: "whether the volume is external",
  },
  { name: "a CSI volume", volume: "{driver: csi, x-cluster-spec: {}}", kind: "cluster-volume", reach: "unknown" },
  {
    name: "a driver from a variable",
    volume: '{driver: "${DRIVER}"}',
    kind: "unknown",
    reach: "unknown",
    why: "`DRIVER`",
  },
  { name: "a block driver", volume: "{driver: rexray/ebs}", kind: "block-volume", reach: "zone" },
  { name: "a block driver with a tag", volume: '{driver: "rexray/ebs:latest"}', kind: "block-volume", reach: "zone" },
  { name: "a driver of shared files", volume: "{driver: rexray/efs}", kind: "shared-volume", reach: "cluster" },
  {
    name: "an unknown driver",
    volume: "{driver: acme/disk}",
    kind: "plugin-volume",
    reach: "unknown",
    why: "`acme/disk`",
  },
  // Options of the local driver
  { name: "no options", volume: "{driver_opts: {}}", kind: "local-volume", reach: "node" },
  {
    name: "empty options",
    volume: '{driver_opts: {type: "", o: "", device: ""}}',
    kind: "local-volume",
    reach: "node",
  },
  { name: "a size", volume: "{driver_opts: {size: 10g}}", kind: "local-volume", reach: "node" },
  ...["nfs", "nfs4", "cifs", "smb3", "ceph", "glusterfs", "9p"].map(
    (type): Row => ({
      name: type,
      volume: `{driver_opts: {type: ${type}, o: addr=10.0.0.1, device: ":/data"}}`,
      kind: "network-volume",
      reach: "cluster",
      why: type.toUpperCase(),
    }),
  ),
  {
    name: "NFS from a server in a variable",
    volume: '{driver_opts: {type: nfs, o: "addr=${SERVER}", device: ":/data"}}',
    kind: "network-volume",
    reach: "cluster",
  },
  {
    name: "NFS with a device in a variable",
    volume: '{driver_opts: {type: nfs, o: addr=10.0.0.1, device: ":${EXPORT}"}}',
    kind: "network-volume",
    reach: "cluster",
  },
  {
    name: "a type from a variable",
    volume: '{driver_opts: {type: "${FS}", o: addr=10.0.0.1, device: ":/data"}}',
    kind: "unknown",
    reach: "unknown",
    why: "`FS`",
  },
  {
    name: "a folder from a variable",
    volume: '{driver_opts: {type: none, o: bind, device: "${FOLDER}"}}',
    kind: "unknown",
    reach: "unknown",
    why: "`FOLDER`",
  },
  {
    name: "memory",
    volume: "{driver_opts: {type: tmpfs, device: tmpfs, o: size=1g}}",
    kind: "tmpfs",
    reach: "container",
  },
  { name: "older memory", volume: "{driver_opts: {type: ramfs, device: ramfs}}", kind: "tmpfs", reach: "container" },
  {
    name: "a bound folder",
    volume: "{driver_opts: {type: none, o: bind, device: /srv/data}}",
    kind: "host-path",
    reach: "node",
    why: "bound by the local driver",
  },
  {
    name: "rbind",
    volume: '{driver_opts: {type: none, o: "rw,rbind", device: /srv/data}}',
    kind: "host-path",
    reach: "node",
  },
  {
    name: "a folder with an empty type",
    volume: "{driver_opts: {type: '', o: bind, device: /srv/data}}",
    kind: "host-path",
    reach: "node",
  },
  {
    name: "a folder without a type",
    volume: "{driver_opts: {o: bind, device: /srv/data}}",
    kind: "unknown",
    reach: "unknown",
    why: "Docker refuses the volume's options",
  },
  {
    name: "a bound folder that is shared",
    volume: "{driver_opts: {type: none, o: bind, device: /srv/data}}",
    shared: ["/srv"],
    kind: "shared-path",
    reach: "cluster",
  },
  {
    name: "a bound folder that looks shared",
    volume: "{driver_opts: {type: none, o: bind, device: /mnt/nfs/data}}",
    kind: "shared-path",
    reach: "unknown",
  },
  {
    name: "a disk",
    volume: "{driver_opts: {type: ext4, device: /dev/sdb1}}",
    kind: "host-path",
    reach: "node",
    why: "a disk of the node (ext4)",
  },
  {
    name: "another disk",
    volume: "{driver_opts: {type: xfs, device: /dev/sdb1}}",
    kind: "host-path",
    reach: "node",
  },
  {
    name: "a strange type",
    volume: "{driver_opts: {type: fuse.x, device: a}}",
    kind: "unknown",
    reach: "unknown",
    why: "not known here",
  },
];

type Written = Pick<Row, "mount" | "volume">;

const nfs = (o: string, device: string, type = "nfs"): Written => ({
  volume: `{driver_opts: {type: ${type}, o: "${o}", device: "${device}"}}`,
});

/** What no task can start with, and beside each what Docker does mount. */
const REFUSED: readonly (readonly [refused: Written, fine: Written])[] = [
  [nfs("hard", ":/a"), nfs("addr=10.0.0.5,hard", ":/a")],
  [nfs("addr=,hard", ":/a"), nfs("addr=${SERVER},hard", ":/a")],
  [nfs("addr=10.0.0.5", "/a"), nfs("addr=10.0.0.5", "${DEVICE}")],
  [nfs("addr=10.0.0.5, hard", ":/a"), nfs("addr=10.0.0.5,context=a, b", ":/a")],
  [nfs("addr=10.0.0.5,_netdev", ":/a"), nfs("addr=10.0.0.5,newer_than_the_list", ":/a")],
  [nfs("addr=nas", ":/a", "nfs4"), nfs("addr=nas", ":/a")],
  [nfs("addr=fs-1.efs.eu-west-1.amazonaws.com", ":/"), nfs("addr=fs-1.efs.eu-west-1.amazonaws.com,vers=4.1", ":/")],
  [
    { volume: "{driver_opts: {o: bind, device: /srv/data}}" },
    { volume: "{driver_opts: {type: none, o: bind, device: /srv/data}}" },
  ],
  [nfs("addr=,hard", ":/a/{{.Node.Hostname}}"), nfs("addr=10.0.0.5,hard", ":/a/{{.Node.Hostname}}")],
  [{ volume: "{name: d}" }, { volume: "{name: dd}" }],
  [{ volume: "{name: d}" }, { volume: "{name: d, driver: acme/disk}" }],
  [{ mount: "data:data" }, { mount: "data:${PATH}" }],
  [{ mount: "d:/data" }, { mount: "${D}:/data" }],
];

describe("what is refused", () => {
  for (const [refused, fine] of REFUSED) {
    it(`${refused.mount ?? refused.volume}, but not ${fine.mount ?? fine.volume}`, () => {
      const what = "mount" in refused ? "mount" : "volume";
      expect(storageOf(refused)).toMatchObject({ refused: what, why: expect.stringMatching(/so no task can start$/) });
      expect(storageOf(fine).refused).toBeUndefined();
      expect(storageOf(fine).why).not.toContain("start");
    });
  }
});

describe("describeStorage", () => {
  for (const row of ROWS) {
    it(`${row.name}: ${row.mount ?? ""} ${row.volume ?? ""}`, () => {
      const { kind, reach, why } = storageOf(row);
      expect({ kind, reach }).toEqual({ kind: row.kind, reach: row.reach });
      expect(why).toContain(row.why ?? "");
      expect(why).not.toMatch(/[\uFDD0\uFDD1]|\.$/);
    });
  }
});

describe("data of each slot or node", () => {
  const nfs = (device: string, name = "d") =>
    `{name: "${name}", driver_opts: {type: nfs, o: addr=nas, device: "${device}"}}`;
  const each = (row: Pick<Row, "mount" | "volume">) =>
    storageOf({ name: "", kind: "unknown", reach: "unknown", ...row }).each;

  it("comes from a template in the name of a volume", () => {
    expect(each({ volume: '{name: "d-{{.Task.Slot}}"}' })).toBe("slot");
    expect(each({ volume: '{name: "d-{{ .Node.ID }}"}' })).toBe("node");
    expect(each({ volume: '{driver: acme/files, name: "d-{{.Task.Slot}}", driver_opts: {device: x}}' })).toBe("slot");
    expect(each({ volume: '{name: "d-{{.Service.Name}}"}' })).toBeUndefined();
  });

  it("comes from the device where there is one, whatever the name", () => {
    expect(each({ volume: nfs(":/{{.Task.Slot}}") })).toBe("slot");
    expect(each({ volume: nfs(":/d", "d-{{.Task.Slot}}") })).toBeUndefined();
  });

  it("comes from a host path", () => {
    expect(each({ mount: '"/srv/{{.Node.Hostname}}:/data"' })).toBe("node");
    expect(each({ mount: "/srv/d:/data" })).toBeUndefined();
  });
});

describe("data without a mount", () => {
  it("is in the container or in an anonymous volume", () => {
    expect(CONTAINER_LAYER).toMatchObject({ kind: "container-layer", reach: "container" });
    expect(IMAGE_VOLUME).toMatchObject({ kind: "anonymous-volume", reach: "container" });
  });
});
