import { describe, expect, it } from 'vitest';
import { countKept } from './count.ts';
import { erk, layerCounts, uniform } from './distribution.ts';
import { type KeepSomeOptions, keepAll, keepSome } from './initial.ts';
import { magnitude } from './scores.ts';
import { layersOf, viewOf, wideResnetLayers } from './view.test.kit.ts';

const layers = layersOf({ a: [3, 3, 32, 32], b: [3, 3, 32, 64], c: [1, 1, 32, 64], head: [128, 10] });
const weights = new Float32Array(30_976);

const draw = (
  initial: number,
  parts: { subnet?: number; seed?: number } = {},
  options: KeepSomeOptions = {},
): Uint8Array => keepSome(options).apply(viewOf({ layers, weights, initial, ...parts }), undefined).mask;

const differences = (a: Uint8Array, b: Uint8Array): number => countKept(a.map((one, i) => one ^ (b[i] ?? 0)));

describe('keepAll', () => {
  it('keeps every weight', () => {
    expect([
      ...keepAll.apply(
        viewOf({ layers: layersOf({ a: [2, 2] }), weights: [1, 0, 2, 3], mask: [0, 0, 1, 0] }),
        undefined,
      ).mask,
    ]).toEqual([1, 1, 1, 1]);
  });
});

describe('keepSome', () => {
  it('keeps exactly 185,472 of 1,854,720 weights at sparsity 0.9, in each layer as many as ERK gives it', () => {
    const wide = wideResnetLayers();
    const { mask } = keepSome().apply(
      viewOf({ layers: wide, weights: new Float32Array(1_854_720), initial: 0.9 }),
      undefined,
    );
    expect(countKept(mask)).toBe(185_472);
    const found = wide.map(({ offset, length }) => countKept(mask, offset, offset + length));
    expect(found).toEqual(layerCounts(wide, 0.9, erk));
  });

  it('makes one draw for all sub-nets', () => {
    expect(differences(draw(0.9, { subnet: 2 }), draw(0.9, { subnet: 0 }))).toBe(0);
  });

  it('draws differently with another seed', () => {
    // two independent draws of a tenth differ in about 2 · 0.1 · 0.9 of all places: 5,576
    const one = (seed: number): Uint8Array => draw(0.9, { seed }, { distribution: uniform });
    expect(differences(one(2), one(1))).toBeGreaterThan(5000);
  });

  it('nests: what a sub-net keeps at 0.9 a denser one keeps at 0.8', () => {
    const [dense, sparse] = [draw(0.8, { subnet: 0 }), draw(0.9, { subnet: 1 })];
    expect(sparse.every((kept, i) => kept <= (dense[i] ?? 0))).toBe(true);
    expect(countKept(dense)).toBe(6195);
  });

  it('keeps all at sparsity 0, whatever the overrides say', () => {
    expect(countKept(draw(0, {}, { overrides: [{ match: 'head', sparsity: 0.5 }] }))).toBe(30_976);
  });

  it('spreads its weights over a layer without regard to place', () => {
    const mask = draw(0.9, {}, { distribution: uniform });
    const firstHalf = countKept(mask, 9216, 9216 + 18_432 / 2);
    // 1,843 of 18,432 kept in b; half of them ± 5 standard deviations of the hypergeometric law (20.4)
    expect(Math.abs(firstHalf - 922)).toBeLessThan(102);
  });

  it('takes other distributions, scores and overrides', () => {
    const two = layersOf({ a: [2, 3], b: [2, 2] });
    const view = viewOf({ layers: two, weights: [1, 6, -5, 2, 3, 4, -9, 8, 1, 2], initial: 0.5 });
    const mask = (options: KeepSomeOptions): number[] => [
      ...keepSome({ score: magnitude, ...options }).apply(view, undefined).mask,
    ];
    expect(mask({ distribution: uniform })).toEqual([0, 1, 1, 0, 0, 1, 1, 1, 0, 0]);
    expect(mask({ distribution: uniform, overrides: [{ match: 'b', sparsity: 0.75 }] })).toEqual([
      0, 1, 1, 0, 1, 1, 1, 0, 0, 0,
    ]);
  });

  it('passes on what its score needs', () => {
    expect(keepSome({ score: { name: 'saliency', needs: ['gradient'], score: (view) => view.weights } }).needs).toEqual(
      ['gradient'],
    );
    expect(keepSome().needs).toBeUndefined();
  });
});
