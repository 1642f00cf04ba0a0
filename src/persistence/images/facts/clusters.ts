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
