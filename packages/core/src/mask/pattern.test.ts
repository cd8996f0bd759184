import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countKept } from './count.ts';
import { constantDecay, linearRamp } from './curve.ts';
import { layerCounts, uniform } from './distribution.ts';
import { exchange } from './exchange.ts';
import { keepSome } from './initial.ts';
import { nmKey, ranked, type SlowUnit, slowLay, slowSums, slowUnits } from './pattern.test.kit.ts';
import { type Pattern, unstructured } from './pattern.ts';
import { block, outputChannel } from './pattern-block.ts';
import { nm } from './pattern-nm.ts';
import { pruneTo } from './prune-to.ts';
import { layUnits, planUnits, wholeUnits } from './units.ts';
import { layersOf, viewOf, wideResnetLayers } from './view.test.kit.ts';

const layers = layersOf({ conv: [2, 1, 4, 2], head: [8, 2] });
const total = 32;
const cases: readonly (readonly [string, Pattern, readonly SlowUnit[]])[] = [
  ['2:4', nm({ keep: 2, groupSize: 4 }), slowUnits(layers, nmKey(4), 2)],
  ['1:4', nm({ keep: 1, groupSize: 4 }), slowUnits(layers, nmKey(4), 1)],
  ['3:4', nm({ keep: 3, groupSize: 4 }), slowUnits(layers, nmKey(4), 3)],
  ['block', block({ size: [2, 2] }), slowUnits(layers, blockKey)],
  ['channel', outputChannel(), slowUnits(layers, (at) => String(at.at(-1)))],
  ['one weight', block({ size: [1] as const, axes: ['in'] }), slowUnits(layers, (at) => at.join())],
];

function blockKey(at: readonly number[]): string {
  return at.map((index, axis) => (axis >= at.length - 2 ? Math.floor(index / 2) : index)).join();
}

const whole = fc.integer({ min: -4, max: 4 });
const numbers = fc.array(whole, { minLength: total, maxLength: total });
const bits = fc.infiniteStream(fc.boolean());

describe.each(cases)('pattern %s', (_, pattern, units) => {
  const magnitudes = (values: readonly number[]): number[] => values.map(Math.abs);
  const wholeIn = (mask: ArrayLike<number>): boolean[] =>
    units.map(({ weights }) => weights.every((place) => mask[place] === 1));
  const maskOf = (values: readonly number[], state: Iterator<boolean>): number[] =>
    slowLay(
      units,
      units.map(() => state.next().value === true),
      magnitudes(values),
    );

  it('exchanges as many units of each layer as a slow version does, on any mask of the pattern', () => {
    fc.assert(
      fc.property(numbers, numbers, bits, fc.double({ min: 0, max: 1, noNaN: true }), (w, g, states, share) => {
        const before = maskOf(w, states[Symbol.iterator]());
        const move = exchange({ share, decay: constantDecay, pattern });
        const { mask } = move.apply(viewOf({ layers, weights: w, gradient: g, mask: before }), undefined);
        const old = wholeIn(before);
        const next = units.map(() => false);
        for (const layer of layers) {
          const own = [...units.keys()].filter((unit) => units[unit]?.layer === layer.name);
          const alive = own.filter((unit) => old[unit]);
          const dropped = Math.ceil(share * alive.length);
          const stay = ranked(alive, slowSums(units, magnitudes(w))).slice(0, alive.length - dropped);
          const free = own.filter((unit) => !stay.includes(unit));
          const come = ranked(free, slowSums(units, magnitudes(g))).slice(0, dropped);
          for (const unit of [...stay, ...come]) next[unit] = true;
        }
        expect([...mask]).toEqual(slowLay(units, next, magnitudes(w)));
        expect(wholeIn(mask).filter(Boolean)).toHaveLength(old.filter(Boolean).length);
      }),
      { numRuns: 150 },
    );
  });

  it.each(['global', 'each layer'] as const)('prunes %s to the nearest count, the smallest sums first', (where) => {
    fc.assert(
      fc.property(numbers, fc.integer({ min: 0, max: 19 }), (w, twentieths) => {
        const target = twentieths / 20;
        const move = pruneTo({ ramp: linearRamp, scope: where === 'global' ? where : uniform, pattern });
        const { mask } = move.apply(viewOf({ layers, weights: w, target }), undefined);
        const parts = where === 'global' ? [layers] : layers.map((layer) => [layer]);
        const spread = layerCounts(layers, target, uniform);
        parts.forEach((part, index) => {
          const names = part.map(({ name }) => name);
          const own = [...units.keys()].filter((unit) => names.includes(units[unit]?.layer ?? ''));
          const size = part.reduce((sum, { length }) => sum + length, 0);
          const order = ranked(own, slowSums(units, magnitudes(w)));
          const least = size - own.reduce((sum, unit) => sum + gain(units[unit]), 0);
          const inside = [...mask].filter(
            (bit, i) => bit === 1 && part.some((one) => i >= one.offset && i < one.offset + one.length),
          );
          // every unit of this net has the same size: the count is off by half a unit at most, or at an end
          const step = gain(units[0]);
          const wanted = Math.min(
            size,
            Math.max(
              least,
              where === 'global' ? Math.round(size * (1 - target)) : (spread[index] ?? 0),
              least === 0 ? part.length * step : 0,
            ),
          );
          expect(Math.abs(inside.length - wanted)).toBeLessThanOrEqual(step / 2);
          const kept = order.filter((unit) => wholeIn(mask)[unit]);
          const sums = slowSums(units, magnitudes(w));
          const best = (unit: number): boolean =>
            ranked(
              own.filter((other) => units[other]?.layer === units[unit]?.layer),
              sums,
            )[0] === unit;
          // apart from the best of a layer, none that stays is smaller than one that goes
          const weakest = Math.min(...kept.filter((unit) => !best(unit)).map((unit) => sums[unit] ?? 0));
          const strongest = Math.max(-1, ...own.filter((unit) => !kept.includes(unit)).map((unit) => sums[unit] ?? 0));
          expect(weakest).toBeGreaterThanOrEqual(strongest);
          expect([...mask]).toEqual(slowLay(units, wholeIn(mask), magnitudes(w)));
        });
      }),
      { numRuns: 150 },
    );
  });
});

function gain(unit: SlowUnit | undefined): number {
  return (unit?.weights.length ?? 0) - (unit?.keep ?? 0);
}

describe('a unit of one weight', () => {
  it('gives what no pattern gives, bit for bit', () => {
    const single = block({ size: [1], axes: ['in'] });
    fc.assert(
      fc.property(numbers, numbers, fc.constantFrom(0.1, 0.4, 0.7, 0.95), (w, g, target) => {
        for (const scope of ['global', uniform] as const)
          for (const make of [pruneTo, exchange, keepSome]) {
            const view = viewOf({ layers, weights: w, gradient: g, target, initial: make === keepSome ? target : 0 });
            const plain = make({ scope } as never).apply(view, undefined).mask;
            expect(make({ scope, pattern: single } as never).apply(view, undefined).mask).toEqual(plain);
            expect(make({ scope, pattern: unstructured } as never).apply(view, undefined).mask).toEqual(plain);
          }
      }),
      { numRuns: 50 },
    );
  });
});

describe('nm', () => {
  const sparse = (pattern: Pattern, shape: readonly number[], weights: readonly number[], target = 0.99): number[] => [
    ...pruneTo({ pattern }).apply(viewOf({ layers: layersOf({ only: shape }), weights, target }), undefined).mask,
  ];

  it('keeps the largest of each group: 2:4 of the published example', () => {
    const weights = [0.4, -0.1, 0.3, -0.2, 0.05, 0.6, -0.7, 0.02];
    expect(sparse(nm({ keep: 2, groupSize: 4 }), [8, 1], weights)).toEqual([1, 0, 1, 0, 0, 1, 1, 0]);
  });

  it('of 128 groups leaves 51 dense at a share of 0.6, the largest; the released code of AST the first 52', () => {
    const weights = Array.from({ length: 512 }, (_, i) => i + 1);
    const view = viewOf({ layers: layersOf({ only: [512, 1] }), weights, target: 0.5, progress: 0.6 });
    const { mask } = pruneTo({ ramp: linearRamp, pattern: nm({ keep: 2, groupSize: 4 }) }).apply(view, undefined);
    // 512 · (1 − 0.3) = 358 weights, 256 of them in sparse groups, so 102 / 2 groups
    const dense = Array.from({ length: 128 }, (_, group) => countKept(mask, 4 * group, 4 * group + 4) === 4);
    expect(dense).toEqual(Array.from({ length: 128 }, (_, group) => group >= 77));
  });

  it('groups along input channels, position by position, not along outputs', () => {
    // [1, 2, 2, 2]: position, input, output; each pair of inputs is a group for each output
    expect(sparse(nm({ keep: 1, groupSize: 2 }), [1, 2, 2, 2], [9, 1, 8, 2, 1, 9, 2, 8])).toEqual([
      1, 0, 0, 1, 0, 1, 1, 0,
    ]);
  });

  it('gives ties to the lower channel', () => {
    expect(sparse(nm({ keep: 2, groupSize: 4 }), [4, 1], [1, 1, 1, 1])).toEqual([1, 1, 0, 0]);
    expect(sparse(nm({ keep: 3, groupSize: 4 }), [4, 1], [1, -1, 1, 1])).toEqual([1, 1, 1, 0]);
  });

  it.each([
    // two positions of three channels, one output; groups of 2
    ['short', [0, 1, 1, 1, 0, 1]],
    ['dense', [1, 1, 1, 1, 1, 1]],
    // groups 1 2 | 3 6 | 5 4 over the positions
    ['cross', [0, 1, 0, 1, 1, 0]],
  ] as const)('remainder %s', (remainder, expected) => {
    const two = layersOf({ only: [1, 2, 3, 1], other: [2, 1] });
    const move = pruneTo({ pattern: nm({ keep: 1, groupSize: 2, remainder }) });
    const view = viewOf({
      layers: two,
      weights: [1, 2, 3, 6, 5, 4, 1, 2].map((w, i) => (i === 5 ? 4 : w)),
      target: 0.9,
    });
    expect([...move.apply(view, undefined).mask]).toEqual([...expected, 0, 1]);
  });

  it('refuses a remainder when told to, and a net without any group', () => {
    expect(() => sparse(nm({ keep: 1, groupSize: 2, remainder: 'refuse' }), [3, 1], [1, 2, 3])).toThrow(
      expect.objectContaining({ code: 'pattern-remainder', details: expect.objectContaining({ place: 'layer only' }) }),
    );
    expect(() => sparse(nm({ keep: 1, groupSize: 2, remainder: 'dense' }), [3, 1], [1, 2, 3])).toThrow(
      expect.objectContaining({ code: 'pattern-fits-nowhere' }),
    );
  });

  it('leaves layers dense by name, or whose channels are no multiples', () => {
    const shapes = layersOf({ a: [4, 2], b: [4, 3] });
    const found = (pattern: Pattern): number[] => planUnits(pattern, shapes).ranges.map(({ from, to }) => to - from);
    expect(found(nm({ keep: 2, groupSize: 4 }))).toEqual([2, 3]);
    expect(found(nm({ keep: 2, groupSize: 4, leaveDense: 'b' }))).toEqual([2, 0]);
    expect(found(nm({ keep: 2, groupSize: 4, multiples: { in: 4, out: 3 } }))).toEqual([0, 3]);
  });

  it('of 4:4 is dense', () => {
    expect(sparse(nm({ keep: 4, groupSize: 4 }), [8, 1], [1, 2, 3, 4, 5, 6, 7, 8])).toEqual(new Array(8).fill(1));
  });

  it.each([
    ['recompute', [0, 1, 0, 1]],
    ['fixed', [1, 0, 0, 1]],
  ] as const)('%s: what a pruned group keeps when its weights have changed', (within, expected) => {
    const pattern = nm({ keep: 1, groupSize: 2, within });
    const view = viewOf({ layers: layersOf({ only: [4, 1] }), weights: [1, 2, 1, 2], mask: [1, 0, 0, 1], target: 0.5 });
    expect([...pruneTo({ pattern }).apply(view, undefined).mask]).toEqual(expected);
    expect([...exchange({ pattern }).apply({ ...view, gradient: new Float32Array(4) }, undefined).mask]).toEqual(
      expected,
    );
  });

  it.each([
    [0, 4],
    [5, 4],
    [1.5, 4],
    [1, 0],
  ])('refuses %d:%d', (keep, groupSize) => {
    expect(() => nm({ keep, groupSize })).toThrow(expect.objectContaining({ code: 'pattern-option' }));
  });
});

describe('block', () => {
  it('cuts the ends smaller and covers every weight once', () => {
    for (const pattern of [
      block({ size: [4, 3] }),
      block({ size: [2, 'all'], axes: ['height', 'in'] }),
      outputChannel(),
    ])
      for (const shape of [
        [3, 3, 5, 7],
        [5, 7],
      ]) {
        const length = shape.reduce((a, b) => a * b, 1);
        const places = pattern
          .families({ name: 'only', shape, offset: 0, length })
          .flatMap(({ starts, offsets }) =>
            [...starts].flatMap((start) => [...offsets].map((offset) => start + offset)),
          );
        expect(places.sort((a, b) => a - b)).toEqual(Array.from({ length }, (_, i) => i));
      }
  });

  it('leaves the best unit of a layer, however sparse', () => {
    const view = viewOf({ layers, weights: Array.from({ length: total }, (_, i) => i + 1), target: 0.99 });
    const { mask } = pruneTo({ pattern: outputChannel() }).apply(view, undefined);
    expect([countKept(mask, 0, 16), countKept(mask, 16, 32)]).toEqual([8, 8]);
  });

  it.each([{ size: [0, 1] }, { size: [4] }, { size: [4, 4], axes: ['in', 'in'] as const }])('refuses %j', (options) => {
    expect(() => block(options)).toThrow(expect.objectContaining({ code: 'pattern-option' }));
  });
});

describe('masks and scores that do not fit', () => {
  it('a mask off the pattern is refused by layer and weight', () => {
    const view = viewOf({ layers: layersOf({ only: [4, 1] }), weights: [1, 2, 3, 4], mask: [1, 1, 0, 1], target: 0.5 });
    expect(() => pruneTo({ pattern: nm({ keep: 2, groupSize: 4 }) }).apply(view, undefined)).toThrow(
      expect.objectContaining({
        code: 'mask-off-pattern',
        details: expect.objectContaining({ place: 'layer only, unit from weight 0' }),
      }),
    );
  });

  it('a score that is not a number is found by layer and weight', () => {
    const weights = Array.from({ length: total }, (_, i) => (i === 20 ? Number.NaN : 1));
    expect(() =>
      exchange({ pattern: nm({ keep: 2, groupSize: 4 }) }).apply(viewOf({ layers, weights }), undefined),
    ).toThrow(
      expect.objectContaining({
        code: 'score-not-a-number',
        details: expect.objectContaining({ place: expect.stringContaining('head, weight 4') }),
      }),
    );
  });
});

describe('groups that choose their weights', () => {
  const fours = layersOf({ only: [4, 2] });
  // the first column is one group, the second another
  const holes = Float32Array.of(1, 2, Number.NaN, 3, 4, 5, 6, 7);
  const lay = (keep: number, whole: readonly number[], before: readonly number[], within: Pattern['within']) =>
    layUnits(
      planUnits(nm({ keep, groupSize: 4, within }), fours),
      Uint8Array.from(whole),
      holes,
      Uint8Array.from(before),
    );
  const all = [1, 1, 1, 1, 1, 1, 1, 1];

  it.each([1, 2, 3])('refuse what is no number, with %i kept', (keep) => {
    expect(() => lay(keep, [0, 1], all, 'recompute')).toThrow(
      expect.objectContaining({
        code: 'score-not-a-number',
        details: expect.objectContaining({ place: 'layer only, weight 2' }),
      }),
    );
  });

  it('do not look at it where nothing is chosen: in a whole group, in one that stays, in one that keeps all', () => {
    expect([...lay(2, [1, 0], all, 'recompute')]).toEqual([1, 0, 1, 0, 1, 1, 1, 1]);
    expect([...lay(2, [0, 1], [1, 1, 1, 1, 0, 1, 0, 1], 'fixed')]).toEqual([1, 1, 1, 1, 0, 1, 0, 1]);
    expect([...lay(4, [0, 0], all, 'recompute')]).toEqual(all);
  });
});

describe('one pattern for each sub-net', () => {
  it('is chosen by the view', () => {
    const pattern = ({ subnet }: { readonly subnet: number }): Pattern =>
      nm({ keep: 1, groupSize: subnet === 0 ? 2 : 4 });
    const kept = [0, 1].map((subnet) =>
      countKept(
        pruneTo({ pattern }).apply(
          viewOf({ layers, weights: new Array(total).fill(1), subnet, target: 0.99 }),
          undefined,
        ).mask,
      ),
    );
    expect(kept).toEqual([16, 8]);
  });
});

describe('the wide ResNet-32', () => {
  it('has a group for every 4 of its 1,854,720 weights: all inputs divide', () => {
    const plan = planUnits(nm({ keep: 2, groupSize: 4 }), wideResnetLayers());
    const weights = wideResnetLayers().reduce((sum, { length }) => sum + length, 0);
    expect([plan.count, plan.ranges.every(({ least }, i) => least * 2 === wideResnetLayers()[i]?.length)]).toEqual([
      weights / 4,
      true,
    ]);
    expect(countKept(wholeUnits(plan, new Uint8Array(weights).fill(1)))).toBe(weights / 4);
  });
});
