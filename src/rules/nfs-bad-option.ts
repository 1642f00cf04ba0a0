import type { MountWord } from "../persistence/local-options.ts";
import { faultOf, type WordFault } from "../persistence/nfs.ts";
import type { Rule } from "./rule.ts";
import { aboutVolume, nfsVolumes } from "./volumes.ts";

export const nfsBadOption: Rule = {
  id: "nfs-bad-option",
  category: "persistence",
  severity: "error",
  summary: "The kernel's NFS client refuses a word in `o`, so no task that mounts the volume can start.",
  *check(context) {
    for (const { volume, nfs } of nfsVolumes(context)) {
      const said = new Set<string>();
      for (const word of nfs.options.words) {
        const fault = faultOf(word, nfs);
        const subject = fault && subjectOf(fault, word);
        if (!fault || !subject || said.has(subject)) continue;
        said.add(subject);
        const { why, help } = describe(fault, word);
        yield {
          ...aboutVolume(volume, word),
          subject: `${volume.key}:${subject}`,
          severity: fault.kind === "unknown" ? "warning" : "error",
          message: `${fault.kind === "unknown" ? "Most likely no task" : "No task"} that mounts the volume \`${volume.key}\` can start: ${why}.`,
          help,
        };
      }
    }
  },
};

/** Blanks are one mistake however often they stand there; an unknown word may be a part of a secret and is not named. */
function subjectOf({ kind }: WordFault, { name }: MountWord): string {
  return kind === "foreign" || kind === "value" ? name : kind;
}

const NO_HELPER = "Docker asks the kernel itself, without `mount` and its helpers.";

function describe(fault: WordFault, { name }: MountWord): { readonly why: string; readonly help: string } {
  switch (fault.kind) {
    case "blank":
      return {
        why: "the kernel takes a blank in `o` for a part of the word beside it, and refuses that word",
        help: "Remove every blank from `o`.",
      };
    case "quote":
      return {
        why: "the quotes inside `o` are a part of its words",
        help: 'Put quotes around the whole of `o` only: `o: "addr=10.0.0.5,nfsvers=4.1,hard"`.',
      };
    case "foreign":
      return {
        why: `\`${name}\` is a word of ${fault.belongsTo}, and the kernel's NFS client refuses it`,
        help: `Remove it: ${NO_HELPER}`,
      };
    case "unknown":
      return {
        why: "a word in `o` is none of the NFS options of Linux",
        help: `Correct it, or remove it: ${NO_HELPER}`,
      };
    case "value":
      return {
        why: `the kernel's NFS client refuses the value of \`${name}\``,
        help: `Write ${fault.allowed}, or remove the option.`,
      };
    case "udp":
      return { why: "NFS 4 does not run over UDP", help: "Write `proto=tcp`, or remove the option." };
  }
}
