import { anonymousVolume } from "./anonymous-volume.ts";
import { bindHostPath } from "./bind-host-path.ts";
import { constraintInvalid } from "./constraint-invalid.ts";
import { constraintNeverMet } from "./constraint-never-met.ts";
import { costRules } from "./costs.ts";
import { driverOptsChanged } from "./driver-opts-changed.ts";
import { externalVolumePerNode } from "./external-volume-per-node.ts";
import { ignoredMountMode } from "./ignored-mount-mode.ts";
import { localVolumeUnpinned } from "./local-volume-unpinned.ts";
import { mountTargetChanged } from "./mount-target-changed.ts";
import { pinByLabel } from "./pin-by-label.ts";
import { pinByRole } from "./pin-by-role.ts";
import { readingRules } from "./reading.ts";
import { relativeTarget } from "./relative-target.ts";
import type { Rule } from "./rule.ts";
import { sharedWriterReplicas } from "./shared-writer-replicas.ts";
import { singleLetterVolumeName } from "./single-letter-volume-name.ts";
import { startFirstSingleWriter } from "./start-first-single-writer.ts";
import { statefulMajorUpgrade } from "./stateful-major-upgrade.ts";
import { statefulNoVolume } from "./stateful-no-volume.ts";
import { tmpfsData } from "./tmpfs-data.ts";
import { unresolvedVariable } from "./unresolved-variable.ts";
import { unusedVolume } from "./unused-volume.ts";
import { volumeDriverChanged } from "./volume-driver-changed.ts";
import { volumeRemoved } from "./volume-removed.ts";
import { volumeRenamed } from "./volume-renamed.ts";
import { volumeWrongPath } from "./volume-wrong-path.ts";

/** Every rule, in the order of the documentation. */
export const rules: readonly Rule[] = [
  ...readingRules,
  constraintInvalid,
  localVolumeUnpinned,
  anonymousVolume,
  statefulNoVolume,
  volumeWrongPath,
  bindHostPath,
  tmpfsData,
  externalVolumePerNode,
  sharedWriterReplicas,
  startFirstSingleWriter,
  pinByLabel,
  pinByRole,
  relativeTarget,
  singleLetterVolumeName,
  constraintNeverMet,
  ignoredMountMode,
  unresolvedVariable,
  unusedVolume,
  driverOptsChanged,
  volumeDriverChanged,
  volumeRenamed,
  mountTargetChanged,
  volumeRemoved,
  statefulMajorUpgrade,
  ...costRules,
];
