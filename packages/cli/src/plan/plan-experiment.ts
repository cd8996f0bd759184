import { FLOP_RULE, type GraphPlan, inSteps, planStage, type StagePlan, sizeOf } from '@altsparse/core';
import { openScope, type RunScope } from '../compose/container.ts';
import { stageOf } from '../compose/stage.ts';
import * as tokens from '../compose/tokens.ts';
import type { ResolvedExperiment } from '../config/experiment.ts';
import { runId } from '../config/identity.ts';
import type { Registry } from '../parts/registry.ts';
import { measure } from './measure.ts';
import { syntheticBatches } from './synthetic-batches.ts';

/** How long a run will take on this machine. */
interface Estimate {
  /** The engine that was measured, and why it was taken. */
  readonly engine: readonly string[];
  /** Milliseconds of one step, with the first masks. */
  readonly step: number;
  /** Seconds of all steps. */
  readonly training: number;
  /** Seconds of all evaluations. */
  readonly evaluation: number;
  /** Runs, one for each seed. */
  readonly runs: number;
  /** Seconds of all runs. */
  readonly total: number;
}

/** All that can be said of an experiment before it is trained. */
export interface ExperimentPlan extends StagePlan {
  /** The identity that its first run will have. */
  readonly id: string;
  /** Bytes of the activations of one batch, kept for the backward pass: every node's output once, as 32-bit floats. */
  readonly activationBytes: number;
  /** Forward and backward FLOPs of all steps, dense: three times the forward pass. */
  readonly trainingFlops: number;
  /** The rule behind the FLOPs. */
  readonly flopRule: string;
  /** Absent where nothing was measured. */
  readonly estimate?: Estimate;
}

/**
 * Plans an experiment; its data set need not be on this machine.
 *
 * @param measured - Time a few steps on noise?
 * @throws AltsparseError as `planStage` and the engine do.
 */
export async function planExperiment(
  experiment: ResolvedExperiment,
  registry: Registry,
  measured: boolean,
): Promise<ExperimentPlan> {
  const one = { ...experiment, seeds: experiment.seeds.slice(0, 1) };
  const scope = openScope(one, registry);
  try {
    const { plan: model, notes } = await scope.get(tokens.modelToken);
    const data = syntheticBatches(experiment, scope.get(tokens.dataSourceToken));
    const stage = planStage(model, stageOf(experiment, registry, data));
    const images = stage.steps * experiment.batchSize * experiment.accumulate;
    return {
      ...stage,
      id: runId(one),
      activationBytes: 4 * activationsOf(model) * experiment.batchSize,
      warnings: [...stage.warnings, ...notes],
      trainingFlops: 3 * stage.denseFlops * images * subnetsPerStep(experiment, registry),
      flopRule: FLOP_RULE,
      ...(measured && { estimate: await estimate(scope, stage, experiment.seeds.length) }),
    };
  } finally {
    await scope.dispose();
  }
}

/** Numbers in every node's output for one image; NaN where there is a node that nobody can look into. */
function activationsOf({ graph, shapes }: GraphPlan): number {
  if (graph.nodes.some(({ operation }) => operation.op === 'opaque')) return Number.NaN;
  return [...shapes.values()].reduce((sum, shape) => sum + sizeOf(shape), 0);
}

function subnetsPerStep({ scheduler, subnets }: ResolvedExperiment, registry: Registry): number {
  return registry.create('schedulers', scheduler).turn(0, subnets.length).subnets.length;
}

async function estimate(scope: RunScope, stage: StagePlan, runs: number): Promise<Estimate> {
  const experiment = scope.get(tokens.experimentToken);
  const registry = scope.get(tokens.registryToken);
  const source = scope.get(tokens.dataSourceToken);
  const options = stageOf(experiment, registry, syntheticBatches(experiment, source));
  const engine = await scope.get(tokens.engineToken);
  const times = await measure(await scope.get(tokens.planToken), await scope.get(tokens.networkToken), options);
  const every = Math.max(1, inSteps(experiment.evaluateEvery, stage));
  const { validation, batchSize, subnets } = experiment;
  const brought = source.validationImages ?? source.testImages;
  const images = validation === undefined ? brought : Math.round(source.trainImages * validation.share);
  const evaluations = Math.ceil(stage.steps / every) * subnets.length * Math.ceil(images / batchSize);
  const training = (stage.steps * times.step) / 1000;
  const evaluation = (evaluations * times.evaluation) / 1000;
  return {
    engine: engine.describe(),
    step: times.step,
    training,
    evaluation,
    runs,
    total: runs * (training + evaluation),
  };
}
