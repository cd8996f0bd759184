import type { BatchSource } from '../data/batch.ts';
import { AltsparseError } from '../error.ts';
import type { GraphPlan } from '../graph/graph.ts';
import { guardData } from '../guard/batch.ts';
import { guardLearningRate } from '../guard/learning-rate.ts';
import { guardLoss } from '../guard/loss.ts';
import { guardOptimizer } from '../guard/optimizer.ts';
import { guardScheduler } from '../guard/scheduler.ts';
import { crossEntropy } from '../loss/cross-entropy.ts';
import type { Loss } from '../loss/loss.ts';
import { type MaskLayer, maskLayers } from '../mask/layer.ts';
import { defaultPolicies, type Policies } from '../mask/strategy.ts';
import type { Network } from '../network/network.ts';
import type { Optimizer } from '../optimizer/optimizer.ts';
import { sgd } from '../optimizer/sgd.ts';
import { inSteps, type StageLength } from '../schedule/duration.ts';
import { cosineRate, type RateSchedule } from '../schedule/learning-rate.ts';
import { alternating, type Scheduler } from '../schedule/scheduler.ts';
import { type ResolvedTimetable, resolveTimetable } from '../schedule/timetable.ts';
import { type Algebra, hostAlgebra } from '../store/algebra.ts';
import type { Store } from '../store/store.ts';
import { createZoneMap, type ZoneMap } from '../store/zones.ts';
import { type Books, createBooks } from './books.ts';
import type { RunEvent } from './events.ts';
import { nameOf, type StageOptions, targetOf } from './stage.ts';
import type { Trace } from './trace.ts';

/**
 * A stage with every default filled in and everything worked out that does not change in it. Parts that others may have
 * written stand here with their answers checked.
 */
export interface Stage {
  /** Number of the stage. */
  readonly index: number;
  /** Number of the stage that it was given as; one whose strategy asks for rounds becomes several. */
  readonly given: number;
  /** As given. */
  readonly options: StageOptions;
  /** The run's seed. */
  readonly seed: number;
  /** The graph. */
  readonly plan: GraphPlan;
  /** Its maskable tensors. */
  readonly layers: readonly MaskLayer[];
  /** Steps in all and per epoch. */
  readonly length: StageLength;
  /** Names of the sub-nets. */
  readonly names: readonly string[];
  /** Their targets. */
  readonly targets: readonly number[];
  /** Sparsities of their first masks. */
  readonly starts: readonly number[];
  /** Who trains when. */
  readonly scheduler: Scheduler;
  /** When masks change. */
  readonly timetable: ResolvedTimetable | undefined;
  /** The update rule. */
  readonly optimizer: Optimizer;
  /** The learning rate. */
  readonly learningRate: RateSchedule;
  /** The loss. */
  readonly loss: Loss;
  /** Training batches. */
  readonly data: BatchSource;
  /** What happens to inactive weights. */
  readonly policies: Policies;
  /** Batches in one step. */
  readonly accumulate: number;
  /** Told of what each part did. */
  readonly trace?: Trace | undefined;
}

/** A stage that is being run. */
export interface StageRun extends Stage {
  /** The engine. */
  readonly network: Network;
  /** The network's, or the host's. */
  readonly algebra: Algebra;
  /** Weights and all that belongs to them. */
  readonly store: Store;
  /** Zones of weights, by turn. */
  readonly zoneMap: ZoneMap;
  /** What follows from each sub-net's mask. */
  readonly books: Books;
  /** Events of the step under way. */
  readonly pending: RunEvent[];
}

/** What all stages of a run have in common. */
export interface RunBase {
  /** The graph. */
  readonly plan: GraphPlan;
  /** The run's seed. */
  readonly seed: number;
  /** Told of what each part did. */
  readonly trace?: Trace | undefined;
}

/**
 * Fills in a stage's defaults.
 *
 * @param before - The stage before it; absent for the first.
 * @throws AltsparseError `stage-option`, `duration`, `timetable`.
 */
export function resolveStage(options: StageOptions, index: number, base: RunBase, before?: Stage): Stage {
  const { accumulate = 1 } = options;
  refuseNumbers(index, accumulate, options.clipNorm);
  const stepsPerEpoch = Math.ceil(options.data.batchesPerEpoch / accumulate);
  const length = { steps: inSteps(options.length, { steps: 0, stepsPerEpoch }), stepsPerEpoch };
  const { timetable } = options.strategy;
  return {
    ...base,
    index,
    given: index,
    options,
    layers: maskLayers(base.plan),
    length,
    names: options.subnets.map(nameOf),
    targets: options.subnets.map(targetOf),
    starts: startsOf(options, before),
    scheduler: guardScheduler(options.scheduler ?? alternating(), base.seed),
    timetable: timetable === undefined ? undefined : resolveTimetable(timetable, length),
    optimizer: guardOptimizer(options.optimizer ?? sgd()),
    learningRate: guardLearningRate(options.learningRate ?? cosineRate(0.1)),
    loss: guardLoss(options.loss ?? crossEntropy()),
    data: guardData(options.data, base.plan, 'training data'),
    policies: { ...defaultPolicies, ...options.strategy.policies },
    accumulate,
  };
}

/** Puts a stage to work on a store. */
export function startStage(stage: Stage, network: Network, store: Store): StageRun {
  const algebra = network.algebra ?? hostAlgebra;
  const books = createBooks(store, algebra);
  return { ...stage, network, algebra, store, zoneMap: createZoneMap(store), books, pending: [] };
}

/** Sparsity of a sub-net's first mask. */
export function startSparsity(stage: Stage, subnet: number): number {
  return stage.starts[subnet] ?? 0;
}

/** The strategy's, or the target if that is smaller; of masks that are taken over, what they were to reach. */
function startsOf({ subnets, strategy, masks }: StageOptions, before: Stage | undefined): number[] {
  if (masks !== 'previous' || before === undefined)
    return subnets.map((one) => Math.min(strategy.initialSparsity, targetOf(one)));
  return subnets.map((_, subnet) => before.targets[Math.min(subnet, before.targets.length - 1)] ?? 0);
}

function refuseNumbers(index: number, accumulate: number, clipNorm: number | undefined): void {
  const refuse = (name: string, found: number, expected: string): never => {
    throw new AltsparseError('stage-option', 'A number is out of its range.', {
      place: `stage ${index}, ${name}`,
      found,
      expected,
    });
  };
  if (!Number.isInteger(accumulate) || accumulate < 1) refuse('accumulate', accumulate, 'a whole number from 1');
  if (clipNorm !== undefined && !(clipNorm > 0)) refuse('clipNorm', clipNorm, 'more than 0');
}
