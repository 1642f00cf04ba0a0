import type { Rule } from "./rule.ts";

export const singleLetterVolumeName: Rule = {
  id: "single-letter-volume-name",
  category: "persistence",
  severity: "error",
  summary: "Docker takes a one-letter volume name for a Windows drive.",
  *check({ stack }) {
    for (const service of stack.services) {
      for (const { form, place, via, source, target } of service.mounts) {
        if (form !== "short") continue;
        const asTarget = source === undefined && /^\p{L}:\/[^\\]*$/u.test(target.value);
        const asSource =
          source !== undefined && /^\p{L}:\/[^\\]*$/u.test(source.value) && !/^[A-Za-z]:[\\/]|^\//.test(target.value);
        if (!asTarget && !asSource) continue;
        const taken = asTarget
          ? "the whole entry for a path in the container"
          : "name and path together for a folder on the node";
        yield {
          place,
          via,
          service: service.name,
          subject: `${service.name}:${target.value}`,
          message: `Docker takes a name of one letter for a Windows drive, and ${taken}: every node rejects the task, and \`${service.name}\` never runs.`,
          help: "Give the volume a name of two characters or more.",
        };
      }
    }
    for (const { key, name } of stack.volumes.values()) {
      if (name === undefined || !/^.$/u.test(name.value)) continue;
      yield {
        place: name.place,
        via: name.via,
        volume: key,
        subject: `volume ${key}`,
        message: `The volume's name has one character and Docker needs two: every node rejects the task that mounts \`${key}\`.`,
        help: "Give it a longer `name:`.",
      };
    }
  },
};
