import { AltsparseError, type MaskLayer, type Move, maskLayers, type Strategy } from '@altsparse/core';
import { sameBits } from '../bits.ts';
import type { Check } from '../check/check.ts';
import { tinyPlan } from '../net/plans.ts';
import { applyLone, equalNumbers, type LoneNumbers, loneMoves, loneNumbers, loneView } from './lone-view.ts';
import type { StrategySubject } from './subject.ts';
import { unitsOf } from './unit-rule.ts';

const ties: Check<StrategySubject> = {
  name: 'ties-go-to-the-lower-index',
  says: 'keeps and grows the lower places of a layer where all numbers are equal',
  run(subject) {
    const strategy = subject.make();
    if (!hasTies(strategy, subject)) return [];
    return loneMoves(subject, strategy).flatMap(({ move, mask, name }) => {
      const { mask: after, drew } = applyLone(move, loneView(subject, strategy, move, mask, equalNumbers()));
      if (drew || !readsNumbers(subject, strategy, move, mask)) return [];
      return maskLayers(tinyPlan).flatMap((layer) =>
        prefersLower(subject, layer, mask, after)
          ? []
          : [`${name}, layer ${layer.name}: a higher place is preferred to a lower one.`],
      );
    });
  },
};

/** All ties fall at a threshold; in a pattern only one who knows its units can look. */
function hasTies({ invariants = [] }: Strategy, { options }: StrategySubject): boolean {
  if (invariants.includes('thresholdCount')) return false;
  return !invariants.includes('pattern') || options.units !== undefined;
}

/** Weights one by one; in a pattern, whole units one by one, and inside of each pruned one its own weights. */
function prefersLower({ options }: StrategySubject, layer: MaskLayer, before: Uint8Array, after: Uint8Array): boolean {
  const rule = options.units?.(options.targets?.[0] ?? 0.75);
  if (rule === undefined) return isLowest(layer, before, after);
  const { units } = unitsOf(rule, layer);
  const whole = (mask: Uint8Array): Uint8Array =>
    Uint8Array.from(units, (unit) => (unit.every((place) => mask[layer.offset + place] === 1) ? 1 : 0));
  const own = { ...layer, offset: 0, length: units.length };
  const inside = units.every((unit) => isFalling(unit.map((place) => after[layer.offset + place] ?? 0)));
  return inside && isLowest(own, whole(before), whole(after));
}

/** First ones, then zeros. */
function isFalling(kept: readonly number[]): boolean {
  return kept.every((one, i) => one <= (kept[i - 1] ?? 1));
}

/** Does a mask follow from weights, gradient and slots? One that changes by itself, or never, has no ties. */
function readsNumbers(subject: StrategySubject, strategy: Strategy, move: Move, mask: Uint8Array): boolean {
  const [usual, again, ...others] = [0, 0, 1, 2, 3].map(
    (draw) => applyLone(move, loneView(subject, strategy, move, mask, loneNumbers(draw))).mask,
  );
  return sameBits(usual ?? [], again ?? []) && others.some((other) => !sameBits(other, usual ?? []));
}

/**
 * Can a move that prefers lower places have made this? It kept the first of the active ones, however many, and then took
 * the first of all others, however many.
 */
function isLowest({ offset, length }: MaskLayer, before: Uint8Array, after: Uint8Array): boolean {
  const places = Array.from({ length }, (_, i) => offset + i);
  const active = places.filter((i) => before[i] === 1);
  const found = places.filter((i) => after[i] === 1);
  return Array.from({ length: active.length + 1 }, (_, count) => active.slice(0, count)).some((kept) => {
    const others = places.filter((i) => !kept.includes(i));
    const expected = [...kept, ...others.slice(0, Math.max(0, found.length - kept.length))].sort((a, b) => a - b);
    return sameBits(expected, found);
  });
}

type Field = 'weights' | 'gradient';

const notANumber: Check<StrategySubject> = {
  name: 'not-a-number-is-refused',
  says: 'throws a typed error where a number that its mask depends on is none',
  run(subject) {
    const strategy = subject.make();
    return loneMoves(subject, strategy).flatMap(({ move, mask, name }) =>
      (['weights', 'gradient'] as const).flatMap((field) => {
        const ask = maskMaker(subject, strategy, move, mask, field);
        return nanFaults(ask, mask, field).map((fault) => `${name}, ${field}: ${fault}`);
      }),
    );
  },
};

/** Makes a mask of other weights, or of another gradient. */
type MaskMaker = (numbers: Float32Array) => Uint8Array;

function maskMaker(
  subject: StrategySubject,
  strategy: Strategy,
  move: Move,
  mask: Uint8Array,
  field: Field,
): MaskMaker {
  const base: LoneNumbers = loneNumbers(0);
  return (numbers) => applyLone(move, loneView(subject, strategy, move, mask, { ...base, [field]: numbers })).mask;
}

/** A mask depends on numbers if it changes with them; where it does not, they need not be looked at. */
function nanFaults(ask: MaskMaker, mask: Uint8Array, field: Field): string[] {
  const usual = loneNumbers(0)[field];
  const steady = sameBits(ask(usual), ask(usual));
  const depends = steady && [1, 2, 3].some((draw) => !sameBits(ask(loneNumbers(draw)[field]), ask(usual)));
  if (!depends) return [];
  const places = [mask.indexOf(1), mask.indexOf(0), mask.lastIndexOf(1)].filter((place) => place >= 0);
  const decisive = places.filter((place) => !sameBits(ask(usual.with(place, 1e6)), ask(usual.with(place, 0))));
  const all = refusal(() => ask(usual.map(() => Number.NaN)), 'none of them is a number');
  return [
    ...all,
    ...decisive.flatMap((place) => refusal(() => ask(usual.with(place, Number.NaN)), `number ${place} is none`)),
  ];
}

function refusal(work: () => unknown, what: string): string[] {
  try {
    work();
    return [`${what}, and a mask is made of them all the same.`];
  } catch (error) {
    if (error instanceof AltsparseError && error.code !== 'part-failed') return [];
    return [`${what}, and the error has no code: ${String(error)}.`];
  }
}

/** What moves do with numbers at the edge. */
export const edgeChecks: readonly Check<StrategySubject>[] = [ties, notANumber];
