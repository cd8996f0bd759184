import type { BatchSource, StageOptions, StageStart } from '@altsparse/core';
import type { ResolvedExperiment, ResolvedStage } from '../config/experiment.ts';
import { stagesOf } from '../config/stages.ts';
import type { Registry } from '../parts/registry.ts';

/**
 * The stages that an experiment describes, as parts; one, where it says of none.
 *
 * @param data - Training batches.
 * @param evaluation - What to evaluate on; absent: no evaluation.
 */
export function makeStages(
  experiment: ResolvedExperiment,
  registry: Registry,
  data: BatchSource,
  evaluation?: BatchSource,
): readonly StageOptions[] {
  const stages = stagesOf(experiment);
  return stages.map((stage) => ({
    ...partsOf(stage, registry),
    ...(stage.name !== undefined && { name: stage.name }),
    ...(stage.start !== undefined && { start: startOf(stage.start, stages) }),
    ...(stage.masks !== undefined && { masks: stage.masks }),
    data,
    ...(evaluation && { evaluation, evaluateEvery: stage.evaluateEvery }),
  }));
}

function partsOf(stage: ResolvedStage, registry: Registry): Omit<StageOptions, 'data'> {
  const { surgery, clipNorm, epochs, steps } = stage;
  return {
    subnets: stage.subnets,
    strategy: registry.create('strategies', stage.strategy),
    scheduler: registry.create('schedulers', stage.scheduler),
    ...(surgery.use === 'none' ? {} : { surgery: registry.create('surgery', surgery) }),
    optimizer: registry.create('optimizers', stage.optimizer),
    learningRate: registry.create('learningRates', stage.learningRate),
    weightDecay: stage.weightDecay,
    ...(clipNorm === undefined ? {} : { clipNorm }),
    accumulate: stage.accumulate,
    loss: registry.create('losses', stage.loss),
    length: steps === undefined ? { epochs: epochs ?? 0 } : { steps },
    normalisation: stage.normalisation,
    unreached: stage.unreached,
  };
}

/** A stage that is called by name becomes one by number. */
function startOf(start: NonNullable<ResolvedStage['start']>, stages: readonly ResolvedStage[]): StageStart {
  if (typeof start !== 'object') return start;
  const { stage, step } = start;
  return { stage: typeof stage === 'number' ? stage : stages.findIndex(({ name }) => name === stage), step };
}
