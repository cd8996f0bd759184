import type { Bound, Phase } from './options.ts';

/** The phase that holds at a progress. */
function phaseAt(phases: readonly Phase[], progress: number): Phase | undefined {
  return phases.filter((one) => progress >= one.from).at(-1) ?? phases[0];
}

/** Where an event grows to, as a sparsity. */
export function upperAt(phases: readonly Phase[], progress: number, target: number): number {
  return sparsityOfBound(phaseAt(phases, progress)?.growTo ?? { plus: 0 }, target);
}

/** Where an event prunes to, as a sparsity; never less than where it grows to. */
export function lowerAt(phases: readonly Phase[], progress: number, target: number): number {
  const lower = sparsityOfBound(phaseAt(phases, progress)?.pruneTo ?? { plus: 0 }, target);
  return Math.max(lower, upperAt(phases, progress, target));
}

function sparsityOfBound(bound: Bound, target: number): number {
  return Math.min(1, Math.max(0, unclamped(bound, target)));
}

function unclamped(bound: Bound, target: number): number {
  if (typeof bound === 'number') return bound;
  return 'plus' in bound ? target + bound.plus : 1 - (1 - target) * bound.keptTimes;
}
