import { BACK, type Releases, type Step } from "./releases.ts";

/** What each series of Redis writes is an RDB of a version; a server reads all older ones and no newer one. */
const redisSteps: readonly Step[] = [
  {
    way: "down",
    old: "7.0..",
    now: "..6",
    reading: "may refuse",
    why: "finds no append-only file of 7.0 or later, and may start empty",
    unless: { flags: ["--save"] },
    evidence: "assumed",
    source: "general knowledge: 7.0 keeps it in appendonlydir",
  },
  ...(
    [
      ["8.6..", "..8.0"],
      ["7.4..", "..7.2"],
      ["7.2..", "..7.0"],
      ["5.0..", "..4"],
      ["4.0..", "..3"],
    ] as const
  ).map(
    ([old, now]): Step => ({
      way: "down",
      old,
      now,
      reading: "refuses",
      why: `cannot read the dump that ${old.replace("..", "")} or later wrote`,
      evidence: "cited",
      source:
        'redis/redis src/rdb.h at each series; "Can\'t handle RDB format version 12" and "13" in logs of public projects, read 2026-12-01',
    }),
  ),
  {
    way: "down",
    old: "8.6..",
    now: "8.2..8.4",
    reading: "may refuse",
    why: "most likely cannot read the dump that 8.6 or later wrote",
    evidence: "assumed",
    source: "that 8.2 and 8.4 write RDB 12 is assumed",
  },
];

/** One major version after another, from the last minor of the one before. */
const elasticSteps: readonly Step[] = [
  ...(
    [
      ["..5", "7", "6.8"],
      ["..7.16", "8..", "7.17"],
      ["..8.17", "9..", "8.19"],
      ["8.18", "9.1..", "8.19"],
    ] as const
  ).map(
    ([old, now, door]): Step => ({
      way: "up",
      old,
      now,
      reading: "refuses",
      why: `starts only after ${door}`,
      help: `Take a snapshot, deploy ${door} first, and clear its upgrade assistant before the next.`,
      evidence: "cited",
      source:
        'elastic/elasticsearch NodeMetadata.java, "cannot upgrade a node from version [8.11.3] directly to version [9.1.3]", read 2026-12-01',
    }),
  ),
  {
    way: "back",
    old: "8..",
    now: "7..",
    reading: "refuses",
    why: "starts on no data of a newer version, not even of a patch",
    evidence: "cited",
    source: 'elastic/elasticsearch NodeMetadata.java, "cannot downgrade a node", pull 78638, read 2026-12-01',
  },
  {
    way: "back",
    reading: "may refuse",
    why: "is not made for data of a newer version",
    evidence: "cited",
    source: "elastic.co, upgrade guide: no downgrade",
  },
  {
    way: "up",
    reading: "changes",
    why: "starts only where every index was made by the major version before it, and leaves no way back",
    evidence: "cited",
    source: "elastic.co, upgrade guide; reindex before upgrading",
  },
];

const rabbitSteps: readonly Step[] = [
  ...(
    [
      ["..3.10", "3.12.."],
      ["..3.12", "4.."],
      ["..4.1", "4.3.."],
    ] as const
  ).map(
    ([old, now]): Step => ({
      way: "up",
      old,
      now,
      reading: "refuses",
      why: "wants feature flags that the old one does not have",
      help: "Back up, go one series at a time up to 3.13, then to 4.2 and 4.3, with `rabbitmqctl enable_feature_flag all` after each.",
      evidence: "cited",
      source:
        'rabbitmq.com, upgrading and feature flags; "required feature flag not enabled": docker-library/rabbitmq discussion 662, read 2026-12-01',
    }),
  ),
  {
    way: "up",
    reading: "may refuse",
    why: "starts only if all feature flags were enabled in the old one",
    evidence: "cited",
    source: "rabbitmq.com, feature flags, read 2026-12-01",
  },
  {
    way: "down",
    reading: "may refuse",
    why: "is not made for the data of a newer series",
    evidence: "cited",
    source: "rabbitmq.com, upgrading: downgrades are not supported, read 2026-12-01",
  },
];

const UPGRADES_IN_PLACE = {
  env: ["MEILI_UPGRADE_DB", "MEILI_EXPERIMENTAL_DUMPLESS_UPGRADE"],
  flags: ["--upgrade-db", "--experimental-dumpless-upgrade"],
};
const MEILI_VERSIONING =
  "meilisearch/meilisearch crates/meilisearch-types/src/versioning.rs, crates/meilisearch/src/lib.rs, read 2026-12-01";

/** How releases of key-value stores, search engines, brokers and metric stores meet each other's files. */
export const STORES_OF_RELEASES: readonly Releases[] = [
  {
    title: "Redis",
    families: ["redis", "redis-stack", "bitnami-redis"],
    series: 2,
    steps: redisSteps,
    up: "Back up first.",
    down: "Keep the version. To go back, copy the keys from a running new server into an empty old one.",
  },
  {
    title: "Valkey",
    families: ["valkey", "bitnami-valkey"],
    series: 2,
    steps: (
      [
        ["9.0..", "..8"],
        ["9.2..", "..9.1"],
      ] as const
    ).map(([old, now]) => ({
      way: "down",
      old,
      now,
      reading: "refuses",
      why: `cannot read the dump that ${old.replace("..", "")} or later wrote`,
      evidence: "cited",
      source: "valkey-io/valkey src/rdb.h (RDB_VERSION_MAP), commit 01756301ec98, issue 2917, read 2026-12-01",
    })),
    up: "Back up first.",
    down: "Keep the version. To go back, copy the keys from a running new server into an empty old one.",
  },
  { title: "KeyDB", families: ["keydb"], series: 2, steps: [], up: "Back up first.", down: BACK },
  { title: "Dragonfly", families: ["dragonfly"], series: 2, steps: [], up: "Back up first.", down: BACK },
  {
    title: "Elasticsearch",
    families: ["elasticsearch", "elasticsearch-hub", "elasticsearch-oss", "bitnami-elasticsearch"],
    series: 1,
    steps: elasticSteps,
    up: "Take a snapshot, go to the last minor of the old version first, and clear its upgrade assistant.",
    down: "Keep the version. To go back, restore a snapshot of the old version into a new volume.",
  },
  {
    title: "OpenSearch",
    families: ["opensearch", "bitnami-opensearch"],
    series: 1,
    steps: [
      {
        way: "up",
        old: "..2.18",
        now: "3..",
        reading: "may refuse",
        why: "starts only after 2.19, and on no index that 1 or Elasticsearch made",
        evidence: "cited",
        source:
          "opensearch-project/documentation-website, rolling upgrade; security issue 5826, OpenSearch issue 20499, 2026-08-21",
      },
      {
        way: "back",
        reading: "may refuse",
        why: "is not made for data of a newer version",
        evidence: "cited",
        source: "opensearch-project/OpenSearch issues 3222 and 6105",
      },
      {
        way: "up",
        reading: "changes",
        why: "starts only where every index was made by the major version before it, and leaves no way back",
        evidence: "cited",
        source: "opensearch-project/security issue 5826, 2026-08-21",
      },
    ],
    up: "Take a snapshot, go to 2.19 first, and reindex there what an older version made.",
    down: "Keep the version. To go back, restore a snapshot of the old version into a new volume.",
  },
  {
    title: "Solr",
    families: ["solr"],
    series: 1,
    steps: [
      {
        way: "down",
        reading: "may refuse",
        why: "does not load cores of a newer version",
        evidence: "assumed",
        source: "general knowledge, not looked up",
      },
      {
        way: "up",
        apart: 2,
        reading: "may refuse",
        why: "does not load cores from two major versions ago",
        evidence: "cited",
        source: "SOLR-12281, SOLR-16703",
      },
      {
        way: "up",
        reading: "changes",
        why: "loads only cores that the major version before it made",
        evidence: "cited",
        source: "SOLR-12281, SOLR-16703, SOLR-17725, 2025-12-30",
      },
    ],
    up: "Back up the cores, and reindex those from before the last major version.",
    down: BACK,
  },
  {
    title: "Meilisearch",
    families: ["meilisearch"],
    series: [
      ["0", 2],
      ["1.14", 3],
    ],
    steps: [
      {
        way: "down",
        reading: "refuses",
        why: "opens no database of a newer version",
        evidence: "cited",
        source: MEILI_VERSIONING,
      },
      {
        way: "up",
        old: "..1.11",
        reading: "refuses",
        why: "opens no database from before 1.12",
        help: "Make a dump with the old version, and import it into a new volume (`--import-dump`).",
        evidence: "cited",
        source: `${MEILI_VERSIONING}; crates/index-scheduler/src/upgrade`,
      },
      {
        way: "up",
        reading: "refuses",
        why: "opens only a database of its own version",
        unless: UPGRADES_IN_PLACE,
        evidence: "cited",
        source: MEILI_VERSIONING,
      },
      {
        way: "up",
        reading: "changes",
        why: "upgrades the database when it starts, and leaves no way back",
        evidence: "cited",
        source: MEILI_VERSIONING,
      },
    ],
    up: "Make a dump first, and import it into a new volume, or let the new version upgrade: `--upgrade-db`, before 1.50 `--experimental-dumpless-upgrade`.",
    down: "Keep the version. To go back, import a dump that the old version made.",
  },
  {
    title: "Milvus",
    families: ["milvus"],
    series: 2,
    steps: [
      {
        way: "up",
        old: "..2.5.15",
        now: "2.6..",
        reading: "may refuse",
        why: "must be reached by way of 2.5.16",
        evidence: "cited",
        source: "milvus.io, upgrade standalone with Docker, 2.6",
      },
    ],
    up: "Back up, and go to 2.5.16 first.",
    down: BACK,
  },
  {
    title: "RabbitMQ",
    families: ["rabbitmq", "bitnami-rabbitmq"],
    series: 2,
    steps: rabbitSteps,
    up: "Run `rabbitmqctl enable_feature_flag all` on the old one first, and go one series at a time.",
    down: "Keep the version. To go back, export the definitions and start on a new volume.",
  },
  {
    title: "Kafka",
    families: ["kafka", "bitnami-kafka"],
    series: 1,
    steps: [
      {
        way: "up",
        old: "..3",
        now: "4..",
        reading: "may refuse",
        why: "knows no ZooKeeper, and wants metadata of 3.3 or later",
        evidence: "cited",
        source: "kafka.apache.org 4.3, upgrade",
      },
      {
        way: "down",
        reading: "may refuse",
        why: "may not read metadata that a newer one has finalised",
        evidence: "cited",
        source: "kafka.apache.org 4.3, upgrade",
      },
    ],
    up: "Go to 3.9 first, and migrate to KRaft there.",
    down: BACK,
  },
  {
    title: "Kafka (Confluent)",
    families: ["cp-kafka", "confluent-local"],
    series: 1,
    steps: [
      {
        way: "up",
        old: "..7",
        now: "8..",
        reading: "may refuse",
        why: "knows no ZooKeeper, and wants metadata of Kafka 3.3 or later",
        evidence: "cited",
        source: "kafka.apache.org 4.3, upgrade (8.0 is Kafka 4.0)",
      },
      {
        way: "down",
        reading: "may refuse",
        why: "may not read metadata that a newer one has finalised",
        evidence: "cited",
        source: "kafka.apache.org 4.3, upgrade",
      },
    ],
    up: "Go to 7.9 first, and migrate to KRaft there.",
    down: BACK,
  },
  {
    title: "NATS",
    families: ["nats"],
    series: 2,
    steps: [
      {
        way: "back",
        old: "2.10..",
        now: "..2.9.21",
        reading: "may refuse",
        why: "cannot read streams that 2.10 or later wrote",
        evidence: "cited",
        source: "nats-io/nats-server release v2.10.0",
      },
    ],
    up: "Back up first.",
    down: BACK,
  },
  {
    title: "etcd",
    families: ["etcd", "bitnami-etcd"],
    series: 2,
    steps: [
      ...(
        [
          ["3.7..", "..3.5"],
          ["3.6..", "..3.4"],
          ["3.5..", "..3.3"],
          ["3.4..", "..3.2"],
        ] as const
      ).map(
        ([old, now]): Step => ({
          way: "down",
          old,
          now,
          reading: "refuses",
          why: "cannot go back by more than one minor version",
          evidence: "cited",
          source:
            'etcd-io/etcd server/etcdserver/version/downgrade.go, "server version is lower than determined cluster version", read 2026-12-01',
        }),
      ),
      {
        way: "down",
        reading: "may refuse",
        why: "starts only if `etcdctl downgrade enable` was run before",
        evidence: "cited",
        source: "etcd.io, downgrades, 2026-08-20",
      },
      {
        way: "up",
        old: "..3.3",
        now: "3.5..",
        reading: "may refuse",
        why: "must be reached one minor version at a time",
        evidence: "cited",
        source: "etcd.io, upgrade guides, 2026-08-20",
      },
      {
        way: "up",
        old: "..3.4",
        now: "3.6..",
        reading: "may refuse",
        why: "must be reached one minor version at a time",
        evidence: "cited",
        source: "etcd.io, upgrade guides, 2026-08-20",
      },
      {
        way: "up",
        old: "..3.5",
        now: "3.7..",
        reading: "may refuse",
        why: "must be reached one minor version at a time",
        evidence: "cited",
        source: "etcd.io, upgrade guides, 2026-08-20",
      },
    ],
    up: "Take a snapshot, and go up one minor version at a time.",
    down: "Run `etcdctl downgrade enable` on the new one first, and go down one minor version at a time.",
  },
  {
    title: "ZooKeeper",
    families: ["zookeeper", "cp-zookeeper", "bitnami-zookeeper"],
    series: 2,
    steps: [
      {
        way: "up",
        old: "..3.4",
        now: "3.5..",
        reading: "may refuse",
        why: "stops where 3.4 has left no snapshot file",
        evidence: "cited",
        source: "cwiki.apache.org, ZooKeeper upgrade FAQ",
      },
    ],
    up: "Go to the last 3.4 first, and see that a snapshot file is there.",
    down: BACK,
  },
  {
    title: "Vault",
    families: ["vault"],
    series: 2,
    steps: [
      {
        way: "down",
        reading: "may refuse",
        why: "is not made for a newer version's storage",
        evidence: "cited",
        source: "developer.hashicorp.com, vault upgrade and rollback, 2026",
      },
    ],
    up: "Take a snapshot first.",
    down: BACK,
  },
  {
    title: "InfluxDB",
    families: ["influxdb"],
    series: 2,
    steps: [
      {
        way: "other",
        old: "..2",
        now: "3..",
        reading: "may refuse",
        why: "reads nothing of what 1 and 2 wrote",
        help: "Keep `2`. Version 3 takes over data only through its write API, into a new volume.",
        evidence: "cited",
        source: "docs.influxdata.com, migrate from 1 and 2 to 3; docker-library/docs influxdb, 2026-08-21",
      },
      {
        way: "up",
        old: "..1",
        now: "2",
        reading: "may refuse",
        why: "keeps its data in another folder, and upgrades only when it is told to",
        unless: { env: ["DOCKER_INFLUXDB_INIT_MODE"] },
        help: "Mount a new volume at `/var/lib/influxdb2`, keep the old one, and set `DOCKER_INFLUXDB_INIT_MODE=upgrade`.",
        evidence: "cited",
        source: "influxdata/influxdata-docker 2.7 entrypoint.sh, 2026-08-06",
      },
      {
        way: "down",
        reading: "may refuse",
        why: "starts only if `influxd downgrade` was run with the newer one",
        evidence: "cited",
        source: "docs.influxdata.com, influxd downgrade",
      },
    ],
    up: "Back up first.",
    down: "Run `influxd downgrade` with the new version first, or restore a backup.",
  },
  {
    title: "Prometheus",
    families: ["prometheus", "bitnami-prometheus"],
    series: 2,
    steps: [
      {
        way: "down",
        old: "3..",
        now: "2..2.54",
        reading: "refuses",
        why: "cannot read what 3 wrote; only 2.55 can",
        help: "Go back no further than `v2.55`.",
        evidence: "cited",
        source: "prometheus/prometheus docs/migration.md, TSDB format and downgrade, read 2026-12-01",
      },
      {
        way: "down",
        old: "2.11..2",
        now: "..2.10",
        reading: "may refuse",
        why: "cannot read the write-ahead log of 2.11 or later",
        evidence: "cited",
        source: "prometheus/prometheus CHANGELOG.md",
      },
    ],
    up: "Back up first.",
    down: BACK,
  },
  {
    title: "VictoriaMetrics",
    families: ["victoria-metrics", "vmstorage"],
    series: 2,
    steps: [
      {
        way: "down",
        old: "1.90..",
        now: "..1.89",
        reading: "may refuse",
        why: "cannot read parts that 1.90 or later wrote",
        evidence: "cited",
        source: "VictoriaMetrics/VictoriaMetrics release v1.90.0",
      },
    ],
    up: "Back up first (`vmbackup`).",
    down: BACK,
  },
];
