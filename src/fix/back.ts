import type { Service, Volume } from "../stack/model.ts";
import { hasUnknown } from "../yaml/unknown.ts";
import { nodeFile, scopedName } from "./names.ts";
import type { VolumeUse } from "./seat.ts";
import { word } from "./shell.ts";

/** What Docker calls a volume of the stack, for a shell that knows `$STACK`; undefined when the file does not tell. */
export function shellVolumeName({ key, name, external }: Volume): string | undefined {
  if (name === undefined) return external ? word(key) : scopedName(key);
  return hasUnknown(name.value) || name.value.includes("{{") ? undefined : word(name.value);
}

/** Runs the services on the node of the old volume and with it, until the file says the same. */
export function rollbackLines(
  services: readonly Service[],
  users: readonly VolumeUse[],
  volume: Volume,
): string[] | undefined {
  const name = shellVolumeName(volume);
  const counts = services.map(({ replicas }) => (replicas === undefined ? 1 : replicas.value));
  if (name === undefined || counts.includes(undefined)) return undefined;
  if (services.some(({ mode }) => mode.value !== "replicated")) return undefined;
  if (users.some(({ mount }) => hasUnknown(mount.target.value) || mount.readOnly === undefined)) return undefined;
  const scale = (to: (index: number) => number | undefined) =>
    services.map((service, index) => `docker service scale "\${STACK}_${service.name}=${to(index)}"`);
  const updates = services.map((service) => {
    const mounts = users
      .filter((use) => use.service === service)
      .map(({ mount }) => {
        const options = mount.readOnly ? ",readonly" : "";
        return `--mount-add type=volume,source=${name},target=${word(mount.target.value)}${options}`;
      });
    return `docker service update --constraint-add "node.hostname==$NODE" ${mounts.join(" ")} ${scopedName(service.name)}`;
  });
  return [
    `NODE="$(head -n 1 ${nodeFile(volume.key)})"`,
    ...scale(() => 0),
    ...updates,
    ...scale((index) => counts[index]),
  ];
}
