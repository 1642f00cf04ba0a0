import { anonymousVolume } from "./anonymous-volume.ts";
import { bindHostPath } from "./bind-host-path.ts";
import { clusterVolumeNotCreated } from "./cluster-volume-not-created.ts";
import { constraintInvalid } from "./constraint-invalid.ts";
import { constraintNeverMet } from "./constraint-never-met.ts";
import { dataLeftInContainer } from "./data-left-in-container.ts";
import { deadVolumePlugin } from "./dead-volume-plugin.ts";
import { deployModeChanged } from "./deploy-mode-changed.ts";
import { driverOptsChanged } from "./driver-opts-changed.ts";
import { driverOptsEmpty } from "./driver-opts-empty.ts";
import { efsOptions } from "./efs-options.ts";
import { efsPlainNfsSecurity } from "./efs-plain-nfs-security.ts";
import { engineOnNfs } from "./engine-on-nfs.ts";
import { engineRefuses } from "./engine-refuses.ts";
import { externalVolumePerNode } from "./external-volume-per-node.ts";
import { globalSingleWriter } from "./global-single-writer.ts";
import { hostnameDependentData } from "./hostname-dependent-data.ts";
import { ignoredMountMode } from "./ignored-mount-mode.ts";
import { localDriverOptsInvalid } from "./local-driver-opts-invalid.ts";
import { localVolumeUnpinned } from "./local-volume-unpinned.ts";
import { mountTargetChanged } from "./mount-target-changed.ts";
import { nfsBadOption } from "./nfs-bad-option.ts";
import { nfsDeviceFormat } from "./nfs-device-format.ts";
import { nfsLocking } from "./nfs-locking.ts";
import { nfsMissingAddr } from "./nfs-missing-addr.ts";
import { nfsRootSquash } from "./nfs-root-squash.ts";
import { nfsSameExport } from "./nfs-same-export.ts";
import { nfsSoft } from "./nfs-soft.ts";
import { nfsVersionUnset } from "./nfs-version-unset.ts";
import { nfs4TypeHostname } from "./nfs4-type-hostname.ts";
import { noFencing } from "./no-fencing.ts";
import { oldServiceRunsOn } from "./old-service-runs-on.ts";
import { overrideDropsDriverOpts } from "./override-drops-driver-opts.ts";
import { perTaskVolumeName } from "./per-task-volume-name.ts";
import { pinByLabel } from "./pin-by-label.ts";
import { pinByRole } from "./pin-by-role.ts";
import { pinnedNoFailover } from "./pinned-no-failover.ts";
import { placementLeavesData } from "./placement-leaves-data.ts";
import { relativeTarget } from "./relative-target.ts";
import { costRules, ignoringRules, readingRules } from "./reported.ts";
import { restartNone } from "./restart-none.ts";
import type { Rule } from "./rule.ts";
import { secretInDriverOpts } from "./secret-in-driver-opts.ts";
import { sharedWriterReplicas } from "./shared-writer-replicas.ts";
import { singleLetterVolumeName } from "./single-letter-volume-name.ts";
import { startFirstSingleWriter } from "./start-first-single-writer.ts";
import { statefulMajorUpgrade } from "./stateful-major-upgrade.ts";
import { statefulNoVolume } from "./stateful-no-volume.ts";
import { stopGraceShort } from "./stop-grace-short.ts";
import { subpathMissing } from "./subpath-missing.ts";
import { subpathOldEngine } from "./subpath-old-engine.ts";
import { tmpfsData } from "./tmpfs-data.ts";
import { unknownVolumeDriver } from "./unknown-volume-driver.ts";
import { unresolvedVariable } from "./unresolved-variable.ts";
import { unusedVolume } from "./unused-volume.ts";
import { volumeDriverChanged } from "./volume-driver-changed.ts";
import { volumeRemoved } from "./volume-removed.ts";
import { volumeRenamed } from "./volume-renamed.ts";
import { volumeSharedByServices } from "./volume-shared-by-services.ts";
import { volumeSplitBetweenNodes } from "./volume-split-between-nodes.ts";
import { volumeWrongPath } from "./volume-wrong-path.ts";

/** Every rule, in the order of the documentation. */
export const rules: readonly Rule[] = [
  ...readingRules,
  constraintInvalid,
  engineRefuses,
  localVolumeUnpinned,
  anonymousVolume,
  statefulNoVolume,
  volumeWrongPath,
  hostnameDependentData,
  perTaskVolumeName,
  bindHostPath,
  tmpfsData,
  externalVolumePerNode,
  sharedWriterReplicas,
  startFirstSingleWriter,
  globalSingleWriter,
  volumeSharedByServices,
  volumeSplitBetweenNodes,
  pinByLabel,
  pinByRole,
  pinnedNoFailover,
  stopGraceShort,
  restartNone,
  subpathMissing,
  subpathOldEngine,
  relativeTarget,
  singleLetterVolumeName,
  constraintNeverMet,
  ignoredMountMode,
  unresolvedVariable,
  unusedVolume,
  overrideDropsDriverOpts,
  driverOptsEmpty,
  localDriverOptsInvalid,
  deadVolumePlugin,
  unknownVolumeDriver,
  clusterVolumeNotCreated,
  nfsSameExport,
  noFencing,
  nfsMissingAddr,
  nfsDeviceFormat,
  nfs4TypeHostname,
  nfsVersionUnset,
  nfsSoft,
  nfsLocking,
  nfsBadOption,
  nfsRootSquash,
  efsOptions,
  efsPlainNfsSecurity,
  engineOnNfs,
  secretInDriverOpts,
  driverOptsChanged,
  volumeDriverChanged,
  volumeRenamed,
  placementLeavesData,
  dataLeftInContainer,
  oldServiceRunsOn,
  deployModeChanged,
  mountTargetChanged,
  volumeRemoved,
  statefulMajorUpgrade,
  ...costRules,
  ...ignoringRules,
];
