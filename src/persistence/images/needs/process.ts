import type { Service } from "../../../stack/model.ts";
import { hasUnknown, unknownNames } from "../../../yaml/unknown.ts";
import type { ImageFamily } from "../facts/family.ts";
import {
  CLIENT_PREFIXES,
  CLIENT_PROGRAMS,
  HELPER_PROGRAMS,
  IDLE_PROGRAMS,
  WRAPPER_OPTIONS,
  WRAPPERS,
} from "../facts/programs.ts";
import { commandsOf, isAssignment } from "./script.ts";

/** What a service's container runs. `engine`: the image's own program, with the words that it is given. */
type Process =
  | { readonly kind: "engine"; readonly words: readonly string[]; readonly given: boolean }
  | { readonly kind: "job"; readonly why: string; readonly idle: boolean }
  | { readonly kind: "unknown"; readonly why: string };

/** What runs, told from the entrypoint and the command. */
export function processOf(family: ImageFamily, service: Pick<Service, "command" | "entrypoint">): Process {
  const entrypoint = service.entrypoint.map(({ value }) => value);
  const command = service.command.map(({ value }) => value);
  if (entrypoint.length === 0 && command.length === 0) {
    return { kind: "engine", words: family.defaultCommand ?? [], given: false };
  }
  if (entrypoint.length === 0) return new Reader(family, false).read(command);
  const read = new Reader(family, true).read([...entrypoint, ...command]);
  return read.kind === "job" && read.idle ? unknown("its entrypoint is replaced") : read;
}

const UNTOLD = "it runs a script whose purpose cannot be told";
const unknown = (why: string): Process => ({ kind: "unknown", why });

const SHELLS = new Set(["sh", "bash", "ash", "dash", "su"]);
const CONFIGURATION_FILE = /\.(conf|cnf|cfg|ini|ya?ml|toml|json|properties)$/;

class Reader {
  private readonly family: ImageFamily;
  /** The image's own entrypoint does not see the words: they are programs, not sub-commands or options. */
  private readonly replaced: boolean;

  constructor(family: ImageFamily, replaced: boolean) {
    this.family = family;
    this.replaced = replaced;
  }

  read(all: readonly string[]): Process {
    const words = unwrap(all);
    const first = words[0];
    if (first === undefined) return this.asEngine([]);
    if (hasUnknown(first)) {
      const names = unknownNames(first).map((variable) => `\`${variable}\``);
      return unknown(`what it runs depends on ${names.join(", ")}, which is not set here`);
    }
    // Redpanda's documentation writes `redpanda start` as one word.
    const name = fileName(first.split(" ")[0] as string);
    if (isImageEntrypoint(first, this.family)) return new Reader(this.family, false).read(words.slice(1));
    if (this.isEngine(first, name)) return this.unlessJob(words);
    if (!this.replaced) {
      if (first.startsWith("-") || CONFIGURATION_FILE.test(first)) return this.asEngine(words);
      if (this.family.subcommands?.includes(first)) return this.asEngine(words);
      if (this.family.jobs?.includes(first)) return this.asJob(first);
    }
    if (SHELLS.has(name)) return this.shell(words);
    if (isClient(name) || IDLE_PROGRAMS.has(name)) return this.asJob(name);
    return unknown(
      this.replaced ? "its entrypoint is replaced" : "its command runs something else than the image's program",
    );
  }

  private asEngine(words: readonly string[]): Process {
    return { kind: "engine", words, given: true };
  }

  private asJob(name: string): Process {
    const why = `it runs \`${name}\` and not the ${this.family.title} server`;
    return { kind: "job", why, idle: IDLE_PROGRAMS.has(name) };
  }

  private isEngine(first: string, name: string): boolean {
    if (first.startsWith("/opt/bitnami/scripts/") && name === "run.sh") return true;
    return this.family.programs?.includes(name) ?? false;
  }

  /** `cockroach sql`: the engine's program, another purpose. */
  private unlessJob(words: readonly string[]): Process {
    const next = words[1];
    const other = next !== undefined && this.family.jobs?.includes(next);
    return other ? this.asJob(`${fileName(words[0] as string)} ${next}`) : this.asEngine(words);
  }

  private shell(words: readonly string[]): Process {
    const flag = words.findIndex((word) => /^-[a-z]*c$/.test(word));
    const script = flag === -1 ? undefined : words[flag + 1];
    if (script === undefined) return unknown("it runs a shell or a script that is not in the stack file");
    return this.script(script);
  }

  /** A script that starts the engine anywhere is the engine; one that only calls clients, or only waits, is a job. */
  private script(script: string): Process {
    const inner = new Reader(this.family, true);
    let client: Process | undefined;
    let idle = false;
    let tool = false;
    let opaque = false;
    for (const words of commandsOf(script).map(unwrap)) {
      const first = words[0];
      if (first === undefined || HELPER_PROGRAMS.has(fileName(first))) continue;
      const running = inner.read(words);
      if (running.kind === "engine") return running;
      if (running.kind === "unknown") {
        opaque ||= isScript(first);
        tool = true;
      } else if (running.idle) idle = true;
      else client ??= running;
    }
    if (opaque) return unknown(UNTOLD);
    // Of a family whose programs are not listed, any other program may be the one that keeps data.
    if (client) return tool && this.family.programs === undefined ? unknown(UNTOLD) : client;
    if (!idle || tool) return unknown(UNTOLD);
    return { kind: "job", why: `its script does not start the ${this.family.title} server`, idle };
  }
}

/** A file that could start anything, in contrast to a tool in the PATH such as `aws` or `restic`. */
function isScript(word: string): boolean {
  return (
    word === "." ||
    word === "source" ||
    /\.(sh|py|js|pl|rb)$/.test(word) ||
    (word.includes("/") && !/\/s?bin\//.test(word)) ||
    word.includes("$") ||
    hasUnknown(word)
  );
}

function isClient(name: string): boolean {
  const plain = name.replace(/\.sh$/, "").toLowerCase();
  if (CLIENT_PROGRAMS.has(plain)) return true;
  return plain !== "kafka-server-start" && CLIENT_PREFIXES.some((prefix) => plain.startsWith(prefix));
}

/** The image's own start script: what follows is what the image would be given as its command. */
function isImageEntrypoint(word: string, { entrypoint }: ImageFamily): boolean {
  const name = fileName(word);
  if (name === "docker-entrypoint.sh" || name === "docker-php-entrypoint" || word === entrypoint) return true;
  return word.startsWith("/opt/bitnami/scripts/") && name === "entrypoint.sh";
}

/** The words without programs that only start another. */
function unwrap(all: readonly string[]): readonly string[] {
  let words = all;
  for (;;) {
    const name = fileName(words[0] ?? "");
    const own = WRAPPERS.get(name);
    const waits = own === undefined && /^(wait-for|dockerize)/.test(name) ? words.indexOf("--") : -1;
    if (own === undefined && waits === -1) return words;
    words = own === undefined ? words.slice(waits + 1) : afterOptions(words.slice(1), own);
  }
}

function afterOptions(words: readonly string[], own: number): readonly string[] {
  let index = 0;
  for (; index < words.length; index++) {
    const word = words[index] as string;
    if (word === "--") {
      index++;
      break;
    }
    if (WRAPPER_OPTIONS.has(word)) index++;
    else if (!word.startsWith("-") && !isAssignment(word)) break;
  }
  return words.slice(index + own);
}

function fileName(word: string): string {
  return word.slice(word.lastIndexOf("/") + 1);
}
