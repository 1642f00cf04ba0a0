import { describe, expect, it } from "vitest";
import { citesNfs } from "../../src/persistence/images/facts/family.ts";
import { IMAGE_FAMILIES } from "../../src/persistence/images/image-facts.ts";
import { testRule } from "./harness.ts";
import { nfsStack, POSTGRES } from "./nfs-stack.ts";

const PROMETHEUS = "image: 'prom/prometheus:v3.1.0', volumes: [⟦'data:/prometheus'⟧]";
const PIN = "Use a local volume, pin the service to one node";

testRule("engine-on-nfs", {
  valid: [
    { name: "a program that is not known", yaml: nfsStack() },
    {
      name: "an engine that is fine there",
      yaml: nfsStack({ service: "image: 'registry:2', volumes: ['data:/var/lib/registry']" }),
    },
    {
      name: "a local volume",
      yaml: "services:\n  a: {image: 'prom/prometheus:v3.1.0', volumes: ['data:/prometheus']}\nvolumes: {data: }\n",
    },
    {
      name: "not its data",
      yaml: nfsStack({ service: "image: 'prom/prometheus:v3.1.0', volumes: ['data:/etc/prometheus', '/prometheus']" }),
    },
    {
      name: "another database",
      yaml: nfsStack({
        service:
          "image: 'grafana/grafana:11.4.0', environment: {GF_DATABASE_TYPE: postgres}, volumes: ['data:/var/lib/grafana']",
      }),
    },
    {
      name: "another network file system",
      yaml: nfsStack({
        type: "ceph",
        o: "name=app",
        device: "'10.0.0.5:6789:/'",
        service: "image: 'prom/prometheus:v3.1.0', volumes: ['data:/prometheus']",
      }),
    },
    {
      name: "with care, on what may not be NFS",
      facts: { sharedPaths: ["/srv/shared"] },
      yaml: "services:\n  a: {image: 'postgres:16', volumes: ['/srv/shared/pg:/var/lib/postgresql/data']}\n",
    },
    {
      name: "a type from a variable",
      yaml: nfsStack({ type: "'${TYPE}'", service: "image: 'prom/prometheus:v3.1.0', volumes: ['data:/prometheus']" }),
    },
    {
      name: "a path that only looks shared",
      yaml: "services:\n  a: {image: 'prom/prometheus:v3.1.0', volumes: ['/mnt/nfs/prometheus:/prometheus']}\n",
    },
  ],
  invalid: [
    {
      name: "not supported",
      yaml: nfsStack({ service: PROMETHEUS }),
      findings: [
        {
          severity: "error",
          message:
            "`a` keeps its data in `/prometheus`, and the volume `data` there is an NFS mount. Prometheus does not support NFS: its data can be damaged, also without any outage.",
          help: PIN,
          service: "a",
          volume: "data",
        },
      ],
    },
    {
      name: "not supported, on what may not be NFS",
      facts: { sharedPaths: ["/srv/shared"] },
      yaml: "services:\n  a: {image: 'prom/prometheus:v3.1.0', volumes: [⟦'/srv/shared/p:/prometheus'⟧]}\n",
      findings: [
        {
          severity: "warning",
          message: "there is a path that all nodes share, most likely over NFS. Prometheus",
          service: "a",
        },
      ],
    },
    {
      name: "not supported, over CIFS",
      yaml: nfsStack({ type: "cifs", o: "username=guest", device: "//nas/data", service: PROMETHEUS }),
      findings: [{ severity: "warning", message: "there is a CIFS mount", service: "a", volume: "data" }],
    },
    {
      name: "not supported by hearsay",
      yaml: nfsStack({ service: "image: 'gitlab/gitlab-ce:17.0.0-ce.0', volumes: [⟦'data:/var/opt/gitlab'⟧]" }),
      findings: [{ severity: "warning", message: "NFS is not advised for GitLab", service: "a", volume: "data" }],
    },
    {
      name: "not advised, once for two mounts",
      yaml: nfsStack({
        service: "image: 'mysql:8', command: --datadir=/srv/mysql, volumes: [⟦'data:/srv/mysql'⟧, 'data:/srv']",
      }),
      findings: [
        {
          severity: "warning",
          message: "NFS is not advised for MySQL: locks and slow writes can stop it or damage its data.",
          help: PIN,
          service: "a",
          volume: "data",
        },
      ],
    },
    {
      name: "with care, once for two services",
      yaml: nfsStack({
        service: POSTGRES.replace("'data:/var/lib/postgresql/data'", "⟦'data:/var/lib/postgresql/data'⟧"),
        services: "b: {image: 'postgres:16', volumes: ['more:/var/lib/postgresql/data']}",
        volumes: "more: {driver_opts: {type: nfs, o: 'addr=10.0.0.5,nfsvers=4.1', device: ':/more'}}",
      }),
      findings: [
        {
          severity: "note",
          message: "PostgreSQL bears NFS only with care: a `hard` mount",
          help: "`order: stop-first`",
          service: "a",
          volume: "data",
        },
      ],
    },
  ],
});

describe("what backs an error", () => {
  const unsupported = IMAGE_FAMILIES.filter(({ nfs }) => nfs === "unsupported");

  it("is cited, and says NFS or network file system", () => {
    const cited = unsupported.filter(citesNfs);
    expect(cited.length).toBeGreaterThan(5);
    for (const { id, nfsSource } of cited) expect(nfsSource, id).toMatch(/NFS|(network|remote) file system/);
  });

  it("is never general knowledge", () => {
    const hearsay = unsupported.filter((family) => !citesNfs(family));
    expect(hearsay.map(({ id }) => id)).toContain("gitlab");
    for (const { id, nfsSource } of hearsay) expect(nfsSource, id).toMatch(/^general knowledge/);
  });
});
