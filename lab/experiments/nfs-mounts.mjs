import { EXPORT } from "./nfs-kinds.mjs";

/**
 * Volumes of NFS, each with a mistake or without: the kernel says which. `ADDR` is the server.
 *
 * @typedef {object} Mount
 * @property {string} id
 * @property {string} [o] options
 * @property {string} [device] `:/mounts` unless told, a directory that the server exports
 * @property {string} [type] `nfs` unless told
 * @property {string} [untold] why the kernel refuses it, where no stack file can tell or the tool does not know yet
 */

const with41 = (...words) => ["addr=ADDR,nfsvers=4.1", ...words].join(",");
const with3 = (...words) => ["addr=ADDR,nfsvers=3,nolock", ...words].join(",");
const V3 = `:${EXPORT}/mounts`;

/** Words behind an address and a version, each in a volume of its own. */
const WORDS = [
  ...["hard", "soft", "softerr", "softreval", "bg", "intr", "retry=2", "noac", "nocto", "actimeo=0"],
  ...["lookupcache=none", "local_lock=none", "nconnect=4", "max_connect=4", "nosharecache", "sec=sys", "proto=tcp"],
  ...["clientaddr=10.88.0.1", "minorversion=1", "trunkdiscovery", "write=eager", "rdirplus", "xprtsec=none"],
  ...["noatime", "nosuid", "sync", "lazytime", "sloppy"],
  ...["_netdev", "nofail", "defaults", "auto", "user", "x-systemd.automount", "comment=nas"],
  ...["tls", "iam", "accesspoint=fsap-1", "uid=1000", "username=app", "mode=755"],
  ...["timeo=60s", "timeo=0", "nconnect=32", "rsize=1M", "proto=quic", "local_lock=some", "udp", "proto=udp"],
  ...["frobnicate", "retry=x"],
];

/** Words that the kernel or Docker refuses, and the report takes; with the reason. */
const UNTOLD = [
  ["ro", "Docker sets owner and mode of an empty volume, which is read-only then"],
  ["lookupcache=some", "the tool does not know the values of `lookupcache`"],
  ["sec=some", "the tool does not know the values of `sec`"],
  ["write=some", "the tool does not know the values of `write`"],
  ["port=99999", "the tool takes any number for a port"],
  ["minorversion=9", "the tool takes any number for a version"],
  ["migration", "the kernel takes `migration` with version 4.0 alone"],
];

const id = (word) => word.replace(/[^a-z0-9]+/gi, "-").replace(/^-+|-+$/g, "");

/** @type {readonly Mount[]} */
export const MOUNTS = [
  { id: "plain", o: with41() },
  { id: "recommended", o: with41("rsize=1048576,wsize=1048576,hard,timeo=600,retrans=2,noresvport") },
  ...WORDS.map((word) => ({ id: `word-${id(word)}`, o: with41(word) })),
  ...UNTOLD.map(([word, untold]) => ({ id: `word-${id(word)}`, o: with41(word), untold })),
  { id: "blank", o: "addr=ADDR, nfsvers=4.1" },
  { id: "blank-after", o: "addr=ADDR,nfsvers=4.1 ,hard" },
  { id: "quotes", o: "addr=ADDR,'nfsvers=4.1'" },
  { id: "sloppy-foreign", o: with41("sloppy", "frobnicate") },
  { id: "comma-twice", o: "addr=ADDR,,nfsvers=4.1" },
  { id: "comma-last", o: "addr=ADDR,nfsvers=4.1," },
  ...["4", "4.0", "4.2"].map((version) => ({ id: `vers-${id(version)}`, o: `addr=ADDR,vers=${version}` })),
  ...["v4.1"].map((word) => ({ id: `word-${id(word)}`, o: `addr=ADDR,${word}` })),
  ...["5", "4.3"].map((version) => ({ id: `nfsvers-${id(version)}`, o: `addr=ADDR,nfsvers=${version}` })),
  { id: "version-2", o: "addr=ADDR,nfsvers=2,nolock", device: V3, untold: "kernels have no NFS 2 any more" },
  { id: "version-3", o: with3(), device: V3 },
  { id: "version-3-udp", o: with3("udp"), device: V3, untold: "kernels have no NFS over UDP any more" },
  { id: "version-3-locks", o: "addr=ADDR,nfsvers=3", device: V3, untold: "no node runs `rpc.statd`" },
  { id: "version-unset", o: "addr=ADDR,nolock", device: V3 },
  { id: "version-unset-path", o: "addr=ADDR,nolock", untold: "the server has no such path for NFS 3" },
  { id: "no-addr", o: "nfsvers=4.1,hard", device: "nas:/mounts" },
  { id: "addr-name", o: "addr=nas,nfsvers=4.1" },
  { id: "addr-unknown", o: "addr=nowhere.example.org,nfsvers=4.1", untold: "no node can look the name up" },
  { id: "addr-twice", o: "addr=ADDR,nfsvers=4.1,addr=ADDR" },
  { id: "host-in-device", o: with41(), device: "nas.example.org:/mounts" },
  { id: "type-nfs4", o: "addr=ADDR", type: "nfs4" },
  { id: "type-nfs4-name", o: "addr=nas", type: "nfs4" },
  { id: "type-nfs4-version-3", o: "addr=ADDR,nfsvers=3,nolock", type: "nfs4", device: V3 },
  { id: "no-colon", o: with41(), device: "/mounts" },
  { id: "slashes", o: with41(), device: "//nas/mounts" },
  { id: "relative-path", o: with41(), device: ":mounts" },
  { id: "wrong-export", o: with41(), device: ":/nowhere", untold: "the server has no such directory" },
];
