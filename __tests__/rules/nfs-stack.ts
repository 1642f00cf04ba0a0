/** Parts of a stack with one service `a` and the volume `data` from an NFS server, as YAML; each may carry marks. */
export interface NfsStack {
  readonly type?: string;
  /** Absent: all that a mount needs. Empty: no `o` at all. */
  readonly o?: string;
  readonly device?: string;
  /** The service, in one line. */
  readonly service?: string;
  /** More lines below `services`, and below `volumes`. */
  readonly services?: string;
  readonly volumes?: string;
}

/** The stack as one file. */
export function nfsStack({ type = "nfs", o = "addr=10.0.0.5,nfsvers=4.1,hard", ...parts }: NfsStack = {}): string {
  const { device = '":/data"', service = "image: 'acme/app:1', volumes: ['data:/srv']", services, volumes } = parts;
  return [
    "services:",
    `  a: {${service}}`,
    ...(services === undefined ? [] : [`  ${services}`]),
    "volumes:",
    "  data:",
    "    driver_opts:",
    `      type: ${type}`,
    ...(o === "" ? [] : [`      o: ${o}`]),
    `      device: ${device}`,
    ...(volumes === undefined ? [] : [`  ${volumes}`]),
    "",
  ].join("\n");
}

export const POSTGRES = "image: 'postgres:16', volumes: ['data:/var/lib/postgresql/data']";
