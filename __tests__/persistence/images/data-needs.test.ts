import { describe, expect, it } from "vitest";
import { type DataNeeds, dataNeeds } from "../../../src/persistence/images/data-needs.ts";
import { IMAGE_FAMILIES } from "../../../src/persistence/images/image-facts.ts";
import { matchImage } from "../../../src/persistence/images/images.ts";
import { readStack } from "../../../src/stack/load.ts";
import type { Service } from "../../../src/stack/model.ts";

interface Written {
  readonly command?: string | readonly string[];
  readonly entrypoint?: string | readonly string[];
  readonly environment?: Readonly<Record<string, string>> | readonly string[];
  readonly env_file?: string;
  readonly working_dir?: string;
}

/** The needs of a service as a stack file says it; variables are not set. */
function needsOf(image: string, written: Written = {}): DataNeeds {
  const text = JSON.stringify({ services: { a: { image, ...written } } });
  const stack = readStack([{ path: "stack.yml", text }], { variables: new Map(), unset: "unknown" });
  const service = stack.services[0] as Service;
  const match = matchImage(service.image?.value ?? "");
  if (!match) throw new Error(`${image} is not known`);
  return dataNeeds(match, service);
}

/** `?`: not certain; `[V]`: the image's VOLUME, with its path where that is above. */
function written({ directories }: DataNeeds): string[] {
  return directories.map(({ path, certain, imageVolume }) => {
    const volume = imageVolume === undefined ? "" : imageVolume === path ? " [V]" : ` [V ${imageVolume}]`;
    return `${path}${certain ? "" : "?"}${volume}`;
  });
}

type Stateful = readonly [image: string, written: Written, directories: readonly string[]];
type Other = readonly [image: string, written: Written, state: "stateless" | "unknown", why: RegExp];

const env = (environment: Readonly<Record<string, string>>): Written => ({ environment });
const run = (...command: readonly string[]): Written => ({ command });
const sh = (script: string): Written => ({ command: ["sh", "-c", script] });

const PG16 = "/var/lib/postgresql/data [V]";
const MYSQL = "/var/lib/mysql [V]";
const REDIS = "/data [V]";
const MONGO = "/data/db [V]";

const STATEFUL: readonly Stateful[] = [
  // PostgreSQL by version
  ["postgres:16", {}, [PG16]],
  ["postgres:18", {}, ["/var/lib/postgresql/18/docker [V /var/lib/postgresql]"]],
  ["postgres:19-alpine", {}, ["/var/lib/postgresql/19/docker [V /var/lib/postgresql]"]],
  ["postgres", {}, ["/var/lib/postgresql/data? [V /var/lib/postgresql]"]],
  ["postgres:latest", {}, ["/var/lib/postgresql/data? [V /var/lib/postgresql]"]],
  ["postgres:${TAG}", {}, ["/var/lib/postgresql/data? [V /var/lib/postgresql]"]],
  ["mirror.example/library/postgres:16", {}, ["/var/lib/postgresql/data? [V]"]],
  ["pgvector/pgvector:pg17", {}, ["/var/lib/postgresql/data [V]"]],
  ["timescale/timescaledb:2.26.4-pg18", {}, ["/var/lib/postgresql/18/docker [V /var/lib/postgresql]"]],
  ["timescale/timescaledb-ha:pg17", {}, ["/home/postgres/pgdata/data"]],
  ["bitnami/postgresql:16", {}, ["/bitnami/postgresql/data [V /bitnami/postgresql]"]],
  // Paths in the environment
  [
    "postgres:16",
    env({ PGDATA: "/var/lib/postgresql/data/pgdata" }),
    ["/var/lib/postgresql/data/pgdata [V /var/lib/postgresql/data]"],
  ],
  ["postgres:16", env({ PGDATA: "/pgdata/" }), ["/pgdata"]],
  ["postgres:16", env({ PGDATA: "" }), [PG16]],
  ["postgres:latest", env({ PGDATA: "/pgdata" }), ["/pgdata"]],
  ["mirror.example/postgres:16", env({ PGDATA: "/pgdata" }), ["/pgdata?"]],
  ["postgres:16", env({ POSTGRES_INITDB_WALDIR: "/wal" }), [PG16, "/wal"]],
  ["postgres:16", env({ POSTGRES_INITDB_WALDIR: "/var/lib/postgresql/data/wal" }), [PG16]],
  ["bitnami/postgresql:16", env({ POSTGRESQL_VOLUME_DIR: "/pg" }), ["/pg/data"]],
  ["bitnami/postgresql:16", env({ POSTGRESQL_DATA_DIR: "/d", POSTGRESQL_VOLUME_DIR: "/pg" }), ["/d"]],
  ["jenkins/jenkins:lts", env({ JENKINS_HOME: "/jenkins" }), ["/jenkins"]],
  ["registry:2", env({ REGISTRY_STORAGE_FILESYSTEM_ROOTDIRECTORY: "/registry" }), ["/registry"]],
  ["confluentinc/cp-kafka:7.6.0", env({ KAFKA_LOG_DIRS: "/k1, /k2" }), ["/k1", "/k2"]],
  ["influxdb:2.7", env({ INFLUXD_ENGINE_PATH: "/engine" }), ["/var/lib/influxdb2 [V]", "/engine"]],
  ["influxdb:2.7", env({ INFLUXD_BOLT_PATH: "/bolt/influxd.bolt" }), ["/var/lib/influxdb2 [V]", "/bolt"]],
  ["zookeeper:3.9", env({ ZOO_DATA_LOG_DIR: "/wal" }), ["/data [V]", "/wal"]],
  ["nextcloud:31", env({ NEXTCLOUD_DATA_DIR: "/files" }), ["/var/www/html/config [V /var/www/html]", "/files"]],
  ["metabase/metabase", env({ MB_DB_FILE: "/metabase-data/metabase.db" }), ["/metabase-data/metabase.db"]],
  ["vaultwarden/server", env({ DATA_FOLDER: "vault" }), ["/vault"]],
  ["elasticsearch:2.4", {}, ["/usr/share/elasticsearch/data [V]"]],
  ["elasticsearch:9.3.1", {}, ["/usr/share/elasticsearch/data"]],
  ["elasticsearch:8.12.2", env({ "path.data": "/es1,/es2" }), ["/es1", "/es2"]],
  ["caddy:2", env({ XDG_DATA_HOME: "/certs" }), ["/certs/caddy"]],
  ["getmeili/meilisearch:v1.11", env({ MEILI_DB_PATH: "./data.ms" }), ["/meili_data/data.ms"]],
  ["typesense/typesense:29.0", env({ TYPESENSE_DATA_DIR: "/data" }), ["/data"]],
  ["rabbitmq:4", env({ RABBITMQ_MNESIA_DIR: "/mnesia" }), ["/mnesia"]],
  ["quay.io/coreos/etcd:v3.5.18", env({ ETCD_DATA_DIR: "/etcd" }), ["/etcd"]],
  // A default that is relative starts where the service says
  ["quay.io/coreos/etcd:v3.5.4", { working_dir: "/data" }, ["/data?"]],
  ["quay.io/coreos/etcd:v3.5.4", { working_dir: "/data", ...env({ ETCD_DATA_DIR: "kv" }) }, ["/data/kv"]],
  ["redis:7", { working_dir: "/keep" }, ["/keep"]],
  ["valkey/valkey:8", { working_dir: "/keep", ...run("valkey-server", "--dir", "/data") }, ["/data [V]"]],
  ["redis:7", { working_dir: "/keep", ...run("redis-server", "--dir", "sub") }, ["/keep/sub"]],
  ["redis:7", { working_dir: "" }, [REDIS]],
  ["dgraph/dgraph:v24", { working_dir: "/d", ...run("dgraph", "alpha") }, ["/d"]],
  ["getmeili/meilisearch:v1.11", { working_dir: "/search" }, ["/search"]],
  ["cockroachdb/cockroach:v24.1.0", { working_dir: "/c", ...run("start-single-node") }, ["/c/cockroach-data"]],
  ["cockroachdb/cockroach:v24.1.0", { working_dir: "/c", ...run("start", "--store=one") }, ["/c/one"]],
  ["victoriametrics/victoria-metrics", { working_dir: "/vm" }, ["/vm/victoria-metrics-data"]],
  ["prom/prometheus:v3.1.0", { working_dir: "/p" }, ["/prometheus [V]"]],
  ["prom/prometheus:v3.1.0", { working_dir: "/p", ...run("--config.file=/etc/prometheus/p.yml") }, ["/p/data"]],
  ["surrealdb/surrealdb:v2", { working_dir: "/s", ...run("start", "rocksdb:a.db") }, ["/s/a.db"]],
  ["minio/minio:latest", { working_dir: "/m", ...run("server", "objects") }, ["/m/objects"]],
  ["postgres:16", { working_dir: "/p" }, [PG16]],
  ["filebrowser/filebrowser:v2", {}, ["/database? [V]", "/srv? [V]"]],
  ["filebrowser/filebrowser:v2", env({ FB_ROOT: "/files" }), ["/database? [V]", "/files?"]],
  // Paths in the command
  ["mysql:8", run("--datadir=/d"), ["/d"]],
  ["mysql:8", run("mysqld", "--datadir", "/d"), ["/d"]],
  ["mysql:8", run("--datadir="), [MYSQL]],
  ["mongo:7", run("mongod", "--dbpath", "/d"), ["/d"]],
  ["redis:7", run("redis-server", "--dir", "/d"), ["/d"]],
  ["redis:7", run("redis-server", "--dir", "./"), [REDIS]],
  ["postgres:16", run("postgres", "-D", "/pg"), ["/pg"]],
  ["prom/prometheus:v3.1.0", {}, ["/prometheus [V]"]],
  ["prom/prometheus:v3.1.0", run("--storage.tsdb.path=/prom"), ["/prom"]],
  ["prom/prometheus:v3.1.0", run("--config.file=/etc/prometheus/p.yml"), ["/prometheus/data [V /prometheus]"]],
  ["prom/prometheus:v3.1.0", run("--storage.tsdb.path=tsdb"), ["/prometheus/tsdb [V /prometheus]"]],
  ["prom/alertmanager", run("--config.file=/a.yml"), ["/alertmanager/data? [V /alertmanager]"]],
  ["elasticsearch:8.12.2", run("elasticsearch", "-Epath.data=/es"), ["/es"]],
  ["elasticsearch:8.12.2", run("elasticsearch", "-E", "path.data=/es"), ["/es"]],
  ["victoriametrics/victoria-metrics", run("--storageDataPath=/vm"), ["/vm"]],
  ["portainer/portainer-ce", run("-H", "unix:///var/run/docker.sock", "--data", "/p"), ["/p"]],
  ["influxdb:3-core", run("influxdb3", "serve", "--object-store=file", "--data-dir", "/i3"), ["/i3"]],
  ["filebrowser/filebrowser", run("-d", "/db/filebrowser.db"), ["/srv? [V]", "/db"]],
  ["adguard/adguardhome", run("-c", "/c/AdGuardHome.yaml"), ["/opt/adguardhome/work", "/c"]],
  ["typesense/typesense:29.0", run("--data-dir", "/data", "--api-key=xyz"), ["/data"]],
  // What engines need more than a table for
  ["percona/percona-server-mongodb:7.0", run("mongod", "--configsvr"), ["/data/configdb"]],
  ["eqalpha/keydb:latest", {}, ["/data [V]"]],
  ["bitnami/prometheus:3", {}, ["/opt/bitnami/prometheus/data"]],
  ["redis:7", {}, [REDIS]],
  ["redis:7", run("redis-server", "--appendonly", "no"), [REDIS]],
  ["redis:7", run("redis-server", "--save", "", "--appendonly", "yes"), [REDIS]],
  ["redis:7", run("redis-server", "--save", "60", "1", "--appendonly", "no"), [REDIS]],
  ["redis:7", run("redis-server", "/etc/redis.conf", "--save", ""), ["/data? [V]"]],
  ["redis:7", run("/etc/redis/redis.conf"), ["/data? [V]"]],
  ["redis:7", { command: "redis-server --requirepass ${PASSWORD}" }, [REDIS]],
  ["redis:7", run("redis-server --requirepass x"), [REDIS]],
  ["redis/redis-stack-server", env({ REDIS_ARGS: "--appendonly yes" }), ["/data"]],
  ["bitnami/redis:7", env({ REDIS_AOF_ENABLED: "no" }), ["/bitnami/redis/data"]],
  ["bitnami/mongodb:6.0", {}, ["/bitnami/mongodb/data/db"]],
  ["mongo:7", run("mongod", "--configsvr"), ["/data/configdb [V]"]],
  ["mongo:7", run("mongod", "--configsvr", "--dbpath", "/data/db"), [MONGO]],
  ["mongo:7", run("mongod", "--config", "/etc/mongod.conf"), ["/data/db? [V]"]],
  ["nats:2", run("-js"), ["/tmp/nats/jetstream"]],
  ["nats:2", run("--jetstream", "-sd", "/data"), ["/data"]],
  ["nats:2", run("nats-server", "-js", "-c", "/nats.conf"), ["/tmp/nats/jetstream?"]],
  ["nats:2", run("-js", "-sd", "data"), ["/data"]],
  ["hashicorp/consul:1.18", run("agent", "-server", "-bootstrap-expect=1"), ["/consul/data [V]"]],
  ["consul:1.15.4", run("agent", "-bootstrap", "-data-dir=/d"), ["/d"]],
  [
    "consul:1.15.4",
    { command: ["agent"], environment: { CONSUL_LOCAL_CONFIG: '{"server": true}' } },
    ["/consul/data [V]"],
  ],
  [
    "hashicorp/vault:1.15",
    { command: "server", environment: { VAULT_LOCAL_CONFIG: '{"storage": {"file": {"path": "/vault/file"}}}' } },
    ["/vault/file [V]"],
  ],
  [
    "hashicorp/vault:1.15",
    { command: "server", environment: { VAULT_LOCAL_CONFIG: 'storage "raft" { path = "/vault/data" node_id = "a" }' } },
    ["/vault/data"],
  ],
  [
    "openbao/openbao:2",
    { command: "server", environment: { BAO_LOCAL_CONFIG: '{"storage":{"file":{"path":"/openbao/file"}}}' } },
    ["/openbao/file [V]"],
  ],
  ["cockroachdb/cockroach:v24.1.0", run("start-single-node", "--insecure"), ["/cockroach/cockroach-data"]],
  ["cockroachdb/cockroach:v24.1.0", run("start", "--store=path=/a,size=10%", "--store=/b"), ["/a", "/b"]],
  ["cockroachdb/cockroach:v24.1.0", run("start", "--store=cockroach-data"), ["/cockroach/cockroach-data"]],
  ["surrealdb/surrealdb:v2", run("start", "--user", "root", "rocksdb:/data/db"), ["/data/db"]],
  ["surrealdb/surrealdb:v2", run("start", "--pass", "${PASSWORD}", "surrealkv://store.db"), ["/store.db"]],
  ["surrealdb/surrealdb:v2", { command: "start", environment: { SURREAL_PATH: "rocksdb:///data" } }, ["/data"]],
  ["apache/kafka:4.0.0", {}, ["/tmp/kraft-combined-logs"]],
  ["apache/kafka:4.0.0", env({ KAFKA_HEAP_OPTS: "-Xmx1g" }), ["/tmp/kraft-combined-logs"]],
  ["apache/kafka:4.0.0", env({ KAFKA_NODE_ID: "1" }), ["/tmp/kafka-logs"]],
  [
    "apache/kafka:4.0.0",
    env({ KAFKA_NODE_ID: "1", KAFKA_LOG_DIRS: "/var/lib/kafka/data" }),
    ["/var/lib/kafka/data [V]"],
  ],
  ["apache/kafka:4.0.0", { environment: { KAFKA_NODE_ID: "1" }, env_file: "a.env" }, ["/tmp/kafka-logs?"]],
  ["minio/minio", run("server", "/data", "--console-address", ":9001"), [REDIS]],
  ["minio/minio", run("minio", "server", "--console-address=:9001", "--quiet", "/export"), ["/export"]],
  ["minio/minio", run("server", "http://minio{1...4}:9000/disk{1...2}"), ["/disk1", "/disk2"]],
  ["minio/minio", run("server", "/disk{1...999}"), ["/disk"]],
  ["minio/minio", run("server", "files"), ["/files"]],
  ["minio/minio", run("gateway", "nas", "/nas"), ["/nas"]],
  ["minio/minio", { command: "server", environment: { MINIO_VOLUMES: "/a /b" } }, ["/a", "/b"]],
  ["bitnami/minio:2024", {}, ["/bitnami/minio/data?"]],
  ["registry:2", {}, ["/var/lib/registry [V]"]],
  ["registry:2", env({ REGISTRY_STORAGE: "filesystem" }), ["/var/lib/registry [V]"]],
  ["registry:2", run("/etc/docker/registry/config.yml"), ["/var/lib/registry [V]"]],
  ["registry:2", run("serve", "/config.yml"), ["/var/lib/registry? [V]"]],
  ["traefik:v3", run("--certificatesresolvers.le.acme.storage=/letsencrypt/acme.json"), ["/letsencrypt"]],
  ["traefik:v3", run("--certificatesResolvers.LE.acme.email=a@b.c"), ["/acme.json"]],
  [
    "traefik:v3",
    run("--certificatesresolvers.a.acme.storage=/a/acme.json", "--certificatesresolvers.b.acme.storage=/b/acme.json"),
    ["/a", "/b"],
  ],
  ["traefik:v3", env({ TRAEFIK_CERTIFICATESRESOLVERS_LE_ACME_STORAGE: "/certs/acme.json" }), ["/certs"]],
  ["traefik:v1.7", run("--docker", "--acme", "--acme.storage=/acme/acme.json"), ["/acme"]],
  ["n8nio/n8n:1.1", {}, ["/home/node/.n8n"]],
  ["n8nio/n8n:1.1", env({ DB_TYPE: "sqlite" }), ["/home/node/.n8n"]],
  ["n8nio/n8n:1.1", env({ DB_TYPE: "postgresdb" }), ["/home/node/.n8n?"]],
  ["n8nio/n8n:1.1", env({ DB_TYPE: "postgresdb", N8N_USER_FOLDER: "/n" }), ["/n/.n8n"]],
  [
    "n8nio/n8n:1.1",
    env({ DB_TYPE: "postgresdb", N8N_ENCRYPTION_KEY: "k", N8N_DEFAULT_BINARY_DATA_MODE: "filesystem" }),
    ["/home/node/.n8n"],
  ],
  ["redmine:6", {}, ["/usr/src/redmine/files [V]", "/usr/src/redmine/sqlite"]],
  ["redmine:6", env({ REDMINE_DB_POSTGRES: "db" }), ["/usr/src/redmine/files [V]"]],
  ["redmine:6", { env_file: "a.env" }, ["/usr/src/redmine/files? [V]", "/usr/src/redmine/sqlite?"]],
  ["rocketchat/rocket.chat:8", env({ OVERWRITE_SETTING_FileUpload_Storage_Type: "FileSystem" }), ["/app/uploads [V]"]],
  ["milvusdb/milvus:v2.5", run("milvus", "run", "standalone"), ["/var/lib/milvus"]],
  // Databases beside the data
  ["grafana/grafana:12.4.0", {}, ["/var/lib/grafana"]],
  ["grafana/grafana:12.4.0", env({ GF_DATABASE_TYPE: "sqlite3" }), ["/var/lib/grafana"]],
  ["grafana/grafana:12.4.0", env({ GF_PATHS_DATA: "/g" }), ["/g"]],
  ["quay.io/keycloak/keycloak:26.3", run("start-dev"), ["/opt/keycloak/data"]],
  ["quay.io/keycloak/keycloak:26.3", { command: "start", environment: { KC_DB: "dev-file" } }, ["/opt/keycloak/data"]],
  ["metabase/metabase", env({ MB_DB_TYPE: "h2" }), ["/metabase.db"]],
  ["sonarqube:lts", env({ SONAR_JDBC_URL: "jdbc:h2:tcp://localhost/sonar" }), ["/opt/sonarqube/data [V]"]],
  ["chromadb/chroma:1.0", env({ IS_PERSISTENT: "TRUE" }), ["/data"]],
  ["gitea/gitea:1", env({ GITEA__database__DB_TYPE: "postgres" }), ["/data [V]"]],
  ["vaultwarden/server", env({ DATABASE_URL: "postgresql://u@db/v" }), ["/data [V]"]],
  // The rest of the table
  ["gitlab/gitlab-ce:latest", {}, ["/var/opt/gitlab [V]", "/etc/gitlab [V]"]],
  ["jc21/nginx-proxy-manager", {}, ["/data [V]", "/etc/letsencrypt"]],
  ["confluentinc/cp-zookeeper:7", {}, ["/var/lib/zookeeper/data [V]", "/var/lib/zookeeper/log [V]"]],
  ["confluentinc/confluent-local", {}, ["/tmp/kraft-combined-logs"]],
  ["linuxserver/sonarr", {}, ["/config? [V]"]],
  ["grafana/loki:3", {}, ["/loki?"]],
  ["grafana/loki:3", run("-config.file=/etc/loki/local-config.yaml"), ["/loki?"]],
  ["docker:dind-rootless", {}, ["/home/rootless/.local/share/docker? [V]"]],
  // An `env_file` could say otherwise
  ["postgres:16", { env_file: "db.env" }, ["/var/lib/postgresql/data? [V]"]],
  ["valkey/valkey:8", { env_file: "v.env" }, ["/data? [V]"]],
  ["valkey/valkey:8", { env_file: "v.env", environment: { VALKEY_EXTRA_FLAGS: "--loglevel warning" } }, ["/data [V]"]],
  ["redis/redis-stack", { env_file: "r.env" }, ["/data?"]],
  ["redis:7", { env_file: "r.env" }, ["/data [V]"]],
  ["hashicorp/consul:1.20", { command: "agent -server", env_file: "c.env" }, ["/consul/data? [V]"]],
  ["emqx:5", env({ EMQX_NODE__DATA_DIR: "/e" }), ["/e"]],
  ["docker.dragonflydb.io/dragonflydb/dragonfly:v1", env({ DFLY_dir: "/d" }), ["/d"]],
  ["postgres:16", { env_file: "db.env", environment: { PGDATA: "/pg" } }, ["/pg"]],
  ["mysql:8", { env_file: "db.env" }, [MYSQL]],
  ["redis:7", run("redis-server", "--save", "${SAVE}", "--appendonly", "yes"), [REDIS]],
  ["redis:7", run("redis-server", "${FLAGS}"), ["/data? [V]"]],
  ["redis:7", run("redis-server", "--appendonly", "${FILE}", "--port=1", "${FLAGS}", "--dir", "/d"), ["/d"]],
  ["redis:7", sh("redis-server $$FLAGS"), ["/data? [V]"]],
  // Programs, wrappers and scripts that start the engine
  ["postgres:16", run("postgres", "-c", "max_connections=200"), [PG16]],
  ["postgres:16", run("-c", "shared_buffers=1GB"), [PG16]],
  ["postgres:16", run("docker-entrypoint.sh", "postgres"), [PG16]],
  ["postgres:16", { entrypoint: "docker-entrypoint.sh", command: ["-c", "fsync=off"] }, [PG16]],
  [
    "postgres:16",
    { entrypoint: ["/sbin/tini", "--", "/usr/local/bin/docker-entrypoint.sh"], command: "postgres" },
    [PG16],
  ],
  ["postgres:16", { entrypoint: ["sh", "-c", "exec docker-entrypoint.sh postgres"] }, [PG16]],
  ["postgres:16", run("su", "postgres", "-c", "postgres"), [PG16]],
  ["postgres:16", run("wait-for-it.sh", "db:5432", "--", "postgres"), [PG16]],
  ["mysql:8", run("gosu", "mysql", "mysqld", "--datadir=/d"), ["/d"]],
  ["mysql:8", run("env", "-u", "X", "TZ=UTC", "timeout", "-k", "5", "60", "mysqld"), [MYSQL]],
  ["mongo:7", sh("sleep 5 && exec mongod --dbpath /d"), ["/d"]],
  ["mongo:7", sh("(sleep 5; mongosh --eval 'rs.initiate()') & docker-entrypoint.sh mongod --replSet rs"), [MONGO]],
  ["redis:7", sh('/init.sh; exec redis-server --dir "/r" # a remark'), ["/r"]],
  [
    "redis:7",
    { command: ["bash", "-euo", "pipefail", "-c", "cat > /r.conf <<EOF\nredis-cli\nEOF\nredis-server /r.conf"] },
    ["/data? [V]"],
  ],
  ["redis:7", sh('echo `date` $$(date) \\\n && redis-server \\\n  --dir "/a\\"b" 2>&1'), ['/a"b']],
  ["redis:7", sh("if [ -f /x ]; then X=1 redis-server --dir /r\\ s; fi"), ["/r s"]],
  ["odoo:18", sh("chown odoo /var/lib/odoo\n/entrypoint.sh odoo"), ["/var/lib/odoo [V]"]],
  ["bitnami/redis:7", run("/opt/bitnami/scripts/redis/run.sh"), ["/bitnami/redis/data"]],
  ["bitnami/redis:7", { entrypoint: "/opt/bitnami/scripts/redis/entrypoint.sh" }, ["/bitnami/redis/data"]],
  ["docker.redpanda.com/redpandadata/redpanda:v25", run("redpanda start", "--smp 1"), ["/var/lib/redpanda/data?"]],
];

const OTHERS: readonly Other[] = [
  // Nothing is kept
  ["memcached:1", {}, "stateless", /keeps nothing/],
  ["telegraf", {}, "stateless", /keeps nothing/],
  ["redis:7", run("redis-server", "--save", "", "--appendonly", "no"), "stateless", /turned off/],
  ["redis:7", { command: "redis-server --save '' --appendonly no" }, "stateless", /turned off/],
  ["redis:7", run("--save", ""), "stateless", /turned off/],
  ["redis:7", run("redis-server", '--save ""', "--appendonly no"), "stateless", /turned off/],
  ["redis:7", run("redis-server", "--save", "--appendonly", "no"), "stateless", /turned off/],
  ["redis:7", run("redis-server", "/r.conf", "--save", "", "--appendonly", "no"), "stateless", /turned off/],
  ["redis/redis-stack-server", env({ REDIS_ARGS: '--save "" --appendonly no' }), "stateless", /turned off/],
  ["redis:7", run("redis-server", "/s.conf", "--sentinel"), "stateless", /Sentinel/],
  ["bitnami/redis:7", env({ REDIS_AOF_ENABLED: "no", REDIS_RDB_POLICY_DISABLED: "yes" }), "stateless", /turned off/],
  ["bitnami/valkey:8", env({ VALKEY_AOF_ENABLED: "no", VALKEY_RDB_POLICY_DISABLED: "yes" }), "stateless", /turned off/],
  ["mongo:7", run("mongos", "--configdb", "c/a:27019"), "stateless", /`mongos`/],
  ["mongo:7", run("mongod", "--storageEngine", "inMemory"), "stateless", /memory/],
  ["nats:2", {}, "stateless", /JetStream/],
  ["nats:2", run("--cluster_name", "c"), "stateless", /JetStream/],
  ["nats:2", run("-js=false"), "stateless", /JetStream/],
  ["consul", {}, "stateless", /development/],
  ["hashicorp/consul:1.18", run("agent", "-dev"), "stateless", /development/],
  ["hashicorp/vault:1.15", {}, "stateless", /development/],
  ["hashicorp/vault:1.15", run("server", "-dev"), "stateless", /development/],
  [
    "hashicorp/vault:1.15",
    { command: "server", environment: { VAULT_LOCAL_CONFIG: '{"backend":{"consul":{"address":"c"}}}' } },
    "stateless",
    /another service/,
  ],
  ["cockroachdb/cockroach:v24.1.0", run("start-single-node", "--store=type=mem,size=1GB"), "stateless", /memory/],
  ["surrealdb/surrealdb:v2", run("start", "memory"), "stateless", /memory/],
  ["surrealdb/surrealdb:v2", run("start"), "stateless", /memory/],
  ["influxdb:3-core", run("influxdb3", "serve", "--object-store", "s3"), "stateless", /object store/],
  ["influxdb:3-core", env({ INFLUXDB3_OBJECT_STORE: "memory" }), "stateless", /memory/],
  ["prom/prometheus", run("--agent"), "stateless", /agent mode/],
  ["prom/prometheus", run("--enable-feature=exemplar-storage,agent"), "stateless", /agent mode/],
  ["milvusdb/milvus:v2.5", run("milvus", "run", "proxy"), "stateless", /etcd/],
  ["minio/minio", run("gateway", "s3"), "stateless", /gateway/],
  ["registry:2", env({ REGISTRY_STORAGE: "s3" }), "stateless", /REGISTRY_STORAGE/],
  ["registry:2", env({ REGISTRY_STORAGE_S3_BUCKET: "b" }), "stateless", /REGISTRY_STORAGE_S3_BUCKET/],
  ["registry:2", env({ REGISTRY_PROXY_REMOTEURL: "https://registry-1.docker.io" }), "stateless", /cache/],
  ["traefik:v3", run("--providers.swarm"), "stateless", /resolver/],
  ["traefik:v1.7", run("--consul", "--acme", "--acme.storage=traefik/acme"), "stateless", /key-value store/],
  ["n8nio/n8n:1.1", env({ DB_TYPE: "postgresdb", N8N_ENCRYPTION_KEY: "k" }), "stateless", /encryption key is given/],
  ["n8nio/n8n:1.1", run("worker"), "stateless", /`worker`/],
  [
    "rocketchat/rocket.chat:8",
    env({ OVERWRITE_SETTING_FileUpload_Storage_Type: "AmazonS3" }),
    "stateless",
    /another service/,
  ],
  // The records are in another service
  ["grafana/grafana", env({ GF_DATABASE_TYPE: "postgres" }), "stateless", /GF_DATABASE_TYPE/],
  ["grafana/grafana", env({ GF_DATABASE_URL: "mysql://u:${PASSWORD}@db/g" }), "stateless", /GF_DATABASE_URL/],
  ["quay.io/keycloak/keycloak:26.3", { command: "start", environment: { KC_DB: "postgres" } }, "stateless", /KC_DB/],
  ["quay.io/keycloak/keycloak:26.3", run("start", "--db=mariadb"), "stateless", /--db/],
  ["quay.io/keycloak/keycloak:26.3", run("start-dev", "--db", "dev-mem"), "stateless", /memory/],
  ["metabase/metabase", env({ MB_DB_TYPE: "postgres" }), "stateless", /MB_DB_TYPE/],
  ["metabase/metabase", env({ MB_DB_CONNECTION_URI: "postgres://db/m" }), "stateless", /MB_DB_CONNECTION_URI/],
  ["sonarqube:lts", env({ SONAR_JDBC_URL: "jdbc:postgresql://db/sonar" }), "stateless", /SONAR_JDBC_URL/],
  ["chromadb/chroma:0.5.0", env({ IS_PERSISTENT: "FALSE" }), "stateless", /another service|memory/],
  // Clients and jobs
  ["postgres:16", run("pg_dump", "-h", "db"), "stateless", /`pg_dump` and not the PostgreSQL server/],
  ["postgres:16", { entrypoint: ["psql"], command: ["-c", "select 1"] }, "stateless", /`psql`/],
  ["postgres:16", sh("pg_dump -h db app > /backups/$$(date +%F).sql"), "stateless", /`pg_dump`/],
  ["postgres:16", sh("while true; do pg_dump -h db app | gzip > /b/a.gz; sleep 86400; done"), "stateless", /`pg_dump`/],
  [
    "postgres:16",
    sh("until pg_isready -h db; do sleep 1; done; for f in /sql/*; do psql -f $$f; done"),
    "stateless",
    /`pg_isready`/,
  ],
  ["postgres:16", sh("pg_dump -h db app | aws s3 cp - s3://b/app.sql"), "stateless", /`pg_dump`/],
  ["postgres:16", run("sleep", "infinity"), "stateless", /`sleep`/],
  ["postgres:16", sh("while :; do sleep 60; done"), "stateless", /does not start the PostgreSQL server/],
  ["postgres:16", run("crond", "-f"), "stateless", /`crond`/],
  ["postgres:16", run("tail", "-f", "/dev/null"), "stateless", /`tail`/],
  ["mysql:8", run("mysqldump", "--all-databases"), "stateless", /`mysqldump`/],
  [
    "mariadb:11",
    { entrypoint: ["/bin/sh", "-c"], command: ["sleep 60; mariadb-dump -h db > /b/d.sql 2>&1"] },
    "stateless",
    /`mariadb-dump`/,
  ],
  ["mongo:7", run("mongosh", "mongo/app", "--eval", "rs.status()"), "stateless", /`mongosh`/],
  ["redis:7", sh("sleep 1 && redis-cli -h db GET message"), "stateless", /`redis-cli`/],
  ["apache/kafka:4.0.0", run("/opt/kafka/bin/kafka-topics.sh", "--create"), "stateless", /`kafka-topics.sh`/],
  ["cockroachdb/cockroach:v24.1.0", run("init", "--insecure"), "stateless", /`init`/],
  ["cockroachdb/cockroach:v24.1.0", { entrypoint: ["cockroach", "sql"] }, "stateless", /`cockroach sql`/],
  ["registry:2", run("garbage-collect", "/etc/docker/registry/config.yml"), "stateless", /`garbage-collect`/],
  [
    "minio/minio",
    { entrypoint: ["/bin/sh", "-c", "mc alias set m http://minio:9000 a b; mc mb m/x"] },
    "stateless",
    /`mc`/,
  ],
  // Not to be told
  ["postgres:16", env({ PGDATA: "${DIR}" }), "unknown", /`PGDATA` depends on `DIR`/],
  ["postgres:16", env({ PGDATA: "/x/${DIR}" }), "unknown", /`DIR`/],
  ["postgres:16", { environment: ["PGDATA"] }, "unknown", /`PGDATA` is taken from the environment/],
  ["postgres:16", env({ PGDATA: "relative" }), "unknown", /directory that is not known/],
  ["postgres:16", run("${COMMAND}"), "unknown", /depends on `COMMAND`/],
  ["postgres:16", run("bash"), "unknown", /shell/],
  ["postgres:16", run("sh", "/backup.sh"), "unknown", /script/],
  ["postgres:16", sh("/backup.sh"), "unknown", /cannot be told/],
  ["postgres:16", sh("pg_isready && . /start"), "unknown", /cannot be told/],
  ["postgres:16", sh("mkdir -p /x"), "unknown", /cannot be told/],
  ["postgres:16", sh("restic backup /x; sleep 1"), "unknown", /cannot be told/],
  ["postgres:16", run("backup-tool"), "unknown", /something else/],
  ["postgres:16", { entrypoint: "/custom.sh" }, "unknown", /entrypoint is replaced/],
  ["postgres:16", { entrypoint: ["sleep", "infinity"] }, "unknown", /entrypoint is replaced/],
  ["postgres:16", { entrypoint: ["sh", "-c", "sleep infinity"] }, "unknown", /entrypoint is replaced/],
  ["redis:7", sh('redis-server --dir "$$DIR"'), "unknown", /container's shell/],
  ["redis:7", run("redis-server", "--save", "${SAVE}"), "unknown", /`SAVE`/],
  ["redis:7", run("redis-server", "--save", "", "--appendonly", "${FILE}"), "unknown", /`FILE`/],
  ["valkey/valkey:8", env({ VALKEY_EXTRA_FLAGS: "--dir /v" }), "unknown", /`VALKEY_EXTRA_FLAGS` names/],
  [
    "hashicorp/consul:1.20",
    { command: "agent -server", environment: { CONSUL_LOCAL_CONFIG: '{"data_dir": "/c"}' } },
    "unknown",
    /`CONSUL_LOCAL_CONFIG` names/,
  ],
  ["surrealdb/surrealdb:v2", { command: "start", env_file: "s.env" }, "unknown", /may set `SURREAL_PATH`/],
  ["redis/redis-stack", { environment: ["REDIS_ARGS"] }, "unknown", /`REDIS_ARGS`/],
  ["redis/redis-stack", env({ REDIS_ARGS: "${ARGS}" }), "unknown", /`ARGS`/],
  ["grafana/grafana", env({ GF_DATABASE_TYPE: "${TYPE}" }), "unknown", /`GF_DATABASE_TYPE` depends on `TYPE`/],
  ["grafana/grafana", env({ GF_DATABASE_URL: "${URL}" }), "unknown", /`URL`/],
  ["grafana/grafana", env({ GF_DATABASE_TYPE__FILE: "/run/secrets/t" }), "unknown", /`GF_DATABASE_TYPE__FILE`/],
  ["grafana/grafana", { environment: ["GF_DATABASE_TYPE"] }, "unknown", /`GF_DATABASE_TYPE`/],
  ["grafana/grafana", { env_file: "g.env" }, "unknown", /`env_file`/],
  ["n8nio/n8n:1.1", env({ DB_TYPE: "${DB}" }), "unknown", /`DB`/],
  ["n8nio/n8n:1.1", { environment: ["DB_TYPE"] }, "unknown", /`DB_TYPE`/],
  ["n8nio/n8n:1.1", { env_file: "n.env" }, "unknown", /`DB_TYPE`/],
  ["n8nio/n8n:1.1", { env_file: "n.env", environment: { DB_TYPE: "postgresdb" } }, "unknown", /`N8N_ENCRYPTION_KEY`/],
  ["registry:2", env({ REGISTRY_STORAGE: "${STORAGE}" }), "unknown", /`STORAGE`/],
  ["registry:2", { environment: ["REGISTRY_STORAGE"] }, "unknown", /`REGISTRY_STORAGE`/],
  ["registry:2", env({ REGISTRY_PROXY_REMOTEURL: "${URL}" }), "unknown", /`URL`/],
  ["registry:2", { environment: ["REGISTRY_PROXY_REMOTEURL"] }, "unknown", /`REGISTRY_PROXY_REMOTEURL`/],
  ["eclipse-mosquitto:2", {}, "unknown", /mosquitto\.conf/],
  ["rocketchat/rocket.chat:8", {}, "unknown", /MongoDB/],
  ["rocketchat/rocket.chat:8", env({ OVERWRITE_SETTING_FileUpload_Storage_Type: "${T}" }), "unknown", /`T`/],
  ["rocketchat/rocket.chat:8", { environment: ["OVERWRITE_SETTING_FileUpload_Storage_Type"] }, "unknown", /deploy/],
  ["nats:2", run("-c", "/nats.conf"), "unknown", /configuration file/],
  ["nats:2", run("-js", "-sd", "${DIR}"), "unknown", /`DIR`/],
  ["consul", run("agent", "-client", "0.0.0.0"), "unknown", /server or a client/],
  ["consul", run("agent", "-server=false"), "unknown", /server or a client/],
  ["hashicorp/vault:1.15", run("server"), "unknown", /configuration file/],
  ["hashicorp/vault:1.15", { command: "server", environment: ["VAULT_LOCAL_CONFIG"] }, "unknown", /VAULT_LOCAL_CONFIG/],
  [
    "hashicorp/vault:1.15",
    { command: "server", environment: { VAULT_LOCAL_CONFIG: 'storage "raft" { path = "${DIR}" }' } },
    "unknown",
    /`DIR`/,
  ],
  [
    "hashicorp/vault:1.15",
    { command: "server", environment: { VAULT_LOCAL_CONFIG: 'storage "raft" { }' } },
    "unknown",
    /no path/,
  ],
  ["cockroachdb/cockroach:v24.1.0", {}, "unknown", /without a command/],
  ["cockroachdb/cockroach:v24.1.0", run("start", "--store=${STORE}"), "unknown", /`STORE`/],
  ["surrealdb/surrealdb:v2", run("start", "${DB_PATH}"), "unknown", /`DB_PATH`/],
  ["surrealdb/surrealdb:v2", { command: "start", environment: ["SURREAL_PATH"] }, "unknown", /`SURREAL_PATH`/],
  ["influxdb:3-core", env({ INFLUXDB3_OBJECT_STORE: "${STORE}" }), "unknown", /`STORE`/],
  ["influxdb:3-core", { environment: ["INFLUXDB3_OBJECT_STORE"] }, "unknown", /deploy/],
  ["minio/minio", {}, "unknown", /MINIO_VOLUMES/],
  ["minio/minio", { environment: ["MINIO_VOLUMES"] }, "unknown", /MINIO_VOLUMES/],
  ["minio/minio", run("server", "${DIR}"), "unknown", /`DIR`/],
  ["typesense/typesense:29.0", {}, "unknown", /nothing says/],
  ["traefik:v3", {}, "unknown", /configuration file/],
  ["traefik:v3", run("--configFile=/t.yml"), "unknown", /configuration file/],
  ["traefik:v3", { command: ["--api"], env_file: "t.env" }, "unknown", /configuration file/],
  ["traefik:v1.7", run("--consul"), "unknown", /key-value store/],
  ["traefik:v3", run("traefik", "${FLAGS}"), "unknown", /variable/],
  ["traefik:v3", run("--certificatesresolvers.le.acme.storage=${FILE}"), "unknown", /`FILE`/],
  ["traefik:v3", { environment: ["TRAEFIK_CERTIFICATESRESOLVERS_LE_ACME_STORAGE"] }, "unknown", /deploy/],
  ["eqalpha/keydb:latest", run("keydb-server", "--save", "", "--appendonly", "no"), "stateless", /turned off/],
  ["bitnami/prometheus:3", run("--agent"), "stateless", /agent mode/],
  ["grafana/loki:3", run("-config.file=/etc/loki/mine.yaml"), "unknown", /configuration file/],
  ["grafana/tempo:2.3.1", run("-config.file=/etc/tempo.yml"), "unknown", /configuration file/],
];

const label = (image: string, service: Written): string => `${image} ${JSON.stringify(service)}`;

describe("dataNeeds", () => {
  for (const [image, service, directories] of STATEFUL) {
    it(`${label(image, service)} keeps ${directories.join(", ")}`, () => {
      const needs = needsOf(image, service);
      expect(written(needs), needs.why).toEqual(directories);
      expect(needs.state).toBe("stateful");
    });
  }

  for (const [image, service, state, why] of OTHERS) {
    it(`${label(image, service)} is ${state}`, () => {
      const needs = needsOf(image, service);
      expect(needs.why).toMatch(why);
      expect(needs.state).toBe(state);
      expect([needs.directories, needs.alsoFine]).toEqual([[], []]);
    });
  }

  it("is tested for every family with logic of its own", () => {
    const tested = new Set([...STATEFUL, ...OTHERS].map(([image]) => matchImage(image)?.family.id));
    const missing = IMAGE_FAMILIES.filter(({ id, logic }) => logic !== undefined && !tested.has(id));
    expect(missing.map(({ id }) => id)).toEqual([]);
  });

  it("never shows a value of a variable that it does not need", () => {
    const secret = "s3cret-value";
    const services: Written[] = [
      env({ GF_DATABASE_URL: `mysql://u:${secret}@db/g` }),
      env({ GF_DATABASE_URL: `\${SCHEME}://u:${secret}@db/g` }),
      { command: ["grafana-server", "--token", secret] },
      { command: [`/${secret}/tool`] },
    ];
    for (const service of services) expect(needsOf("grafana/grafana", service).why).not.toContain(secret);
  });

  it("takes the last of a flag that is given twice", () => {
    expect(written(needsOf("mysql:8", run("--datadir=/a", "--datadir=/b")))).toEqual(["/b"]);
  });
});

describe("where a volume belongs", () => {
  const mountAt = (image: string, service?: Written) => needsOf(image, service).directories.map((one) => one.mountAt);

  it("is the image's VOLUME", () => {
    expect(mountAt("postgres:18")).toEqual(["/var/lib/postgresql"]);
    expect(mountAt("postgres:16", env({ PGDATA: "/var/lib/postgresql/data/pgdata" }))).toEqual([
      "/var/lib/postgresql/data",
    ]);
    expect(mountAt("prom/prometheus", run("--config.file=/p.yml"))).toEqual(["/prometheus"]);
  });

  it("is what the documentation names", () => {
    expect(mountAt("bitnami/mongodb:6.0")).toEqual(["/bitnami/mongodb"]);
    expect(mountAt("bitnami/kafka:3.4", env({ KAFKA_CFG_LOG_DIRS: "/k" }))).toEqual(["/k"]);
  });

  it("is the directory itself else", () => {
    expect(mountAt("elasticsearch:8.12.2")).toEqual(["/usr/share/elasticsearch/data"]);
  });
});

describe("what is fine instead", () => {
  const fine = (image: string, service?: Written) => needsOf(image, service).alsoFine;

  it("is a part of the directory that holds all that matters", () => {
    expect(fine("wordpress:6")).toEqual(["/var/www/html/wp-content"]);
    expect(fine("rabbitmq:4")).toEqual(["/var/lib/rabbitmq/mnesia"]);
    expect(fine("mcr.microsoft.com/mssql/server:2022-latest")).toEqual(["/var/opt/mssql/data"]);
  });

  it("is the file itself", () => {
    expect(fine("traefik:v3", run("--certificatesresolvers.le.acme.storage=/l/acme.json"))).toEqual(["/l/acme.json"]);
    expect(fine("nats:2", run("-js", "-sd", "/data"))).toEqual(["/data/jetstream"]);
  });

  it("is gone when a setting moves the data", () => {
    expect(fine("rabbitmq:4", env({ RABBITMQ_MNESIA_DIR: "/m" }))).toEqual([]);
  });
});

describe("the class for NFS", () => {
  const nfs = (image: string, service?: Written) => needsOf(image, service).nfs;

  it("is the family's", () => {
    expect(nfs("postgres:16")).toBe("conditional");
    expect(nfs("redis:7", run("redis-cli"))).toBe("discouraged");
  });

  it("changes when the embedded database is not used", () => {
    expect(nfs("nextcloud:31")).toBe("discouraged");
    expect(nfs("nextcloud:31", env({ POSTGRES_HOST: "db" }))).toBe("ok");
    expect(nfs("nextcloud:31", env({ POSTGRES_HOST: "${HOST}" }))).toBe("unknown");
    expect(nfs("nextcloud:31", { env_file: "n.env" })).toBe("unknown");
    expect(nfs("ghost:6", env({ database__client: "mysql" }))).toBe("ok");
    expect(nfs("ghost:6", env({ database__client: "sqlite3" }))).toBe("conditional");
    expect(nfs("vaultwarden/server", env({ DATABASE_URL: "data/db.sqlite3" }))).toBe("discouraged");
    expect(nfs("vaultwarden/server", env({ DATABASE_URL: "mysql://u:${PASSWORD}@db/v" }))).toBe("unknown");
    expect(nfs("gitea/gitea:1", env({ GITEA__database__DB_TYPE: "postgres" }))).toBe("unknown");
  });
});
