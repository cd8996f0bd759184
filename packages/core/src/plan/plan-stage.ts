import { forwardCostAt } from '../cost/cost.ts';
import type { Graph, GraphPlan } from '../graph/graph.ts';
import { planGraph } from '../graph/plan-graph.ts';
import { type Stage, startSparsity } from '../loop/context.ts';
import { denseShare } from '../loop/gradient-demand.ts';
import { refuseStage, refuseStarts, unreachedSubnets } from '../loop/refuse.ts';
import { resolveStages } from '../loop/rounds.ts';
import type { StageOptions } from '../loop/stage.ts';
import { eventsOf, rampProgress } from '../schedule/timetable.ts';
import { createLayout } from '../store/layout.ts';

/** One mask event before it happens. */
export interface PlannedEvent {
  /** Number of the event in the sub-net's timetable. */
  readonly k: number;
  /** Step of the stage. */
  readonly step: number;
  /** Progress of the ramp, 0 to 1. */
  readonly progress: number;
  /** The sparsity that the strategy's ramp asks for here; that of the first mask if none of its moves says. */
  readonly sparsity: number;
}

/** What a sub-net will go through. */
export interface SubnetPlan {
  /** Its name. */
  readonly name: string;
  /** Sparsity of its first mask. */
  readonly start: number;
  /** The sparsity it is to reach. */
  readonly target: number;
  /** All its mask events. */
  readonly events: readonly PlannedEvent[];
  /** Forward FLOPs of one image at the target, by `FLOP_RULE`, if every layer had the target sparsity. */
  readonly flopsAtTarget: number;
}

/** What a stage will do, worked out without training. */
export interface StagePlan {
  /** Its name, if it has one. */
  readonly name?: string;
  /** Number of the stage that it was given as; one whose strategy asks for rounds becomes several. */
  readonly given: number;
  /** Steps in all. */
  readonly steps: number;
  /** Steps in one pass over the training data. */
  readonly stepsPerEpoch: number;
  /** The sub-nets. */
  readonly subnets: readonly SubnetPlan[];
  /** Maskable weights: what sparsity is counted over. */
  readonly maskable: number;
  /** All parameters of one copy of the model. */
  readonly parameters: number;
  /** Forward FLOPs of one image, dense, by `FLOP_RULE`. */
  readonly denseFlops: number;
  /** Of all passes, the share that asks for gradients at all positions, also where the mask is 0; from 0 to 1. */
  readonly denseShare: number;
  /** Bytes of weights, slots, running statistics, masks and surgery's memory on the host. */
  readonly storeBytes: number;
  /** Sub-nets that will not reach their target, one line each. */
  readonly warnings: readonly string[];
}

/**
 * Works out what the stages of a run will do; there are more than were given where a strategy asks for rounds.
 *
 * @param seed - The run's, for schedulers that draw. Default 0.
 * @throws AltsparseError as `train` does, but not for targets that cannot be reached: those are warnings here.
 */
export function planStages(model: Graph | GraphPlan, options: readonly StageOptions[], seed = 0): readonly StagePlan[] {
  const plan = 'graph' in model ? model : planGraph(model);
  const allowed = options.map((one) => ({ ...one, unreached: 'allow' }) as const);
  const stages = resolveStages(allowed, { plan, seed });
  refuseStarts(stages);
  for (const stage of stages) refuseStage(stage);
  return stages.map(planOf);
}

/**
 * Works out what a stage will do that is run by itself; of rounds, the first.
 *
 * @throws AltsparseError as `planStages` does.
 */
export function planStage(model: Graph | GraphPlan, options: StageOptions, seed = 0): StagePlan {
  return planStages(model, [options], seed)[0] as StagePlan;
}

function planOf(stage: Stage): StagePlan {
  const { plan, given, options } = stage;
  return {
    ...(options.name !== undefined && { name: options.name }),
    given,
    ...stage.length,
    subnets: stage.targets.map((_, subnet) => planSubnet(stage, subnet)),
    maskable: plan.maskableCount,
    parameters: plan.parameterCount,
    denseFlops: forwardCostAt(plan, []).flops,
    denseShare: denseShare(stage),
    storeBytes: storeBytes(stage),
    warnings: [...unreachedSubnets(stage), ...staleRanks(stage)],
  };
}

function planSubnet(stage: Stage, subnet: number): SubnetPlan {
  const start = startSparsity(stage, subnet);
  const target = stage.targets[subnet] ?? 0;
  const { timetable } = stage;
  const ramp = stage.options.strategy.moves.find((move) => move.sparsityAt !== undefined);
  const events = timetable === undefined ? [] : eventsOf(timetable, stage.scheduler, stage.targets.length, subnet);
  return {
    name: stage.names[subnet] ?? '',
    start,
    target,
    events: events.map(([k, step]) => {
      const progress = timetable === undefined ? 1 : rampProgress(timetable, k);
      return { k, step, progress, sparsity: ramp?.sparsityAt?.(progress, start, target) ?? start };
    }),
    flopsAtTarget: forwardCostAt(
      stage.plan,
      stage.layers.map(() => target),
    ).flops,
  };
}

function staleRanks(stage: Stage): string[] {
  if (stage.options.strategy.moves.every((move) => move.ranks !== 'all')) return [];
  return stage.policies.elsewhere === 'coast'
    ? ["rank 'all' with elsewhere 'coast': masks of sparser sub-nets will nest in those of denser ones by themselves"]
    : [`rank 'all' with elsewhere '${stage.policies.elsewhere}': weights pruned before come back by stale magnitudes`];
}

/** Masters, slots and surgery's memory take 4 bytes a number, as running statistics do; a mask takes 1. */
function storeBytes(stage: Stage): number {
  const { plan, targets, optimizer, policies, options } = stage;
  const { masterCount, statisticCount } = createLayout(plan, targets.length, options.normalisation);
  const slots = optimizer.slots.length * (policies.slots === 'perSubnet' ? targets.length : 1);
  const remembered = options.surgery === undefined ? 0 : targets.length * plan.maskableCount;
  return 4 * ((1 + slots) * masterCount + statisticCount + remembered) + targets.length * plan.maskableCount;
}
