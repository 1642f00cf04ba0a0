import type { Change } from "../edit/change.ts";
import type { RunbookStep } from "../model/finding.ts";
import type { Service } from "../stack/model.ts";
import type { ColocationGroup } from "./company.ts";
import { isNewData, runningBefore } from "./first-deploy.ts";
import { type PinnedNode, shellConstraint } from "./holding-node.ts";
import type { FixContext } from "./model.ts";
import { editedPaths } from "./moving.ts";
import { nodeFile, scopedName, stackLine } from "./names.ts";
import { applyStep, deployStep, findStep, verifyStep } from "./runbook.ts";
import type { DataToMove } from "./seat.ts";
import { script, word } from "./shell.ts";

/** The node for the deploy: the one that was found, which must be the one that the file names. */
export function nodeLines(name: string, held: PinnedNode | undefined, variable: string): string[] {
  const node = `"$(cat ${nodeFile(name)})"`;
  if (held === undefined) return [`${variable}=${node}`, `export ${variable}`];
  const { hostname } = held;
  if (hostname === undefined) return [];
  return [
    `[ ${node} = ${word(hostname)} ] || { echo "the data is on another node: copy it to ${hostname} first" >&2; exit 1; }`,
  ];
}

interface Pin {
  readonly data: DataToMove;
  readonly group: ColocationGroup;
  /** Those that are pinned by the fix. */
  readonly roaming: readonly Service[];
  readonly node: PinnedNode;
  /** Lines before the deploy. */
  readonly variables: readonly string[];
  readonly changes: readonly Change[];
}

/** The data stays: what counts is that the services stay with it. */
export function pinRunbook(
  { data, group: { name, services }, roaming, node, variables, changes }: Pin,
  context: FixContext,
): RunbookStep[] {
  const { stackName, stack } = context;
  const files = stack.files.map(({ path }) => path);
  const look = isNewData(data.exposure, context) ? undefined : lookStep(data, stackName);
  const constraint = shellConstraint(node);
  return [
    findStep({ stackName, services: runningBefore(services, context), name }),
    ...(look ? [look] : []),
    applyStep(editedPaths(context, changes)),
    deployStep({ stackName, files, variables }),
    verifyStep({ stackName, services: roaming }),
    ...(constraint === undefined ? [] : [rollbackStep({ stackName, roaming, name, constraint })]),
  ];
}

function rollbackStep(known: {
  readonly stackName: string | undefined;
  readonly roaming: readonly Service[];
  readonly name: string;
  readonly constraint: string;
}): RunbookStep {
  const { stackName, roaming, name, constraint } = known;
  return {
    title: "To go back: let Swarm choose the node again, and take the fix out of the file",
    where: "manager",
    commands: [
      script([
        stackLine(stackName),
        `NODE="$(cat ${nodeFile(name)})"`,
        ...roaming.map((one) => `docker service update --constraint-rm ${constraint} ${scopedName(one.name)}`),
      ]),
    ],
  };
}

/** A task that has moved before left older data on other nodes. */
function lookStep({ from, exposure }: DataToMove, stackName: string | undefined): RunbookStep | undefined {
  if (from === undefined || from.kind === "container") return undefined;
  const folder =
    from.kind === "path" ? word(from.path) : `"$(docker volume inspect --format '{{.Mountpoint}}' ${from.name})"`;
  return {
    title: `See that this is the data that \`${exposure.view.service.name}\` should keep: a task that has moved before left other data elsewhere`,
    where: "data-node",
    commands: [script([stackLine(stackName), `FROM=${folder}`, 'ls -lan "$FROM"', 'du -sk "$FROM"'])],
  };
}
