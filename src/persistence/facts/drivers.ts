/** What a volume driver gives: a folder of the node, a disk attached to one node, or files that every node reaches. */
export type DriverKind = "local" | "block" | "shared" | "unknown";

/** Whether anyone still looks after the plugin. */
export type DriverHealth = "dead" | "maintained" | "unknown";

/** Driver names that behave alike. Names as in `driver:`, without a tag. */
export interface DriverFacts {
  readonly names: readonly string[];
  readonly kind: DriverKind;
  readonly alive: DriverHealth;
  /** What it rests on, with the date of the last commit where that is the reason. */
  readonly source: string;
}

const LAST_COMMITS = "last commit as of 2026-08";
const NOT_LOOKED_UP = "not looked up; the kind follows from what the storage is";

/** The volume drivers that stack files name. */
export const DRIVERS: readonly DriverFacts[] = [
  {
    names: ["", "local"],
    kind: "local",
    alive: "maintained",
    source: "part of Docker Engine",
  },
  {
    names: ["rexray/ebs", "rexray/dobs", "rexray/gcepd", "rexray/cinder", "rexray/azureud", "rexray/rbd"],
    kind: "block",
    alive: "dead",
    source: `rexray/rexray: 2019-01-15, ${LAST_COMMITS}`,
  },
  {
    names: ["rexray/efs", "rexray/s3fs"],
    kind: "shared",
    alive: "dead",
    source: `rexray/rexray: 2019-01-15, ${LAST_COMMITS}`,
  },
  {
    names: ["rexray"],
    kind: "unknown",
    alive: "dead",
    source: `rexray/rexray: 2019-01-15, ${LAST_COMMITS}; its configuration chooses the storage`,
  },
  {
    names: ["cloudstor", "cloudstor:aws", "cloudstor:azure", "docker4x/cloudstor"],
    kind: "unknown",
    alive: "dead",
    source: "Docker for AWS and Azure, archived documentation; an option chooses between EFS and EBS",
  },
  {
    names: ["flocker"],
    kind: "block",
    alive: "dead",
    source: `ClusterHQ/flocker: 2016-12-23, ${LAST_COMMITS}`,
  },
  {
    names: ["convoy"],
    kind: "unknown",
    alive: "dead",
    source: `rancher/convoy: 2018-12-07, ${LAST_COMMITS}; its configuration chooses the storage`,
  },
  {
    names: ["nfs", "efs", "cifs", "netshare", "docker-volume-netshare"],
    kind: "shared",
    alive: "dead",
    source: `ContainX/docker-volume-netshare, which registers the plain names: 2020-02-08, ${LAST_COMMITS}`,
  },
  {
    names: ["azurefile"],
    kind: "shared",
    alive: "dead",
    source: `Azure/azurefile-dockervolumedriver: 2018-01-16, ${LAST_COMMITS}; its README calls it deprecated`,
  },
  {
    names: ["vsphere", "vmware/docker-volume-vsphere", "vmware/vsphere-storage-for-docker"],
    kind: "block",
    alive: "dead",
    source: `vmware-archive/vsphere-storage-for-docker: 2020-01-12, ${LAST_COMMITS}; its README ends development`,
  },
  {
    names: ["dostorage", "omallo/docker-volume-plugin-dostorage"],
    kind: "block",
    alive: "dead",
    source: `omallo/docker-volume-plugin-dostorage: 2016-12-30, ${LAST_COMMITS}`,
  },
  {
    names: ["trajano/nfs-volume-plugin", "trajano/glusterfs-volume-plugin", "trajano/cifs-volume-plugin"],
    kind: "shared",
    alive: "dead",
    source: `trajano/docker-volume-plugins: 2020-10-12, ${LAST_COMMITS}`,
  },
  {
    names: ["trajano/centos-mounted-volume-plugin"],
    kind: "unknown",
    alive: "dead",
    source: `trajano/docker-volume-plugins: 2020-10-12, ${LAST_COMMITS}; mounts whatever it is told`,
  },
  {
    names: ["vieux/sshfs", "sshfs"],
    kind: "shared",
    alive: "dead",
    source: `vieux/docker-volume-sshfs: 2018-05-02, ${LAST_COMMITS}`,
  },
  {
    names: ["fentas/davfs"],
    kind: "shared",
    alive: "dead",
    source: `fentas/docker-volume-davfs: 2018-07-17, ${LAST_COMMITS}`,
  },
  {
    names: ["sapk/plugin-gluster"],
    kind: "shared",
    alive: "dead",
    source: `sapk/docker-volume-gluster: 2019-06-19, ${LAST_COMMITS}`,
  },
  {
    names: ["local-persist"],
    kind: "local",
    alive: "dead",
    source: `MatchbookLab/local-persist: 2023-05-16, ${LAST_COMMITS}; a folder of the node in any case`,
  },
  {
    names: ["linode/docker-volume-linode", "linode"],
    kind: "block",
    alive: "maintained",
    source: `linode/docker-volume-linode: 2026-08-20, ${LAST_COMMITS}`,
  },
  {
    names: ["costela/docker-volume-hetzner", "hetzner"],
    kind: "block",
    alive: "maintained",
    source: `costela/docker-volume-hetzner: 2026-06-22, ${LAST_COMMITS}`,
  },
  {
    names: ["neuroforgede/docker-volume-hetzner"],
    kind: "block",
    alive: "maintained",
    source: `neuroforgede/docker-volume-hetzner: 2024-04-23, ${LAST_COMMITS}`,
  },
  {
    names: ["juicedata/juicefs", "juicefs"],
    kind: "shared",
    alive: "maintained",
    source: `juicedata/juicefs: 2026-08-17, ${LAST_COMMITS}`,
  },
  {
    names: ["netapp", "netapp/trident-plugin", "trident"],
    kind: "unknown",
    alive: "maintained",
    source: `NetApp/trident: 2026-07-31, ${LAST_COMMITS}; serves both disks and shares, its Docker mode is not looked up`,
  },
  {
    names: ["hetznercloud/hcloud-csi-driver", "hcloud-csi"],
    kind: "block",
    alive: "maintained",
    source: `hetznercloud/csi-driver, deploy/docker-swarm: 2026-08-21, ${LAST_COMMITS}`,
  },
  {
    names: ["democratic-csi"],
    kind: "unknown",
    alive: "maintained",
    source: `democratic-csi/democratic-csi: 2025-10-31, ${LAST_COMMITS}; serves both disks and shares`,
  },
  {
    names: ["wetopi/rbd"],
    kind: "block",
    alive: "maintained",
    source: `wetopi/docker-volume-rbd: 2024-02-27, ${LAST_COMMITS}; slow upkeep`,
  },
  {
    names: ["ollijanatuinen/swarm-csi-nfs", "ollijanatuinen/swarm-csi-smb"],
    kind: "shared",
    alive: "maintained",
    source: `olljanat/csi-plugins-for-docker-swarm: 2024-12-10, ${LAST_COMMITS}; calls itself a playground`,
  },
  {
    names: ["ollijanatuinen/swarm-csi-aws-ebs", "ollijanatuinen/swarm-csi-digitalocean"],
    kind: "block",
    alive: "maintained",
    source: `olljanat/csi-plugins-for-docker-swarm: 2024-12-10, ${LAST_COMMITS}; calls itself a playground`,
  },
  {
    names: [
      "seaweedfs",
      "mochoa/s3fs-volume-plugin",
      "mochoa/glusterfs-volume-plugin",
      "quobyte",
      "lizardfs",
      "moosefs",
    ],
    kind: "shared",
    alive: "unknown",
    source: NOT_LOOKED_UP,
  },
  {
    names: ["portworx/pxd", "pxd", "storageos", "hpe", "purestorage", "pure"],
    kind: "unknown",
    alive: "unknown",
    source: "not looked up; serves disks that some of its options share",
  },
];

/** Words in the name of a driver that is not listed, and is a block device. */
export const BLOCK_WORDS: ReadonlySet<string> = new Set(
  "ebs awsebs linode hetzner hcloud dostorage dobs rbd vsphere cinder pd gcepd".split(" "),
);

/** The same for network file systems. */
export const SHARED_WORDS: ReadonlySet<string> = new Set(
  "nfs efs cifs smb glusterfs gluster cephfs s3fs seaweedfs juicefs moosefs".split(" "),
);
