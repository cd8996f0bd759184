import { type MaskView, type Move, maskLayers, randomStream, type Strategy } from '@altsparse/core';
import { tinyPlan } from '../net/plans.ts';
import { copyView } from './copy-view.ts';
import type { StrategySubject } from './subject.ts';
import { unitsOf } from './unit-rule.ts';

/** Numbers that a move sees in the middle of a stage, without a run around it. */
export interface LoneNumbers {
  /** One for each maskable weight. */
  readonly weights: Float32Array;
  /** The same of the dense gradient. */
  readonly gradient: Float32Array;
  /** The same of every optimizer slot. */
  readonly slot: Float32Array;
}

/** How many numbers each array has. */
const loneLength: number = tinyPlan.maskableCount;

/** Three arrays of different numbers. */
export function loneNumbers(draw: number): LoneNumbers {
  const random = randomStream(draw, 'kit numbers');
  const array = (): Float32Array => Float32Array.from({ length: loneLength }, () => random.normal());
  return { weights: array(), gradient: array(), slot: array() };
}

/** Three arrays, each of one number. */
export function equalNumbers(): LoneNumbers {
  const array = (value: number): Float32Array => new Float32Array(loneLength).fill(value);
  return { weights: array(0.5), gradient: array(0.25), slot: array(0.125) };
}

/** A mask with two weights of three; in units, with two units of three whole. */
export function loneMask(subject: Pick<StrategySubject, 'options'>): Uint8Array {
  const rule = subject.options.units?.(loneTarget(subject));
  if (rule === undefined) return Uint8Array.from({ length: loneLength }, (_, i) => (i % 3 === 1 ? 0 : 1));
  const mask = new Uint8Array(loneLength).fill(1);
  for (const layer of maskLayers(tinyPlan))
    for (const [number, unit] of unitsOf(rule, layer).units.entries())
      if (number % 3 === 1) for (const place of unit.slice(rule.keep)) mask[layer.offset + place] = 0;
  return mask;
}

/** The target of a lone view. */
function loneTarget({ options }: Pick<StrategySubject, 'options'>): number {
  return options.targets?.[0] ?? 0.75;
}

/** What is shown to a move, halfway through a stage of 100 steps; to the initial move, at its start. */
export function loneView(
  subject: Pick<StrategySubject, 'options'>,
  strategy: Strategy,
  move: Move,
  mask: Uint8Array,
  numbers: LoneNumbers,
): MaskView {
  const first = move === strategy.initial;
  const target = loneTarget(subject);
  return {
    weights: numbers.weights,
    mask,
    before: first ? mask : loneMask(subject),
    gradient: move.needs?.includes('gradient') ? numbers.gradient : undefined,
    slot: () => numbers.slot,
    layers: maskLayers(tinyPlan),
    subnet: 0,
    initialSparsity: Math.min(strategy.initialSparsity, target),
    targetSparsity: target,
    event: first ? { k: 0, progress: 0, step: 0, steps: 100 } : { k: 5, progress: 0.7, step: 50, steps: 100 },
    random: (purpose) => randomStream(3, purpose),
  };
}

/** A move, alone. */
export interface Lone {
  /** What the move gave. */
  readonly mask: Uint8Array;
  /** Did it draw random numbers? */
  readonly drew: boolean;
}

/** Applies a move to copies of a view's arrays. */
export function applyLone(move: Move, view: MaskView): Lone {
  const { copy, drew } = copyView(view);
  const { mask } = move.apply(copy, undefined);
  return { mask, drew: drew() };
}

/** The first move and those of an event, each with the mask that it meets. */
export function loneMoves(
  subject: Pick<StrategySubject, 'options'>,
  strategy: Strategy,
): { readonly move: Move; readonly mask: Uint8Array; readonly name: string }[] {
  const full = new Uint8Array(loneLength).fill(1);
  return [
    { move: strategy.initial, mask: full, name: `first mask, move '${strategy.initial.name}'` },
    ...strategy.moves.map((move) => ({ move, mask: loneMask(subject), name: `move '${move.name}'` })),
  ];
}
