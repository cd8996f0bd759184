import type { BatchSource } from '../data/batch.ts';
import { AltsparseError } from '../error.ts';
import { sparsityOf } from '../mask/count.ts';
import { inSteps } from '../schedule/duration.ts';
import type { InitialWeights } from '../store/initial-weights.ts';
import { type Snapshot, snapshotOf } from '../store/snapshot.ts';
import { maskOf, type Store } from '../store/store.ts';
import { beginStage, describeStart, type Inheritance, resumeStage } from './begin.ts';
import type { Stage, StageRun } from './context.ts';
import { type Evaluation, evaluateBatches } from './evaluate.ts';
import type { EvaluationEvent, RunEvent } from './events.ts';
import { nextTask } from './next-task.ts';
import { statesOf } from './observe.ts';
import type { RunResult } from './run.ts';
import type { Moment } from './state.ts';
import { runStep } from './step.ts';
import { tell } from './trace.ts';
import type { TrainOptions } from './train.ts';

/** What stages hand on to one another. */
interface Relay {
  readonly options: TrainOptions;
  /** How many stages there are. */
  readonly stages: number;
  readonly rewinds: Map<string, Snapshot>;
  readonly wanted: ReadonlySet<string>;
  /** Steps of the stages before. */
  done: number;
  store?: Store;
  evaluations: readonly Evaluation[];
}

/** Runs stages one after the other, from the beginning or from where a run stood. */
export async function* runStages(stages: readonly Stage[], options: TrainOptions): AsyncGenerator<RunEvent, RunResult> {
  const wanted = new Set(stages.flatMap((stage) => rewindKey(stage) ?? []));
  const rewinds = new Map(options.resume?.rewinds);
  const relay: Relay = { options, stages: stages.length, rewinds, wanted, done: 0, evaluations: [] };
  for (const stage of stages) {
    if (stage.index >= (options.resume?.stage ?? 0)) yield* runStage(stage, relay);
    relay.done += stage.length.steps;
  }
  return resultOf(stages.at(-1) as Stage, relay.store as Store, relay.evaluations, relay.done);
}

async function* runStage(stage: Stage, relay: Relay): AsyncGenerator<RunEvent, void> {
  const { network, resume } = relay.options;
  const state = resume?.stage === stage.index ? resume : undefined;
  const run = state
    ? resumeStage(stage, network, state.store)
    : await beginStage(stage, network, inherited(stage, relay));
  relay.store = run.store;
  relay.evaluations = state?.evaluations ?? [];
  const first = state?.step ?? 0;
  yield stageEvent(run, first, relay.stages);
  for (let step = first; step < stage.length.steps; step++) {
    await stopIfAborted(run, step, relay);
    const key = `${stage.index}/${step}`;
    if (relay.wanted.has(key)) relay.rewinds.set(key, snapshotOf(run.store));
    yield* await runStep(run, step);
    await nextTask();
    const due = isEvaluationDue(stage, step);
    if (due) relay.evaluations = yield* evaluateAll(run, step);
    await relay.options.keeper?.keep({
      ...momentOf(run, step + 1, relay),
      ...(due && { evaluations: relay.evaluations }),
    });
  }
}

function stageEvent(run: StageRun, step: number, stages: number): RunEvent {
  const { name } = run.options;
  const place = { stage: run.index, ...(stages > 1 && { stages }), ...(name !== undefined && { name }) };
  return { type: 'stage', ...place, step, ...run.length, subnets: describeStart(run) };
}

function momentOf({ index, length, store }: StageRun, step: number, relay: Relay): Moment {
  const { options, rewinds, evaluations, done } = relay;
  const place = { stage: index, step };
  return {
    ...place,
    total: done + step,
    stageSteps: length.steps,
    stepsPerEpoch: length.stepsPerEpoch,
    stageEnds: step === length.steps,
    stopping: false,
    layout: store.layout,
    state: () => {
      const { layout: _, ...contents } = store;
      return { ...place, store: contents, rewinds, evaluations, observers: statesOf(options.observers ?? []) };
    },
  };
}

async function stopIfAborted(run: StageRun, step: number, relay: Relay): Promise<void> {
  const { signal, keeper } = relay.options;
  if (signal?.aborted !== true) return;
  await keeper?.keep({ ...momentOf(run, step, relay), stopping: true });
  throw new AltsparseError('run-aborted', 'The run was stopped.', {
    place: `stage ${run.index}, step ${step}`,
    cause: signal.reason,
  });
}

function rewindKey({ options: { start } }: Stage): string | undefined {
  return typeof start === 'object' ? `${start.stage}/${start.step}` : undefined;
}

function inherited(stage: Stage, { options, store, rewinds }: Relay): Inheritance {
  const rewind = rewinds.get(rewindKey(stage) ?? '');
  const weights: readonly InitialWeights[] = [options.weights ?? []].flat();
  return { weights, ...(store && { previous: store }), ...(rewind && { rewind }) };
}

function isEvaluationDue(stage: Stage, step: number): boolean {
  const every = Math.max(1, inSteps(stage.options.evaluateEvery ?? { epochs: 1 }, stage.length));
  return stage.options.evaluation !== undefined && ((step + 1) % every === 0 || step + 1 === stage.length.steps);
}

async function* evaluateAll(run: StageRun, step: number): AsyncGenerator<RunEvent, Evaluation[]> {
  const { evaluation: data } = run.options;
  const results: Evaluation[] = [];
  for (const subnet of run.targets.keys())
    if (data !== undefined) results.push(yield* evaluateOne(run, data, subnet, step + 1));
  yield* results.map((one, subnet) => evaluationEvent(run, step + 1, subnet, one));
  return results;
}

async function* evaluateOne(
  run: StageRun,
  data: BatchSource,
  subnet: number,
  step: number,
): AsyncGenerator<RunEvent, Evaluation> {
  const { network, store, loss, index: stage } = run;
  const batches = evaluateBatches({ network, store, subnet, data, loss, training: run.options.data });
  for (;;) {
    const next = await batches.next();
    if (next.done) {
      const { loss: value, accuracy } = next.value;
      const told = { step: step - 1, hook: 'evaluate', part: loss.name, subnet } as const;
      tell(run, told, () => `loss ${value}, accuracy ${accuracy}`);
      return next.value;
    }
    yield { type: 'evaluating', stage, step, subnet, done: next.value, batches: data.batchesPerEpoch };
  }
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
