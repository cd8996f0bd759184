import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AltsparseError } from '../error.ts';
import { keptCount } from './count.ts';
import { erk, layerCounts, uniform } from './distribution.ts';
import { layersOf, wideResnetLayers } from './view.test.kit.ts';

const total = (list: readonly number[]): number => list.reduce((sum, one) => sum + one, 0);

/** Share of kept weights of the wide ResNet-32's kinds of layer. */
function shares(classes: number, kept: number): number[] {
  const layers = wideResnetLayers(classes);
  const sparsities = erk(layers, 1 - kept);
  const kinds = [
    '32/1/conv1',
    '64/0/conv1',
    '64/1/conv1',
    '64/0/shortcut',
    '128/0/conv1',
    '128/1/conv1',
    '128/0/shortcut',
    'head',
  ];
  return kinds.map((name) => 1 - (sparsities[layers.findIndex((layer) => layer.name === name)] ?? Number.NaN));
}

describe('the wide ResNet-32 of these tests', () => {
  it('has 33 maskable tensors with 1,854,720 weights, 1,866,240 for 100 classes', () => {
    const lengths = [10, 100].map((classes) => wideResnetLayers(classes).map((layer) => layer.length));
    expect(lengths.map((one) => [one.length, total(one)])).toEqual([
      [33, 1_854_720],
      [33, 1_866_240],
    ]);
  });
});

describe('erk', () => {
  it.each([
    [10, 0.5, [1, 1, 0.77806, 1, 0.574836, 0.38032, 1, 1]],
    [10, 0.1, [0.290768, 0.211845, 0.139153, 1, 0.102807, 0.068019, 0.906572, 1]],
    [10, 0.05, [0.14305, 0.104222, 0.06846, 0.901218, 0.050579, 0.033464, 0.446011, 1]],
    [10, 0.02, [0.056418, 0.041104, 0.027, 0.355432, 0.019948, 0.013198, 0.175902, 0.800809]],
    [100, 0.1, [0.281176, 0.204857, 0.134563, 1, 0.099416, 0.065775, 0.876667, 0.659398]],
  ])('spreads as the released code does over the wide ResNet-32: %i classes, %f kept', (classes, kept, expected) => {
    shares(classes, kept).forEach((share, i) => {
      expect(share).toBeCloseTo(expected[i] ?? 0, 5);
    });
  });

  const close = (found: readonly number[], expected: readonly number[], digits: number): void => {
    expect(found.length).toBe(expected.length);
    found.forEach((one, i) => {
      expect(one).toBeCloseTo(expected[i] ?? Number.NaN, digits);
    });
  };

  it('has the sparsities of jaxpruner for three layers, one of them left dense', () => {
    // raw 6/8, 9/18, 12/48; 37 kept of 74; 37/27 · 6/8 > 1, so the first is dense, and 29/21 scales the others
    close(
      erk(layersOf({ a: [2, 4], b: [3, 6], c: [2, 4, 6] }), 0.5),
      [0, 1 - (29 / 21) * 0.5, 1 - (29 / 21) * 0.25],
      12,
    );
    close(erk(layersOf({ a: [2, 4], b: [3, 6], c: [2, 4, 6] }), 0.5), [0, 0.31, 0.655], 2);
    // 16 of 74 kept: what rounding 0.8 down layer by layer leaves
    close(erk(layersOf({ a: [2, 4], b: [3, 6], c: [2, 4, 6] }), 58 / 74), [0.556, 0.704, 0.852], 3);
  });

  it('leaves a second layer dense when the first one makes the scale rise', () => {
    close(erk(layersOf({ a: [2, 4], b: [3, 6, 7], c: [7, 4] }), 0.5), [0, 0.64, 0], 2);
  });

  it('leaves all dense at sparsity 0', () => {
    close(erk(wideResnetLayers(), 0), new Array(33).fill(0), 12);
  });

  const shapes = fc.dictionary(
    fc.string({ minLength: 1, maxLength: 3 }),
    fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 2, maxLength: 4 }),
    { minKeys: 1, maxKeys: 6 },
  );
  it('keeps the whole sparsity, each layer between all and nothing, for any shapes', () => {
    fc.assert(
      fc.property(shapes, fc.double({ min: 0, max: 0.99, noNaN: true }), (named, sparsity) => {
        const layers = layersOf(named);
        const found = erk(layers, sparsity);
        const all = total(layers.map((layer) => layer.length));
        expect(total(found.map((one, i) => one * (layers[i]?.length ?? 0)))).toBeCloseTo(all * sparsity, 6);
        for (const one of found) expect(one).toBeGreaterThanOrEqual(-1e-9);
        for (const one of found) expect(one).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe('layerCounts', () => {
  const three = layersOf({ first: [10, 10], second: [10, 20], last: [10, 5] });

  it.each([
    [0.9, 185_472],
    [0.95, 92_736],
    [0.98, 37_094],
  ])('adds up to exactly round(n · (1 − s)) under ERK: sparsity %f, %i weights', (sparsity, expected) => {
    expect(total(layerCounts(wideResnetLayers(), sparsity, erk))).toBe(expected);
  });

  it('keeps every weight of a layer that ERK leaves dense', () => {
    const layers = wideResnetLayers();
    const counts = layerCounts(layers, 0.9, erk);
    expect(counts[layers.findIndex((layer) => layer.name === 'head')]).toBe(1280);
    expect(counts[layers.findIndex((layer) => layer.name === '64/0/shortcut')]).toBe(2048);
    // 9,216 weights of 32x32x3x3 at 0.290768 are 2,679.7
    expect([2679, 2680]).toContain(counts[layers.findIndex((layer) => layer.name === '32/1/conv1')]);
  });

  it('is the same share of each layer when uniform', () => {
    expect(layerCounts(three, 0.9, uniform)).toEqual([10, 20, 5]);
  });

  it('gives overridden layers their own count and the others the rest of the sum', () => {
    // 35 in all; 25 in last (half of 50); 10 are left for 300 weights: 3.33 and 6.67
    expect(layerCounts(three, 0.9, uniform, [{ match: 'last', sparsity: 0.5 }])).toEqual([3, 7, 25]);
  });

  it('lets the first rule that fits decide', () => {
    const rules = [
      { match: 'las*', sparsity: 0.5 },
      { match: '*t', sparsity: 0 },
    ];
    // last keeps 25 by the first rule, first all 100 by the second; 175 − 125 are left for second
    expect(layerCounts(three, 0.5, uniform, rules)).toEqual([100, 50, 25]);
  });

  it('keeps one in each layer at least', () => {
    expect(layerCounts(layersOf({ a: [2, 2], b: [30, 30], c: [2, 3] }), 0.98, uniform)).toEqual([1, 16, 1]);
  });

  it('refuses overrides that keep more than the sum', () => {
    const impossible = () => layerCounts(three, 0.9, uniform, [{ match: 'second', sparsity: 0.5 }]);
    expect(impossible).toThrow(AltsparseError);
    expect(impossible).toThrow('-65 weights to keep in the other layers. Expected: 0 to 150.');
  });

  it('refuses overrides so sparse that the others cannot make up for them', () => {
    // 315 kept of 350, but 2 of 200 in the second, and only 150 elsewhere
    expect(() => layerCounts(three, 0.1, uniform, [{ match: 'second', sparsity: 0.99 }])).toThrow(/mask|no way/);
  });

  const overrides = fc.array(
    fc.record({
      match: fc.constantFrom('first', 'second', 'last'),
      sparsity: fc.double({ min: 0, max: 1, noNaN: true }),
    }),
    { maxLength: 2 },
  );
  it('has the exact sum whenever overrides leave room for it', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 0.97, noNaN: true }),
        overrides,
        fc.constantFrom(uniform, erk),
        (sparsity, rules, spread) => {
          const own = three.map(({ name, length }) => {
            const rule = rules.find((one) => one.match === name);
            return rule === undefined ? undefined : keptCount(length, rule.sparsity);
          });
          const left = keptCount(350, sparsity) - total(own.map((one) => one ?? 0));
          const room = total(three.map(({ length }, i) => (own[i] === undefined ? length : 0)));
          fc.pre(left >= 3 && left <= room);
          const counts = layerCounts(three, sparsity, spread, rules);
          expect(total(counts)).toBe(keptCount(350, sparsity));
          own.forEach((one, i) => {
            if (one !== undefined) expect(counts[i]).toBe(one);
          });
        },
      ),
    );
  });
});
