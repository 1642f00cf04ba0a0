import { isSecretName } from "../model/names.ts";
import { wordsOf } from "../persistence/local-options.ts";
import type { DriverOption, Stack, Volume } from "../stack/model.ts";
import { hasUnknown, showUnknown } from "../yaml/unknown.ts";
import type { Rule } from "./rule.ts";
import { aboutVolume } from "./volumes.ts";
import { used } from "./words.ts";

export const secretInDriverOpts: Rule = {
  id: "secret-in-driver-opts",
  category: "persistence",
  severity: "error",
  summary: "A password in `driver_opts` can be read by everybody who can look at the service or the volume.",
  *check({ stack }) {
    for (const volume of stack.volumes.values()) {
      const secret = volume.external ? undefined : secretOf(volume);
      if (!secret || !isMounted(volume, stack)) continue;
      yield {
        ...aboutVolume(volume, secret),
        severity: secret.literal ? "error" : "warning",
        message: `${secret.literal ? "This file holds a password in clear, and Docker stores it" : "Docker stores the value of this variable"} in the service and in the volume \`${volume.key}\`: everybody who may run \`docker service inspect\` or \`docker volume inspect\` can read it. Engines before 23.0 print it in the errors of tasks too.`,
        help: secret.literal
          ? "Change the password, and mount the share on the hosts, with a credentials file that root alone can read; give the service that path. Docker's secrets do not reach volume options."
          : "Mount the share on the hosts, with a credentials file that root alone can read, and give the service that path. Docker's secrets do not reach volume options.",
      };
    }
  },
};

/** By a service without tasks too: the service stores the options all the same. */
function isMounted({ key }: Volume, { services }: Stack): boolean {
  return services.some(({ mounts }) => mounts.some(({ source }) => source?.value === key));
}

interface Secret extends Pick<DriverOption, "place" | "via"> {
  /** The value stands in the file; else a variable brings it. */
  readonly literal: boolean;
}

/** The first secret among a volume's options: an option of its own, or one within `o`. */
function secretOf({ driverOpts }: Volume): Secret | undefined {
  for (const [name, option] of driverOpts ?? []) {
    if (isSecret(name, option.value)) return { ...used(option), literal: isWritten(option.value, option) };
    for (const word of name === "o" ? wordsOf(option) : []) {
      if (isSecret(word.name, word.value)) return { ...used(word), literal: isWritten(word.value, option) };
    }
  }
  return undefined;
}

/** The id of a key, a file with credentials, and what Swarm fills in from names that anybody can see. */
const HARMLESS = /id$|^cred(?:entials)?$/i;

function isSecret(name: string, value: string | undefined): boolean {
  return value !== undefined && value !== "" && !value.includes("{{") && isSecretName(name) && !HARMLESS.test(name);
}

/** A value that a variable brings is not in the file, whatever it is. */
function isWritten(value: string | undefined, { place: { file, start, end } }: DriverOption): boolean {
  if (value === undefined || hasUnknown(value)) return false;
  return file.text.slice(start, end).includes(showUnknown(value));
}
