import { newVolume, oldName, oldTarget } from "./changes.ts";
import { constraintKey, constraintOperator, deployMode, oneReplica, stopFirst } from "./deploying.ts";
import { fixedHostname, longerStop, oneTask, readOnly, slotName, startAgain } from "./lifecycle.ts";
import { moveLimit, restartPolicy } from "./limits.ts";
import { sharedMemory, tmpfsMounts } from "./memory.ts";
import type { Fixer } from "./model.ts";
import { absoluteTarget, mountModes, onceOnly, tmpfsSource } from "./mounts.ts";
import {
  addAddress,
  askVersion,
  colonPath,
  efsList,
  hardMount,
  knownWords,
  localOptionsCompleted,
  plainNfsType,
  sharedLocks,
} from "./nfs-options.ts";
import {
  apart,
  hostFolder,
  inMemory,
  leftBehind,
  loosePin,
  nameless,
  pinned,
  takenForDrive,
  uncovered,
  undeclared,
} from "./remedies.ts";
import { declare, dropVolume, externalOrOwn } from "./sections.ts";
import { escapeDollar, quoteVersion, removeKey } from "./texts.ts";
import { rightPath } from "./wrong-path.ts";

/** Keys whose removal would take something from people who read them, or that say what is missing. */
const KEPT = new Set(["build", "devices", "privileged", "network_mode"]);

/** Keys that a stack writes in another place. */
const WRITTEN_ELSEWHERE = new Map<string, Fixer>([
  ["restart", restartPolicy],
  ["tmpfs", tmpfsMounts],
  ["shm_size", sharedMemory],
]);

const ignoredKey: Fixer = (problem, context) => {
  const { subject } = problem;
  return KEPT.has(subject) ? [] : (WRITTEN_ELSEWHERE.get(subject) ?? removeKey)(problem, context);
};

/** What repairs the findings of a rule, by its id. */
export const FIXERS: ReadonlyMap<string, Fixer> = new Map<string, Fixer>([
  ["unquoted-version", quoteVersion],
  ["interpolation-invalid", escapeDollar],
  ["forbidden-key", moveLimit],
  ["ignored-key", ignoredKey],
  ["mount-invalid", tmpfsSource],
  ["external-conflict", externalOrOwn],
  ["deploy-mode-invalid", deployMode],
  ["undefined-reference", declare],
  ["undeclared-volume", undeclared],
  ["duplicate-target", onceOnly],
  ["constraint-invalid", constraintOperator],
  ["local-volume-unpinned", leftBehind],
  ["anonymous-volume", nameless],
  ["stateful-no-volume", uncovered],
  ["volume-wrong-path", rightPath],
  ["bind-host-path", hostFolder],
  ["tmpfs-data", inMemory],
  ["external-volume-per-node", pinned],
  ["shared-writer-replicas", oneReplica],
  ["start-first-single-writer", stopFirst],
  ["volume-split-between-nodes", apart],
  ["pin-by-label", loosePin],
  ["pin-by-role", loosePin],
  ["relative-target", absoluteTarget],
  ["single-letter-volume-name", takenForDrive],
  ["constraint-never-met", constraintKey],
  ["ignored-mount-mode", mountModes],
  ["unused-volume", dropVolume],
  ["local-driver-opts-invalid", localOptionsCompleted],
  ["nfs-missing-addr", addAddress],
  ["nfs-device-format", colonPath],
  ["nfs4-type-hostname", plainNfsType],
  ["nfs-bad-option", knownWords],
  ["nfs-version-unset", askVersion],
  ["nfs-soft", hardMount],
  ["nfs-locking", sharedLocks],
  ["efs-options", efsList],
  ["hostname-dependent-data", fixedHostname],
  ["stop-grace-short", longerStop],
  ["restart-none", startAgain],
  ["volume-shared-by-services", readOnly],
  ["global-single-writer", oneTask],
  ["per-task-volume-name", slotName],
  ["volume-renamed", oldName],
  ["mount-target-changed", oldTarget],
  ["driver-opts-changed", newVolume],
  ["volume-driver-changed", newVolume],
]);
