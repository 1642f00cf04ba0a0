/** What an NFS option takes behind `=`. */
type NfsOptionKind = "word" | "number" | "text";

/** Options of the kernel's NFS client; `-no` options are listed by themselves. */
interface NfsOptions {
  readonly kind: NfsOptionKind;
  readonly names: readonly string[];
}

/**
 * What `mount(2)` takes for `nfs` and `nfs4`: Docker calls it itself, so words of `mount.nfs` and of `mount.efs` fail.
 * Linux, fs/nfs/fs_context.c, read 2026-08; `trunkdiscovery`, `notrunkdiscovery`, `xprtsec` and `write` from general
 * knowledge of newer kernels. `bg`, `fg`, `retry` and `intr` are taken and do nothing.
 */
export const NFS_OPTIONS: readonly NfsOptions[] = [
  {
    kind: "word",
    names: [
      ...["ac", "noac", "acl", "noacl", "bg", "cto", "nocto", "fg", "fsc", "nofsc", "hard", "intr", "nointr"],
      ...["lock", "nolock", "migration", "nomigration", "posix", "noposix", "rdirplus", "nordirplus", "rdma"],
      ...["resvport", "noresvport", "sharecache", "nosharecache", "sloppy", "soft", "softerr", "softreval"],
      ...["nosoftreval", "tcp", "udp", "v2", "v3", "v4", "v4.0", "v4.1", "v4.2", "trunkdiscovery", "notrunkdiscovery"],
    ],
  },
  {
    kind: "number",
    names: [
      ...["acdirmax", "acdirmin", "acregmax", "acregmin", "actimeo", "bsize", "minorversion", "mountport", "mountvers"],
      ...["namlen", "nconnect", "max_connect", "port", "retrans", "rsize", "timeo", "wsize"],
    ],
  },
  {
    kind: "text",
    names: [
      ...["addr", "clientaddr", "local_lock", "lookupcache", "mountaddr", "mounthost", "mountproto", "nfsvers"],
      ...["proto", "retry", "sec", "source", "vers", "write", "xprtsec"],
    ],
  },
];

/** Options with a closed list of values. Linux, fs/nfs/fs_context.c, read 2026-08. */
export const NFS_VALUES: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  Object.entries({
    nfsvers: ["2", "3", "4", "4.0", "4.1", "4.2"],
    vers: ["2", "3", "4", "4.0", "4.1", "4.2"],
    proto: ["tcp", "udp", "rdma", "tcp6", "udp6", "rdma6"],
    local_lock: ["all", "flock", "posix", "none"],
  }).map(([name, values]) => [name, new Set(values)]),
);

/** Numbers with limits of their own: `timeo` counts tenths of a second. Linux, fs/nfs/fs_context.c, read 2026-08. */
export const NFS_LIMITS: ReadonlyMap<string, readonly [least: number, most: number]> = new Map([
  ["timeo", [1, 2 ** 31 - 1]],
  ["nconnect", [1, 16]],
]);

/**
 * Words that Docker itself turns into flags of `mount(2)`, for every file system. `defaults` is not among them: it is
 * passed on, and refused. moby/sys mount/flags_unix.go, read 2026-08.
 */
export const MOUNT_FLAGS: ReadonlySet<string> = new Set([
  ...["ro", "rw", "suid", "nosuid", "dev", "nodev", "exec", "noexec", "sync", "async", "dirsync", "remount", "mand"],
  ...["nomand", "atime", "noatime", "diratime", "nodiratime", "bind", "rbind", "private", "rprivate", "shared"],
  ...["rshared", "slave", "rslave", "unbindable", "runbindable", "relatime", "norelatime", "strictatime"],
  ...["nostrictatime", "lazytime", "nolazytime"], // the last two by the kernel, for every file system
]);

/** SELinux takes these before the file system sees them. Linux, security/selinux/hooks.c; general knowledge. */
export const SECURITY_CONTEXTS = ["context", "fscontext", "defcontext", "rootcontext", "seclabel"] as const;

/** Words for `mount`, `/etc/fstab`, a mount helper or another file system, which the NFS client refuses. */
interface RefusedWords {
  /** A name, or the start of one before `*`. */
  readonly names: readonly string[];
  /** For messages: whose words they are. */
  readonly belongsTo: string;
  readonly source: string;
}

export const REFUSED_BY_NFS: readonly RefusedWords[] = [
  {
    names: [
      ...["defaults", "_netdev", "auto", "noauto", "nofail", "user", "nouser", "users", "owner", "group", "comment"],
      "x-*",
    ],
    belongsTo: "`mount` and `/etc/fstab`",
    source:
      "run on Docker Engine 20.10.24, 2026-08: `defaults` and `_netdev` end in `invalid argument` (tmpfs); the rest is not in fs/nfs/fs_context.c",
  },
  {
    names: [
      "tls",
      "iam",
      "accesspoint",
      "az",
      "awsprofile",
      "awscredsuri",
      "ocsp",
      "noocsp",
      "tlsport",
      "mounttargetip",
    ],
    belongsTo: "Amazon's mount helper",
    source: "amazon-efs-utils README; not in fs/nfs/fs_context.c, read 2026-08",
  },
  {
    names: ["credentials", "username", "password", "domain", "uid", "gid", "file_mode", "dir_mode", "mode", "umask"],
    belongsTo: "other file systems",
    source: "not in fs/nfs/fs_context.c, read 2026-08",
  },
];

/** Host names of an EFS file system, also with an availability zone before it. docs.aws.amazon.com/efs, 2026-08. */
export const EFS_HOST = /(?:^|[.}])efs\.[\w-]+\.amazonaws\.com(?:\.cn)?$/i;
