/** Names between spaces, on as many lines as it takes. */
function words(...lines: readonly string[]): ReadonlySet<string> {
  return new Set(lines.flatMap((line) => line.split(" ")));
}

/**
 * Programs that use a database image's tools without starting the engine: clients, backup and set-up jobs,
 * coordinators without records. File names without `.sh`, from the engines' documentation, 2026-08.
 */
export const CLIENT_PROGRAMS: ReadonlySet<string> = words(
  // PostgreSQL
  "psql pg_dump pg_dumpall pg_restore pg_isready pg_basebackup pg_receivewal pgbench createdb dropdb",
  "createuser vacuumdb reindexdb",
  // MySQL, MariaDB
  "mysql mysqldump mysqladmin mysqlsh mysqlcheck mysqlimport mysqlbinlog mysqlslap mysqlpump mariadb",
  "mariadb-dump mariadb-admin mariadb-backup mariadb-check mariabackup xtrabackup garbd",
  // MongoDB
  "mongo mongosh mongodump mongorestore mongoexport mongoimport mongostat mongotop mongofiles mongos",
  "bsondump",
  // Redis and its kin
  "redis-cli redis-benchmark redis-sentinel valkey-cli valkey-benchmark valkey-sentinel keydb-cli",
  "keydb-sentinel",
  // Others
  "influx clickhouse-client clickhouse-local clickhouse-backup cqlsh nodetool sstableloader cypher-shell",
  "arangosh arangodump arangorestore arangoimport couchbase-cli cbbackupmgr cbq sqlcmd bcp sqlplus etcdctl",
  "etcdutl zkcli zookeeper-shell rabbitmqctl rabbitmqadmin rabbitmq-diagnostics connect-distributed",
  "connect-standalone schema-registry-start rpk mosquitto_pub mosquitto_sub mosquitto_passwd mc promtool",
  "amtool logcli ldapsearch ldapadd ldapmodify ldappasswd elasticsearch-setup-passwords",
  "elasticsearch-reset-password elasticsearch-certutil elasticsearch-create-enrollment-token influxd-ctl wp",
  "occ drush docker",
);

/** Beginnings of client programs: the tools of Kafka, with the server's own start script as the exception. */
export const CLIENT_PREFIXES: readonly string[] = ["kafka-"];

/** Programs that wait, or run others by the clock, and never start an engine. */
export const IDLE_PROGRAMS: ReadonlySet<string> = words(
  "sleep tail cat true false echo cron crond supercronic go-cron",
);

/** Programs that prepare or wrap up in a script and say nothing about what it is for. */
export const HELPER_PROGRAMS: ReadonlySet<string> = words(
  "[ [[ apk apt apt-get awk basename bzip2 cd chgrp chmod chown cp curl cut date dig dirname env exit",
  "export find getent grep gunzip gzip head hostname id install kill ln ls mkdir mktemp mv nc nslookup",
  "openssl ping printf ps pwd read rm sed seq set shift sort stat sync tar tee test touch tr trap",
  "ulimit umask uname unset wait wc wget whoami xargs xz yum zip zstd : crontab local return break",
  "continue let",
);

/** Programs that start another: how many words of their own follow, besides options. */
export const WRAPPERS: ReadonlyMap<string, number> = new Map([
  ["tini", 0],
  ["docker-init", 0],
  ["dumb-init", 0],
  ["catatonit", 0],
  ["exec", 0],
  ["command", 0],
  ["nohup", 0],
  ["time", 0],
  ["env", 0],
  ["nice", 0],
  ["ionice", 0],
  ["setpriv", 0],
  ["sudo", 0],
  ["gosu", 1],
  ["su-exec", 1],
  ["timeout", 1],
]);

/** Options of wrappers that take the next word as their value. */
export const WRAPPER_OPTIONS: ReadonlySet<string> = new Set(["-n", "-c", "-u", "-g", "-k", "-s", "-e"]);

/** Words in the names of images that save or restore what other services keep. */
export const BACKUP_WORDS: ReadonlySet<string> = new Set([
  "backup",
  "backups",
  "backrest",
  "borg",
  "borgmatic",
  "duplicati",
  "duplicity",
  "kopia",
  "rclone",
  "restic",
  "rsync",
  "velero",
]);

/** Variables with which an image is told of the other members of its cluster. Collected from images' documentation, 2026-11. */
export const CLUSTER_VARIABLES: readonly RegExp[] = [
  /^(CLUSTER_JOIN|CLUSTER_NAME|DISCOVERY_SERVICE)$/, // Percona XtraDB Cluster
  /^MARIADB_GALERA_/,
  /^MYSQL_REPLICATION_/,
  /^(PATRONI_|REPMGR_|POSTGRESQL_REPLICATION_|POSTGRESQL_CLUSTER_)/,
  /^(MONGODB_REPLICA_SET_|MONGO_REPLICA_SET)/,
  /^REDIS_(CLUSTER_|NODES$|REPLICATION_MODE$)/,
  /^(discovery\.(seed_hosts|zen\.ping\.unicast\.hosts)|cluster\.initial_(master_nodes|cluster_manager_nodes))$/,
  /^ETCD_INITIAL_CLUSTER$/,
  /^ZOO_SERVERS$/,
  /^CASSANDRA_SEEDS$/,
  /^KAFKA_(CFG_)?CONTROLLER_QUORUM_VOTERS$/,
  /^RABBITMQ_CLUSTER_/,
];

/** The same as flags; Galera's, etcd's, MongoDB's, CockroachDB's, Consul's, NATS', Redis'. */
export const CLUSTER_FLAGS: readonly string[] = [
  "--wsrep-cluster-address",
  "--wsrep_cluster_address",
  "--initial-cluster",
  "-initial-cluster",
  "--replSet",
  "--join",
  "-retry-join",
  "--retry-join",
  "-bootstrap-expect",
  "--bootstrap-expect",
  "--routes",
  "--cluster-enabled",
];
