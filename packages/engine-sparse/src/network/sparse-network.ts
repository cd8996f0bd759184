import { AltsparseError, algebraWith, type Graph, type GraphPlan, type Network, planGraph } from '@altsparse/core';
import { type Machine, type Precision, unsuitablePrecision } from '@altsparse/kernels';
import type { Tuning } from '../program/writer.ts';
import { refusals } from '../refusals.ts';
import { checkBatch } from './check-call.ts';
import { differentiate } from './differentiate.ts';
import { createEngine } from './engine.ts';
import { evaluate } from './evaluate.ts';

/** What a sparse network is made from. */
export interface SparseNetworkOptions extends Partial<Tuning> {
  /** The model, or */
  readonly graph?: Graph;
  /** the model with everything worked out. One of the two. */
  readonly plan?: GraphPlan;
  /** Runs the kernels. It belongs to this network, which disposes it. */
  readonly machine: Machine;
  /**
   * Of training steps: `'mixed'` keeps tensors in 16 bits and sums in 32, where the machine can. Steps that want the
   * gradient at all positions, and evaluation, are always in fp32. Default `'fp32'`.
   */
  readonly precision?: Precision;
}

/** A network that runs on sparse kernels. */
export interface SparseNetwork extends Network {
  /** Bytes of the machine's memory in use so far. */
  readonly peakBytes: number;
}

/**
 * A network whose convolutions and dense layers skip the weights that a mask leaves out. Memory for a batch is planned
 * once for each size; lists of weights are made anew when a sub-net's mask changes. Same inputs, machine and thread
 * count: same bits.
 *
 * @throws AltsparseError `engine-options` without a graph, `engine-machine` if another network has the machine, `kernels-precision` if the machine
 * lacks it, `engine-refuses` if the kernels lack something that the
 * graph needs; from calls `batch-shape` if images do not fit the graph, `engine-disposed`.
 */
export function sparseNetwork(options: SparseNetworkOptions): SparseNetwork {
  const { machine, precision = 'fp32' } = options;
  const plan = planOf(options);
  if (precision === 'mixed' && !machine.mixed) throw unsuitablePrecision(`${machine.name}, ${machine.isa}`);
  takeMachine(machine);
  const engine = createEngine(plan, machine, precision, { ...usual[precision], ...given(options) });
  let disposed = false;
  const ready = (): void => {
    if (disposed) throw new AltsparseError('engine-disposed', 'The network was disposed.');
  };
  return {
    engine: `sparse-${machine.name}`,
    ...(machine.lists && { algebra: algebraWith(machine.lists) }),
    async differentiate(request) {
      ready();
      checkBatch(request.batch, plan);
      return differentiate(engine, request);
    },
    async forward(request) {
      ready();
      checkBatch(request.batch, plan);
      return evaluate(engine, request);
    },
    refuses: refusals,
    dispose() {
      if (!disposed) machine.dispose();
      disposed = true;
    },
    get peakBytes() {
      return engine.regions.end * 64;
    },
  };
}

const taken = new WeakSet<Machine>();

/** Two networks would write over each other's memory. */
function takeMachine(machine: Machine): void {
  if (taken.has(machine))
    throw new AltsparseError('engine-machine', 'A machine serves one network.', { found: machine.name });
  taken.add(machine);
}

const fp32: Tuning = { winogradBelow: 0.78, denseBelow: 0.4, slabBytes: 2 ** 20 };
/** Lists gain more by mixed precision than Winograd's way does. */
const usual: Readonly<Record<Precision, Tuning>> = { fp32, mixed: { ...fp32, winogradBelow: 0.7 } };

function given({ winogradBelow, denseBelow, slabBytes }: SparseNetworkOptions): Partial<Tuning> {
  return {
    ...(winogradBelow !== undefined && { winogradBelow }),
    ...(denseBelow !== undefined && { denseBelow }),
    ...(slabBytes !== undefined && { slabBytes }),
  };
}

function planOf({ plan, graph }: SparseNetworkOptions): GraphPlan {
  const known = plan?.graph ?? graph;
  if (known === undefined) throw new AltsparseError('engine-options', 'A network needs a graph or a plan.');
  const refused = refusals(known);
  if (refused.length > 0)
    throw new AltsparseError('engine-refuses', 'The sparse kernels cannot run this graph.', {
      place: known.name,
      found: refused,
    });
  return plan ?? planGraph(known);
}
