import {
  AltsparseError,
  type Batch,
  type Network,
  type StagePlan,
  switchingName,
  switchingNetwork,
} from '@altsparse/core';
import { tfjsNetwork } from '@altsparse/engine';
import type { ResolvedEngine } from '@altsparse/engine/node';
import { refusals } from '@altsparse/engine-sparse';
import type { LoadedModel } from '../compose/load-model.ts';
import { whyLeftOut, whyLeftOutBeside, whyNeverReached } from './left-out.ts';
import { type EngineRecord, sparseLine, switchText } from './record.ts';
import { openSparse, type SparseEngine } from './sparse-engine.ts';
import { type SwitchPair, statedSwitch, whyAtOnce } from './stated-switch.ts';
import { cachedSwitchPoint } from './switch-cache.ts';
import { timeSwitch } from './switch-point.ts';
import type { EngineWish } from './wish.ts';

/** The engines of a run, ready. */
export interface RunEngine {
  /** The model on them. */
  readonly network: Network;
  /** What they are and why. */
  readonly record: EngineRecord;
}

/** What the engines of a run are chosen by. */
export interface RunEngineRequest {
  /** What the run wants. */
  readonly wish: EngineWish;
  /** The model. */
  readonly model: Pick<LoadedModel, 'plan' | 'network'>;
  /** Starts TensorFlow.js. */
  tensorflow(): Promise<ResolvedEngine>;
  /** Works out what will be trained; asked for only with `auto`. */
  stages(): readonly StagePlan[];
  /** A batch of the run's size, to time engines with. */
  batch(): Promise<Batch>;
  /** Told, in a line, of what the user should know. */
  note(line: string): void;
}

/**
 * Chooses the engines of a run, starts them and finds out where they change. All of it stands in the record, from which
 * a run that goes on takes the same again.
 *
 * @throws AltsparseError `engine-refuses` naming nodes, where the sparse engine alone is asked for and cannot run the
 * model; `engine-precision`; as TensorFlow.js's engines do.
 */
export async function openRunEngine(request: RunEngineRequest): Promise<RunEngine> {
  const { wish } = request;
  if (wish.choice === 'sparse') return sparseAlone(request);
  if (wish.choice === 'tensorflow') return tensorflowAlone(request, await request.tensorflow());
  const tensorflow = await request.tensorflow();
  const reason = reasonAgainst(request, tensorflow);
  return reason === undefined ? both(request, tensorflow) : tensorflowAlone(request, tensorflow, reason);
}

/** A run that goes on with both engines was asked when it began. */
function reasonAgainst({ wish, model, stages }: RunEngineRequest, { name }: ResolvedEngine): string | undefined {
  if (wish.sparse !== undefined) return undefined;
  const { plan, network } = model;
  const why = whyLeftOut({ plan, ownNetwork: network !== undefined, stages });
  return why ?? whyLeftOutBeside(name, { plan, stages, switchAt: wish.switchAt });
}

function tensorflowAlone({ wish, model }: RunEngineRequest, engine: ResolvedEngine, reason?: string): RunEngine {
  if (wish.precision === 'mixed')
    throw new AltsparseError(
      'engine-precision',
      'Mixed precision is of the sparse engine, which has no part in this run.',
      {
        place: 'precision',
        found: reason ?? `engine ${engine.name}`,
        hint: "Use precision: 'fp32', or engine: 'sparse'.",
      },
    );
  const line = reason === undefined ? [] : [`Without the sparse engine: ${reason}.`];
  const record = { ...denseRecord(engine), why: [...engine.describe(), ...line] };
  return { network: model.network ?? tfjsNetwork({ plan: model.plan, tf: engine.tf }), record };
}

async function sparseAlone({ wish, model, note }: RunEngineRequest): Promise<RunEngine> {
  const { plan, network } = model;
  const found = network === undefined ? refusals(plan.graph) : ['the model is a function over variables'];
  if (found.length > 0)
    throw new AltsparseError('engine-refuses', 'The sparse engine cannot run this model.', {
      place: plan.graph.name,
      found,
      hint: "Use engine: 'auto' or 'tensorflow'.",
    });
  const { threads, precision } = wish;
  const sparse = await openSparse({ plan, threads, precision, note, ...wish.sparse });
  const { record } = sparse;
  const why = [sparseLine(record, precision)];
  const none = { backend: null, tfjs: null, tensorflow: null };
  return {
    network: sparse.network,
    record: { name: record.name, why, ...none, threads: record.threads, sparse: record, precision },
  };
}

async function both(request: RunEngineRequest, tensorflow: ResolvedEngine): Promise<RunEngine> {
  const { wish, model, note } = request;
  const threads = wish.threads ?? (tensorflow.name === 'tfjs-node' ? tensorflow.threads : undefined);
  const sparse = await openSparse({ plan: model.plan, threads, precision: wish.precision, note, ...wish.sparse });
  const reason = reasonAfterAll(request, pairOf(request, tensorflow, sparse));
  if (reason === undefined)
    return switching(request, tensorflow, sparse).catch((error) => {
      sparse.network.dispose();
      throw error;
    });
  sparse.network.dispose();
  return tensorflowAlone(request, tensorflow, reason);
}

function pairOf({ model: { plan } }: RunEngineRequest, { name }: ResolvedEngine, sparse: SparseEngine): SwitchPair {
  return { backend: name, machine: sparse.machine, isa: sparse.record.isa, plan };
}

/** What is stated may go by what the machine turned out to have. */
function reasonAfterAll({ wish, stages }: RunEngineRequest, pair: SwitchPair): string | undefined {
  if (wish.sparse !== undefined || wish.switchAt !== 'stated') return undefined;
  return whyNeverReached(statedSwitch(pair), stages);
}

async function switching(
  request: RunEngineRequest,
  tensorflow: ResolvedEngine,
  sparse: SparseEngine,
): Promise<RunEngine> {
  const { wish, model } = request;
  const { precision } = wish;
  const dense = tfjsNetwork({ plan: model.plan, tf: tensorflow.tf });
  const name = switchingName(tensorflow.name, sparse.record.name);
  const engines = { ...denseRecord(tensorflow), name, sparse: sparse.record, precision };
  const pair = wish.switchAt === 'stated' ? pairOf(request, tensorflow, sparse) : undefined;
  const switchAt = pair ? statedSwitch(pair) : await switchPointOf(request, engines, dense, sparse);
  const line = sparseLine(sparse.record, precision, switchText(switchAt, wish, pair && whyAtOnce(pair)));
  return {
    network: switchingNetwork({ dense, sparse: sparse.network, switchAt }),
    record: { ...engines, switchAt, why: [...tensorflow.describe(), line] },
  };
}

/** A number, or measured. */
async function switchPointOf(
  { wish, model: { plan }, batch, note }: RunEngineRequest,
  engines: Omit<EngineRecord, 'why'>,
  dense: Network,
  sparse: SparseEngine,
): Promise<number> {
  if (typeof wish.switchAt === 'number') return wish.switchAt;
  const sample = await batch();
  return cachedSwitchPoint({ graph: plan.graph, batchSize: sample.size, engines: keyOf(engines) }, () => {
    note('Timing both engines on this model, to find the sparsity at which they change …');
    return timeSwitch({ plan, batch: sample, dense, sparse: sparse.network });
  });
}

function keyOf({ backend, tensorflow, kernels, threads, sparse, precision }: Omit<EngineRecord, 'why'>) {
  return {
    ...{ tensorflow, threads },
    ...(backend !== undefined && { backend }),
    ...(kernels !== undefined && { kernels }),
    ...(sparse && { sparse }),
    ...(precision && { precision }),
  };
}

function denseRecord({ name, tfjs, tensorflow, kernels, threads }: ResolvedEngine): Omit<EngineRecord, 'why'> {
  return { name, backend: name, tfjs, tensorflow, kernels, threads };
}
