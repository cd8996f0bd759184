import { Images } from './images.ts';
import type { Operands, Shape } from './operands.ts';
import type { PlainMemory } from './plain-memory.ts';

/** Summaries over windows: kind 0 is the mean, 1 the maximum. */
interface Pool {
  readonly batch: number;
  readonly kind: number;
  readonly shape: Shape;
  readonly window: readonly [number, number];
  readonly strides: readonly [number, number];
  readonly padding: readonly [number, number];
  readonly out: Shape;
}

function readGlobal(operands: Operands): Pool {
  const { batch } = operands.lanes();
  const [kind, shape] = [operands.int(), operands.shape()];
  const { rows, channels, columns } = shape;
  const out = { rows: 1, channels, columns: 1 };
  return { batch, kind, shape, window: [rows, columns], strides: [1, 1], padding: [0, 0], out };
}

function readPool(operands: Operands): Pool {
  const { batch } = operands.lanes();
  const [kind, shape] = [operands.int(), operands.shape()];
  const pair = (): readonly [number, number] => [operands.int(), operands.int()];
  const [window, strides, padding] = [pair(), pair(), pair()];
  const [rows, columns] = pair();
  return { batch, kind, shape, window, strides, padding, out: { rows, channels: shape.channels, columns } };
}

/** Places of an image in the window of an output, by row and then column. */
function placesOf({ shape, window, strides, padding }: Pool, row: number, column: number): [number, number][] {
  const places: [number, number][] = [];
  for (let i = 0; i < window[0]; i++)
    for (let j = 0; j < window[1]; j++) {
      const [y, x] = [row * strides[0] - padding[0] + i, column * strides[1] - padding[1] + j];
      if (y >= 0 && y < shape.rows && x >= 0 && x < shape.columns) places.push([y, x]);
    }
  return places;
}

function forward(memory: PlainMemory, pool: Pool, operands: Operands): void {
  const input = Images.load(memory, pool.shape, operands.int(), pool.batch);
  const result = new Images(pool.out, pool.batch);
  result.each((image, row, channel, column) => {
    const seen = placesOf(pool, row, column).map(([y, x]) => input.get(image, y, channel, x));
    const summary = pool.kind === 1 ? Math.max(...seen) : seen.reduce((a, b) => a + b, 0) / Math.max(1, seen.length);
    result.set(image, row, channel, column, summary);
  });
  result.store(memory, operands.int());
}

/** A mean's gradient goes to all places, a maximum's to the first that holds it. */
function backward(memory: PlainMemory, pool: Pool, operands: Operands): void {
  const input = Images.load(memory, pool.shape, operands.int(), pool.batch);
  operands.int(); // the output is known from the input
  const gradient = Images.load(memory, pool.out, operands.int(), pool.batch);
  const result = new Images(pool.shape, pool.batch);
  gradient.each((image, row, channel, column) => {
    const places = placesOf(pool, row, column);
    const seen = places.map(([y, x]) => input.get(image, y, channel, x));
    const first = seen.indexOf(Math.max(...seen));
    const takers = pool.kind === 1 ? places.slice(first, first + 1) : places;
    for (const [y, x] of takers)
      result.add(image, y, channel, x, gradient.get(image, row, channel, column) / takers.length);
  });
  result.store(memory, operands.int());
}

/** 8: a summary over the whole image. */
export function globalPool(memory: PlainMemory, operands: Operands): void {
  forward(memory, readGlobal(operands), operands);
}

/** 9: the way back through it. */
export function globalPoolBackward(memory: PlainMemory, operands: Operands): void {
  backward(memory, readGlobal(operands), operands);
}

/** 10: a summary over a sliding window. */
export function pool(memory: PlainMemory, operands: Operands): void {
  forward(memory, readPool(operands), operands);
}

/** 11: the way back through it. */
export function poolBackward(memory: PlainMemory, operands: Operands): void {
  backward(memory, readPool(operands), operands);
}
