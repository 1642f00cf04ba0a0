import { testRule } from "./harness.ts";

testRule("unused-volume", {
  valid: [
    {
      name: "mounted, short and long",
      yaml: `
        services:
          app:
            image: acme/app:1
            volumes: [one:/srv, {type: volume, source: two, target: /state}]
        volumes: {one: , two: }
      `,
    },
    { name: "no volumes", yaml: "services: {app: {image: 'acme/app:1'}}\n" },
    {
      name: "mounted read-only",
      yaml: "services: {app: {image: 'acme/app:1', volumes: ['one:/srv:ro']}}\nvolumes: {one: }\n",
    },
    {
      name: "mounted by a service with replicas: 0",
      yaml: "services: {app: {image: 'acme/app:1', volumes: ['one:/srv'], deploy: {replicas: 0}}}\nvolumes: {one: }\n",
    },
    {
      name: "mounted in another file",
      yaml: {
        "volumes.yml": "volumes: {one: }\n",
        "stack.yml": "services: {app: {image: 'acme/app:1', volumes: ['one:/srv']}}\n",
      },
    },
    {
      name: "declared in another file",
      yaml: {
        "stack.yml": "services: {app: {image: 'acme/app:1', volumes: ['one:/srv']}}\n",
        "volumes.yml": "volumes: {one: }\n",
      },
    },
    {
      name: "perhaps mounted, under a name from a variable",
      yaml: "services: {app: {image: 'acme/app:1', volumes: ['${VOLUME}:/srv']}}\nvolumes: {one: }\n",
    },
    {
      name: "a name from a variable that is set",
      variables: { VOLUME: "one" },
      yaml: "services: {app: {image: 'acme/app:1', volumes: ['${VOLUME}:/srv']}}\nvolumes: {one: }\n",
    },
    {
      name: "a mount of a type from a variable",
      yaml: "services: {app: {image: 'acme/app:1', volumes: [{type: '${TYPE}', source: one, target: /srv}]}}\nvolumes: {one: }\n",
    },
    {
      name: "a cluster volume by its group",
      yaml: `
        services:
          app:
            image: acme/app:1
            volumes: [{type: cluster, source: "group:fast", target: /srv}]
        volumes:
          one:
            driver: csi
            x-cluster-spec: {group: fast}
      `,
    },
    {
      name: "a cluster volume by its name",
      yaml: `
        services:
          app:
            image: acme/app:1
            volumes: [{type: cluster, source: one, target: /srv}]
        volumes:
          one:
            driver: csi
            x-cluster-spec: {}
      `,
    },
    {
      name: "mounted through an alias and a merge key",
      yaml: `
        x-volumes: &volumes ["one:/srv"]
        x-app: &app {image: "acme/app:1", volumes: ["two:/srv"]}
        services:
          a: {image: "acme/app:1", volumes: *volumes}
          b: {<<: *app}
        volumes: {one: , two: }
      `,
    },
  ],
  invalid: [
    {
      name: "mounted nowhere",
      yaml: `
        services:
          app:
            image: acme/app:1
        volumes:
          ⟦app-data⟧:
            driver: local
      `,
      findings: [
        {
          severity: "note",
          message: "No service mounts the volume `app-data`, so this stack keeps nothing in it.",
          help: "Remove it, or mount it where it was meant to be.",
          volume: "app-data",
        },
      ],
    },
    {
      name: "an external volume",
      yaml: "services: {app: {image: 'acme/app:1'}}\nvolumes: {⟦one⟧: {external: true}}\n",
      findings: [{ severity: "note", message: "`one`", volume: "one" }],
    },
    {
      name: "two of three",
      yaml: "services: {app: {image: 'acme/app:1', volumes: ['two:/srv']}}\nvolumes: {⟦one⟧: , two: , ⟦three⟧: }\n",
      findings: [
        { severity: "note", message: "`one`", volume: "one" },
        { severity: "note", message: "`three`", volume: "three" },
      ],
    },
    {
      name: "no services",
      yaml: "volumes: {⟦one⟧: }\n",
      findings: [{ severity: "note", message: "`one`", volume: "one" }],
    },
    {
      name: "a folder of the same name",
      yaml: "services: {app: {image: 'acme/app:1', volumes: [{type: bind, source: one, target: /srv}]}}\nvolumes: {⟦one⟧: }\n",
      findings: [{ severity: "note", message: "`one`", volume: "one" }],
    },
    {
      name: "a cluster volume without its group",
      yaml: `
        services: {app: {image: "acme/app:1"}}
        volumes:
          ⟦one⟧:
            driver: csi
            x-cluster-spec: {}
      `,
      findings: [{ severity: "note", message: "`one`", volume: "one" }],
    },
    {
      name: "an image from a variable changes nothing",
      yaml: "services: {app: {image: '${IMAGE}'}}\nvolumes: {⟦one⟧: }\n",
      findings: [{ severity: "note", message: "`one`", volume: "one" }],
    },
    {
      name: "another file mounts something else there",
      yaml: {
        "stack.yml": "services: {app: {image: 'acme/app:1', volumes: ['one:/srv']}}\nvolumes: {⟦one⟧: }\n",
        "test.yml": "services: {app: {volumes: [{type: tmpfs, target: /srv}]}}\n",
      },
      findings: [{ severity: "note", message: "`one`", volume: "one" }],
    },
    {
      name: "declared in the second file",
      yaml: { "stack.yml": "services: {app: {image: 'acme/app:1'}}\n", "more.yml": "volumes: {⟦one⟧: }\n" },
      findings: [{ severity: "note", message: "`one`", volume: "one" }],
    },
  ],
});
