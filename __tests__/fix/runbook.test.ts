import { spawnSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Remedy, RunbookStep } from "../../src/model/finding.ts";
import type { StoragePolicy } from "../../src/model/storage-policy.ts";
import { dedent } from "../rules/harness.ts";
import { checkWith, fixedText } from "./check-with.ts";

const shell = spawnSync("sh", ["-c", "command -v awk find du"]).status === 0;
if (!shell) process.stderr.write("skipped: there is no POSIX shell on this machine\n");

const STACK = dedent(`
  services:
    cache:
      image: redis:7
      volumes: ["data:/data"]
    backup:
      image: acme/backup:1
      volumes: ["data:/in:ro"]
  volumes:
    data:
`);
const file = { path: "deploy/stack.yml", text: STACK };

type Settings = Parameters<typeof checkWith>[1];

const BLUE = { name: "blue", files: [file.path, "blue.yml"], envFiles: [], target: undefined };
const SHARED = [BLUE, { ...BLUE, name: "green", files: [file.path] }];

function fixFor(
  remedy: Remedy,
  storage: Partial<StoragePolicy>,
  stackName: string | undefined,
  text = STACK,
  settings: Settings = {},
) {
  const { findings } = checkWith([{ ...file, text }], { storage, stackName, ...settings });
  const fix = findings.flatMap(({ fixes }) => fixes).find((one) => one.remedy === remedy);
  if (!fix?.runbook) throw new Error(`no runbook for ${remedy}: ${findings.map(({ message }) => message).join(" | ")}`);
  return { ...fix, runbook: fix.runbook };
}

/** Stands in for the engine: volumes are folders, and every call is written down. */
const DOCKER = `#!/bin/sh
echo "$*" >> "$LOG"
case "$*" in
  "service ps --filter desired-state=running --format {{.Node}} "*) [ -z "$SPREAD" ] && echo node-2 || echo "node-of-\${7}" ;;
  "node ls -q") echo id1; echo id2 ;;
  "node inspect --format {{.Status.Addr}} id"*) echo "10.0.0.\${5#id}" ;;
  "service ps"*CurrentState*) echo "Running 3 seconds ago" ;;
  "volume inspect --format {{.Mountpoint}} "*) shift 4; [ -d "$VOLUMES/$1" ] && echo "$VOLUMES/$1" ;;
  "volume inspect --format {{with .Options}}"*) echo "$DEVICE" ;;
  "volume inspect "*) [ -n "$DEVICE" ] || [ -d "$VOLUMES/$3" ] ;;
  "ps -aq --filter volume=demo_data "*) echo old1; echo old2 ;;
  "ps -q"*) [ -z "$HELD" ] || echo c1 ;;
  "inspect "*) echo image-of-c1 ;;
  "create -v "*) name="\${3%%:*}"; mkdir -p "$VOLUMES/$name"; echo "target-$name" ;;
  "cp c1:"*"/. -") tar -C "$HELD" -c . ;;
  "cp c1:"*" -") tar -C "\${HELD%/*}" -c "\${HELD##*/}" ;;
  "cp target-"*" -") name="\${2%:/data}"; tar -C "$VOLUMES" -c "\${name#target-}" ;;
  "cp - target-"*) name="\${3%:/}"; tar -C "$VOLUMES" --transform "s,^data,\${name#target-}," -xp ;;
  "run --rm "*) to="$VOLUMES/\${10%:/to}"; mkdir -p "$to"; cp -a "\${8%:/from:ro}/." "$to/" ;;
  "stack deploy"*) env | grep -E '^([A-Z_]+_(NODE|SERVER)|STACK)=' >> "$LOG" || true ;;
esac
`;

/** Stands in for a login on another node, and for what that one's kernel and network can do. */
const SSH = `#!/bin/sh
while [ "$1" != -- ]; do shift; done
echo "ssh $2" >> "$LOG"
PATH="$NODE_PATH:$PATH" sh -c "$3"
`;
const MODPROBE = '#!/bin/sh\necho "modprobe $*" >> "$LOG"\n[ "$CLIENT" = yes ]\n';
const GREP = '#!/bin/sh\n[ "$2" != nfs4 ] || exit 1\nexec /usr/bin/env -i PATH="$PLAIN_PATH" grep "$@"\n';
const TIMEOUT = '#!/bin/sh\nprintf "%s|" "$@" >> "$LOG"; echo >> "$LOG"\n[ "$PORT" = open ]\n';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "svc-runbook-"));
  mkdirSync(join(folder, "bin"));
  writeFileSync(join(folder, "bin/docker"), DOCKER);
  chmodSync(join(folder, "bin/docker"), 0o755);
  writeFileSync(join(folder, "bin/ssh"), SSH, { mode: 0o755 });
  mkdirSync(join(folder, "node"));
  for (const [name, text] of Object.entries({ modprobe: MODPROBE, grep: GREP, timeout: TIMEOUT }))
    writeFileSync(join(folder, "node", name), text, { mode: 0o755 });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs the steps one after the other, each in a shell of its own, and returns the calls of `docker`. */
function execute(steps: readonly RunbookStep[], env: Record<string, string> = {}): string[] {
  const log = join(folder, "log");
  writeFileSync(log, "");
  for (const { title, commands } of steps) {
    const ran = spawnSync("sh", ["-c", commands.join("\n")], {
      cwd: folder,
      encoding: "utf8",
      timeout: 30_000,
      env: {
        PATH: `${join(folder, "bin")}:${process.env.PATH}`,
        LOG: log,
        VOLUMES: join(folder, "volumes"),
        HELD: "",
        NODE_PATH: join(folder, "node"),
        PLAIN_PATH: process.env.PATH ?? "",
        ...env,
      },
    });
    if (ran.status !== 0)
      throw new Error(`${title}: ${ran.status}\n${commands.join("\n")}\n${ran.stdout}${ran.stderr}`);
  }
  return readFileSync(log, "utf8").trim().split("\n");
}

function freshVolume(): void {
  rmSync(join(folder, "volumes"), { recursive: true, force: true });
  rmSync(join(folder, "shared"), { recursive: true, force: true });
  mkdirSync(join(folder, "volumes/demo_data/sub"), { recursive: true });
  writeFileSync(join(folder, "volumes/demo_data/dump.rdb"), "42", { mode: 0o640 });
  writeFileSync(join(folder, "volumes/demo_data/.hidden"), "x");
}

describe.skipIf(!shell)("a runbook, run as it is printed", () => {
  it("copies to a shared folder, deploys and knows the way back", () => {
    freshVolume();
    const sharedPath = join(folder, "shared");
    const { runbook } = fixFor("network", { sharedPath }, "demo");
    const calls = execute(runbook);
    const copied = join(sharedPath, "demo_data");
    expect(readdirSync(copied).sort()).toEqual([".hidden", "dump.rdb", "sub"]);
    expect(statSync(join(copied, "dump.rdb")).mode & 0o777).toBe(0o640);
    expect(calls.filter((call) => !call.startsWith("service ps") && !call.startsWith("ps "))).toEqual([
      "service scale demo_cache=0",
      "service scale demo_backup=0",
      "volume inspect --format {{.Mountpoint}} demo_data",
      "stack deploy -c deploy/stack.yml demo",
      "service scale demo_cache=0",
      "service scale demo_backup=0",
      "service update --constraint-add node.hostname==node-2 --mount-add type=volume,source=demo_data,target=/data demo_cache",
      "service update --constraint-add node.hostname==node-2 --mount-add type=volume,source=demo_data,target=/in,readonly demo_backup",
      "service scale demo_cache=1",
      "service scale demo_backup=1",
    ]);
  });

  it("gives each stack of a shared file a folder of its own", () => {
    freshVolume();
    const sharedPath = join(folder, "shared");
    const fix = fixFor("network", { sharedPath }, "demo", STACK, { stacks: SHARED });
    expect(fixedText(file, fix)).toContain(`device: "${sharedPath}/\${STACK:?set it to the name of the stack}_data"`);
    const calls = execute(fix.runbook);
    expect(readdirSync(join(sharedPath, "demo_data")).sort()).toEqual([".hidden", "dump.rdb", "sub"]);
    expect(calls.slice(calls.indexOf("stack deploy -c deploy/stack.yml demo")).slice(0, 2)).toEqual([
      "stack deploy -c deploy/stack.yml demo",
      "STACK=demo",
    ]);
  });

  const block = { driver: "costela/docker-volume-hetzner", options: new Map([["size", "20"]]) };
  const DISK = "volumes/demo_data-block";

  it("copies with the service's own image where a driver mounts only what is in use", () => {
    freshVolume();
    const calls = execute(fixFor("block", { block }, "demo").runbook);
    expect(readdirSync(join(folder, DISK)).sort()).toEqual([".hidden", "dump.rdb", "sub"]);
    expect(calls).toContain(
      `run --rm --user 0:0 --entrypoint cp -v ${join(folder, "volumes/demo_data")}:/from:ro -v demo_data-block:/to redis:7 -a /from/. /to/`,
    );
    expect(calls).toContain("volume create -d costela/docker-volume-hetzner -o size=20 demo_data-block");
  });

  const BARE = STACK.replace(/ +volumes: .*\n/g, "");
  /** What the container of the test has in `/data`, for somebody else than root where this test runs as root. */
  const held = (): string => {
    const place = join(folder, "held/data");
    rmSync(place, { recursive: true, force: true });
    mkdirSync(join(place, "sub"), { recursive: true });
    writeFileSync(join(place, "dump.rdb"), "42", { mode: 0o640 });
    if (process.getuid?.() === 0) for (const path of ["", "dump.rdb"]) chownSync(join(place, path), 999, 998);
    chmodSync(place, 0o751);
    return place;
  };
  const ofEach = (place: string) =>
    ["", "dump.rdb", "sub"].map((path) => {
      const { mode, uid, gid } = statSync(join(place, path));
      return `${path} ${(mode & 0o777).toString(8)} ${uid} ${gid}`;
    });

  it("copies out of a container with all owners, and tells when that breaks off", () => {
    freshVolume();
    const sharedPath = join(folder, "shared");
    const { runbook } = fixFor("network", { sharedPath }, "demo", BARE);
    const calls = execute(runbook, { HELD: held() });
    expect(ofEach(join(sharedPath, "demo_cache-data"))).toEqual(ofEach(held()));
    const first = calls.indexOf("pause c1");
    expect(calls.slice(first, first + 3)).toEqual(["pause c1", "cp c1:/data/. -", "unpause c1"]);
    freshVolume();
    expect(() => execute(runbook, { HELD: join(folder, "gone") })).toThrow("the copy is not whole");
    expect(() => execute(runbook, { HELD: held(), TMPDIR: join(folder, "gone") })).toThrow("mktemp");
  });

  it("copies out of a container into the volume of a driver", () => {
    freshVolume();
    const { runbook } = fixFor("block", { block }, "demo", BARE);
    const disk = join(folder, "volumes/demo_cache-data-block");
    const calls = execute(runbook, { HELD: held() });
    expect(ofEach(disk)).toEqual(ofEach(held()));
    const first = calls.indexOf("create -v demo_cache-data-block:/data:nocopy image-of-c1 true");
    expect(calls.slice(first).filter((call) => !call.startsWith("cp "))).toEqual(
      expect.arrayContaining(["pause c1", "unpause c1", "rm -v target-demo_cache-data-block"]),
    );
    // What is there already stays as it is, whatever runs in the container.
    expect(() => execute(runbook, { HELD: held() })).toThrow("the volume is not empty: nothing was copied");
    rmSync(disk, { recursive: true });
    expect(() => execute(runbook, { HELD: join(folder, "gone") })).toThrow("the copy is not whole");
    rmSync(disk, { recursive: true });
    mkdirSync(join(folder, "held/empty/data"), { recursive: true });
    expect(() => execute(runbook, { HELD: join(folder, "held/empty/data") })).toThrow("nothing was copied");
  });

  it("removes a volume with the containers of old tasks that hold it", () => {
    const nfs = STACK.replace(
      "  data:\n",
      '  data:\n    driver_opts: {type: nfs, o: "addr=10.0.0.5,hard", device: ":/data"}\n',
    ).replace("image: acme/backup:1", "image: acme/backup:1\n    deploy: {mode: global}");
    const { findings } = checkWith([{ ...file, text: nfs }], { stackName: "demo" });
    const fix = findings.find(({ ruleId }) => ruleId === "nfs-version-unset")?.fixes[0];
    const calls = execute(fix?.runbook ?? [], { DEVICE: ":/data" });
    for (const service of ["demo_cache", "demo_backup"])
      expect(calls).toContain(`service ps --filter desired-state=running --format {{.CurrentState}} ${service}`);
    expect(calls.filter((call) => !call.startsWith("service ps"))).toEqual([
      "service scale demo_cache=0",
      "service rm demo_backup",
      "ps -q --filter label=com.docker.swarm.service.name=demo_cache",
      "ps -q --filter label=com.docker.swarm.service.name=demo_backup",
      "volume inspect demo_data",
      'volume inspect --format {{with .Options}}{{index . "device"}}{{end}} demo_data',
      "ps -aq --filter volume=demo_data --filter label=com.docker.swarm.service.name --filter status=exited --filter status=created",
      "rm old1",
      "rm old2",
      "volume rm demo_data",
      "stack deploy -c deploy/stack.yml demo",
    ]);
    freshVolume();
    expect(() => execute(fix?.runbook ?? [])).toThrow("the volume has files of its own on this node");
    rmSync(join(folder, "volumes/demo_data"), { recursive: true });
    expect(execute(fix?.runbook ?? [])).not.toContain("volume rm demo_data");
  });

  it("does not copy over what is there already", () => {
    freshVolume();
    const sharedPath = join(folder, "shared");
    mkdirSync(join(sharedPath, "demo_data"), { recursive: true });
    writeFileSync(join(sharedPath, "demo_data/other"), "");
    expect(() => execute(fixFor("network", { sharedPath }, "demo").runbook)).toThrow(
      "is not empty: nothing was copied",
    );
  });

  it("stops where the data is not", () => {
    freshVolume();
    rmSync(join(folder, "volumes/demo_data"), { recursive: true });
    const { runbook } = fixFor("network", { sharedPath: join(folder, "shared") }, "demo");
    expect(() => execute(runbook)).toThrow("Copy the data");
  });

  it("pins to the node where the data is, and asks for a stack that nobody named", () => {
    freshVolume();
    const fix = fixFor("pin", {}, undefined);
    expect(fixedText(file, fix)).toContain("node.hostname == ${DATA_NODE:?");
    const calls = execute(fix.runbook, { STACK: "demo" });
    expect(calls).toContain("DATA_NODE=node-2");
    expect(calls).toContain("service update --constraint-rm node.hostname == node-2 demo_cache");
    expect(() => execute(fix.runbook)).toThrow("STACK: set it to the name of the stack");
  });

  it("stops where services of one volume run on several nodes", () => {
    freshVolume();
    expect(() => execute(fixFor("pin", {}, "demo").runbook, { SPREAD: "yes" })).toThrow(
      "several nodes: see whose data counts, and leave only that one in data.node",
    );
  });

  it("looks at every node before anything is moved to NFS", () => {
    const [look] = fixFor("network", {}, "demo").runbook;
    const steps = look ? [look] : [];
    const env = { NFS_SERVER: "nas.example", CLIENT: "yes", PORT: "open" };
    const calls = execute(steps, env);
    expect(calls.filter((call) => /^(ssh|modprobe)/.test(call))).toEqual([
      "ssh 10.0.0.1",
      "modprobe -nqa nfs nfsv4",
      "ssh 10.0.0.2",
      "modprobe -nqa nfs nfsv4",
    ]);
    expect(calls).toContain('5|bash|-c|: < "/dev/tcp/$0/2049"|nas.example|');
    expect(() => execute(steps, { ...env, CLIENT: "no" })).toThrow("the kernel has no NFS client");
    expect(() => execute(steps, { ...env, PORT: "shut" })).toThrow("nas.example does not answer on TCP 2049");
    expect(() => execute(steps, { CLIENT: "yes", PORT: "open" })).toThrow("set it to the NFS server");
  });

  it("takes the name of a server for a name, whatever it is", () => {
    const server = `x"; touch hacked; $(touch hacked) 'y`;
    const [look] = fixFor("network", {}, "demo").runbook;
    const calls = execute(look ? [look] : [], { NFS_SERVER: server, CLIENT: "yes", PORT: "open" });
    expect(calls).toContain(`5|bash|-c|: < "/dev/tcp/$0/2049"|${server}|`);
    expect(readdirSync(folder)).not.toContain("hacked");
  });

  it("does not pin to a node that does not hold the data", () => {
    freshVolume();
    expect(() => execute(fixFor("pin", { pinTo: "node-1" }, "demo").runbook)).toThrow("the data is on another node");
    execute(fixFor("pin", { pinTo: "node-2" }, "demo").runbook);
  });
});

describe("what a runbook says", () => {
  const commandsOn = (place: RunbookStep["where"], steps: readonly RunbookStep[]) =>
    steps.find(({ where }) => where === place)?.commands[0];

  it("begins, for EFS, with what its name and its port need", () => {
    const efs = {
      kind: "efs",
      server: "fs-1.efs.eu-west-1.amazonaws.com",
      options: undefined,
      directory: undefined,
    } as const;
    const [targets, look, find] = fixFor("network", { network: efs }, "demo").runbook;
    expect(targets).toMatchObject({
      title: expect.stringMatching(/mount target in the availability zone.*TCP 2049/),
      commands: [],
    });
    expect(look?.title).toContain("every node can mount NFS");
    expect(look?.commands[0]).toContain("NFS_SERVER=fs-1.efs.eu-west-1.amazonaws.com");
    expect(find?.title).toContain("Find the node that holds the data");
  });

  const network = {
    kind: "nfs",
    server: "nas.example",
    options: undefined,
    directory: "/exports/{stack}/{volume}",
  } as const;

  it("mounts the server without programs for NFS, at the part of the path that is there", () => {
    const copy = commandsOn("data-node", fixFor("network", { network }, "demo").runbook);
    expect(copy).toContain(
      'mount -i -t nfs -o "addr=$ADDRESS,nfsvers=4.1,rsize=1048576,wsize=1048576,hard,timeo=600,retrans=2" :/exports "$ROOT"',
    );
    expect(copy).toContain('TO="$ROOT"/demo/data');
  });

  it("has the stack's name in the folder, whatever stands behind it", () => {
    const directory = "/exports/{stack}_{volume}";
    const copyOf = ({ runbook }: ReturnType<typeof fixFor>) => commandsOn("data-node", runbook);
    const unnamed = fixFor("network", { network: { ...network, directory } }, undefined);
    expect(fixedText(file, unnamed)).toContain('":/exports/${STACK:?set it to the name of the stack}_data"');
    expect(copyOf(unnamed)).toContain('TO="$ROOT"/"$STACK"_data');
    const alone = fixFor("network", { network: { ...network, directory } }, "demo", STACK, { stacks: [BLUE] });
    expect(fixedText(file, alone)).toContain('":/exports/demo_data"');
    expect(copyOf(alone)).toContain('TO="$ROOT"/demo_data');
    const shared = fixFor("network", {}, "demo", STACK, { stacks: SHARED });
    expect(fixedText(file, shared)).toContain('":/${STACK:?set it to the name of the stack}_data"');
    expect(copyOf(shared)?.split("\n")).toEqual(expect.arrayContaining(["STACK=demo", 'TO="$ROOT"/"$STACK"_data']));
    const requiredVariable = fixFor(
      "network",
      { network: { ...network, directory: "/exports/{volume}" } },
      "demo",
      STACK,
      {
        stacks: SHARED,
      },
    );
    expect(fixedText(file, requiredVariable)).toContain('":/exports/data/${STACK:?set it to the name of the stack}"');
    const usual = fixFor("network", { network: { ...network, directory: undefined } }, "demo");
    expect(fixedText(file, usual)).toContain('":/demo_data"');
  });

  it("names the volume that the stack names, and a folder behind it", () => {
    const named = STACK.replace("  data:\n", "  data:\n    name: cache-data\n");
    const copy = commandsOn("data-node", fixFor("network", { network }, "demo", named).runbook);
    expect(copy).toContain("docker volume inspect --format '{{.Mountpoint}}' cache-data");
    const bound = STACK.replace(
      "  data:\n",
      "  data:\n    driver_opts: {type: none, o: bind, device: '/srv/my data'}\n",
    );
    const { runbook } = fixFor("network", { network }, "demo", bound);
    expect(commandsOn("data-node", runbook)).toContain("FROM='/srv/my data'");
  });
});
