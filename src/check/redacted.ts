import type { EstimatePair } from "../cost/compare.ts";
import type { StackEstimate, StorageOption, VolumeEstimate } from "../model/cost.ts";
import type { Loss, ReportedExposure } from "../model/report.ts";
import type { Found } from "../rules/rule.ts";
import type { Redaction } from "../stack/redaction.ts";

/** A finding as it is told: neither it nor its fingerprint holds a variable's value. */
export function redactedFinding({ rule, problem }: Found, { sentence, value }: Redaction): Found {
  const { message, help, volume, subject } = problem;
  const told = {
    ...problem,
    message: sentence(message),
    help: help && sentence(help),
    volume: volume && value(volume),
    subject: value(subject),
  };
  return { rule, problem: told };
}

export function redactedExposure(exposure: ReportedExposure, { sentence, value }: Redaction): ReportedExposure {
  const { source, target, why, deployedWhy, deployedMismatch } = exposure;
  return {
    ...exposure,
    ...(source === undefined ? {} : { source: value(source) }),
    target: value(target),
    why: sentence(why),
    ...(deployedWhy === undefined ? {} : { deployedWhy: sentence(deployedWhy) }),
    ...(deployedMismatch === undefined ? {} : { deployedMismatch: sentence(deployedMismatch) }),
  };
}

export function redactedLoss(loss: Loss, { value }: Redaction): Loss {
  const { source, target } = loss;
  return { ...loss, ...(source === undefined ? {} : { source: value(source) }), target: value(target) };
}

/** Names and sizes are shown as they are written. Amounts stay: they tell no more than the size that they are for. */
export function redactedCosts(pair: EstimatePair, redaction: Redaction): EstimatePair {
  const estimate = (one: StackEstimate | undefined) =>
    one && { ...one, volumes: one.volumes.map((volume) => redactedEstimate(volume, redaction)) };
  return { before: estimate(pair.before), after: estimate(pair.after) };
}

function redactedEstimate(estimate: VolumeEstimate, { sentence, value }: Redaction): VolumeEstimate {
  const { volume, size, today, alternatives } = estimate;
  const option = (one: StorageOption): StorageOption => ({
    ...one,
    assumptions: one.assumptions.map(sentence),
    notes: one.notes.map(sentence),
  });
  return {
    ...estimate,
    volume: value(volume),
    ...(size === undefined ? {} : { size: { ...size, text: value(size.text) } }),
    today: option(today),
    alternatives: alternatives.map(option),
  };
}
