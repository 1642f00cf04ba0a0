import type { RunbookStep } from "../model/finding.ts";
import { script } from "./shell.ts";

/**
 * What is looked at on each node, in the shell of a login there; the server's name comes by standard input, so that no
 * shell reads it. Docker calls `mount(2)` itself, and the kernel loads its client when it is asked for the first time.
 */
const LOOK = [
  "IFS= read -r SERVER",
  'PATH="$PATH:/usr/sbin:/sbin"',
  "grep -qw nfs4 /proc/filesystems || modprobe -nqa nfs nfsv4 || {",
  '  echo "the kernel has no NFS client: a task is rejected here (no such device)"; exit 1; }',
  'timeout 5 bash -c ": < \\"/dev/tcp/\\$0/2049\\"" "$SERVER" 2> /dev/null || {',
  '  echo "$SERVER does not answer on TCP 2049"; exit 1; }',
  'echo "can mount NFS"',
];

/** One command that looks at all nodes and changes none; `server` is the line that sets `$NFS_SERVER`. */
export function nodesStep(server: string): RunbookStep {
  return {
    title:
      "See that every node can mount NFS: its kernel needs the client, and the server must let it in on TCP 2049. Docker mounts without the programs of `nfs-common` (Debian, Ubuntu) or `nfs-utils` (RHEL, Amazon Linux); install them to mount by hand, or for the locks of NFSv3",
    where: "manager",
    commands: [
      script([
        server,
        `LOOK='${LOOK.join("\n")}'`,
        "BAD=0",
        "for NODE in $(docker node ls -q); do",
        "  docker node inspect --format '{{.Description.Hostname}}' \"$NODE\"",
        '  ADDRESS="$(docker node inspect --format \'{{.Status.Addr}}\' "$NODE")"',
        '  printf \'%s\\n\' "$NFS_SERVER" | ssh -o ConnectTimeout=10 -- "$ADDRESS" "$LOOK" || BAD=1',
        "done",
        '[ "$BAD" -eq 0 ] || { echo "not every node can mount NFS yet" >&2; exit 1; }',
      ]),
    ],
  };
}

/** Amazon EFS User Guide, "Mounting on Amazon EC2 with a DNS name" (read 2026-11). */
export const MOUNT_TARGETS: RunbookStep = {
  title:
    "Give EFS a mount target in the availability zone of every node, because its name is found only there, and a security group that lets the nodes in on TCP 2049",
  where: "workstation",
  commands: [],
};
