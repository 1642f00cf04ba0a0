import { describe, expect, it } from "vitest";
import { IMAGE_FAMILIES } from "../../../src/persistence/images/image-facts.ts";
import { isStatelessImage, matchImage } from "../../../src/persistence/images/images.ts";
import { cleanPath } from "../../../src/stack/container-path.ts";
import { unknownValue } from "../../../src/yaml/unknown.ts";

const DIGEST = `sha256:${"0".repeat(64)}`;
const TAG = unknownValue("TAG");

/** Reference, family, major version, certain; the tag where it is not what stands behind the last colon. */
type Row = readonly [reference: string, family: string, major: number | undefined, certain: boolean];

const MATCHES: readonly Row[] = [
  // Docker Hub's ways of writing one name
  ["postgres:16", "postgres", 16, true],
  ["library/postgres:16", "postgres", 16, true],
  ["docker.io/postgres:16", "postgres", 16, true],
  ["docker.io/library/postgres:16", "postgres", 16, true],
  ["index.docker.io/library/postgres:16", "postgres", 16, true],
  ["registry-1.docker.io/library/postgres:16", "postgres", 16, true],
  ["registry.hub.docker.com/library/postgres:16", "postgres", 16, true],
  [`postgres:16@${DIGEST}`, "postgres", 16, true],
  ["arm64v8/postgres:16", "postgres", 16, true],
  ["docker.io/arm32v7/redis:7", "redis", 7, true],
  ["bitnamilegacy/postgresql:16.1.0", "bitnami-postgresql", 16, true],
  ["bitnamilegacy/redis:7", "bitnami-redis", 7, true],
  // Versions
  ["postgres:18", "postgres", 18, true],
  ["postgres:18.1-alpine3.22", "postgres", 18, true],
  ["postgres:18beta2", "postgres", 18, true],
  ["postgres:17rc1-bookworm", "postgres", 17, true],
  ["postgres:9.6", "postgres", 9, true],
  ["postgres:17-bookworm", "postgres", 17, true],
  ["postgres", "postgres", undefined, false],
  ["postgres:latest", "postgres", undefined, false],
  ["postgres:alpine", "postgres", undefined, false],
  ["postgres:alpine3.20", "postgres", undefined, false],
  ["postgres:20240101", "postgres", undefined, false],
  [`postgres@${DIGEST}`, "postgres", undefined, false],
  ["postgis/postgis:16-3.4", "postgis", 16, true],
  ["postgis/postgis:18-3.6-alpine", "postgis", 18, true],
  ["timescale/timescaledb:latest-pg17", "timescaledb", 17, true],
  ["timescale/timescaledb:2.26.4-pg18", "timescaledb", 18, true],
  ["timescale/timescaledb:2.26.4", "timescaledb", undefined, false],
  ["timescale/timescaledb-ha:pg16.2-ts2.14", "timescaledb-ha", 16, true],
  ["pgvector/pgvector:pg17", "pgvector", 17, true],
  ["pgvector/pgvector:0.8.0-pg18-trixie", "pgvector", 18, true],
  ["influxdb:1.8-alpine", "influxdb", 1, true],
  ["influxdb:2.7", "influxdb", 2, true],
  ["influxdb:3-core", "influxdb", 3, false],
  ["influxdb:3.2.0-enterprise", "influxdb", 3, false],
  ["influxdb:latest", "influxdb", undefined, false],
  ["influxdb", "influxdb", undefined, false],
  ["solr:7.7", "solr", 7, true],
  ["solr:9", "solr", 9, true],
  ["solr:slim", "solr", undefined, true],
  ["solr", "solr", undefined, true],
  [`solr@${DIGEST}`, "solr", undefined, false],
  ["getmeili/meilisearch:v1.11.3", "meilisearch", 1, true],
  ["getmeili/meilisearch:v0.30", "meilisearch", 0, false],
  ["chromadb/chroma:0.5.0", "chroma", 0, false],
  ["chromadb/chroma:1.0.20", "chroma", 1, true],
  ["louislam/uptime-kuma:1", "uptime-kuma", 1, true],
  ["gvenzl/oracle-xe:11-slim", "oracle-xe", 11, true],
  ["minio/minio:RELEASE.2025-04-22T22-12-26Z", "minio", undefined, true],
  ["mcr.microsoft.com/mssql/server:2022-latest", "mssql", 2022, true],
  ["clickhouse/clickhouse-server:25.7", "clickhouse", 25, true],
  ["redis:alpine", "redis", undefined, true],
  ["redis", "redis", undefined, true],
  // Words of a tag
  ["gitea/gitea:1.24", "gitea", 1, true],
  ["gitea/gitea:1.24-rootless", "gitea", 1, true],
  ["gitea/gitea:latest-rootless", "gitea", undefined, true],
  ["docker:dind", "dind", undefined, true],
  ["docker:24.0.7-dind", "dind", 24, true],
  ["docker:24-dind-rootless", "dind", 24, true],
  // Registries of their own
  ["docker.elastic.co/elasticsearch/elasticsearch:8.12.2", "elasticsearch", 8, true],
  ["elasticsearch:7.17.27", "elasticsearch-hub", 7, true],
  ["quay.io/prometheus/prometheus:v2.55.0", "prometheus", 2, true],
  ["prom/prometheus:v3.1.0", "prometheus", 3, true],
  ["elastic/elasticsearch:7.10.2", "elasticsearch-oss", 7, true],
  ["jenkinsci/blueocean:1.25", "jenkins-older", 1, true],
  ["container-registry.oracle.com/mysql/community-server:8.4", "mysql", 8, true],
  ["codeberg.org/forgejo/forgejo:12", "forgejo", 12, true],
  ["docker.redpanda.com/redpandadata/redpanda:v25.1.9", "redpanda", 25, true],
  ["ghcr.io/home-assistant/home-assistant:stable", "home-assistant", undefined, true],
  // Any image of an organisation
  ["linuxserver/sonarr", "linuxserver", undefined, true],
  ["lscr.io/linuxserver/radarr:latest", "linuxserver", undefined, true],
  ["ghcr.io/linuxserver/plex:1.41", "linuxserver", 1, true],
  // Mirrors
  ["mirror.example/library/postgres:16", "postgres", 16, false],
  ["mirror.example/postgres:16", "postgres", 16, false],
  ["localhost:5000/postgres:16", "postgres", 16, false],
  ["localhost/redis", "redis", undefined, false],
  ["registry:5000/redis:7", "redis", 7, false],
  ["public.ecr.aws/docker/library/postgres:16", "postgres", 16, false],
  ["1234.dkr.ecr.eu-west-1.amazonaws.com/docker-hub/library/redis:7", "redis", 7, false],
  ["gitlab.example/group/dependency_proxy/containers/postgres:16", "postgres", 16, false],
  ["harbor.example/proxy/bitnami/redis:7", "bitnami-redis", 7, false],
  ["mirror.example/linuxserver/sonarr", "linuxserver", undefined, false],
  // Variables
  [`postgres:${TAG}`, "postgres", undefined, false],
  [`postgres:16.${TAG}`, "postgres", 16, true],
  [`postgres:1${TAG}`, "postgres", undefined, false],
  [`redis:${TAG}`, "redis", undefined, true],
  [`grafana/grafana:${TAG}`, "grafana", undefined, true],
  [`elasticsearch:${TAG}`, "elasticsearch-hub", undefined, true],
  [`influxdb:${TAG}`, "influxdb", undefined, false],
  [`gitea/gitea:${TAG}`, "gitea", undefined, false],
  [`solr:${TAG}`, "solr", undefined, false],
  [`${unknownValue("REGISTRY")}/postgres:16`, "postgres", 16, false],
  [`${unknownValue("PREFIX")}postgres:16`, "postgres", 16, false],
  [`docker:${TAG}-dind`, "dind", undefined, false],
];

const UNKNOWN: readonly string[] = [
  "",
  "myuser/postgres:16",
  "diamol/postgres",
  "ghcr.io/acme/postgres:16",
  "ghcr.io/acme/app",
  "postgresql",
  "postgres-exporter",
  "docker",
  "docker:24",
  "docker:24-cli",
  `docker:${TAG}`,
  "wordpress:cli",
  "wordpress:cli-php8.3",
  "lscr.io/linuxserver/socket-proxy",
  "linuxserver/socket-proxy",
  unknownValue("IMAGE"),
  `postgres${unknownValue("SUFFIX")}`,
  `team-${unknownValue("ENV")}/postgres`,
  "minio/mc",
  "nginx",
];

/** What the fact sheets name, family by family. */
const NAMES: readonly string[] = [
  "postgres postgis/postgis timescale/timescaledb pgvector/pgvector supabase/postgres bitnami/postgresql",
  "bitnamilegacy/postgresql bitnami/postgresql-repmgr mysql mysql/mysql-server",
  "container-registry.oracle.com/mysql/community-server mariadb percona percona/percona-server",
  "percona/percona-xtradb-cluster bitnami/mysql bitnami/mariadb bitnami/mariadb-galera mongo",
  "mongodb/mongodb-community-server mongodb/mongodb-enterprise-server percona/percona-server-mongodb",
  "bitnami/mongodb redis redis/redis-stack redis/redis-stack-server bitnami/redis bitnami/valkey valkey/valkey",
  "eqalpha/keydb docker.dragonflydb.io/dragonflydb/dragonfly memcached bitnami/memcached rabbitmq bitnami/rabbitmq",
  "docker.elastic.co/elasticsearch/elasticsearch elasticsearch bitnami/elasticsearch bitnami/opensearch",
  "opensearchproject/opensearch influxdb chronograf kapacitor telegraf cassandra bitnami/cassandra scylladb/scylla",
  "couchdb couchbase neo4j arangodb orientdb rethinkdb crate clickhouse clickhouse/clickhouse-server",
  "cockroachdb/cockroach zookeeper bitnami/zookeeper confluentinc/cp-zookeeper confluentinc/cp-kafka",
  "confluentinc/cp-server confluentinc/confluent-local apache/kafka apache/kafka-native bitnami/kafka",
  "redpandadata/redpanda docker.redpanda.com/redpandadata/redpanda nats eclipse-mosquitto emqx emqx/emqx",
  "apache/activemq-artemis apache/activemq-classic quay.io/coreos/etcd gcr.io/etcd-development/etcd bitnami/etcd",
  "hashicorp/consul consul hashicorp/vault vault openbao/openbao prom/prometheus quay.io/prometheus/prometheus",
  "bitnami/prometheus prom/alertmanager quay.io/prometheus/alertmanager victoriametrics/victoria-metrics",
  "victoriametrics/vmstorage victoriametrics/victoria-logs grafana/grafana grafana/grafana-oss",
  "grafana/grafana-enterprise grafana/loki grafana/tempo grafana/mimir grafana/pyroscope minio/minio",
  "quay.io/minio/minio bitnami/minio registry distribution/distribution sonatype/nexus3 jfrog/artifactory-oss",
  "releases-docker.jfrog.io/jfrog/artifactory-oss releases-docker.jfrog.io/jfrog/artifactory-pro jenkins/jenkins",
  "gitlab/gitlab-ce gitlab/gitlab-ee gitlab/gitlab-runner gitea/gitea codeberg.org/forgejo/forgejo gogs/gogs",
  "sonarqube nextcloud wordpress drupal joomla matomo mediawiki ghost redmine odoo rocket.chat",
  "rocketchat/rocket.chat solr graylog/graylog graylog/graylog-enterprise portainer/portainer-ce",
  "portainer/portainer-ee portainer/portainer traefik caddy jc21/nginx-proxy-manager vaultwarden/server",
  "louislam/uptime-kuma n8nio/n8n docker.n8n.io/n8nio/n8n nodered/node-red ghcr.io/home-assistant/home-assistant",
  "homeassistant/home-assistant pihole/pihole adguard/adguardhome getmeili/meilisearch typesense/typesense",
  "qdrant/qdrant semitechnologies/weaviate cr.weaviate.io/semitechnologies/weaviate chromadb/chroma",
  "ghcr.io/chroma-core/chroma milvusdb/milvus dgraph/dgraph surrealdb/surrealdb questdb/questdb",
  "mcr.microsoft.com/mssql/server container-registry.oracle.com/database/free",
  "container-registry.oracle.com/database/express gvenzl/oracle-free gvenzl/oracle-xe ibmcom/db2",
  "icr.io/db2_community/db2 osixia/openldap bitnami/openldap quay.io/keycloak/keycloak keycloak/keycloak",
  "metabase/metabase docker filebrowser/filebrowser verdaccio/verdaccio aerospike aerospike/aerospike-server",
  "linuxserver/* lscr.io/linuxserver/* jellyfin/jellyfin plexinc/pms-docker",
].flatMap((line) => line.split(" "));

describe("matchImage", () => {
  it.each(MATCHES)("%j is %s", (reference, family, major, certain) => {
    const match = matchImage(reference);
    expect(match?.family.id).toBe(family);
    expect(match?.major).toBe(major);
    expect(match?.certain).toBe(certain);
  });

  it.each(UNKNOWN)("%j is not known", (reference) => {
    expect(matchImage(reference)).toBeUndefined();
  });

  it.each(NAMES)("knows %s", (name) => {
    const reference = name === "docker" ? "docker:dind" : name.replace("*", "sonarr");
    const match = matchImage(reference);
    expect(match?.name).toBe(name.replace("bitnamilegacy/", "bitnami/"));
    expect(match?.exact).toBe(true);
  });

  it("names the family's name and the tag", () => {
    expect(matchImage("mirror.example:5000/library/postgres:16-alpine")).toMatchObject({
      name: "postgres",
      tag: "16-alpine",
      exact: false,
    });
    expect(matchImage(`docker.io/postgres:16@${DIGEST}`)).toMatchObject({ name: "postgres", tag: "16", exact: true });
    expect(matchImage("lscr.io/linuxserver/sonarr")).toMatchObject({ name: "lscr.io/linuxserver/*", tag: undefined });
    expect(matchImage(`postgres:16-${TAG}`)?.tag).toBeUndefined();
  });

  it("chooses the layout by version and by words of the tag", () => {
    const directories = (reference: string) => matchImage(reference)?.layout?.directories;
    expect(directories("postgres:17")).toEqual(["/var/lib/postgresql/data"]);
    expect(directories("postgres:18")).toEqual(["/var/lib/postgresql/{major}/docker"]);
    expect(directories("influxdb:1.8")).toEqual(["/var/lib/influxdb"]);
    expect(directories("influxdb:3-core")).toEqual(["/var/lib/influxdb3"]);
    const volumes = (reference: string) => matchImage(reference)?.layout?.volumes.length;
    expect(["4.6", "5.0.0-beta1", "5.0", "v5.0.4"].map((tag) => volumes(`grafana/grafana:${tag}`))).toEqual([
      3, 3, 3, 3,
    ]);
    expect(["5", "5.1.0", "5.10", "10.0", "latest"].map((tag) => volumes(`grafana/grafana:${tag}`))).toEqual([
      0, 0, 0, 0, 0,
    ]);
    expect(directories("gitea/gitea:1-rootless")).toEqual(["/var/lib/gitea", "/etc/gitea"]);
    expect(directories("docker:dind-rootless")).toEqual(["/home/rootless/.local/share/docker"]);
    expect(matchImage("memcached")?.layout).toBeUndefined();
  });

  it("lets a mount on either side pass when PostgreSQL's version is open", () => {
    const layout = matchImage("postgres:latest")?.layout;
    expect(layout?.directories).toEqual(["/var/lib/postgresql/data"]);
    expect(layout?.volumes).toEqual(["/var/lib/postgresql"]);
  });
});

describe("isStatelessImage", () => {
  const STATELESS = [
    "nginx",
    "nginx:1.27-alpine",
    "docker.io/library/nginx",
    `nginx@${DIGEST}`,
    "mirror.example/library/nginx:latest",
    "arm64v8/nginx",
    "memcached",
    "bitnami/memcached:1",
    "telegraf",
    "prometheuscommunity/postgres-exporter",
    "bitnami/redis-exporter:1",
    "otel/opentelemetry-collector",
    "otel/opentelemetry-collector-contrib:0.1",
    "docker.elastic.co/beats/filebeat:8.0.0",
    "docker.elastic.co/kibana/kibana:8.0.0",
    "selenium/hub",
    "edoburu/pgbouncer",
    "bitnami/pgbouncer:1",
    "lscr.io/linuxserver/socket-proxy",
    "quay.io/oauth2-proxy/oauth2-proxy:v7",
    `nginx:${TAG}`,
  ];
  const OTHERS = [
    "",
    "postgres",
    "redis:7",
    "bitnami/redis",
    "acme/nginx",
    "nginx-proxy",
    "selenium",
    "linuxserver/sonarr",
  ];

  it.each(STATELESS)("%j keeps nothing", (reference) => expect(isStatelessImage(reference)).toBe(true));
  it.each(OTHERS)("%j may keep something", (reference) => expect(isStatelessImage(reference)).toBe(false));
});

describe("the table of images", () => {
  const layouts = IMAGE_FAMILIES.flatMap((family) => family.layouts.map((layout) => ({ id: family.id, layout })));

  it("has every family once", () => {
    const ids = IMAGE_FAMILIES.map(({ id }) => id);
    expect(ids).toEqual([...new Set(ids)]);
    expect(ids.length).toBeGreaterThanOrEqual(546);
  });

  it("has no family that another one hides, whatever of its names an image has", () => {
    const hidden = IMAGE_FAMILIES.flatMap(({ id, names }) =>
      names
        .filter((name) => matchImage(`${name.replace(/\*$/, "any")}:${id === "dind" ? "dind" : "1"}`)?.family.id !== id)
        .map((name) => `${id}: ${name}`),
    );
    expect(hidden).toEqual([]);
  });

  it("has every name in one family only", () => {
    const names = IMAGE_FAMILIES.flatMap((family) => family.names);
    expect(names).toEqual([...new Set(names)]);
    expect(names.filter((name) => !/^[a-z0-9._\-/]+(\/\*)?$/.test(name))).toEqual([]);
    expect(names.filter((name) => /^(docker\.io|library)\//.test(name))).toEqual([]);
    expect(new Set(NAMES).size).toBe(175);
  });

  it("has a source, a title and evidence everywhere", () => {
    for (const { id, title, source, evidence, names, nfs, nfsSource } of IMAGE_FAMILIES) {
      expect(source, id).not.toBe("");
      expect(title, id).not.toBe("");
      expect(names.length, id).toBeGreaterThan(0);
      expect(["verified", "cited", "assumed"], id).toContain(evidence);
      expect(nfs === "unknown" || nfsSource !== "", id).toBe(true);
      if (evidence === "cited") expect(source, id).not.toMatch(/^general knowledge/);
    }
  });

  it("has clean absolute paths only", () => {
    for (const { id, layout } of layouts) {
      const { directories, volumes, alsoFine = [], withCommand = [], mountAt = "/x" } = layout;
      for (const path of [...directories, ...volumes, ...alsoFine, ...withCommand, mountAt]) {
        expect(path, id).toMatch(/^\/[^/]/);
        expect(cleanPath(path), id).toBe(path);
      }
    }
  });

  it("ends every list of layouts with one that always applies", () => {
    for (const { id, layouts: all } of IMAGE_FAMILIES) {
      const last = all.at(-1);
      if (last) expect([last.from, last.below, last.tagWord], id).toEqual([undefined, undefined, undefined]);
    }
  });

  it("moves only directories that a layout has", () => {
    for (const { id, layouts: all, movedBy = [] } of IMAGE_FAMILIES) {
      for (const { moves } of movedBy) {
        if (moves !== undefined)
          expect(
            all.some(({ directories }) => directories.includes(moves)),
            id,
          ).toBe(true);
      }
    }
  });

  it("counts no VOLUME as data that holds none", () => {
    const idle = [
      "/data/configdb",
      "/logs",
      "/var/log/mysql",
      "/mosquitto/log",
      "/opt/emqx/log",
      "/var/log/gitlab",
      "/opt/sonarqube/logs",
      "/opt/sonarqube/temp",
      "/docker-entrypoint-initdb.d",
      "/docker-entrypoint-preinitdb.d",
      "/etc/kafka/secrets",
      "/etc/zookeeper/secrets",
      "/mnt/shared/config",
      "/tmp",
      "/mnt/extra-addons",
      "/var/lib/arangodb3-apps",
      "/orientdb/backup",
      "/vault/logs",
      "/openbao/logs",
    ];
    const listed = layouts.flatMap(({ layout }) => layout.volumes);
    for (const path of idle) expect(listed, path).toContain(path);
    const data = new Set(layouts.flatMap(({ layout }) => layout.directories));
    expect(idle.filter((path) => data.has(path))).toEqual([]);
  });
});
