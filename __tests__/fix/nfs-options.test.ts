import { testFixes } from "./table.ts";

const before = (options: string): string => `
  services:
    web:
      image: acme/web:1
      volumes:
        - files:/files
  volumes:
    files:
      driver_opts:
        ${options}
`;
const after = (options: string): string =>
  before(options).replace("- files:/", "- files-2:/").replace("files:\n      driver", "files-2:\n      driver");

const both = (options: string) => [
  { unsafe: true as const, text: before(options) },
  { unsafe: true as const, title: "under the new volume name `files-2`", text: after(options) },
];

const line = (o: string, type = "nfs", device = '":/files"') =>
  `type: ${type}\n        o: ${o}\n        device: ${device}`;

testFixes("options of an NFS volume, in place or under a new name", [
  {
    name: "a version",
    rule: "nfs-version-unset",
    yaml: before(line("addr=10.0.0.5,hard")),
    fixes: both(line("addr=10.0.0.5,nfsvers=4.1,hard")),
  },
  {
    name: "soft",
    rule: "nfs-soft",
    yaml: before(line('"addr=10.0.0.5,soft,nfsvers=4.1"')),
    fixes: both(line('"addr=10.0.0.5,hard,nfsvers=4.1"')),
  },
  {
    name: "soft, behind a comma of a variable",
    rule: "nfs-soft",
    yaml: before(line('"addr=${NAS:?the server, by name},soft,nfsvers=4.1"')),
    fixes: both(line('"addr=${NAS:?the server, by name},hard,nfsvers=4.1"')),
  },
  {
    name: "blanks and words of mount",
    rule: "nfs-bad-option",
    yaml: before(line('"addr=${NAS:-nas}, nfsvers=4.1, _netdev,defaults,hard"')),
    fixes: both(line('"addr=${NAS:-nas},nfsvers=4.1,hard"')),
  },
  {
    name: "quotes inside",
    rule: "nfs-bad-option",
    yaml: before(line('addr="10.0.0.5",nfsvers=4.1,hard')),
    fixes: both(line("addr=10.0.0.5,nfsvers=4.1,hard")),
  },
  {
    name: "UDP with version 4",
    rule: "nfs-bad-option",
    yaml: before(line("addr=10.0.0.5,nfsvers=4.1,proto=udp,hard")),
    fixes: both(line("addr=10.0.0.5,nfsvers=4.1,proto=tcp,hard")),
  },
  {
    name: "a name with nfs4",
    rule: "nfs4-type-hostname",
    yaml: before(line("addr=nas.example,hard", "'nfs4'")),
    fixes: both(line("addr=nas.example,nfsvers=4.1,hard", "'nfs'")),
  },
  {
    name: "a path without its colon",
    rule: "nfs-device-format",
    yaml: before(line("addr=10.0.0.5,nfsvers=4.1,hard", "nfs", "/files")),
    fixes: both(line("addr=10.0.0.5,nfsvers=4.1,hard", "nfs", '":/files"')),
  },
  {
    name: "the server of the device",
    rule: "nfs-missing-addr",
    yaml: before(line("nfsvers=4.1,hard", "nfs", '"nas.example:/files"')),
    fixes: both(line("addr=nas.example,nfsvers=4.1,hard", "nfs", '"nas.example:/files"')),
  },
  {
    name: "no guess at a server",
    rule: "nfs-missing-addr",
    yaml: before(line("nfsvers=4.1,hard")),
    fixes: [],
  },
  {
    name: "the server of the configuration",
    rule: "nfs-missing-addr",
    yaml: before(line("nfsvers=4.1,hard")),
    storage: { network: { kind: "nfs", server: "nas", options: undefined, directory: "/{volume}" } },
    fixes: both(line("addr=nas,nfsvers=4.1,hard")),
  },
  {
    name: "Amazon's list",
    rule: "efs-options",
    yaml: before(line("addr=fs-0123abcd.efs.eu-west-1.amazonaws.com,nfsvers=3,soft,rsize=65536")),
    fixes: both(
      line(
        "addr=fs-0123abcd.efs.eu-west-1.amazonaws.com,nfsvers=4.1,rsize=65536,wsize=1048576,hard,timeo=600,retrans=2,noresvport",
      ),
    ),
  },
  {
    name: "locks that hold everywhere",
    rule: "nfs-locking",
    yaml: before(line("addr=10.0.0.5,vers=3,nolock,hard")).replace(
      "- files:/files",
      "- files:/files\n      deploy: {replicas: 2}",
    ),
    fixes: both(line("addr=10.0.0.5,nfsvers=4.1,hard")).map((fix) => ({
      ...fix,
      text: fix.text.replace(/- (files(?:-2)?):\/files/, "- $1:/files\n      deploy: {replicas: 2}"),
    })),
  },
  {
    name: "a folder that is not bound",
    rule: "local-driver-opts-invalid",
    yaml: before("type: none\n        device: /srv/files").replace(
      "acme/web:1",
      "acme/web:1\n      deploy: {mode: global}",
    ),
    fixes: both("type: none\n        device: /srv/files\n        o: bind").map((fix) => ({
      ...fix,
      text: fix.text.replace("acme/web:1", "acme/web:1\n      deploy: {mode: global}"),
    })),
  },
]);

testFixes("with something that runs already, under a new name alone", [
  {
    name: "soft",
    rule: "nfs-soft",
    base: before(line("addr=10.0.0.5,soft,nfsvers=4.1")),
    yaml: before(line("addr=10.0.0.5,soft,nfsvers=4.1")),
    stackName: "demo",
    fixes: [{ unsafe: true, title: "under the new volume name", text: after(line("addr=10.0.0.5,hard,nfsvers=4.1")) }],
  },
]);
