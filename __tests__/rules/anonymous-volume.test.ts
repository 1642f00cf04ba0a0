import { testRule } from "./harness.ts";

const MESSAGE =
  "Every new task of `store` gets a new, empty volume at `/data`, even on the same node: after an update, a crash or a move the data is gone. Docker deletes the old volumes together with the old tasks, and all of them on `docker stack rm`.";

testRule("anonymous-volume", {
  valid: [
    {
      name: "read-only: engine-refuses speaks",
      yaml: `
        services:
          app:
            image: example/app:1
            volumes:
              - {type: volume, target: /srv, read_only: true}
      `,
    },
    {
      name: "a name",
      yaml: `
        services:
          store:
            image: redis:7
            volumes: [redis-data:/data]
        volumes: {redis-data: }
      `,
    },
    {
      name: "a name in the long form",
      yaml: `
        services:
          store:
            image: redis:7
            volumes: [{type: volume, source: redis-data, target: /data}]
        volumes: {redis-data: }
      `,
    },
    {
      name: "a host path and a tmpfs",
      yaml: `
        services:
          store:
            image: redis:7
            volumes: [/srv/redis:/data, {type: tmpfs, target: /modules}]
      `,
    },
    {
      name: "no mount at all: stateful-no-volume speaks",
      yaml: `
        services:
          store:
            image: redis:7
      `,
    },
    {
      name: "replicas: 0",
      yaml: `
        services:
          store:
            image: redis:7
            volumes: [/data]
            deploy: {replicas: 0}
      `,
    },
    {
      name: "a name of one letter: single-letter-volume-name speaks",
      yaml: `
        services:
          store:
            image: redis:7
            volumes: ["a:/data"]
      `,
    },
    {
      name: "a relative target: relative-target speaks",
      yaml: `
        services:
          store:
            image: redis:7
            volumes: [data]
      `,
    },
    {
      name: "an entry from a variable: it may have a name",
      yaml: `
        services:
          store:
            image: redis:7
            volumes: ["\${VOLUME}"]
      `,
    },
    {
      name: "a name from another file",
      yaml: {
        "stack.yml": `
          services:
            store:
              image: redis:7
              volumes: [/data]
        `,
        "names.yml": `
          services:
            store:
              volumes: [redis-data:/data]
          volumes: {redis-data: }
        `,
      },
    },
  ],
  invalid: [
    {
      name: "short form",
      yaml: `
        services:
          store:
            image: redis:7
            volumes:
              - ⟦/data⟧
      `,
      findings: [
        {
          severity: "error",
          message: MESSAGE,
          help: "Give the volume a name (`some-name:/data`), and declare that name under the top-level `volumes`.",
          service: "store",
        },
      ],
    },
    {
      name: "long form",
      yaml: `
        services:
          store:
            image: redis:7
            volumes:
              - ⟦{type: volume, target: /data}⟧
      `,
      findings: [
        {
          severity: "error",
          message: MESSAGE,
          help: "Give the volume a name (`source: some-name`), and declare that name under the top-level `volumes`.",
          service: "store",
        },
      ],
    },
    {
      name: "long form with an empty source",
      yaml: `
        services:
          store:
            image: redis:7
            volumes:
              - ⟦{type: volume, source: "", target: /data}⟧
      `,
      findings: [{ severity: "error", message: MESSAGE, service: "store" }],
    },
    {
      name: "an unknown image",
      yaml: `
        services:
          app:
            image: acme/app:1
            volumes:
              - ⟦/srv/app⟧
      `,
      findings: [{ severity: "error", message: "a new, empty volume at `/srv/app`", service: "app" }],
    },
    {
      name: "a pin does not help",
      yaml: `
        services:
          store:
            image: redis:7
            volumes:
              - ⟦/data⟧
            deploy: {placement: {constraints: [node.hostname == node1]}}
      `,
      findings: [{ severity: "error", message: MESSAGE, service: "store" }],
    },
    {
      name: "one node does not help",
      facts: { nodes: 1 },
      yaml: `
        services:
          store:
            image: redis:7
            volumes:
              - ⟦/data⟧
      `,
      findings: [{ severity: "error", message: MESSAGE, service: "store" }],
    },
    {
      name: "global does not help",
      yaml: `
        services:
          store:
            image: redis:7
            volumes:
              - ⟦/data⟧
            deploy: {mode: global}
      `,
      findings: [{ severity: "error", message: MESSAGE, service: "store" }],
    },
    {
      name: "a job",
      yaml: `
        services:
          import:
            image: acme/import:1
            volumes:
              - ⟦/state⟧
            deploy: {mode: replicated-job}
      `,
      findings: [{ severity: "error", message: "a new, empty volume at `/state`", service: "import" }],
    },
    {
      name: "a cache, a log, a temporary folder: only warnings",
      yaml: `
        services:
          app:
            image: acme/app:1
            volumes:
              - ⟦/var/cache/app⟧
              - ⟦/var/log/app⟧
              - ⟦/tmp⟧
      `,
      findings: [
        { severity: "warning", message: "`/var/cache/app`", service: "app" },
        { severity: "warning", message: "`/var/log/app`", service: "app" },
        { severity: "warning", message: "`/tmp`", service: "app" },
      ],
    },
    {
      name: "an image that keeps nothing: only a warning",
      yaml: `
        services:
          web:
            image: nginx:1.27
            volumes:
              - ⟦/srv⟧
      `,
      findings: [{ severity: "warning", message: "`/srv`", service: "web" }],
    },
    {
      name: "an engine that is told to keep nothing: only a warning",
      yaml: `
        services:
          store:
            image: redis:7
            command: redis-server --save "" --appendonly no
            volumes:
              - ⟦/data⟧
      `,
      findings: [{ severity: "warning", message: MESSAGE, service: "store" }],
    },
    {
      name: "one file: only a warning",
      yaml: `
        services:
          app:
            image: acme/app:1
            volumes:
              - ⟦/etc/app/app.conf⟧
      `,
      findings: [{ severity: "warning", message: "`/etc/app/app.conf`", service: "app" }],
    },
    {
      name: "Docker in Docker: a note",
      yaml: `
        services:
          builder:
            image: docker:27-dind
            volumes:
              - ⟦/var/lib/docker⟧
      `,
      findings: [{ severity: "note", message: "`/var/lib/docker`", service: "builder" }],
    },
    {
      name: "a folder from a variable",
      yaml: `
        services:
          app:
            image: acme/app:1
            volumes:
              - ⟦{type: volume, target: "/srv/\${NAME}"}⟧
              - ⟦{type: volume, target: "\${FOLDER}"}⟧
      `,
      findings: [
        { severity: "error", message: "at `/srv/${NAME}`", service: "app" },
        { severity: "error", message: "at `${FOLDER}`", service: "app" },
      ],
    },
    {
      name: "through an alias",
      yaml: `
        x-volumes: &volumes [/data]
        services:
          store:
            image: redis:7
            volumes: ⟦*volumes⟧
      `,
      findings: [{ severity: "error", message: MESSAGE, service: "store", anchor: "volumes" }],
    },
    {
      name: "through a merge key",
      yaml: `
        x-redis: &redis
          image: redis:7
          volumes: [/data]
        services:
          store:
            <<: ⟦*redis⟧
      `,
      findings: [{ severity: "error", message: MESSAGE, service: "store", anchor: "redis" }],
    },
    {
      name: "in the second file",
      yaml: {
        "stack.yml": `
          services:
            store:
              image: redis:7
        `,
        "more.yml": `
          services:
            store:
              volumes:
                - ⟦/data⟧
        `,
      },
      findings: [{ severity: "error", message: MESSAGE, service: "store" }],
    },
  ],
});
