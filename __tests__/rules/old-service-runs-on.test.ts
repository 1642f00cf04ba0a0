import { testRule } from "./harness.ts";

const service = (
  name: string,
  { mount = "'data:/var/lib/postgresql/data'", image = "postgres:16", more = "", pin = "one" } = {},
) =>
  `  ${name}: {image: '${image}', volumes: [${mount}], deploy: {${more}placement: {constraints: ["node.hostname == ${pin}"]}}}\n`;
const stack = (services: string, volumes = "data: ") => `services:\n${services}volumes: {${volumes}}\n`;
const marked = (text: string, name = "database") => text.replace(`  ${name}:`, `  ⟦${name}⟧:`);
const BASE = stack(service("db"));
const NFS = "data: {driver_opts: {type: nfs, o: 'addr=10.0.0.5,hard', device: ':/pg'}}";
const APP = { image: "acme/app:1", mount: "'data:/srv'" };
const found = { severity: "warning", service: "database", volume: "data" } as const;

testRule("old-service-runs-on", {
  valid: [
    { name: "no base", yaml: BASE },
    { name: "the same name", base: BASE, yaml: stack(service("db", { image: "postgres:16.4" })) },
    { name: "a second service beside the first", base: BASE, yaml: stack(service("db") + service("database")) },
    {
      name: "another volume",
      base: BASE,
      yaml: stack(service("database", { mount: "'pg:/var/lib/postgresql/data'" }), "pg: "),
    },
    { name: "no task before", base: stack(service("db", { more: "replicas: 0, " })), yaml: stack(service("database")) },
    { name: "no task now", base: BASE, yaml: stack(service("database", { more: "replicas: 0, " })) },
    {
      name: "a job, which is over",
      base: stack(service("db", { more: "mode: replicated-job, " })),
      yaml: stack(service("database2")),
    },
    {
      name: "on another node: placement-leaves-data speaks",
      base: BASE,
      yaml: stack(service("database", { pin: "two" })),
    },
    {
      name: "one that only reads",
      base: stack(service("web", { ...APP, mount: "'data:/srv:ro'" })),
      yaml: stack(service("site", { ...APP, mount: "'data:/srv:ro'" })),
    },
    {
      name: "a cache",
      base: stack(service("web", { ...APP, mount: "'data:/var/cache/x'" })),
      yaml: stack(service("site", { ...APP, mount: "'data:/var/cache/x'" })),
    },
    {
      name: "another stack name, and volumes of its own",
      stackName: "shop",
      baseStackName: "store",
      base: BASE,
      yaml: stack(service("db"), "data: {labels: {a: b}}"),
    },
  ],
  invalid: [
    {
      name: "another name",
      base: BASE,
      yaml: marked(stack(service("database"))),
      findings: [
        {
          ...found,
          message:
            "When this change is deployed, the old service `STACK_db` runs on beside `database`, because `docker stack deploy` removes no service unless it gets `--prune`. Both write to the volume `data` at the same time, which can damage the data.",
          help: "Scale the old service to 0 before the deploy (`docker service scale STACK_db=0`), and remove it afterwards (`docker service rm STACK_db`).",
        },
      ],
    },
    {
      name: "another name in a stack whose name is known",
      stackName: "shop",
      base: stack(service("db"), NFS),
      yaml: marked(stack(service("database", { pin: "two" }), NFS)),
      findings: [{ ...found, message: "`shop_db` runs on beside `database`" }],
    },
    {
      name: "not pinned: the two may meet",
      base: BASE.replace(/, deploy: .*}}}/, "}"),
      yaml: marked(stack(service("database")).replace(/, deploy: .*}}}/, "}")),
      findings: [{ ...found, message: "Where the two run on one node, both write to the volume `data`" }],
    },
    {
      name: "two mounts, one finding",
      base: stack(service("web", { ...APP, mount: "'data:/srv', 'files:/files'" }), "data: , files: "),
      yaml: marked(stack(service("site", { ...APP, mount: "'data:/srv', 'files:/files'" }), "data: , files: "), "site"),
      findings: [{ ...found, service: "site", message: "beside `site`" }],
    },
    {
      name: "another stack name, and a volume that keeps its own",
      stackName: "shop",
      baseStackName: "store",
      base: stack(service("db"), "data: {name: pg}"),
      yaml: marked(stack(service("db"), "data: {name: pg}"), "db"),
      findings: [
        {
          ...found,
          service: "db",
          message:
            "the old service `store_db` runs on beside `db`, because a deploy under another stack name leaves the old stack alone.",
          help: "docker service scale store_db=0",
        },
      ],
    },
  ],
});
