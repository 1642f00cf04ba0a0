import type { Report, ReportedExposure, ReportedStack } from "../model/report.ts";

/**
 * What tells stacks apart that share a file, so that their mounts would look the same: the name, or the files that the
 * others do not have. By mount; nothing for mounts of all other stacks.
 */
export function stackLabels({ stacks }: Pick<Report, "stacks">): ReadonlyMap<ReportedExposure, string> {
  const alike = new Map<string, Set<ReportedStack>>();
  for (const stack of stacks) {
    for (const exposure of stack.exposures) {
      const look = lookOf(exposure);
      alike.set(look, (alike.get(look) ?? new Set()).add(stack));
    }
  }
  const labels = new Map<ReportedExposure, string>();
  for (const stack of stacks) {
    const others = new Set(stack.exposures.flatMap((exposure) => [...(alike.get(lookOf(exposure)) ?? [])]));
    if (others.size < 2) continue;
    const label = stack.name ?? ownFiles(stack, [...others]);
    for (const exposure of stack.exposures) labels.set(exposure, label);
  }
  return labels;
}

function lookOf({ path, service, source, target }: ReportedExposure): string {
  return JSON.stringify([path, service, source ?? target]);
}

function ownFiles({ files }: ReportedStack, all: readonly ReportedStack[]): string {
  const own = files.filter((file) => !all.every((other) => other.files.includes(file)));
  return (own.length > 0 ? own : files).join(" + ");
}
