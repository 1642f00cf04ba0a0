import type { ImageFamily } from "./family.ts";

/** Wide-column stores. */
export const WIDE_COLUMN: readonly ImageFamily[] = [
  {
    id: "cassandra",
    title: "Cassandra",
    names: ["cassandra"],
    layouts: [{ directories: ["/var/lib/cassandra"], volumes: ["/var/lib/cassandra"] }],
    programs: ["cassandra"],
    singleWriter: true,
    nfs: "discouraged",
    nfsSource: "general knowledge: the hardware guide advises against network storage",
    evidence: "cited",
    source: "docker-library/cassandra, 2026-04-16",
    stopGraceSeconds: 60,
  },
  {
    id: "bitnami-cassandra",
    title: "Cassandra (Bitnami)",
    names: ["bitnami/cassandra"],
    layouts: [{ directories: ["/bitnami/cassandra/data"], volumes: [], mountAt: "/bitnami/cassandra" }],
    movedBy: [
      { env: ["CASSANDRA_DATA_DIR"] },
      { env: ["CASSANDRA_VOLUME_DIR"], below: "data" },
      { env: ["CASSANDRA_COMMITLOG_DIR"], adds: true },
    ],
    singleWriter: true,
    nfs: "discouraged",
    nfsSource: "general knowledge: the hardware guide advises against network storage",
    evidence: "cited",
    source: "bitnami/containers cassandra 4.1 Dockerfile and cassandra-env.sh, commit 50e86f24f638",
    stopGraceSeconds: 60,
  },
  {
    id: "scylla",
    title: "ScyllaDB",
    names: ["scylladb/scylla"],
    layouts: [{ directories: ["/var/lib/scylla"], volumes: ["/var/lib/scylla"] }],
    movedBy: [{ flags: ["--workdir"] }],
    singleWriter: true,
    nfs: "unsupported",
    nfsSource: "general knowledge: XFS on local disks",
    evidence: "cited",
    source: "scylladb/scylladb dist/docker build script, commit 01a4f1daed1a",
    stopGraceSeconds: 60,
  },
];
