/** A pattern of paths and why they count as what the list says. */
interface PathPattern {
  readonly pattern: RegExp;
  readonly why: string;
}

/** Paths in a container whose loss is no loss of data. Collected from stack files, 2026-08. */
export const DISPOSABLE_TARGETS: readonly PathPattern[] = [
  { pattern: /^\/(var\/)?tmp(\/|$)/, why: "temporary files" },
  { pattern: /^\/(var\/)?run(\/|$)/, why: "sockets and process ids" },
  { pattern: /^\/dev\/shm$/, why: "shared memory" },
  { pattern: /[/_.-](cache|tmp|temp|scratch)(\/|$)/, why: "a cache or temporary files, by its name" },
  { pattern: /^\/var\/cache(\/|$)/, why: "a cache" },
  { pattern: /^\/var\/log(\/|$)/, why: "log files" },
  { pattern: /\/logs?(\/|$)/, why: "log files, by its name" },
  { pattern: /\/(node_modules|__pycache__|\.npm|\.m2)(\/|$)/, why: "packages that are fetched or built again" },
  { pattern: /^\/var\/lib\/nginx(\/|$)/, why: "buffers of nginx" },
  { pattern: /^\/etc\/nginx(\/|$)/, why: "configuration" },
  { pattern: /^\/docker-entrypoint(-initdb|-preinitdb)?\.d(\/|$)/, why: "scripts of the first start" },
  { pattern: /^\/backups?(\/|$)/, why: "copies of data" },
];

/** Services that by their own name keep nothing that matters. Collected from stack files, 2026-08. */
export const CACHE_NAME = /cache|session|tmp/i;

/** Endings of files that people mount as configuration. */
export const CONFIGURATION_ENDINGS: ReadonlySet<string> = new Set([
  "conf",
  "cnf",
  "cfg",
  "ini",
  "yml",
  "yaml",
  "json",
  "toml",
  "pem",
  "crt",
  "key",
  "sql",
  "sh",
  "env",
  "properties",
  "xml",
  "htpasswd",
  "mmdb",
]);

/** Files with such an ending that a program writes: Traefik's and Let's Encrypt clients' certificates. */
export const WRITTEN_FILES: ReadonlySet<string> = new Set(["acme.json"]);

/** Host paths that belong to the system and are mounted to look at the node, never to keep data. */
export const SYSTEM_SOURCES: ReadonlySet<string> = new Set([
  "/",
  "/boot",
  "/dev",
  "/etc/group",
  "/etc/hostname",
  "/etc/hosts",
  "/etc/localtime",
  "/etc/machine-id",
  "/etc/os-release",
  "/etc/passwd",
  "/etc/pki",
  "/etc/resolv.conf",
  "/etc/ssl",
  "/etc/ssl/certs",
  "/etc/timezone",
  "/lib/modules",
  "/proc",
  "/rootfs",
  "/run",
  "/run/containerd/containerd.sock",
  "/run/dbus",
  "/run/docker.sock",
  "/run/log/journal",
  "/run/udev",
  "/sys",
  "/tmp/.X11-unix",
  "/usr/share/zoneinfo",
  "/usr/src",
  "/var/lib/docker",
  "/var/lib/docker/containers",
  "/var/lib/docker/volumes",
  "/var/log",
  "/var/log/journal",
  "/var/run",
  "/var/run/docker.sock",
  "/var/run/podman/podman.sock",
]);

/** File systems of the kernel, and the node's programs and libraries: nothing below them is data. */
export const SYSTEM_TREES: readonly string[] = [
  "/dev",
  "/proc",
  "/sys",
  "/bin",
  "/lib",
  "/sbin",
  "/usr/bin",
  "/usr/lib",
  "/usr/local/bin",
  "/usr/sbin",
];

/** Where people mount network file systems. A name proves nothing. */
export const SHARED_LOOKING: readonly string[] = [
  "/mnt/nas",
  "/mnt/nfs",
  "/mnt/efs",
  "/mnt/gluster",
  "/mnt/glusterfs",
  "/mnt/ceph",
  "/mnt/cephfs",
  "/mnt/shared",
  "/mnt/moosefs",
  "/mnt/lizardfs",
  "/mnt/juicefs",
  "/mnt/seaweed",
  "/nas",
  "/nfs",
  "/efs",
  "/gluster",
  "/cephfs",
  "/srv/nfs",
  "/net",
  "/shared",
];
