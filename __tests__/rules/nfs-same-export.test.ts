import { testRule } from "./harness.ts";

const NFS = (device: string, addr = "10.0.0.5"): string =>
  `{driver_opts: {type: nfs, o: 'addr=${addr},nfsvers=4.1', device: ${device}}}`;
const stack = (services: string, pg: string, other: string): string =>
  `services: {${services}}\nvolumes: {pg: ${pg}, other: ${other}}\n`;
const DB = "db: {image: 'postgres:16', volumes: ['pg:/var/lib/postgresql/data']}";
const REDIS = "redis: {image: 'redis:7', volumes: ['other:/data']}";
const APP = "app: {image: 'acme/app:1', volumes: ['other:/srv']}";

testRule("nfs-same-export", {
  valid: [
    { name: "two directories", yaml: stack(`${DB}, ${REDIS}`, NFS("':/pg'"), NFS("':/redis'")) },
    { name: "two servers", yaml: stack(`${DB}, ${REDIS}`, NFS("':/data'"), NFS("':/data'", "10.0.0.6")) },
    {
      name: "two programs that may mean it",
      yaml: stack("b: {image: 'acme/b:1', volumes: ['pg:/b']}, ".concat(APP), NFS("':/'"), NFS("':/'")),
    },
    {
      name: "one reads only",
      yaml: stack(`${DB}, app: {image: 'acme/app:1', volumes: ['other:/srv:ro']}`, NFS("':/pg'"), NFS("':/pg'")),
    },
    { name: "a template", yaml: stack(`${DB}, ${REDIS}`, NFS("':/{{.Service.Name}}'"), NFS("':/{{.Service.Name}}'")) },
    { name: "one is mounted nowhere", yaml: stack(DB, NFS("':/pg'"), NFS("':/pg'")) },
    { name: "different variables", yaml: stack(`${DB}, ${REDIS}`, NFS("':/${A}'"), NFS("':/${B}'")) },
    {
      name: "CIFS is not looked at",
      yaml: stack(
        `${DB}, ${REDIS}`,
        "{driver_opts: {type: cifs, o: addr=nas, device: //nas/x}}",
        "{driver_opts: {type: cifs, o: addr=nas, device: //nas/x}}",
      ),
    },
  ],
  invalid: [
    {
      name: "two databases",
      yaml: stack(`${DB}, ${REDIS}`, NFS("':/data'"), NFS("⟦':/data'⟧")),
      findings: [
        {
          severity: "error",
          message:
            "The volumes `pg` and `other` are one directory of one server, so `db` and `redis` write the same files. PostgreSQL can damage its data, or that of the other.",
          help: "Give each volume a directory of its own",
          volume: "other",
        },
      ],
    },
    {
      name: "a database and some program, written differently",
      yaml: stack(`${DB}, ${APP}`, NFS("'nas:/data/'"), NFS("⟦':/data'⟧")),
      findings: [{ severity: "warning", message: "so `db` and `app` write the same files", volume: "other" }],
    },
    {
      name: "one variable",
      yaml: stack(`${DB}, ${REDIS}`, NFS("':${ROOT}'"), NFS("⟦':${ROOT}'⟧")),
      findings: [{ severity: "error", message: "one directory of one server", volume: "other" }],
    },
    {
      name: "one service that mounts both",
      yaml: stack(
        "db: {image: 'postgres:16', volumes: ['pg:/var/lib/postgresql/data', 'other:/dump']}",
        NFS("':/'"),
        NFS("⟦':/'⟧"),
      ),
      findings: [{ severity: "warning", message: "so two mounts of `db` write the same files", volume: "other" }],
    },
  ],
});
