/**
 * Images that keep nothing that a restart must find again: a volume of theirs deserves a warning, not an error.
 * A `*` stands for anything, once in a name. Collected from stack files and documentation, 2026-08.
 */
export const STATELESS_IMAGES: readonly string[] = [
  // Web servers and proxies
  "nginx",
  "httpd",
  "haproxy",
  "envoyproxy/envoy",
  "varnish",
  "kong", // its records are in a database
  "proxysql/proxysql", // a volume at /var/lib/proxysql may still hold settings
  "proxysql",
  "cloudflare/cloudflared",
  "tailscale/tailscale", // a volume at /var/lib/tailscale keeps the node's identity
  "certbot/certbot", // a volume at /etc/letsencrypt keeps certificates
  "quay.io/oauth2-proxy/oauth2-proxy",
  "thomseddon/traefik-forward-auth",
  "*/pgbouncer",
  // Base images and language runtimes
  "alpine",
  "busybox",
  "debian",
  "ubuntu",
  "node",
  "python",
  "golang",
  "ruby",
  "php",
  "openjdk",
  "eclipse-temurin",
  "amazoncorretto",
  "tomcat",
  "jetty",
  "hello-world",
  // Consoles of databases
  "adminer",
  "phpmyadmin",
  "phpmyadmin/phpmyadmin",
  "mongo-express",
  "redis/redisinsight", // a volume at /data keeps saved connections
  "kibana",
  "docker.elastic.co/kibana/kibana",
  // Exporters, collectors, dashboards without records
  "oliver006/redis_exporter",
  "prometheuscommunity/*",
  "bitnami/*-exporter",
  "prom/node-exporter",
  "quay.io/prometheus/node-exporter",
  "prom/blackbox-exporter",
  "prom/pushgateway",
  "prom/statsd-exporter",
  "gcr.io/cadvisor/cadvisor",
  "google/cadvisor",
  "docker.elastic.co/beats/*",
  "logstash",
  "docker.elastic.co/logstash/logstash",
  "fluent/fluentd",
  "fluent/fluent-bit",
  "timberio/vector",
  "grafana/promtail",
  "grafana/alloy",
  "otel/opentelemetry-collector*",
  "jaegertracing/all-in-one", // in memory
  "openzipkin/zipkin",
  // Agents of the cluster
  "portainer/agent",
  "dockersamples/visualizer",
  "containrrr/watchtower",
  "djmaze/shepherd",
  "swarmpit/agent",
  "tecnativa/docker-socket-proxy",
  "linuxserver/socket-proxy",
  "lscr.io/linuxserver/socket-proxy",
  "ghcr.io/linuxserver/socket-proxy",
  // Test and conversion services
  "traefik/whoami",
  "containous/whoami",
  "hashicorp/http-echo",
  "mailhog/mailhog",
  "axllent/mailpit",
  "sj26/mailcatcher",
  "selenium/*",
  "browserless/chrome",
  "gotenberg/gotenberg",
  // Applications whose records are in a database service
  "umami",
  "ghcr.io/umami-software/umami",
  "hasura/graphql-engine",
  "postgrest/postgrest",
];
