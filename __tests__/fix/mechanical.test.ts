import { testFixes } from "./table.ts";

testFixes("texts and keys", [
  {
    name: "the version as it is written",
    rule: "unquoted-version",
    patch: `
      - version: 3.10 # latest
      + version: "3.10" # latest
        services: {web: {image: "nginx:1"}}
    `,
  },
  {
    name: "dollar signs that start nothing",
    rule: "interpolation-invalid",
    patch: `
        services:
          web:
            image: nginx:1
      -     command: 'test ^a$ "$(id)" $$x'
      +     command: 'test ^a$$ "$$(id)" $$x'
    `,
  },
  {
    name: "a limit of Compose",
    rule: "forbidden-key",
    unsafe: true,
    patch: `
        services:
          web:
      -     mem_limit: 512m
            image: nginx:1
            deploy:
      -       resources: {limits: {cpus: "1"}}
      +       resources: {limits: {cpus: "1", memory: 512m}}
    `,
  },
  {
    name: "a restart policy",
    rule: "ignored-key",
    unsafe: true,
    patch: `
        services:
          web:
            image: nginx:1
      -     restart: on-failure:3
      +     deploy:
      +       restart_policy:
      +         condition: on-failure
      +         max_attempts: 3
    `,
  },
  {
    name: "a service's own tmpfs",
    rule: "ignored-key",
    unsafe: true,
    patch: `
        services:
          web:
            image: nginx:1
      -     tmpfs: [/run, "/tmp:size=64m"]
      +     volumes:
      +       - type: tmpfs
      +         target: /run
      +       - type: tmpfs
      +         target: /tmp
      +         tmpfs:
      +           size: 67108864
    `,
  },
  {
    name: "no fix for options that a mount cannot have",
    rule: "ignored-key",
    yaml: `
      services:
        web: {image: "nginx:1", tmpfs: "/tmp:noexec"}
    `,
    fixes: [],
  },
  {
    name: "shared memory",
    rule: "ignored-key",
    unsafe: true,
    patch: `
        services:
          web:
            image: nginx:1
      -     shm_size: 1gb
            volumes:
            - /run
      +     - type: tmpfs
      +       target: /dev/shm
      +       tmpfs:
      +         size: 1073741824
    `,
  },
  {
    name: "a key of nobody, alone in its mapping",
    rule: "ignored-key",
    unsafe: true,
    patch: `
        services:
          web:
            image: nginx:1
            volumes:
              - type: bind
                source: /srv/web
                target: /web
      -         bind:
      -           create_host_path: true
                read_only: true
    `,
  },
  {
    name: "not through an anchor",
    rule: "ignored-key",
    yaml: `
      x-all: &all {container_name: a}
      services:
        web:
          <<: *all
          image: nginx:1
    `,
    fixes: [],
  },
]);

testFixes("sections and references", [
  {
    name: "a network",
    rule: "undefined-reference",
    yaml: `
      services:
        web: {image: "nginx:1", networks: [front]}

      networks:
        back:
    `,
    fixes: [
      {
        unsafe: true,
        title: "Declare the network `front`",
        text: `
          services:
            web: {image: "nginx:1", networks: [front]}

          networks:
            back:
            front:
        `,
      },
      {
        unsafe: true,
        title: "exists outside the stack",
        text: `
          services:
            web: {image: "nginx:1", networks: [front]}

          networks:
            back:
            front:
              external: true
        `,
      },
    ],
  },
  {
    name: "a secret comes from outside",
    rule: "undefined-reference",
    unsafe: true,
    patch: `
        services:
          web: {image: "nginx:1", secrets: [key]}
      + secrets:
      +   key:
      +     external: true
    `,
  },
  {
    name: "a volume that nobody mounts, with its section",
    rule: "unused-volume",
    unsafe: true,
    patch: `
        services:
          web: {image: "nginx:1"}
      - volumes:
      -   data:
      -     driver: local
        networks:
    `,
  },
  {
    name: "an external volume with options",
    rule: "external-conflict",
    yaml: `
      services:
        web: {image: "nginx:1"}
      volumes:
        data:
          external: true
          driver: local
          labels: [a]
    `,
    fixes: [
      {
        unsafe: true,
        title: "Remove `driver` and `labels`",
        text: `
          services:
            web: {image: "nginx:1"}
          volumes:
            data:
              external: true
        `,
      },
      {
        unsafe: true,
        title: "Remove `external`",
        text: `
          services:
            web: {image: "nginx:1"}
          volumes:
            data:
              driver: local
              labels: [a]
              name: data
        `,
      },
    ],
  },
]);

testFixes("how a service is deployed", [
  {
    name: "replicas of a global service",
    rule: "deploy-mode-invalid",
    yaml: `
      services:
        web:
          image: nginx:1
          deploy: {mode: global, replicas: 2}
    `,
    fixes: [
      {
        unsafe: true,
        text: `
          services:
            web:
              image: nginx:1
              deploy: {mode: global}
        `,
      },
      {
        unsafe: true,
        text: `
          services:
            web:
              image: nginx:1
              deploy: {mode: replicated, replicas: 2}
        `,
      },
    ],
  },
  {
    name: "a mode in other letters",
    rule: "deploy-mode-invalid",
    yaml: `
      services: {web: {image: "nginx:1", deploy: {mode: Global}}}
    `,
    fixes: [{ unsafe: true, text: 'services: {web: {image: "nginx:1", deploy: {mode: global}}}\n' }],
  },
  {
    name: "one equals sign",
    rule: "constraint-invalid",
    unsafe: true,
    patch: `
        services:
          web:
            image: nginx:1
            deploy:
              placement:
      -         constraints: ["node.role = manager"]
      +         constraints: ["node.role == manager"]
    `,
  },
  {
    name: "a key that Swarm calls something else",
    rule: "constraint-never-met",
    unsafe: true,
    patch: `
        services:
          web:
            image: nginx:1
      -     deploy: {placement: {constraints: [node.label.disk == ssd]}}
      +     deploy: {placement: {constraints: [node.labels.disk == ssd]}}
    `,
  },
  {
    name: "two tasks of a single writer",
    rule: "shared-writer-replicas",
    unsafe: true,
    patch: `
        services:
          db:
            image: postgres:16
            volumes: ["data:/var/lib/postgresql/data"]
      -     deploy: {replicas: 2, placement: {constraints: [node.hostname == n1]}}
      +     deploy: {replicas: 1, placement: {constraints: [node.hostname == n1]}}
        volumes: {data: }
    `,
  },
  {
    name: "the order of a rollback",
    rule: "start-first-single-writer",
    patch: `
        services:
          db:
            image: postgres:16
            volumes: ["data:/var/lib/postgresql/data"]
            deploy:
              rollback_config:
      -         order: 'start-first'
      +         order: 'stop-first'
              placement: {constraints: [node.hostname == n1]}
        volumes: {data: }
    `,
  },
]);

testFixes("mounts", [
  {
    name: "a target without its slash, with a mode behind it",
    rule: "relative-target",
    unsafe: true,
    patch: `
        services:
          web:
            image: acme/web:1
      -     volumes: ["data:srv/data:ro"]
      +     volumes: ["data:/srv/data:ro"]
        volumes: {data: }
    `,
  },
  {
    name: "words that Docker drops",
    rule: "ignored-mount-mode",
    unsafe: true,
    patch: `
        services:
          web:
            image: acme/web:1
            volumes:
      -       - "/etc/web:/etc/web:ro,z"
      +       - "/etc/web:/etc/web:ro"
    `,
  },
  {
    name: "a mode in capital letters",
    rule: "ignored-mount-mode",
    unsafe: true,
    patch: `
        services:
          web:
            image: acme/web:1
      -     volumes: [/etc/web:/etc/web:RO]
      +     volumes: [/etc/web:/etc/web:ro]
    `,
  },
  {
    name: "one mount twice",
    rule: "duplicate-target",
    patch: `
        services:
          web:
            image: acme/web:1
            volumes:
              - /etc/web:/etc/web:ro
      -       - /etc/web:/etc/web:ro # again
              - /var/cache
    `,
  },
  {
    name: "no fix for two volumes at one target",
    rule: "duplicate-target",
    yaml: `
      services:
        web: {image: "acme/web:1", volumes: ["a1:/x:ro", "b1:/x:ro"]}
      volumes: {a1: , b1: }
    `,
    fixes: [],
  },
  {
    name: "a source that a tmpfs has none of",
    rule: "mount-invalid",
    unsafe: true,
    patch: `
        services:
          app:
            image: acme/app:1
            volumes:
      -       - {type: tmpfs, source: cache, target: /cache}
      +       - {type: tmpfs, target: /cache}
    `,
  },
]);
