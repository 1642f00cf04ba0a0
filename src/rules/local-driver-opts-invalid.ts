import {
  cifsFault,
  isOpen,
  type LocalOptions,
  localOptions,
  type Refusal,
  refusalsOf,
} from "../persistence/local-options.ts";
import type { Volume } from "../stack/model.ts";
import type { Rule, RuleProblem } from "./rule.ts";
import { aboutVolume, mountedVolumes } from "./volumes.ts";

export const localDriverOptsInvalid: Rule = {
  id: "local-driver-opts-invalid",
  category: "persistence",
  severity: "error",
  summary: "The local driver refuses the volume's options, so no task that mounts it can start.",
  *check(context) {
    for (const { volume } of mountedVolumes(context)) {
      const options = localOptions(volume);
      if (!options) continue;
      for (const refusal of refusalsOf(options)) {
        if (isDropped(volume, refusal)) continue; // `override-drops-driver-opts` tells the cause
        const { why, help } = DESCRIBE[refusal.kind](refusal as never);
        yield {
          ...aboutVolume(volume, at(refusal)),
          subject: `${volume.key}:${refusal.kind === "unknown option" ? refusal.name : refusal.kind}`,
          message: `No task that mounts the volume \`${volume.key}\` can start: ${why}.`,
          help,
        };
      }
      yield* cifs(volume, options);
      yield* quota(volume, options);
    }
  },
};

function isDropped({ replaced }: Volume, refusal: Refusal): boolean {
  if (refusal.kind !== "missing option" || replaced?.by !== "own options") return false;
  return refusal.names.some((name) => replaced.volume.driverOpts?.has(name));
}

function at({ kind, at }: Refusal): Parameters<typeof aboutVolume>[1] {
  return kind === "unknown option" || kind === "missing option" ? { place: at.key, via: at.via } : at;
}

type Description = { readonly why: string; readonly help: string };

const DESCRIBE: { readonly [K in Refusal["kind"]]: (refusal: Extract<Refusal, { kind: K }>) => Description } = {
  "unknown option": ({ name }) => ({
    why: `Docker's local driver refuses the option \`${name}\``,
    help: "Its options are `type`, `o`, `device` and `size`: mount options such as an address go into `o`. Another plugin is named with `driver`.",
  }),
  "missing option": ({ names }) => ({
    why: `Docker's local driver refuses \`driver_opts\` without ${names.map((name) => `\`${name}\``).join(" and ")}`,
    help: "`type` and `device` belong together, and `o` needs both: add what is missing.",
  }),
  "no device": () => ({
    why: "`type` names a file system and `device` is empty",
    help: "Write what is to be mounted into `device`.",
  }),
  "no file system": () => ({
    why: "`type` names no file system, and `o` does not say `bind`",
    help: "Write `o: bind` to mount a folder of the node, or name the file system in `type`, such as `nfs`.",
  }),
};

function* cifs(volume: Volume, options: LocalOptions): Generator<RuleProblem> {
  const fault = cifsFault(options);
  if (fault === undefined || !options.device) return;
  yield {
    ...aboutVolume(volume, options.device),
    subject: `${volume.key}:cifs ${fault}`,
    severity: "warning",
    message: `From Engine 25.0 on, no task that mounts the volume \`${volume.key}\` can start: Docker reads \`device\` as a URL and refuses its ${fault}.`,
    help:
      fault === "port"
        ? "Write the port into `o`: `port=445`."
        : "Write `%25` for a percent sign, which engines before 25.0 take literally.",
  };
}

function* quota(volume: Volume, { all }: LocalOptions): Generator<RuleProblem> {
  const size = all.get("size");
  if (!size || isOpen(size.value) || /^0*$/.test(size.value)) return;
  yield {
    ...aboutVolume(volume, size),
    subject: `${volume.key}:size`,
    severity: "warning",
    message: `On a node whose Docker directory is not on XFS with project quotas, no task that mounts the volume \`${volume.key}\` can start: Docker refuses \`size\` there.`,
    help: "Remove `size`, or make sure that every node where the task may run has such a file system (`prjquota`).",
  };
}
