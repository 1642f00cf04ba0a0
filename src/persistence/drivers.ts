import {
  BLOCK_WORDS,
  DRIVERS,
  type DriverFacts,
  type DriverHealth,
  type DriverKind,
  SHARED_WORDS,
} from "./facts/drivers.ts";

/** What is known of a volume driver. */
export interface DriverDescription {
  readonly kind: DriverKind;
  readonly alive: DriverHealth;
  /** What it rests on. */
  readonly source: string;
}

const BY_NAME = new Map(DRIVERS.flatMap((facts) => facts.names.map((name): [string, DriverFacts] => [name, facts])));

/** Facts about a volume driver: by its name, without its tag or registry, else by the words in its name. */
export function describeDriver(driver: string): DriverDescription {
  const name = driver.toLowerCase().replace(/^(docker\.io|index\.docker\.io)\//, "");
  const plain = name.replace(/@.*$/, "").replace(/:[^/]*$/, "");
  const facts = BY_NAME.get(name) ?? BY_NAME.get(plain);
  if (facts) return { kind: facts.kind, alive: facts.alive, source: facts.source };
  const words = plain.split(/[^a-z0-9]+/);
  if (words.some((word) => BLOCK_WORDS.has(word))) {
    return {
      kind: "block",
      alive: "unknown",
      source: "its name is that of a block device, attached to one node at a time",
    };
  }
  if (words.some((word) => SHARED_WORDS.has(word))) {
    return { kind: "shared", alive: "unknown", source: "its name is that of a network file system" };
  }
  return { kind: "unknown", alive: "unknown", source: "not in the list of known drivers" };
}
