import { hasShortName, isTakenForDrive } from "../persistence/refusal.ts";
import type { Rule } from "./rule.ts";
import { used } from "./words.ts";

export const singleLetterVolumeName: Rule = {
  id: "single-letter-volume-name",
  category: "persistence",
  severity: "error",
  summary: "Docker takes a one-letter volume name for a Windows drive.",
  *check({ stack }) {
    for (const service of stack.services.filter(({ replicas }) => replicas?.value !== 0)) {
      for (const mount of service.mounts.filter(isTakenForDrive)) {
        const taken =
          mount.source === undefined
            ? "the whole entry for a path in the container"
            : "name and path together for a folder of the node";
        yield {
          place: mount.place,
          via: mount.via,
          service: service.name,
          subject: `${service.name}:${mount.target.value}`,
          message: `Every node rejects the task, so \`${service.name}\` never runs: Docker takes a volume name of one letter for a Windows drive, and ${taken}.`,
          help: "Give the volume a name of two characters or more.",
        };
      }
    }
    for (const volume of stack.volumes.values()) {
      const { key, name } = volume;
      if (name === undefined || !hasShortName(volume)) continue;
      yield {
        ...used(name),
        volume: key,
        subject: `volume ${key}`,
        message: `Every node rejects a task that mounts \`${key}\`, which then never runs: the name of a volume needs two characters, and this one has one.`,
        help: "Give it a longer `name:`.",
      };
    }
  },
};
