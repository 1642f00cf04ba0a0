import { type RuleCase, testRule } from "./harness.ts";

const on = (constraint: string): string => `deploy: {placement: {constraints: ['${constraint}']}}`;
const N1 = on("node.hostname == n1");
const N2 = on("node.hostname == n2");

/** Services, one a line, and the volume `files`. */
const stack = (services: readonly string[], volumes = "files: "): string =>
  `services:\n${services.map((service) => `  ${service}\n`).join("")}volumes: {${volumes}}\n`;

const web = (deploy = N1, mount = "'files:/uploads'") => `web: {image: 'acme/web:1', volumes: [${mount}], ${deploy}}`;
const worker = (deploy = N2, mount = "'files:/in'", image = "acme/worker:1") =>
  `worker: {image: '${image}', volumes: [${mount}], ${deploy}}`;
const FILES = "⟦'files:/in'⟧";

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
  { name: "one of them is not pinned", yaml: stack([web(), worker("")]) },
  { name: "labels", yaml: stack([web(on("node.labels.a == 1")), worker(on("node.labels.a == 2"))]) },
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
  { name: "no task", yaml: stack([web(), worker(N2.replace("{p", "{replicas: 0, p"))]) },
  { name: "a task on every node", yaml: stack([web(), worker("deploy: {mode: global}")]) },
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

testRule("volume-split-between-nodes", {
  valid,
  invalid: [
    {
      name: "two programs",
      yaml: stack([web(), worker(N2, FILES)]),
      findings: [
        {
          severity: "error",
          message:
            "`web` runs on `n1` and `worker` on `n2`: each node has a volume `files` of its own, and what one of the two services writes, the other never sees.",
          help: "Pin both to one node, or put the data on storage that every node reaches.",
          service: "worker",
          volume: "files",
        },
      ],
    },
    {
      name: "each of three",
      yaml: stack([
        web(),
        worker(N2, FILES),
        `mail: {image: 'acme/mail:1', volumes: [${FILES}], ${on("node.hostname == n3")}}`,
      ]),
      findings: [
        { severity: "error", message: "`web` runs on `n1` and `worker` on `n2`", service: "worker", volume: "files" },
        { severity: "error", message: "`web` runs on `n1` and `mail` on `n3`", service: "mail", volume: "files" },
      ],
    },
    {
      name: "a reader, before the engine",
      yaml: stack([
        `backup: {image: 'acme/backup:1', volumes: [⟦'files:/in:ro'⟧], ${N2}}`,
        `db: {image: 'mysql:8', volumes: ['files:/var/lib/mysql'], ${N1}}`,
      ]),
      findings: [
        {
          severity: "error",
          message:
            "`db` runs on `n1` and `backup` on `n2`: each node has a volume `files` of its own, and `backup` sees nothing of what `db` writes.",
          service: "backup",
          volume: "files",
        },
      ],
    },
    {
      name: "one image, which may be meant to run on each",
      yaml: stack([web(), worker(N2, FILES, "acme/web:2")]),
      findings: [{ severity: "warning", message: "`worker` on `n2`: each", service: "worker", volume: "files" }],
    },
    {
      name: "another program beside an engine: perhaps only a careless name",
      yaml: stack([`db: {image: 'mysql:8', volumes: ['files:/var/lib/mysql'], ${N1}}`, worker(N2, FILES)]),
      findings: [{ severity: "warning", message: "the other never sees", service: "worker", volume: "files" }],
    },
    {
      name: "an image that keeps nothing",
      yaml: stack([web(), `pages: {image: 'nginx:1', volumes: [⟦'files:/srv/pages'⟧], ${N2}}`]),
      findings: [
        {
          severity: "warning",
          message: "`pages` sees nothing of what `web` writes",
          service: "pages",
          volume: "files",
        },
      ],
    },
    {
      name: "two variables",
      yaml: stack([
        web(on("node.hostname == ${WEB_NODE:?set it}")),
        worker(on("node.hostname == ${WORKER_NODE:?set it}"), FILES),
      ]),
      findings: [
        {
          severity: "warning",
          message: "`web` runs on `${WEB_NODE}` and `worker` on `${WORKER_NODE}`, unless these are one node: each node",
          service: "worker",
          volume: "files",
        },
      ],
    },
    {
      name: "a name and an id",
      yaml: stack([web(), worker(on("node.id == 5k1d"), FILES)]),
      findings: [
        { severity: "warning", message: "`worker` on `5k1d`, unless these", service: "worker", volume: "files" },
      ],
    },
    {
      name: "labels, by the list of the nodes",
      facts: LISTED,
      yaml: stack([web(on("node.labels.disk == ssd")), worker(on("node.labels.disk == hdd"), FILES)]),
      findings: [
        {
          severity: "error",
          message: "`web` runs on `n1` and `worker` on `n2`: each",
          service: "worker",
          volume: "files",
        },
      ],
    },
    {
      name: "two keys with one name",
      yaml: stack([web(), worker(N2, "⟦'more:/in'⟧")], "files: {name: shared}, more: {name: shared}"),
      findings: [{ severity: "error", message: "a volume `more` of its own", service: "worker", volume: "more" }],
    },
  ],
});
