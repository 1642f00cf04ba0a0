import { type ExpectedFinding, type InvalidCase, testRule } from "./harness.ts";

const ignored = (severity: "warning" | "note", message: string, help?: string): ExpectedFinding => ({
  severity,
  message,
  ...(help === undefined ? {} : { help }),
  service: "app",
});
const REMOVE = "Remove the key, or accept that it does nothing.";
const RESTART =
  "Swarm reads `restart` only where there is no `deploy.restart_policy`: then `on-failure` is kept, and everything else, `no` too, restarts always.";
const key = (name: string, value: string, severity: "warning" | "note", effect: string, help: string): InvalidCase => ({
  name,
  yaml: `services: {app: {image: 'acme/app:1', ⟦${name}⟧: ${value}}}\n`,
  findings: [ignored(severity, `Swarm ignores \`${name}\`: ${effect}`, help)],
});

testRule("ignored-key", {
  valid: [
    {
      name: "keys that Swarm carries out",
      yaml: `
        services:
          app:
            image: acme/app:1
            hostname: app
            init: true
            cap_add: [SYS_TIME]
            sysctls: {net.core.somaxconn: 1024}
            ulimits: {nofile: 1024}
            stop_grace_period: 1m
            healthcheck: {test: [CMD, "true"]}
            deploy: {restart_policy: {condition: any}}
      `,
    },
    {
      name: "all that deploy reads of a mount",
      yaml: `
        services:
          app:
            image: acme/app:1
            volumes:
              - {type: bind, source: /srv, target: /a, bind: {propagation: rshared}}
              - {type: volume, source: data, target: /b, volume: {nocopy: true, subpath: one}}
              - {type: tmpfs, target: /c, tmpfs: {size: 1048576}}
        volumes: {data: }
      `,
    },
    {
      name: "the keys outside of services",
      yaml: "x-base: {privileged: true}\nservices: {app: {image: 'acme/app:1', labels: {build: a}}}\n",
    },
    {
      name: "services of these names",
      yaml: "services: {build: {image: 'acme/app:1'}, links: {image: 'acme/app:1'}}\n",
    },
    {
      name: "keys that deploy refuses",
      rejected: ["schema-invalid", "forbidden-key"],
      yaml: "services: {app: {image: 'acme/app:1', profiles: [a], extends: b}}\n",
    },
    {
      name: "restart: always, which Swarm does anyway",
      yaml: "services: {app: {image: 'acme/app:1', restart: always}}\n",
    },
    {
      name: "restart beside a policy that does the same",
      yaml: "services: {app: {image: 'acme/app:1', restart: unless-stopped, deploy: {restart_policy: {condition: any}}}}\n",
    },
    {
      name: "restart beside a policy without a condition",
      yaml: "services: {app: {image: 'acme/app:1', restart: always, deploy: {restart_policy: {delay: 5s}}}}\n",
    },
    { name: "mounts in short form", yaml: "services: {app: {image: 'acme/app:1', volumes: ['/srv:/a:z']}}\n" },
    {
      name: "a mount of a type from a variable",
      yaml: "services: {app: {image: 'acme/app:1', volumes: [{type: '${TYPE}', target: /a}]}}\n",
    },
  ],
  invalid: [
    key(
      "build",
      ".",
      "warning",
      "no image is built; the nodes pull `image` from a registry.",
      "Build and push the image before the deploy.",
    ),
    key("cgroupns_mode", "host", "note", "the engine's default is used.", REMOVE),
    key("cgroup_parent", "a", "note", "the engine's default is used.", REMOVE),
    key(
      "devices",
      "['/dev/a:/dev/a']",
      "warning",
      "the container does not get the device.",
      "run the service outside Swarm.",
    ),
    key("domainname", "example.com", "note", "the container has no domain name.", "Put the full name in `hostname`."),
    key("external_links", "[a]", "note", "no link is made.", "Put the services on one network."),
    key("ipc", "host", "note", "the container has its own IPC namespace.", REMOVE),
    key("links", "[a]", "note", "no link is made.", "Services on one network reach each other by name."),
    key("mac_address", "'02:42:ac:11:65:43'", "note", "the address is chosen by the engine.", REMOVE),
    key("network_mode", "host", "note", "the service joins its `networks` instead.", "Use `networks`"),
    key("pid", "host", "note", "the container has its own PID namespace.", REMOVE),
    key("privileged", "true", "warning", "the container runs without privileges.", "Use `cap_add`"),
    ...["'no'", "on-failure", "'${RESTART}'"].map(
      (value): InvalidCase => ({
        name: `restart: ${value}`,
        yaml: `services: {app: {image: 'acme/app:1', ⟦restart⟧: ${value}}}\n`,
        findings: [ignored("note", RESTART, "Write `deploy.restart_policy`.")],
      }),
    ),
    {
      name: "restart beside a policy that says something else",
      yaml: "services: {app: {image: 'acme/app:1', ⟦restart⟧: always, deploy: {restart_policy: {condition: on-failure}}}}\n",
      findings: [ignored("note", RESTART)],
    },
    key("security_opt", "[a]", "note", "the engine's defaults are used.", REMOVE),
    key("shm_size", "1g", "warning", "`/dev/shm` keeps its 64 MB.", "Mount a tmpfs at `/dev/shm`"),
    key("userns_mode", "host", "note", "the engine's default is used.", REMOVE),
    key(
      "container_name",
      "a",
      "note",
      "the task's container gets a name of its own.",
      "Reach the service by its service name.",
    ),
    key("expose", "['80']", "note", "services on one network reach all ports anyway.", REMOVE),
    key(
      "depends_on",
      "[app]",
      "note",
      "Swarm starts services in any order.",
      "Let the service wait for, or retry, what it needs.",
    ),
    key(
      "tmpfs",
      "/a",
      "warning",
      "nothing is mounted there, without any message",
      "`volumes: [{type: tmpfs, target: /path}]`",
    ),
    {
      name: "options of mounts",
      yaml: `
        services:
          app:
            image: acme/app:1
            volumes:
              - {type: bind, source: /srv, target: /a, bind: {⟦create_host_path⟧: true, ⟦selinux⟧: z, ⟦recursive⟧: disabled}}
              - {type: volume, source: data, target: /b, volume: {⟦labels⟧: {a: b}, nocopy: true}}
              - {type: tmpfs, target: /c, tmpfs: {⟦mode⟧: 0755, size: 1048576}}
        volumes: {data: }
      `,
      findings: [
        ignored(
          "note",
          "Swarm ignores `bind.create_host_path` of a mount: a missing host path makes the task fail.",
          REMOVE,
        ),
        ignored("note", "Swarm ignores `bind.selinux` of a mount: it changes nothing.", REMOVE),
        ignored("note", "`bind.recursive`"),
        ignored("note", "`volume.labels`"),
        ignored("note", "`tmpfs.mode`"),
      ],
    },
    {
      name: "several of two services",
      yaml: "services: {app: {image: 'acme/app:1', ⟦links⟧: [web], ⟦privileged⟧: true}, web: {image: 'acme/app:1', ⟦build⟧: .}}\n",
      findings: [
        ignored("note", "`links`"),
        ignored("warning", "`privileged`"),
        { ...ignored("warning", "`build`"), service: "web" },
      ],
    },
    {
      name: "through a merge key, once for all its services",
      yaml: "x-base: &base {image: 'acme/app:1', ⟦links⟧: [a]}\nservices: {app: {<<: *base}, web: {<<: *base}}\n",
      findings: [ignored("note", "`links`")],
    },
    {
      name: "in the second of two files",
      yaml: { "stack.yml": "services: {app: {image: 'acme/app:1'}}\n", "more.yml": "services: {app: {⟦build⟧: .}}\n" },
      findings: [ignored("warning", "`build`")],
    },
    {
      name: "with a variable that is not set",
      yaml: "services: {app: {image: 'acme/app:1', ⟦network_mode⟧: '${MODE}'}}\n",
      findings: [ignored("note", "`network_mode`")],
    },
    {
      name: "with a policy that is none as well",
      yaml: "services: {app: {image: 'acme/app:1', ⟦restart⟧: sometimes}}\n",
      rejected: ["service-invalid"],
      findings: [ignored("note", "`restart`")],
    },
  ],
});
