import type { Remedy } from "../../model/finding.ts";
import type { Place } from "../../model/text.ts";
import { misplacedFor } from "../../persistence/change/misplaced.ts";
import type { Exposure } from "../../persistence/exposure.ts";
import { splitsOf } from "../../persistence/sharing.ts";
import { staysBehind } from "../../rules/words.ts";
import {
  type DataToMove,
  dataAtDriveLetter,
  dataInAnonymousVolume,
  dataInContainer,
  dataInHostFolder,
  dataInMemory,
  dataInUndeclaredVolume,
  dataInVolume,
} from "../migrate/data-to-move.ts";
import { remediesFor } from "../migrate/remedies.ts";
import type { Fix, FixContext, Fixer } from "../model.ts";

type FindData = (context: FixContext, exposure: Exposure) => DataToMove | undefined;

/** Where the data of a finding could live, when this is where it is now. */
const remediesAt =
  (find: FindData, only?: readonly Remedy[]): Fixer =>
  ({ exposure, place }, context) => {
    const found = exposure ?? context.exposures.find(({ mount }) => mount !== undefined && isAt(mount.place, place));
    // What is in a mount at a wrong path is not the data: that is in the container, and comes first.
    if (found === undefined || isMisplaced(found, context)) return [];
    const make = (): Iterable<Fix> => {
      const data = find(context, found);
      return data ? remediesFor(data, context, only) : [];
    };
    return found.volume && find === dataOnNode ? onceForVolume(found, context, only, make) : make();
  };

const MADE = new WeakMap<FixContext["exposures"], Map<string, readonly Fix[]>>();

/** What is offered for a volume is for all who mount it: with many of them, to make it for each would take long. */
function onceForVolume(
  { volume, view, storage }: Exposure,
  context: FixContext,
  only: readonly Remedy[] | undefined,
  make: () => Iterable<Fix>,
): readonly Fix[] {
  const made = MADE.get(context.exposures) ?? new Map<string, readonly Fix[]>();
  MADE.set(context.exposures, made);
  const stays = view.placement.roam === "node";
  const key = JSON.stringify([volume?.key, stays, storage.reach, only]);
  const fixes = made.get(key) ?? [...make()];
  made.set(key, fixes);
  return fixes;
}

function isMisplaced(exposure: Exposure, { exposures }: FixContext): boolean {
  const { uncovered } = exposure.view;
  return (
    uncovered.length > 0 &&
    exposures.some((one) => one.view === exposure.view && !one.mount && misplacedFor(one, exposures) === exposure)
  );
}

const isAt = (one: Place, other: Place) => one.file === other.file && one.start === other.start;

/** The stack's own volume, or a folder of the node. */
const dataOnNode: FindData = (context, exposure) => {
  const { volume } = exposure;
  return volume ? dataInVolume(context, exposure, volume) : dataInHostFolder(context, exposure);
};

const PIN_FIRST: readonly Remedy[] = ["pin", "network", "block"];

export const moveOffNode = remediesAt(dataOnNode);

export const pinOrMoveOffNode = remediesAt(dataOnNode, PIN_FIRST);

/** Data that services should share and do not: the ways that the findings of each of them offer, so that it is one plan. */
export const bringTogether: Fixer = ({ exposure }, context) => {
  const members = splitsOf(context).find((split) => split.members.some((one) => one === exposure))?.members ?? [];
  const lead = members.find(staysBehind) ?? members.find(({ view }) => view.placement.roam !== "node") ?? exposure;
  const data = lead && dataOnNode(context, lead);
  if (lead === undefined || data === undefined || members.some((one) => isMisplaced(one, context))) return [];
  // Under several keys it is one volume by its name alone, and only a pin leaves it one.
  if (members.some(({ volume }) => volume !== lead.volume)) return remediesFor(data, context, ["pin"]);
  return remediesFor(data, context, lead.view.placement.roam === "unknown" ? PIN_FIRST : undefined);
};

export const pinToNode = remediesAt(dataOnNode, ["pin"]);

export const replaceHostFolder = remediesAt((context, exposure) =>
  exposure.storage.reach === "unknown" ? undefined : dataInHostFolder(context, exposure),
);

export const nameVolume = remediesAt(dataInAnonymousVolume);

export const mountDataDirectory = remediesAt(dataInContainer);

export const replaceTmpfs = remediesAt((context, exposure) =>
  exposure.volume ? dataInVolume(context, exposure, exposure.volume) : dataInMemory(context, exposure),
);

export const renameDriveLetterVolume = remediesAt(dataAtDriveLetter);

export const declareVolume = remediesAt(dataInUndeclaredVolume);
