import type { Volume } from "../stack/model.ts";
import { hasUnknown } from "../yaml/unknown.ts";
import type { Rule } from "./rule.ts";
import { mountedVolumes } from "./volumes.ts";

export const overrideDropsDriverOpts: Rule = {
  id: "override-drops-driver-opts",
  category: "persistence",
  severity: "error",
  summary: "A later definition of a volume replaces the driver and the options of the earlier one.",
  *check(context) {
    for (const { volume } of mountedVolumes(context)) {
      const loss = lossOf(volume);
      if (!loss) continue;
      yield {
        place: volume.place,
        severity: loss.deliberate ? "warning" : "error",
        volume: volume.key,
        subject: volume.key,
        message: `${loss.how}, so ${loss.what} of the volume \`${volume.key}\` no longer counts. ${loss.result}`,
        help: "Repeat the whole definition here, or remove this one.",
      };
    }
  },
};

interface Loss {
  readonly how: string;
  readonly what: string;
  readonly result: string;
  /** The later definition names a driver: it may mean it. */
  readonly deliberate: boolean;
}

const LOCAL = "Tasks start on a plain, empty local volume of their node, and deploy says nothing.";

/** What an earlier definition said about the storage and the last one does not. */
function lossOf(volume: Volume): Loss | undefined {
  for (let { replaced } = volume; replaced; replaced = replaced.volume.replaced) {
    const earlier = replaced.volume;
    if (replaced.by === "own options") {
      const lost = lostOptions(earlier, volume);
      if (lost.length === 0) continue;
      const result = isPlain(volume) ? LOCAL : "What is left does not reach the storage that was meant.";
      return {
        how: "The `<<` does not join `driver_opts` with those that stand here",
        what: words(lost),
        result,
        deliberate: false,
      };
    }
    const what = storageOf(earlier);
    if (what === undefined) continue;
    if (!isPlain(volume) || volume.externalWaits) return undefined;
    const how = `Docker replaces a volume's definition in ${where(earlier)} as a whole by this one`;
    return { how, what, result: LOCAL, deliberate: volume.driver !== undefined };
  }
  return undefined;
}

const where = ({ place }: Volume): string => `\`${place.file.path}\``;

function lostOptions(earlier: Volume, { driverOpts, external }: Volume): string[] {
  if (external) return [];
  return [...(earlier.driverOpts?.keys() ?? [])].filter((name) => !driverOpts?.has(name));
}

const words = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(", ");

/** What a definition says about where the data is, beyond Docker's own default. */
function storageOf({ driver, driverOpts, external }: Volume): string | undefined {
  if (external) return "`external`";
  const given: string[] = [];
  if (driver && driver.value !== "local") given.push("`driver`");
  if (driverOpts && [...driverOpts.values()].some(({ value }) => value !== "")) given.push("`driver_opts`");
  return given.length > 0 ? given.join(" and ") : undefined;
}

/** A volume that Docker makes in its own directory on each node. */
function isPlain({ driver, driverOpts, external, extensions }: Volume): boolean {
  if (external || extensions.has("x-cluster-spec")) return false;
  if (driver && (driver.value !== "local" || hasUnknown(driver.value))) return false;
  return driverOpts === undefined || driverOpts.size === 0;
}
