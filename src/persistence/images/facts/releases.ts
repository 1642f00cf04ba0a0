import type { Evidence } from "./family.ts";

/**
 * What a release does with the files that another one wrote. `changes`: it goes on with them and leaves them different, or
 * is not made for them. `reads`: nothing is to be said.
 */
export type Reading = "reads" | "changes" | "may refuse" | "refuses" | "starts empty";

/** What one step from a release to another does. Of an engine's steps the first that fits holds. */
export interface Step {
  /**
   * The releases that wrote the files, and those that start on them: `8.0` with all that begins so, `8.1..8.3`, `..5.7`,
   * `9..`. Absent: any.
   */
  readonly old?: string;
  readonly now?: string;
  /** Another series, by direction; `back` is every older version, patches too. Absent: whatever the direction. */
  readonly way?: "up" | "down" | "other" | "back";
  /** How far the first numbers are apart at least. */
  readonly apart?: number;
  readonly reading: Reading;
  /** Goes on after "version 17"; absent where nothing is said. */
  readonly why?: string;
  /** What to do; absent: what the engine says of its direction. */
  readonly help?: string;
  /** A setting of the service with which the step does not hold. */
  readonly unless?: { readonly env?: readonly string[]; readonly flags?: readonly string[] };
  /** The version is kept in this directory: where it is not in the mount, nothing is sure. */
  readonly keptIn?: string;
  readonly evidence: Evidence;
  /** Where it was read, and when. */
  readonly source: string;
}

/** How the releases of a program meet each other's files. */
export interface Releases {
  /** For messages. */
  readonly title: string;
  /** Ids of image families. */
  readonly families: readonly string[];
  /** How many numbers name a series, from a version on; a single number holds for all. */
  readonly series: number | readonly (readonly [from: string, numbers: number])[];
  readonly steps: readonly Step[];
  /** What to do in each direction. */
  readonly up: string;
  readonly down: string;
}

/** Another program comes upon the files. */
export interface Switch extends Omit<Step, "way" | "apart"> {
  /** Titles of `Releases`. */
  readonly from: string;
  readonly to: string;
  readonly help: string;
}

/** What a tag that names no exact version was on a day. */
export interface MovingTag {
  /** Ids of image families. */
  readonly families: readonly string[];
  /** Tags; absent: no tag, and all that name neither a version nor a line of releases of their own. */
  readonly tags?: readonly string[];
  /** The newest version as it would stand in a tag. */
  readonly is: string;
  /** The day from which on it is of that series. */
  readonly since: string;
  /** It was announced for that day; whether it came is not known. */
  readonly announced?: true;
  readonly evidence: Evidence;
  readonly source: string;
}

/** Where there is no way back but a backup. */
export const BACK = "Keep the version. To go back, restore a backup that the old version made.";
