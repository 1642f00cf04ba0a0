import { testFixes } from "./table.ts";

const stack = (mount: string, volumes: string): string => `
  services:
    db:
      image: postgres:16
      volumes: ["${mount}"]
      deploy: {placement: {constraints: [node.hostname == n1]}}
  volumes:
    ${volumes}
`;

testFixes("a change that strands data", [
  {
    name: "another key keeps the old volume",
    rule: "volume-renamed",
    base: stack("data:/var/lib/postgresql/data", "data:"),
    yaml: stack("pgdata:/var/lib/postgresql/data", "pgdata: # new"),
    stackName: "demo",
    fixes: [
      {
        unsafe: true,
        title: "Keep the volume `demo_data`",
        text: stack("pgdata:/var/lib/postgresql/data", "pgdata: # new\n      name: demo_data"),
      },
    ],
  },
  {
    name: "another name, without the stack's",
    rule: "volume-renamed",
    base: stack("data:/var/lib/postgresql/data", "data: {name: old}"),
    yaml: stack("data:/var/lib/postgresql/data", "data: {name: new}"),
    fixes: [{ unsafe: true, text: stack("data:/var/lib/postgresql/data", "data: {name: old}") }],
  },
  {
    name: "another target",
    rule: "mount-target-changed",
    base: stack("data:/var/lib/postgresql/data", "data:"),
    yaml: stack("data:/var/lib/postgresql", "data:"),
    fixes: [{ unsafe: true, text: stack("data:/var/lib/postgresql/data", "data:") }],
  },
  {
    name: "options for a volume that exists",
    rule: "driver-opts-changed",
    base: stack("data:/var/lib/postgresql/data", "data:"),
    yaml: stack(
      "data:/var/lib/postgresql/data",
      'data: {driver_opts: {type: nfs, o: "addr=10.0.0.5,nfsvers=4.1,hard", device: ":/pg"}}',
    ),
    stackName: "demo",
    fixes: [
      {
        unsafe: true,
        title: "copy the data there before the deploy",
        text: stack(
          "data-2:/var/lib/postgresql/data",
          'data-2: {driver_opts: {type: nfs, o: "addr=10.0.0.5,nfsvers=4.1,hard", device: ":/pg"}}',
        ),
      },
    ],
  },
  {
    name: "another driver for a volume that exists",
    rule: "volume-driver-changed",
    base: stack("data:/var/lib/postgresql/data", "data:"),
    yaml: stack("data:/var/lib/postgresql/data", "data: {driver: rexray/ebs}"),
    stackName: "demo",
    fixes: [
      {
        unsafe: true,
        title: "Declare it under the new volume name `data-2`; copy the data there before the deploy",
        text: stack("data-2:/var/lib/postgresql/data", "data-2: {driver: rexray/ebs}"),
      },
    ],
  },
]);
