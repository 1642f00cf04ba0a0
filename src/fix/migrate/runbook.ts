import type { Change } from "../../edit/change.ts";
import { type RunbookStep, WHERE } from "../../model/finding.ts";
import type { Service } from "../../stack/model.ts";
import { isNewData, runningBefore } from "../deploy-effects.ts";
import type { FixContext } from "../model.ts";
import {
  type ContainerOrigin,
  type DataToMove,
  type Destination,
  type FolderOrigin,
  folderOf,
  type Origin,
} from "./data-to-move.ts";
import { nodeFile, requireOneNode, scopedName, script, stackLine, word } from "./shell.ts";

/** Rules that may report a change which moves data: the commands that go with it copy the data. */
export const ACCEPTED_AFTER_MOVE = ["volume-renamed", "data-left-in-container"];

interface Move {
  /** undefined when there is no way to copy to it. */
  readonly to: Destination | undefined;
  /** Lines before the deploy: variables that the new file waits for. */
  readonly variables: readonly string[];
  readonly changes: readonly Change[];
}

/**
 * The commands that move data to another place, in the order in which a person runs them; undefined when there is none
 * yet, or when where it is cannot be told from the file.
 */
export function moveRunbook(
  data: DataToMove,
  context: FixContext,
  { to, variables, changes }: Move,
): readonly RunbookStep[] | undefined {
  const { exposure, from, services, name, rollback } = data;
  if (from === undefined || to === undefined || isNewData(exposure, context)) return undefined;
  const running = runningBefore(services, context);
  const copied = copyStep(context, services, from, to);
  return [
    findStep(context, running, name),
    ...(from.kind === "container" ? [copied] : [stopStep(context, running), copied]),
    applyStep(context, changes),
    deployStep(context, variables),
    verifyStep(context, services),
    ...(rollback ? [rollbackStep(context, rollback)] : []),
  ];
}

/** `name` is for a file on the manager. */
export function findStep({ stackName }: FixContext, services: readonly Service[], name: string): RunbookStep {
  const running = (service: Service) =>
    `docker service ps --filter desired-state=running --format '{{.Node}}' ${scopedName(service.name)}`;
  const all = services.map(running);
  const list = all.length === 1 ? all[0] : `{ ${all.join("; ")}; }`;
  return {
    title: "Find the node that holds the data; with more than one line, stop and look at each",
    where: "manager",
    commands: [script([stackLine(stackName), `${list} | sort -u | tee ${nodeFile(name)}`, requireOneNode(name)])],
  };
}

/** Only replicated services can be scaled; the deploy makes the others again. */
export function stopStep({ stackName }: FixContext, services: readonly Service[]): RunbookStep {
  const lines = services.map(({ name, mode }) =>
    mode.value === "replicated"
      ? `docker service scale "\${STACK}_${name}=0"`
      : `docker service rm ${scopedName(name)}`,
  );
  return {
    title: "Stop every task that writes to it",
    where: "manager",
    commands: [script([stackLine(stackName), ...lines])],
  };
}

/** The step that has to come before anything that ends the task. */
const COPY_OUT = "Copy the data out of the container";

/** The first of the services is the one that the finding is about. */
function copyStep({ stackName }: FixContext, services: readonly Service[], from: Origin, to: Destination): RunbookStep {
  const lines = from.kind === "container" ? outOfContainer(services, from, to) : outOfFolder(services, from, to);
  return {
    title:
      from.kind === "container"
        ? `${COPY_OUT}, with owners and modes; what is written after this step is not copied`
        : "Copy the data, with owners and modes",
    where: "data-node",
    commands: [script([stackLine(stackName), ...lines])],
  };
}

const EMPTY = '[ -z "$(ls -A "$TO")" ] || { echo "$TO is not empty: nothing was copied" >&2; exit 1; }';

/** Where a mount point of the container lay in the volume, an empty folder is left. */
const NO_FILES =
  '[ -z "$(find "$TO" ! -type d | head -n 1)" ] || { echo "$TO is not empty: nothing was copied" >&2; exit 1; }';

const COMPARE =
  '[ "$(cd "$FROM" && find . | wc -l)" -eq "$(cd "$TO" && find . | wc -l)" ] || { echo "some files are missing" >&2; exit 1; }';

const SAY = 'echo "copied: $(du -sk "$TO" | cut -f 1) KiB"';

function outOfFolder(services: readonly Service[], from: FolderOrigin, to: Destination): string[] {
  return [
    ...services.flatMap(waitLines),
    `FROM=${folderOf(from)}`,
    '[ -d "$FROM" ] || { echo "there is no folder $FROM on this node" >&2; exit 1; }',
    ...(to.kind === "folder"
      ? [...to.prepare, EMPTY, 'cp -a "$FROM/." "$TO/"', COMPARE, SAY]
      : [
          to.make,
          `docker run --rm --user 0:0 --entrypoint cp -v "$FROM":/from:ro -v ${to.name}:/to ${to.image} -a /from/. /to/`,
        ]),
  ];
}

function outOfContainer(services: readonly Service[], from: ContainerOrigin, to: Destination): string[] {
  const path = from.path.replace(/\/+$/, "");
  const { below = "" } = from;
  const { ready, undo, pack, unpack, say } = to.kind === "folder" ? intoFolder(to, path, below) : intoVolume(to, path);
  return [
    `CONTAINER="$(docker ps -q --filter "label=com.docker.swarm.service.name=\${STACK}_${services[0]?.name}" | head -n 1)"`,
    '[ -n "$CONTAINER" ] || { echo "no task of the service runs here" >&2; exit 1; }',
    ...ready,
    'PENDING="$(mktemp)"',
    `trap '${['docker unpause "$CONTAINER" > /dev/null || true', 'rm -f "$PENDING"', ...undo].join("; ")}' EXIT`,
    "trap 'exit 1' HUP INT TERM",
    'docker pause "$CONTAINER" > /dev/null',
    `{ ${pack} && rm "$PENDING"; } | ${unpack}`, // a shell goes by the last program of a pipe alone
    '[ ! -e "$PENDING" ] || { echo "the copy is not whole" >&2; exit 1; }',
    ...say,
  ];
}

/** `docker cp` to a folder would give everything to root; its archive has the owners. */
function intoFolder({ prepare, atExit }: Destination & { readonly kind: "folder" }, path: string, below: string) {
  const inner = below === "" ? [] : [`TO="$TO"/${word(below)}`, 'mkdir -p "$TO"'];
  return {
    ready: [...prepare, NO_FILES, ...inner],
    undo: atExit === undefined ? [] : [atExit],
    pack: `docker cp "$CONTAINER":${word(`${path}/.`)} -`,
    unpack: 'tar -C "$TO" -xp --numeric-owner',
    say: [SAY],
  };
}

/**
 * A container that never starts mounts the volume under the old path, so that the directory itself keeps its owner. With
 * `-a`, `docker cp` would give everything to the image's user.
 */
function intoVolume({ make, name }: Destination & { readonly kind: "driver-volume" }, path: string) {
  const parent = path.slice(0, path.lastIndexOf("/")) || "/";
  const remove = 'docker rm -v "$TARGET" > /dev/null';
  const count = `docker cp "$TARGET":${word(path)} - | tar -t | grep -vc lost+found`;
  return {
    ready: [
      make,
      'IMAGE="$(docker inspect --format \'{{.Image}}\' "$CONTAINER")"',
      `TARGET="$(docker create -v ${name}:${word(path)}:nocopy "$IMAGE" true)"`,
      `trap '${remove}' EXIT`,
      `[ "$(${count})" -le 1 ] || { echo "the volume is not empty: nothing was copied" >&2; exit 1; }`,
    ],
    undo: [remove],
    pack: `docker cp "$CONTAINER":${word(path)} -`,
    unpack: `docker cp - "$TARGET":${word(parent)}`,
    say: [
      `COUNT="$(${count})"`,
      '[ "$COUNT" -gt 1 ] || { echo "nothing was copied" >&2; exit 1; }',
      'echo "copied: $COUNT files and folders"',
    ],
  };
}

/** Until no task of the service runs on this node. */
export function waitLines({ name }: Service): string[] {
  const running = `docker ps -q --filter "label=com.docker.swarm.service.name=\${STACK}_${name}"`;
  return [`while [ -n "$(${running})" ]; do sleep 1; done`];
}

export function applyStep({ stack }: FixContext, changes: readonly Change[]): RunbookStep {
  const edited = new Set(changes.map(({ file }) => file.path));
  const files = stack.files.filter(({ path }) => edited.has(path)).map(({ path }) => `\`${path}\``);
  return {
    title: `Apply this fix to ${files.join(", ")}, if it is not applied yet`,
    where: "workstation",
    commands: [],
  };
}

/** `variables`: lines before the deploy, for what the new file waits for. */
export function deployStep({ stackName, stack }: FixContext, variables: readonly string[]): RunbookStep {
  const options = stack.files.map(({ path }) => `-c ${word(path)}`).join(" ");
  return {
    title: "Deploy",
    where: "manager",
    commands: [script([stackLine(stackName), ...variables, `docker stack deploy ${options} "$STACK"`])],
  };
}

/** A deploy gives a service the replicas of the file again, also after `scale`. */
export function verifyStep({ stackName }: FixContext, services: readonly Service[]): RunbookStep {
  const lines = services
    .filter(({ replicas, mode }) => replicas?.value !== 0 && ["replicated", "global"].includes(mode.value))
    .flatMap(({ name }) => [
      "n=0",
      `until docker service ps --filter desired-state=running --format '{{.CurrentState}}' ${scopedName(name)} | grep -q '^Running'; do`,
      `  n=$((n + 1)); [ "$n" -le 120 ] || { docker service ps --no-trunc ${scopedName(name)}; exit 1; }; sleep 1`,
      "done",
      `docker service ps --filter desired-state=running --format '{{.Name}} {{.Node}} {{.CurrentState}}' ${scopedName(name)}`,
    ]);
  return {
    title: "See that the tasks run; then look at the data through the application",
    where: "manager",
    commands: [script([stackLine(stackName), ...lines])],
  };
}

function rollbackStep({ stackName }: FixContext, rollback: readonly string[]): RunbookStep {
  return {
    title:
      "To go back: the old data is still in its place, without what was written since the copy. Then take the fix out of the file, or pin the service in it",
    where: "manager",
    commands: [script([stackLine(stackName), ...rollback])],
  };
}

/** A runbook for a terminal: each step with its place, its commands as they are. */
function runbookText(title: string, steps: readonly RunbookStep[]): string[] {
  const body = steps.flatMap(({ title: what, where, commands }, index) => [
    `${index + 1}. ${what} (${WHERE[where]})`,
    ...commands.flatMap((command) => command.split("\n")).map((line) => `     ${line}`),
  ]);
  const moves = steps.some(({ where }) => where === "data-node");
  return [`${moves ? "How to move the data" : "What to do first"}: ${title}`, ...body];
}

/**
 * Several moves of one deploy, those out of a container first: whatever stops its task, or deploys, would end them. Each
 * names the deploy, which is for all of them.
 */
export function runbookTexts(
  moves: readonly { readonly title: string; readonly steps: readonly RunbookStep[] }[],
): string[] {
  const outOf = ({ steps }: (typeof moves)[number]) => steps.some(({ title }) => title.startsWith(COPY_OUT));
  const ordered = [...moves.filter(outOf), ...moves.filter((move) => !outOf(move))];
  const texts = ordered.flatMap(({ title, steps }) => ["", ...runbookText(title, steps)]);
  if (moves.length < 2) return texts;
  return [
    "",
    "One deploy is for all of these: in this order, run what each says before it; then deploy once.",
    ...texts,
  ];
}
