import { describe, expect, it } from "vitest";
import { secretSpans } from "../../src/report/secrets.ts";
import { testRule } from "./harness.ts";
import { nfsStack } from "./nfs-stack.ts";

const cifs = (o: string): string => nfsStack({ type: "cifs", o, device: "//nas/data" });
const plugin = (options: string): string =>
  `services:\n  a: {image: 'acme/app:1', volumes: ['data:/srv']}\nvolumes: {data: {driver: acme/plugin, driver_opts: {${options}}}}\n`;

testRule("secret-in-driver-opts", {
  valid: [
    { name: "no secret", yaml: nfsStack() },
    { name: "a guest", yaml: cifs("'username=guest,password=,vers=3.0'") },
    { name: "where a secret lies", yaml: cifs("'credentials=/root/.cifs,vers=3.0'") },
    { name: "a file with a secret", yaml: plugin("secretfile: /etc/ceph/secret, keyring_path: /etc/ceph/keyring") },
    { name: "the id of a key", yaml: plugin("aws_access_key_id: AKIAIOSFODNN7EXAMPLE") },
    {
      name: "mounted nowhere",
      yaml: "services:\n  a: {image: 'acme/app:1'}\nvolumes: {data: {driver_opts: {type: cifs, o: 'password=x', device: //n/d}}}\n",
    },
  ],
  invalid: [
    {
      name: "a password among mount options",
      yaml: cifs('"username=app,⟦password=correct-horse⟧,vers=3.0"'),
      findings: [
        {
          severity: "error",
          message:
            "This file holds a password in clear, and Docker stores it in the service and in the volume `data`: everybody who may run `docker service inspect` or `docker volume inspect` can read it.",
          help: "Change the password, and mount the share on the hosts",
          volume: "data",
        },
      ],
    },
    {
      name: "an option of a plugin",
      yaml: plugin("user: app, secretKey: ⟦correct-horse⟧, token: other-horse"),
      findings: [{ severity: "error", message: "in clear", volume: "data" }],
    },
    {
      name: "a variable that is not set",
      yaml: cifs("'username=app,⟦password=${CIFS_PASSWORD}⟧'"),
      findings: [
        {
          severity: "warning",
          message: "Docker stores the value of this variable in the service and in the volume `data`",
          help: "Docker's secrets do not reach volume options.",
          volume: "data",
        },
      ],
    },
    {
      name: "a variable that is set",
      variables: { CIFS_PASSWORD: "correct-horse" },
      yaml: cifs("⟦'username=app,password=${CIFS_PASSWORD}'⟧"),
      findings: [{ severity: "warning", message: "the value of this variable", volume: "data" }],
    },
    {
      name: "a default",
      yaml: cifs("⟦'username=app,password=${CIFS_PASSWORD:-correct-horse}'⟧"),
      findings: [{ severity: "error", message: "in clear", volume: "data" }],
    },
    {
      name: "no task yet",
      yaml: nfsStack({
        type: "cifs",
        o: "'username=app,⟦pass=correct-horse⟧'",
        device: "//nas/data",
        service: "image: 'acme/app:1', volumes: ['data:/srv'], deploy: {replicas: 0}",
      }),
      findings: [{ severity: "error", message: "in clear", volume: "data" }],
    },
  ],
});

describe("the frame of such a finding", () => {
  it.each([
    cifs('"username=app,password=correct-horse,vers=3.0"'),
    cifs("username=app,pass=correct-horse"),
    cifs("'username=app,password=${CIFS_PASSWORD:-correct-horse}'"),
    plugin("user: app, secretKey: correct-horse"),
    plugin('o: "name=admin,secret=correct-horse"'),
  ])("hides the secret in %j", (text) => {
    const at = text.indexOf("correct-horse");
    const hidden = secretSpans({ path: "stack.yml", text });
    expect(hidden.some(({ start, end }) => start <= at && at + "correct-horse".length <= end)).toBe(true);
  });
});
