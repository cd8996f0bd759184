import type { Invariant } from '@altsparse/core';
import { onesIn, sameBits } from '../bits.ts';
import type { Check } from '../check/check.ts';
import { everyLayer, everyMask } from './masks.ts';
import { masksAfter, type Recording } from './record.ts';
import type { StrategySubject } from './subject.ts';
import { unitFault } from './unit-rule.ts';

const promises = ({ made }: Recording, one: Invariant): boolean => made.invariants?.includes(one) === true;

const known: readonly Invariant[] = ['exactCount', 'thresholdCount', 'layerCounts', 'fixedMask', 'nested', 'pattern'];

const promisesKnown: Check<StrategySubject> = {
  name: 'promises-are-known',
  says: 'promises only what the kit can test, and one rule of counts at most',
  run({ make, options }) {
    const { invariants = [] } = make();
    const unknown = invariants.filter((one) => !known.includes(one)).map((one) => `There is no invariant '${one}'.`);
    if (invariants.includes('exactCount') && invariants.includes('thresholdCount'))
      unknown.push("It promises both 'exactCount' and 'thresholdCount'.");
    if (invariants.includes('pattern') && options.pattern === undefined && options.units === undefined)
      unknown.push("It promises 'pattern', but the kit was not told which: give the option pattern or units.");
    return unknown;
  },
};

const layerCounts: Check<StrategySubject> = {
  name: 'layer-counts',
  says: "keeps each layer's count, if it promises so",
  run: (subject) =>
    everyLayer(subject, (mask, { offset, length }, { subnet }, recording) => {
      const first = onesIn(recording.watched.first[subnet] ?? new Uint8Array(), offset, length);
      const found = onesIn(mask, offset, length);
      if (!promises(recording, 'layerCounts') || found === first) return undefined;
      return `${found} weights are kept, ${first} at first`;
    }),
};

const fixedMask: Check<StrategySubject> = {
  name: 'fixed-mask',
  says: 'keeps its first mask, if it promises so',
  run: (subject) =>
    everyMask(subject, ({ mask, subnet }, recording) => {
      const stays = sameBits(mask, recording.watched.first[subnet] ?? []);
      return !promises(recording, 'fixedMask') || stays ? undefined : 'the mask is not the first one';
    }),
};

const nested: Check<StrategySubject> = {
  name: 'nested',
  says: 'has the mask of each sub-net inside those of all less sparse ones, if it promises so',
  run: (subject) =>
    everyMask(subject, ({ mask, subnet, step }, recording) => {
      if (!promises(recording, 'nested')) return undefined;
      const masks = step < 0 ? recording.watched.first : masksAfter(recording, step);
      const { targets } = recording.scenario;
      const parent = masks.findIndex(
        (other, i) => (targets[i] ?? 0) < (targets[subnet] ?? 0) && mask.some((kept, at) => kept > (other[at] ?? 0)),
      );
      return parent < 0 ? undefined : `a weight is kept that sub-net ${parent} has not`;
    }),
};

const pattern: Check<StrategySubject> = {
  name: 'pattern',
  says: 'has its pattern in every layer after every step, if it promises so',
  run: (subject) =>
    everyLayer(subject, (mask, layer, { subnet }, recording) => {
      if (!promises(recording, 'pattern')) return undefined;
      const { pattern: rule, units } = subject.options;
      const own = mask.slice(layer.offset, layer.offset + layer.length);
      const unit = units?.(recording.scenario.targets[subnet] ?? 0);
      return rule?.(own, layer) ?? (unit && unitFault(unit, own, layer));
    }),
};

/** What a strategy promises by its invariants. */
export const promiseChecks: readonly Check<StrategySubject>[] = [
  promisesKnown,
  layerCounts,
  fixedMask,
  nested,
  pattern,
];
