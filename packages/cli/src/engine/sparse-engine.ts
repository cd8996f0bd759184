import { AltsparseError, type GraphPlan, type Network } from '@altsparse/core';
import { sparseNetwork } from '@altsparse/engine-sparse';
import type { Machine } from '@altsparse/kernels';
import { nodeMachine } from '@altsparse/kernels/node';
import { ownVersion } from '../run/own-version.ts';
import type { SparseRecord } from './record.ts';

/** The sparse engine, ready to compute one graph. */
export interface SparseEngine {
  /** The graph on it; disposing it frees its threads. */
  readonly network: Network;
  /** What its kernels were compiled to. */
  readonly machine: 'native' | 'wasm';
  /** What it is. */
  readonly record: SparseRecord;
}

/** What is asked of it. */
export interface SparseRequest {
  /** The graph. */
  readonly plan: GraphPlan;
  /** Threads; absent: one per processor. */
  readonly threads?: number | undefined;
  /** `wasm`: nothing else; otherwise native kernels where they can be had. */
  readonly machine?: 'native' | 'wasm' | undefined;
  /** Numbers it computes with. */
  readonly precision: 'fp32' | 'mixed';
  /** Told, in a line, that kernels are being compiled, or why they run in WebAssembly. */
  note(line: string): void;
}

/**
 * Starts the sparse engine for a graph that it can run.
 *
 * @throws AltsparseError `engine-precision` where this machine has no mixed precision.
 */
export async function openSparse(request: SparseRequest): Promise<SparseEngine> {
  const { plan, threads, precision, note } = request;
  const prefer = request.machine === 'wasm' ? ('wasm' as const) : undefined;
  const machine = await nodeMachine({ threads, note, ...(prefer && { prefer }) });
  if (precision === 'mixed' && !machine.mixed) {
    machine.dispose();
    throw new AltsparseError('engine-precision', 'The sparse engine has no mixed precision on this machine.', {
      place: 'precision',
      found: `sparse-${machine.name}, ${machine.isa}`,
      expected: 'native kernels with AVX-512',
      hint: "Use precision: 'fp32'.",
    });
  }
  const network = networkOn(machine, plan, precision);
  const { fingerprint, isa } = machine;
  const version = await ownVersion();
  return {
    network,
    machine: machine.name === 'wasm' ? 'wasm' : 'native',
    record: { name: network.engine, version, fingerprint, isa, threads: machine.threads },
  };
}

/** A network that could not be made leaves no threads behind. */
function networkOn(machine: Machine, plan: GraphPlan, precision: SparseRequest['precision']): Network {
  try {
    return sparseNetwork({ plan, machine, precision });
  } catch (error) {
    machine.dispose();
    throw error;
  }
}
