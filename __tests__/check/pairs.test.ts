import { describe, expect, it } from "vitest";
import { type CheckOptions, checkStack } from "../../src/check/check.ts";
import { untoldLosses } from "../support/untold-losses.ts";

/** A stack before and after a change, and everything that is said about the change. */
interface PairCase {
  readonly name: string;
  readonly base: string;
  readonly head: string;
  /** `rule severity`, in the order of the rules; nothing else of category `change` may be said. */
  readonly says: readonly string[];
  /** `service target outcome`, for all places of data that base had. */
  readonly deployed: readonly string[];
  readonly options?: Partial<CheckOptions>;
  /** The path at base; the rename is told. */
  readonly from?: string;
}

/** A PostgreSQL of version 16 with its volume, and what a case says otherwise. */
function db({
  image = "postgres:16",
  mount = "data:/var/lib/postgresql/data",
  pin = "node.hostname == one",
  rest = "",
  volumes = "data: {}",
}: {
  image?: string;
  mount?: string;
  pin?: string;
  rest?: string;
  volumes?: string;
} = {}): string {
  return `services:
  db:
    image: ${image}
    volumes: [${mount}]
    deploy: {placement: {constraints: [${pin}]}}
${rest === "" ? "" : `    ${rest}\n`}volumes: {${volumes}}
`;
}

/** A program that is not known, with one mount. */
const app = (mount: string, volumes = "data: {}", image = "acme/app:1", rest = ""): string =>
  `services:\n  app: {image: "${image}", volumes: ["${mount}"]${rest}}\nvolumes: {${volumes}}\n`;

const NFS = 'data: {driver_opts: {type: nfs, o: "addr=10.0.0.5,hard", device: ":/data"}}';
const REFUSED = NFS.replace("data:", "nfs:").replace("addr=10.0.0.5,", "");
const PATH = "/var/lib/postgresql/data";
const KEPT = [`db ${PATH} kept`];

const SILENT: readonly PairCase[] = [
  { name: "nothing", base: db(), head: db(), says: [], deployed: KEPT },
  {
    name: "comments and blank lines",
    base: db(),
    head: `# ours\n\n${db().replace("services:", "services: # all")}`,
    says: [],
    deployed: KEPT,
  },
  {
    name: "another order of keys, services and volumes",
    base: `services:\n  a: {image: "x/a:1", volumes: ["one:/a"]}\n  b: {image: "x/b:1", volumes: ["two:/b"]}\nvolumes: {one: , two: }\n`,
    head: `volumes: {two: , one: }\nservices:\n  b: {volumes: ["two:/b"], image: "x/b:1"}\n  a: {volumes: ["one:/a"], image: "x/a:1"}\n`,
    says: [],
    deployed: ["b /b kept", "a /a kept"],
  },
  {
    name: "another order of mounts",
    base: `services:\n  a: {image: "x/a:1", volumes: ["one:/a", "two:/b"]}\nvolumes: {one: , two: }\n`,
    head: `services:\n  a: {image: "x/a:1", volumes: ["two:/b", "one:/a"]}\nvolumes: {one: , two: }\n`,
    says: [],
    deployed: ["a /b may-be-empty", "a /a may-be-empty"],
  },
  {
    name: "short syntax as long syntax",
    base: db(),
    head: db({ mount: `{type: volume, source: data, target: ${PATH}}` }),
    says: [],
    deployed: KEPT,
  },
  {
    name: "long syntax as short syntax, with a slash at the end",
    base: db({ mount: `{type: volume, source: data, target: ${PATH}}` }),
    head: db({ mount: `data:${PATH}/` }),
    says: [],
    deployed: [`db ${PATH}/ kept`],
  },
  {
    name: "another name of an anchor",
    base: `x-v: &old ["data:/a"]\nservices: {a: {image: "x/a:1", volumes: *old}}\nvolumes: {data: }\n`,
    head: `x-v: &new ["data:/a"]\nservices: {a: {image: "x/a:1", volumes: *new}}\nvolumes: {data: }\n`,
    says: [],
    deployed: ["a /a kept"],
  },
  {
    name: "an anchor written out",
    base: `x-v: &old ["data:/a"]\nservices: {a: {image: "x/a:1", volumes: *old}}\nvolumes: {data: }\n`,
    head: `services: {a: {image: "x/a:1", volumes: ["data:/a"]}}\nvolumes: {data: }\n`,
    says: [],
    deployed: ["a /a kept"],
  },
  {
    name: "the environment alone",
    base: db(),
    head: db({ rest: "environment: {POSTGRES_DB: shop}" }),
    says: [],
    deployed: KEPT,
  },
  {
    name: "a minor version",
    base: db({ image: "postgres:16.1" }),
    head: db({ image: "postgres:16.9" }),
    says: [],
    deployed: KEPT,
  },
  {
    name: "the same image from a mirror",
    base: db(),
    head: db({ image: "mirror.example.com/library/postgres:16" }),
    says: [],
    deployed: KEPT,
  },
  {
    name: "an empty declaration in place of none",
    base: db({ volumes: "data: " }),
    head: db({ volumes: "data: {driver: local, driver_opts: {}}" }),
    says: [],
    deployed: KEPT,
  },
  {
    name: "empty options",
    base: db(),
    head: db({ volumes: 'data: {driver_opts: {type: "", device: "", o: ""}}' }),
    says: [],
    deployed: KEPT,
  },
  {
    name: "another order of mount options",
    base: db({ volumes: NFS }),
    head: db({ volumes: NFS.replace("addr=10.0.0.5,hard", "hard, addr=10.0.0.5") }),
    says: [],
    deployed: KEPT,
  },
  {
    name: "options that the kernel refuses, for a volume that never was",
    base: db({ volumes: NFS.replace("addr=10.0.0.5,", "") }),
    head: db({ volumes: NFS.replace("addr=10.0.0.5,", "") }),
    says: [],
    deployed: [`db ${PATH} rejected`],
  },
  {
    name: "a new key that keeps the name",
    base: db({ volumes: "data: {name: shop_data}" }),
    head: db({ mount: `pgdata:${PATH}`, volumes: "pgdata: {name: shop_data}" }),
    says: [],
    deployed: KEPT,
  },
  {
    name: "a new key with the name that deploy gave",
    base: db(),
    head: db({ mount: `pgdata:${PATH}`, volumes: "pgdata: {name: shop_data}" }),
    options: { stackName: "shop" },
    says: [],
    deployed: KEPT,
  },
  {
    name: "a name that may be the one that deploy gave: unknown",
    base: db(),
    head: db({ mount: `pgdata:${PATH}`, volumes: "pgdata: {name: shop_data}" }),
    says: [],
    deployed: [`db ${PATH} unknown`],
  },
  {
    name: "external with the name that deploy gave",
    base: db(),
    head: db({ volumes: "data: {external: true, name: shop_data}" }),
    options: { stackName: "shop" },
    says: [],
    deployed: KEPT,
  },
  {
    name: "a name from a variable that is not set: unknown",
    base: db(),
    head: db({ volumes: 'data: {name: "${VOLUME}"}' }),
    says: [],
    deployed: [`db ${PATH} unknown`],
  },
  {
    name: "the same variable in both",
    base: db({ volumes: 'data: {name: "${VOLUME}"}' }),
    head: db({ volumes: 'data: {name: "${VOLUME}", labels: [a=b]}' }),
    says: [],
    deployed: KEPT,
  },
  {
    name: "options from a variable that is not set: unknown",
    base: db({ volumes: NFS }),
    head: db({ volumes: NFS.replace(":/data", "${DEVICE}") }),
    says: [],
    deployed: KEPT,
  },
  {
    name: "a new name for the same directory of a server",
    base: db({ volumes: NFS }),
    head: db({ mount: `files:${PATH}`, volumes: NFS.replace("data: ", "files: ") }),
    says: [],
    deployed: KEPT,
  },
  {
    name: "a bind mount in place of a volume that binds the same folder",
    base: db({ volumes: "data: {driver_opts: {type: none, o: bind, device: /srv/pg}}" }),
    head: db({ mount: `/srv/pg:${PATH}` }),
    says: [],
    deployed: KEPT,
  },
  {
    name: "the data directory and the mount move together",
    base: db(),
    head: db({ mount: "data:/pg", rest: "environment: {PGDATA: /pg}" }),
    says: [],
    deployed: ["db /pg kept"],
  },
  {
    name: "a new service",
    base: db(),
    head: db()
      .replace("services:\n", 'services:\n  web: {image: "acme/app:1", volumes: ["files:/srv"]}\n')
      .replace("data: {}", "data: {}, files: {}"),
    says: [],
    deployed: KEPT,
  },
  {
    name: "another program with a volume of its own",
    base: app("data:/srv"),
    head: app("other:/srv", "other: {}, data: {}", "acme/tool:1"),
    says: ["volume-removed note"],
    deployed: [],
  },
  {
    name: "a service that runs no task at base",
    base: db().replace("deploy: {", "deploy: {replicas: 0, "),
    head: db({ mount: `other:${PATH}`, volumes: "other: {}" }),
    says: [],
    deployed: [],
  },
  {
    name: "scaled to 0",
    base: db(),
    head: db().replace("deploy: {", "deploy: {replicas: 0, "),
    says: [],
    deployed: [],
  },
  {
    name: "a cache gets another volume",
    base: app("one:/var/cache/app", "one: {}, two: {}"),
    head: app("two:/var/cache/app", "one: {}, two: {}"),
    says: [],
    deployed: ["app /var/cache/app empty"],
  },
  {
    name: "a base that deploy refuses: something else runs",
    base: db({ mount: `data:${PATH}`, volumes: "other: {}" }),
    head: db({ mount: `other:${PATH}`, volumes: "other: {}" }),
    says: [],
    deployed: [],
  },
  {
    name: "a base for docker compose",
    base: `name: shop\n${db({ pin: "" }).replace(/ {4}deploy.*\n/, "")}`,
    head: db({ mount: `other:${PATH}`, volumes: "other: {}" }),
    options: { target: "auto" },
    says: [],
    deployed: [],
  },
  {
    name: "a renamed file",
    from: "old/compose.yml",
    base: db(),
    head: db(),
    says: [],
    deployed: KEPT,
  },
  {
    name: "a relative path in a file that has moved: unknown",
    from: "old/compose.yml",
    base: app("./files:/srv"),
    head: app("./files:/srv"),
    says: [],
    deployed: ["app /srv unknown"],
  },
  {
    name: "a container without a volume, and nothing about it changes",
    base: `services: {db: {image: "postgres:16"}}\n`,
    head: `services: {db: {image: "postgres:16"}, web: {image: "nginx:1"}}\n`,
    says: [],
    deployed: [`db ${PATH} kept`],
  },
  {
    name: "a container without a volume, and its task is replaced",
    base: `services: {db: {image: "postgres:16"}}\n`,
    head: `services: {db: {image: "postgres:16", environment: {A: b}}}\n`,
    says: [],
    deployed: [`db ${PATH} lost`],
  },
  {
    name: "pinned to another node by its address: unknown",
    base: db({ pin: "node.id == abc" }),
    head: db(),
    says: [],
    deployed: [`db ${PATH} unknown`],
  },
  {
    name: "another constraint in a cluster of one node",
    base: db({ pin: "" }),
    head: db(),
    options: { facts: { nodes: 1, sharedPaths: [] } },
    says: [],
    deployed: KEPT,
  },
  {
    name: "a label in place of the name of the only node that carries it",
    base: db(),
    head: db({ pin: "node.labels.disk == ssd" }),
    options: {
      facts: {
        nodes: 2,
        sharedPaths: [],
        nodeList: [
          { hostname: "one", role: "manager", labels: new Map([["disk", "ssd"]]), zone: undefined },
          { hostname: "two", role: "worker", labels: new Map(), zone: undefined },
        ],
      },
    },
    says: [],
    deployed: KEPT,
  },
];

const LOUD: readonly PairCase[] = [
  {
    name: "pinned at last: the node may be the right one",
    base: db({ pin: "" }),
    head: db(),
    says: ["placement-leaves-data note"],
    deployed: [`db ${PATH} unknown`],
  },
  {
    name: "a service with another name and the same volume",
    base: db(),
    head: db().replace("  db:", "  database:"),
    says: ["old-service-runs-on warning"],
    deployed: [`database ${PATH} kept`],
  },
  {
    name: "another name of the stack, and a volume that keeps its name",
    base: db({ volumes: "data: {name: one}" }),
    head: db({ volumes: "data: {name: one}" }),
    options: { stackName: "shop", base: { files: [], stackName: "store" } },
    says: ["old-service-runs-on warning"],
    deployed: KEPT,
  },
  {
    name: "a mount that was at the wrong path",
    base: `services: {db: {image: "mysql:8", volumes: ["data:/data"]}}\nvolumes: {data: }\n`,
    head: `services: {db: {image: "mysql:8", volumes: ["data:/var/lib/mysql"]}}\nvolumes: {data: }\n`,
    says: ["data-left-in-container warning"],
    deployed: ["db /var/lib/mysql lost"],
  },
  {
    name: "pinned to another node",
    base: db(),
    head: db({ pin: "node.hostname == two" }),
    says: ["placement-leaves-data error"],
    deployed: [`db ${PATH} empty`],
  },
  {
    name: "a host path and another node",
    base: db({ mount: `/srv/pg:${PATH}` }),
    head: db({ mount: `/srv/pg:${PATH}`, pin: "node.hostname == two" }),
    says: ["placement-leaves-data warning"],
    deployed: [`db ${PATH} unknown`],
  },
  {
    name: "a new volume that the kernel refuses to mount",
    base: db(),
    head: db({ mount: `nfs:${PATH}`, volumes: REFUSED }),
    says: ["volume-renamed warning"],
    deployed: [`db ${PATH} rejected`],
  },
  {
    name: "a second volume that the kernel refuses to mount",
    base: db(),
    head: db({ mount: `data:${PATH}, nfs:/extra`, volumes: `data: {}, ${REFUSED}` }),
    says: [],
    deployed: [`db ${PATH} rejected`],
  },
  {
    name: "a target that Docker refuses, for a volume that exists",
    base: db(),
    head: db({ mount: "data:var/lib/postgresql/data" }),
    says: ["mount-target-changed error"],
    deployed: [`db ${PATH.slice(1)} rejected`],
  },
  {
    name: "away from the node that has the data",
    base: db(),
    head: db({ pin: "node.hostname != one" }),
    says: ["placement-leaves-data error"],
    deployed: [`db ${PATH} empty`],
  },
  {
    name: "pinned to another node by a variable",
    base: db({ pin: '"node.hostname == ${NODE}"' }),
    head: db({ pin: '"node.hostname == ${NODE}"' }),
    options: { variables: new Map([["NODE", "two"]]), base: { files: [], variables: new Map([["NODE", "one"]]) } },
    says: ["placement-leaves-data error"],
    deployed: [`db ${PATH} empty`],
  },
  {
    name: "from managers to workers: roles can change too",
    base: db({ pin: "node.role == manager" }),
    head: db({ pin: "node.role == worker" }),
    says: ["placement-leaves-data warning"],
    deployed: [`db ${PATH} unknown`],
  },
  {
    name: "another version on another node",
    base: db(),
    head: db({ image: "postgres:17", pin: "node.hostname == two" }),
    says: ["placement-leaves-data error", "stateful-major-upgrade warning"],
    deployed: [`db ${PATH} empty`],
  },
  {
    name: "local to NFS under the same name",
    base: db(),
    head: db({ volumes: NFS }),
    says: ["driver-opts-changed error"],
    deployed: KEPT,
  },
  {
    name: "another server",
    base: db({ volumes: NFS }),
    head: db({ volumes: NFS.replace("10.0.0.5", "10.0.0.6") }),
    says: ["driver-opts-changed error"],
    deployed: KEPT,
  },
  {
    name: "another directory of the server",
    base: db({ volumes: NFS }),
    head: db({ volumes: NFS.replace(":/data", ":/data2") }),
    says: ["driver-opts-changed error"],
    deployed: KEPT,
  },
  {
    name: "options taken away",
    base: db({ volumes: NFS }),
    head: db(),
    says: ["driver-opts-changed error"],
    deployed: KEPT,
  },
  {
    name: "another way to mount the same directory",
    base: db({ volumes: NFS }),
    head: db({ volumes: NFS.replace("hard", "soft") }),
    says: ["driver-opts-changed warning"],
    deployed: KEPT,
  },
  {
    name: "options of a plugin",
    base: db({ volumes: 'data: {driver: rexray/ebs, driver_opts: {size: "10"}}' }),
    head: db({ volumes: 'data: {driver: rexray/ebs, driver_opts: {size: "20"}}' }),
    says: ["driver-opts-changed warning"],
    deployed: KEPT,
  },
  {
    name: "another driver",
    base: db(),
    head: db({ volumes: "data: {driver: rexray/ebs}" }),
    says: ["volume-driver-changed error"],
    deployed: [`db ${PATH} rejected`],
  },
  {
    name: "another driver on another node, which does not have the volume",
    base: db(),
    head: db({ pin: "node.hostname == two", volumes: "data: {driver: rexray/ebs}" }),
    says: ["volume-driver-changed error"],
    deployed: [`db ${PATH} unknown`],
  },
  {
    name: "another driver under a name of its own",
    base: db({ volumes: "data: {name: pg, driver: rexray/ebs}" }),
    head: db({ volumes: "data: {name: pg, driver: local}" }),
    says: ["volume-driver-changed error"],
    deployed: [`db ${PATH} rejected`],
  },
  {
    name: "another key",
    base: db(),
    head: db({ mount: `pgdata:${PATH}`, volumes: "pgdata: {}" }),
    says: ["volume-renamed error"],
    deployed: [`db ${PATH} empty`],
  },
  {
    name: "a name that cannot be the one that deploy gave",
    base: db(),
    head: db({ volumes: "data: {name: postgres}" }),
    says: ["volume-renamed error"],
    deployed: [`db ${PATH} empty`],
  },
  {
    name: "another name",
    base: db({ volumes: "data: {name: one}" }),
    head: db({ volumes: "data: {name: two}" }),
    says: ["volume-renamed error"],
    deployed: [`db ${PATH} empty`],
  },
  {
    name: "another name of the stack",
    base: db(),
    head: db(),
    options: { stackName: "shop", base: { files: [], stackName: "store" } },
    says: ["volume-renamed error"],
    deployed: [`db ${PATH} empty`],
  },
  {
    name: "an unknown program's volume gets another key",
    base: app("data:/srv"),
    head: app("files:/srv", "files: {}"),
    says: ["volume-renamed error"],
    deployed: ["app /srv empty"],
  },
  {
    name: "to NFS under a new key: somebody may have copied",
    base: db(),
    head: db({ mount: `files:${PATH}`, volumes: NFS.replace("data: ", "files: ") }),
    says: ["volume-renamed warning"],
    deployed: [`db ${PATH} unknown`],
  },
  {
    name: "to an external volume",
    base: db(),
    head: db({ volumes: "data: {external: true}" }),
    says: ["volume-renamed warning"],
    deployed: [`db ${PATH} unknown`],
  },
  {
    name: "to a host path",
    base: db(),
    head: db({ mount: `/srv/pg:${PATH}` }),
    says: ["volume-renamed warning"],
    deployed: [`db ${PATH} unknown`],
  },
  {
    name: "from one host path to another",
    base: db({ mount: `/srv/a:${PATH}` }),
    head: db({ mount: `/srv/b:${PATH}` }),
    says: ["volume-renamed warning"],
    deployed: [`db ${PATH} unknown`],
  },
  {
    name: "a folder inside the volume",
    base: db(),
    head: db({ rest: `environment: {PGDATA: ${PATH}/pgdata}` }),
    says: ["mount-target-changed error"],
    deployed: [`db ${PATH} empty`],
  },
  {
    name: "the mount one folder up",
    base: db(),
    head: db({ mount: "data:/var/lib/postgresql" }),
    says: ["mount-target-changed error"],
    deployed: ["db /var/lib/postgresql empty"],
  },
  {
    name: "the mount away from the data directory",
    base: `services: {db: {image: "mysql:8", volumes: ["data:/var/lib/mysql"]}}\nvolumes: {data: }\n`,
    head: `services: {db: {image: "mysql:8", volumes: ["data:/data"]}}\nvolumes: {data: }\n`,
    says: ["mount-target-changed error"],
    deployed: ["db /data empty"],
  },
  {
    name: "another target for an unknown program",
    base: app("data:/data"),
    head: app("data:/srv"),
    says: ["mount-target-changed warning"],
    deployed: ["app /srv unknown"],
  },
  {
    name: "another subpath",
    base: db({ mount: `{type: volume, source: data, target: ${PATH}, volume: {subpath: a}}` }),
    head: db({ mount: `{type: volume, source: data, target: ${PATH}, volume: {subpath: b}}` }),
    says: ["mount-target-changed error"],
    deployed: [`db ${PATH} empty`],
  },
  {
    name: "the mount is taken away",
    base: db(),
    head: `services: {db: {image: "postgres:16"}}\nvolumes: {data: }\n`,
    says: ["volume-removed warning"],
    deployed: [`db ${PATH} empty`],
  },
  {
    name: "an unknown program's mount is taken away",
    base: app("data:/srv"),
    head: `services: {app: {image: "acme/app:1"}}\n`,
    says: ["volume-removed warning"],
    deployed: [],
  },
  {
    name: "the service is taken away",
    base: db(),
    head: `services: {web: {image: "nginx:1"}}\n`,
    says: ["volume-removed note"],
    deployed: [],
  },
  {
    name: "one of two services that mount a volume",
    base: `services:\n  a: {image: "x/a:1", volumes: ["one:/a"]}\n  b: {image: "x/b:1", volumes: ["one:/b"]}\nvolumes: {one: }\n`,
    head: `services:\n  a: {image: "x/a:1", volumes: ["one:/a"]}\nvolumes: {one: }\n`,
    says: [],
    deployed: ["a /a kept"],
  },
  {
    name: "a tmpfs in place of the volume",
    base: db(),
    head: db({ mount: `{type: tmpfs, target: ${PATH}}` }),
    says: ["volume-removed warning"],
    deployed: [`db ${PATH} empty`],
  },
  {
    name: "a volume in place of memory of a program that nobody knows: was there anything in it?",
    base: `services:\n  a: {image: "x/a:1", volumes: [{type: tmpfs, target: /a}], deploy: {placement: {constraints: [node.hostname == one]}}}\n`,
    head: `services:\n  a: {image: "x/a:1", volumes: ["one:/a"], deploy: {placement: {constraints: [node.hostname == one]}}}\nvolumes: {one: }\n`,
    says: [],
    deployed: ["a /a unknown"],
  },
  {
    name: "a major version up",
    base: db(),
    head: db({ image: "postgres:17" }),
    says: ["stateful-major-upgrade error"],
    deployed: [`db ${PATH} rejected`],
  },
  {
    name: "a major version up, as the image's table has it",
    base: db({ image: "postgres:17" }),
    head: db({ image: "postgres:18", mount: "data:/var/lib/postgresql" }),
    says: ["stateful-major-upgrade error"],
    deployed: ["db /var/lib/postgresql rejected"],
  },
  {
    name: "a major version down",
    base: db({ image: "postgres:17" }),
    head: db(),
    says: ["stateful-major-upgrade error"],
    deployed: [`db ${PATH} rejected`],
  },
  {
    name: "to a tag without a version",
    base: db(),
    head: db({ image: "postgres:latest" }),
    says: ["stateful-major-upgrade error"],
    deployed: [`db ${PATH} rejected`],
  },
  {
    name: "from a tag without a version",
    base: db({ image: "postgres" }),
    head: db(),
    says: ["stateful-major-upgrade warning"],
    deployed: [`db ${PATH} unknown`],
  },
  {
    name: "a major version up on a volume of its own",
    base: db(),
    head: db({ image: "postgres:17", mount: `data17:${PATH}`, volumes: "data17: {}" }),
    says: ["volume-renamed error"],
    deployed: [`db ${PATH} unknown`],
  },
];

function check({ base, head, options, from = "stack.yml" }: PairCase) {
  return checkStack([{ path: "stack.yml", text: head }], {
    target: "swarm",
    variables: new Map(),
    unsetVariables: "unknown",
    facts: { nodes: undefined, sharedPaths: [] },
    ...options,
    base: { ...options?.base, files: [{ path: from, text: base }], renames: new Map([[from, "stack.yml"]]) },
  });
}

function define(pair: PairCase): void {
  it(pair.name, () => {
    const { findings, stack } = check(pair);
    const changes = findings.filter(({ category }) => category === "change");
    expect(changes.map(({ ruleId, severity }) => `${ruleId} ${severity}`)).toEqual(pair.says);
    const deployed = (stack?.exposures ?? []).flatMap(({ service, target, deployed: outcome }) =>
      outcome === undefined ? [] : [`${service} ${target} ${outcome}`],
    );
    expect(deployed).toEqual(pair.deployed);
    expect(untoldLosses({ findings, stack })).toEqual([]);
    // A comparison with itself is silent, and so is a check without one.
    for (const text of [pair.base, pair.head]) {
      const same = check({
        ...pair,
        base: text,
        head: text,
        from: "stack.yml",
        options: { ...pair.options, base: undefined },
      });
      expect(same.findings.filter(({ category }) => category === "change")).toEqual([]);
    }
  });
}

describe("what a change does to data", () => {
  describe("nothing to say", () => SILENT.forEach(define));
  describe("something to say", () => LOUD.forEach(define));
});
