import type { Service, Text } from "../../../stack/model.ts";
import { hasUnknown, showUnknown, unknownNames } from "../../../yaml/unknown.ts";

/** What decides: the environment and the words given to the engine. */
export interface Settings {
  readonly environment: ReadonlyMap<string, Text | undefined>;
  readonly words: readonly string[];
  /** Files with more environment, which are not read here. */
  readonly envFiles: boolean;
  /** Where relative paths start; may hold markers. */
  readonly workdir: string | undefined;
}

/** A setting's value, which may still hold markers, or who would have to say it. */
export type Setting =
  | { readonly kind: "set"; readonly value: string /** Its name, for messages. */; readonly by: string }
  | { readonly kind: "waits"; readonly why: string };

/** The parts of a service that say what it keeps. */
export type NeedsService = Pick<Service, "environment" | "command" | "entrypoint"> &
  Partial<Pick<Service, "envFiles" | "workingDir">>;

/** The first of some variables that is set. An empty value counts as not set. */
export function variable(settings: Settings, names: readonly string[] = []): Setting | undefined {
  for (const name of names) {
    const fromFile = [`${name}_FILE`, `${name}__FILE`].find((file) => settings.environment.has(file));
    if (fromFile !== undefined) return { kind: "waits", why: `\`${fromFile}\` names a file that is not read here` };
    if (!settings.environment.has(name)) continue;
    const text = settings.environment.get(name);
    if (text === undefined) return { kind: "waits", why: `\`${name}\` is taken from the environment of the deploy` };
    if (text.value !== "") return { kind: "set", value: text.value, by: `\`${name}\`` };
  }
  return undefined;
}

/** The value of the last of some flags. A name with a space is a flag whose value starts with the second part. */
export function flag(words: readonly string[], names: readonly string[] = []): Setting | undefined {
  return flags(words, names).at(-1);
}

/** The values of all of some flags. */
export function flags(words: readonly string[], names: readonly string[]): Setting[] {
  return words.flatMap((word, index) =>
    names.flatMap((name): Setting[] => {
      const [first, second] = name.split(" ");
      const value =
        second === undefined
          ? following(words, index, name)
          : word === first
            ? assigned(words[index + 1], second)
            : undefined;
      return value === undefined ? [] : [{ kind: "set", value, by: `\`${name}\`` }];
    }),
  );
}

function following(words: readonly string[], index: number, name: string): string | undefined {
  return words[index] === name ? words[index + 1] : assigned(words[index], name);
}

function assigned(word: string | undefined, name: string): string | undefined {
  return word?.startsWith(`${name}=`) ? word.slice(name.length + 1) : undefined;
}

/** Whether a flag without a value is given; `--flag=false` takes it back. */
export function isGiven(words: readonly string[], names: readonly string[]): boolean {
  return words.some((word) =>
    names.some((name) => word === name || (word.startsWith(`${name}=`) && word !== `${name}=false`)),
  );
}

/** Whether a word that is no flag's value is nothing but a variable: it may hold any flags. */
export function holdsUnreadFlags(words: readonly string[]): boolean {
  return words.some((word, at) => {
    const before = words[at - 1] ?? "";
    return /^\$[\w{]\w*\}?$/.test(showUnknown(word)) && (!before.startsWith("-") || before.includes("="));
  });
}

/** Why a value cannot be used: it waits for a variable of the stack file, or for one of the container's shell. */
export function waitsFor({ value, by }: { readonly value: string; readonly by: string }): string | undefined {
  const names = unknownNames(value).map((name) => `\`${name}\``);
  if (hasUnknown(value)) return `${by} depends on ${names.join(", ")}, which is not set here`;
  return value.includes("$") ? `${by} depends on a variable of the container's shell` : undefined;
}
