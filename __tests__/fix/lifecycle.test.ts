import { testFixes } from "./table.ts";

const PIN = "deploy: {placement: {constraints: [node.hostname == n1]}}";

testFixes("the life of a service", [
  {
    name: "a host name that stays",
    rule: "hostname-dependent-data",
    unsafe: true,
    patch: `
        services:
          queue:
            image: rabbitmq:3.13
            volumes: ["data:/var/lib/rabbitmq"]
            ${PIN}
      +     hostname: queue
        volumes: {data: }
    `,
  },
  {
    name: "time to stop",
    rule: "stop-grace-short",
    title: "seconds to stop",
    patch: `
        services:
          db:
            image: postgres:16
            volumes: ["data:/var/lib/postgresql/data"]
      -     stop_grace_period: "5s"
      +     stop_grace_period: "60s"
            ${PIN}
        volumes: {data: }
    `,
  },
  {
    name: "a service that stays down",
    rule: "restart-none",
    unsafe: true,
    patch: `
        services:
          db:
            image: postgres:16
            volumes: ["data:/var/lib/postgresql/data"]
      -     deploy: {restart_policy: {condition: none}, placement: {constraints: [node.hostname == n1]}}
      +     deploy: {restart_policy: {condition: any}, placement: {constraints: [node.hostname == n1]}}
        volumes: {data: }
    `,
  },
  {
    name: "a reader",
    rule: "volume-shared-by-services",
    unsafe: true,
    patch: `
        services:
          db:
            image: postgres:16
            volumes: ["data:/var/lib/postgresql/data"]
            ${PIN}
          look:
            image: acme/look:1
      -     volumes: ["data:/in:nocopy"]
      +     volumes: ["data:/in:ro,nocopy"]
            ${PIN}
        volumes: {data: }
    `,
  },
  {
    name: "a writer on every node",
    rule: "global-single-writer",
    unsafe: true,
    patch: `
        services:
          db:
            image: postgres:16
            volumes: ["data:/var/lib/postgresql/data"]
      -     deploy: {mode: global}
      +     deploy: {mode: replicated}
        volumes: {data: {driver_opts: {type: nfs, o: "addr=10.0.0.5,nfsvers=4.1,hard", device: ":/pg"}}}
    `,
  },
  {
    name: "a name of each slot",
    rule: "per-task-volume-name",
    unsafe: true,
    patch: `
        services:
          app:
            image: acme/app:1
            volumes: ["data:/data"]
            ${PIN}
        volumes:
          data:
      -     name: 'app-{{.Task.ID}}'
      +     name: 'app-{{.Task.Slot}}'
    `,
  },
]);
