import type { Loss } from "../model/report.ts";

/** More places of data than these are only counted. */
const MOST = 4;

/** What a file that was skipped would lose, as a sentence without its full stop. Names stand between backticks. */
export function lossesText(losses: readonly Loss[]): string {
  const parts = [
    ...partOf(losses, "moved", "stays behind when Swarm moves a task", "stay behind when Swarm moves a task"),
    ...partOf(losses, "replaced", "is gone when a task is replaced", "are gone when a task is replaced"),
  ];
  return `deployed to a Swarm as it is, ${parts.join(", and ")}`;
}

function partOf(losses: readonly Loss[], event: Loss["event"], one: string, several: string): string[] {
  const own = losses.filter((loss) => loss.event === event);
  const places = new Map<string, string[]>();
  for (const { source, target, service } of own) {
    const place = source ?? target;
    places.set(place, [...(places.get(place) ?? []), service]);
  }
  if (places.size === 0) return [];
  const names = Array.from(places, ([place, services]) => `\`${place}\` of ${listed(services.map(quoted))}`);
  const left = names.length - MOST;
  const shown = left > 0 ? [...names.slice(0, MOST), `${left} more`] : names;
  return [`${listed(shown)} ${places.size === 1 ? one : several}`];
}

const quoted = (name: string): string => `\`${name}\``;

function listed(names: readonly string[]): string {
  const all = [...new Set(names)];
  return all.length < 2 ? all.join("") : `${all.slice(0, -1).join(", ")} and ${all.at(-1)}`;
}
