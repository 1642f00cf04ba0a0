import type { Severity } from "../../src/model/finding.ts";
import { type InvalidCase, type RuleCase, testRule } from "./harness.ts";

const PATHS: Readonly<Record<string, string>> = {
  postgres: "/var/lib/postgresql/data",
  "postgis/postgis": "/var/lib/postgresql/data",
  "pgvector/pgvector": "/var/lib/postgresql/data",
  "timescale/timescaledb": "/var/lib/postgresql/data",
  "bitnami/postgresql": "/bitnami/postgresql",
  mysql: "/var/lib/mysql",
  mariadb: "/var/lib/mysql",
  percona: "/var/lib/mysql",
  mongo: "/data/db",
  redis: "/data",
  "valkey/valkey": "/data",
  "eqalpha/keydb": "/data",
  rabbitmq: "/var/lib/rabbitmq",
  "getmeili/meilisearch": "/meili_data",
  influxdb: "/var/lib/influxdb2",
  nextcloud: "/var/www/html",
  "gitea/gitea": "/data",
  "codeberg.org/forgejo/forgejo": "/data",
  "prom/prometheus": "/prometheus",
  "grafana/grafana": "/var/lib/grafana",
  "cockroachdb/cockroach": "/cockroach/cockroach-data",
  "gitlab/gitlab-ce": "/var/opt/gitlab",
  "docker.elastic.co/elasticsearch/elasticsearch": "/usr/share/elasticsearch/data",
  "opensearchproject/opensearch": "/usr/share/opensearch/data",
};

const stack = (image: string, target?: string, volume = "data", more = ""): string => {
  const name = image.replace(/[⟦⟧']/g, "").replace(/(?<=[^/]):.*$|@.*$/, "");
  const path = target ?? PATHS[name.replace("harbor.example.org/library/", "")];
  if (path === undefined) throw new Error(`no path for ${name}`);
  return `services:\n  a:\n    image: ${image}\n    hostname: a\n    volumes: ['${volume}:${path}']\n    deploy: {placement: {constraints: [node.hostname == one]}}\n${more}volumes: {${volume}: }\n`;
};

/** From one image to another on the same volume, mounted where each wants it. */
const change = (before: string, after: string, severity: Severity, message: string): InvalidCase => ({
  name: `${before} to ${after}`,
  base: stack(`'${before}'`),
  yaml: stack(`⟦'${after}'⟧`),
  findings: [{ severity, message, service: "a", volume: "data" }],
});

const fine = (before: string, after: string): RuleCase => ({
  name: `${before} to ${after}`,
  base: stack(`'${before}'`),
  yaml: stack(`'${after}'`),
});

const DIGEST = `sha256:${"0".repeat(64)}`;
const MEILI = "getmeili/meilisearch";
const ELASTIC = "docker.elastic.co/elasticsearch/elasticsearch";
const UPGRADES_ITSELF = "    environment: {MEILI_UPGRADE_DB: 'true'}\n";

testRule("stateful-major-upgrade", {
  valid: [
    { name: "no base", yaml: stack("'postgres:17'") },
    fine("postgres:16.1", "postgres:16.9-alpine"),
    fine("postgres:16.9", "postgres:16.1"),
    fine("postgres:16", "postgis/postgis:16-3.4"),
    fine("timescale/timescaledb:2.17.2-pg16", "timescale/timescaledb:latest-pg16"),
    fine("bitnami/postgresql:15.4.0-debian-11-r0", "bitnami/postgresql:15.8.0-debian-12-r3"),
    fine("redis:6", "redis:7"),
    fine("redis:8.0", "redis:7.4"),
    fine("redis:7.2-alpine", "valkey/valkey:8-alpine"),
    fine("mysql:8.4.9", "mysql:8.4.3"),
    fine("mysql:8.0.40", "mysql:8.0"),
    fine("mongo:7.0.12", "mongo:7.0.5"),
    fine("nextcloud:29.0.5-apache", "nextcloud:29"),
    fine("rabbitmq:3.13.1-management", "rabbitmq:3.13-management-alpine"),
    fine(`${MEILI}:v1.12.8`, `${MEILI}:v1.12.3`),
    fine("gitea/gitea:1.20", "gitea/gitea:1.25"),
    fine("prom/prometheus:v2.55.1", "prom/prometheus:v3.0.0"),
    fine("prom/prometheus:v3.0.0", "prom/prometheus:v2.55.1"),
    fine("grafana/grafana:10.4.0", "grafana/grafana:12.1.0"),
    fine(`postgres:17@${DIGEST}`, "postgres:17.2"),
    { name: "a program that is not known", base: stack("'acme/a:1'", "/x"), yaml: stack("'acme/a:2'", "/x") },
    { name: "a tag from a variable", base: stack("'postgres:16'"), yaml: stack("'postgres:${TAG}'") },
    { name: "the same default", base: stack("'postgres:${TAG:-15}'"), yaml: stack("'postgres:${TAG:-15}-alpine'") },
    { name: "without a version in both", base: stack("postgres"), yaml: stack("'postgres:latest'") },
    { name: "a volume of its own", base: stack("'postgres:16'"), yaml: stack("'postgres:17'", undefined, "data17") },
    {
      name: "nothing is kept",
      base: "services: {a: {image: 'postgres:16'}}\n",
      yaml: "services: {a: {image: 'postgres:17'}}\n",
    },
    { name: "a digest", base: stack("'postgres:16'"), yaml: stack(`'postgres@${DIGEST}'`) },
  ],
  invalid: [
    {
      name: "up",
      base: stack("'postgres:16'"),
      yaml: stack("⟦'postgres:17'⟧"),
      findings: [
        {
          severity: "error",
          message:
            "When this change is deployed, `a` will not start: its data is of PostgreSQL 16, and version 17 opens no other major version's files.",
          help: "pg_upgrade",
          service: "a",
          volume: "data",
        },
      ],
    },
    {
      name: "on a node that is not fixed",
      base: "services: {a: {image: 'postgres:16', volumes: ['data:/var/lib/postgresql/data']}}\nvolumes: {data: }\n",
      yaml: "services: {a: {image: ⟦'postgres:17'⟧, volumes: ['data:/var/lib/postgresql/data']}}\nvolumes: {data: }\n",
      findings: [{ severity: "error", message: "On another node it starts empty.", service: "a", volume: "data" }],
    },
    change("postgres:17", "postgres:15", "error", "of PostgreSQL 17, and version 15 opens no other"),
    change("postgres:9.5", "postgres:9.6", "error", "of PostgreSQL 9.5, and version 9.6"),
    change("postgres:9.6", "postgres:10", "error", "of PostgreSQL 9.6, and version 10"),
    change("postgres:15", "postgis/postgis:16-3.4", "error", "its data is of PostgreSQL 15, and PostGIS 16"),
    change("timescale/timescaledb:2.17.2-pg16", "timescale/timescaledb:latest-pg17", "error", "version 17"),
    change("bitnami/postgresql:15.4.0-debian-11-r0", "bitnami/postgresql:16.1.0", "error", "version 16"),
    change("postgres:${TAG:-15}", "postgres:${TAG:-17}", "error", "of PostgreSQL 15"),
    change(
      "harbor.example.org/library/postgres:15",
      "harbor.example.org/library/postgres:17",
      "warning",
      "may not start",
    ),
    change("mysql:8.0", "mysql:8.4", "warning", "goes on with the data of MySQL 8.0: version 8.4 rewrites the files"),
    change("mysql:5.7", "mysql:8.4", "error", "version 8.4 cannot skip 8.0"),
    change("mysql:8.0.36", "mysql:9.2", "error", "starts on files of 8.4 or later only"),
    change("mysql:8.2.0", "mysql:8.0.35", "error", "version 8.0 opens no files of a newer series"),
    change("mysql:8.4", "mysql:8.0", "error", "of MySQL 8.4, and version 8.0"),
    change("mysql:9", "mysql:8", "error", "of MySQL 9, and version 8"),
    change("mysql:8.0.40", "mysql:8.0.27", "error", "of MySQL 8.0.40, and version 8.0.27"),
    change(
      "mysql:8.4",
      "mysql",
      "error",
      "version 26.7 or later starts on files of 9.7 or later only. The new tag has been 26.7 since 2026-07-27.",
    ),
    change("mariadb:10.11", "mariadb:10.6", "warning", "may not start: its data is of MariaDB 10.11"),
    change("mariadb:10.6", "mariadb:10.11", "warning", "needs `mariadb-upgrade` afterwards"),
    change("mongo:6.0", "mongo:8.0", "error", "starts only on files of the series right before it"),
    change("mongo:7.0", "mongo:8", "error", "of MongoDB 7.0, and version 8"),
    change("mongo:6.0", "mongo:7.0", "warning", "`setFeatureCompatibilityVersion`"),
    change("mongo:8.0", "mongo:6.0", "error", "opens no files of a newer series"),
    change("mongo:8.0", "mongo:7.0", "warning", "compatibility version was lowered"),
    change("mongo:6.0", "mongo", "error", "version 8.3 or later"),
    change("redis:8.0", "redis:7.2", "error", "version 7.2 cannot read the dump that 7.4 or later wrote"),
    change("redis:8.6", "redis:7.4", "error", "cannot read the dump that 8.6 or later wrote"),
    change("redis:7-alpine", "valkey/valkey:8-alpine", "warning", "its data may be of Redis 7.4"),
    change("redis:7.4-alpine", "valkey/valkey:8-alpine", "error", "of Redis 7.4, and Valkey 8 cannot read the dump"),
    change("redis:7.2", "eqalpha/keydb:x86_64_v6.3.4", "error", "KeyDB"),
    change("redis:alpine", "redis:7.4-alpine", "warning", "The old tag has been 8.10 since 2026-07-30."),
    change("valkey/valkey:9.0", "valkey/valkey:8.1", "error", "cannot read the dump that 9.0 or later wrote"),
    change("mariadb:10.5", "mysql:8.4", "warning", "of MariaDB 10.5, and MySQL 8.4 most likely cannot open"),
    change("mysql:8.0", "mariadb:11.4", "warning", "of MySQL 8.0, and MariaDB 11.4 most likely cannot open"),
    change(
      `${ELASTIC}:8.15.0`,
      "opensearchproject/opensearch:2.17.0",
      "warning",
      "of Elasticsearch 8, and OpenSearch 2",
    ),
    change(`${ELASTIC}:7.10.2`, `${ELASTIC}:8.15.0`, "error", "starts only after 7.17"),
    change(`${ELASTIC}:8.11.3`, `${ELASTIC}:9.1.3`, "error", "starts only after 8.19"),
    change(`${ELASTIC}:8.19.1`, `${ELASTIC}:8.15.0`, "error", "of Elasticsearch 8.19.1, and version 8.15.0"),
    change("rabbitmq:3.8", "rabbitmq:3.13", "error", "wants feature flags that the old one does not have"),
    change("rabbitmq:3.12-management", "rabbitmq:4.1-management", "error", "of RabbitMQ 3.12"),
    change("rabbitmq:3.13", "rabbitmq:4.2", "warning", "all feature flags were enabled"),
    change("rabbitmq:4.1", "rabbitmq:4.3", "error", "of RabbitMQ 4.1"),
    change(`${MEILI}:v1.6`, `${MEILI}:v1.11.1`, "error", "of Meilisearch 1.6"),
    change(`${MEILI}:v1.12.8`, `${MEILI}:v1.13.3`, "error", "opens only a database of its own version"),
    change(`${MEILI}:v1.30.0`, `${MEILI}:v1.30.1`, "error", "of Meilisearch 1.30.0, and version 1.30.1"),
    {
      name: "Meilisearch that upgrades itself",
      base: stack(`'${MEILI}:v1.12.8'`),
      yaml: stack(`⟦'${MEILI}:v1.13.3'⟧`).replace("    hostname: a\n", UPGRADES_ITSELF),
      findings: [
        { severity: "warning", message: "upgrades the database when it starts", service: "a", volume: "data" },
      ],
    },
    change("influxdb:2.7", "influxdb", "warning", "reads nothing of what 1 and 2 wrote"),
    change("nextcloud:27", "nextcloud:29", "error", "cannot skip a major version"),
    change("nextcloud:29.0.5", "nextcloud:29.0.3", "error", "not even of a patch"),
    change("nextcloud:28-fpm", "nextcloud:29-fpm", "warning", "leaves no way back"),
    change("gitea/gitea:1.22", "gitea/gitea:1.21", "error", "refuses the database of a newer one"),
    change(
      "gitea/gitea:1.23",
      "codeberg.org/forgejo/forgejo:10",
      "warning",
      "takes over databases of Gitea up to 1.22",
    ),
    change("prom/prometheus:v3.1.0", "prom/prometheus:v2.53.0", "error", "only 2.55 can"),
    change("grafana/grafana:12.1.0", "grafana/grafana:11.2.0", "warning", "alerts and dashboards may be missing"),
    {
      name: "CockroachDB over several releases",
      base: stack("'cockroachdb/cockroach:v23.1.5'").replace("hostname: a", "command: start-single-node"),
      yaml: stack("⟦'cockroachdb/cockroach:v25.2.1'⟧").replace("hostname: a", "command: start-single-node"),
      findings: [{ severity: "error", message: "finds the store too old", service: "a", volume: "data" }],
    },
    change("gitlab/gitlab-ce:16.2.1-ce.0", "gitlab/gitlab-ce:17.0.1-ce.0", "warning", "must be reached by way of 16.3"),
    {
      name: "with the mount where the new version wants it",
      base: stack("'postgres:17'"),
      yaml: stack("⟦'postgres:18'⟧", "/var/lib/postgresql"),
      findings: [{ severity: "error", message: "its data is of PostgreSQL 17", service: "a", volume: "data" }],
    },
    {
      name: "to no version, of the same series as the newest",
      base: stack("'mariadb:12.3'"),
      yaml: stack("⟦mariadb⟧"),
      findings: [
        {
          severity: "warning",
          message: "the tag of `a` names no version: any deploy can bring a newer one",
          help: "`:12.3`",
          service: "a",
          volume: "data",
        },
      ],
    },
    {
      name: "from no version to the newest",
      base: stack("mongo"),
      yaml: stack("⟦'mongo:8.3'⟧"),
      findings: [
        { severity: "note", message: "The old tag of `a` names no exact version", service: "a", volume: "data" },
      ],
    },
    {
      name: "from no version to an old one",
      base: stack("postgres", "/var/lib/postgresql/data"),
      yaml: stack("⟦'postgres:16'⟧"),
      findings: [{ severity: "warning", message: "its data may be of PostgreSQL 18", service: "a", volume: "data" }],
    },
    {
      name: "a program of which nothing is known beside the other",
      base: stack("'mysql:8.0'", "/var/lib/mysql"),
      yaml: stack("⟦'mongo:7.0'⟧"),
      findings: [
        { severity: "warning", message: "Whether it can read that is not known", service: "a", volume: "data" },
      ],
    },
  ],
});
