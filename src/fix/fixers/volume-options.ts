import { type Change, remove, set } from "../../edit/change.ts";
import type { RunbookStep } from "../../model/finding.ts";
import { entriesOf, localOptions, type MountWord } from "../../persistence/local-options.ts";
import { faultOf, type NfsMount, nfsMount, splitDevice } from "../../persistence/nfs.ts";
import type { Volume } from "../../stack/model.ts";
import { child } from "../../yaml/tree.ts";
import { runningBefore } from "../deploy-effects.ts";
import { applyStep, deployStep, stopStep, verifyStep, waitLines } from "../migrate/runbook.ts";
import { script, shellVolumeName, stackLine } from "../migrate/shell.ts";
import type { Fix, FixContext, Fixer } from "../model.ts";
import { underNewName, usersOf } from "../volumes.ts";
import { nodeAtPath, volumeDeclaration, writtenString, type YamlNode } from "../yaml-nodes.ts";

/** A volume's `driver_opts`, and the words of its `o` as they are written. */
interface Options {
  readonly volume: Volume;
  readonly node: YamlNode;
  readonly nfs: NfsMount;
  readonly words: readonly string[];
}

function optionsOf(key: string | undefined, context: FixContext): Options | undefined {
  const volume = context.stack.volumes.get(key ?? "");
  const nfs = volume && nfsMount(volume);
  const declared = volume && volumeDeclaration(context, volume);
  const node = declared && nodeAtPath(context, declared.file, [...declared.path, "driver_opts"]);
  if (volume === undefined || nfs === undefined || node === undefined) return undefined;
  const o = child(node.tree, "o");
  const written = o === undefined ? "" : writtenString(o);
  return written === undefined ? undefined : { volume, node, nfs, words: written === "" ? [] : entriesOf(written) };
}

/** Another `o`, and whatever else has to change with it. */
type Rewrite = (
  options: Options,
  context: FixContext,
) => { title: string; words: string[]; more?: Change[] } | undefined;

const rewriting = (rewrite: Rewrite): Fixer =>
  function* ({ volume }, context): Iterable<Fix> {
    const options = optionsOf(volume, context);
    const found = options && rewrite(options, context);
    if (options === undefined || found === undefined) return;
    const { title, words, more = [] } = found;
    const same = words.join(",") === options.words.join(",");
    const changes = [...(same ? [] : [set(options.node, ["o"], words.join(","))]), ...more];
    yield* withNewOptions(options.volume, context, { title, changes });
  };

const VERSION = /^(nfsvers=|vers=|v[234](\.\d)?$)/;
const LOCKS = /^(lock|nolock|local_lock=.*)$/;

/** With the version in place of the old one, or after the address. */
function withVersion(words: readonly string[]): string[] {
  const at = words.findIndex((word) => VERSION.test(word.trim()));
  if (at !== -1)
    return words.flatMap((word, index) => (index === at ? ["nfsvers=4.1"] : VERSION.test(word) ? [] : [word]));
  const address = words.findIndex((word) => word.startsWith("addr="));
  return [...words.slice(0, address + 1), "nfsvers=4.1", ...words.slice(address + 1)];
}

export const setNfsVersion = rewriting(({ words }) =>
  words.length === 0 ? undefined : { title: "Ask the server for NFS 4.1", words: withVersion(words) },
);

export const mountHard = rewriting(({ words }) => ({
  title: "Write `hard`: programs wait for a slow server and lose nothing",
  words: words.map((word) => (/^soft(err)?$/.test(word) ? "hard" : word)),
}));

export const shareLocks = rewriting(({ words }) => ({
  title: "Ask for NFS 4.1, whose locks reach every node",
  words: withVersion(words).filter((word) => !LOCKS.test(word)),
}));

const EFS_WORDS = ["rsize=1048576", "wsize=1048576", "hard", "timeo=600", "retrans=2", "noresvport"];

/** Amazon's own list; a value that somebody chose stays. */
export const completeEfsOptions = rewriting(({ words, nfs }) => {
  const asked = nfs.version === 4 ? [...words] : withVersion(words);
  const kept = asked.filter((word) => !/^(soft|softerr|resvport)$/.test(word));
  const names = new Set(kept.map((word) => word.split("=")[0]));
  const missing = EFS_WORDS.filter((word) => !names.has(word.split("=")[0]));
  return { title: "Write the options that Amazon asks for", words: [...kept, ...missing] };
});

/** Words that the kernel's client refuses go, and the blanks around the others. */
export const removeRefusedOptions = rewriting(({ words, nfs }) => {
  const kept = words.flatMap((word) => {
    const bare = word.replace(/["']/g, "").trim();
    const [name = "", ...rest] = bare.split("=");
    const value = rest.length === 0 ? undefined : rest.join("=");
    const like = { ...nfs.options.words[0], name, value, spaced: false } as MountWord;
    const kind = bare === "" ? "blank" : faultOf(like, nfs)?.kind;
    if (kind === "udp") return name === "proto" ? ["proto=tcp"] : [];
    return kind === "blank" || kind === "foreign" ? [] : [bare];
  });
  if (kept.join(",") === words.join(",")) return undefined;
  return { title: "Remove from `o` what the kernel refuses", words: kept };
});

/** Docker looks up a server's name for `nfs` alone. */
export const writeNfsType = rewriting(({ words, node }) => ({
  title: "Write `type: nfs`, for which Docker looks up the server's name",
  words: words.some((word) => VERSION.test(word)) ? [...words] : withVersion(words),
  more: [set(node, ["type"], "nfs")],
}));

/** The server that `device` names, or the one of the configuration. */
export const addServerAddress = rewriting(({ words, nfs }, { storage }) => {
  const device = nfs.options.device;
  const host = (device && splitDevice(device.value)?.host) || storage?.network?.server;
  if (!host || device?.value.includes("\uFDD0")) return undefined;
  const rest = words.length === 0 ? ["nfsvers=4.1", "hard"] : words;
  return { title: `Write the server into \`o\``, words: [`addr=${host}`, ...rest] };
});

export const correctDevicePath: Fixer = function* ({ volume }, context) {
  const options = optionsOf(volume, context);
  const written = options && writtenString(child(options.node.tree, "device"));
  if (options === undefined || written === undefined) return;
  const device = written.startsWith("/") ? `:${written}` : written.replace(/^([^:/]*):(?=[\w.])/, "$1:/");
  if (device === written) return;
  yield* withNewOptions(options.volume, context, {
    title: `Write \`device\` with a colon and the path from \`/\``,
    changes: [set(options.node, ["device"], device)],
  });
};

/** Options of the local driver that can be completed, or have to go. */
export const completeLocalOptions: Fixer = function* ({ volume: key = "", subject }, context) {
  const volume = context.stack.volumes.get(key);
  const declared = volume && volumeDeclaration(context, volume);
  const node = declared && nodeAtPath(context, declared.file, [...declared.path, "driver_opts"]);
  const options = volume && localOptions(volume);
  if (volume === undefined || node === undefined || options === undefined) return;
  if (subject === `${key}:size`) {
    yield {
      title: "Remove `size`, which works only with project quotas of XFS",
      safe: false,
      changes: [remove(node, ["size"])],
    };
    return;
  }
  const folder = options.device?.value.startsWith("/") === true && (options.type?.value ?? "none") === "none";
  if (!folder) return;
  const o = writtenString(child(node.tree, "o"));
  const bound = entriesOf(o ?? "").some((word) => /^r?bind$/.test(word));
  const changes = [
    ...(options.type === undefined ? [set(node, ["type"], "none")] : []),
    ...(bound ? [] : [set(node, ["o"], o === undefined || o === "" ? "bind" : `bind,${o}`)]),
  ];
  yield* withNewOptions(volume, context, {
    title: "Complete the options of a bound folder: `type: none` and `o: bind`",
    changes,
  });
};

/**
 * Other options for a volume whose files are elsewhere, on a server or in a folder. Every node that has the volume keeps
 * its old options in silence: it is removed there first, or it gets a new name.
 */
function* withNewOptions(
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

function renewalRunbook(volume: Volume, context: FixContext, changes: readonly Change[]): RunbookStep[] | undefined {
  const name = shellVolumeName(volume);
  const services = [...new Set(usersOf(context, volume).map(({ service }) => service))];
  if (name === undefined || services.length === 0) return undefined;
  return [
    stopStep(context, runningBefore(services, context)),
    {
      title:
        "On every node: remove the containers of old tasks, which hold the volume, and the volume, which keeps its old options; its files are elsewhere and stay there",
      where: "any-node",
      commands: [script([stackLine(context.stackName), ...services.flatMap(waitLines), ...removal(name)])],
    },
    applyStep(context, changes),
    deployStep(context, []),
    verifyStep(context, services),
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
