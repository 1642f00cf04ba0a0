import { type InvalidCase, type RuleCase, testRule } from "./harness.ts";

const on = (constraint: string): string => `deploy: {placement: {constraints: ['${constraint}']}}`;
const N1 = on("node.hostname == n1");
const N2 = on("node.hostname == n2");

/** Services, one a line, and the volume `files`. */
const stack = (services: readonly string[], volumes = "files: "): string =>
  `services:\n${services.map((service) => `  ${service}\n`).join("")}volumes: {${volumes}}\n`;

const web = (deploy = N1, mount = "'files:/uploads'") => `web: {image: 'acme/web:1', volumes: [${mount}], ${deploy}}`;
const worker = (deploy = N2, mount = "'files:/in'", image = "acme/worker:1") =>
  `worker: {image: '${image}', volumes: [${mount}], ${deploy}}`;

const node = (hostname: string, disk: string) => ({
  hostname,
  role: "worker" as const,
  labels: new Map([["disk", disk]]),
  zone: undefined,
});
const LISTED: RuleCase["facts"] = { nodes: 2, nodeList: [node("n1", "ssd"), node("n2", "hdd")] };

const valid: RuleCase[] = [
  { name: "one node, in other letters", yaml: stack([web(), worker(on("Node.Hostname==N1"))]) },
  { name: "one variable", yaml: stack([web(on("node.hostname == ${NODE}")), worker(on("node.hostname == ${NODE}"))]) },
  { name: "the cluster has one node", facts: { nodes: 1 }, yaml: stack([web(), worker()]) },
  { name: "two volumes", yaml: stack([web(), worker(N2, "'more:/in'")], "files: , more: ") },
  {
    name: "on a server",
    yaml: stack([web(), worker()], "files: {driver_opts: {type: nfs, o: 'addr=10.0.0.5', device: ':/a'}}"),
  },
  { name: "an external volume", yaml: stack([web(), worker()], "files: {external: true}") },
  {
    name: "a folder of each node",
    yaml: stack([web(), worker()], "files: {driver_opts: {type: none, o: bind, device: /srv}}"),
  },
  { name: "a name of each node", yaml: stack([web(), worker()], "files: {name: 'files-{{.Node.Hostname}}'}") },
  { name: "a folder of the host", yaml: stack([web(N1, "'/srv:/uploads'"), worker(N2, "'/srv:/in'")], "files: ") },
  { name: "two folders in it", yaml: stack([web(N1, sub("a")), worker(N2, sub("b"))]) },
  { name: "a cache", yaml: stack([web(N1, "'files:/var/cache/web'"), worker()]) },
  { name: "only a cache on the other node", yaml: stack([web(), worker(N2, "'files:/var/cache/worker'")]) },
  { name: "nobody writes", yaml: stack([web(N1, "'files:/uploads:ro'"), worker(N2, "'files:/in:ro'")]) },
  { name: "a job", yaml: stack([web(), worker(N2.replace("{p", "{mode: replicated-job, p"))]) },
  {
    name: "a job on a node of its own by a role",
    yaml: stack([
      web(on("node.role == worker")),
      worker(on("node.role == manager").replace("{p", "{mode: replicated-job, p")),
    ]),
  },
  { name: "both on every node", yaml: stack([web("deploy: {mode: global}"), worker("deploy: {mode: global}")]) },
  { name: "one node, and nothing pinned", facts: { nodes: 1 }, yaml: stack([web("deploy: {}"), worker("deploy: {}")]) },
  {
    name: "one node, and a task on each",
    facts: { nodes: 1 },
    yaml: stack([web("deploy: {mode: global}"), worker("")]),
  },
  { name: "a constraint that waits for a variable", yaml: stack([web(on("${PLACE}")), worker(on("${PLACE}"))]) },
  {
    name: "a label that one listed node carries",
    facts: LISTED,
    yaml: stack([web(on("node.labels.disk == ssd")), worker(on("node.hostname == n1"))]),
  },
  {
    name: "one image on two labels, a copy each",
    yaml: stack([web(on("node.labels.a == 1")), worker(on("node.labels.a == 2"), "'files:/in'", "acme/web:1")]),
  },
  { name: "unpinned members of a cluster", yaml: stack([1, 2, 3].map((one) => web("").replace("web:", `web${one}:`))) },
  { name: "unpinned, and only a cache", yaml: stack([web(""), worker("", "'files:/tmp/in'")]) },
  { name: "unpinned, and a socket", yaml: stack([web("", "'files:/run/app'"), worker("", "'files:/run/app'")]) },
  { name: "unpinned, and nobody writes", yaml: stack([web("", "'files:/uploads:ro'"), worker("", "'files:/in:ro'")]) },
  {
    name: "unpinned, on a server",
    yaml: stack([web(""), worker("")], "files: {driver_opts: {type: nfs, o: 'addr=10.0.0.5', device: ':/a'}}"),
  },
  { name: "unpinned, one without a task", yaml: stack([web(""), worker("deploy: {replicas: 0}")]) },
  {
    name: "unpinned, and two images that keep nothing",
    yaml: stack(["a", "b"].map((one) => `${one}: {image: 'nginx:1', volumes: ['files:/srv/pages']}`)),
  },
  {
    name: "a service that mounts a volume twice",
    yaml: stack(["web: {image: 'acme/web:1', volumes: ['files:/a', 'files:/b']}"]),
  },
  { name: "no task", yaml: stack([web(), worker(N2.replace("{p", "{replicas: 0, p"))]) },
  {
    name: "members of a cluster of any program",
    yaml: stack([web(), web(N2)].map((service, index) => service.replace("web:", `web-${index + 1}:`))),
  },
  {
    name: "an engine on each node: another rule speaks of two writers",
    yaml: stack([
      `blue: {image: 'mysql:8', volumes: ['files:/var/lib/mysql'], ${N1}}`,
      `green: {image: 'mysql:8', volumes: ['files:/var/lib/mysql'], ${N2}}`,
    ]),
  },
  {
    name: "two engines with one careless name",
    yaml: stack([
      `db: {image: 'mysql:8', volumes: ['files:/var/lib/mysql'], ${N1}}`,
      `graphs: {image: 'grafana/grafana:11', volumes: ['files:/var/lib/grafana'], ${N2}}`,
    ]),
  },
  {
    name: "a pair on each node",
    yaml: stack(
      [N1, N2].flatMap((deploy, index) => [
        web(deploy).replace("web:", `web${index}:`),
        worker(deploy).replace("worker:", `worker${index}:`),
        `backup${index}: {image: 'acme/backup:1', volumes: ['files:/in:ro'], ${deploy}}`,
      ]),
    ),
  },
  {
    name: "a reader with a writer of its own",
    yaml: stack([
      web().replace("web:", "web1:"),
      web(N2).replace("web:", "web2:"),
      `show: {image: 'acme/show:1', volumes: ['files:/in:ro'], ${N2}}`,
    ]),
  },
  {
    name: "no node is left for one of them",
    facts: LISTED,
    yaml: stack([web(), worker(on("node.hostname == n3"))]),
  },
];

function sub(subpath: string): string {
  return `{type: volume, source: files, target: /in, volume: {subpath: ${subpath}}}`;
}

/** One finding, at the first mark. */
const once = (severity: "error" | "warning", message: string, service = "web"): InvalidCase["findings"] => [
  { severity, message, help: "Pin them to one node, or put the data on storage", service, volume: "files" },
];

const FIRST = "⟦'files:/uploads'⟧";
const READER = "'files:/in:ro'";

testRule("volume-split-between-nodes", {
  valid,
  invalid: [
    {
      name: "two programs",
      yaml: stack([web(N1, FIRST), worker()]),
      findings: [
        {
          severity: "error",
          message:
            "`web` runs on `n1` and `worker` on `n2`: each node has a volume `files` of its own, and what one writes, the other never sees.",
          help: "Pin them to one node, or put the data on storage that every node reaches, under a new volume name. If each should have data of its own, declare two volumes.",
          service: "web",
          volume: "files",
        },
      ],
    },
    {
      name: "three, once",
      yaml: stack([
        web(N1, FIRST),
        worker(),
        `mail: {image: 'acme/mail:1', volumes: ['files:/in'], ${on("node.hostname == n3")}}`,
      ]),
      findings: once(
        "error",
        "`web` runs on `n1`, `worker` on `n2` and `mail` on `n3`: each node has a volume `files` of its own, and what one writes, others never see.",
      ),
    },
    {
      name: "a reader, before the engine",
      yaml: stack([
        `backup: {image: 'acme/backup:1', volumes: [⟦'files:/in:ro'⟧], ${N2}}`,
        `db: {image: 'mysql:8', volumes: ['files:/var/lib/mysql'], ${N1}}`,
      ]),
      findings: once("error", "of its own, and `backup` sees nothing of what `db` writes.", "backup"),
    },
    {
      name: "one image, which may be meant to run on each",
      yaml: stack([web(N1, FIRST), worker(N2, "'files:/in'", "acme/web:2")]),
      findings: once("warning", "`worker` on `n2`: each"),
    },
    {
      name: "another program beside an engine: perhaps only a careless name",
      yaml: stack([`db: {image: 'mysql:8', volumes: [⟦'files:/var/lib/mysql'⟧], ${N1}}`, worker()]),
      findings: once("warning", "the other never sees", "db"),
    },
    {
      name: "an image that keeps nothing",
      yaml: stack([web(N1, FIRST), `pages: {image: 'nginx:1', volumes: ['files:/srv/pages'], ${N2}}`]),
      findings: once("warning", "what one writes, the other never sees"),
    },
    {
      name: "two variables",
      yaml: stack([
        web(on("node.hostname == ${WEB_NODE:?set it}"), FIRST),
        worker(on("node.hostname == ${WORKER_NODE:?set it}")),
      ]),
      findings: once(
        "warning",
        "`web` runs on `${WEB_NODE}` and `worker` on `${WORKER_NODE}`, unless these are one node: each node",
      ),
    },
    {
      name: "a name and an id",
      yaml: stack([web(N1, FIRST), worker(on("node.id == 5k1d"))]),
      findings: once("warning", "`worker` on `5k1d`, unless these"),
    },
    {
      name: "labels, by the list of the nodes",
      facts: LISTED,
      yaml: stack([web(on("node.labels.disk == ssd"), FIRST), worker(on("node.labels.disk == hdd"))]),
      findings: once("error", "`web` runs on `n1` and `worker` on `n2`: each"),
    },
    {
      name: "two values of one label, which no node has together",
      yaml: stack([web(on("node.labels.a == 1"), FIRST), worker(on("node.labels.a == 2"))]),
      findings: once(
        "error",
        "The constraints keep `web` and `worker` on different nodes, each with a volume `files` of its own: what one writes, the other never sees.",
      ),
    },
    {
      name: "a manager and a worker",
      yaml: stack([web(on("node.role == manager"), FIRST), worker(on("node.role != manager"), READER)]),
      findings: once("error", "of its own: `worker` sees nothing of what `web` writes."),
    },
    {
      name: "two keys with one name",
      yaml: stack([web(N1, FIRST), worker(N2, "'more:/in'")], "files: {name: shared}, more: {name: shared}"),
      findings: once("error", "a volume `files` of its own"),
    },
    {
      name: "nothing is pinned",
      yaml: stack([web("deploy: {}", FIRST), worker("deploy: {}")]),
      findings: once(
        "error",
        "From the first deploy on, Swarm may start `web` and `worker` on different nodes, each with a volume `files` of its own: what one writes, the other never sees.",
      ),
    },
    {
      name: "nothing is pinned, and one reads",
      yaml: stack([web("deploy: {}", FIRST), worker("deploy: {}", READER)]),
      findings: once("error", "of its own: `worker` sees nothing of what `web` writes."),
    },
    {
      name: "nothing is pinned, and two read",
      yaml: stack([
        web("deploy: {}", FIRST),
        worker("deploy: {}", READER),
        worker("deploy: {}", READER).replace("worker:", "mail:"),
      ]),
      findings: once("error", "`worker` and `mail` see nothing of what `web` writes."),
    },
    {
      name: "only the writer is pinned",
      yaml: stack([web(N1, FIRST), worker("deploy: {}", READER)]),
      findings: once("error", "From the first deploy on, Swarm may start `web` and `worker` on different nodes"),
    },
    {
      name: "one is bound by a label, the other by nothing",
      yaml: stack([web(on("node.labels.a == 1"), FIRST), worker("deploy: {}")]),
      findings: once("error", "From the first deploy on, Swarm may start"),
    },
    {
      name: "two of three are on one node",
      yaml: stack([
        web(N1, FIRST),
        worker(N1),
        worker("deploy: {}").replace("worker:", "mail:").replace("worker:1", "mail:1"),
      ]),
      findings: once("error", "`web`, `worker` and `mail` on different nodes"),
    },
    {
      name: "one label for both: several nodes may carry it",
      yaml: stack([web(on("node.labels.a == 1"), FIRST), worker(on("node.labels.a == 1"))]),
      findings: once(
        "warning",
        "Unless one node alone meets their constraints, Swarm may start `web` and `worker` on different nodes, each with a volume `files` of its own: what one writes, the other never sees.",
      ),
    },
    {
      name: "a label and a role, by a backup",
      yaml: stack([
        `db: {image: 'mariadb:11.4', volumes: [⟦'files:/var/lib/mysql'⟧], ${on("node.labels.db == true")}}`,
        `backup: {image: 'offen/docker-volume-backup:v2', volumes: ['files:/backup/db:ro'], ${on("node.role == worker")}}`,
      ]),
      findings: once("warning", "`backup` sees nothing of what `db` writes.", "db"),
    },
    {
      name: "a name and a role",
      yaml: stack([web(N1, FIRST), worker(on("node.role == worker"))]),
      findings: once("warning", "Unless one node alone meets their constraints"),
    },
    {
      name: "a zone, and nobody says how many nodes it has",
      yaml: stack([web(on("node.labels.zone == a"), FIRST), worker(on("node.labels.zone == a"))]),
      findings: once("warning", "Unless one node alone meets their constraints"),
    },
    {
      name: "two listed nodes are left",
      facts: LISTED,
      yaml: stack([web(on("node.role == worker"), FIRST), worker(N1)]),
      findings: once("error", "From the first deploy on"),
    },
    {
      name: "a backup that could write",
      yaml: stack([
        `db: {image: 'mysql:8', volumes: [⟦'files:/var/lib/mysql'⟧]}`,
        `backup: {image: 'acme/backup:1', volumes: ['files:/in']}`,
      ]),
      findings: once("error", "From the first deploy on", "db"),
    },
    {
      name: "an unpinned job",
      yaml: stack([web("deploy: {}", FIRST), worker("deploy: {mode: replicated-job}", READER)]),
      findings: once("warning", "`worker` sees nothing of what `web` writes."),
    },
    {
      name: "one image in two services",
      yaml: stack([web("deploy: {}", FIRST), worker("deploy: {}", "'files:/uploads'", "acme/web:1")]),
      findings: once("warning", "From the first deploy on"),
    },
    {
      name: "two services of an engine that allows several writers",
      yaml: stack([
        "app: {image: 'nextcloud:29', volumes: [⟦'files:/var/www/html'⟧]}",
        "cron: {image: 'nextcloud:29', entrypoint: /cron.sh, volumes: ['files:/var/www/html']}",
      ]),
      findings: once("warning", "`app` and `cron` on different nodes", "app"),
    },
    {
      name: "one on every node",
      yaml: stack([web("deploy: {mode: global}", FIRST), worker("deploy: {}")]),
      findings: once("warning", "`web` runs on every node, each"),
    },
    {
      name: "one on every node, beside one that is pinned",
      yaml: stack([web("deploy: {mode: global}", FIRST), worker(N1)]),
      findings: once(
        "warning",
        "`web` runs on every node, each with a volume `files` of its own: at most one of these is the volume of `worker`.",
      ),
    },
    {
      name: "one on some nodes, beside one that is pinned",
      yaml: stack([web("deploy: {mode: global, placement: {constraints: [node.role == worker]}}", FIRST), worker(N1)]),
      findings: once("warning", "`web` runs on every node that its constraints leave, each"),
    },
    {
      name: "an external volume that is said to be of its node",
      facts: { externalVolumes: new Map([["files", "node"]]) },
      yaml: stack([web("deploy: {}", FIRST), worker("deploy: {}")], "files: {external: true}"),
      findings: once("error", "From the first deploy on"),
    },
    {
      name: "in two files",
      yaml: {
        "b.yml": stack([web("deploy: {}", "'files:/uploads'")]),
        "a.yml": `services: {worker: {image: 'acme/worker:1', volumes: [${"⟦'files:/in'⟧"}]}}\n`,
      },
      findings: once("error", "`worker` and `web` on different nodes", "worker"),
    },
  ],
});
