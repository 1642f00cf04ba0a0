import type { CheckedStack } from "../check/check.ts";
import { counted } from "../model/english.ts";
import type { IgnoredFinding } from "../model/finding.ts";
import type { ChangedFiles } from "./contents.ts";
import type { Material, StackMaterial } from "./material.ts";
import type { ChangedStacks, Request } from "./request.ts";

/** What a reader must know about how the files were found. */
export function remarksOn(
  { what: { changes, everything }, variableFiles }: Request & { readonly what: ChangedStacks },
  changed: ChangedFiles,
  stacks: readonly StackMaterial[],
): string[] {
  const remarks: string[] = [];
  if (changes?.cutAt !== undefined) {
    remarks.push(
      `GitHub lists ${changes.cutAt} changed files and no more. The others were found by comparing the trees; their findings stand here and not on lines.`,
    );
  } else {
    const without = stacks.flatMap((stack) => withoutDiff(stack, changed));
    if (without.length > 0)
      remarks.push(`GitHub sent no diff of ${listed(without)}: findings there stand here and not on lines.`);
  }
  const variables = variableFiles.filter((path) => changed.touched.has(path));
  if (variables.length > 0 && !everything) {
    remarks.push(
      `This changes ${listed(variables)}, whose variables all stacks get, and only stacks of which a file changed were checked: \`scope: all\` checks the others too.`,
    );
  }
  return remarks;
}

/** Files of a stack that have another text than before, though GitHub shows no line of it. */
function withoutDiff({ files, base }: StackMaterial, changed: ChangedFiles): string[] {
  const before = new Map(base?.files.map(({ path, text }) => [base.renames?.get(path) ?? path, text]));
  return files.flatMap(({ path, text }) => {
    const file = changed.all.get(path);
    return file !== undefined && file.hunks === undefined && before.get(path) !== text ? path : [];
  });
}

/** What a change makes the check pass over, which nobody should miss. */
export function remarksOnSilence(
  stacks: Material["stacks"],
  checked: readonly CheckedStack[],
  ignored: readonly IgnoredFinding[],
): string[] {
  const left = checked.flatMap(({ wasStack, skipped }) => (wasStack ? skipped.map(({ path }) => path) : []));
  const own = ignored.filter((one) => one.by === "comment" && isNewComment(one, stacks));
  const remarks: string[] = [];
  if (left.length > 0)
    remarks.push(
      `Before this change, ${listed(left)} was checked as a stack. Now it looks like a Compose file (see the skipped files, with what it would lose). If \`docker stack deploy\` gets it, it refuses it; \`target: swarm\` has it checked.`,
    );
  const vain = checked.flatMap(({ namedInVain, skipped }) => (namedInVain ? skipped.map(({ path }) => path) : []));
  if (vain.length > 0) remarks.push(`Nothing was checked in ${listed(vain)}, which is named and is no stack file.`);
  if (own.length > 0) {
    const places = own.map(({ path, line }) => `${path}:${line}`);
    remarks.push(`Comments that come with this change ignore ${counted(own.length, "finding")}: ${listed(places)}.`);
  }
  return remarks;
}

/** Whether a comment is not in the file as it was before, where there is a before; blanks around it do not count. */
function isNewComment({ path, line = 0 }: IgnoredFinding, stacks: Material["stacks"]): boolean {
  const stack = stacks.find(({ files }) => files.some((file) => file.path === path));
  if (stack?.base === undefined) return false;
  const comment = stack.files.find((file) => file.path === path)?.text.split("\n")[line - 1];
  const text = comment?.slice(comment.indexOf("#")).trim() ?? "";
  const { files, renames } = stack.base;
  const before = files.find((file) => (renames?.get(file.path) ?? file.path) === path)?.text;
  return before === undefined || !before.includes(text);
}

const MOST_NAMES = 5;

function listed(paths: readonly string[]): string {
  const names = [...new Set(paths)].map((path) => `\`${path}\``);
  const more = names.length - MOST_NAMES;
  return more > 0 ? `${names.slice(0, MOST_NAMES).join(", ")} and ${more} more` : names.join(", ");
}
