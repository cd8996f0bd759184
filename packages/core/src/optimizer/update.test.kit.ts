import { hostAlgebra } from '../store/algebra.ts';
import type { Optimizer } from './optimizer.ts';

/** What is the same in all steps of a trajectory. */
export interface Constants {
  readonly rate: number;
  readonly decay: number;
}

/** One weight under an optimizer: its value after each gradient. */
export function trajectory(
  optimizer: Optimizer,
  start: number,
  gradients: readonly number[],
  { rate, decay }: Constants,
): number[] {
  const weights = { data: Float32Array.from([start]), offset: 0 };
  const slots = Object.fromEntries(optimizer.slots.map((name) => [name, { data: new Float32Array(1), offset: 0 }]));
  return gradients.map((value, i) => {
    const gradient = { data: Float32Array.from([value]), offset: 0 };
    optimizer.update({ length: 1, weights, gradient, slots, rate, decay, update: i + 1 }, hostAlgebra);
    return weights.data[0] ?? Number.NaN;
  });
}
