import type { BatchSource, StageOptions } from '@altsparse/core';
import type { ResolvedExperiment } from '../config/experiment.ts';
import type { Registry } from '../parts/registry.ts';

/**
 * The stage that an experiment describes, as parts.
 *
 * @param data - Training batches.
 * @param evaluation - What to evaluate on; absent: no evaluation.
 */
export function stageOf(
  experiment: ResolvedExperiment,
  registry: Registry,
  data: BatchSource,
  evaluation?: BatchSource,
): StageOptions {
  const { surgery, clipNorm, epochs, steps } = experiment;
  return {
    subnets: experiment.subnets,
    strategy: registry.create('strategies', experiment.strategy),
    scheduler: registry.create('schedulers', experiment.scheduler),
    ...(surgery.use === 'none' ? {} : { surgery: registry.create('surgery', surgery) }),
    optimizer: registry.create('optimizers', experiment.optimizer),
    learningRate: registry.create('learningRates', experiment.learningRate),
    weightDecay: experiment.weightDecay,
    ...(clipNorm === undefined ? {} : { clipNorm }),
    accumulate: experiment.accumulate,
    loss: registry.create('losses', experiment.loss),
    length: steps === undefined ? { epochs: epochs ?? 0 } : { steps },
    data,
    ...(evaluation && { evaluation, evaluateEvery: experiment.evaluateEvery }),
    normalisation: experiment.normalisation,
    unreached: experiment.unreached,
  };
}
