import { AltsparseError } from '../error.ts';
import type { Graph, GraphPlan } from '../graph/graph.ts';
import { planGraph } from '../graph/plan-graph.ts';
import { sparsityOf } from '../mask/count.ts';
import type { Network } from '../network/network.ts';
import { inSteps } from '../schedule/duration.ts';
import type { InitialWeights } from '../store/initial-weights.ts';
import { type Snapshot, snapshotOf } from '../store/snapshot.ts';
import { maskOf, type Store } from '../store/store.ts';
import { beginStage, describeStart, type Inheritance } from './begin.ts';
import { blame } from './blame.ts';
import { resolveStage, type Stage, type StageRun } from './context.ts';
import { type Evaluation, evaluate } from './evaluate.ts';
import type { EvaluationEvent, Observer, RunEvent } from './events.ts';
import { nextTask } from './next-task.ts';
import { refuseStage, refuseStarts } from './refuse.ts';
import { createRun, type Run, type RunResult } from './run.ts';
import type { StageOptions } from './stage.ts';
import { runStep } from './step.ts';

/** What a run is made of. */
export interface TrainOptions {
  /** The model, as a graph or already planned. */
  readonly model: Graph | GraphPlan;
  /** Executes it. The caller disposes it after the run. */
  readonly network: Network;
  /** All random decisions follow from it. Default 0. */
  readonly seed?: number;
  /** First weights that come from elsewhere: one for all sub-nets, or one for each. Default: drawn by seed. */
  readonly weights?: InitialWeights | readonly InitialWeights[];
  /** One or more passes of the loop. */
  readonly stages: readonly StageOptions[];
  /** Told of every event. */
  readonly observers?: readonly Observer[];
  /** Stops the run after the step under way. */
  readonly signal?: AbortSignal;
}

/**
 * Trains sub-nets inside one set of weights.
 *
 * @param options - Parts as values: no container, no registry.
 * @returns A run; nothing happens until it is iterated or its result asked for.
 * @throws AltsparseError when parts cannot go together or a target cannot be reached; later, through the run, `run-aborted`, `loss-not-finite`, `gradient-not-finite`, `part-failed`.
 * @example
 * const run = train({ model: graph, network, stages: [{ subnets: [0.9, 0.95], strategy, data, length: epochs(10) }] });
 * for await (const event of run) if (event.type === 'evaluation') console.log(event);
 */
export function train(options: TrainOptions): Run {
  const plan = 'graph' in options.model ? options.model : planGraph(options.model);
  const stages = options.stages.map((stage, index) => resolveStage(stage, index, { plan, seed: options.seed ?? 0 }));
  if (stages.length === 0) throw new AltsparseError('stages-empty', 'A run needs one stage or more.');
  for (const stage of stages) refuseStage(stage, options.network);
  refuseStarts(stages);
  return createRun(observed(runStages(stages, options), options.observers ?? []));
}

async function* observed(
  events: AsyncGenerator<RunEvent, RunResult>,
  observers: readonly Observer[],
): AsyncGenerator<RunEvent, RunResult> {
  let next = await events.next();
  for (; next.done !== true; next = await events.next()) {
    for (const observer of observers) await tell(observer, next.value);
    yield next.value;
  }
  return next.value;
}

async function tell(observer: Observer, event: RunEvent): Promise<void> {
  try {
    await observer.observe(event);
  } catch (cause) {
    throw blame(`observer '${observer.name}', event '${event.type}'`, cause);
  }
}

/** What stages hand on to one another. */
interface Relay {
  readonly snapshots: Map<string, Snapshot>;
  readonly wanted: ReadonlySet<string>;
  store?: Store;
  evaluations: readonly Evaluation[];
}

async function* runStages(stages: readonly Stage[], options: TrainOptions): AsyncGenerator<RunEvent, RunResult> {
  const wanted = new Set(stages.flatMap((stage) => rewindKey(stage) ?? []));
  const relay: Relay = { snapshots: new Map(), wanted, evaluations: [] };
  for (const stage of stages) yield* runStage(stage, options, relay);
  const steps = stages.reduce((sum, stage) => sum + stage.length.steps, 0);
  return resultOf(stages.at(-1) as Stage, relay.store as Store, relay.evaluations, steps);
}

async function* runStage(stage: Stage, options: TrainOptions, relay: Relay): AsyncGenerator<RunEvent, void> {
  const run = await beginStage(stage, options.network, inheritance(stage, relay, options.weights));
  relay.store = run.store;
  relay.evaluations = [];
  yield { type: 'stage', stage: stage.index, ...stage.length, subnets: describeStart(run) };
  for (let step = 0; step < stage.length.steps; step++) {
    refuseAborted(stage, step, options.signal);
    const key = `${stage.index}/${step}`;
    if (relay.wanted.has(key)) relay.snapshots.set(key, snapshotOf(run.store));
    yield* await runStep(run, step);
    await nextTask();
    if (!isEvaluationDue(stage, step)) continue;
    relay.evaluations = await evaluateAll(run);
    yield* relay.evaluations.map((one, subnet) => evaluationEvent(run, step + 1, subnet, one));
  }
}

function rewindKey({ options: { start } }: Stage): string | undefined {
  return typeof start === 'object' ? `${start.stage}/${start.step}` : undefined;
}

function inheritance(stage: Stage, relay: Relay, weights: TrainOptions['weights'] = []): Inheritance {
  const rewind = relay.snapshots.get(rewindKey(stage) ?? '');
  return { weights: [weights].flat(), ...(relay.store && { previous: relay.store }), ...(rewind && { rewind }) };
}

function refuseAborted(stage: Stage, step: number, signal: AbortSignal | undefined): void {
  if (signal?.aborted !== true) return;
  throw new AltsparseError('run-aborted', 'The run was stopped.', {
    place: `stage ${stage.index}, step ${step}`,
    cause: signal.reason,
  });
}

function isEvaluationDue(stage: Stage, step: number): boolean {
  const every = Math.max(1, inSteps(stage.options.evaluateEvery ?? { epochs: 1 }, stage.length));
  return stage.options.evaluation !== undefined && ((step + 1) % every === 0 || step + 1 === stage.length.steps);
}

async function evaluateAll(run: StageRun): Promise<Evaluation[]> {
  const { network, store, loss } = run;
  const { evaluation: data, data: training } = run.options;
  const results: Evaluation[] = [];
  for (const subnet of run.targets.keys())
    if (data !== undefined) results.push(await evaluate({ network, store, subnet, data, loss, training }));
  return results;
}

function evaluationEvent(run: StageRun, step: number, subnet: number, evaluation: Evaluation): EvaluationEvent {
  return {
    type: 'evaluation',
    stage: run.index,
    step,
    subnet,
    ...evaluation,
    sparsity: sparsityOf(maskOf(run.store, subnet)),
  };
}

function resultOf(stage: Stage, store: Store, evaluations: readonly Evaluation[], steps: number): RunResult {
  const subnets = stage.targets.map((target, subnet) => ({
    name: stage.names[subnet] ?? '',
    target,
    sparsity: sparsityOf(maskOf(store, subnet)),
    ...(evaluations[subnet] && { evaluation: evaluations[subnet] }),
  }));
  return { subnets, store, steps };
}
