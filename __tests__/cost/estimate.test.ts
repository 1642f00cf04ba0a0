import { describe, expect, it } from "vitest";
import type { StorageOption } from "../../src/model/cost.ts";
import { AWS, estimateOf, onlyVolume } from "./stacks.ts";

/** One service with one volume. */
const stack = (volume: string, service = "", mount = "data:/var/lib/postgresql/data") => `
services:
  db:
    image: postgres:17
    volumes:
      - ${mount}
${service}
volumes:
  data:
${volume}
`;
const label = (size: string) => `    labels:\n      swarm-volume-check.size: ${size}`;
const replicas = (count: string | number) => `    deploy:\n      replicas: ${count}`;
const GLOBAL = "    deploy:\n      mode: global";

const amount = ({ monthly }: StorageOption) => monthly?.amount;

describe("the size of a volume", () => {
  const sizeOf = (yaml: string, settings = {}) => onlyVolume(estimateOf(yaml, { ...AWS, volumes: settings })).size;

  it("is stated in a label", () =>
    expect(sizeOf(stack(label("100GiB")))).toEqual({ bytes: "107374182400", text: "100GiB", from: "label" }));

  it("is stated in an extension", () =>
    expect(sizeOf(stack("    x-swarm-volume-check:\n      size: 1GB"))).toMatchObject({
      bytes: "1000000000",
      from: "extension",
    }));

  it("is what a cluster volume requires", () => {
    const spec = "    x-cluster-spec:\n      capacity_range:\n        required_bytes: 10GiB";
    expect(sizeOf(stack(spec))).toMatchObject({ bytes: "10737418240", from: "extension" });
  });

  it("is a driver's option, in the driver's unit", () => {
    const option = (driver: string, size: string) =>
      stack(`    driver: ${driver}\n    driver_opts:\n      size: "${size}"`);
    expect(sizeOf(option("rexray/ebs", "20"))).toMatchObject({ bytes: "21474836480", from: "driver-option" });
    expect(sizeOf(option("costela/docker-volume-hetzner", "20"))).toMatchObject({ bytes: "20000000000" });
    expect(sizeOf(option("example/plugin", "20GiB"))).toMatchObject({ bytes: "21474836480" });
    expect(sizeOf(option("example/plugin", "20"))).toBeUndefined();
    expect(sizeOf(option("example/plugin", "20g"))).toBeUndefined();
    expect(sizeOf(option("rexray/ebs", "${SIZE}"))).toBeUndefined();
  });

  it("is stated in the configuration, by the first pattern that matches", () => {
    const settings = { "da*": { size: "5GiB" }, data: { size: "6GiB" }, "*": { size: "7GiB" } };
    expect(sizeOf(stack(""), settings)).toMatchObject({ text: "5GiB", from: "configuration" });
    expect(sizeOf(stack(""), { "*": { size: "7GiB" } })).toMatchObject({ text: "7GiB", from: "default" });
    expect(sizeOf(stack(""), { other: { size: "7GiB" } })).toBeUndefined();
  });

  it("in the stack wins over the configuration, and a label over an extension", () => {
    const both = `${label("1GiB")}\n    x-swarm-volume-check:\n      size: 2GiB`;
    expect(sizeOf(stack(both), { data: { size: "3GiB" } })).toMatchObject({ text: "1GiB" });
  });
});

describe("without a size", () => {
  const estimate = estimateOf(stack(""), AWS);

  it("nothing is known, and nothing is 0", () => {
    const { today, size } = onlyVolume(estimate);
    expect([size, today.monthly, today.lines]).toEqual([undefined, undefined, []]);
    expect([estimate.monthly, estimate.atLeast]).toEqual([[], true]);
  });

  it("the price of 100 GiB is shown", () => {
    const { today, alternatives } = onlyVolume(estimate);
    expect(today.per100GiB).toEqual({ amount: "8.80", currency: "USD" });
    expect(alternatives.map(({ way, storage, per100GiB }) => [way, storage, per100GiB?.amount])).toEqual([
      ["pin", "EBS gp3, eu-west-1", "8.80"],
      ["network", "EFS bursting, eu-west-1", "33.00"],
      ["network", "EFS elastic before data, eu-west-1", "33.00"],
      ["network", "EFS One Zone bursting, eu-west-1", "17.60"],
      ["block", "EBS gp3, eu-west-1", "8.80"],
    ]);
  });
});

describe("copies", () => {
  const copies = (yaml: string, facts = {}) => {
    const { copies: count, today } = onlyVolume(estimateOf(yaml, AWS, facts));
    return [count, amount(today), today.assumptions.filter((text) => text.startsWith("One for each"))];
  };
  const size = label("10GiB");

  it("of a local volume are one a replica", () => {
    expect(copies(stack(size))).toEqual([1, "0.88", []]);
    expect(copies(stack(size, replicas(3)))).toEqual([3, "2.64", ["One for each of 3 replicas."]]);
  });

  it("are no more than there are nodes", () => {
    expect(copies(stack(size, replicas(5)), { nodes: 2 })).toEqual([
      2,
      "1.76",
      ["One for each of 2 nodes, which 5 replicas share."],
    ]);
  });

  it("are one where the service is pinned", () => {
    const pinned = `${replicas(3)}\n      placement:\n        constraints: [node.hostname == a]`;
    expect(copies(stack(size, pinned))).toEqual([1, "0.88", []]);
  });

  it("of a service that runs everywhere are one a node, and unknown without their number", () => {
    expect(copies(stack(size, GLOBAL), { nodes: 4 })).toEqual([4, "3.52", ["One for each of 4 nodes."]]);
    const [count, monthly, why] = copies(stack(size, GLOBAL));
    expect([count, monthly, why]).toEqual([
      undefined,
      undefined,
      ["One for each node, and `--nodes` says how many there are."],
    ]);
    expect(estimateOf(stack(size, GLOBAL), AWS)).toMatchObject({ monthly: [], atLeast: true });
  });

  it("are unknown where a variable decides", () => {
    expect(copies(stack(size, replicas("${N}")))[0]).toBeUndefined();
    expect(copies(stack(size, "    deploy:\n      mode: ${MODE}"))[0]).toBeUndefined();
  });

  it("of network and block storage are one, unless the name tells tasks apart", () => {
    const nfs = `${size}\n    driver_opts: {type: nfs, o: "addr=10.0.0.1", device: ":/x"}`;
    expect(copies(stack(nfs, replicas(3)))[0]).toBe(1);
    const ebs = `${size}\n    driver: rexray/ebs`;
    expect(copies(stack(ebs, replicas(3)))).toEqual([1, "0.88", []]);
    expect(copies(stack(`${ebs}\n    name: "data-{{.Task.Slot}}"`, replicas(3)))[0]).toBe(3);
  });

  it("of an anonymous volume are one a task, wherever it runs", () => {
    const yaml = stack(size, replicas(3), "/var/lib/postgresql/data");
    const volume = onlyVolume(estimateOf(yaml, { ...AWS, volumes: { "db:*": { size: "10GiB" } } }, { nodes: 2 }));
    expect([volume.volume, volume.copies, amount(volume.today)]).toEqual(["db:/var/lib/postgresql/data", 3, "2.64"]);
  });

  it("of a volume that two services share are those of the larger", () => {
    const yaml = `
      services:
        a: {image: "postgres:17", volumes: ["data:/var/lib/postgresql/data"]}
        b: {image: "example/b:1", volumes: ["data:/data"], deploy: {replicas: 2}}
      volumes:
        data: {labels: {swarm-volume-check.size: 10GiB}}
    `;
    const { copies: count, services } = onlyVolume(estimateOf(yaml, AWS));
    expect([count, services]).toEqual([2, ["a", "b"]]);
  });
});

describe("today's storage", () => {
  const today = (volume: string, provider = AWS, mount?: string) =>
    onlyVolume(estimateOf(stack(`${label("100GiB")}\n${volume}`, "", mount), provider)).today;
  const nfs = (where: string) => `    driver_opts: {type: nfs4, o: "addr=${where},nfsvers=4.1", device: ":/x"}`;

  it("is the disk of the node", () => {
    expect(today("")).toMatchObject({ storage: "EBS gp3, eu-west-1", monthly: { amount: "8.80" } });
    expect(today("").assumptions).toContain("The node's disk is taken for EBS gp3.");
    expect(today("", { provider: "hetzner" }).assumptions[0]).toContain("part of the server's price");
  });

  it("is EFS where the address says so", () => {
    const efs = "fs-0123456789abcdef0.efs.eu-west-1.amazonaws.com";
    expect(today(nfs(efs))).toMatchObject({ storage: "EFS bursting, eu-west-1", monthly: { amount: "33.00" } });
    expect(today(nfs("10.0.0.9"), { ...AWS, efsServer: "10.0.0.9" })).toMatchObject({
      storage: "EFS bursting, eu-west-1",
    });
    expect(today("    driver: rexray/efs")).toMatchObject({ storage: "EFS bursting, eu-west-1" });
  });

  it("is Azure Files where the address says so", () => {
    const share = "    driver_opts: {type: cifs, o: addr=x, device: //acc.file.core.windows.net/s}";
    expect(today(share, { provider: "azure", region: "westus" })).toMatchObject({
      storage: "Azure Files transaction-optimized, westus",
      monthly: { amount: "6.00" },
    });
  });

  it("is what the driver attaches", () => {
    expect(today("    driver: rexray/ebs")).toMatchObject({ storage: "EBS gp3, eu-west-1" });
    expect(today("    driver: rexray/ebs\n    driver_opts: {volumetype: io1, iops: 1000}")).toMatchObject({
      storage: "EBS io1, eu-west-1",
      monthly: { amount: "85.80" },
    });
  });

  it("is unknown while the statement waits for a variable", () => {
    expect(today("    x-swarm-volume-check: {storage: '${DISK}'}").monthly).toBeUndefined();
  });

  it("is what a label says it is", () => {
    expect(today("    x-swarm-volume-check: {storage: st1}")).toMatchObject({ storage: "EBS st1, eu-west-1" });
  });

  it.each([
    ["another file server", nfs("10.0.0.9"), "What the file server's storage costs is not known"],
    ["another provider's driver", "    driver: rexray/dobs", "does not mount storage of aws"],
    ["a driver that nobody knows", "    driver: example/plugin", "What it is stored on is not known"],
    ["an external volume", "    external: true", "What it is stored on is not known"],
  ])("is unknown with %s, and has no amount", (_, volume, why) => {
    const option = today(volume);
    expect([option.storage, option.monthly, option.per100GiB]).toEqual(["unknown", undefined, undefined]);
    expect(option.notes.join()).toContain(why);
    expect(option.notes.join()).toContain("swarm-volume-check.storage");
  });

  it("is not looked at where a provider sells nothing that fits", () => {
    const nothing = today("", { provider: "azure", region: "westus" });
    expect(nothing).toMatchObject({ way: "today" });
    expect(nothing.monthly).toBeUndefined();
  });

  it("counts neither memory nor pipes nor settings", () => {
    const yaml = `
      services:
        a:
          image: nginx:1.27
          volumes:
            - {type: tmpfs, target: /tmp}
            - /etc/app.conf:/etc/app.conf:ro
            - /var/run/docker.sock:/var/run/docker.sock
    `;
    expect(estimateOf(yaml, AWS)).toMatchObject({ volumes: [], monthly: [], atLeast: false });
  });

  it("counts a folder of the node that holds data", () => {
    const yaml = stack("", "", "/srv/pg:/var/lib/postgresql/data");
    const { volume, today: option } = onlyVolume(
      estimateOf(yaml, { ...AWS, volumes: { "/srv/*": { size: "50GiB" } } }),
    );
    expect([volume, amount(option)]).toEqual(["/srv/pg", "4.40"]);
  });
});

describe("alternatives", () => {
  const ways = (volume: string, service = "") =>
    onlyVolume(estimateOf(stack(`${label("100GiB")}\n${volume}`, service), AWS)).alternatives.map(
      (option) => `${option.way} ${option.storage.split(",")[0]} ${amount(option)}`,
    );
  const EFS_ONLY = [
    "network EFS bursting 33.00",
    "network EFS elastic before data 33.00",
    "network EFS One Zone bursting 17.60",
  ];

  it("are where the data is not", () => {
    expect(ways("")).toEqual(["pin EBS gp3 8.80", ...EFS_ONLY, "block EBS gp3 8.80"]);
    const pinned = "    deploy:\n      placement:\n        constraints: [node.hostname == a]";
    expect(ways("", pinned)).toEqual([...EFS_ONLY, "block EBS gp3 8.80"]);
    expect(ways("    driver: rexray/ebs")).toEqual(["pin EBS gp3 8.80", ...EFS_ONLY]);
    expect(ways("    driver_opts: {type: nfs, o: addr=10.0.0.1, device: ':/x'}")).toEqual([
      "pin EBS gp3 8.80",
      "block EBS gp3 8.80",
    ]);
    expect(ways("", GLOBAL)).toEqual(EFS_ONLY);
  });

  it("have provisioned throughput where one is stated", () => {
    expect(ways("    x-swarm-volume-check: {throughput: 10MiB/s}")).toContain("network EFS provisioned 66.00");
  });

  it("have data charges where data is stated", () => {
    expect(ways("    x-swarm-volume-check: {read: 100GiB}")).toContain("network EFS elastic 36.00");
  });

  it("have no storage class that the throughput mode has not", () => {
    expect(ways("    x-swarm-volume-check: {archive: 50%}").filter((text) => text.startsWith("network"))).toEqual([
      "network EFS elastic before data 16.90",
    ]);
  });
});

describe("needs that nobody compares", () => {
  it("are said to be so", () => {
    const yaml = stack(`${label("100GiB")}\n    x-swarm-volume-check: {iops: 5000, throughput: 5MiB/s}`);
    const notes = ({ today, alternatives }: ReturnType<typeof onlyVolume>) =>
      [today, ...alternatives].map((option) => option.notes.find((text) => text.startsWith("Whether")));
    expect(notes(onlyVolume(estimateOf(yaml, { provider: "hetzner" })))[0]).toBe(
      "Whether it has the stated IOPS and throughput is not known here.",
    );
    expect(notes(onlyVolume(estimateOf(yaml, AWS)))).toEqual([
      undefined,
      undefined,
      "Whether it has the stated IOPS is not known here.",
      "Whether it has the stated IOPS and throughput is not known here.",
      "Whether it has the stated IOPS is not known here.",
      "Whether it has the stated IOPS is not known here.",
      undefined,
    ]);
  });
});

describe("what the prices rest on", () => {
  it("is said when they are older than a year", () => {
    const yaml = stack(`${label("100GiB")}\n    x-swarm-volume-check: {storage: gp2}`);
    expect(estimateOf(yaml, AWS).warnings).toContain(
      "Prices of 2024-07-18 are more than a year old: EBS gp2, eu-west-1.",
    );
    expect(estimateOf(yaml, { ...AWS, day: "2024-12-01" }).warnings).toEqual([]);
  });

  it("is said when they are inferred, in other words", () => {
    const yaml = stack(`${label("100GiB")}\n    x-swarm-volume-check: {storage: io2}`);
    const { warnings, volumes } = estimateOf(yaml, { provider: "aws", region: "eu-west-3" });
    expect(warnings).toContain("Prices that were inferred and not read: EBS io2, eu-west-3.");
    expect(volumes[0]?.today.lines.every(({ inferred }) => inferred)).toBe(true);
  });

  it("is in every line", () => {
    const { volumes } = estimateOf(stack(label("100GiB")), AWS);
    const lines = volumes.flatMap(({ today, alternatives }) =>
      [today, ...alternatives].flatMap((option) => option.lines),
    );
    expect(lines.length).toBeGreaterThan(3);
    for (const line of lines)
      expect([line.source !== "", line.asOf]).toEqual([true, expect.stringMatching(/^20\d\d-/)]);
  });
});
