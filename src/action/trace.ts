import { context } from "@actions/github";
import { PROGRAM } from "../cli/program.ts";
import { VERSION } from "../cli/version.ts";
import { NEAR_CONFIG_NAMES } from "../config/read.ts";
import type { Changes } from "../github/changes.ts";
import type { FileAt } from "../github/contents.ts";
import { counted } from "../model/english.ts";
import type { Contents } from "./contents.ts";
import type { Task } from "./event.ts";
import type { Material } from "./gather.ts";
import { debug } from "./log.ts";

/** What a run did, for somebody who looks for what is wrong (`RUNNER_DEBUG=1`): names and counts, never a content. */

export function traceTask(task: Task, changes: Changes | undefined): void {
  const about = Object.entries(task).map(([name, value]) => `${name} ${value}`);
  debug(`${PROGRAM} ${VERSION}, event ${context.eventName}: ${about.join(", ")}`);
  const what = changes && `${changes.mergeBase}: ${counted(changes.files.length, "changed file")}`;
  debug(`Compared with ${what ?? "nothing: everything is checked"}`);
  for (const { path, previousPath, status } of changes?.files ?? [])
    debug(`  ${status} ${path}${previousPath === undefined ? "" : `, before ${previousPath}`}`);
}

/** The files of the policy, at which commits; a name that is nearly its own only where a file has it. */
export function tracePolicy(files: readonly FileAt[], contents: Contents): void {
  for (const { commit, path } of files) {
    const { kind } = contents.at({ commit, path });
    if (kind === "missing" && NEAR_CONFIG_NAMES.includes(path)) continue;
    debug(`Policy: ${path} at ${commit || "the workspace"}: ${kind}`);
  }
}

export function traceMaterial({ stacks, removed, unread }: Material): void {
  const names = (files: readonly { readonly path: string }[]) => files.map(({ path }) => path).join(" and ");
  for (const { files, base, variables, target = "auto" } of stacks) {
    const before = base === undefined ? "not compared" : `compared with ${names(base.files) || "nothing: it is new"}`;
    debug(`Stack: ${names(files)}, ${before}, ${counted(variables.size, "variable")}, target ${target}`);
  }
  for (const { files } of removed) debug(`Removed stack: ${names(files)}`);
  for (const { skipped } of unread) for (const { path, reason } of skipped) debug(`Not checked: ${path}: ${reason}`);
}
