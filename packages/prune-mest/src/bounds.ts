import { percentText } from '@altsparse/core';
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

/** Bounds of all phases, in words: `0.8 of the target's weights, then the target`; one where all are the same. */
export function boundsText(phases: readonly Phase[], key: 'pruneTo' | 'growTo'): string {
  const texts = phases.map((phase) => boundText(phase[key]));
  return (new Set(texts).size === 1 ? texts.slice(0, 1) : texts).join(', then ');
}

function boundText(bound: Bound): string {
  if (typeof bound === 'number') return percentText(bound);
  if ('plus' in bound) return bound.plus === 0 ? 'the target' : `the target ${signed(bound.plus)}`;
  return bound.keptTimes === 1 ? 'the target' : `${bound.keptTimes} of the target's weights`;
}

function signed(part: number): string {
  return `${part < 0 ? '−' : '+'} ${percentText(Math.abs(part))}`;
}
