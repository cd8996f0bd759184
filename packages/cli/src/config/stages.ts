import type { AltsparseError } from '@altsparse/core';
import type { ResolvedExperiment, ResolvedStage } from './experiment.ts';
import { mergeValues } from './merge.ts';
import { stageKeys } from './schema.ts';
import type { Values } from './set.ts';

/**
 * Values in which each stage has all keys of a stage: its own laid over the experiment's, as a config is laid over its
 * preset. What the experiment must say but does not, it takes from its last stage.
 */
export function withStages(values: Values): Values {
  const { stages } = values;
  if (!Array.isArray(stages) || !stages.every(isRecord)) return values;
  const common = pick(values, stageKeys);
  const whole = stages.map((stage) => mergeValues(common, stage));
  const length = 'epochs' in values || 'steps' in values ? [] : ['epochs', 'steps'];
  const needed = ['subnets', 'strategy', ...length].filter((key) => !(key in values));
  return { ...pick(whole.at(-1) ?? {}, needed), ...values, stages: whole };
}

/** Faults without those that stages have only because the experiment, whose faults are told once, has them. */
export function ownFaults(values: Values, faults: readonly AltsparseError[]): readonly AltsparseError[] {
  const { stages } = values;
  return faults.filter(({ details }) => {
    const [, number, key = ''] = /^stages\[(\d+)\]\.(\w+)/.exec(String(details.place)) ?? [];
    if (number === undefined || !Array.isArray(stages)) return true;
    const stage: unknown = stages[Number(number)];
    return !(key in values) || !isRecord(stage) || key in stage;
  });
}

/** The stages of an experiment: its own, or itself as the only one. */
export function stagesOf(experiment: ResolvedExperiment): readonly ResolvedStage[] {
  return experiment.stages ?? [experiment];
}

/** The stage with which a run ends: its sub-nets are those that are evaluated and exported. */
export function lastStage(experiment: ResolvedExperiment): ResolvedStage {
  return experiment.stages?.at(-1) ?? experiment;
}

function pick(values: Values, keys: readonly string[]): Values {
  return Object.fromEntries(Object.entries(values).filter(([key]) => keys.includes(key)));
}

function isRecord(value: unknown): value is Values {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
