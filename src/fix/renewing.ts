import { type Change, rename, set } from "../edit/change.ts";
import type { RunbookStep } from "../model/finding.ts";
import type { Volume } from "../stack/model.ts";
import { child } from "../yaml/tree.ts";
import { shellVolumeName } from "./back.ts";
import { volumeDeclaration, writtenString } from "./find.ts";
import { runningBefore } from "./first-deploy.ts";
import type { Fix, FixContext } from "./model.ts";
import { withSource } from "./mounting.ts";
import { editedPaths } from "./moving.ts";
import { stackLine } from "./names.ts";
import { applyStep, deployStep, stopStep, verifyStep, waitLines } from "./runbook.ts";
import { freeKey, usersOf } from "./seat.ts";
import { script } from "./shell.ts";

/**
 * Other options for a volume whose files are elsewhere, on a server or in a folder. Every node that has the volume keeps
 * its old options in silence: it is removed there first, or it gets a new name.
 */
export function* withNewOptions(
  volume: Volume,
  context: FixContext,
  { title, changes }: Pick<Fix, "title" | "changes">,
): Iterable<Fix> {
  const { base, isNew } = context;
  if (isNew || (base !== undefined && !base.stack.volumes.has(volume.key))) {
    yield { title, safe: false, changes };
    return;
  }
  if (base === undefined) yield { title, safe: false, changes, runbook: renewalRunbook(volume, context, changes) };
  const moved = underNewName(volume, context);
  if (moved === undefined) return;
  yield {
    title: `${title}, under the new volume name \`${moved.key}\``,
    safe: false,
    changes: [...changes, ...moved.changes],
  };
}

/** The same declaration under another key, with all mounts. */
export function underNewName(volume: Volume, context: FixContext): { key: string; changes: Change[] } | undefined {
  const declared = volumeDeclaration(context, volume);
  if (declared === undefined || declared.value.via !== undefined) return undefined;
  const key = freeKey(context, `${volume.key}-2`);
  const mounts = usersOf(context, volume).map(({ service, mount }) => withSource(context, service, mount, key));
  if (mounts.includes(undefined)) return undefined;
  const written = child(declared.value, "name");
  const name = writtenString(written);
  if (written !== undefined && name === undefined) return undefined;
  const named = name === undefined ? [] : [set(declared, ["name"], `${name}-2`)];
  return { key, changes: [...(mounts as Change[]), ...named, rename(declared, key)] };
}

function renewalRunbook(volume: Volume, context: FixContext, changes: readonly Change[]): RunbookStep[] | undefined {
  const { stackName, stack } = context;
  const name = shellVolumeName(volume);
  const services = [...new Set(usersOf(context, volume).map(({ service }) => service))];
  if (name === undefined || services.length === 0) return undefined;
  const files = stack.files.map(({ path }) => path);
  return [
    stopStep({ stackName, services: runningBefore(services, context) }),
    {
      title:
        "On every node: remove the containers of old tasks, which hold the volume, and the volume, which keeps its old options; its files are elsewhere and stay there",
      where: "any-node",
      commands: [script([stackLine(stackName), ...services.flatMap(waitLines), ...removal(name)])],
    },
    applyStep(editedPaths(context, changes)),
    deployStep({ stackName, files, variables: [] }),
    verifyStep({ stackName, services }),
  ];
}

/**
 * Swarm keeps the containers of some old tasks, also of a service that has none left, and they hold the volume. Whoever
 * made it before there were options for a device has files in it, and keeps it.
 */
function removal(name: string): string[] {
  return [
    `if docker volume inspect ${name} > /dev/null 2>&1; then`,
    `  DEVICE="$(docker volume inspect --format '{{with .Options}}{{index . "device"}}{{end}}' ${name})"`,
    '  [ -n "$DEVICE" ] || { echo "the volume has files of its own on this node: nothing was removed" >&2; exit 1; }',
    `  for CONTAINER in $(docker ps -aq --filter volume=${name} --filter label=com.docker.swarm.service.name --filter status=exited --filter status=created); do`,
    '    docker rm "$CONTAINER" > /dev/null || true',
    "  done",
    `  docker volume rm ${name}`,
    "fi",
  ];
}
