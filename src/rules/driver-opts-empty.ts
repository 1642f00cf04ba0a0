import { localOptions, refusalsOf } from "../persistence/local-options.ts";
import { nfsMount } from "../persistence/nfs.ts";
import { hasEmptyAddress } from "../persistence/refusal.ts";
import type { Located, Text, Volume } from "../stack/model.ts";
import type { Rule } from "./rule.ts";
import { aboutVolume, mountedVolumes } from "./volumes.ts";

export const driverOptsEmpty: Rule = {
  id: "driver-opts-empty",
  category: "persistence",
  severity: "error",
  summary: "A volume's options are there and empty: Docker makes another volume than the one that was meant.",
  *check(context) {
    for (const { volume } of mountedVolumes(context)) {
      const empty = emptyOf(volume);
      if (!empty) continue;
      yield {
        ...aboutVolume(volume, empty.at),
        message: empty.message,
        help: "Set the variables where the stack is deployed (Docker does not read `.env`), and write `${NAME:?}`: a deploy without them stops.",
      };
    }
  },
};

interface Empty {
  readonly at: Pick<Located<unknown>, "place" | "via">;
  readonly message: string;
}

function emptyOf(volume: Volume): Empty | undefined {
  const options = localOptions(volume);
  if (!options || refusalsOf(options).length > 0) return undefined;
  const { type, device } = options;
  if (type?.value === "" && device?.value === "") {
    if (isMeant(type) || isMeant(device)) return undefined;
    const message = `\`type\` and \`device\` of the volume \`${volume.key}\` are empty, so Docker makes a plain local volume on each node, and deploy says nothing. The task starts on an empty directory instead of the storage that was meant.`;
    return { at: type, message };
  }
  const nfs = nfsMount(volume);
  if (!nfs?.address || !hasEmptyAddress(nfs)) return undefined;
  const message = `\`addr=\` of the volume \`${volume.key}\` is empty: the kernel refuses the mount, and no task that needs it can start.`;
  return { at: nfs.address, message };
}

/** `${NAME:-}` says that the value may be empty. */
function isMeant({ place: { file, start, end } }: Text): boolean {
  return /\$\{\w+:?-\}/.test(file.text.slice(start, end));
}
