import type { Evidence } from "./family.ts";

/** What a new major version of an engine does with files that an older one wrote. */
interface UpgradeFacts {
  /** Ids of image families. */
  readonly families: readonly string[];
  /** Goes on after "A newer version". */
  readonly newer: string;
  /** What to do. */
  readonly help: string;
  readonly evidence: Evidence;
  readonly source: string;
}

/** Engines whose major versions do not simply read each other's files. An older version reads newer files nowhere. */
export const UPGRADES: readonly UpgradeFacts[] = [
  {
    families: [
      "postgres",
      "postgis",
      "timescaledb",
      "timescaledb-ha",
      "pgvector",
      "supabase-postgres",
      "bitnami-postgresql",
    ],
    newer: "refuses to start on the files of an older one",
    help: "Dump with the old version and restore into a new volume, or run `pg_upgrade`.",
    evidence: "cited",
    source: "postgresql.org upgrading; docker-library/postgres issue 37, 2026-02",
  },
  {
    families: ["mysql", "bitnami-mysql", "percona"],
    newer: "rewrites the files when it starts, which only works from the release series before it and cannot be undone",
    help: "Back up first, and go from one release series to the next.",
    evidence: "cited",
    source: "dev.mysql.com 8.4 manual, upgrade paths",
  },
  {
    families: ["mariadb", "bitnami-mariadb"],
    newer: "changes the files when it starts, needs `mariadb-upgrade` afterwards, and cannot be undone",
    help: "Back up first, and set `MARIADB_AUTO_UPGRADE=1` or run `mariadb-upgrade`.",
    evidence: "cited",
    source: "MariaDB/mariadb-docker README; mariadb.com knowledge base, upgrading",
  },
  {
    families: ["mongodb", "percona-mongodb", "bitnami-mongodb"],
    newer:
      "starts only on files of the release before it, and only after `setFeatureCompatibilityVersion` was run on that",
    help: "Go up one release at a time, and set the feature compatibility version after each.",
    evidence: "cited",
    source: "mongodb.com manual, release notes of 6.0, 7.0 and 8.0, upgrade sections",
  },
  {
    families: ["elasticsearch", "elasticsearch-hub", "elasticsearch-oss", "bitnami-elasticsearch"],
    newer: "starts only on indices of the major version before it, and cannot go back",
    help: "Take a snapshot, go to the last minor of the old version first, and run the upgrade assistant.",
    evidence: "cited",
    source: "elastic.co stack upgrade guide",
  },
  {
    families: ["opensearch", "bitnami-opensearch"],
    newer: "reads only what the major version before it wrote, and cannot go back",
    help: "Back up first, and go up one major version at a time.",
    evidence: "assumed",
    source: "general knowledge, not looked up",
  },
  {
    families: ["rabbitmq", "bitnami-rabbitmq"],
    newer: "refuses to start unless all feature flags were enabled in the last minor of the version before it",
    help: "Go to the last minor first and run `rabbitmqctl enable_feature_flag all`.",
    evidence: "cited",
    source: "rabbitmq.com upgrade and feature-flags guides",
  },
  {
    families: ["nextcloud"],
    newer: "starts only on the major version right before it",
    help: "Back up first, and go up one major version at a time.",
    evidence: "cited",
    source: "nextcloud/docker README, update to a newer version",
  },
  {
    families: ["gitlab"],
    newer: "must not skip the required stops of its upgrade path",
    help: "Back up first, and follow the upgrade path that GitLab publishes.",
    evidence: "cited",
    source: "docs.gitlab.com, upgrade paths",
  },
  {
    families: ["influxdb"],
    newer: "keeps its data in another format and another folder",
    help: "Export with the old version and import into a new volume.",
    evidence: "cited",
    source: "docs.influxdata.com, upgrade from 1.x to 2.x in Docker",
  },
  ...["neo4j", "cassandra", "bitnami-cassandra", "zookeeper", "clickhouse", "cp-kafka", "kafka"].map(
    (id): UpgradeFacts => ({
      families: [id],
      newer: "changes the files when it starts, and the old one cannot read them afterwards",
      help: "Back up first, and read the engine's own upgrade notes.",
      evidence: "assumed",
      source: "general knowledge, not looked up",
    }),
  ),
];
