import { declareUnderNewName, keepOldVolumeName, restoreMountTarget } from "./changes.ts";
import {
  correctConstraintKey,
  correctDeployMode,
  runOneReplica,
  stopOldTaskFirst,
  writeEqualityOperator,
} from "./deploying.ts";
import {
  alwaysRestart,
  extendStopGracePeriod,
  mountReadOnly,
  nameAfterSlot,
  runOneTask,
  setHostname,
} from "./lifecycle.ts";
import { moveLimit, moveRestartPolicy } from "./limits.ts";
import { moveSharedMemory, moveTmpfs } from "./memory.ts";
import type { Fixer } from "./model.ts";
import { correctMountModes, makeTargetAbsolute, removeDuplicateMount, removeTmpfsSource } from "./mounts.ts";
import {
  addServerAddress,
  completeEfsOptions,
  completeLocalOptions,
  correctDevicePath,
  mountHard,
  removeRefusedOptions,
  setNfsVersion,
  shareLocks,
  writeNfsType,
} from "./nfs-options.ts";
import {
  bringTogether,
  declareVolume,
  mountDataDirectory,
  moveOffNode,
  nameVolume,
  pinOrMoveOffNode,
  pinToNode,
  renameDriveLetterVolume,
  replaceHostFolder,
  replaceTmpfs,
} from "./remedies.ts";
import { declareReference, removeUnusedVolume, resolveExternalConflict } from "./sections.ts";
import { escapeDollar, quoteVersion, removeIgnoredKey } from "./texts.ts";
import { correctMountPath } from "./wrong-path.ts";

/** Keys whose removal would take something from people who read them, or that say what is missing. */
const KEPT = new Set(["build", "devices", "privileged", "network_mode"]);

/** Keys that a stack writes in another place. */
const WRITTEN_ELSEWHERE = new Map<string, Fixer>([
  ["restart", moveRestartPolicy],
  ["tmpfs", moveTmpfs],
  ["shm_size", moveSharedMemory],
]);

const moveOrRemoveIgnoredKey: Fixer = (problem, context) => {
  const { subject } = problem;
  return KEPT.has(subject) ? [] : (WRITTEN_ELSEWHERE.get(subject) ?? removeIgnoredKey)(problem, context);
};

/** What repairs the findings of a rule, by its id. */
export const FIXERS: ReadonlyMap<string, Fixer> = new Map<string, Fixer>([
  ["unquoted-version", quoteVersion],
  ["interpolation-invalid", escapeDollar],
  ["forbidden-key", moveLimit],
  ["ignored-key", moveOrRemoveIgnoredKey],
  ["mount-invalid", removeTmpfsSource],
  ["external-conflict", resolveExternalConflict],
  ["deploy-mode-invalid", correctDeployMode],
  ["undefined-reference", declareReference],
  ["undeclared-volume", declareVolume],
  ["duplicate-target", removeDuplicateMount],
  ["constraint-invalid", writeEqualityOperator],
  ["local-volume-unpinned", moveOffNode],
  ["anonymous-volume", nameVolume],
  ["stateful-no-volume", mountDataDirectory],
  ["volume-wrong-path", correctMountPath],
  ["bind-host-path", replaceHostFolder],
  ["tmpfs-data", replaceTmpfs],
  ["external-volume-per-node", pinToNode],
  ["shared-writer-replicas", runOneReplica],
  ["start-first-single-writer", stopOldTaskFirst],
  ["volume-split-between-nodes", bringTogether],
  ["pin-by-label", pinOrMoveOffNode],
  ["pin-by-role", pinOrMoveOffNode],
  ["relative-target", makeTargetAbsolute],
  ["single-letter-volume-name", renameDriveLetterVolume],
  ["constraint-never-met", correctConstraintKey],
  ["ignored-mount-mode", correctMountModes],
  ["unused-volume", removeUnusedVolume],
  ["local-driver-opts-invalid", completeLocalOptions],
  ["nfs-missing-addr", addServerAddress],
  ["nfs-device-format", correctDevicePath],
  ["nfs4-type-hostname", writeNfsType],
  ["nfs-bad-option", removeRefusedOptions],
  ["nfs-version-unset", setNfsVersion],
  ["nfs-soft", mountHard],
  ["nfs-locking", shareLocks],
  ["efs-options", completeEfsOptions],
  ["hostname-dependent-data", setHostname],
  ["stop-grace-short", extendStopGracePeriod],
  ["restart-none", alwaysRestart],
  ["volume-shared-by-services", mountReadOnly],
  ["global-single-writer", runOneTask],
  ["per-task-volume-name", nameAfterSlot],
  ["volume-renamed", keepOldVolumeName],
  ["mount-target-changed", restoreMountTarget],
  ["driver-opts-changed", declareUnderNewName],
  ["volume-driver-changed", declareUnderNewName],
]);
