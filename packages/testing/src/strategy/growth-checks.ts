import type { Strategy } from '@altsparse/core';
import { onesIn } from '../bits.ts';
import type { Check } from '../check/check.ts';
import { askedAfter, askedFirst, countMissing } from './expected.ts';
import { applyLone, type Lone, type LoneNumbers, loneMask, loneMoves, loneNumbers, loneView } from './lone-view.ts';
import { masksAfter, masksBefore, type Recording } from './record.ts';
import type { StrategySubject } from './subject.ts';

const balanced: Check<StrategySubject> = {
  name: 'grows-what-was-not-kept',
  says: 'grows as many weights as it drops where its count is to stay: what is grown and what is kept are disjoint',
  async run(subject) {
    const { invariants } = subject.make();
    if (!invariants?.includes('exactCount')) return [];
    return [...(await subject.recordings()).flatMap(unbalanced), ...luredAway(subject)];
  },
};

/** Events of a run that were to leave the count as it was, and did not. */
function unbalanced(recording: Recording): string[] {
  return recording.events.flatMap(({ step, subnet }) => {
    const before = step === 0 ? askedFirst(recording, subnet) : askedAfter(recording, step - 1)[subnet];
    const now = askedAfter(recording, step)[subnet];
    if (now?.count === undefined || before?.count !== now.count) return [];
    const [old, mask] = [masksBefore(recording, step)[subnet], masksAfter(recording, step)[subnet]];
    const [dropped, grown] = [countMissing(old, mask), countMissing(mask, old)];
    return dropped === grown ? [] : [`${now.place}: ${dropped} weights are dropped and ${grown} are grown`];
  });
}

/**
 * An event whose numbers lure growth to weights that are kept, or to those that it has just dropped: the count must be
 * what it is with any other numbers.
 */
function luredAway(subject: StrategySubject): string[] {
  const strategy = subject.make();
  const mask = loneMask(subject);
  const usual = loneNumbers(0);
  const count = (numbers: LoneNumbers): number => onesIn(eventOn(subject, strategy, mask, numbers).mask);
  const expected = count(usual);
  return Object.entries(lures(usual, mask)).flatMap(([where, lure]) => {
    const found = count(lure);
    return found === expected
      ? []
      : [`where gradient and slots are largest at ${where}, ${found} weights are kept, not ${expected}`];
  });
}

/** All moves of an event, one after the other. */
function eventOn(subject: StrategySubject, strategy: Strategy, mask: Uint8Array, numbers: LoneNumbers): Lone {
  return strategy.moves.reduce<Lone>(
    (lone, move) => applyLone(move, loneView(subject, strategy, move, lone.mask, numbers)),
    { mask, drew: false },
  );
}

/** Gradient and slots a hundred times as large at some places. */
function lures(numbers: LoneNumbers, mask: Uint8Array): Record<string, LoneNumbers> {
  const sizes = numbers.weights.map(Math.abs);
  const active = [...mask.keys()].filter((i) => mask[i] === 1);
  const smallest = new Set(active.toSorted((a, b) => (sizes[a] ?? 0) - (sizes[b] ?? 0)).slice(0, active.length / 2));
  const at = (chosen: (i: number) => boolean): LoneNumbers => ({
    weights: numbers.weights,
    gradient: numbers.gradient.map((one, i) => (chosen(i) ? 100 : 0.01) * one),
    slot: numbers.slot.map((one, i) => (chosen(i) ? 100 : 0.01) * one),
  });
  return {
    'kept weights': at((i) => mask[i] === 1 && !smallest.has(i)),
    'the smallest weights': at((i) => smallest.has(i)),
    'weights outside the mask': at((i) => mask[i] === 0),
  };
}

const inside: Check<StrategySubject> = {
  name: 'prunes-what-it-ranks',
  says: 'keeps weights of the old mask alone where a move that prunes says that it ranks no others',
  run(subject) {
    const strategy = subject.make();
    if (strategy.invariants?.includes('pattern')) return []; // units that stay pruned may choose among all their weights
    return loneMoves(subject, strategy)
      .filter(({ move }) => move.reachesTarget === true && move.ranks === 'active')
      .flatMap(({ move, mask, name }) => {
        const numbers = lures(loneNumbers(1), mask)['weights outside the mask'] ?? loneNumbers(1);
        const weights = numbers.weights.map((one, i) => (mask[i] === 0 ? 100 : 1) * one);
        const { mask: after } = applyLone(move, loneView(subject, strategy, move, mask, { ...numbers, weights }));
        const foreign = countMissing(after, mask);
        return foreign === 0 ? [] : [`${name}: ${foreign} weights are kept that the mask had not`];
      });
  },
};

/** What events drop and grow. */
export const growthChecks: readonly Check<StrategySubject>[] = [balanced, inside];
