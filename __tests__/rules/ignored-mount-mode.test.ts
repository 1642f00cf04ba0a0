import { testRule } from "./harness.ts";

/** A service `a` in one line, with the volume `data`. */
const service = (rest: string): string => `services:\n  a: {image: 'acme/app:1', ${rest}}\nvolumes: {data: }\n`;
const mount = (entry: string): string => service(`volumes: [⟦'${entry}'⟧]`);

testRule("ignored-mount-mode", {
  valid: [
    { name: "no mode", yaml: service("volumes: ['data:/srv', /cache, '/srv:/etc']") },
    {
      name: "ro, rw and nocopy",
      yaml: service("volumes: ['data:/a:ro', 'data:/b:rw', 'data:/c:nocopy', 'data:/d:ro,nocopy']"),
    },
    { name: "propagation", yaml: service("volumes: ['/a:/a:rslave', '/b:/b:rw,rprivate', '/c:/c:shared']") },
    { name: "long form", yaml: service("volumes: [{type: volume, source: data, target: /srv, consistency: cached}]") },
    { name: "a mode from a variable", yaml: service("volumes: ['data:/srv:${MODE}']") },
    { name: "a Windows path", yaml: service("volumes: ['c:/data:d:/data']") },
    { name: "too many colons", rejected: ["volume-spec-invalid"], yaml: service("volumes: ['data:/srv:ro:z']") },
  ],
  invalid: [
    {
      name: "RO in capitals",
      yaml: `
        services:
          app:
            image: acme/app:1
            volumes:
              - ⟦data:/srv:RO⟧
        volumes:
          data:
      `,
      findings: [
        {
          severity: "warning",
          message: "Docker drops `RO` after the second colon, without any message. The mount is writable.",
          help: "Write `ro`, `rw` or `nocopy` in lower case, or use the long form with `read_only: true`.",
          service: "app",
        },
      ],
    },
    {
      name: "a typing error",
      yaml: mount("data:/srv:r0"),
      findings: [
        {
          severity: "warning",
          message: "`r0` after the second colon, without any message. The mount is writable.",
          service: "a",
        },
      ],
    },
    {
      name: "a typing error beside ro",
      yaml: mount("data:/srv:ro,nocpy"),
      findings: [
        {
          severity: "warning",
          message: "`nocpy` after the second colon, without any message. The rest of the entry holds.",
          service: "a",
        },
      ],
    },
    {
      name: "a typing error beside a variable",
      yaml: mount("data:/srv:${MODE},nocpy"),
      findings: [{ severity: "warning", message: "The rest of the entry holds.", service: "a" }],
    },
    {
      name: "two words",
      yaml: mount("data:/srv:RO,NoCopy"),
      findings: [{ severity: "warning", message: "Docker drops `RO`, `NoCopy` after", service: "a" }],
    },
    {
      name: "a space",
      yaml: mount("data:/srv:ro, z"),
      findings: [{ severity: "warning", message: "` z`", service: "a" }],
    },
    ...["z", "Z", "cached", "delegated", "consistent", "ro,z", "z,cached"].map((mode) => ({
      name: `harmless: ${mode}`,
      yaml: mount(`data:/srv:${mode}`),
      findings: [
        {
          severity: "note" as const,
          message: "after the second colon, without any message. The mount works without it.",
          help: "Remove the word, or keep it for `docker compose`.",
          service: "a",
        },
      ],
    })),
    {
      name: "a label of SELinux on a host path",
      yaml: mount("/srv/app:/srv:Z"),
      findings: [
        {
          severity: "note",
          message:
            "Docker drops `Z` after the second colon, without any message, and does not label the host path for SELinux: a node that enforces it may refuse the task its files. Elsewhere nothing changes.",
          service: "a",
        },
      ],
    },
    {
      name: "a harmless word and a typing error",
      yaml: mount("data:/srv:z,r0"),
      findings: [{ severity: "warning", message: "`z`, `r0`", service: "a" }],
    },
    {
      name: "an NFS server in front",
      yaml: mount("nfs-server:/export:/data"),
      rejected: ["undeclared-volume"],
      findings: [
        {
          severity: "warning",
          message:
            "Docker drops `/data` after the second colon, without any message, and mounts `nfs-server` at `/export`. The data does not go where the path says.",
          help: "For an NFS server, declare a volume with `type: nfs` in its `driver_opts`, and mount that.",
          service: "a",
        },
      ],
    },
    {
      name: "two paths behind a path, with variables",
      yaml: mount("/srv/${NAME}:/export/${NAME}:/data"),
      findings: [{ severity: "warning", message: "mounts `/srv/${NAME}` at `/export/${NAME}`", service: "a" }],
    },
    {
      name: "replicas: 0",
      yaml: service("volumes: [⟦'data:/srv:RO'⟧], deploy: {replicas: 0}"),
      findings: [{ severity: "warning", message: "`RO`", service: "a" }],
    },
    {
      name: "through an alias",
      yaml: `
        x-mount: &mount data:/srv:RO
        services:
          a:
            image: acme/app:1
            volumes:
              - ⟦*mount⟧
        volumes: {data: }
      `,
      findings: [{ severity: "warning", message: "`RO`", service: "a", anchor: "mount" }],
    },
    {
      name: "through a merge key",
      yaml: `
        x-app: &app {image: "acme/app:1", volumes: ["data:/srv:RO"]}
        services:
          a:
            <<: ⟦*app⟧
        volumes: {data: }
      `,
      findings: [{ severity: "warning", message: "`RO`", service: "a", anchor: "app" }],
    },
    {
      name: "in the second file",
      yaml: { "stack.yml": service("volumes: ['data:/srv:ro']"), "more.yml": service("volumes: [⟦'data:/srv:RO'⟧]") },
      findings: [{ severity: "warning", message: "`RO`", service: "a" }],
    },
  ],
});
