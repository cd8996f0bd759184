import { randomStream } from '@altsparse/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Convolution } from '../form/form.ts';
import { haloOf, slabColumns } from '../program/geometry.ts';
import { blockFor } from './block.ts';
import { forwardLists } from './forward-lists.ts';
import { inputLists } from './input-lists.ts';
import type { Block, BuiltLists, ListShape } from './list-shape.ts';

interface Case {
  readonly work: Convolution;
  readonly shape: ListShape;
  readonly kernel: Float64Array;
  readonly kept: Uint8Array;
  readonly random: () => number;
}

const small = (max: number, min = 1): fc.Arbitrary<number> => fc.integer({ min, max });
const cases = fc
  .record({
    window: fc.tuple(small(3), small(3)),
    strides: fc.tuple(small(3), small(3)),
    pad: fc.tuple(small(2, 0), small(2, 0), small(2, 0), small(2, 0)),
    rows: small(5),
    columns: small(6),
    groups: small(3),
    own: small(3),
    made: small(5),
    share: fc.constantFrom(0, 0.2, 0.7, 1),
    seed: fc.integer(),
  })
  .filter(
    ({ window, rows, columns, pad }) => window[0] <= rows + pad[0] + pad[1] && window[1] <= columns + pad[2] + pad[3],
  )
  .map(({ window, strides, pad, rows, columns, groups, own, made, share, seed }): Case => {
    const count = (length: number, axis: 0 | 1): number =>
      Math.floor((length + pad[2 * axis]! + pad[2 * axis + 1]! - window[axis]) / strides[axis]) + 1;
    const work: Convolution = {
      ...{
        kind: 'convolution',
        name: 'conv',
        index: 1,
        reads: [0],
        window,
        strides,
        groups,
        kernel: 0,
        maskable: true,
      },
      ...{ padTop: pad[0], padLeft: pad[2] },
      from: { rows, channels: own * groups, columns },
      size: { rows: count(rows, 0), channels: made * groups, columns: count(columns, 1) },
    };
    const { top, left, slabColumns: gradientColumns } = haloOf(work);
    const { uniform } = randomStream(seed, 'lists');
    const size = window[0] * window[1] * own * made * groups;
    const shape = {
      ...{ window, strides, groups, padTop: pad[0], padLeft: pad[2], channels: own * groups, filters: made * groups },
      ...{ slabColumns: slabColumns(work), top, left, gradientColumns },
    };
    const kept = Uint8Array.from({ length: size }, () => (uniform() < share ? 1 : 0));
    const kernel = Float64Array.from(kept, (one) => one * (uniform() - 0.5));
    return { work, shape, kernel, kept, random: uniform };
  });

const at = ({ channels, columns }: { channels: number; columns: number }, row: number, c: number, column: number) =>
  (row * channels + c) * columns + column;

/** Every multiplication of a convolution: `visit(input, output, kernel)`, numbers of elements. */
function eachProduct({ work, shape }: Case, visit: (input: number, output: number, weight: number) => void): void {
  const { from, size, window, strides, padTop, padLeft, groups } = work;
  const [own, made] = [from.channels / groups, size.channels / groups];
  for (let row = 0; row < size.rows; row++)
    for (let k = 0; k < size.channels; k++)
      for (let column = 0; column < size.columns; column++)
        for (let ky = 0; ky < window[0]; ky++)
          for (let kx = 0; kx < window[1]; kx++)
            for (let c = 0; c < own; c++) {
              const [y, x] = [row * strides[0] + ky - padTop, column * strides[1] + kx - padLeft];
              if (y < 0 || x < 0 || y >= from.rows || x >= from.columns) continue;
              const weight = ((ky * window[1] + kx) * own + c) * shape.filters + k;
              visit(at(from, y, Math.floor(k / made) * own + c, x), at(size, row, k, column), weight);
            }
}

/** Sum of a list's products over a slab, for one member of the block. */
function sumOf(lists: BuiltLists, list: number, member: number, slab: Float64Array, from: number, { kernel }: Case) {
  let sum = 0;
  for (let entry = lists.starts[list]!; entry < lists.starts[list + 1]!; entry++) {
    const index = lists.indices[entry * lists.block + member]!;
    expect(slab[from + lists.offsets[entry]!]).toBeDefined();
    if (index >= 0) sum += kernel[index]! * slab[from + lists.offsets[entry]!]!;
  }
  return sum;
}

const close = (found: Float64Array, expected: Float64Array): void =>
  found.forEach((value, i) => {
    expect(Math.abs(value - expected[i]!)).toBeLessThan(1e-12);
  });

const blocks = ({ groups }: ListShape): readonly Block[] => (groups > 1 ? [1] : [1, 4, 8]);

describe('forwardLists', () => {
  it('give a convolution over a slab of the whole image', () => {
    fc.assert(
      fc.property(cases, (one) => {
        const { work, shape, kernel, kept, random } = one;
        const { from, size, strides, window, padTop, padLeft } = work;
        const image = Float64Array.from({ length: from.rows * from.channels * from.columns }, random);
        const expected = new Float64Array(size.rows * size.channels * size.columns);
        eachProduct(one, (input, output, weight) => {
          expected[output]! += image[input]! * kernel[weight]!;
        });
        const rows = Math.max((size.rows - 1) * strides[0] + window[0], padTop + from.rows);
        const slab = new Float64Array(rows * from.channels * shape.slabColumns);
        const slabShape = { channels: from.channels, columns: shape.slabColumns };
        for (let y = 0; y < from.rows; y++)
          for (let c = 0; c < from.channels; c++)
            for (let x = 0; x < from.columns; x++)
              slab[at(slabShape, y + padTop, c, x + padLeft)] = image[at(from, y, c, x)]!;
        for (const block of blocks(shape)) {
          const lists = forwardLists(shape, kept, block);
          const found = expected.map((_, i) => {
            const [column, k] = [i % size.columns, Math.floor(i / size.columns) % size.channels];
            const row = Math.floor(i / size.columns / size.channels);
            const start = row * strides[0] * from.channels * shape.slabColumns + column * strides[1];
            return sumOf(lists, Math.floor(k / block), k % block, slab, start, one);
          });
          close(found, expected);
        }
      }),
    );
  });
});

describe('inputLists', () => {
  it('give the derivative with respect to the image, over a slab of the whole gradient', () => {
    fc.assert(
      fc.property(cases, (one) => {
        const { work, shape, kernel, kept, random } = one;
        const { from, size, strides } = work;
        const { top, left, extraRows } = haloOf(work);
        const gradient = Float64Array.from({ length: size.rows * size.channels * size.columns }, random);
        const expected = new Float64Array(from.rows * from.channels * from.columns);
        eachProduct(one, (input, output, weight) => {
          expected[input]! += gradient[output]! * kernel[weight]!;
        });
        const rows = Math.max(size.rows, Math.ceil(from.rows / strides[0])) + extraRows;
        const slab = new Float64Array(rows * size.channels * shape.gradientColumns);
        const slabShape = { channels: size.channels, columns: shape.gradientColumns };
        for (let y = 0; y < size.rows; y++)
          for (let k = 0; k < size.channels; k++)
            for (let x = 0; x < size.columns; x++)
              slab[at(slabShape, y + top, k, x + left)] = gradient[at(size, y, k, x)]!;
        for (const block of blocks(shape)) {
          const lists = inputLists(shape, kept, block);
          const perClass = Math.ceil(from.channels / block);
          const found = expected.map((_, i) => {
            const [x, c] = [i % from.columns, Math.floor(i / from.columns) % from.channels];
            const y = Math.floor(i / from.columns / from.channels);
            const number = ((y % strides[0]) * strides[1] + (x % strides[1])) * perClass + Math.floor(c / block);
            const start = at(slabShape, Math.floor(y / strides[0]), 0, Math.floor(x / strides[1]));
            return sumOf(lists, number, c % block, slab, start, one);
          });
          close(found, expected);
        }
      }),
    );
  });
});

describe('both kinds of lists', () => {
  it('have offsets that ascend and hold each kept weight once', () => {
    fc.assert(
      fc.property(cases, ({ shape, kept }) => {
        const places = [...kept.keys()].filter((i) => kept[i] === 1);
        for (const block of blocks(shape))
          for (const [kind, lists] of [
            ['forward', forwardLists(shape, kept, block)],
            ['inputs', inputLists(shape, kept, block)],
          ] as const) {
            const found = [...lists.indices.filter((index) => index >= 0)].sort((a, b) => a - b);
            expect([kind, found]).toEqual([kind, places]);
            for (let list = 0; list + 1 < lists.starts.length; list++) {
              const own = [...lists.offsets.subarray(lists.starts[list], lists.starts[list + 1])];
              expect(own).toEqual([...new Set(own)].sort((a, b) => a - b));
            }
          }
      }),
    );
  });
});

describe('lists of eight', () => {
  it('have an entry for every place of a 3x3 window, row by row and channel by channel, kept or not', () => {
    const shape: ListShape = {
      ...{ window: [3, 3], strides: [1, 1], padTop: 1, padLeft: 1, channels: 2, filters: 3, groups: 1 },
      ...{ slabColumns: 10, top: 1, left: 1, gradientColumns: 10 },
    };
    const none = new Uint8Array(54);
    const forward = [0, 1, 2, 10, 11, 12, 20, 21, 22, 30, 31, 32, 40, 41, 42, 50, 51, 52];
    expect([...forwardLists(shape, none, 8).offsets]).toEqual(forward);
    expect([...inputLists(shape, none, 8).offsets]).toEqual(
      [0, 10, 20, 30, 40, 50, 60, 70, 80].flatMap((row) => [row, row + 1, row + 2]),
    );
    expect([...forwardLists(shape, none, 8).indices].every((index) => index === -1)).toBe(true);
  });
});

describe('blockFor', () => {
  const tuning = { winogradBelow: 0.65, denseBelow: 0.4 };
  const shape: ListShape = {
    ...{ window: [1, 1], strides: [1, 1], padTop: 0, padLeft: 0, channels: 4, filters: 4, groups: 1 },
    ...{ slabColumns: 1, top: 0, left: 0, gradientColumns: 1 },
  };
  // [channel][filter]: two channels whole, two empty
  const rows = Uint8Array.of(1, 1, 1, 1, 0, 0, 0, 0, 1, 1, 1, 1, 0, 0, 0, 0);

  it('is four where filters share their places, whatever the sparsity', () => {
    expect(blockFor(shape, rows, 'filters', tuning)).toBe(4);
    expect(blockFor(shape, rows, 'channels', tuning)).toBe(1);
  });

  it('is four for all weights, one for none and for groups', () => {
    expect(blockFor(shape, undefined, 'filters', tuning)).toBe(4);
    expect(blockFor(shape, new Uint8Array(16), 'filters', tuning)).toBe(1);
    expect(blockFor({ ...shape, groups: 2 }, undefined, 'filters', tuning)).toBe(1);
  });

  it('is eight for 3x3 weights at stride 1 of which more than 35 % are kept, where there are channels enough', () => {
    const square: ListShape = { ...shape, window: [3, 3], channels: 8 };
    const kept = (count: number): Uint8Array => new Uint8Array(288).fill(1, 0, count);
    expect(blockFor(square, undefined, 'channels', tuning)).toBe(8);
    expect(blockFor(square, kept(101), 'filters', tuning)).toBe(8);
    expect(blockFor(square, kept(100), 'filters', tuning)).not.toBe(8);
    expect(blockFor({ ...square, strides: [1, 2] }, undefined, 'filters', tuning)).toBe(4);
    expect(blockFor({ ...square, channels: 7 }, undefined, 'filters', tuning)).toBe(4);
  });
});
