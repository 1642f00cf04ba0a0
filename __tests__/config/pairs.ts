import type { Config } from "../../src/config/model.ts";

/** A right and a wrong value of one key. */
export interface MountDiff {
  readonly right: string;
  /** What the configuration says then. */
  readonly is: readonly [(config: Config) => unknown, unknown];
  /** `⟦` stands where the error must point. */
  readonly wrong: string;
  /** A part of the error's message. */
  readonly message: string;
}

const node = (rest: string): string => `cluster:\n  nodes:\n    - hostname: one\n      ${rest}\n`;
const stack = (rest: string): string => `stacks:\n  - files: [a.yml]\n    ${rest}\n`;
const network = (rest: string): string => `storage:\n  network:\n    server: 10.0.0.5\n    ${rest}\n`;
const volume = (rest: string): string => `volumes:\n  data:\n    ${rest}\n`;
const ignored = (rest: string): string => `ignore:\n  - rule: pin-by-label\n    reason: Known.\n    ${rest}\n`;

/** By the place of the key; `*` stands for free names and positions in lists. */
export const PAIRS: Readonly<Record<string, MountDiff>> = {
  files: {
    right: "files: {}\n",
    is: [({ files }) => files, { include: [], exclude: [] }],
    wrong: "files: ⟦deploy\n",
    message: "`files` must be a mapping",
  },
  "files.include": {
    right: "files:\n  include: [deploy/**]\n",
    is: [({ files }) => files.include.map(({ text }) => text), ["deploy/**"]],
    wrong: "files:\n  include: ⟦deploy\n",
    message: "`files.include` must be a list of globs",
  },
  "files.exclude": {
    right: "files:\n  exclude: [old/*.yml]\n",
    is: [({ files }) => files.exclude.map(({ text }) => text), ["old/*.yml"]],
    wrong: "files:\n  exclude:\n    - good/*.yml\n    - ⟦/etc/*.yml\n",
    message: "Entry 2 of `files.exclude` must be a glob relative to",
  },
  stacks: {
    right: "stacks: []\n",
    is: [({ stacks }) => stacks, []],
    wrong: "⟦stacks:\n  files: [a.yml]\n",
    message: "`stacks` must be a list of stacks",
  },
  "stacks.*.name": {
    right: stack("name: shop"),
    is: [({ stacks }) => stacks[0]?.name, "shop"],
    wrong: stack("name: ⟦my shop"),
    message: "`name` of entry 1 of `stacks` must be the name of a stack",
  },
  "stacks.*.files": {
    right: "stacks:\n  - files: [base.yml, prod.yml]\n",
    is: [({ stacks }) => stacks[0]?.files, ["base.yml", "prod.yml"]],
    wrong: "stacks:\n  - ⟦files: []\n",
    message: "`files` of entry 1 of `stacks` must be a list of at least one file",
  },
  "stacks.*.env-files": {
    right: stack("env-files: [prod.env]"),
    is: [({ stacks }) => stacks[0]?.envFiles, ["prod.env"]],
    wrong: stack("env-files: [⟦/etc/prod.env]"),
    message: "Entry 1 of `stacks.env-files` must be a path relative to the configuration file",
  },
  "stacks.*.target": {
    right: stack("target: swarm"),
    is: [({ stacks }) => stacks[0]?.target, "swarm"],
    wrong: stack("target: ⟦swram"),
    message: "must be `auto`, `swarm` or `compose`",
  },
  cluster: {
    right: "cluster: {}\n",
    is: [({ cluster }) => cluster.nodes, undefined],
    wrong: "⟦cluster:\n",
    message: "`cluster` has no value and must be a mapping",
  },
  "cluster.nodes": {
    right: "cluster:\n  nodes: 3\n",
    is: [({ cluster }) => cluster.nodeCount, 3],
    wrong: "cluster:\n  nodes: ⟦0\n",
    message: "`cluster.nodes` must be a whole number from 1, or a list of nodes",
  },
  "cluster.nodes.*.hostname": {
    right: "cluster:\n  nodes:\n    - hostname: worker-1\n",
    is: [({ cluster }) => cluster.nodes?.[0]?.hostname, "worker-1"],
    wrong: "cluster:\n  nodes:\n    - hostname: ⟦worker 1\n",
    message: "must be a hostname as `docker node ls` shows it",
  },
  "cluster.nodes.*.role": {
    right: node("role: manager"),
    is: [({ cluster }) => cluster.nodes?.[0]?.role, "manager"],
    wrong: node("role: ⟦leader"),
    message: "must be `manager` or `worker`",
  },
  "cluster.nodes.*.labels": {
    right: node("labels: {ssd: true, rack: 3.10, name: x}"),
    is: [
      ({ cluster }) => [...(cluster.nodes?.[0]?.labels ?? [])],
      [
        ["ssd", "true"],
        ["rack", "3.1"],
        ["name", "x"],
      ],
    ],
    wrong: node("⟦labels: [ssd]"),
    message: "must be a mapping of labels",
  },
  "cluster.nodes.*.zone": {
    right: node("zone: eu-1"),
    is: [({ cluster }) => cluster.nodes?.[0]?.zone, "eu-1"],
    wrong: node("zone: ⟦1"),
    message: "must be the name of a zone",
  },
  "cluster.shared-paths": {
    right: "cluster:\n  shared-paths: [/mnt/efs]\n",
    is: [({ cluster }) => cluster.sharedPaths, ["/mnt/efs"]],
    wrong: "cluster:\n  shared-paths: [/mnt/efs, ⟦efs]\n",
    message: "Entry 2 of `cluster.shared-paths` must be an absolute path",
  },
  "cluster.external-volumes": {
    right: "cluster:\n  external-volumes: {shared-*: cluster}\n",
    is: [({ cluster }) => [...cluster.externalVolumes], [["shared-*", "cluster"]]],
    wrong: "cluster:\n  external-volumes: {shared-*: ⟦everywhere}\n",
    message: "`cluster.external-volumes.shared-*` must be `node`, `zone` or `cluster`",
  },
  "cluster.drivers": {
    right: "cluster:\n  drivers: {acme/blocks: zone}\n",
    is: [({ cluster }) => [...cluster.drivers], [["acme/blocks", "zone"]]],
    wrong: "cluster:\n  drivers: {acme/blocks: ⟦zones}\n",
    message: "must be `node`, `zone` or `cluster`",
  },
  "cluster.zone-label": {
    right: "cluster:\n  zone-label: topology.zone\n",
    is: [({ cluster }) => cluster.zoneLabel, "topology.zone"],
    wrong: "cluster:\n  zone-label: ⟦node.labels.zone\n",
    message: "must be the name of a node label, without `node.labels.`",
  },
  storage: {
    right: "storage: {}\n",
    is: [({ storage }) => storage.preferred, undefined],
    wrong: "storage: ⟦nfs\n",
    message: "`storage` must be a mapping",
  },
  "storage.prefer": {
    right: "storage:\n  prefer: pin\n",
    is: [({ storage }) => storage.preferred, "pin"],
    wrong: "storage:\n  prefer: ⟦nfs\n",
    message: "`storage.prefer` must be `network`, `pin` or `block`",
  },
  "storage.network": {
    right: "storage:\n  network: {server: nfs.example.org}\n",
    is: [
      ({ storage }) => storage.network,
      { kind: "nfs", server: "nfs.example.org", options: undefined, directory: undefined },
    ],
    wrong: "storage:\n  network: ⟦nfs.example.org\n",
    message: "`storage.network` must be a mapping with `server`",
  },
  "storage.network.kind": {
    right: network("kind: efs"),
    is: [({ storage }) => storage.network?.kind, "efs"],
    wrong: network("kind: ⟦smb"),
    message: "`storage.network.kind` must be `nfs` or `efs`",
  },
  "storage.network.server": {
    right: network("kind: nfs"),
    is: [({ storage }) => storage.network?.server, "10.0.0.5"],
    wrong: "storage:\n  network:\n    server: ⟦10.0.0.5:/data\n",
    message: "must be an address or a host name, without `:/path`",
  },
  "storage.network.options": {
    right: network("options: nfsvers=4.1,hard"),
    is: [({ storage }) => storage.network?.options, "nfsvers=4.1,hard"],
    wrong: network("options: ⟦addr=10.0.0.5,hard"),
    message: "must be mount options with commas between them, without `addr=`",
  },
  "storage.network.directory": {
    right: network('directory: "/swarm/{stack}/{volume}"'),
    is: [({ storage }) => storage.network?.directory, "/swarm/{stack}/{volume}"],
    wrong: network('directory: ⟦"/swarm/{stak}"'),
    message: "must be a path from `/`, in which only `{stack}`",
  },
  "storage.shared-path": {
    right: "storage:\n  shared-path: /mnt/efs\n",
    is: [({ storage }) => storage.sharedPath, "/mnt/efs"],
    wrong: "storage:\n  shared-path: ⟦mnt/efs\n",
    message: "`storage.shared-path` must be an absolute path",
  },
  "storage.block": {
    right: "storage:\n  block: {driver: rexray/ebs}\n",
    is: [({ storage }) => storage.block, { driver: "rexray/ebs", options: new Map() }],
    wrong: "storage:\n  ⟦block: {}\n",
    message: "`storage.block` lacks `driver`",
  },
  "storage.block.driver": {
    right: "storage:\n  block:\n    driver: rexray/ebs\n",
    is: [({ storage }) => storage.block?.driver, "rexray/ebs"],
    wrong: "storage:\n  block:\n    driver: ⟦rexray ebs\n",
    message: "must be the name of a volume driver",
  },
  "storage.block.options": {
    right: "storage:\n  block:\n    driver: d\n    options: {size: 20, type: gp3}\n",
    is: [
      ({ storage }) => [...(storage.block?.options ?? [])],
      [
        ["size", "20"],
        ["type", "gp3"],
      ],
    ],
    wrong: "storage:\n  block:\n    driver: d\n    options:\n      ⟦size: [20]\n",
    message: "`storage.block.options.size` must be a string",
  },
  "storage.pin-to": {
    right: "storage:\n  pin-to: worker-1\n",
    is: [({ storage }) => storage.pinTo, "worker-1"],
    wrong: "storage:\n  pin-to: ⟦2\n",
    message: "must be the hostname of a node",
  },
  "storage.provider": {
    right: "storage:\n  provider: aws\n",
    is: [({ storage }) => storage.provider, "aws"],
    wrong: "storage:\n  provider: ⟦AWS\n",
    message: "must be the name of a provider in small letters",
  },
  "storage.region": {
    right: "storage:\n  region: eu-west-1\n",
    is: [({ storage }) => storage.region, "eu-west-1"],
    wrong: "storage:\n  region: ⟦EU (Ireland)\n",
    message: "must be the name of a region",
  },
  volumes: {
    right: "volumes: {data: {}}\n",
    is: [({ volumes }) => volumes.map(({ pattern, line }) => [pattern, line]), [["data", 1]]],
    wrong: "volumes:\n  data: ⟦100GiB\n",
    message: "`volumes.data` must be a mapping with `size`",
  },
  "volumes.*.size": {
    right: volume("size: 100GiB"),
    is: [({ volumes }) => volumes[0]?.size, "100GiB"],
    wrong: volume("size: ⟦100"),
    message: "`volumes.data.size` must be a size above 0 with its unit",
  },
  "volumes.*.infrequent-access": {
    right: volume("infrequent-access: 50%"),
    is: [({ volumes }) => volumes[0]?.infrequentAccess, "50%"],
    wrong: volume("infrequent-access: ⟦101%"),
    message: "must be a percentage from `0%` to `100%`",
  },
  "volumes.*.archive": {
    right: volume("archive: 12.5 %"),
    is: [({ volumes }) => volumes[0]?.archive, "12.5 %"],
    wrong: volume("archive: ⟦-1%"),
    message: "must be a percentage from `0%` to `100%`",
  },
  "volumes.*.throughput": {
    right: volume("throughput: 10MiB/s"),
    is: [({ volumes }) => volumes[0]?.throughput, "10MiB/s"],
    wrong: volume("throughput: ⟦10MiB"),
    message: "must be a throughput above 0 such as `10MiB/s`",
  },
  "volumes.*.iops": {
    right: volume("iops: 6000"),
    is: [({ volumes }) => volumes[0]?.iops, 6000],
    wrong: volume("iops: ⟦1.5"),
    message: "must be a whole number from 1",
  },
  "volumes.*.read": {
    right: volume("read: 0GiB"),
    is: [({ volumes }) => volumes[0]?.read, "0GiB"],
    wrong: volume("read: ⟦much"),
    message: "must be an amount of data with its unit",
  },
  "volumes.*.write": {
    right: volume("write: 1.5TB"),
    is: [({ volumes }) => volumes[0]?.write, "1.5TB"],
    wrong: volume("write: ⟦-5GiB"),
    message: "must be an amount of data with its unit",
  },
  budget: {
    right: "budget: {}\n",
    is: [({ budget }) => budget.monthly, undefined],
    wrong: "budget: ⟦100 USD\n",
    message: "`budget` must be a mapping",
  },
  "budget.monthly": {
    right: "budget:\n  monthly: 100 USD\n",
    is: [({ budget }) => budget.monthly, { limit: "100 USD", action: "warn", line: 2 }],
    wrong: "budget:\n  monthly: ⟦100\n",
    message: "`budget.monthly` must be an amount with its currency",
  },
  "budget.monthly.limit": {
    right: "budget:\n  monthly: {limit: 99.50 EUR}\n",
    is: [({ budget }) => budget.monthly, { limit: "99.50 EUR", action: "warn", line: 2 }],
    wrong: "budget:\n  monthly: {limit: ⟦99.50 euros}\n",
    message: "`budget.monthly.limit` must be an amount with its currency",
  },
  "budget.monthly.action": {
    right: "budget:\n  monthly: {limit: 100 USD, action: fail}\n",
    is: [({ budget }) => budget.monthly?.action, "fail"],
    wrong: "budget:\n  monthly: {limit: 100 USD, action: ⟦failing}\n",
    message: "`budget.monthly.action` must be `warn` or `fail`",
  },
  "budget.increase": {
    right: "budget:\n  increase: 20 USD\n",
    is: [({ budget }) => budget.increase?.limit, "20 USD"],
    wrong: "budget:\n  increase: ⟦20%\n",
    message: "`budget.increase` must be an amount with its currency",
  },
  "budget.increase.limit": {
    right: "budget:\n  increase: {limit: 20 USD}\n",
    is: [({ budget }) => budget.increase?.limit, "20 USD"],
    wrong: "budget:\n  ⟦increase: {action: warn}\n",
    message: "`budget.increase` lacks `limit`",
  },
  "budget.increase.action": {
    right: "budget:\n  increase: {limit: 20 USD, action: warn}\n",
    is: [({ budget }) => budget.increase?.action, "warn"],
    wrong: "budget:\n  increase: {limit: 20 USD, action: ⟦error}\n",
    message: "must be `warn` or `fail`",
  },
  "budget.increase-percent": {
    right: "budget:\n  increase-percent: 20%\n",
    is: [({ budget }) => budget.increasePercent?.limit, "20%"],
    wrong: "budget:\n  increase-percent: ⟦20\n",
    message: "`budget.increase-percent` must be a percentage",
  },
  "budget.increase-percent.limit": {
    right: "budget:\n  increase-percent: {limit: 150%}\n",
    is: [({ budget }) => budget.increasePercent?.limit, "150%"],
    wrong: "budget:\n  increase-percent: {limit: ⟦20 USD}\n",
    message: "must be a percentage such as `20%`",
  },
  "budget.increase-percent.action": {
    right: "budget:\n  increase-percent: {limit: 20%, action: fail}\n",
    is: [({ budget }) => budget.increasePercent?.action, "fail"],
    wrong: "budget:\n  increase-percent:\n    limit: 20%\n    action: ⟦stop\n",
    message: "must be `warn` or `fail`",
  },
  rules: {
    right: "rules: {pin-by-label: off}\n",
    is: [({ rules }) => rules.get("pin-by-label")?.severity, "off"],
    wrong: "rules:\n  ⟦pin-by-lable: off\n",
    message: "There is no rule `pin-by-lable`",
  },
  "rules.*.severity": {
    right: "rules:\n  pin-by-label:\n    severity: note\n",
    is: [({ rules }) => rules.get("pin-by-label"), { severity: "note", options: new Map() }],
    wrong: "rules:\n  pin-by-label:\n    severity: ⟦info\n",
    message: "`rules.pin-by-label.severity` must be `error`, `warning`, `note` or `off`",
  },
  ignore: {
    right: "ignore: []\n",
    is: [({ ignore }) => ignore, []],
    wrong: "ignore:\n  - ⟦pin-by-label\n",
    message: "Entry 1 of `ignore` must be a mapping with `rule` and `reason`",
  },
  "ignore.*.rule": {
    right: ignored(""),
    is: [({ ignore }) => ignore[0]?.rule, "pin-by-label"],
    wrong: "ignore:\n  - reason: Known.\n    rule: ⟦pin-by-lable\n",
    message: "There is no rule `pin-by-lable`",
  },
  "ignore.*.path": {
    right: ignored("path: deploy/*.yml"),
    is: [({ ignore }) => ignore[0]?.path?.text, "deploy/*.yml"],
    wrong: ignored("path: ⟦/deploy/a.yml"),
    message: "`path` of entry 1 of `ignore` must be a glob relative to",
  },
  "ignore.*.service": {
    right: ignored("service: cache"),
    is: [({ ignore }) => ignore[0]?.service, "cache"],
    wrong: ignored("⟦service: [cache]"),
    message: "must be the name of a service",
  },
  "ignore.*.volume": {
    right: ignored("volume: data"),
    is: [({ ignore }) => ignore[0]?.volume, "data"],
    wrong: ignored('volume: ⟦""'),
    message: "must be the key of a volume",
  },
  "ignore.*.reason": {
    right: ignored(""),
    is: [({ ignore }) => ignore[0]?.reason, "Known."],
    wrong: "ignore:\n  - ⟦rule: pin-by-label\n",
    message: "Entry 1 of `ignore` lacks `reason`",
  },
  "ignore.*.expires": {
    right: ignored("expires: 2027-01-31"),
    is: [({ ignore }) => ignore[0]?.expires, "2027-01-31"],
    wrong: ignored("expires: ⟦2027-02-30"),
    message: "`expires` of entry 1 of `ignore` is no day of the calendar",
  },
  target: {
    right: "target: swarm\n",
    is: [({ target }) => target, "swarm"],
    wrong: "target: ⟦swarms\n",
    message: "`target` must be `auto`, `swarm` or `compose`",
  },
  "fail-on": {
    right: "fail-on: warning\n",
    is: [({ failOn }) => failOn, "warning"],
    wrong: "fail-on: ⟦warnings\n",
    message: "`fail-on` must be `error`, `warning` or `never`",
  },
};
