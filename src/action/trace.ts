import { context } from "@actions/github";
import { counted } from "../model/english.ts";
import { PROGRAM, VERSION } from "../session/program.ts";
import type { Changes } from "../session/workspace.ts";
import type { Task } from "./event.ts";
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
