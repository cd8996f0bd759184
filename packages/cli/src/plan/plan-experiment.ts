import { FLOP_RULE, type GraphPlan, inSteps, planStages, type StagePlan, sizeOf } from '@altsparse/core';
import { openScope, type RunScope } from '../compose/container.ts';
import { makeStages } from '../compose/stage.ts';
import * as tokens from '../compose/tokens.ts';
import type { ResolvedExperiment } from '../config/experiment.ts';
import { runId } from '../config/identity.ts';
import { stagesOf } from '../config/stages.ts';
import { type EnginePlan, planEngine, switchStep } from '../engine/plan-engine.ts';
import type { RunEngine } from '../engine/run-engine.ts';
import { wishOf } from '../engine/wish.ts';
import type { DataSource } from '../parts/data-source.ts';
import type { Registry } from '../parts/registry.ts';
import { measure } from './measure.ts';
import { syntheticBatches } from './synthetic-batches.ts';

/** How long a run will take on this machine. */
interface Estimate {
  /** Milliseconds of one step; mean over all. */
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
export interface ExperimentPlan extends Omit<StagePlan, 'name' | 'given' | 'subnets' | 'denseShare'> {
  /** The stages, one or more; a strategy that asks for rounds makes several of one. */
  readonly stages: readonly StagePlan[];
  /** Which engine will compute what. */
  readonly engine: EnginePlan;
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
 * @param note - Told, in a line, of what is being done.
 * @throws AltsparseError as `planStage` and the engine do.
 */
export async function planExperiment(
  experiment: ResolvedExperiment,
  registry: Registry,
  measured: boolean,
  note: (line: string) => void = () => {},
): Promise<ExperimentPlan> {
  const one = { ...experiment, seeds: experiment.seeds.slice(0, 1) };
  const scope = openScope(one, registry, note);
  try {
    const loaded = await scope.get(tokens.modelToken);
    const { plan: model, notes } = loaded;
    const data = syntheticBatches(experiment, scope.get(tokens.dataSourceToken));
    const stages = planStages(model, makeStages(experiment, registry, data), one.seeds[0]);
    const [first] = stages as [StagePlan];
    const { stepsPerEpoch, maskable, parameters, denseFlops } = first;
    return {
      steps: stages.reduce((sum, { steps }) => sum + steps, 0),
      ...{ stepsPerEpoch, maskable, parameters, denseFlops },
      storeBytes: Math.max(...stages.map((stage) => stage.storeBytes)),
      stages,
      engine: measured
        ? enginePlanOf(await scope.get(tokens.engineToken))
        : planEngine(wishOf(one), loaded, () => stages),
      id: runId(one),
      activationBytes: 4 * activationsOf(model) * experiment.batchSize,
      warnings: [...warningsOf(stages), ...notes],
      trainingFlops: stages.reduce((sum, stage) => sum + flopsOf(stage, experiment, registry), 0),
      flopRule: FLOP_RULE,
      ...(measured && { estimate: await estimate(scope, stages, experiment.seeds.length) }),
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

/** Each warning once; of several stages, with the number of the stage. */
function warningsOf(stages: readonly StagePlan[]): string[] {
  const place = (i: number): string => (stages.length === 1 ? '' : `stage ${i + 1}: `);
  return stages.flatMap(({ warnings }, i) => warnings.map((line) => `${place(i)}${line}`));
}

/** Forward and backward FLOPs of a stage. */
function flopsOf({ given, steps, denseFlops }: StagePlan, experiment: ResolvedExperiment, registry: Registry): number {
  const { scheduler, subnets, accumulate } = stagesOf(experiment)[given] ?? experiment;
  const together = registry.create('schedulers', scheduler).turn(0, subnets.length).subnets.length;
  return 3 * denseFlops * steps * experiment.batchSize * accumulate * together;
}

function enginePlanOf({ record: { switchAt, why } }: RunEngine): EnginePlan {
  return { switchAt: switchAt ?? null, why };
}

async function estimate(scope: RunScope, stages: readonly StagePlan[], runs: number): Promise<Estimate> {
  const experiment = scope.get(tokens.experimentToken);
  const source = scope.get(tokens.dataSourceToken);
  const options = makeStages(experiment, scope.get(tokens.registryToken), syntheticBatches(experiment, source));
  const { record } = await scope.get(tokens.engineToken);
  const [model, network] = [await scope.get(tokens.planToken), await scope.get(tokens.networkToken)];
  let [training, evaluation] = [0, 0];
  for (const [given, stage] of options.entries()) {
    const times = await measure(model, network, stage, record.sparse !== undefined);
    for (const plan of stages.filter((one) => one.given === given)) {
      const late = thinnedShare(plan, record.switchAt);
      training += (plan.steps * (times.step * (1 - late) + times.lastStep * late)) / 1000;
      evaluation += (evaluatedBatches(experiment, source, plan) * times.evaluation) / 1000;
    }
  }
  const steps = stages.reduce((sum, stage) => sum + stage.steps, 0);
  const total = runs * (training + evaluation);
  return { step: (1000 * training) / steps, training, evaluation, runs, total };
}

/**
 * Share of a stage's steps that take as long as with the last masks: those from where engines change; with one engine,
 * those from half the way to the target.
 */
function thinnedShare({ subnets, steps }: StagePlan, switchAt?: number): number {
  const shares = subnets.map((one) => {
    const from = switchStep(one, switchAt ?? (one.start + one.target) / 2, steps);
    return from === undefined ? 0 : 1 - from / steps;
  });
  return shares.reduce((sum, share) => sum + share, 0) / subnets.length;
}

/** Batches of all evaluations in a stage. */
function evaluatedBatches(experiment: ResolvedExperiment, source: DataSource, stage: StagePlan): number {
  const { validation, batchSize } = experiment;
  const { evaluateEvery } = stagesOf(experiment)[stage.given] ?? experiment;
  const every = Math.max(1, inSteps(evaluateEvery, stage));
  const brought = source.validationImages ?? source.testImages;
  const images = validation === undefined ? brought : Math.round(source.trainImages * validation.share);
  return Math.ceil(stage.steps / every) * stage.subnets.length * Math.ceil(images / batchSize);
}
