import { forwardCost, type GraphPlan } from '@altsparse/core';
import type { EngineName } from '@altsparse/engine/node';
import { winogradColumns, winogradShare } from '@altsparse/engine-sparse';
import type { SwitchChoice } from '../config/engine-choice.ts';
import { percent } from '../terminal/numbers.ts';

/** From this share of a net's multiply-adds on, what `winogradShare` counts decides the time of a dense step. */
const mostly = 2 / 3;
/** Up to so many multiply-adds of an image, dense, what TensorFlow does around its library takes longer than the sparse engine's whole step: 9.5 ms to 1.9 of the small net, batch 32. */
const few = 10e6;
/** Vectors with which dense models were timed. */
const timed = ['avx512', 'avx2'];

/** What the stated switch point goes by. */
export interface SwitchPair {
  /** The engine of TensorFlow.js. */
  readonly backend: EngineName;
  /** What the sparse engine's kernels were compiled to. */
  readonly machine: 'native' | 'wasm';
  /** Vectors they use: `'avx512'`, `'avx2'` … */
  readonly isa: string;
  /** The model. */
  readonly plan: GraphPlan;
}

/**
 * The sparsity from which the sparse engine computes where nobody measures. Timed on ResNet-18 and 20, wide ResNet-32 and a
 * small net at batch 32, 64 and 128, on two threads: beside TensorFlow's library native kernels are the faster ones from half at
 * the latest, with AVX-512 and with AVX2 on small nets and on those that Winograd's way suits at once; WebAssembly from nine tenths; beside
 * TensorFlow.js's portable backends all of them at once.
 */
export function statedSwitch({ backend, machine, isa, plan }: SwitchPair): number {
  if (backend !== 'tfjs-node') return 0;
  if (machine === 'wasm') return 0.9;
  return timed.includes(isa) && suitsDense(plan) ? 0 : 0.5;
}

/** Are the processor's vectors what decides whether native kernels win on the dense model? */
export function suitsDense(plan: GraphPlan): boolean {
  return isSmall(plan) || winogradShare(plan) >= mostly;
}

function isSmall(plan: GraphPlan): boolean {
  return forwardCost(plan).denseFlops <= 2 * few;
}

/** Why a switch point of 0 is stated beside TensorFlow's library; undefined for all others. */
export function whyAtOnce(pair: SwitchPair): string | undefined {
  if (pair.backend !== 'tfjs-node' || statedSwitch(pair) > 0) return undefined;
  if (isSmall(pair.plan)) return `dense as well, as an image takes ${few / 1e6} million multiply-adds at most`;
  return `dense as well, as ${percent(winogradShare(pair.plan), 0)} of the multiply-adds are 3x3 convolutions of stride 1 on ${winogradColumns} columns or more`;
}

/** The least sparsity that can turn out to be the switch point of a model, on whatever machine. */
export function leastSwitch(choice: SwitchChoice, backend: EngineName, plan: GraphPlan): number {
  if (typeof choice === 'number') return choice;
  return choice === 'stated' ? statedSwitch({ backend, machine: 'native', isa: 'avx512', plan }) : 0;
}
